"""Open, closed or unknown at a time, and until when."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from stations.calendar import Calendar, china
from stations.hours.days import ONE_DAY, DatedException, day_segments
from stations.hours.model import DAY_MIN, Hours

CHINA = timezone(timedelta(hours=8))
AHEAD = timedelta(days=14)


class State(NamedTuple):
    """What holds at a time; `open` is None for not known.

    `until` is when that changes, None when it doesn't within 14 days; `then` is what holds from there on.
    """

    open: bool | None
    until: datetime | None = None
    comment: str = ""
    then: bool | None = None


class Stretch(NamedTuple):
    """Some time in which one thing holds; minutes since the midnight before 0001-01-01."""

    start: int
    end: int
    value: bool | None
    comment: str


def state(
    hours: Hours,
    at: datetime,
    *,
    calendar: Calendar | None = None,
    exceptions: Sequence[DatedException] = (),
) -> State:
    """Tell whether a place is open, until when (at most 14 days ahead), and what its hours say about it.

    Parameters
    ----------
    at
        Without offset it is China's time.
    calendar
        China's when not given.
    """
    at = in_china(at)
    now = _minutes(at)
    walk = stretches(hours, at.date(), calendar=calendar or china(), exceptions=exceptions)
    here = next(one for one in walk if one.end > now)
    change = next((one for one in walk if one.value != here.value), None)
    until = None if change is None else moment(change.start)
    if change is None or until is None or until - at > AHEAD:
        return State(here.value, None, here.comment)
    return State(here.value, until, here.comment, change.value)


def stretches(
    hours: Hours,
    first: date,
    *,
    calendar: Calendar,
    exceptions: Sequence[DatedException] = (),
    days: int = AHEAD.days + 1,
) -> Iterator[Stretch]:
    """Walk over a date and so many days after it, without gaps; neighbours may hold the same across midnight."""
    for ahead in range(days + 1):
        if first > date.max - ahead * ONE_DAY:
            return
        on = first + ahead * ONE_DAY
        begun = on.toordinal() * DAY_MIN
        for one in day_segments(hours, on, calendar=calendar, exceptions=exceptions):
            yield Stretch(begun + one.start, begun + one.end, one.value, one.comment)


def in_china(at: datetime) -> datetime:
    """Give a time in China's; one without offset is taken to be."""
    return at.astimezone(CHINA) if at.tzinfo else at.replace(tzinfo=CHINA)


def _minutes(at: datetime) -> int:
    return at.toordinal() * DAY_MIN + at.hour * 60 + at.minute


def moment(minutes: int) -> datetime | None:
    """Give the time of a minute since the midnight before 0001-01-01; None past the last year."""
    day, minute = divmod(minutes, DAY_MIN)
    if day > date.max.toordinal():
        return None
    return datetime.combine(date.fromordinal(day), datetime.min.time(), CHINA) + timedelta(minutes=minute)
