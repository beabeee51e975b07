"""Connections to a database that what is committed may stay in."""

from collections.abc import Iterator

import pytest
from psycopg2.extensions import connection as Connection

from stations.database import connect
from tests.databases import own_database
from tests.stations.outbox.writing import (
    Opener,
    Reader,
)


@pytest.fixture(scope="module")
def own_url(database_url: str) -> Iterator[str]:
    """A database that what is committed here may stay in."""
    with own_database(database_url, "waystation_outbox") as url:
        yield url


@pytest.fixture
def opened(own_url: str) -> Iterator[Opener]:
    """Opens connections, and closes them at the end."""
    connections: list[Connection] = []

    def open_one() -> Connection:
        connections.append(connect(own_url))
        return connections[-1]

    yield open_one
    for connection in connections:
        connection.close()


@pytest.fixture
def writer(opened: Opener) -> Connection:
    return opened()


@pytest.fixture
def reader(opened: Opener) -> Reader:
    return Reader(opened())
