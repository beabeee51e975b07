"""A commit wakes who waits, and a lost connection is told."""

import pytest
from psycopg2.extensions import TRANSACTION_STATUS_IDLE
from psycopg2.extensions import connection as Connection

from stations import StoreError
from stations.confirmations import confirm
from stations.database import run
from stations.freshness import Fact
from stations.outbox import at_one_moment, changes, listen, wait
from stations.register import enter_source
from tests.stations.outbox.writing import (
    TODAY,
    Opener,
    Reader,
    kill,
    place,
    rename,
    shown,
    vote,
)


def test_a_commit_wakes_who_waits(opened: Opener, writer: Connection) -> None:
    number, connection = place(writer), opened()
    assert listen(connection)
    assert not wait(connection, 0)
    rename(writer, number)
    assert not wait(connection, 0.05)
    writer.rollback()
    assert not wait(connection, 0.05)
    for name in ("一", "二"):
        rename(writer, number, name)
        writer.commit()
    assert wait(connection, 60)
    while wait(connection, 0.2):  # the second commit may have come a little later
        pass
    assert connection.info.transaction_status == TRANSACTION_STATUS_IDLE


def test_votes_and_confirmations_wake_nobody_and_are_told_at_the_next_look(
    opened: Opener, writer: Connection, reader: Reader
) -> None:
    number, connection = place(writer), opened()
    listen(connection)
    reader.read()
    vote(writer, number, 3)
    confirm(writer, number, Fact.HOURS, voter=b"a", day=TODAY)
    writer.commit()
    assert not wait(connection, 0.05)
    assert reader.read() == {number}


def test_what_many_places_share_wakes_who_waits(opened: Opener, writer: Connection) -> None:
    enter_source(writer, "shared")
    writer.commit()
    connection = opened()
    listen(connection)
    enter_source(writer, "shared", licence="CC0")
    writer.commit()
    assert wait(connection, 60)


def test_a_commit_while_the_reader_reads_wakes_it_afterwards(opened: Opener, writer: Connection) -> None:
    number, connection = place(writer), opened()
    listen(connection)
    with at_one_moment(connection):
        position = changes(connection, None).position
        rename(writer, number)
        writer.commit()
        shown(connection, [number])
    assert wait(connection, 60)
    with at_one_moment(connection):
        assert changes(connection, position).ids == {number}


def test_a_lost_connection_is_told_and_the_position_holds_on_the_next(
    opened: Opener, writer: Connection, reader: Reader
) -> None:
    number = place(writer)
    reader.read()
    listen(reader.connection)
    kill(writer, reader.connection)
    with pytest.raises(StoreError, match="lost"):
        wait(reader.connection, 60)
    for lost in (lambda: listen(reader.connection), lambda: wait(reader.connection, 0), reader.read):
        with pytest.raises(StoreError, match="lost"):
            lost()
    rename(writer, number)
    writer.commit()
    reader.connection = opened()
    assert reader.read() == {number}
    with at_one_moment(reader.connection):
        changes(reader.connection, reader.position)
        kill(writer, reader.connection)
        with pytest.raises(StoreError, match="lost"):
            run(reader.connection, "as_of")
