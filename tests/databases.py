"""A database of a test's own, for what is committed and for what happens between connections."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import make_dsn

from stations.database import connect
from stations.migrate import migrate


@contextmanager
def own_database(database_url: str, name: str) -> Iterator[str]:
    """Make a migrated database beside the one that other tests use, named after it, and drop it at the end."""
    server = psycopg2.connect(database_url)
    server.autocommit = True
    with closing(server):
        yield from _made(server, database_url, f"{server.info.dbname}_{name}")


def _made(server: Connection, database_url: str, name: str) -> Iterator[str]:
    database = sql.Identifier(name)
    with server.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(database))
    url = make_dsn(database_url, dbname=name)
    connection = connect(url)
    migrate(connection)
    connection.close()
    yield url
    with server.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))
