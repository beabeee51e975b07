"""One real PostGIS for the whole run; each test works in a transaction that is rolled back."""

import os
from collections.abc import Iterator
from datetime import datetime

import psycopg2
import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from scripts import cluster
from stations.database import connect
from stations.hours import CHINA
from stations.migrate import migrate
from stations.settings import Settings
from web.db import Store


class Rehearsal(Connection):
    """A connection that plays everything and keeps nothing: commit and rollback only move a savepoint."""

    def begin(self) -> None:
        """Open the transaction that nothing leaves."""
        self._say("SAVEPOINT act")

    def commit(self) -> None:
        """Keep what was done, to the end of the test."""
        self._say("RELEASE SAVEPOINT act; SAVEPOINT act")

    def rollback(self) -> None:
        """Undo what was done since the last commit."""
        self._say("ROLLBACK TO SAVEPOINT act")

    def _say(self, statement: str) -> None:
        with self.cursor() as cursor:
            cursor.execute(statement)


class RehearsalStore(Store):
    """Lends every request the connection of the test, which sees and keeps all, and remembers nothing."""

    remembered_s = -1.0

    def __init__(self, connection: Connection) -> None:
        super().__init__("")
        self._connection = connection

    def borrow(self) -> Connection:
        """Keep what the test arranged, and lend its connection."""
        self._connection.commit()
        return self._connection

    def give_back(self, connection: Connection) -> None:
        """Undo what the request did not commit."""
        connection.rollback()


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
    connection = psycopg2.connect(database_url, connection_factory=Rehearsal)
    connection.begin()
    try:
        yield connection
    finally:
        connection.close()


class Clock:
    """A clock that tests set; until then it tells the true time."""

    def __init__(self) -> None:
        self.time: datetime | None = None

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.time or datetime.now(CHINA)

    def set(self, text: str) -> None:
        """Stop at a time of China, such as 2026-10-10 09:00."""
        self.time = datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.fixture
def clock() -> Clock:
    """The clock of the application that `visit` visits."""
    return Clock()


@pytest.fixture
def visit(store: Connection, clock: Clock) -> FlaskClient:
    """A visitor of the web application, which works on the test's own connection."""
    from web import create_app

    app = create_app(Settings(secret_key="a secret of the tests"), store=RehearsalStore(store), clock=clock)
    app.testing = True
    return app.test_client()


def _migrate(url: str) -> None:
    connection = connect(url)
    try:
        migrate(connection)
    finally:
        connection.close()
