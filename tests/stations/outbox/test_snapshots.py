"""No change is lost, told twice or told before its time, whatever the order of commits."""

import psycopg2
import pytest
from psycopg2.extensions import TRANSACTION_STATUS_IDLE
from psycopg2.extensions import connection as Connection

from stations.outbox import Position, at_one_moment, changes
from tests.stations.outbox.writing import (
    Opener,
    Reader,
    place,
    rename,
    say,
    shown,
)


def test_commits_in_another_order_than_their_numbers_are_each_told(opened: Opener, reader: Reader) -> None:
    first, second = opened(), opened()
    early, late = place(first), place(first)
    reader.read()
    rename(first, early)
    rename(second, late)
    second.commit()
    assert reader.read() == {late}
    first.commit()
    assert reader.read() == {early}
    assert reader.read() == frozenset()
    order = say(second, "SELECT station_ids[1] FROM outbox ORDER BY seq DESC LIMIT 2")
    assert order == [(late,), (early,)]


def test_a_long_transaction_holds_nobody_up_and_is_told_at_its_end(opened: Opener, reader: Reader) -> None:
    long, short = opened(), opened()
    slow, quick = place(long), place(long)
    reader.read()
    rename(long, slow)
    for number in range(20):
        rename(short, quick, f"名{number}")
        short.commit()
        assert reader.read() == {quick}
        assert reader.read() == frozenset()
    long.commit()
    assert reader.read() == {slow}


def test_a_reader_that_slept_is_told_the_same_as_one_that_did_not(
    opened: Opener, writer: Connection, reader: Reader
) -> None:
    places, awake = [place(writer) for _ in range(4)], Reader(opened())
    reader.read()
    awake.read()
    told: set[int] = set()
    for number in range(12):
        rename(writer, places[number % 3], f"名{number}")
        writer.commit()
        told |= awake.read() or set()
    assert reader.read() == told == set(places[:3])


def test_what_was_rolled_back_is_not_told(writer: Connection, reader: Reader) -> None:
    kept, undone = place(writer), place(writer)
    reader.read()
    say(writer, "SAVEPOINT first")
    rename(writer, undone)
    say(writer, "ROLLBACK TO SAVEPOINT first")
    say(writer, "SAVEPOINT second")
    rename(writer, kept)
    say(writer, "RELEASE SAVEPOINT second")
    assert reader.read() == frozenset()
    writer.commit()
    assert reader.read() == {kept}
    rename(writer, undone)
    writer.rollback()
    assert reader.read() == frozenset()


def test_places_are_read_as_they_were_at_the_position(
    opened: Opener, writer: Connection, reader: Reader
) -> None:
    number, closed = place(writer), place(writer)
    reader.read()
    rename(writer, number, "一")
    say(writer, "UPDATE station SET status = 'closed' WHERE id = %s", closed)
    writer.commit()
    connection = opened()
    with at_one_moment(connection):
        told = changes(connection, reader.position)
        rename(writer, number, "二")
        writer.commit()
        assert not told.everything
        found = shown(connection, told.ids)
    assert [(one.id, one.name, one.status) for one in found] == [
        (number, "一", "open"),
        (closed, found[1].name, "closed"),
    ]
    reader.position = told.position
    assert reader.read() == {number}
    assert [one.name for one in shown(connection, [number, -1])] == ["二"]
    assert shown(connection, ()) == []


def test_the_moment_ends_clean_and_writes_nothing(writer: Connection) -> None:
    number = place(writer)
    with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction), at_one_moment(writer):
        say(writer, "UPDATE station SET name = 'x' WHERE id = %s", number)
    assert writer.info.transaction_status == TRANSACTION_STATUS_IDLE
    with pytest.raises(psycopg2.DataError), at_one_moment(writer):
        changes(writer, Position("x", "no snapshot"))
    assert say(writer, "SHOW transaction_isolation") == [("read committed",)]
    writer.rollback()
    rename(writer, number)
    with pytest.raises(psycopg2.ProgrammingError, match="inside a transaction"), at_one_moment(writer):
        pass
    writer.commit()
    assert shown(writer, [number])[0].name == "新名"
