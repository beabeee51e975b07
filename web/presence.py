"""What an answer from memory rests on: the places, the time, and what is open at it; worked out once a second."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from stations import opening
from stations.atlas.atlas import Atlas
from stations.calendar import Calendar, china
from stations.hours import CHINA
from stations.lookup import Open
from stations.opening import Moment, Openings
from stations.reference import Reference
from web.answers import head

ASKED_KEPT = 256  # times that people asked for, each good for a minute of hours


class Source(Protocol):
    """Whoever keeps an atlas up to date."""

    @property
    def atlas(self) -> Atlas | None:
        """The places, or None before the first picture."""

    @property
    def reference(self) -> Reference | None:
        """The words, days and counties."""

    @property
    def connected(self) -> bool:
        """Whether the store answered when it was last asked."""


class Nobody:
    """A source that never has an atlas: everything is read by SQL."""

    atlas = None
    reference = None
    connected = True


class Present(NamedTuple):
    """An atlas at a time; `head` is the beginning of every collection written now."""

    atlas: Atlas
    moment: Moment
    head: bytes


class Presence:
    """Gives the present to the threads of one worker; `second` is a quicker way to tell that the clock went on."""

    def __init__(
        self, source: Source, clock: Callable[[], datetime], second: Callable[[], int] | None = None
    ) -> None:
        self.source = source
        self._clock = clock
        self._second = second or (lambda: int(clock().timestamp()))
        self._openings = Openings()
        self._last: tuple[int, Atlas, Present] | None = None
        self._asked: dict[datetime, tuple[frozenset[str], Open]] = {}

    @property
    def began(self) -> bool:
        """Whether there has been a picture."""
        return self._last is not None

    def now(self) -> Present | None:
        """Give the present, or None while there is no picture."""
        atlas, second, last = self.source.atlas, self._second(), self._last
        if last is not None and last[0] == second and last[1] is atlas:
            return last[2]
        if atlas is None:
            return None
        at = self._clock().astimezone(CHINA)
        moment = self._openings.at(at, atlas.hours, self._calendar)
        present = Present(atlas, moment, head(at, atlas.as_of))
        self._last = (second, atlas, present)
        return present

    def opened(self, asked: datetime | Literal["now"] | None, present: Present) -> Open | None:
        """Give what it is to be open at the time that somebody asked for."""
        if asked is None:
            return None
        if asked == "now":
            return present.moment.open
        minute, texts = asked.replace(second=0, microsecond=0), present.atlas.hours
        known = self._asked.get(minute)
        if known is None or known[0] != texts:
            if len(self._asked) >= ASKED_KEPT:
                self._asked.clear()
            known = (texts, opening.at(minute, texts, self._calendar).open)
            self._asked[minute] = known
        return known[1]

    @property
    def _calendar(self) -> Calendar:
        reference = self.source.reference
        return reference.calendar if reference else china()
