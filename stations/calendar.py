"""What kind of day a date is in China: workday, rest day, statutory holiday, make-up workday, or not known.

The tables are those of the State Council's yearly notices (国务院办公厅关于…年部分节假日安排的通知), as kept by
chinesecalendar. A notice appears in autumn for the year to come; a year without one is answered as unknown, never
guessed. A holiday is the whole period off work that the notice names, weekends and days moved into it included:
offices are closed on each of them. A make-up workday (调休) is a Saturday or Sunday on which the notice lets people
work.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Self

SATURDAY = 5
ZH_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利七十周年",
}


class Day(StrEnum):
    """What a day is to those who work."""

    WORKDAY = "workday"
    REST_DAY = "rest_day"
    HOLIDAY = "holiday"
    MAKEUP_WORKDAY = "makeup_workday"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date that is not what its weekday says, and the holiday it belongs to."""

    on: date
    day: Day
    zh: str
    en: str


@dataclass(frozen=True)
class Calendar:
    """Special days by date, and the years whose other days are known to follow the week.

    A special day in a year without a table is known by itself; its neighbours are not.
    """

    special: Mapping[date, SpecialDay] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def day(self, on: date) -> Day:
        """Tell what kind of day a date is."""
        special = self.special.get(on)
        if special is not None:
            return special.day
        if on.year not in self.years:
            return Day.UNKNOWN
        return Day.REST_DAY if on.weekday() >= SATURDAY else Day.WORKDAY

    def holiday(self, on: date) -> SpecialDay | None:
        """Give the holiday a date belongs to, or for which people work on it; None on ordinary days."""
        return self.special.get(on)

    def with_days(self, extra: Iterable[SpecialDay], *, years: Iterable[int] = ()) -> Self:
        """Make a calendar with further days, which win over those kept: a province's own, or a new notice's.

        Parameters
        ----------
        years
            Years that the further days make complete; their other days follow the week.
        """
        special = {**self.special, **{one.on: one for one in extra}}
        return replace(self, special=MappingProxyType(special), years=self.years | frozenset(years))


@lru_cache(maxsize=1)
def china() -> Calendar:
    """Give the calendar of the State Council's notices, for every year that has one."""
    from chinese_calendar.constants import holidays, workdays  # noqa: PLC0415 - its tables take 20 ms to load

    special = {on: _special(on, Day.HOLIDAY, name) for on, name in holidays.items()}
    special |= {on: _special(on, Day.MAKEUP_WORKDAY, name) for on, name in workdays.items()}
    years = frozenset(on.year for on, one in special.items() if (on.month, on.day) == (10, 1))
    return Calendar(MappingProxyType(special), years)


def _special(on: date, day: Day, en: str) -> SpecialDay:
    return SpecialDay(on, day, ZH_NAMES.get(en, en), en)
