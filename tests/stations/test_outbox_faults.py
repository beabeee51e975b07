"""What couriers say reaches readers, once and without a notice; and couriers who speak at once are each heard once."""

import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from psycopg2.extensions import connection as Connection

import stations
from stations import faults, ratings
from stations.atlas.following import Follower
from stations.database import connect, transaction
from stations.errors import KeyInFlight
from stations.faults import Device, Fault, What
from stations.hours import CHINA
from stations.lookup import Question
from stations.outbox import Position, at_one_moment, changes, listen, wait
from stations.ratings import Answer
from tests.databases import own_database
from tests.make import HERE, enter_one
from tests.stations.atlas.followed import following, until

NOON = datetime(2026, 11, 21, 12, tzinfo=CHINA)


@pytest.fixture(scope="module")
def url(database_url: str) -> Iterator[str]:
    """A database that what is committed here may stay in."""
    with own_database(database_url, "waystation_told") as made:
        yield made


@pytest.fixture
def writer(url: str) -> Iterator[Connection]:
    connection = connect(url)
    yield connection
    connection.close()


def place_of(writer: Connection, **given: object) -> int:
    with transaction(writer):
        return enter_one(writer, **given)  # type: ignore[arg-type]


def say(connection: Connection, fault: Fault, name: str, at: datetime = NOON) -> None:
    with transaction(connection):
        faults.report(connection, fault, Device("secret", name), at=at, now=at)


def at_once(url: str, acts: list[Callable[[Connection], None]]) -> None:
    """Run each on a connection of its own, as nearly at once as threads can, and raise what any of them raised."""
    barrier, raised = threading.Barrier(len(acts), timeout=60), list[BaseException]()

    def run_one(act: Callable[[Connection], None]) -> None:
        connection = connect(url)
        try:
            barrier.wait()
            act(connection)
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run_one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in raised:
        raise error


def test_a_report_that_changes_what_is_shown_is_told_and_no_other(url: str, writer: Connection) -> None:
    place = place_of(writer, services=("wifi",))
    reader, position = connect(url), None

    def told() -> frozenset[int]:
        nonlocal position
        with at_one_moment(reader):
            found = changes(reader, position)
        assert found.everything == (position is None)
        position = found.position
        return found.ids

    told()
    locked, broken = Fault(place, What.DOOR_LOCKED), Fault(place, What.BROKEN, "wifi")
    acts: list[tuple[Callable[[], object], set[int]]] = [
        (lambda: say(writer, locked, "a"), set()),
        (lambda: say(writer, Fault(place, What.OTHER), "a"), set()),
        (lambda: say(writer, locked, "b"), {place}),
        (lambda: say(writer, locked, "b"), set()),
        (lambda: say(writer, broken, "a"), {place}),
        (lambda: mend(writer, locked), {place}),
        (lambda: mend(writer, locked), set()),
        (lambda: withdraw(writer, broken, "a"), {place}),
        (lambda: rate(writer, place), {place}),
        (lambda: take_back(writer, place), {place}),
        (lambda: take_back(writer, place), set()),
    ]
    for act, expected in acts:
        act()
        assert told() == expected
    assert isinstance(position, Position)
    reader.close()


def mend(writer: Connection, fault: Fault) -> None:
    with transaction(writer):
        faults.mend(writer, fault, at=NOON, by="courier")


def withdraw(writer: Connection, fault: Fault, name: str) -> None:
    with transaction(writer):
        faults.withdraw(writer, fault, Device("secret", name), now=NOON)


def rate(writer: Connection, place: int, name: str = "a", *, newcomer: bool = False) -> ratings.Given:
    voter = ratings.voter("secret", name, place, NOON.date())
    with transaction(writer):
        return ratings.rate(
            writer,
            place,
            voter=voter,
            day=NOON.date(),
            stars=5,
            comment=None,
            at=NOON,
            now=NOON,
            newcomer=newcomer,
        )


