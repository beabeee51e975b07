"""What a manager sees first, whose places those are, and that no change is lost among many."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection

from stations import amending, closures, desk, faults
from stations.acting import act_by
from stations.closures import Closure
from stations.database import connect, transaction
from stations.desk import Asked, What
from stations.errors import BadHours
from stations.faults import Device, Fault
from stations.history import versions
from stations.hours import CHINA
from tests import people
from tests.databases import own_database
from tests.make import enter_one
from tests.people import value

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=CHINA)
SURE = {"hours_verified_at": TODAY, "services_verified_at": TODAY, "verified_at": TODAY}


class Branch:
    """A city with two counties; its manager acts. Another city's place stands by."""

    def __init__(self, store: Connection) -> None:
        self.store = store
        self.city = people.unit(store, "市", level="city")
        self.first, self.second = (people.unit(store, name, parent=self.city) for name in ("甲", "乙"))
        self.other = people.unit(store, "别的市", level="city")
        self.foreign = self.place(self.other, name="别人的")
        self.manager = people.account(store, "manager", self.city)
        self.act(self.manager)

    def act(self, account: int) -> None:
        act_by(self.store, people.session(self.store, account))

    def place(self, unit: int | None, **given: Any) -> int:
        station = enter_one(self.store, **{**SURE, **given})
        if unit is not None:
            people.keep(self.store, station, unit)
        return station

    def listed(self, *, limit: int = 50, **asked: Any) -> desk.Listed:
        return desk.places(self.store, Asked(**asked), today=TODAY, limit=limit)

    def needs(self, place: int) -> list[str]:
        return [need["need"] for need in desk.needs_of(self.store, place, today=TODAY)]


@pytest.fixture
def branch(store: Connection) -> Branch:
    return Branch(store)


def say(branch: Branch, place: int, what: str, service: str | None = None, *, people: int = 1) -> None:
    for nth in range(people):
        device = Device("a secret", f"{place} {nth}")
        faults.report(branch.store, Fault(place, faults.What(what), service), device, at=NOON, now=NOON)


def test_what_is_pressing_comes_first_and_what_needs_nobody_last(branch: Branch) -> None:
    fine = branch.place(branch.first)
    unsure = branch.place(branch.first, hours_verified_at=None)
    low = branch.place(branch.second, kind="water_point", details={"stock": 9})
    locked = branch.place(branch.second)
    say(branch, locked, "door_locked", people=2)
    dry = branch.place(branch.first, services=("drinking_water",))
    say(branch, dry, "no_water")
    found = branch.listed()
    assert [one.id for one in found.places] == [locked, dry, low, unsure, fine]
    assert (found.total, found.needing) == (5, 4)
    assert [one.needs for one in found.places[:2]] == [
        [{"need": "shut", "faults": {"door_locked": 2}}],
        [{"need": "fault", "faults": {"no_water": 1}}],
    ]


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        ({}, []),
        ({"hours_verified_at": TODAY - timedelta(days=180)}, []),
        ({"hours_verified_at": TODAY - timedelta(days=181)}, ["unsure"]),
        ({"services_verified_at": TODAY - timedelta(days=271)}, ["unsure"]),
        ({"services_verified_at": None}, ["unsure"]),
        ({"status": "planned", "hours_verified_at": None}, []),
        ({"kind": "water_point", "details": {"stock": 9}}, ["stock"]),
        ({"kind": "water_point", "details": {"stock": 10}}, []),
        ({"kind": "water_point", "details": {"stock": 99, "daily_quota": 100}}, ["stock"]),
        ({"kind": "water_point", "details": {}}, []),
        ({"kind": "station", "details": {"stock": 1}}, []),
        ({"status": "suspended"}, ["closure"]),
        ({"status": "suspended", "status_until": TODAY + timedelta(days=1)}, ["closure"]),
        ({"status": "suspended", "status_until": TODAY + timedelta(days=2)}, []),
    ],
    ids=str,
)
def test_what_a_record_says_needs_somebody_or_not(
    branch: Branch, given: dict[str, Any], needed: list[str]
) -> None:
    assert branch.needs(branch.place(branch.first, **given)) == needed


