"""The outbox: no change lost, told twice or told before its time, whatever the order of commits.

WAYSTATION_COMMITS sets how many commits the many writers make, in place of a few hundred.
"""

import os
import random
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

import psycopg2
import pytest
from psycopg2.extensions import TRANSACTION_STATUS_IDLE
from psycopg2.extensions import connection as Connection

from stations import StoreError, counties, outbox, ratings
from stations.confirmations import confirm
from stations.counties import County
from stations.database import act_as, connect, run
from stations.freshness import Fact
from stations.outbox import Position, at_one_moment, changes, listen, prune, wait
from stations.point import Point
from stations.register import enter_source
from tests.databases import own_database
from tests.make import HERE, enter, enter_one, record

COMMITS = int(os.environ.get("WAYSTATION_COMMITS", "400"))
WRITERS = 8
TODAY = date(2026, 11, 21)
Opener = Callable[[], Connection]


@pytest.fixture(scope="module")
def own_url(database_url: str) -> Iterator[str]:
    """A database that what is committed here may stay in."""
    with own_database(database_url, "waystation_outbox") as url:
        yield url


@pytest.fixture
def opened(own_url: str) -> Iterator[Opener]:
    """Opens connections, and closes them at the end."""
    connections: list[Connection] = []

    def open_one() -> Connection:
        connections.append(connect(own_url))
        return connections[-1]

    yield open_one
    for connection in connections:
        connection.close()


@pytest.fixture
def writer(opened: Opener) -> Connection:
    return opened()


