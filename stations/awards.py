"""Awards that unions gave to places: kept as they were given, never worked out."""

from datetime import date
from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run
from stations.errors import NotFound


class Award(NamedTuple):
    """What a place was given, by whom, when, until when, and who noted it."""

    id: int
    name: str
    given_by: str
    given_on: date
    until: date | None
    noted_by: str


def awards(connection: Connection, station_id: int) -> list[Award]:
    """List the awards of a place, the latest first."""
    return [Award(**row) for row in run(connection, "awards", {"station_id": station_id})]


def note(
    connection: Connection, station_id: int, *, name: str, given_by: str, given_on: date, until: date | None = None
) -> int:  # fmt: skip
    """Keep an award and give its id."""
    values = {
        "station_id": station_id,
        "name": name,
        "given_by": given_by,
        "given_on": given_on,
        "until": until,
    }
    found: int = run(connection, "note_award", values)[0]["id"]
    return found


def withdraw(connection: Connection, station_id: int, award_id: int) -> None:
    """Show an award no longer.

    Raises
    ------
    NotFound
        When the place has no such award.
    """
    if not run(connection, "withdraw_award", {"award_id": award_id, "station_id": station_id}):
        raise NotFound(f"there is no award {award_id} of the station {station_id}")
