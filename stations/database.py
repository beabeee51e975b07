"""The only opener of connections and cursors; every statement is a file in `stations/sql`."""

import functools
import re
import selectors
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import resources
from typing import Any, TextIO

import numpy as np
import psycopg2
import psycopg2.errors
import psycopg2.extras
import psycopg2.sql
from numpy.typing import NDArray
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import make_dsn, parse_dsn

from stations.errors import BadText, StoreError


def connect(url: str, *, timeout_s: int = 10) -> Connection:
    """Open a connection; nothing is committed unless the opener does it.

    Raises
    ------
    StoreError
        When the database does not answer; the message never holds a password.
    """
    try:
        connection = psycopg2.connect(url, connect_timeout=timeout_s, application_name="waystation")
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise StoreError(
            f"cannot reach the database: {reason}; is it running, and is the address right?"
        ) from error
    connection.set_session(isolation_level="READ COMMITTED")
    return connection


# Of COPY's binary form: signature, flags and length of the extension at the beginning, -1 at the end.
BINARY_HEAD_BYTES, BINARY_END_BYTES = 19, 2
WEB_ROLE = "waystation_web"


def as_web(url: str) -> str:
    """Give the address by which the web connects with the owner's login: as the role that owns nothing.

    It is the owner's login still, which can lay the role down again; a login of its own cannot.
    """
    given = parse_dsn(url)
    return make_dsn(url, options=f"{given.get('options', '')} -c role={WEB_ROLE}".strip())


@functools.cache
def statement(name: str) -> str:
    """Give the text of `stations/sql/NAME.sql`."""
    return resources.files("stations").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def run(connection: Connection, name: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Run a named statement and give back its rows, or none for a statement without rows.

    Raises
    ------
    StoreError
        When the connection was lost.
    """
    with (
        _lost_is_told(connection),
        connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor,
    ):
        cursor.execute(statement(name), values)
        return [dict(row) for row in cursor.fetchall()] if cursor.description else []


def count(connection: Connection, name: str, values: Mapping[str, Any] | None = None) -> int:
    """Run a named statement and tell how many rows it wrote.

    Raises
    ------
    StoreError
        When the connection was lost.
    """
    with _lost_is_told(connection), connection.cursor() as cursor:
        cursor.execute(statement(name), values)
        return cursor.rowcount


def copy_in(connection: Connection, table: str, lines: TextIO, *, columns: Sequence[str]) -> None:
    """Fill columns of a table from CSV lines, where an empty unquoted cell is NULL."""
    target = psycopg2.sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv)").format(
        psycopg2.sql.Identifier(table), psycopg2.sql.SQL(", ").join(map(psycopg2.sql.Identifier, columns))
    )
    with connection.cursor() as cursor:
        cursor.copy_expert(target.as_string(cursor), lines)


def copy_out(connection: Connection, name: str, values: Mapping[str, Any] | None = None) -> Iterator[str]:
    """Read the rows of a named statement as lines of text, in a quarter of the time that typed rows take.

    Raises
    ------
    StoreError
        When the connection was lost.
    """
    with tempfile.TemporaryFile() as lines:
        with _lost_is_told(connection), connection.cursor() as cursor:
            asked = cursor.mogrify(statement(name), values).decode()
            cursor.copy_expert(f"COPY ({asked}) TO STDOUT", lines)
        lines.seek(0)
        for line in lines:
            yield line[:-1].decode()


def copy_records(
    connection: Connection, name: str, values: Mapping[str, Any], dtype: np.dtype[Any]
) -> NDArray[Any]:
    """Read the rows of a named statement in COPY's binary form, each as long as a dtype tells: none may hold NULL.

    Raises
    ------
    StoreError
        When the connection was lost, or rows are of another length.
    """
    with tempfile.TemporaryFile() as records:
        with _lost_is_told(connection), connection.cursor() as cursor:
            asked = cursor.mogrify(statement(name), values).decode()
            cursor.copy_expert(f"COPY ({asked}) TO STDOUT (FORMAT binary)", records)
        records.seek(BINARY_HEAD_BYTES)
        rows = records.read()[:-BINARY_END_BYTES]
    if len(rows) % dtype.itemsize:
        raise StoreError(
            f"the rows of {name} are not of the length that was expected: is there a NULL in them?"
        )
    return np.frombuffer(rows, dtype=dtype)


def cells(line: str) -> list[str | None]:
    """Split a line of COPY's text form; None is NULL."""
    return [
        None if cell == "\\N" else _ESCAPED.sub(_plain, cell) if "\\" in cell else cell
        for cell in line.split("\t")
    ]


def _plain(escaped: re.Match[str]) -> str:
    return _PLAIN.get(escaped[1], escaped[1])


_ESCAPED = re.compile(r"\\(.)")
_PLAIN = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def act_as(connection: Connection, actor: str, *, import_id: int | None = None) -> None:
    """Say who makes the changes of this transaction, and from which import; each version keeps it."""
    run(connection, "act_as", {"actor": actor, "import_id": "" if import_id is None else str(import_id)})


def listen(connection: Connection, channel: str) -> bool:
    """Have notices of a channel sent to this connection from now on; False on a standby, which knows none."""
    statement = psycopg2.sql.SQL("LISTEN {}").format(psycopg2.sql.Identifier(channel))
    try:
        with _lost_is_told(connection), transaction(connection), connection.cursor() as cursor:
            cursor.execute(statement)
    except psycopg2.errors.ReadOnlySqlTransaction:
        return False
    return True


def notified(connection: Connection, timeout_s: float) -> bool:
    """Wait for a notice, outside any transaction, and take all that have come; False when the time was over first.

    Raises
    ------
    StoreError
        When the connection was lost.
    """
    end = time.monotonic() + timeout_s
    with _lost_is_told(connection), selectors.DefaultSelector() as selector:
        selector.register(connection, selectors.EVENT_READ)
        connection.poll()
        while not connection.notifies:
            if not selector.select(max(0.0, end - time.monotonic())):
                return False
            connection.poll()
        connection.notifies.clear()
    return True


@contextmanager
def _lost_is_told(connection: Connection) -> Iterator[None]:
    """Tell a lost connection, of which psycopg2 has many names, from a statement that was refused, or cannot be put."""
    try:
        yield
    except ValueError as error:
        if "NUL" in str(error):
            raise BadText(
                "a text holds the sign NUL (0x00), which the store keeps in none: leave it out"
            ) from error
        raise
    except psycopg2.Error as error:
        # A server that is killed says no reason: then the error is of no more exact kind, and `closed` not yet set.
        if connection.closed or type(error) is psycopg2.DatabaseError:
            connection.close()
            raise StoreError("the connection to the database was lost") from error
        raise


@contextmanager
def transaction(connection: Connection) -> Iterator[Connection]:
    """Commit when the block ends well, roll back when it does not."""
    try:
        yield connection
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


@contextmanager
def at_one_moment(connection: Connection) -> Iterator[Connection]:
    """See the store as it is at one moment, read only, until the block ends; then be as before, without a transaction.

    Raises
    ------
    StoreError
        When the connection was lost.
    """
    level, readonly = connection.isolation_level, connection.readonly
    with _lost_is_told(connection):
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
    try:
        yield connection
    finally:
        if not connection.closed:
            with _lost_is_told(connection):
                connection.rollback()
                connection.isolation_level, connection.readonly = level, readonly
