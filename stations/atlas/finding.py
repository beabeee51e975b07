"""Find places by what people type: a piece of the name or address, its pinyin, its initials, or a mixture."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stations.atlas import matching
from stations.atlas.geodesic import earth_centred_point
from stations.atlas.readings import folded, readings

Array = NDArray[Any]

MOST_SIGNS = 60
MOST_FOUND = 50
BREAK = "\0"
A, Z = ord("a"), ord("z")
MOST_CODES = 65_535
# By (within the text, at its beginning) and how it matched: whole, literal, pinyin, initials, not at all.
NAME = np.array([[2, 2, 5, 6, 255], [0, 1, 3, 4, 255]], np.uint8)
ADDRESS = np.array([[7, 7, 8, 9, 255], [7, 7, 8, 9, 255]], np.uint8)


Read = Callable[[str], tuple[str, ...]]
"""Gives the readings of a sign."""


class Found(NamedTuple):
    """Places that a question found, best first."""

    slots: NDArray[np.int64]
    ranks: NDArray[np.uint8]
    squares: NDArray[np.float64]
    """Squared chord from the point that was given, m²; 0 without one."""


def _flat(texts: Iterable[str]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Fold texts and lay them end to end as code points, a 0 before and after each, with their starts."""
    joined = BREAK.join(["", *(text.replace(BREAK, "") for text in texts), ""])
    points = np.frombuffer(folded(joined, passing=BREAK).encode("utf-32-le", "surrogatepass"), np.uint32)
    return points, (np.flatnonzero(points == 0) + 1).astype(np.int32)


def _offsets(parts: Sequence[Sequence[Any]]) -> NDArray[np.int32]:
    return np.cumsum([0, *map(len, parts)], dtype=np.int32)


def _syllables(points: Array, read: Read) -> dict[str, Array]:
    """Make the tables of readings: the group of each code, the syllables of each group, the letters of each."""
    groups: dict[tuple[str, ...], int] = {(): 0}
    by_code = [0, *(groups.setdefault(read(chr(point)), len(groups)) for point in points)]
    syllables = sorted({one for group in groups for one in group})
    number = {one: place for place, one in enumerate(syllables)}
    return {
        "find_group": np.array(by_code, np.uint16),
        "find_group_start": _offsets(list(groups)),
        "find_group_syllable": np.array([number[one] for group in groups for one in group], np.uint16),
        "find_syllable_start": _offsets(syllables),
        "find_letter": np.frombuffer("".join(syllables).encode(), np.uint8),
    }


