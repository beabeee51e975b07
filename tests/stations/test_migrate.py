"""Migrations: from nothing, twice, edited, newer, and two at once."""

import importlib
import threading
from collections.abc import Iterator

import pytest

from stations import StoreError
from stations.database import connect, run
from stations.migrate import Migration, migrate, migrations
from tests.databases import empty_database


@pytest.fixture
def fresh(database_url: str) -> Iterator[str]:
    """The address of an empty database, dropped afterwards."""
    with empty_database(database_url, "fresh") as url:
        yield url


def test_numbers_go_up_by_one_and_each_first_line_is_a_sentence() -> None:
    found = list(migrations())
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert all(one.sentence.endswith(".") for one in found)


def test_a_second_run_finds_nothing_to_do(fresh: str) -> None:
    connection = connect(fresh)
    assert [one.number for one in migrate(connection)] == [one.number for one in migrations()]
    assert migrate(connection) == []
    connection.close()


def test_two_programs_at_once_apply_each_migration_once(fresh: str) -> None:
    applied: list[int] = []

    def work() -> None:
        connection = connect(fresh)
        applied.extend(one.number for one in migrate(connection))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(applied) == [one.number for one in migrations()]


def with_migration(monkeypatch: pytest.MonkeyPatch, *more: Migration) -> None:
    known = [one for one in migrations() if one.number not in {extra.number for extra in more}]
    monkeypatch.setattr(
        importlib.import_module("stations.migrate"), "migrations", lambda: iter(sorted([*known, *more]))
    )


def test_an_edited_migration_is_refused(fresh: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = connect(fresh)
    migrate(connection)
    first = next(iter(migrations()))
    with_migration(monkeypatch, first._replace(text=first.text + "-- edited\n"))
    with pytest.raises(StoreError, match="never edited"):
        migrate(connection)
    connection.close()


def test_a_failing_migration_leaves_nothing_of_itself(fresh: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = connect(fresh)
    migrate(connection)
    last = len(list(migrations()))
    with_migration(monkeypatch, Migration(last + 1, "broken", "-- Break.\nCREATE TABLE half (); SELECT 1/0;"))
    with pytest.raises(StoreError, match="division by zero; nothing of it was kept"):
        migrate(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('half')")
        assert cursor.fetchone() == (None,)
    assert run(connection, "migration_newest")[0]["number"] == last
    connection.close()


def test_a_store_newer_than_the_program_is_refused(fresh: str) -> None:
    connection = connect(fresh)
    migrate(connection)
    run(connection, "migration_record", {"number": 9999, "name": "future", "checksum": ""})
    connection.commit()
    with pytest.raises(StoreError, match="newer than this program"):
        migrate(connection)
    connection.close()
