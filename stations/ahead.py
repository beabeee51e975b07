"""What hours will say for weeks to come, for a device that knows neither their grammar nor the calendar of holidays."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from stations.calendar import Calendar, china
from stations.errors import BadHours
from stations.freshness import Lang
from stations.hours import parse, say
from stations.hours.evaluate import AHEAD, stretches

# States are told for two weeks, and each looks two weeks further for its next change.
TOLD_DAYS: Final = AHEAD.days + 1
DAYS: Final = TOLD_DAYS + AHEAD.days
DAY_MIN: Final = 1440
# The midnight before 1970 in China, in minutes since the one before 0001, from which hours are counted.
EPOCH_MIN: Final = date(1970, 1, 1).toordinal() * DAY_MIN + 8 * 60


class Change(NamedTuple):
    """What holds from a minute on, counted from 1970 in UTC; `open` is None for not known."""

    minute: int
    open: bool | None
    comment: str


def course(text: str, first: date, calendar: Calendar) -> list[Change]:
    """Tell what stored hours say from the midnight before a date on, change by change, without repeating what holds."""
    try:
        hours = parse(text)
    except BadHours:
        return [Change(midnight(first), None, "")]
    found: list[Change] = []
    for one in stretches(hours, first, calendar=calendar, days=DAYS - 1):
        change = Change(one.start - EPOCH_MIN, one.value, one.comment)
        if not found or found[-1][1:] != change[1:]:
            found.append(change)
    return found


def midnight(on: date) -> int:
    """Give the minute, counted from 1970 in UTC, at which a date begins in China."""
    return on.toordinal() * DAY_MIN - EPOCH_MIN


@dataclass
class Courses:
    """The courses of texts from one day on, worked out once for all who ask that day."""

    first: date = date.min
    calendar: Calendar = field(default_factory=china)
    _known: dict[str, list[Change]] = field(default_factory=dict)
    _said: dict[tuple[str, Lang], str | None] = field(default_factory=dict)

    def of(self, first: date, calendar: Calendar) -> "Courses":
        """Give the courses from a day on: these, or new ones when the day or the calendar is another."""
        if first == self.first and (calendar is self.calendar or calendar == self.calendar):
            return self
        return Courses(first, calendar, {}, self._said)

    def __getitem__(self, text: str) -> list[Change]:
        """Give the course of a text."""
        if text not in self._known:
            self._known[text] = course(text, self.first, self.calendar)
        return self._known[text]

    def sentence(self, text: str, lang: Lang) -> str | None:
        """Say a text as a person would, or give None where it cannot be read."""
        if (text, lang) not in self._said:
            self._said[text, lang] = _said(text, lang)
        return self._said[text, lang]


class Book:
    """Courses that one answer needs, each once; a place points to its own by number."""

    def __init__(self, courses: Courses, lang: Lang) -> None:
        self._courses = courses
        self._lang = lang
        self._texts: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Give the number of a text's course."""
        return self._texts.setdefault(text, len(self._texts))

    def json(self) -> dict[str, Any]:
        """Write all: the states that occur, and for each text its first state, then by turns minutes and a state."""
        states: dict[tuple[bool | None, str], int] = {}
        hours = [
            {
                "sentence": self._courses.sentence(text, self._lang),
                "course": list(_turns(self._courses[text], states)),
            }
            for text in self._texts
        ]
        return {
            "from": midnight(self._courses.first),
            "told_days": TOLD_DAYS,
            "states": [[value, comment] if comment else [value] for value, comment in states],
            "hours": hours,
        }


def _turns(changes: list[Change], states: dict[tuple[bool | None, str], int]) -> Iterator[int]:
    before = changes[0].minute
    for nth, one in enumerate(changes):
        if nth:
            yield one.minute - before
        before = one.minute
        yield states.setdefault(one[1:], len(states))


def _said(text: str, lang: Lang) -> str | None:
    try:
        return say(parse(text), lang)
    except BadHours:
        return None
