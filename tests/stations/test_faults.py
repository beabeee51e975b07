"""What follows from reports, against the rules in plain words; and that nothing said is lost or counted twice."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection as Connection

import stations
from stations import faults
from stations.faults import Device, Fault, What
from stations.hours import CHINA
from stations.lookup import Question
from stations.point import BBox
from stations.station import Report
from tests.make import HERE, enter_one

NOON = datetime(2026, 11, 21, 12, tzinfo=CHINA)
OFFERED = ("drinking_water", "meal_heating", "wifi")
DAY = timedelta(hours=24)


def device(name: str, *, newcomer: bool = False) -> Device:
    return Device("secret", name, newcomer)


def say(store: Connection, fault: Fault, name: str, at: datetime = NOON, **more: object) -> faults.Kept:
    return faults.report(store, fault, device(name), at=at, now=at, **more)  # type: ignore[arg-type]


def offers(store: Connection, place: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = stations.station(store, place)
    return found.services, found.services_out


def rows(store: Connection, statement: str, *values: object) -> list[tuple[object, ...]]:
    with store.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def test_one_locked_door_is_kept_and_two_devices_make_it_public(store: Connection) -> None:
    place, bystander = enter_one(store), enter_one(store)
    locked = Fault(place, What.DOOR_LOCKED)
    assert say(store, locked, "a") == (True, True)
    assert stations.station(store, place).reports == ()
    later = NOON + timedelta(minutes=20)
    assert say(store, locked, "b", later) == (True, True)
    assert stations.station(store, place).reports == (Report("door_locked", None, later, 2, NOON),)
    assert stations.station(store, bystander).reports == ()


def test_one_device_is_one_device_also_across_midnight(store: Connection) -> None:
    place = enter_one(store)
    locked = Fault(place, What.DOOR_LOCKED)
    before, after = NOON.replace(hour=23, minute=50), NOON.replace(hour=23, minute=50) + timedelta(minutes=20)
    assert say(store, locked, "a", before).first
    assert not say(store, locked, "a", after).first
    assert stations.station(store, place).reports == ()
    say(store, locked, "b", after)
    assert stations.station(store, place).reports[0].count == 2


def test_two_devices_more_than_a_day_apart_do_not_agree(store: Connection) -> None:
    place = enter_one(store)
    locked = Fault(place, What.DOOR_LOCKED)
    say(store, locked, "a")
    say(store, locked, "b", NOON + DAY)
    assert stations.station(store, place).reports == ()
    say(store, locked, "c", NOON + DAY + DAY - timedelta(seconds=1))
    assert [one.count for one in stations.station(store, place).reports] == [3]


def test_no_water_takes_out_the_water_that_the_place_has_until_it_runs_again(store: Connection) -> None:
    place = enter_one(store, services=("wifi", "drinking_water"))
    dry = Fault(place, What.NO_WATER)
    say(store, dry, "a")
    assert offers(store, place) == (("wifi",), ("drinking_water",))
    faults.mend(store, dry, at=NOON + timedelta(hours=1), by="courier")
    assert offers(store, place) == (("wifi", "drinking_water"), ())


def test_what_is_broken_is_out_of_its_filter_also_where_it_was_only_guessed(store: Connection) -> None:
    known = enter_one(store, services=("meal_heating", "wifi"))
    guessed = enter_one(store, services_inferred=("meal_heating",))
    box = BBox(126.6, 45.7, 126.7, 45.8)

    def found(services: tuple[str, ...]) -> set[tuple[int, ...]]:
        """What each way of asking finds; all but the one that counts no guesses find the same."""
        asked = Question(HERE, services=services, inferred=True)
        near = tuple(sorted(one.station.id for one in stations.nearest(store, asked)))
        within = tuple(one.id for one in stations.within(store, box, services=services, inferred=True))
        many = stations.nearest_many(store, [HERE], limit=5, services=services)[0]
        assert {one for one, _ in many} == {one for one in near if one != guessed}
        return {near, within}

    assert found(("meal_heating",)) == {(known, guessed)}
    say(store, Fault(known, What.BROKEN, "meal_heating"), "a")
    assert found(("meal_heating",)) == {(guessed,)}
    assert found(("wifi",)) == {(known,)}
    assert found(("meal_heating", "wifi")) == {()}
    say(store, Fault(guessed, What.BROKEN, "meal_heating"), "a")
    assert found(("meal_heating",)) == {()}
    assert stations.station(store, guessed).services_inferred == ()
    faults.mend(store, Fault(known, What.BROKEN, "meal_heating"), at=NOON, by="manager")
    assert found(("meal_heating", "wifi")) == {(known,)}


def test_what_a_manager_alone_should_know_is_never_public(store: Connection) -> None:
    place = enter_one(store)
    for name in "abc":
        say(store, Fault(place, What.OTHER), name, note="门口有积水")
    assert stations.station(store, place).reports == ()
    assert [(one.what, one.people, one.notes) for one in faults.open_faults(store, place)] == [
        ("other", 3, ["门口有积水"])
    ]


def test_a_record_is_no_other_for_what_couriers_say(store: Connection) -> None:
    place = enter_one(store, services=OFFERED)
    before = rows(store, "SELECT * FROM station WHERE id = %s", place)
    for name in "ab":
        for what in ("closed", "moved", "no_water"):
            say(store, Fault(place, What(what)), name)
        say(store, Fault(place, What.BROKEN, "wifi"), name)
    assert rows(store, "SELECT * FROM station WHERE id = %s", place) == before


def test_a_manager_is_told_once_a_turn(store: Connection) -> None:
    place = enter_one(store, name="甲街驿站")
    locked = Fault(place, What.DOOR_LOCKED)
    for name in "abcd":
        say(store, locked, name)
    assert [one[1:5] for one in faults.notices(store, place)] == [(place, "甲街驿站", "door_locked", None)]
    faults.mend(store, locked, at=NOON, by="courier")
    for name in "ab":
        say(store, locked, name, NOON + timedelta(hours=1))
    assert len(faults.notices(store, place)) == 2


def test_nothing_said_is_removed(store: Connection) -> None:
    place = enter_one(store)
    say(store, Fault(place, What.CLOSED), "a")
    faults.withdraw(store, Fault(place, What.CLOSED), device("a"), now=NOON)
    assert rows(store, "SELECT ended_by FROM fault WHERE station_id = %s", place) == [("withdrawn",)]
    store.commit()
    for table in ("fault", "mending"):
        with pytest.raises(psycopg2.errors.RaiseException, match="never removed"), store.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
        store.rollback()


def test_beyond_four_new_devices_in_ten_minutes_reports_wait_and_known_ones_count(store: Connection) -> None:
    place = enter_one(store)
    locked = Fault(place, What.DOOR_LOCKED)

    def new(name: str, at: datetime) -> bool:
        return faults.report(store, locked, device(name, newcomer=True), at=at, now=at).counted

    assert [new(f"new {nth}", NOON + timedelta(minutes=nth)) for nth in range(6)] == [True] * 4 + [False] * 2
    assert not new("new 4", NOON + timedelta(hours=1))  # who waits goes on waiting
    assert say(store, locked, "known", NOON + timedelta(minutes=6)).counted
    assert [one.count for one in stations.station(store, place).reports] == [5]
    assert new("new 7", NOON + timedelta(minutes=30))
    assert faults.report(
        store, Fault(place, What.MOVED), device("x", newcomer=True), at=NOON, now=NOON
    ).counted


def test_what_was_mended_before_it_got_here_does_not_begin_anew(store: Connection) -> None:
    place = enter_one(store)
    locked = Fault(place, What.DOOR_LOCKED)
    say(store, locked, "a", NOON)
    faults.mend(store, locked, at=NOON + timedelta(hours=2), by="courier")
    late = faults.report(
        store, locked, device("b"), at=NOON + timedelta(hours=1), now=NOON + timedelta(hours=3)
    )
    assert late.counted
    assert stations.station(store, place).reports == ()
    assert faults.open_faults(store, place) == []


# The rules in plain words. All happens within three days of the calendar, so that a device is known by its marks.


@dataclass
class Rule:
    """What was said of one fault, and what follows from it."""

    alone: bool
    said: list[list[object]] = field(default_factory=list)  # device, time, still meant
    mended: list[datetime] = field(default_factory=list)
    was_public: bool = False
    turns: int = 0

    def open(self) -> list[tuple[str, datetime]]:
        """What is meant still, and was not mended since."""
        return [
            (str(who), at)
            for who, at, meant in self.said
            if meant and isinstance(at, datetime) and all(one < at for one in self.mended)
        ]

    def told(self) -> tuple[datetime, int] | None:
        """The time of the last report and how many devices, where one may speak alone or two are within a day."""
        found = self.open()
        agree = any(one != other and abs(at - then) < DAY for one, at in found for other, then in found)
        if not found or not (self.alone or agree):
            return None
        return max(at for _, at in found), len({who for who, _ in found})

    def turn(self) -> None:
        """Count how often it became public."""
        public = self.told() is not None
        self.turns += public and not self.was_public
        self.was_public = public


KINDS = [
    (What.DOOR_LOCKED, None), (What.CLOSED, None), (What.MOVED, None), (What.NO_WATER, None),
    (What.BROKEN, "wifi"), (What.BROKEN, "meal_heating"), (What.OTHER, None),
]  # fmt: skip
ORDER = [KINDS[nth] for nth in (0, 1, 2, 3, 5, 4)]
OUT = {KINDS[3]: {"drinking_water"}, KINDS[4]: {"wifi"}, KINDS[5]: {"meal_heating"}}
ACTS = st.tuples(
    st.integers(0, 5 * 60),  # minutes since the act before
    st.sampled_from(["report"] * 5 + ["withdraw", "mend"]),
    st.sampled_from("abc"),
    st.one_of(st.just(0), st.integers(0, 24 * 60)),  # minutes that it waited for a network
    st.sampled_from(KINDS[:1] * 3 + KINDS),
)


def act(
    store: Connection, rule: Rule, fault: Fault, what: str, who: str, at: datetime, now: datetime
) -> None:
    """Do it in both worlds."""
    mine = [(one, when) for one, when in rule.open() if one == who]
    if what == "report":
        first = not any(abs(when - at) <= DAY for _, when in mine)
        assert faults.report(store, fault, device(who), at=at, now=now) == (first, True)
        rule.said.append([who, at, True])
    elif what == "mend":
        faults.mend(store, fault, at=at, by="courier")
        rule.mended.append(at)
    else:
        faults.withdraw(store, fault, device(who), now=now)
        if any(when > now - DAY for _, when in mine):
            for one in rule.said:
                one[2] = one[2] and one[0] != who
    rule.turn()


def follow(acts: list[tuple[int, str, str, int, tuple[What, str | None]]], store: Connection) -> None:
    place = enter_one(store, services=OFFERED)
    rules = {kind: Rule(alone=kind[0] in (What.NO_WATER, What.BROKEN)) for kind in KINDS}
    now = datetime(2026, 11, 20, 0, 0, tzinfo=CHINA)
    for minutes, what, who, waited, kind in acts:
        now = min(now + timedelta(minutes=minutes), datetime(2026, 11, 22, 23, 59, tzinfo=CHINA))
        at = max(now - timedelta(minutes=waited), datetime(2026, 11, 20, tzinfo=CHINA))
        act(store, rules[kind], Fault(place, *kind), what, who, at, now)
        expected = [(kind, rules[kind].told()) for kind in ORDER]
        found = stations.station(store, place)
        said = [(one.what, one.service, one.at, one.count) for one in found.reports]
        assert said == [(*kind, *told) for kind, told in expected if told]
        out = set().union(*(OUT.get(kind, set()) for kind, told in expected if told))
        assert (set(found.services_out), set(found.services)) == (out, set(OFFERED) - out)
    public = sum(rule.turns for kind, rule in rules.items() if kind[0] is not What.OTHER)
    assert len(faults.notices(store, place)) == public


def test_the_rules_hold_whatever_is_said_in_whatever_order(store: Connection) -> None:
    @settings(max_examples=60, deadline=None, derandomize=True, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(acts=st.lists(ACTS, min_size=1, max_size=25))
    def check(acts: list[tuple[int, str, str, int, tuple[What, str | None]]]) -> None:
        follow(acts, store)

    check()