@pytest.mark.parametrize(
    ("ends", "needed"), [(-2, []), (-1, ["closure"]), (0, ["closure"]), (1, ["closure"]), (2, [])]
)
def test_a_closure_that_ends_or_has_just_ended_is_told(branch: Branch, ends: int, needed: list[str]) -> None:
    place = branch.place(branch.first, hours="8:00-20:00")
    last = TODAY + timedelta(days=ends)
    rules = closures.written(
        [Closure(last - timedelta(days=3), last, "修; 理")], "Mo-Su 08:00-20:00", None, TODAY
    )
    version = amending.kept(branch.store, place).version
    assert amending.amend(branch.store, place, version, {"hours_exceptions": rules})
    assert branch.needs(place) == needed


def test_a_rating_that_dropped_is_told_and_a_few_bad_votes_are_not(branch: Branch) -> None:
    dropped, few = branch.place(branch.first), branch.place(branch.first)
    for place, recent in ((dropped, 5), (few, 4)):
        for nth in range(10 + recent):
            day = TODAY - timedelta(days=60 if nth < 10 else 3)
            stars = 5 if nth < 10 else 3
            value(
                branch.store, "INSERT INTO rating (station_id, day, voter, stars) VALUES (%s, %s, %s, %s)",
                place, day, bytes([nth]), stars,
            )  # fmt: skip
    assert desk.needs_of(branch.store, dropped, today=TODAY) == [
        {"need": "rating", "before": 5.0, "now": 3.0}
    ]
    assert branch.needs(few) == []


def test_a_notice_without_an_open_fault_is_told_until_it_is_seen(branch: Branch) -> None:
    place = branch.place(branch.first, services=("wifi",))
    say(branch, place, "broken", "wifi")
    assert branch.needs(place) == ["fault"]
    faults.mend(branch.store, Fault(place, faults.What.BROKEN, "wifi"), at=NOON, by="courier")
    assert branch.needs(place) == ["notice"]
    value(branch.store, "UPDATE notice SET seen_at = now()")
    assert branch.needs(place) == []


def test_what_a_manager_took_out_is_no_fault_to_deal_with_until_it_may_be_forgotten(branch: Branch) -> None:
    place = branch.place(branch.first, services=("wifi",))
    assert amending.take_out(branch.store, place, "wifi", NOON)
    assert not amending.take_out(branch.store, place, "wifi", NOON)
    assert branch.needs(place) == []
    later = desk.needs_of(branch.store, place, today=TODAY + timedelta(days=4))
    assert [one["need"] for one in later] == ["fault"]
    assert amending.bring_back(branch.store, place, "wifi", NOON)
    assert not amending.bring_back(branch.store, place, "wifi", NOON)


def test_pages_follow_one_another_without_gap_or_double(branch: Branch) -> None:
    made = [branch.place(branch.first, hours_verified_at=None if nth % 2 else TODAY) for nth in range(7)]
    whole = [one.id for one in branch.listed().places]
    assert sorted(whole) == sorted(made)
    seen, after = [], desk.FIRST
    while after is not None:
        page = desk.places(branch.store, Asked(), today=TODAY, limit=2, after=after)
        assert (page.total, page.needing) == (7, 3)
        seen += [one.id for one in page.places]
        after = page.after
    assert seen == whole


def test_a_branch_is_narrowed_by_unit_text_and_need(branch: Branch) -> None:
    first = branch.place(branch.first, name="东大直街驿站")
    second = branch.place(branch.second, name="100%驿站", hours_verified_at=None)
    ids = lambda **asked: [one.id for one in branch.listed(**asked).places]  # noqa: E731
    assert ids(below=branch.first) == [first]
    assert ids(q="大直") == [first]
    assert ids(q="%") == [second]
    assert ids(needs=What.UNSURE) == ids(needs="any") == [second]
    assert ids(needs=What.SHUT) == ids(q="没有这个") == ids(below=branch.other) == []