class Reader:
    """Reads on from where it stands, as a builder of pictures does."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.position: Position | None = None
        self.read()

    def read(self) -> frozenset[int] | None:
        with at_one_moment(self.connection):
            told = changes(self.connection, self.position)
        self.position = told.position
        return None if told.everything else told.ids


@pytest.fixture
def reader(opened: Opener) -> Reader:
    return Reader(opened())


def say(connection: Connection, statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


class Place(NamedTuple):
    id: int
    name: str
    status: str
    version: int


def shown(connection: Connection, ids: Collection[int]) -> list[Place]:
    statement = "SELECT id, name, status, version FROM station_shown WHERE id = ANY (%s) ORDER BY id"
    return [Place(*row) for row in say(connection, statement, list(ids))]  # type: ignore[arg-type]


def place(writer: Connection) -> int:
    """A place that is known already."""
    number = enter_one(writer)
    writer.commit()
    return number


def rename(writer: Connection, number: int, name: str = "新名") -> None:
    """Change a place, and leave the transaction open."""
    act_as(writer, "tests")
    say(writer, "UPDATE station SET name = %s WHERE id = %s", name, number)


def vote(writer: Connection, number: int, stars: int) -> None:
    ratings.rate(writer, number, voter=b"a", day=TODAY, stars=stars, comment=None)


def county(writer: Connection, name: str, at: Point = HERE) -> None:
    """A county of one degree around a point."""
    west, south, east, north = at.lon - 0.5, at.lat - 0.5, at.lon + 0.5, at.lat + 0.5
    outline = f"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"
    wkb = say(writer, "SELECT ST_AsBinary(%s::geometry)", outline)[0][0]
    assert isinstance(wkb, memoryview)
    one = County("230100", name, None, None, bytes(wkb))
    counties.enter_counties(writer, [one], source="tests", licence=None)


def test_the_first_read_is_of_everything_and_the_next_of_nothing(opened: Opener) -> None:
    reader = opened()
    with at_one_moment(reader):
        first = changes(reader, None)
        assert first.as_of == say(reader, "SELECT now()")[0][0]
    assert first.everything
    with at_one_moment(reader):
        assert changes(reader, first.position).ids == frozenset()


def test_a_position_is_kept_as_text(reader: Reader) -> None:
    assert reader.position is not None
    assert Position.read(str(reader.position)) == reader.position
    for text in ("", "1:1:", "abc 1:1", "abc 1:1:; DROP TABLE outbox"):
        with pytest.raises(ValueError, match="no position"):
            Position.read(text)


CHANGES: dict[str, Callable[[Connection, int], object]] = {
    "amended": rename,
    "suspended": lambda writer, number: say(
        writer, "UPDATE station SET status = 'suspended' WHERE id = %s", number
    ),
    "closed": lambda writer, number: say(
        writer, "UPDATE station SET status = 'closed' WHERE id = %s", number
    ),
    "given exceptions": lambda writer, number: run(
        writer, "keep_exceptions", {"id": number, "exceptions": "2027 Feb 05 off"}
    ),
    "put in a county": lambda writer, number: say(
        writer, "UPDATE station SET county_code = 'c' WHERE id = %s", number
    ),
    "rated": lambda writer, number: vote(writer, number, 5),
    "confirmed": lambda writer, number: confirm(writer, number, Fact.HOURS, voter=b"a", day=TODAY),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_place_is_told_when_it_is(writer: Connection, reader: Reader, change: str) -> None:
    number, _bystander = place(writer), place(writer)
    say(
        writer,
        "INSERT INTO county (code, name, source, area, centre) VALUES ('c', 'c', 'tests', "
        "ST_Multi(ST_Buffer('SRID=4326;POINT(0 0)'::geometry, 1, 1)), 'POINT(0 0)') ON CONFLICT DO NOTHING",
    )
    writer.commit()
    reader.read()
    act_as(writer, "tests")
    CHANGES[change](writer, number)
    assert reader.read() == frozenset()
    writer.commit()
    assert reader.read() == {number}
    assert reader.read() == frozenset()


def test_new_votes_and_confirmations_are_told(writer: Connection, reader: Reader) -> None:
    number = place(writer)
    vote(writer, number, 1)
    confirm(writer, number, Fact.HOURS, voter=b"a", day=TODAY)
    writer.commit()
    reader.read()
    for change in (
        lambda: vote(writer, number, 5),
        lambda: confirm(writer, number, Fact.SERVICES, voter=b"a", day=TODAY),
        lambda: say(writer, "DELETE FROM rating_summary WHERE station_id = %s", number),
        lambda: say(writer, "DELETE FROM confirmed WHERE station_id = %s", number),
    ):
        change()
        writer.commit()
        assert reader.read() == {number}


def test_an_entered_list_is_told_as_one_row(writer: Connection, reader: Reader) -> None:
    records = [record() for _ in range(5)]
    before = say(writer, "SELECT count(*) FROM outbox")[0][0]
    enter(writer, *records, source="five")
    writer.commit()
    found = {row["id"] for row in run(writer, "ids_of_source", {"source": "five"})}
    assert len(found) == 5
    assert reader.read() == found
    assert say(writer, "SELECT count(*) - %s FROM outbox", before) == [(1,)]


def test_nothing_is_told_where_nothing_changed(writer: Connection, reader: Reader) -> None:
    one = record()
    enter(writer, one, source="same")
    number = run(writer, "ids_of_source", {"source": "same"})[0]["id"]
    county(writer, "同", Point(1, 1))
    vote(writer, number, 4)
    confirm(writer, number, Fact.HOURS, voter=b"a", day=TODAY)
    counties.assign_counties(writer)
    writer.commit()
    reader.read()
    enter(writer, one, source="same")
    county(writer, "同", Point(1, 1))
    vote(writer, number, 4)
    confirm(writer, number, Fact.HOURS, voter=b"b", day=TODAY - timedelta(days=1))
    enter_source(writer, "a list without places")
    act_as(writer, "tests")
    say(writer, "UPDATE station SET name = 'x' WHERE id < 0")
    counties.assign_counties(writer)
    writer.commit()
    assert reader.read() == frozenset()
    assert say(writer, "SELECT count(*) FROM outbox WHERE station_ids = '{}'") == [(0,)]


def test_what_many_places_share_is_told_as_everything(writer: Connection, reader: Reader) -> None:
    number = enter_one(writer, at=HERE)
    source = say(writer, "SELECT source FROM station WHERE id = %s", number)[0][0]
    county(writer, "旧名")
    assert counties.assign_counties(writer) > 0
    writer.commit()
    assert reader.read() is None  # the county may have had another name before
    for change in (
        lambda: enter_source(writer, str(source), licence="CC BY 4.0"),
        lambda: county(writer, "新区"),
        lambda: say(writer, "TRUNCATE confirmed"),
    ):
        change()
        writer.commit()
        assert reader.read() is None
        assert reader.read() == frozenset()


def test_a_county_that_goes_is_told_of_its_places(writer: Connection, reader: Reader) -> None:
    number, elsewhere = enter_one(writer, at=Point(50, 50)), place(writer)
    county(writer, "去", Point(50, 50))
    counties.assign_counties(writer)
    writer.commit()
    reader.read()
    say(writer, "DELETE FROM county WHERE code = '230100'")
    writer.commit()
    told = reader.read()
    assert told is not None
    assert number in told
    assert elsewhere not in told


def test_many_counties_renamed_are_told_once(writer: Connection) -> None:
    say(
        writer,
        "INSERT INTO county (code, name, source, area, centre) SELECT 'n' || n, 'n', 'tests', "
        "ST_Multi(ST_Buffer('SRID=4326;POINT(0 0)'::geometry, 1, 1)), 'POINT(0 0)' FROM generate_series(1, 50) AS n",
    )
    before = say(writer, "SELECT count(*) FROM outbox")[0][0]
    say(writer, "UPDATE county SET name = 'renamed' WHERE code LIKE 'n%'")
    assert say(writer, "SELECT count(*) - %s FROM outbox", before) == [(1,)]


@pytest.mark.parametrize(("number", "everything"), [(10_000, False), (10_001, True)])
def test_more_than_ten_thousand_places_are_everything(
    writer: Connection,
    reader: Reader,
    number: int,
    everything: bool,  # noqa: FBT001
) -> None:
    enter_source(writer, "many")
    act_as(writer, "tests")
    say(
        writer,
        "INSERT INTO station (source, source_id, kind, name, location) SELECT 'many', format('%%s/%%s', %s, n), "
        "'station', 'n', 'POINT(1 1)' FROM generate_series(1, %s) AS n",
        number,
        number,
    )
    writer.commit()
    told = reader.read()
    assert (told is None) == everything
    assert told is None or len(told) == number


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


NO_TIME = timedelta()


def test_pruning_takes_what_is_old_and_no_reader_that_follows_notices(
    writer: Connection, reader: Reader
) -> None:
    number = place(writer)
    reader.read()
    prune(writer, keep=NO_TIME)
    writer.commit()
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
    awake.read()
    for _ in range(2):
        prune(writer, keep=NO_TIME)
        writer.commit()
    assert awake.read() == frozenset()
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


def kill(writer: Connection, victim: Connection) -> None:
    say(writer, "SELECT pg_terminate_backend(%s, 10000)", victim.info.backend_pid)
    writer.commit()


def busy(connection: Connection, places: list[int], commits: int, seed: int) -> None:
    """Commit that often, some after a rest and some beside things that were rolled back; one commit, one version."""
    chance = random.Random(seed)
    done = 0
    while done < commits:
        say(connection, "SAVEPOINT before")
        for number in sorted(chance.sample(places, chance.choice((1, 1, 2, 3)))):
            rename(connection, number, f"{seed}/{done}")
        act = chance.random()
        if act < 0.1:
            say(connection, "ROLLBACK TO SAVEPOINT before")
            rename(connection, chance.choice(places), f"{seed}/{done}")
        elif act < 0.2:
            connection.rollback()
            continue
        elif act < 0.3:
            say(connection, "SELECT pg_sleep(%s)", chance.random() / 50)
        connection.commit()
        done += 1


def oracle(connection: Connection, since: Position) -> set[int]:
    """All rows whose transaction the position did not see, looked at one by one."""
    rows = say(
        connection,
        "SELECT unnest(station_ids) FROM outbox WHERE NOT pg_visible_in_snapshot(txid, %s::pg_snapshot)",
        since.snapshot,
    )
    return {int(str(row[0])) for row in rows}


def test_under_many_writers_each_version_is_told_exactly_once(opened: Opener, reader: Reader) -> None:
    keeper, writers = opened(), [opened() for _ in range(WRITERS)]
    places = [place(keeper) for _ in range(40)]
    reader.read()
    known = dict.fromkeys(places, 1)
    threads = [
        threading.Thread(target=busy, args=(writer, places, COMMITS // WRITERS, seed))
        for seed, writer in enumerate(writers)
    ]
    for thread in threads:
        thread.start()
    chance, polls, last = random.Random(1), 0, False
    while not last:
        last = not any(thread.is_alive() for thread in threads)  # and then once more
        if chance.random() < 0.02 and not last:
            kill(keeper, reader.connection)
            with suppress(StoreError):
                reader.read()
            reader.connection = opened()
        connection = reader.connection
        assert reader.position is not None
        with at_one_moment(connection):
            told = changes(connection, reader.position)
            assert told.ids == oracle(connection, reader.position)
            seen = {one.id: one.version for one in shown(connection, told.ids)}
        reader.position = told.position
        assert all(version > known[number] for number, version in seen.items())  # nothing was told before
        known |= seen
        polls += 1
        prune(keeper, keep=NO_TIME) if polls % 50 == 0 else time.sleep(chance.random() / 100)
        keeper.commit()
    for thread in threads:
        thread.join()
    assert known == {one.id: one.version for one in shown(keeper, places)}
    assert sum(known.values()) > COMMITS


def test_a_load_is_told_to_a_reader_that_follows_ratings_meanwhile(opened: Opener, reader: Reader) -> None:
    loader, courier = opened(), opened()
    number = place(courier)
    reader.read()
    enter(loader, *(replace(record(), source_id=f"l{n}") for n in range(50)), source="loaded")
    loaded = {row["id"] for row in run(loader, "ids_of_source", {"source": "loaded"})}
    vote(courier, number, 5)
    courier.commit()
    assert reader.read() == {number}
    loader.commit()
    assert reader.read() == loaded


def test_every_column_of_the_view_comes_from_a_table_that_tells(store: Connection) -> None:
    shown_from = say(
        store,
        "SELECT DISTINCT table_name::text FROM information_schema.view_column_usage WHERE view_name = 'station_shown'",
    )
    telling = say(
        store,
        "SELECT DISTINCT event_object_table::text FROM information_schema.triggers "
        "WHERE event_manipulation = 'UPDATE' AND action_statement LIKE '%tell\\_%'",
    )
    assert {row[0] for row in shown_from} == {row[0] for row in telling}


def test_the_poll_reads_the_index(store: Connection) -> None:
    say(
        store,
        "INSERT INTO outbox (txid, station_ids) SELECT n::text::xid8, '{1}' FROM generate_series(1, 20000) AS n",
    )
    say(store, "ANALYZE outbox")
    text = outbox.database.statement("changes")
    with store.cursor() as cursor:
        cursor.execute("EXPLAIN " + text, {"life": "x", "since": "19900:19990:19950"})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan on outbox" not in plan.replace("Seq Scan on outbox_horizon", "")
    assert "outbox_pkey" in plan
