"""What one cell says: numbers, angles, pairs of coordinates, counts, dates, yes and no.

Each reader takes the text of a cell and gives a value, or raises `Unread` with the rule that it breaks and the cure.
"""

import re
import unicodedata
from datetime import date, timedelta
from typing import Self

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
PLAIN = re.compile(r"[-+]?\d{1,3}(?:\.\d+)?")

_SEPARATORS = {"、": ",", "，": ",", "；": ";", "|": ",", "。": ".", "·": ".", "−": "-", "–": "-", "—": "-"}
_DEGREES = {"º": "°", "˚": "°", "度": "°"}
_MINUTES = dict.fromkeys("′’‘´`分", "'")
_SECONDS = dict.fromkeys("″”“秒", '"')
_HALF = str.maketrans(_SEPARATORS | _DEGREES | _MINUTES | _SECONDS)

# Words that say which number is which become a letter, the longer before the shorter; 经度 is 经° by then.
_LETTERS = {
    "E": ("东经", "longitude", "lng", "lon", "经°", "经", "东"),
    "N": ("北纬", "latitude", "lat", "纬°", "纬", "北"),
    "W": ("西经", "西"),
    "S": ("南纬", "南"),
}
_LETTER_OF = {word: letter for letter, words in _LETTERS.items() for word in words}
_WORDS = re.compile("|".join(sorted(_LETTER_OF, key=lambda word: -len(word))), re.IGNORECASE)

_ANGLE = re.compile(
    r"""(?P<before>[NSEW])?\s*(?P<sign>[-+])?
        (?P<d>\d{1,3}(?:\.\d+)?)\s*°\s*
        (?:(?P<m>\d{1,2}(?:\.\d+)?)\s*'\s*)?
        (?:(?P<s>\d{1,2}(?:\.\d+)?)\s*(?:"|'')?\s*)?
        (?P<after>[NSEW])?""",
    re.VERBOSE,
)
_SPACED = re.compile(
    r"(?P<before>[NSEW])?\s*(?P<sign>[-+])?(?P<d>\d{1,3})[\s:]+(?P<m>\d{1,2}(?:\.\d+)?)(?:[\s:]+(?P<s>\d{1,2}(?:\.\d+)?))?"
    r"\s*(?P<after>[NSEW])?"
)
_LETTERED = re.compile(r"(?P<before>[NSEW])?\s*(?P<d>[-+]?\d{1,3}(?:\.\d*)?)\s*°?\s*(?P<after>[NSEW])?")
_BETWEEN = re.compile(r"[\s,;/]+")
_WRAPPED = re.compile(r"^(?:POINT\s*Z?\s*)?[\[({]+|[\])}]+$", re.IGNORECASE)

YES = frozenset(
    ("是", "有", "提供", "具备", "配备", "可", "已配", "已配备", "支持", "对", "yes", "y", "true", "t", "on")
)
YES |= {"1", "√", "✓", "✔", "☑", "v", "o", "○", "●"}
NO = frozenset(
    (
        "",
        "否",
        "无",
        "没有",
        "不",
        "不提供",
        "未配",
        "未配备",
        "不具备",
        "缺",
        "错",
        "no",
        "n",
        "false",
        "f",
        "off",
    )
)
NO |= {"0", "×", "x", "✗", "✘", "☐", "-", "/", "—"}


class Unread(ValueError):
    """A cell that cannot be read; the rule it breaks, and the cure."""

    def __init__(self, rule: str, cure: str) -> None:
        super().__init__(rule)
        self.rule, self.cure = rule, cure


class Angle(float):
    """Degrees; `axis` is `lon` or `lat` where the cell says which, else empty."""

    axis: str

    def __new__(cls, degrees: float, letter: str = "") -> Self:
        """Make it; a letter W or S makes it negative."""
        self = super().__new__(cls, -abs(degrees) if letter in ("W", "S") and letter else degrees)
        self.axis = {"E": "lon", "W": "lon", "N": "lat", "S": "lat"}.get(letter, "")
        return self


def half_width(text: str) -> str:
    """Write full-width digits, letters and signs as half-width ones, and the signs of angles in one way."""
    return unicodedata.normalize("NFKC", text.replace("″", '"').replace("´", "'")).translate(_HALF).strip()


def angle(text: str) -> Angle:
    """Read one coordinate: decimal degrees, or degrees, minutes and seconds.

    Raises
    ------
    Unread
        When it is empty, no number, not finite, or holds two numbers.
    """
    shown = _signs(text)
    if not shown:
        raise Unread("there is no coordinate", "fill it in, or leave the row out")
    if shown.casefold().lstrip("+-") in ("nan", "inf", "infinity"):
        raise Unread("a coordinate is a finite number", "fill in degrees")
    if NUMBER.fullmatch(shown):
        return Angle(float(shown))
    if re.fullmatch(
        r"[-+]?\d{1,3},\d{3,}", shown
    ):  # 113,62851: a decimal comma; no list here has thousands of degrees
        return Angle(float(shown.replace(",", ".")))
    for pattern in (_LETTERED, _ANGLE, _SPACED):
        match = pattern.fullmatch(shown)
        if match:
            return _degrees(match, shown)
    if len(_numbers(shown)) == 2:
        raise Unread("one number is expected, here are two", "add --map COLUMN=lonlat or --map COLUMN=latlon")
    raise Unread("not a number of degrees", "write 113.62851, 113°37′42.6″ or 113 37 42.6 E")


