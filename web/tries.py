"""How often somebody may try to sign in: wrong tries make the next one wait, and lock nobody out for long.

By account, whether it is there or not: after five wrong tries a pause of four seconds, doubled with each further one up
to a minute. By line: thirty wrong tries in ten minutes. A browser that signed in to the account before is counted by
itself: what strangers try does not hold it up. Kept in the memory of one worker: a second worker lets through as many.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from stations.errors import StationsError

FREE_TRIES = 5
FIRST_PAUSE_S, LONGEST_PAUSE_S = 4.0, 60.0
FORGOTTEN_S = 900.0
TRIES_OF_A_LINE, LINE_S = 30, 600.0
MOST_KEPT = 50_000

T = TypeVar("T")


class TooManyTries(StationsError):
    """Somebody is to wait before the next try."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"too many tries that were wrong: please try again in {wait_s} seconds")
        self.wait_s = wait_s


class Count(NamedTuple):
    """Wrong tries in a row: how many, and when the last one began."""

    wrong: int
    last: float

    @property
    def free_at(self) -> float:
        """When the next try may begin."""
        if self.wrong < FREE_TRIES:
            return self.last
        return self.last + min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(self.wrong - FREE_TRIES, 10))


class Tries:
    """The tries of the last minutes; each counts as wrong from its beginning until it turns out to be right."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._counts: OrderedDict[str, Count] = OrderedDict()
        self._lines: OrderedDict[str, list[float]] = OrderedDict()

    def begin(self, who: str, line: str | None) -> None:
        """Count a try, unless it has to wait.

        Parameters
        ----------
        who
            The account, and the browser where it is known there.
        line
            Where it comes from; None for a browser that is known.

        Raises
        ------
        TooManyTries
            Saying how long; such a try does not count.
        """
        now = self._clock()
        with self._lock:
            count = self._counts.get(who, Count(0, now))
            if now - count.last > FORGOTTEN_S:
                count = Count(0, now)
            lately = [at for at in self._lines.get(line or "", ()) if now - at < LINE_S]
            wait_s = count.free_at - now
            if line is not None and len(lately) >= TRIES_OF_A_LINE:
                wait_s = max(wait_s, lately[0] + LINE_S - now)
            if wait_s > 0:
                raise TooManyTries(math.ceil(wait_s))
            _keep(self._counts, who, Count(count.wrong + 1, now))
            if line is not None:
                _keep(self._lines, line, [*lately, now])

    def take_back(self, who: str, line: str | None) -> None:
        """Forget a try that came to nothing, neither right nor wrong."""
        with self._lock:
            if who in self._counts:
                count = self._counts[who]
                self._counts[who] = count._replace(wrong=max(0, count.wrong - 1))
            self._forget_of_line(line)

    def succeed(self, who: str, line: str | None) -> None:
        """Forget the wrong tries of somebody who got it right."""
        with self._lock:
            self._counts.pop(who, None)
            self._forget_of_line(line)

    def _forget_of_line(self, line: str | None) -> None:
        if line is not None and self._lines.get(line):
            self._lines[line].pop()


def _keep(kept: OrderedDict[str, T], key: str, value: T) -> None:
    """Keep it as the latest; what is oldest goes when there is too much."""
    kept.pop(key, None)
    kept[key] = value
    if len(kept) > MOST_KEPT:
        kept.popitem(last=False)
