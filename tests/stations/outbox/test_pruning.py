"""What is old goes, and no reader loses by it."""

from psycopg2.extensions import connection as Connection

from stations.outbox import Position, at_one_moment, changes, prune
from tests.stations.outbox.writing import (
    NO_TIME,
    Opener,
    Reader,
    place,
    rename,
    say,
)


def test_pruning_takes_what_is_old_and_no_reader_that_follows_notices(
    writer: Connection, reader: Reader
) -> None:
    number = place(writer)
    prune(writer, keep=NO_TIME)
    writer.commit()
    reader.read()
    for name in ("一", "二", "三"):
        rename(writer, number, name)
        writer.commit()
        prune(writer, keep=NO_TIME)
        writer.commit()
        assert reader.read() == {number}
        assert reader.read() == frozenset()
    prune(writer, keep=NO_TIME)
    writer.commit()
    assert say(writer, "SELECT count(*) FROM outbox") == [(0,)]
    assert reader.read() == frozenset()


def test_a_reader_from_before_the_pruning_reads_everything(
    opened: Opener, writer: Connection, reader: Reader
) -> None:
    number, awake = place(writer), Reader(opened())
    rename(writer, number)
    writer.commit()
    for expected in ({number}, frozenset()):
        prune(writer, keep=NO_TIME)
        writer.commit()
        assert awake.read() == expected
    assert reader.read() is None
    assert reader.read() == frozenset()


def test_pruning_again_within_the_time_does_nothing(writer: Connection, reader: Reader) -> None:
    number = place(writer)
    prune(writer, keep=NO_TIME)
    rename(writer, number)
    writer.commit()
    assert [prune(writer) for _ in range(3)] == [0, 0, 0]
    writer.commit()
    assert number in (reader.read() or ())


def test_a_transaction_that_was_open_through_a_pruning_is_still_told(opened: Opener, reader: Reader) -> None:
    long, other = opened(), opened()
    number, another = place(long), place(long)
    reader.read()
    rename(long, number)
    rename(other, another)
    other.commit()
    for _ in range(2):
        prune(other, keep=NO_TIME)
        other.commit()
    assert reader.read() is None
    for _ in range(2):
        prune(other, keep=NO_TIME)
        other.commit()
        assert reader.read() == frozenset()
    long.commit()
    prune(other, keep=NO_TIME)
    other.commit()
    assert reader.read() == {number}


def test_a_transaction_that_ended_and_was_pruned_while_a_reader_slept_is_told_as_everything(
    opened: Opener, reader: Reader
) -> None:
    long, other = opened(), opened()
    number, another = place(long), place(long)
    reader.read()
    rename(long, number)
    rename(other, another)
    other.commit()
    assert reader.read() == {another}
    long.commit()
    for _ in range(2):
        prune(other, keep=NO_TIME)
        other.commit()
    assert reader.read() is None


def test_pruning_while_a_reader_reads_takes_nothing_from_it(
    opened: Opener, writer: Connection, reader: Reader
) -> None:
    number, connection = place(writer), opened()
    reader.read()
    rename(writer, number)
    writer.commit()
    with at_one_moment(connection):
        say(connection, "SELECT 1")
        for _ in range(2):
            prune(writer, keep=NO_TIME)
            writer.commit()
        assert changes(connection, reader.position).ids == {number}


def test_another_life_of_the_store_is_read_anew(reader: Reader) -> None:
    assert reader.position is not None
    here, snapshot = reader.position
    xmax = int(snapshot.split(":")[1])
    mark, cluster, database, timeline = here.split(".")
    elsewhere = [
        Position(f"{'0' * 8}{mark[8:]}.{cluster}.{database}.{timeline}", snapshot),
        Position(f"{mark}.1.{database}.{timeline}", snapshot),
        Position(f"{mark}.{cluster}.1.{timeline}", snapshot),
        Position(f"{mark}.{cluster}.{database}.ffffffff", snapshot),
        Position(here, f"{xmax + 1000}:{xmax + 1000}:"),
    ]
    for position in elsewhere:
        reader.position = position
        assert reader.read() is None
        assert reader.read() == frozenset()


def test_what_a_backup_brought_from_another_cluster_disturbs_nobody(
    writer: Connection, reader: Reader
) -> None:
    number = place(writer)
    reader.read()
    say(writer, "INSERT INTO outbox (txid, station_ids) VALUES ('999999999999', '{1}')")
    say(
        writer,
        "UPDATE outbox_horizon SET (life, pruned, next) = "
        "('foreign', '999999999999:999999999999:', '999999999999:999999999999:')",
    )
    writer.commit()
    assert reader.read() == frozenset()
    rename(writer, number)
    writer.commit()
    assert prune(writer) == 1
    writer.commit()
    assert reader.read() == {number}
