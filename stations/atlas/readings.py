"""How a text is read: which of its signs count, and the syllables each Chinese character stands for.

Only the builder of a picture asks for readings; a worker reads the arrays they became, also for the places that it
lays over the picture, and loads pypinyin only for a character that no place had before.
"""

import unicodedata
from itertools import chain

TONE_MARKS = dict.fromkeys(range(0x300, 0x370))
# Readings of place names that pypinyin lacks: 乐亭 in Hebei, 大栅栏 in Beijing.
FURTHER = {"乐": ("lao",), "栅": ("shi",)}
LONGEST = 6  # zhuang, chuang, shuang


class _Kept(dict[int, str]):
    """A table for ``str.translate`` that fills itself: letters, marks and numbers stay, and what is in ``passing``."""

    def __init__(self, passing: str = "") -> None:
        super().__init__({ord(sign): sign for sign in passing})

    def __missing__(self, point: int) -> str:
        sign = chr(point)
        self[point] = kept = sign if unicodedata.category(sign)[0] in "LMN" else ""
        return kept


def folded(text: str, *, passing: str = "") -> str:
    """Reduce a text to what counts in a search.

    Full-width and other compatible forms become plain (NFKC), capitals small, and marks over Latin letters go, so that
    ``ü`` is ``u`` and a pinyin with tones is one without. Spaces, punctuation and symbols go; letters of every script
    and digits stay.

    Parameters
    ----------
    passing
        Signs that stay although they are none, such as one that parts several texts.

    Examples
    --------
    >>> folded("ＺＹ·ＤＪ (中央 大街)")
    'zydj中央大街'
    """
    if text.isascii():
        plain = text.lower()
    else:
        loose = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
        plain = unicodedata.normalize("NFKC", loose.translate(TONE_MARKS))
    return plain.translate(_Kept(passing))


def readings(sign: str) -> tuple[str, ...]:
    """Give all readings of a Chinese character as small letters without tones; none for every other sign.

    A reading with ü is given as people type it, with v and with u.

    Examples
    --------
    >>> readings("重"), readings("绿"), readings("略"), readings("a")
    (('chong', 'tong', 'zhong'), ('lu', 'lv'), ('lue', 'lve'), ())
    """
    if ord(sign) < 0x2E80:
        return ()
    from pypinyin import Style, pinyin  # noqa: PLC0415 - half a second and 57 MB that only a builder pays

    known = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore")
    spelled = {folded(one) for one in chain(*known, FURTHER.get(sign, ()))}
    spelled |= {one.replace("v", "u") for one in spelled}
    return tuple(sorted(one for one in spelled if one.isascii() and one.isalpha() and len(one) <= LONGEST))
