"""Bring the store to the version that this code needs: numbered SQL files, forward only."""

import hashlib
from collections.abc import Iterator
from importlib import resources
from typing import NamedTuple

import psycopg2
from psycopg2.extensions import connection as Connection

from stations.database import run, transaction
from stations.errors import StoreError


class Migration(NamedTuple):
    """One file of `stations/migrations`; its first comment line tells an operator what it does."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def sentence(self) -> str:
        """The first comment line."""
        return self.text.splitlines()[0].removeprefix("--").strip()


def migrations() -> Iterator[Migration]:
    """List all migrations, first to last."""
    folder = resources.files("stations").joinpath("migrations")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".sql"):
            yield Migration(int(file.name[:4]), file.name[5:-4], file.read_text(encoding="utf-8"))


def migrate(connection: Connection) -> list[Migration]:
    """Apply what is missing, each in its own transaction, and give back what was applied.

    An advisory lock lets one program migrate at a time; another waits for it and then finds nothing to do.

    Raises
    ------
    StoreError
        When an applied file was edited since, the store is newer than this code, or a migration fails.
    """
    with transaction(connection):
        run(connection, "migration_table")
    applied = []
    for migration in migrations():
        with transaction(connection):
            if _is_applied(connection, migration):
                continue
            _apply(connection, migration)
            applied.append(migration)
    _refuse_newer_store(connection)
    return applied


def _is_applied(connection: Connection, migration: Migration) -> bool:
    run(connection, "migration_lock")
    rows = run(connection, "migration_applied", {"number": migration.number})
    if rows and rows[0]["checksum"] != migration.checksum:
        raise StoreError(
            f"migration {migration.number:04d}_{migration.name} was applied in another form than the one here: "
            "an applied migration is never edited; put the file back and write a new one"
        )
    return bool(rows)


def _apply(connection: Connection, migration: Migration) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(migration.text)
    except psycopg2.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise StoreError(
            f"migration {migration.number:04d}_{migration.name} failed: {reason}; nothing of it was kept"
        ) from error
    run(
        connection,
        "migration_record",
        {"number": migration.number, "name": migration.name, "checksum": migration.checksum},
    )


def _refuse_newer_store(connection: Connection) -> None:
    with transaction(connection):
        newest = run(connection, "migration_newest")[0]["number"]
    if newest > max(one.number for one in migrations()):
        raise StoreError(f"the store is at version {newest}, newer than this program: update the program")
