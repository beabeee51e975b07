"""Along which road."""

from collections.abc import Mapping
from typing import NamedTuple

from stations.asking.options import Options
from stations.errors import BadPlan


class Corridor(NamedTuple):
    """Along which road, and within how many kilometres of driving a place is to come; a line has those beside it."""

    road: str | None = None
    line: tuple[Mapping[str, float], ...] = ()
    within_km: float = 100.0
    flow: float | None = None
    beside_m: float = 1_000.0


def corridor(options: Options) -> Corridor:
    """Read which road, or which line, and how far ahead a place is to come."""
    road, line = options.text_or_none("road"), options.rows("line", most=100_000)
    if (road is None) == (not line):
        raise BadPlan("say which road by its number (G30), or give a line: one of the two")
    points = tuple({name: Options(one, "line").number(name) for name in ("lon", "lat")} for one in line)
    return Corridor(
        road,
        points,
        options.number("within_km", 100.0, above=0),
        options.number_or_none("flow", above=0),
        options.number("beside_m", 1_000.0, above=0, most=50_000),
    )
