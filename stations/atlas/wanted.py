"""What is asked of places, in the bits of one atlas."""

from collections.abc import Sequence
from typing import NamedTuple

from stations.lookup import Open


class Wanted(NamedTuple):
    """What a place must have: one of the kinds (0 is any) and all the services, known or, `inferred`, guessed."""

    kinds: int = 0
    services: int = 0
    inferred: bool = False
    min_score: float = -1.0
    open: Open | None = None


ANYTHING = Wanted()


def bits(asked: Sequence[str], known: Sequence[str]) -> int | None:
    """Set a bit for each code, or give None when one of them is not known."""
    mask = 0
    for code in asked:
        if code not in known:
            return None
        mask |= 1 << known.index(code)
    return mask
