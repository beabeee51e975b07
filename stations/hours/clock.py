"""Clock times as people write them, to minutes; what could be morning or evening is refused, not guessed."""

from collections.abc import Sequence
from typing import NamedTuple

from stations.hours.model import DAY_MIN, Span
from stations.hours.pieces import END_PIECE, HALVES, Piece

CLOCKS = ("TIME", "NUMBER")
SHIFTS = {  # the hours a part of the day can have, and what to add to them
    "MORNING": dict.fromkeys(range(12), 0),
    "NOON": {10: 0, 11: 0, 12: 0, 1: 12, 2: 12, 13: 0, 14: 0},
    "AFTERNOON": dict.fromkeys(range(1, 12), 12) | dict.fromkeys(range(12, 24), 0),
    "EVENING": dict.fromkeys(range(5, 13), 12) | dict.fromkeys(range(17, 25), 0),
    "a": {12: -12} | dict.fromkeys(range(1, 12), 0),
    "p": {12: 0} | dict.fromkeys(range(1, 12), 12),
}
SURELY_EVENING_MIN = 17 * 60  # from here on, an earlier end is the next morning's
EARLY_END_MIN = 7 * 60  # an end up to here may as well be the afternoon's
SLIP_MIN = 5  # 24:02 is a slip for 24:00


class Doubt(Exception):
    """A time that can be read in two ways, or in none; the message says why."""


class Clock(NamedTuple):
    """One time: minutes from midnight, and how it was written."""

    minutes: int
    hour: int
    half: str = ""
    mark: str = ""
    next_day: bool = False
    small: bool = False  # 凌晨: after midnight


def begins_time(found: Sequence[Piece], at: int) -> bool:
    """Tell whether a time span begins at a piece."""
    while _kind(found, at) in HALVES:
        at += 1
    return _kind(found, at) in ("TIME", "PAIR") or (
        _kind(found, at) == "NUMBER" and _kind(found, at + 1) in ("DASH", *CLOCKS)
    )


def span(found: Sequence[Piece], at: int) -> tuple[Span, int]:
    """Read a time span and tell where it ends.

    Raises
    ------
    Doubt
        When it can be read in two ways.
    """
    inherited = ""
    while _kind(found, at) in HALVES and _kind(found, at + 1) in HALVES:
        at += 1
    if _kind(found, at) in HALVES and _kind(found, at + 1) == "PAIR":
        at += 1
    if _kind(found, at) == "PAIR":
        return _pair(found[at]), at + 1
    first, at = _clock(found, at, inherited)
    if _kind(found, at) != "DASH":
        raise Doubt("is a time without an end")
    if _kind(found, at + 1) == "OPEN_END":
        return Span(_start(first), _start(first), open_end=True), at + 2
    if first.half in ("NOON", "AFTERNOON", "EVENING") and first.hour <= 12:
        inherited = first.half
    last, at = _clock(found, at + 1, inherited)
    if inherited and not last.half and not last.next_day and last.minutes <= first.minutes:
        raise Doubt("ends before it begins: write 次日 for the next day")
    read = _span(first, last)
    if _kind(found, at) == "DASH" and _kind(found, at + 1) == "OPEN_END":
        return read._replace(open_end=True), at + 2
    return read, at


def _kind(found: Sequence[Piece], at: int) -> str:
    return found[at].kind if at < len(found) else END_PIECE.kind


def _pair(piece: Piece) -> Span:
    (first, last), (first_minute, last_minute) = divmod(piece.value, 100), divmod(piece.minute, 100)
    if first == 20 and 20 <= last <= 24:
        raise Doubt("may be years or times")
    return _span(
        Clock(first * 60 + first_minute, first, mark=":"), Clock(last * 60 + last_minute, last, mark=":")
    )


def _clock(found: Sequence[Piece], at: int, inherited: str) -> tuple[Clock, int]:
    next_day = False
    half, small = "", False
    while _kind(found, at) in (*HALVES, "NEXT_DAY"):
        piece = found[at]
        next_day |= piece.kind == "NEXT_DAY"
        if piece.kind in HALVES:
            half, small = piece.kind, piece.mark == "small"
        at += 1
    if _kind(found, at) not in CLOCKS:
        raise Doubt("is no time span")
    piece = found[at]
    if piece.mark in ("a", "p"):
        half = piece.mark
    stated = half or ("" if next_day or piece.value > 12 else inherited)
    minutes = _shifted(piece, stated) * 60 + piece.minute
    if small and piece.value > 6:
        raise Doubt("is no time before dawn")
    mark = piece.mark or ("half" if half else "")
    return Clock(minutes, piece.value, half, mark, next_day, small), at + 1


def _shifted(piece: Piece, half: str) -> int:
    hour = piece.value
    if hour > 24 or (hour == 24 and piece.minute > SLIP_MIN):
        raise Doubt("is no time of the day")
    if not half:
        return hour
    if hour not in SHIFTS[half] or (hour == 24 and piece.minute):
        raise Doubt("can be read in two ways")
    return hour + SHIFTS[half][hour]


def _start(first: Clock) -> int:
    if first.minutes >= DAY_MIN or first.next_day:
        raise Doubt("is no time to begin at")
    return first.minutes


def _span(first: Clock, last: Clock) -> Span:
    _check_marks(first, last)
    start, end = _start(first), last.minutes
    if start == 0 and (end == 0 or DAY_MIN <= end <= DAY_MIN + SLIP_MIN) and not last.next_day:
        return Span(0, DAY_MIN)
    if end > DAY_MIN:
        raise Doubt("is no time of the day")
    if last.next_day:
        return Span(start, end + DAY_MIN)
    if last.small and end < start:
        return Span(start, end + DAY_MIN)
    return Span(start, _end(first, last))


def _end(first: Clock, last: Clock) -> int:
    """Give the end of a span that doesn't say to reach into the next day."""
    start, end = first.minutes, last.minutes
    if end == start:
        raise Doubt("ends when it begins")
    if end == 0:
        return DAY_MIN
    if end > start:
        if end <= EARLY_END_MIN and first.hour > 0 and not (first.half or last.half):
            raise Doubt("can be morning or afternoon: write 14:00, or 下午2:00")
        return end
    if start >= SURELY_EVENING_MIN or (last.half == "MORNING" and first.half in ("AFTERNOON", "EVENING")):
        return end + DAY_MIN
    raise Doubt("ends before it begins: write 17:00, or 次日 for the next day")


def _check_marks(first: Clock, last: Clock) -> None:
    english = ("a", "p")
    if (first.half in english) != (last.half in english):
        raise Doubt("says am or pm only once")
    if first.mark == last.mark == "." and not (first.hour > 12 or last.hour > 12 or first.minutes % 60 == 0):
        raise Doubt("may be dates or times")
    if not first.mark and not last.mark and not (5 <= first.hour <= 12 < last.hour <= 24):
        raise Doubt("may be hours, days or dates")
    if not first.half and last.half and 0 < first.hour < 6 and last.half not in english:
        raise Doubt("can be morning or afternoon: write 14:00, or 下午2:00")
