"""The next days of a place, one by one, with holidays and make-up workdays marked."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from stations.calendar import Calendar, Day, SpecialDay, china
from stations.hours.days import DatedException, day_segments
from stations.hours.model import Hours
from stations.hours.painting import Segment

PREVIEW_DAYS = 14


class PreviewDay(NamedTuple):
    """One date: what kind of day it is, the holiday it belongs to, and its 24 hours without gaps.

    `exception` is the reason of a dated exception that holds on it, empty without a reason, None without one.
    """

    on: date
    day: Day
    special: SpecialDay | None
    segments: tuple[Segment, ...]
    exception: str | None

    @property
    def open_spans(self) -> list[tuple[int, int]]:
        """When it is known to be open, minutes from midnight; the night before may reach into it."""
        return [(one.start, one.end) for one in self.segments if one.value]

    @property
    def unknown_spans(self) -> list[tuple[int, int]]:
        """When nobody knows, minutes from midnight."""
        return [(one.start, one.end) for one in self.segments if one.value is None]


def preview(
    hours: Hours,
    first: date,
    *,
    calendar: Calendar | None = None,
    exceptions: Sequence[DatedException] = (),
    days: int = PREVIEW_DAYS,
) -> list[PreviewDay]:
    """Show so many days from a date on."""
    known = calendar or china()
    return [
        _day(hours, first + timedelta(days=ahead), known, exceptions)
        for ahead in range(min(days, (date.max - first).days + 1))
    ]


def _day(hours: Hours, on: date, calendar: Calendar, exceptions: Sequence[DatedException]) -> PreviewDay:
    exception = next((one.reason for one in reversed(exceptions) if one.covers(on)), None)
    segments = day_segments(hours, on, calendar=calendar, exceptions=exceptions)
    return PreviewDay(on, calendar.day(on), calendar.holiday(on), segments, exception)
