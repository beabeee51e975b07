"""The days of one place: its rules under the calendar, nights that reach into the morning, dated exceptions.

A date may be read in several ways. A make-up workday works like some day from Monday to Friday, nobody says which; a
date of a year without a table may be an ordinary day, a holiday, or on a weekend a make-up workday. Every reading is
painted, and minutes on which all of them agree are known; the others are not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from stations.calendar import SATURDAY, Calendar, Day
from stations.errors import BadHours
from stations.hours.model import DAY_MIN, WORKING_WEEK, Hours, Meaning, Rule
from stations.hours.painting import Segment, merged, painted

Reading = tuple[Day, int]
CLOSED = Segment(0, DAY_MIN, value=False)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DatedException:
    """What one place does from one date to another, both included, whatever its hours say.

    Without hours it is closed; without a last date nobody knows how long. It begins at midnight: a night that
    began the day before ends there. A night of its own last day goes on.
    """

    first: date
    last: date | None
    hours: Hours | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise BadHours(f"the exception ends on {self.last}, before it begins on {self.first}")

    def covers(self, on: date) -> bool:
        """Tell whether a date lies within."""
        return self.first <= on and (self.last is None or on <= self.last)

    def in_force(self) -> Hours:
        """Give the hours that hold: its own, or closed with its reason."""
        return self.hours or Hours((Rule(meaning=Meaning.CLOSED, comment=self.reason),))


def day_segments(
    hours: Hours, on: date, *, calendar: Calendar, exceptions: Sequence[DatedException] = ()
) -> tuple[Segment, ...]:
    """Give the 24 hours of a date without gaps, minutes 0 to 1440; of several exceptions the last given counts."""
    today = _exception(exceptions, on)
    before = on - ONE_DAY if on > date.min else on
    yesterday = _exception(exceptions, before)
    ours = today.in_force() if today else hours
    night = None
    if today is None or today is yesterday:
        theirs = yesterday.in_force() if yesterday else hours
        night = (theirs, _matchings(theirs, before, calendar))
    return _combined(ours, _matchings(ours, on, calendar), night)


def _exception(exceptions: Sequence[DatedException], on: date) -> DatedException | None:
    return next((one for one in reversed(exceptions) if one.covers(on)), None)


def _readings(on: date, calendar: Calendar) -> list[Reading]:
    weekday, day = on.weekday(), calendar.day(on)
    makeup = [(Day.MAKEUP_WORKDAY, stand_in) for stand_in in sorted(WORKING_WEEK)]
    if day is Day.MAKEUP_WORKDAY:
        return makeup
    if day is not Day.UNKNOWN:
        return [(day, weekday)]
    if weekday >= SATURDAY:
        return [(Day.REST_DAY, weekday), (Day.HOLIDAY, weekday), *makeup]
    return [(Day.WORKDAY, weekday), (Day.HOLIDAY, weekday)]


def _matchings(hours: Hours, on: date, calendar: Calendar) -> tuple[tuple[bool, ...], ...]:
    """Tell for each reading of a date which rules match it, without repetition."""
    return tuple(
        dict.fromkeys(
            tuple(rule.in_season(on) and _matches(rule, on.weekday(), reading) for rule in hours.rules)
            for reading in _readings(on, calendar)
        )
    )


def _matches(rule: Rule, weekday: int, reading: Reading) -> bool:
    """Tell whether a rule's days hold under a reading of a date with this weekday.

    On a make-up workday, rules of Saturday and Sunday alone don't hold; a rule that names that very weekday among
    working ones does (Tu-Su); a weekly day off by name (Mo off) stays on its own weekday.
    """
    day, stand_in = reading
    if rule.every_day or (rule.holidays and day is Day.HOLIDAY):
        return True
    if day is not Day.MAKEUP_WORKDAY:
        return stand_in in rule.weekdays
    working = rule.weekdays & WORKING_WEEK
    if not working:
        return False
    if weekday in rule.weekdays:
        return True
    partial = working != WORKING_WEEK
    return not (partial and rule.meaning is Meaning.CLOSED) and stand_in in working


Night = tuple[Hours, tuple[tuple[bool, ...], ...]]


def _combined(
    hours: Hours, matchings: tuple[tuple[bool, ...], ...], night: Night | None
) -> tuple[Segment, ...]:
    """Lay the night before over the day, for every reading of both, and keep what all agree on."""
    key = (matchings, None if night is None else (night[1], night[0] is hours or night[0]))
    if key not in hours.seen:
        days = [painted(hours, one) for one in matchings]
        nights = [_morning(painted(night[0], one)) for one in night[1]] if night else [()]
        hours.seen[key] = _agreed([(*morning, *day) for day in days for morning in nights])
    found: tuple[Segment, ...] = hours.seen[key]
    return found


def _morning(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Give what reaches past midnight and isn't closed, in minutes of the day after."""
    return tuple(
        one._replace(start=max(one.start, DAY_MIN) - DAY_MIN, end=one.end - DAY_MIN)
        for one in segments
        if one.end > DAY_MIN and one.value is not False
    )


def _agreed(readings: list[tuple[Segment, ...]]) -> tuple[Segment, ...]:
    cuts = {0, DAY_MIN} | {
        edge for reading in readings for one in reading for edge in one[:2] if edge < DAY_MIN
    }
    edges = sorted(cuts)
    found = []
    for start, end in pairwise(edges):
        here = {_strongest(reading, start) for reading in readings}
        values = {value for value, _ in here}
        value, comment = (
            next(iter(here)) if len(here) == 1 else (values.pop() if len(values) == 1 else None, "")
        )
        found.append(Segment(start, end, value, comment))
    return merged(found)


def _strongest(reading: tuple[Segment, ...], minute: int) -> tuple[bool | None, str]:
    """Give what holds at a minute: open wins over unknown, and unknown over closed."""
    here = [one for one in reading if one.start <= minute < one.end]
    best = max(here, key=lambda one: 1 if one.value is None else 2 * one.value, default=CLOSED)
    return best.value, best.comment
