"""Which places are open: the states of all hours in force, worked out ahead, and what they mean for one place."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol, Self

from psycopg2.extensions import connection as Connection

from stations.calendar import Calendar, Day, SpecialDay, china
from stations.database import run
from stations.hours import CHINA, State, Timetable, states
from stations.lookup import Open
from stations.station import Status

UNKNOWN = State(None)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def hours_in_force(connection: Connection) -> list[str]:
    """List the distinct hours in force of shown places: a few hundred in a city."""
    return [row["text"] for row in run(connection, "hours_in_force")]


def calendar(connection: Connection) -> Calendar:
    """Give China's calendar with the days that the store adds to it."""
    return calendar_of(run(connection, "special_days"), run(connection, "complete_years"))


def calendar_of(days: Iterable[Mapping[str, Any]], years: Iterable[Mapping[str, Any]]) -> Calendar:
    """Add days and complete years to China's calendar."""
    special = [SpecialDay(**{**row, "day": Day(row["day"])}) for row in days]
    return china().with_days(special, years=[row["year"] for row in years])


class Doors(Protocol):
    """What decides whether a place is open."""

    @property
    def hours_in_force(self) -> str | None:
        """Its hours with the dated exceptions, in the stored form."""

    @property
    def status(self) -> Status:
        """Whether it lets people in at all."""

    @property
    def status_until(self) -> date | None:
        """The last day of a suspension."""

    @property
    def status_reason(self) -> str | None:
        """Why it is suspended."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One time, the states of hours at it, and what it is to be open then, for a lookup."""

    at: datetime
    known: Mapping[str, State]
    open: Open
    calendar: Calendar

    @classmethod
    def of(cls, at: datetime, known: Mapping[str, State], calendar: Calendar) -> Self:
        """Gather what is open."""
        texts = (text for text, state in known.items() if state.open)
        return cls(at, known, Open.of(texts, at.date()), calendar)

    def said(self, place: Doors) -> dict[str, Any]:
        """Tell whether a place is open: true, false, or null for not known; and the next change within 14 days."""
        state = self.state(place)
        told: dict[str, Any] = {"now": state.open}
        if state.until is not None and state.open is not None and (state.open or state.then):
            told["until" if state.open else "opens"] = state.until.isoformat()
        reason = place.status_reason if place.status is not Status.OPEN else _comment(state)
        return told | ({"reason": reason} if reason else {})

    def state(self, place: Doors) -> State:
        """Tell whether a place is open; a suspended one is not, and opens when its suspension is over."""
        if place.status is Status.OPEN:
            return self._of(place.hours_in_force)
        if place.status is not Status.SUSPENDED or place.status_until is None:
            return State(open=False)
        found = self._of(while_suspended(place.hours_in_force, self.at.date(), place.status_until))
        return State(open=False, until=found.until if found.then else None, then=found.then)

    def _of(self, text: str | None) -> State:
        if text is None:
            return UNKNOWN
        return (
            self.known[text]
            if text in self.known
            else states([text], self.at, calendar=self.calendar)[text].state
        )


class Openings:
    """The states of all hours in force for the threads of one worker, kept up to date as they ask."""

    def __init__(self) -> None:
        self._calendar = china()
        self._table = Timetable()
        self._last: Moment | None = None
        self._lock = threading.Lock()

    def at(self, moment: datetime, texts: Iterable[str], calendar: Calendar | None = None) -> Moment:
        """Bring the states to a time; what still holds is not worked out again, unless the calendar changed."""
        moment = moment.astimezone(CHINA)
        with self._lock:
            if calendar is not None and calendar is not self._calendar and calendar != self._calendar:
                self._calendar, self._table = calendar, Timetable(calendar=calendar)
            self._table.add(texts)
            changed = self._table.refresh(moment)
            if changed or self._last is None or self._last.at.date() != moment.date():
                self._last = Moment.of(moment, self._table.now, self._calendar)
            self._last = replace(self._last, at=moment)
            return self._last


def at(moment: datetime, texts: Iterable[str], calendar: Calendar | None = None) -> Moment:
    """Work out the states at any time, once; by China's calendar when none is given."""
    moment, calendar = moment.astimezone(CHINA), calendar or china()
    known = {text: held.state for text, held in states(texts, moment, calendar=calendar).items()}
    return Moment.of(moment, known, calendar)


def while_suspended(hours: str | None, today: date, until: date) -> str:
    """Write hours with a suspension that is on today and ends after a date.

    It is shut from yesterday on, or the night that began then would still be open in the small hours of today.
    """
    return f"{hours or 'unknown'}; {closed(today - timedelta(days=1), until)}"


def closed(first: date, last: date, reason: str = "") -> str:
    """Write a dated rule that closes a place: ``2027 Feb 05-2027 Feb 12 off "春节"``.

    Raises
    ------
    ValueError
        When it ends before it begins.
    """
    return dated(first, last, "off", reason)


def dated(first: date, last: date, hours: str, reason: str = "") -> str:
    """Write a dated rule: what a place does from one date to another, both included.

    Parameters
    ----------
    hours
        In the stored form, without days. With a reason it must say ``open`` or ``off`` (``09:00-12:00 open``): the
        grammar takes a comment alone to mean that nobody knows.

    Raises
    ------
    ValueError
        When it ends before it begins.
    """
    if last < first:
        raise ValueError(f"the exception ends on {last}, before it begins on {first}")
    said = reason.replace('"', "”")
    return f"{_day(first)}-{_day(last)} {hours}" + (f' "{said}"' if said else "")


def _comment(state: State) -> str:
    return state.comment if state.open is not True else ""


def _day(on: date) -> str:
    return f"{on.year} {MONTHS[on.month - 1]} {on.day:02d}"
