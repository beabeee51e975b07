"""The smallest valid things; a test passes only what it is about."""

import itertools
from typing import Any

from psycopg2.extensions import connection as Connection

from stations.database import act_as, run
from stations.point import Point
from stations.record import Record
from stations.register import Merged, enter_source, merge

SOURCE = "test"
HERE = Point(126.62, 45.77)
_numbers = itertools.count(1)


def record(at: Point = HERE, **given: Any) -> Record:
    """A rest station, at a point or where `lon` and `lat` say."""
    number = next(_numbers)
    chosen = {
        "source_id": f"r{number}",
        "kind": "station",
        "name": f"驿站{number}",
        "lon": at.lon,
        "lat": at.lat,
    }
    return Record(**{**chosen, **given})


def enter(store: Connection, *records: Record, source: str = SOURCE, **options: Any) -> Merged:
    """Enter records as their source's whole list."""
    enter_source(store, source)
    act_as(store, source)
    return merge(store, records, source=source, **options)


def enter_one(store: Connection, at: Point = HERE, **given: Any) -> int:
    """Enter one place as a source of its own and give its id."""
    one = record(at, **given)
    enter(store, one, source=one.source_id)
    found: int = run(store, "ids_of_source", {"source": one.source_id})[0]["id"]
    return found
