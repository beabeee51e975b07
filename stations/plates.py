"""Which places get a plate, and what stands on it."""

from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations.branch import Branch
from stations.database import run
from stations.errors import NotFound

MOST = 500  # plates in one file


class Plated(NamedTuple):
    """A place, as its plate tells it."""

    id: int
    name: str
    address: str
    kind: str


class Part(NamedTuple):
    """Some plates of a branch: the id before the first, and the numbers of the first and the last."""

    after: int
    first: int
    last: int


def plate_of(connection: Connection, station_id: int) -> tuple[Plated, bool]:
    """Give what stands on the plate of a place, and whether the acting account may have it.

    Raises
    ------
    NotFound
        When there is no such place.
    """
    rows = run(connection, "plate_of", {"id": station_id})
    if not rows:
        raise NotFound(f"there is no station {station_id}")
    mine = rows[0].pop("mine")
    return Plated(**rows[0]), mine


def plated(connection: Connection, branch: Branch, *, after: int = 0, limit: int = MOST) -> list[Plated]:
    """List the places of a branch that are not closed, by id."""
    values = {**branch._asdict(), "after": after, "limit": limit}
    return [Plated(**row) for row in run(connection, "plated", values)]


def parts(connection: Connection, branch: Branch) -> list[Part]:
    """Cut a branch into files of plates."""
    return [Part(**row) for row in run(connection, "plate_parts", {**branch._asdict(), "size": MOST})]
