"""How a plan says how far it has come, and learns that it is to stop."""

from collections.abc import Callable
from typing import NamedTuple


def _quiet(stage: str, share: float | None) -> None:
    """Tell nobody."""


def _never() -> bool:
    return False


class Telling(NamedTuple):
    """Whom to tell of stages (a word, and how much is done) and whom to ask whether to stop."""

    tell: Callable[[str, float | None], None] = _quiet
    stop: Callable[[], bool] = _never