def take_back(writer: Connection, place: int, name: str = "a") -> None:
    voter = ratings.voter("secret", name, place, NOON.date())
    with transaction(writer):
        ratings.withdraw(writer, place, voter=voter, day=NOON.date())


def test_reports_wake_nobody(url: str, writer: Connection) -> None:
    place, reader = place_of(writer), connect(url)
    listen(reader)
    say(writer, Fault(place, What.NO_WATER), "a")
    assert not wait(reader, 0.05)
    reader.close()


def test_devices_that_report_at_once_are_all_counted(url: str, writer: Connection) -> None:
    place = place_of(writer)
    locked = Fault(place, What.DOOR_LOCKED)
    at_once(url, [lambda one, name=f"d{nth}": say(one, locked, name) for nth in range(8)])  # type: ignore[misc]
    assert [one.count for one in stations.station(writer, place).reports] == [8]
    assert len(faults.notices(writer, place)) == 1


def test_one_device_that_reports_many_times_at_once_is_one(url: str, writer: Connection) -> None:
    place = place_of(writer)
    locked = Fault(place, What.DOOR_LOCKED)
    times = [NOON + timedelta(seconds=nth) for nth in range(8)]
    at_once(url, [lambda one, at=at: say(one, locked, "a", at) for at in times])  # type: ignore[misc]
    assert stations.station(writer, place).reports == ()


def test_a_crowd_of_new_devices_at_once_counts_ten_times(url: str, writer: Connection) -> None:
    place = place_of(writer)
    at_once(url, [lambda one, name=f"n{nth}": rate(one, place, name, newcomer=True) for nth in range(15)])  # type: ignore[misc]
    assert ratings.summary(writer, place).count == 10


def test_votes_and_withdrawals_at_once_leave_a_true_sum(url: str, writer: Connection) -> None:
    place = place_of(writer)

    def back_and_forth(name: str) -> Callable[[Connection], None]:
        def act(one: Connection) -> None:
            for _ in range(10):
                rate(one, place, name)
                take_back(one, place, name)
            rate(one, place, name)

        return act

    at_once(url, [back_and_forth(f"v{nth}") for nth in range(6)])
    assert ratings.summary(writer, place).count == sum(ratings.spread(writer, place).values()) == 6


def test_one_key_sent_many_times_at_once_counts_once(url: str, writer: Connection) -> None:
    place, key = place_of(writer, services=("wifi",)), str(uuid.uuid4())
    asked, done = ratings.fingerprint(f"/{place}", b"broken"), list[str]()

    def ask(one: Connection) -> None:
        try:
            with transaction(one):
                if ratings.earlier_answer(one, key, asked) is None:
                    fault = Fault(place, What.BROKEN, "wifi")
                    faults.report(one, fault, Device("secret", str(uuid.uuid4())), at=NOON, now=NOON)
                    ratings.keep_answer(one, key, asked, Answer(201, {}))
                    done.append("done")
        except KeyInFlight:
            done.append("in flight")

    at_once(url, [ask] * 8)
    assert done.count("done") == 1
    assert [one.count for one in stations.station(writer, place).reports] == [1]


def test_every_worker_sees_a_report_and_its_end(url: str, writer: Connection, tmp_path: Path) -> None:
    place = place_of(writer, services=("shower",))
    broken = Fault(place, What.BROKEN, "shower")

    def finds(worker: Follower) -> bool:
        atlas = worker.atlas
        return atlas is not None and bool(atlas.located(Question(HERE, services=("shower",))))

    with following(url, tmp_path / "one.atlas") as one, following(url, tmp_path / "other.atlas") as other:
        until(lambda: finds(one) and finds(other))
        say(writer, broken, "a")
        until(lambda: not finds(one) and not finds(other))
        assert one.atlas is not None
        assert one.atlas.spot(place).station == stations.station(writer, place)
        mend(writer, broken)
        until(lambda: finds(one) and finds(other))
