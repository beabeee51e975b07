"""A database of a test's own, for what is committed and for what happens between connections."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import make_dsn

from stations.database import connect
from stations.migrate import migrate

TEMPLATE = "template"


@contextmanager
def own_database(database_url: str, name: str) -> Iterator[str]:
    """Make a migrated database beside the one that other tests use, named after it, and drop it at the end."""
    with closing(_server(database_url)) as server:
        template = _beside(server, TEMPLATE)
        if not _run(server, "SELECT FROM pg_database WHERE datname = %s", template):
            _make(server, template)
            _migrate(make_dsn(database_url, dbname=template))
    with empty_database(database_url, name, template) as url:
        yield url


@contextmanager
def empty_database(database_url: str, name: str, template: str = "template1") -> Iterator[str]:
    """Make a database beside the one that other tests use, with nothing in it, and drop it at the end."""
    with closing(_server(database_url)) as server:
        beside = _beside(server, name)
        _drop(server, beside)
        _make(server, beside, template)
        yield make_dsn(database_url, dbname=beside)
        _drop(server, beside)


@contextmanager
def main_database(database_url: str) -> Iterator[str]:
    """Migrate the database that most tests use; what the others are copied from is made anew in each run."""
    _migrate(database_url)
    with closing(_server(database_url)) as server:
        template = _beside(server, TEMPLATE)
        _drop(server, template)
        yield database_url
        _drop(server, template)


def _server(database_url: str) -> Connection:
    server = psycopg2.connect(database_url)
    server.autocommit = True
    return server


def _beside(server: Connection, name: str) -> str:
    return f"{server.info.dbname}_{name}"


def _make(server: Connection, name: str, template: str = "template1") -> None:
    made, of = sql.Identifier(name), sql.Identifier(template)
    _run(server, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(made, of))


def _drop(server: Connection, name: str) -> None:
    _run(server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _run(server: Connection, statement: str | sql.Composed, *given: str) -> bool:
    with server.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.rowcount > 0


def _migrate(url: str) -> None:
    with closing(connect(url)) as connection:
        migrate(connection)
