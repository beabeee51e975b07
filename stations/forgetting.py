"""Data sets that are no longer wanted: which plans need one, and how it goes. As the owner; nothing here commits."""

from typing import Any, NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import count, run
from stations.demand import DataSet
from stations.errors import NotFound
from stations.plans import State
from stations.roads import Roads, listed


class Needing(NamedTuple):
    """A plan that needs a data set; one that is done needs it only to be made again."""

    id: int
    title: str
    state: State


def needing_demand(connection: Connection, one: DataSet) -> list[Needing]:
    """List the plans that need a data set of demand."""
    name = one.name if one.replaced_at is None else None
    return _needing(run(connection, "plans_of_demand", {"id": one.id, "name": name}))


def needing_roads(connection: Connection, one: Roads) -> list[Needing]:
    """List the plans that need a road network."""
    values = {"name": one.name, "mode": one.mode, "sha256": one.sha256, "rules": one.rules}
    newest = any(other.id == one.id for other in listed(connection))
    return _needing(run(connection, "plans_of_roads", {**values, "newest": newest}))


def roads_numbered(connection: Connection, number: int) -> Roads:
    """Give a road network by its number.

    Raises
    ------
    NotFound
        When there is none.
    """
    found = [one for one in listed(connection, everything=True) if one.id == number]
    if not found:
        raise NotFound(f"there are no roads {number}: `waystation plan data` tells which there are")
    return found[0]


def remove_demand(connection: Connection, demand_id: int) -> bool:
    """Remove a data set of demand with its points; False when there is none."""
    return count(connection, "remove_demand", {"id": demand_id}) == 1


def remove_roads(connection: Connection, roads_id: int) -> bool:
    """Remove a road network; False when there is none."""
    return count(connection, "remove_roads", {"id": roads_id}) == 1


def _needing(rows: list[dict[str, Any]]) -> list[Needing]:
    return [Needing(row["id"], row["title"], State(row["state"])) for row in rows]
