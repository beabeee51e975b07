"""The places of a branch to a file, in the forms in which they come in again unchanged."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg2.extensions import connection as Connection

from geodata.errors import BadRequest
from geodata.export import write
from stations import claims

MOST_BYTES = 100 << 20


def export_branch(connection: Connection, path: Path, asked: Mapping[str, Any]) -> int:
    """Write the places of the acting account's branch, of one of its units, kinds or states; tell how many.

    Raises
    ------
    BadRequest
        When the file grows beyond what is kept.
    """
    places = claims.places(
        connection, unit_id=asked.get("unit_id"), kind=asked.get("kind"), status=asked.get("status")
    )
    count = write(path, places)
    if path.stat().st_size > MOST_BYTES:
        raise BadRequest(
            f"the file would have more than {MOST_BYTES >> 20} MB: ask for one kind or unit at a time"
        )
    return count