def test_nobody_sees_another_branch_or_a_place_that_nobody_keeps(branch: Branch) -> None:
    own = branch.place(branch.first)
    nobodys = branch.place(None)
    assert [one.id for one in branch.listed().places] == [own]
    assert branch.needs(branch.foreign) == branch.needs(nobodys) == []
    assert [one.name for one in desk.units(branch.store)] == ["市", "甲", "乙"]
    branch.act(people.account(branch.store, "operator"))
    assert {one.id for one in branch.listed().places} >= {own, nobodys, branch.foreign}
    act_by(branch.store, "nobody's secret")
    assert branch.listed().total == 0
    assert desk.units(branch.store) == []


def test_closures_are_read_as_they_were_written_and_strangers_stay() -> None:
    given = [
        Closure(date(2026, 11, 25), date(2026, 11, 26), "修; 理"),
        Closure(date(2026, 12, 31), date(2027, 1, 1), "", "09:00-12:00"),
    ]
    stranger = 'Dec 24 off "平安夜"'
    rules = closures.written(given, "Mo-Su 08:00-20:00", stranger, TODAY)
    assert rules is not None
    assert rules.startswith(stranger)
    assert closures.listed(rules) == given
    assert closures.written([], None, rules, TODAY) == stranger
    assert closures.written([], None, None, TODAY) is None


@pytest.mark.parametrize(
    "wrong",
    [
        Closure(date(2026, 11, 26), date(2026, 11, 25)),
        Closure(date(2026, 11, 25), date(2026, 11, 25), hours="Mo-Fr 8:00-9:00"),
        Closure(date(2026, 11, 25), date(2026, 11, 25), "长" * 1_600),
    ],
    ids=["swapped", "days in the hours", "long"],
)
def test_closures_that_cannot_be_kept_are_refused(wrong: Closure) -> None:
    with pytest.raises(BadHours):
        closures.written([wrong], "Mo-Su 08:00-20:00", None, TODAY)


EDITORS = 50


@pytest.fixture(scope="module")
def busy(database_url: str) -> Iterator[str]:
    with own_database(database_url, "editors") as url:
        yield url


def test_of_fifty_editors_at_once_each_that_was_accepted_is_in_the_history(busy: str) -> None:
    with closing(connect(busy)) as store, transaction(store):
        unit = people.unit(store)
        place = enter_one(store, name="一个驿站")
        people.keep(store, place, unit)
        proof = people.session(store, people.account(store, "manager", unit))
        first = amending.kept(store, place).version
    accepted: list[tuple[int, str]] = []
    refused: list[str] = []
    ready = threading.Barrier(EDITORS, timeout=30)

    def edit(own: Connection, said: str) -> None:
        ready.wait()
        for _ in range(2 * EDITORS):
            with transaction(own):
                act_by(own, proof)
                seen = amending.kept(own, place).version
                made = amending.amend(own, place, seen, {"phone": said})
            if made:
                accepted.append((made, said))
                return
            refused.append(said)

    # All connect before the first edit: one that is refused must not keep the others waiting.
    with ExitStack() as open_ones:
        own = [open_ones.enter_context(closing(connect(busy))) for _ in range(EDITORS)]
        threads = [threading.Thread(target=edit, args=(one, f"电话{nth}")) for nth, one in enumerate(own)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with closing(connect(busy)) as store:
        known = {one.version: one.record["phone"] for one in versions(store, place)}
    assert len(accepted) == EDITORS
    assert dict(accepted) == {version: phone for version, phone in known.items() if version > first}
    assert sorted(version for version, _ in accepted) == list(range(first + 1, first + EDITORS + 1))
