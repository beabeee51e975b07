"""Opening hours as rules: which days, which times, and what holds then."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

DAY_MIN = 1440
EVERY_WEEKDAY = frozenset(range(7))
WORKING_WEEK = frozenset(range(5))
LAST_YEAR = 9999


class Meaning(StrEnum):
    """What a rule says of its times."""

    OPEN = "open"
    CLOSED = "off"
    UNKNOWN = "unknown"


class Join(StrEnum):
    """How a rule stands to the rules before it."""

    OVERRIDE = "; "  # it replaces what they say of its days
    ADD = ", "  # it adds to what they say
    FALLBACK = " || "  # it holds where they leave the place closed


class Span(NamedTuple):
    """From one time to another, minutes from the midnight its day begins with; `end` goes to 48:00.

    With an open end nobody knows when it closes: the place is open until `end` and unknown afterwards.
    """

    start: int
    end: int
    open_end: bool = False


class Edge(NamedTuple):
    """A day of the year; year 0 is every year."""

    year: int
    month: int
    day: int


class Period(NamedTuple):
    """From one day to another, both included, each year or once; without years it may pass the year's end."""

    first: Edge
    last: Edge

    def holds(self, on: date) -> bool:
        """Tell whether a date lies within."""
        if self.first.year:
            return self.first <= (on.year, on.month, on.day) <= self.last
        first, last, day = self.first[1:], self.last[1:], (on.month, on.day)
        return first <= day <= last if first <= last else day >= first or day <= last


class Years(NamedTuple):
    """From one year to another, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds on some days at some times; no times are the whole day.

    It holds on the weekdays named, and on statutory holidays when `holidays` is set.
    """

    weekdays: frozenset[int] = EVERY_WEEKDAY
    holidays: bool = False
    spans: tuple[Span, ...] = ()
    meaning: Meaning = Meaning.OPEN
    comment: str = ""
    periods: tuple[Period, ...] = ()
    years: tuple[Years, ...] = ()
    join: Join = Join.OVERRIDE

    @property
    def every_day(self) -> bool:
        """Whether no day of the week is left out."""
        return self.weekdays == EVERY_WEEKDAY

    def in_season(self, on: date) -> bool:
        """Tell whether a date lies within the years and periods named."""
        return (not self.years or any(one.first <= on.year <= one.last for one in self.years)) and (
            not self.periods or any(one.holds(on) for one in self.periods)
        )


@dataclass(frozen=True)
class Hours:
    """Opening hours: rules, the later ones deciding. `seen` keeps days already worked out."""

    rules: tuple[Rule, ...]
    seen: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
