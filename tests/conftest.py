"""One real PostGIS for the whole run; each test works in a transaction that is rolled back."""

import os
from collections.abc import Iterator

import pytest
from psycopg2.extensions import connection as Connection

from scripts import cluster
from stations.database import connect
from stations.migrate import migrate


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """The address of a migrated database: a throwaway cluster's, or that of WAYSTATION_TEST_DATABASE_URL."""
    given = os.environ.get("WAYSTATION_TEST_DATABASE_URL")
    if given:
        _migrate(given)
        yield given
        return
    with cluster.temporary() as url:
        _migrate(url)
        yield url


@pytest.fixture
def store(database_url: str) -> Iterator[Connection]:
    """A connection whose changes last as long as the test."""
    connection = connect(database_url)
    try:
        yield connection
    finally:
        connection.rollback()
        connection.close()


def _migrate(url: str) -> None:
    connection = connect(url)
    try:
        migrate(connection)
    finally:
        connection.close()
