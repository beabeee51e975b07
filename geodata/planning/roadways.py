"""Going along roads: a graph of the store, chosen by its name or by where the demand is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from psycopg2.extensions import connection as Connection

from stations import roads
from stations.asking import Way
from stations.roads import Box

if TYPE_CHECKING:
    from geodata.roads.travel import OnRoads


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
    BadPlan
        When there are none, or several and no name; the message tells which there are.
    """
    from geodata.roads.graph import Graph  # noqa: PLC0415 - a plan without roads needs none of it
    from geodata.roads.travel import OnRoads  # noqa: PLC0415

    chosen = roads.again(connection, earlier) or roads.chosen(connection, way.by, way.roads, bbox)
    graph = Graph.load(roads.fetch(connection, chosen.id))
    unit = "m" if way.unit == "m" else "min"
    return OnRoads(graph, unit, walking_kmh=way.speed_kmh, name=chosen.name), chosen.told  # type: ignore[arg-type]
