"""Going along roads: a graph of the store, chosen by its name or by where the demand is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from psycopg2.extensions import connection as Connection

from geodata.errors import BadPlan
from geodata.planning.asking import Way
from stations import roads

if TYPE_CHECKING:
    from geodata.roads.travel import OnRoads

Box = tuple[float, float, float, float]


def on_roads(
    connection: Connection, way: Way, bbox: Box | None, earlier: Mapping[str, Any] | None = None
) -> tuple["OnRoads", Mapping[str, Any]]:
    """Read the graph that a plan goes along, and tell of it.

    Parameters
    ----------
    bbox
        West, south, east, north of the demand, by which a graph is chosen where no name is given.
    earlier
        What an earlier plan tells of its roads: the very same are taken where they are still kept.

    Raises
    ------
    BadPlan, NotFound
        When there are none, or several and no name; the message tells which there are.
    """
    from geodata.roads.graph import Graph  # noqa: PLC0415 - a plan without roads needs none of it
    from geodata.roads.travel import OnRoads  # noqa: PLC0415

    chosen = _earlier(connection, earlier) or _chosen(connection, way, bbox)
    graph = Graph.load(roads.fetch(connection, chosen.id))
    unit = "m" if way.unit == "m" else "min"
    return OnRoads(graph, unit, walking_kmh=way.speed_kmh, name=chosen.name), chosen.told  # type: ignore[arg-type]


def _earlier(connection: Connection, told: Mapping[str, Any] | None) -> roads.Roads | None:
    """Find the roads of an earlier plan; None where they are gone, and then the newest of the name are taken."""
    if not told:
        return None
    there = roads.listed(connection, everything=True)
    wanted = tuple(told.get(name) for name in ("name", "mode", "sha256", "rules"))
    return next((one for one in there if (one.name, one.mode, one.sha256, one.rules) == wanted), None)


def _chosen(connection: Connection, way: Way, bbox: Box | None) -> roads.Roads:
    if way.roads is not None:
        return roads.one(connection, way.roads, way.by)
    there = [one for one in roads.listed(connection) if one.mode == way.by]
    if not there:
        raise BadPlan(
            f"there are no roads for {way.by}: load some (waystation load-roads FILE.osm.pbf --mode {way.by})"
        )
    around = [one for one in there if bbox is None or _meet(one.bbox, bbox)]
    names = ", ".join(one.name for one in around or there)
    if not around:
        raise BadPlan(
            f"the demand lies outside all roads for {way.by}: there are {names}; load those of its city"
        )
    if len(around) > 1:
        raise BadPlan(f"there are several roads for {way.by}: say which (roads): {names}")
    return around[0]


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
