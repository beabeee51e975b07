"""What people write for services, kinds, states and ways in, brought to the words of the store."""

import re
import unicodedata
from typing import NamedTuple

from stations.vocabulary import Vocabulary

_STRONG = re.compile(r"[;；,，、/|｜+＋&\n\t。•·]+")
_JOINED = re.compile(r"[和及与]|以及|\band\b")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_NUMBERED = re.compile(r"^(?:[(（]?\d{1,2}[)）.]|[①-⑳])")
_COUNTED = re.compile(r"(?:[x×*]?\d+(?:\.\d+)?[台个张把套只部件瓶箱本册条组辆处间]?)$")
_BEFORE = re.compile(r"^(?:免费|爱心|便民|可以?|能|提供|供应|配备|配有|配置|设有|备有|具备|有|公共|职工|小|应急)")
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
        return self.code(word) or self.code(_ASKED.sub("", word)) or self.code(word.rsplit("_", 1)[-1].rsplit(":", 1)[-1])

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
        for pattern in (re.compile(r"\s+"), _JOINED):
            pieces = [piece for piece in pattern.split(_BRACKETS.sub("", part)) if piece.strip()]
            if len(pieces) > 1 and (pattern.pattern == r"\s+" or all(self.code(piece) for piece in pieces)):
                for piece in pieces:
                    self._read(piece, codes, unknown)
                return
        if self._denied(part) is None:
            unknown.append(part)

    def _denied(self, part: str) -> str | None:
        """Give the service that is said to be missing, as in 无空调; 无障碍 and 无线网 are found before this is asked."""
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
        forms += [shorter, _AFTER.sub("", shorter), _BEFORE.sub("", shorter), _AFTER.sub("", _BEFORE.sub("", shorter))]
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


_STATUS = {
    "open": "open opened active normal 正常 开放 启用 在用 运营 运营中 营业 营业中 已开放 已启用 正在运营 正常运营 正常开放 使用中 投用 已投用"
    " 已建成 建成 已建 可用 是 yes y 1 true 有效 在营 开业 正常使用",
    "suspended": "suspended paused 暂停 停用 暂停开放 暂停服务 暂停使用 维修 维修中 装修 装修中 停业整顿 暂时关闭 暂停营业 暂停运营 整修 升级改造"
    " temporarilyclosed maintenance 检修 闭店装修 改造中",
    "closed": "closed 关闭 已关闭 撤销 已撤销 拆除 已拆除 注销 停业 已停业 取消 已取消 撤站 已撤站 关停 已关停 废弃 永久关闭 closedpermanently",
    "planned": "planned 规划 规划中 在建 筹建 筹建中 拟建 待建 建设中 计划 计划中 未建成 待开放 即将开放 未开放 underconstruction",
}
STATUS_OF = {word: status for status, words in _STATUS.items() for word in words.split()}

_ENTRY = {
    "open": "推门就进 直接进入 自由进出 无门禁 开放 开放式 免登记 open free 随意进出 敞开",
    "staffed": "有人值守 人工 值守 前台登记 登记 登记进入 工作人员开门 staffed attended",
    "scan": "扫码 扫码进入 扫码开门 扫二维码 微信扫码 二维码 scan qr qrcode scancode",
    "face": "刷脸 人脸识别 人脸 刷脸进入 刷脸开门 face facescan facial",
    "id_card": "身份证 刷身份证 凭身份证 idcard id",
    "member_code": "会员码 会员 工会会员码 凭会员证 会员卡 工会卡 membercode member",
    "password": "密码 密码锁 输密码 密码开门 password pin code",
    "key": "钥匙 取钥匙 找人拿钥匙 借钥匙 key",
}


def entry_words(vocabulary: Vocabulary) -> dict[str, str]:
    """Give every spelling of a way in, with its code."""
    known = {bare(word): code for code, words in _ENTRY.items() for word in words.split() if code in vocabulary.entry_modes}
    for code, word in vocabulary.entry_modes.items():
        known |= {bare(spelling): code for spelling in (code, word.name_zh, word.name_en)}
    return known
