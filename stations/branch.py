"""The units of the branch in which somebody acts."""

from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations.acting import Acting
from stations.database import run
from stations.errors import NotFound


class Unit(NamedTuple):
    """A unit, and how many stand above it."""

    id: int
    name: str
    level: str
    depth: int


def units(connection: Connection) -> list[Unit]:
    """List the units of the acting account's branch, each after the one above it."""
    return [Unit(**row) for row in run(connection, "branch_units")]


class Branch(NamedTuple):
    """A unit and all below it, or all that the acting account sees; `whole` with the places that no unit keeps."""

    unit_id: int | None
    whole: bool

    @classmethod
    def of(cls, connection: Connection, who: Acting, unit_id: int | None) -> "Branch":
        """Choose a branch.

        Raises
        ------
        NotFound
            When the unit is not of the account's own branch.
        """
        if unit_id is None:
            return cls(None, who.unit_id is None)
        if not run(connection, "unit_is_mine", {"unit_id": unit_id})[0]["mine"]:
            raise NotFound(f"there is no unit {unit_id} in your branch")
        return cls(unit_id, whole=False)


class Place(NamedTuple):
    """A place, and whether the acting account may see and change what its branch keeps about it."""

    id: int
    name: str
    kind: str
    unit_id: int | None
    mine: bool
    amends: bool


def place(connection: Connection, station_id: int) -> Place:
    """Give a place.

    Raises
    ------
    NotFound
        When there is none with this id.
    """
    rows = run(connection, "place_of_branch", {"id": station_id})
    if not rows:
        raise NotFound(f"there is no station {station_id}")
    return Place(station_id, **rows[0])