def pair(text: str) -> tuple[Angle, Angle]:
    """Read two coordinates in one cell, in the order in which they stand.

    Raises
    ------
    Unread
        When there are not two, or one of them is no coordinate.
    """
    shown = _WRAPPED.sub("", _WRAPPED.sub("", _signs(text)))
    shown = re.sub(r"""["']?\b([A-Z])["']?\s*[:=]""", r"\1 ", shown).strip()
    if not shown:
        raise Unread("there are no coordinates", "fill them in, or leave the row out")
    parts = _parts(shown)
    if len(parts) != 2:
        raise Unread(
            f"two numbers are expected, here are {len(parts)}",
            "write longitude, a comma, latitude: 113.62851,34.74522",
        )
    first, second = (angle(part) for part in parts)
    if first.axis and first.axis == second.axis:
        raise Unread(f"both numbers say that they are {first.axis}", "write one of each")
    return first, second


def _signs(text: str) -> str:
    shown = half_width(text).replace("''", '"')
    shown = _WORDS.sub(lambda found: _LETTER_OF[found.group().casefold()], shown)
    shown = re.sub(r"^([NSEW])\s*[:=]\s*", r"\1", shown)
    return shown.upper() if re.search(r"[nsew]", shown) and not re.search(r"\de[-+]?\d", shown) else shown


def _numbers(shown: str) -> list[str]:
    return re.findall(r"[-+]?\d+(?:\.\d+)?", shown)


def _parts(shown: str) -> list[str]:
    """Cut a cell into its coordinates: at the one comma or semicolon, after an angle, or at blanks."""
    for sign in (";", ","):
        parts = [part.strip() for part in shown.split(sign) if part.strip()]
        if len(parts) == 2:
            return parts
    if len(re.findall(r"[NSEW]", shown)) == 2:
        cut = r"(?=[NSEW])" if shown[0] in "NSEW" else r"(?<=[NSEW])"
        return [part.strip(" ,;/") for part in re.split(cut, shown) if part.strip(" ,;/")]
    if "°" in shown:
        return [match.group().strip(" ,;/") for match in _ANGLE.finditer(shown)]
    return [part for part in _BETWEEN.split(shown) if part]


def _degrees(match: re.Match[str], shown: str) -> Angle:
    found = match.groupdict()
    letter = (found.get("before") or "") + (found.get("after") or "")
    if len(letter) > 1:
        raise Unread(f"{shown} names two directions", "keep one of them")
    minutes, seconds = float(found.get("m") or 0), float(found.get("s") or 0)
    if minutes >= 60 or seconds >= 60:
        raise Unread("minutes and seconds end at 59", "look the coordinate up again")
    if "." in found["d"] and (minutes or seconds):
        raise Unread("degrees with decimals have no minutes", "keep one of the two forms")
    if found.get("m") and "." in found["m"] and found.get("s"):
        raise Unread("minutes with decimals have no seconds", "keep one of the two forms")
    value = abs(float(found["d"])) + minutes / 60 + seconds / 3600
    return Angle(-value if found.get("sign") == "-" or found["d"].startswith("-") else value, letter)


_ABOUT = re.compile(r"^(?:约|大约|约为|可容纳|可供|容纳|最多|共|近|about|approx\.?|ca\.?|~|≈)+\s*")
_UNIT = re.compile(
    r"\s*(?:余|多)?(?:个座位|个座|个人|人次|人员|人|名|位|座|个|张|瓶|间|台|册|本|辆|组|persons?|people|seats?|左右|以内|以上|\+)*$"
)


def count(text: str) -> int:
    """Read a whole number of people or things: ``20``, ``约20人``, ``20个座位``.

    Raises
    ------
    Unread
        When it is not one whole number: a range says neither of its ends.
    """
    shown = _UNIT.sub("", _ABOUT.sub("", half_width(text).casefold()))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", shown):
        shown = shown.replace(",", "")
    if re.fullmatch(r"\d{1,9}(?:\.0+)?", shown):
        return int(float(shown))
    raise Unread("not one whole number", "write one number, for a range the one to count on")


_DATES = (
    re.compile(r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?(?:[t\s].*)?"),
    re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})"),
)
_SPREADSHEET_DAY_0 = date(1899, 12, 30)


def day(text: str) -> date:
    """Read a date: year first in any of the usual forms, or a spreadsheet's serial number.

    Raises
    ------
    Unread
        When it is no whole date; day and month first are not told apart, so neither is read.
    """
    shown = half_width(text).casefold().replace("'", "分").strip()
    for pattern in _DATES:
        match = pattern.fullmatch(shown)
        if match:
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                raise Unread("there is no such day", "write it as 2026-03-01") from None
    if re.fullmatch(r"[345]\d{4}(?:\.0)?", shown):
        return _SPREADSHEET_DAY_0 + timedelta(days=int(float(shown)))
    raise Unread("not a whole date, year first", "write it as 2026-03-01")


def yes(text: str) -> bool | None:
    """Tell yes from no; None for neither. A count above zero is a yes."""
    shown = half_width(text).casefold()
    if shown in YES:
        return True
    if shown in NO:
        return False
    return int(shown) > 0 if re.fullmatch(r"\d{1,4}", shown) else None
