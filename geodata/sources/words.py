"""What people write for services, kinds, states and ways in, brought to the words of the store."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from importlib import resources
from typing import NamedTuple

from stations.vocabulary import Vocabulary

_STRONG = re.compile(r"[;；,，、/|｜+＋&\n\t。•·]+")
_BLANKS = re.compile(r"\s+")
_JOINED = re.compile(r"[和及与]|以及|\band\b")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_NUMBERED = re.compile(r"^(?:[(（]?\d{1,2}[)）.]|[①-⑳])")
_COUNTED = re.compile(r"(?:[x×*]?\d+(?:\.\d+)?[台个张把套只部件瓶箱本册条组辆处间]?)$")
_BEFORE = re.compile(
    r"^(?:免费|爱心|便民|可以?|能|提供|供应|配备|配有|配置|设有|备有|具备|有|公共|职工|小|应急)"
)
_AFTER = re.compile(r"(?:服务|设施|设备|功能|用品|物品|供应|等等?|机|区|处|点|箱)$")
_DENIED = re.compile(r"^(?:没有?|不提供|未配备?|暂无|缺|无)")
_HOW_MANY = re.compile(r"(?:的?数量|个数|台数|情况|配备情况)$")
_ASKED = re.compile(r"^(?:是否|有无)?(?:可以|可|能否|能|提供|配备|配有|设有|具备|有)?")


def bare(word: str) -> str:
    """Bring a word to the form in which the store keeps spellings: half width, lower case, without blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", word)).casefold()


class Offer(NamedTuple):
    """What a services cell says: codes in the store's order, and the words that mean nothing to it."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...]


class ServiceWords:
    """Reads services; remembers each word it has met, for lists repeat them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Gather every spelling: the words of the store, codes, and names in both languages."""
        self._order = {code: rank for rank, code in enumerate(vocabulary.services)}
        self._known = {bare(word): code for word, code in vocabulary.service_words.items()}
        for code, word in vocabulary.services.items():
            self._known |= {bare(spelling): code for spelling in (code, word.name_zh, word.name_en)}
        self._met: dict[str, str | None] = {}

    def code(self, word: str) -> str | None:
        """Give the service that a word means; None for none. It is never guessed from a part of the word."""
        if word not in self._met:
            self._met[word] = self._look_up(word)
        return self._met[word]

    def heading(self, heading: str) -> str | None:
        """Give the service that a yes-or-no column is about."""
        word = _HOW_MANY.sub("", bare(_BRACKETS.sub("", heading)))
        return (
            self.code(word)
            or self.code(_ASKED.sub("", word))
            or self.code(word.rsplit("_", 1)[-1].rsplit(":", 1)[-1])
        )

    def offer(self, cell: str) -> Offer:
        """Read a cell that lists services."""
        codes: set[str] = set()
        unknown: list[str] = []
        for part in _STRONG.split(cell):
            self._read(part, codes, unknown)
        return Offer(tuple(sorted(codes, key=self._order.__getitem__)), tuple(unknown))

    def _read(self, part: str, codes: set[str], unknown: list[str]) -> None:
        part = _NUMBERED.sub("", part.strip()).strip()
        if not re.search(r"[^\W\d_]", part):
            return  # a number of the enumeration, or a stray sign
        code = self.code(part)
        if code:
            codes.add(code)
            return
        for pattern in (_BLANKS, _JOINED):
            pieces = [piece for piece in pattern.split(_BRACKETS.sub("", part)) if piece.strip()]
            whole = pattern is _BLANKS or all(self.code(piece) for piece in pieces)
            if len(pieces) > 1 and whole:
                for piece in pieces:
                    self._read(piece, codes, unknown)
                return
        if self._denied(part) is None:
            unknown.append(part)

    def _denied(self, part: str) -> str | None:
        """Give the service that is said to be missing, as in 无空调; 无障碍 is found before this is asked."""
        shorter = _DENIED.sub("", bare(part))
        return self.code(shorter) if shorter and shorter != bare(part) else None

    def _look_up(self, word: str) -> str | None:
        for form in _forms(bare(word)):
            if form in self._known:
                return self._known[form]
        return None


def _forms(word: str) -> list[str]:
    """Give a word, then what is left without its brackets, its count, and the little words before and after it."""
    forms = [word, re.sub(r"[-_]", "", word)]
    shorter = _COUNTED.sub("", _BRACKETS.sub("", word))
    for _ in range(3):
        forms += [
            shorter,
            _AFTER.sub("", shorter),
            _BEFORE.sub("", shorter),
            _AFTER.sub("", _BEFORE.sub("", shorter)),
        ]
        shorter = _BEFORE.sub("", shorter)
    return forms


class KindWords:
    """Reads kinds from a kind column, and from the brand in a place's name."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Gather codes, names and brands; the longest brand is asked first."""
        self._known = {bare(name): kind for name, kind in vocabulary.brands.items()}
        for code, word in vocabulary.kinds.items():
            self._known |= {bare(spelling): code for spelling in (code, word.name_zh, word.name_en)}
        self._brands = sorted(vocabulary.brands.items(), key=lambda brand: (-len(brand[0]), brand[0]))

    def kind(self, cell: str) -> str | None:
        """Give the kind that a cell of a kind column means; None for none."""
        return self._known.get(bare(cell)) or self.by_brand(cell)

    def by_brand(self, name: str) -> str | None:
        """Give the kind of the longest brand that occurs in a name; None for none."""
        return next((kind for brand, kind in self._brands if brand in name), None)


def status_words() -> dict[str, str]:
    """Give every spelling of a status, with its code."""
    return dict(_listed("status"))


def entry_words(vocabulary: Vocabulary) -> dict[str, str]:
    """Give every spelling of a way in, with its code."""
    known = {word: code for word, code in _listed("entry_mode") if code in vocabulary.entry_modes}
    for code, word in vocabulary.entry_modes.items():
        known |= {bare(spelling): code for spelling in (code, word.name_zh, word.name_en)}
    return known


def _listed(what: str) -> Iterator[tuple[str, str]]:
    text = resources.files("geodata.sources").joinpath("words.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        if row["what"] == what:
            yield row["word"], row["code"]
