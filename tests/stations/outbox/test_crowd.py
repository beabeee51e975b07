"""Many writers at once: no change lost, told twice or told before its time.

WAYSTATION_COMMITS sets how many commits they make, in place of a few hundred.
"""

import os
import random
import threading
import time
from contextlib import suppress
from dataclasses import replace

from psycopg2.extensions import connection as Connection

from stations import StoreError, outbox
from stations.database import run
from stations.outbox import Position, at_one_moment, changes, prune
from tests.make import enter, record
from tests.stations.outbox.writing import (
    NO_TIME,
    Opener,
    Reader,
    kill,
    place,
    rename,
    say,
    shown,
    vote,
)

COMMITS = int(os.environ.get("WAYSTATION_COMMITS", "400"))
WRITERS = 8


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
