"""When to stop: after so many seconds, or when somebody asks for it. A plan that was stopped is still a plan."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self

from geodata.errors import BadRequest


def _never() -> bool:
    return False


def _nobody(value: float, bound: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Limit:
    """A length of time, counted from when it was made.

    Attributes
    ----------
    seconds
        How long it may take.
    asked
        Tells whether somebody asked to stop; it is called some ten times a second, from more than one thread.
    tell
        Is told the value and the bound of the plan so far, now and then.
    begun
        When it began, on the clock of `time.perf_counter`: a run that did other things before gives its own beginning.
    """

    seconds: float = 10.0
    asked: Callable[[], bool] = _never
    tell: Callable[[float, float], None] = _nobody
    begun: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        if not 0 < self.seconds < 1e7:
            raise BadRequest(f"{self.seconds:g} seconds: give more than 0")

    @property
    def spent(self) -> float:
        """The seconds since it began."""
        return time.perf_counter() - self.begun

    @property
    def left(self) -> float:
        """The seconds that are left, 0 or more."""
        return max(self.seconds - self.spent, 0.0)

    @property
    def over(self) -> bool:
        """Whether to stop."""
        return self.left == 0 or self.asked()

    def part(self, share: float) -> Self:
        """Give a limit that ends when so great a share of what is left is over."""
        return replace(self, seconds=max(self.spent + share * self.left, 1e-3))