def _blocks(codes: Array) -> NDArray[np.uint8]:
    """Note which characters stand in each block of codes, and in as much after it as a match may reach."""
    block, within = np.divmod(np.arange(codes.size), matching.BLOCK)
    bit = codes % matching.BITS
    held = np.zeros((-(-codes.size // matching.BLOCK), matching.BITS), np.bool_)
    held[block, bit] = True
    early = (within < MOST_SIGNS) & (block > 0)
    held[block[early] - 1, bit[early]] = True
    return np.packbits(held, axis=1, bitorder="little")


def build(
    names: Sequence[str], names_en: Sequence[str | None], addresses: Sequence[str], read: Read = readings
) -> dict[str, NDArray[Any]]:
    """Make the arrays that a search reads, of the texts of places in slot order; `read` gives the readings of a sign.

    Returns
    -------
    arrays
        ``find_point`` uint32, the distinct signs, sorted: the sign with code c is number c - 1. ``find_name``,
        ``find_english``, ``find_address`` uint16, texts as codes with a 0 before and after each; their ``…_start``
        int32, one more than texts, and ``…_block`` uint8 (blocks, 512), the characters in each block;
        ``find_english_slot`` int32, whose English name it is. ``find_group`` uint16 by code, and the tables of
        readings: ``find_group_start``, ``find_group_syllable``, ``find_syllable_start``, ``find_letter``.
    """
    english = [(slot, name) for slot, name in enumerate(names_en) if name]
    texts = {
        "find_name": _flat(names),
        "find_english": _flat(name for _, name in english),
        "find_address": _flat(addresses),
    }
    seen = np.zeros(0x110000, np.bool_)
    for points, _ in texts.values():
        seen[points] = True
    seen[0] = False
    distinct = np.flatnonzero(seen).astype(np.uint32)[:MOST_CODES]
    code = np.zeros(0x110000, np.uint16)
    code[distinct] = np.arange(1, distinct.size + 1)
    arrays: dict[str, Array] = {"find_point": distinct, **_syllables(distinct, read)}
    for key, (points, starts) in texts.items():
        arrays[key] = code[points]
        arrays[f"{key}_start"] = starts
        arrays[f"{key}_block"] = _blocks(arrays[key])
    arrays["find_english_slot"] = np.array([slot for slot, _ in english], np.int32)
    return arrays


def _bits(places: Array) -> int:
    """Give the number whose bits are the places of a question that are true."""
    return sum(1 << at for at in np.flatnonzero(places).tolist())


def _kept(array: Array, dtype: type) -> Array:
    """Give a read-only view, so that compiled code meets one kind of array however the picture came here."""
    view = np.ascontiguousarray(array, dtype).view(np.ndarray)
    view.flags.writeable = False
    return view


class Finder:
    """Answers questions from the arrays of a picture, without copying them."""

    def __init__(self, arrays: Mapping[str, Array], ids: Array, xyz: Array) -> None:
        """Look at the arrays of `build`, with ``ids`` int64 and ``xyz`` float64 (n, 3) earth-centred metres by slot."""
        whole = np.int32
        self._points = arrays["find_point"]
        self._group = _kept(arrays["find_group"], np.uint16)
        self._unread = _kept(np.zeros(self._group.size), np.uint16)
        self._tables = (
            _kept(arrays["find_group_start"], whole),
            _kept(arrays["find_group_syllable"], np.uint16),
            _kept(arrays["find_syllable_start"], whole),
            _kept(arrays["find_letter"], np.uint8),
        )
        alike = _kept(np.empty(0), whole)
        self._names, self._english, self._addresses = (
            (
                _kept(arrays[key], np.uint16),
                _kept(arrays[f"{key}_block"], np.uint8),
                _kept(arrays[f"{key}_start"], whole),
                slots,
            )
            for key, slots in (
                ("find_name", alike),
                ("find_english", _kept(arrays["find_english_slot"], whole)),
                ("find_address", alike),
            )
        )
        self._ids = _kept(ids, np.int64)
        self._xyz = _kept(xyz, np.float64)

    def readings(self, sign: str) -> tuple[str, ...]:
        """Give the readings of a sign as the picture has them, or ask for those of a sign that no place of it has."""
        at = int(np.searchsorted(self._points, ord(sign)))
        if at == len(self._points) or self._points[at] != ord(sign):
            return readings(sign)
        group = int(self._group[at + 1])
        starts, syllables, letter_starts, letters = self._tables
        mine = syllables[starts[group] : starts[group + 1]].tolist()
        return tuple(letters[letter_starts[one] : letter_starts[one + 1]].tobytes().decode() for one in mine)

    def find(
        self,
        question: str,
        *,
        near: tuple[float, float] | None = None,
        gone: Array | None = None,
        limit: int = MOST_FOUND,
    ) -> Found:
        """Find places by name, English name or address.

        Width, capitals, spaces and punctuation do not matter, and signs after the sixtieth are not read. Chinese
        characters stand for themselves; letters stand for themselves, for any reading of a character, for the beginning
        of one where the question ends, or for an initial. A match begins at any character.

        Ranks: 0 a name (Chinese or English) that is the question, 1 that begins with it, 2 that holds it; a name that
        3 begins with it in pinyin, 4 begins with it in initials or a mixture, 5 holds it in pinyin, 6 holds it in
        initials; an address that holds it 7 as it is, 8 in pinyin, 9 in initials.

        Parameters
        ----------
        near
            Longitude and latitude in degrees; within a rank the nearest come first, otherwise the lowest ids.
        gone
            uint8 by slot, 1 for places to leave out; nothing or length 0 for none.
        limit
            Most places to give, 1 to 50.
        """
        signs = np.frombuffer(
            folded(question[: 4 * MOST_SIGNS])[:MOST_SIGNS].encode("utf-32-le", "surrogatepass"), np.uint32
        )
        literal = self._literal(signs)
        ranks = np.full(self._ids.size, matching.NONE, np.uint8)
        lost = _kept(np.empty(0) if gone is None else gone, np.uint8)
        if literal is not None:
            self._rank(signs, literal, ranks, limit + int(np.count_nonzero(lost)))
        here = np.empty(0) if near is None else np.array(earth_centred_point(*near))
        return Found(
            *matching.choose(ranks, lost, self._ids, self._xyz, here, max(1, min(limit, MOST_FOUND)))
        )

    def _literal(self, signs: Array) -> Array | None:
        """Set a bit by code for each place of a sign in the question; None when no text can answer it."""
        places = np.searchsorted(self._points, signs)
        literal = np.zeros(self._points.size + 1, np.int64)
        for at, (place, sign) in enumerate(zip(places.tolist(), signs.tolist(), strict=True)):
            if place < self._points.size and self._points[place] == sign:
                literal[place + 1] |= 1 << at
            elif not A <= sign <= Z:
                return None
        return literal if signs.size else None

    def _rank(self, signs: Array, literal: Array, ranks: Array, limit: int) -> None:
        """Rank every place; addresses only when names gave too few, for their ranks are all worse."""
        made = matching.rows(_kept(signs, np.uint32), *self._tables)
        # A question without letters is not read: nothing has a reading then.
        group = self._group if made.any() else self._unread
        look = matching.looks(literal, group, made[1])
        needed = np.flatnonzero(literal & _bits((signs < A) | (signs > Z))) % matching.BITS
        for (codes, blocks, starts, slots), ranks_of in (
            (self._names, NAME),
            (self._english, NAME),
            (self._addresses, ADDRESS),
        ):
            if ranks_of is ADDRESS and np.count_nonzero(ranks < ADDRESS.min()) >= limit:
                break
            matching.judge(
                matching.sift(codes, blocks, needed, look),
                codes,
                starts,
                slots,
                literal,
                group,
                made,
                ranks_of,
                ranks,
            )
