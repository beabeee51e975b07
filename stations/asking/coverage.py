"""What coverage and gaps ask for."""

from typing import NamedTuple

from stations.asking.options import Options
from stations.errors import BadPlan

COARSEST, FINEST = 4, 11  # resolutions of H3, as gaps are gathered in them
ACCESS = ("2sfca", "e2sfca")


class Coverage(NamedTuple):
    """What coverage asks for beside: access by floating catchments, and from how near two places are too close."""

    access: str | None = None
    close_m: float | None = None


class Gaps(NamedTuple):
    """How gaps are put together: at most so many are told, of H3 cells of a resolution; None: by the standard."""

    most: int = 50
    resolution: int | None = None


def coverage(options: Options) -> Coverage:
    """Read what coverage is asked for beside."""
    return Coverage(
        options.text_or_none("access", one_of=ACCESS),
        options.number_or_none("close_m", above=0, most=100_000),
    )


def gaps(options: Options) -> Gaps:
    """Read how gaps are put together."""
    most = options.whole("most", 50, least=1, most=1_000)
    resolution = options.number_or_none("resolution")
    if resolution is not None and resolution not in range(COARSEST, FINEST + 1):
        raise BadPlan(f"resolution is {resolution:g}: give a whole number from {COARSEST} to {FINEST}, of H3")
    return Gaps(most, None if resolution is None else int(resolution))
