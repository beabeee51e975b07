"""One real PostGIS for the whole run; each test works in a transaction that is rolled back."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import psycopg2
import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection
from xdist.scheduler import LoadFileScheduling

from scripts import cluster
from stations.atlas.atlas import Atlas
from stations.atlas.drawing import Entry, draw
from stations.atlas.layer import Layer
from stations.database import copy_out, run
from stations.hours import CHINA
from stations.reference import Reference
from stations.settings import Settings
from tests import quick
from tests.databases import empty_database, main_database
from web.db import Store
from web.presence import Source

quick.install()


class ByRoom(LoadFileScheduling):
    """Where there are several workers, keep a file with one of them, and all browser tests: a browser wants room."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByRoom:
    """Share tests out among workers."""
    return ByRoom(config, log)


class Rehearsal(Connection):
    """A connection that plays everything and keeps nothing: commit and rollback only move a savepoint."""

    def begin(self) -> None:
        """Open the transaction that nothing leaves."""
        self._say("SAVEPOINT act")

    def commit(self) -> None:
        """Keep what was done, to the end of the test; what waits for a commit happens, and nobody acts any longer."""
        self._say("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; RELEASE SAVEPOINT act")
        self._say("SELECT set_config('waystation.proof', '', true); SAVEPOINT act")

    def play(self, role: str) -> None:
        """Go on as another role, or as NONE, oneself."""
        self._say(f"RELEASE SAVEPOINT act; SET ROLE {role}; SAVEPOINT act")

    def rollback(self) -> None:
        """Undo what was done since the last commit."""
        self._say("ROLLBACK TO SAVEPOINT act")

    def _say(self, statement: str) -> None:
        with self.cursor() as cursor:
            cursor.execute(statement)


class RehearsalStore(Store):
    """Lends every request the connection of the test, under the rights of the web, and remembers nothing."""

    remembered_s = -1.0

    def __init__(self, connection: Rehearsal) -> None:
        super().__init__("")
        self._connection = connection

    def borrow(self, patience_s: float = 0.0) -> Connection:  # noqa: ARG002 - there is but one
        """Keep what the test arranged, and lend its connection."""
        self._connection.commit()
        self._connection.play("waystation_web")
        return self._connection

    def give_back(self, connection: Connection) -> None:
        """Undo what the request did not commit, and be the owner of the store again."""
        connection.rollback()
        self._connection.play("NONE")


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """The address of a migrated database: a throwaway cluster's, or that of WAYSTATION_TEST_DATABASE_URL.

    Of several workers each has its own: a cluster, or a database beside the one that is named.
    """
    given, worker = os.environ.get("WAYSTATION_TEST_DATABASE_URL"), os.environ.get("PYTEST_XDIST_WORKER")
    with ExitStack() as kept:
        url = given or kept.enter_context(cluster.temporary())
        if given and worker:
            url = kept.enter_context(empty_database(given, worker))
        yield kept.enter_context(main_database(url))


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


class Drawn:
    """A source that draws the places of the test's connection whenever it is asked."""

    connected = True

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def reference(self) -> Reference:
        """The words as they are."""
        return Reference.read(self._connection)

    @property
    def atlas(self) -> Atlas:
        """The places as they are."""
        lines = copy_out(self._connection, "shown", {"ids": None})
        words = self.reference.words
        picture = draw(map(Entry.of, lines), kinds=list(words.kinds), services=list(words.services))
        return Atlas((Layer(picture),), run(self._connection, "as_of")[0]["as_of"], "")


@pytest.fixture
def visit(store: Connection, clock: Clock) -> FlaskClient:
    """A visitor of the web application, which works on the test's own connection; lookups are read by SQL."""
    return visitor_of(store, clock, atlas=False)


@pytest.fixture
def visit_memory(store: Connection, clock: Clock) -> FlaskClient:
    """The same with the hot addresses answered from memory."""
    return visitor_of(store, clock, atlas=True)


def visitor_of(store: Connection, clock: Clock, *, atlas: bool, source: Source | None = None) -> FlaskClient:
    """Make a visitor; tiles, search and pages read an atlas in any case."""
    from web import create_app

    settings = Settings(secret_key="a secret of the tests", atlas=atlas)
    app = create_app(settings, store=RehearsalStore(store), source=source or Drawn(store), clock=clock)
    app.testing = True
    return app.test_client()
