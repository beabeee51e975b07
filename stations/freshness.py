"""How sure one can be of what was once confirmed, and how to say so."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

EXISTENCE_HALF_LIFE_DAYS: Final = 540  # a place stays where it is for years, or leaves in a day
HOURS_HALF_LIFE_DAYS: Final = 180  # hours change with the season and the staff
SERVICES_HALF_LIFE_DAYS: Final = 270  # equipment breaks, and is repaired
LEFT_LOCKED: Final = 0.25
MONTH_DAYS: Final = 30
YEAR_DAYS: Final = 365

Lang = Literal["zh", "en"]


class Fact(StrEnum):
    """What can be confirmed about a place."""

    EXISTENCE = "existence"
    HOURS = "hours"
    SERVICES = "services"


HALF_LIFE_DAYS: Final = {
    Fact.EXISTENCE: EXISTENCE_HALF_LIFE_DAYS,
    Fact.HOURS: HOURS_HALF_LIFE_DAYS,
    Fact.SERVICES: SERVICES_HALF_LIFE_DAYS,
}


@dataclass(frozen=True, slots=True)
class Freshness:
    """How sure a fact is: `confidence` from 0 (never confirmed) to 1 (today); `age_days` is None for never.

    `in_doubt` when a locked door was reported since, and nobody who keeps the place has answered.
    """

    confidence: float
    age_days: int | None
    in_doubt: bool = False

    def words(self, lang: Lang = "zh") -> str:
        """Say it as a person would."""
        if self.in_doubt:
            return _IN_DOUBT[lang]
        return _WORDS[lang](self.age_days)


def confidence(
    verified_on: date | None, today: date, fact: Fact, *, left_locked: bool = False
) -> Freshness:  # fmt: skip
    """Tell how sure a fact is: half as sure after each half-life, `2 ** (-age / half-life)`.

    A door that is left locked makes it a quarter as sure that the place is there, and open by its hours.

    A date to come counts as today: clocks differ, and somebody confirmed it.
    """
    if verified_on is None:
        return Freshness(0.0, None)
    age_days = max((today - verified_on).days, 0)
    sure = 0.5 ** (age_days / HALF_LIFE_DAYS[fact])
    if left_locked and fact is not Fact.SERVICES:
        return Freshness(sure * LEFT_LOCKED, age_days, in_doubt=True)
    return Freshness(sure, age_days)


def _zh(age_days: int | None) -> str:
    if age_days is None:
        return "从未确认"
    if age_days == 0:
        return "今天确认"
    if age_days == 1:
        return "昨天确认"
    if age_days < MONTH_DAYS:
        return f"{age_days} 天前确认"
    if age_days < YEAR_DAYS:
        return f"{age_days // MONTH_DAYS} 个月前确认"
    years = age_days // YEAR_DAYS
    return "一年没有确认" if years == 1 else f"{years} 年没有确认"


def _en(age_days: int | None) -> str:
    if age_days is None:
        return "never confirmed"
    if age_days == 0:
        return "confirmed today"
    if age_days == 1:
        return "confirmed yesterday"
    if age_days < MONTH_DAYS:
        return f"confirmed {age_days} days ago"
    if age_days < YEAR_DAYS:
        months = age_days // MONTH_DAYS
        return "confirmed a month ago" if months == 1 else f"confirmed {months} months ago"
    years = age_days // YEAR_DAYS
    return "not confirmed for a year" if years == 1 else f"not confirmed for {years} years"


_WORDS: Final = {"zh": _zh, "en": _en}
_IN_DOUBT: Final = {"zh": "有人反映锁门，还没有回应", "en": "reported locked, not answered yet"}
