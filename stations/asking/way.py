"""How people get to places."""

from typing import NamedTuple

from stations.asking.options import Options
from stations.errors import BadPlan

WAYS = ("geodesic", "walk", "ebike", "truck")
DETOUR = 1.3  # streets of cities lengthen the straight way by a quarter to two fifths


class Way(NamedTuple):
    """How people get to places: straight with a detour, or on a graph of roads."""

    by: str = "geodesic"
    roads: str | None = None
    detour: float | None = DETOUR
    speed_kmh: float | None = None
    unit: str = "m"


def way(options: Options) -> Way:
    """Read how people go; refused where its parts do not go together."""
    by = options.text("by", "geodesic", one_of=WAYS)
    roads = options.text_or_none("roads")
    detour = options.number_or_none("detour", above=0, most=10)
    speed = options.number_or_none("speed_kmh", above=0, most=200)
    straight = by == "geodesic"
    natural = "m" if straight and speed is None else "min"
    unit = options.text("unit", natural, one_of=("m", "min"))
    if straight and unit != natural:
        cure = "give speed_kmh" if unit == "min" else "leave speed_kmh out"
        raise BadPlan(f"straight ways are in {natural} here: {cure} for {unit}")
    if straight and roads is not None:
        raise BadPlan(f"roads '{roads}' are for going by walk, ebike or truck: say which, or leave roads out")
    if straight and detour is not None and detour < 1:
        raise BadPlan(f"detour is {detour:g}: no way is shorter than the straight one; give 1 or more")
    if not straight and detour is not None:
        raise BadPlan(f"going by {by} is measured along roads: leave detour out")
    if by in ("ebike", "truck") and speed is not None:
        raise BadPlan(f"going by {by} has the speeds of its roads: leave speed_kmh out")
    return Way(by, roads, (DETOUR if detour is None else detour) if straight else None, speed, unit)
