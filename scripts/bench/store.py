"""The bench's own cluster: its files under var/bench, its life the bench's, its database made afresh by every run."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import make_dsn, parse_dsn

from scripts.bench.processes import Broken
from scripts.home import ROOT, SOCKETS, home, sockets, var
from scripts.making import make
from scripts.postmaster import Postmaster
from scripts.sharing import undisturbed
from scripts.tenant import tenant_of

DATABASE = "bench"
CONNECTIONS = 200  # for the pools of several servers and the load generators together


@dataclass(frozen=True)
class Store:
    """A PostgreSQL that is the bench's alone: it may be filled, stopped and started again."""

    postmaster: Postmaster

    @property
    def url(self) -> str:
        """The address of the database measured, over the socket."""
        return self.of(DATABASE)

    def of(self, name: str) -> str:
        """Give the address of a database."""
        address = self.dsn(name)
        host = quote(address["host"], safe="")
        return f"postgresql://{address['user']}@/{name}?host={host}&port={address['port']}"

    def dsn(self, name: str = DATABASE) -> dict[str, str]:
        """Give the parts of that address by libpq's names."""
        return parse_dsn(make_dsn(self.postmaster.url(), dbname=name))

    def afresh(self, name: str = DATABASE, *, like: str = "template1") -> str:
        """Make a database, empty or as another one is, where one of that name is replaced, and give its address."""
        self.drop(name)
        self._order(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self.of(name)

    def drop(self, name: str) -> None:
        """Remove a database."""
        self._order(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _order(self, statement: str) -> None:
        server = self.connect("postgres")
        with server.cursor() as cursor:
            cursor.execute(statement)
        server.close()

    def connect(self, name: str = DATABASE) -> Connection:
        """Open a connection that commits each statement."""
        connection = psycopg2.connect(self.of(name))
        connection.autocommit = True
        return connection

    def run(self, statement: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Run `sql/STATEMENT.sql` of the bench on the database measured and give its rows."""
        connection = self.connect()
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql(statement), values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def version(self) -> str:
        """Name PostgreSQL's version and PostGIS's."""
        server, postgis = self.run("versions")[0]
        return f"{server}, PostGIS {postgis}; shared_buffers 256 MB, jit off, fsync on"


def sql(name: str) -> str:
    """Give the text of one of the bench's own statements."""
    return resources.files("scripts.bench").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


@contextmanager
def own_store(work: Path, *, throwaway: bool) -> Iterator[Store]:
    """Give a running cluster for the length of the block.

    Parameters
    ----------
    work
        The bench's directory, which keeps the files of the cluster from run to run.
    throwaway
        Make one for this run alone, in the system's place for such things and without a thought for a power cut.
    """
    tenant = tenant_of(ROOT)
    if throwaway:
        with tempfile.TemporaryDirectory(
            prefix="waystation-", dir=SOCKETS, ignore_cleanup_errors=True
        ) as directory:
            tenant.own(Path(directory))
            yield from _running(
                Postmaster(Path(directory, "cluster"), Path(directory), tenant), durable=False
            )
    else:
        var(work)
        place = home(work, tenant)
        yield from _running(Postmaster(place, sockets(work, tenant), tenant), durable=True)


def _running(postmaster: Postmaster, *, durable: bool) -> Iterator[Store]:
    if not (postmaster.data / "PG_VERSION").exists():
        make(postmaster.home, postmaster.tenant, durable=durable)
    settings, line = postmaster.data / "postgresql.conf", f"max_connections = {CONNECTIONS}\n"
    if line not in settings.read_text(encoding="utf-8"):
        with settings.open("a", encoding="utf-8") as file:
            file.write(line)
    try:
        postmaster.start()
        yield Store(postmaster)
    finally:
        with undisturbed():
            postmaster.stop(mode="fast" if durable else "immediate")


@contextmanager
def alone(work: Path) -> Iterator[None]:
    """Hold the bench's directory: two at a time would measure each other."""
    with (work / "lock").open("a", encoding="ascii") as record:
        try:
            fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Broken(
                f"another bench of this checkout is at work in {work}: wait until it has ended"
            ) from None
        yield
