"""What people write, cut into pieces: words of days, times and closing, each with its place in the text."""

import unicodedata
from typing import NamedTuple

from stations.errors import BadHours
from stations.hours.words import CN_DIGITS, DASHES, DAY_SIGNS, EN_DAYS, EN_MONTHS, TRADITIONAL, WORDS

PLAIN = str.maketrans(
    dict.fromkeys(DASHES, "-") | {"∶": ":", "︰": ":", "：": ":", "﹔": ";", "，": ",", "．": "."}
)
HALVES = ("MORNING", "NOON", "AFTERNOON", "EVENING")
LONGEST_TEXT = 2_000  # a sentence is longer than the stored form
LISTING = ("DASH", "AND")
SHORT_DAYS = {name[:2]: number for number, name in enumerate(EN_DAYS)}


class Piece(NamedTuple):
    """A piece of the text from `start` to `end`; `value` is a day, month, year, hour or minute of it, -1 for none."""

    kind: str
    start: int
    end: int
    value: int = -1
    minute: int = 0
    mark: str = ""
    remark: str = ""


END_PIECE = Piece("NOTHING", 0, 0)


def pieces(text: str) -> list[Piece]:
    """Cut a text into pieces, without noise.

    Raises
    ------
    BadHours
        Naming the part that is no word of hours.
    """
    if len(text) > LONGEST_TEXT:
        raise BadHours(f"hours of {len(text)} signs: at most {LONGEST_TEXT:,} are read", text[LONGEST_TEXT:])
    plain, places = _plain(text)
    found: list[Piece] = []
    at = 0
    while at < len(plain):
        piece = _piece(plain, at, found)
        if piece is None:
            raise not_understood(text, places[at], places[_next_break(plain, at)])
        after_half = piece.kind == "COLON" and found and found[-1].kind in HALVES  # 上午：8:30
        if piece.kind.isupper() and not after_half:
            found.append(piece._replace(start=places[at], end=places[piece.end]))
        at = piece.end
    return found


def not_understood(text: str, start: int, end: int, why: str = "was not understood") -> BadHours:
    """Refuse a text for one of its parts."""
    part = text[start:end].strip()
    return BadHours(f"{part!r} {why}", part)


def _plain(text: str) -> tuple[str, list[int]]:
    """Write a text in half-width, simplified, small signs, and tell for each where it stood."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        simple = sign if sign == "\u3000" else unicodedata.normalize("NFKC", sign.translate(PLAIN))
        simple = simple.translate(PLAIN).translate(TRADITIONAL).lower()
        if simple == "-" and signs and signs[-1] == "-":
            continue
        signs.extend(simple)
        places.extend([place] * len(simple))
    return "".join(signs), [*places, len(text)]


def _next_break(plain: str, at: int) -> int:
    """Find the end of a part that is no word: the next sign that parts clauses."""
    return next((place for place in range(at + 1, len(plain)) if plain[place] in " ,;:()-、。\n"), len(plain))


def _piece(plain: str, at: int, before: list[Piece]) -> Piece | None:
    for kind, pattern in WORDS:
        match = pattern.match(plain, at)
        if match is None or match.end() == at:
            continue
        if kind == "MORE_DAYS" and not _goes_on_with_days(before, match.group("day")):
            continue
        if kind == "AFTER_EXCEPT" and not any(one.kind == "EXCEPT" for one in before):
            continue
        groups = {name: text for name, text in match.groupdict().items() if text}
        return _valued(kind, at, match.end(), groups)
    return None


def _goes_on_with_days(before: list[Piece], sign: str) -> bool:
    """Tell whether a lone sign is a day: 周一、三, but 周一 3-5 may be hours."""
    last = before[-2:] if before and before[-1].kind in LISTING else before[-1:]
    return (
        bool(last)
        and last[0].kind in ("WEEK_DAY", "MORE_DAYS")
        and (sign.isascii() == (last[0].mark == "digit"))
    )


def _valued(kind: str, start: int, end: int, groups: dict[str, str]) -> Piece:  # noqa: PLR0911 - one table
    """Make a piece with the number it stands for."""
    match kind:
        case "TIME" | "NUMBER":
            mark = groups.get("half") or groups.get("mark", "")
            return Piece(kind, start, end, _number(groups["hour"]), _minute(groups), mark)
        case "PAIR":
            hours = _number(groups["h1"]) * 100 + _number(groups["h2"])
            return Piece(kind, start, end, hours, _number(groups["m1"]) * 100 + _number(groups["m2"]))
        case "WEEK_DAY" | "MORE_DAYS" | "EN_DAY":
            return _day_piece(kind, start, end, groups["day"])
        case "EN_MONTH":
            return Piece("MONTH", start, end, EN_MONTHS.index(groups["month"]) + 1)
        case "MONTH" | "DATE_DAY":
            return Piece(kind, start, end, _number(groups.get("month") or groups["day"]))
        case "YEAR":
            return Piece(kind, start, end, int(groups["year"]), mark="since" if "since" in groups else "")
        case _:
            mark = "small" if "small" in groups else ""
            return Piece(kind, start, end, mark=mark, remark=groups.get("remark", "").strip())


def _day_piece(kind: str, start: int, end: int, sign: str) -> Piece:
    if kind == "EN_DAY":
        return Piece("WEEK_DAY", start, end, SHORT_DAYS[sign[:2]])
    if sign.isascii():
        return Piece(kind, start, end, int(sign) - 1, mark="digit")
    return Piece(kind, start, end, DAY_SIGNS[sign])


def _minute(groups: dict[str, str]) -> int:
    part = groups.get("part")
    if part:
        return {"半": 30, "一刻": 15, "三刻": 45}[part]
    return _number(groups.get("minute", "0"))


def _number(text: str) -> int:
    """Read a number below a hundred in digits or Chinese numerals."""
    if text.isdigit() and text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return CN_DIGITS[text[-1]]
    return 10 * (CN_DIGITS[tens] if tens else 1) + (CN_DIGITS[ones] if ones else 0)
