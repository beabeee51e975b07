"""The state of all distinct hours, worked out ahead, so that asking costs one look into a dictionary."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from stations.calendar import Calendar, china
from stations.errors import BadHours
from stations.hours.evaluate import AHEAD, State, Stretch, in_china, moment, stretches
from stations.hours.grammar import parse
from stations.hours.model import DAY_MIN, Hours

NOT_KNOWN = State(None)
OUT_OF_ORDER = timedelta(seconds=5)  # threads read the clock and come one after the other


class Held(NamedTuple):
    """A state and the time until which asking again gives the same; None for ever."""

    state: State
    until: datetime | None


def states(texts: Iterable[str], at: datetime, *, calendar: Calendar | None = None) -> dict[str, Held]:
    """Work out the state of each stored text at a time, and how long it holds; any other text is unknown."""
    return {text: _held(text, in_china(at), calendar or china()) for text in texts}


class Timetable:
    """The states of many stored texts, kept up to date with a clock that its owner brings.

    Call `refresh` with the time, often; it works out again only what no longer holds. Then `now[text]` is the state.
    """

    def __init__(self, texts: Iterable[str] = (), *, calendar: Calendar | None = None) -> None:
        self._calendar = calendar or china()
        self._texts = set(texts)
        self._held: dict[str, Held] = {}
        self._asked: datetime | None = None
        self.now: Mapping[str, State] = {}

    @property
    def holds_until(self) -> datetime | None:
        """When the first of the states ceases to hold; None when none does, or nothing was worked out yet."""
        return min((one.until for one in self._held.values() if one.until), default=None)

    def add(self, texts: Iterable[str]) -> None:
        """Take in further texts; they are known after the next refresh."""
        self._texts |= set(texts)

    def refresh(self, at: datetime) -> int:
        """Bring all states to a time, and tell how many were worked out anew. A clock set back works out all.

        `now` is replaced as a whole, so that readers in other threads see the one or the other.
        """
        at = in_china(at)
        if self._asked is None or self._asked - at > OUT_OF_ORDER:
            self._held.clear()
        self._asked = at
        due = [text for text in self._texts if not self._holds(text, at)]
        if due:
            self._held |= {text: _held(text, at, self._calendar) for text in due}
            self.now = {text: held.state for text, held in self._held.items()}
        return len(due)

    def _holds(self, text: str, at: datetime) -> bool:
        held = self._held.get(text)
        return held is not None and (held.until is None or at < held.until)


def _held(text: str, at: datetime, calendar: Calendar) -> Held:
    try:
        hours = parse(text)
    except BadHours:
        return Held(NOT_KNOWN, None)
    return _look_ahead(hours, at, calendar)


def _look_ahead(hours: Hours, at: datetime, calendar: Calendar) -> Held:
    """Look one day further than the state tells, to know when the next change comes within its 14 days."""
    now = at.toordinal() * DAY_MIN + at.hour * 60 + at.minute
    here: Stretch | None = None
    remark: datetime | None = None
    for one in stretches(hours, at.date(), calendar=calendar, days=AHEAD.days + 2):
        if one.end <= now:
            continue
        if here is None:
            here = one
            continue
        if one.value != here.value:
            return _until(here, one, at, remark)
        if one.comment != here.comment and remark is None:
            remark = moment(one.start)
    assert here is not None  # noqa: S101 - the stretches have no gaps
    return Held(State(here.value, None, here.comment), remark or _later(at, timedelta(days=1)))


def _until(here: Stretch, then: Stretch, at: datetime, remark: datetime | None) -> Held:
    change = moment(then.start)
    if change is None:
        return Held(State(here.value, None, here.comment), None)
    if change - at > AHEAD:
        first_told = change - AHEAD
        return Held(State(here.value, None, here.comment), min(remark, first_told) if remark else first_told)
    return Held(State(here.value, change, here.comment, then.value), remark or change)


def _later(at: datetime, by: timedelta) -> datetime | None:
    try:
        return at + by
    except OverflowError:
        return None
