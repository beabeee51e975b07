"""What the tests of the outbox write, and how they read on."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations import counties, ratings
from stations.counties import County
from stations.database import act_as
from stations.outbox import Position, at_one_moment, changes
from stations.point import Point
from tests.make import HERE, enter_one

TODAY = date(2026, 11, 21)
NO_TIME = timedelta()
Opener = Callable[[], Connection]


class Reader:
    """Reads on from where it stands, as a builder of pictures does."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.position: Position | None = None
        self.read()

    def read(self) -> frozenset[int] | None:
        with at_one_moment(self.connection):
            told = changes(self.connection, self.position)
        self.position = told.position
        return None if told.everything else told.ids


def say(connection: Connection, statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


class Place(NamedTuple):
    id: int
    name: str
    status: str
    version: int


def shown(connection: Connection, ids: Collection[int]) -> list[Place]:
    statement = "SELECT id, name, status, version FROM station_shown WHERE id = ANY (%s) ORDER BY id"
    return [Place(*row) for row in say(connection, statement, list(ids))]  # type: ignore[arg-type]


def place(writer: Connection) -> int:
    """A place that is known already."""
    number = enter_one(writer)
    writer.commit()
    return number


def rename(writer: Connection, number: int, name: str = "新名") -> None:
    """Change a place, and leave the transaction open."""
    act_as(writer, "tests")
    say(writer, "UPDATE station SET name = %s WHERE id = %s", name, number)


def vote(writer: Connection, number: int, stars: int) -> None:
    ratings.rate(writer, number, voter=b"a", day=TODAY, stars=stars, comment=None)


def county(writer: Connection, name: str, at: Point = HERE) -> None:
    """A county of one degree around a point."""
    west, south, east, north = at.lon - 0.5, at.lat - 0.5, at.lon + 0.5, at.lat + 0.5
    outline = f"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"
    wkb = say(writer, "SELECT ST_AsBinary(%s::geometry)", outline)[0][0]
    assert isinstance(wkb, memoryview)
    one = County("230100", name, None, None, bytes(wkb))
    counties.enter_counties(writer, [one], source="tests", licence=None)


def kill(writer: Connection, victim: Connection) -> None:
    say(writer, "SELECT pg_terminate_backend(%s, 10000)", victim.info.backend_pid)
    writer.commit()
