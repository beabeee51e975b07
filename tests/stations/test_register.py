"""Lists come in: entered, amended, unchanged, left, closed; every version kept."""

from dataclasses import replace

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

import stations
from stations import BadRecord, Record, history
from stations.database import run
from stations.register import LEFT_ITS_LIST, Left
from stations.sample import load_if_empty
from tests.make import SOURCE, enter, record


def only(store: Connection) -> stations.Station:
    """The one place of the test's source."""
    (row,) = run(store, "ids_of_source", {"source": SOURCE})
    return stations.station(store, row["id"])


def test_a_record_comes_back_as_it_went_in(store: Connection) -> None:
    told = record(
        name="中央大街 “一号” 驿站, 二楼\n三室",
        name_en="Central Street",
        address='89号 "临街"',
        county_stated="道里区",
        services=("wifi", "toilet"),
        services_inferred=("cooling",),
        hours="24小时",
        hours_inferred="08:00-20:00",
        phone="0451-1",
        operator="区总工会",
        entry_mode="scan",
        entry_hint="二楼，按门铃",
        capacity=8,
        capacity_inferred=12,
        details={"stock": 3, "road": "G10"},
    )
    enter(store, told)
    found = only(store)
    otherwise = {"county_stated", "hours", "hours_inferred"}
    same = {name: getattr(found, name) for name in Record.__dataclass_fields__ if name not in otherwise}
    assert same == {name: getattr(told, name) for name in same}
    assert found.county_name == "道里区"
    assert (found.hours, found.hours_text, found.hours_in_force) == ("24/7", "24小时", "24/7")
    assert (found.hours_inferred, found.hours_inferred_text) == ("Mo-Su 08:00-20:00", "08:00-20:00")


def test_hours_that_cannot_be_read_are_kept_as_text_and_not_in_force(store: Connection) -> None:
    enter(store, record(hours="看老板心情"))
    found = only(store)
    assert (found.hours, found.hours_text, found.hours_in_force) == (None, "看老板心情", None)


def test_one_list_entered_twice_changes_nothing(store: Connection) -> None:
    told = [record(services=("wifi",), details={"stock": 1}), record(hours="24小时")]
    assert (enter(store, *told).entered, enter(store, *told).unchanged) == (2, 2)
    assert only_version_numbers(store) == [1, 1]


def only_version_numbers(store: Connection) -> list[int]:
    return [
        stations.station(store, row["id"]).version for row in run(store, "ids_of_source", {"source": SOURCE})
    ]


def test_a_newer_list_amends_and_the_older_version_is_kept(store: Connection) -> None:
    told = record(hours="24小时", phone="1")
    enter(store, told)
    merged = enter(store, replace(told, hours="08:00-20:00", lon=126.7))
    assert (merged.entered, merged.amended, merged.unchanged) == (0, 1, 0)
    first, second = history.versions(store, only(store).id)
    assert history.changes(first, second) == {
        "hours": ("24/7", "Mo-Su 08:00-20:00"),
        "hours_text": ("24小时", "08:00-20:00"),
        "lon": (126.62, 126.7),
    }
    assert (second.version, second.changed_by) == (2, SOURCE)


def test_what_a_list_does_not_state_is_left_alone(store: Connection) -> None:
    told = record(hours="24小时", phone="1")
    enter(store, told)
    enter(store, replace(told, hours="08:00-20:00", phone=None), stated={"hours"})
    assert (only(store).hours_text, only(store).phone) == ("08:00-20:00", "1")
    enter(store, replace(told, hours="08:00-20:00", phone=None), stated={"hours", "phone"})
    assert only(store).phone is None


def test_places_that_left_the_list_are_told_and_closed_only_when_asked(store: Connection) -> None:
    stays, leaves = record(), record(name="走了")
    enter(store, stays, leaves)
    merged = enter(store, stays)
    assert (merged.left, merged.closed) == ([Left(merged.left[0].id, leaves.source_id, "走了")], 0)
    assert enter(store, stays, close_missing=True).closed == 1
    gone = stations.station(store, merged.left[0].id)
    assert (gone.status, gone.status_reason) == ("closed", LEFT_ITS_LIST)


def test_a_place_that_comes_back_to_its_list_opens_again(store: Connection) -> None:
    stays, leaves = record(), record()
    enter(store, stays, leaves)
    left = enter(store, stays, close_missing=True).left[0]
    enter(store, stays, leaves, stated={"name"})
    back = stations.station(store, left.id)
    assert (back.status, back.status_reason) == ("open", None)


def test_lists_of_other_sources_are_not_touched(store: Connection) -> None:
    same_id = record()
    enter(store, same_id, source="other")
    merged = enter(store, replace(same_id, name="别的"), close_missing=True)
    assert (merged.entered, merged.left) == (1, [])


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        pytest.param({"services": ("swimming",)}, "unknown service 'swimming'", id="unknown service"),
        pytest.param(
            {"services_inferred": ("gold",)}, "unknown service 'gold'", id="unknown guessed service"
        ),
        pytest.param({"kind": "castle"}, "unknown kind 'castle'", id="unknown kind"),
        pytest.param({"entry_mode": "magic"}, "unknown entry mode 'magic'", id="unknown entry mode"),
        pytest.param({"name": "   "}, "name_is_not_empty", id="empty name"),
        pytest.param({"capacity": 0}, "capacity_is_positive", id="capacity of none"),
        pytest.param({"status": "gone"}, "status_is_known", id="unknown status"),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused_by_name(
    store: Connection, given: dict[str, object], rule: str
) -> None:
    with pytest.raises(BadRecord, match=rule):
        enter(store, record(**given))


def test_a_change_must_say_who_makes_it(database_url: str) -> None:
    """On a fresh connection: the setting of an earlier transaction must not count."""
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO source (name) VALUES ('anonymous')")
        with pytest.raises(psycopg2.errors.NotNullViolation, match="changed_by"):
            cursor.execute(
                "INSERT INTO station (source, source_id, kind, name, location)"
                " VALUES ('anonymous', '1', 'station', 'x', 'POINT(1 1)')"
            )
        connection.rollback()
    connection.close()


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM station", "DELETE FROM station_version", "UPDATE station_version SET changed_by = 'x'"],
)
def test_records_and_versions_are_never_removed(store: Connection, statement: str) -> None:
    enter(store, record())
    with store.cursor() as cursor, pytest.raises(psycopg2.errors.RaiseException, match="never removed"):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM service WHERE code = 'wifi'",
        "UPDATE kind SET code = 'post' WHERE code = 'station'",
        "DELETE FROM entry_mode WHERE code = 'scan'",
        "DELETE FROM source",
    ],
)
def test_words_in_use_stay(store: Connection, statement: str) -> None:
    enter(store, record(services_inferred=("wifi",), entry_mode="scan"))
    with store.cursor() as cursor, pytest.raises(psycopg2.Error, match=r"used by places|never removed"):
        cursor.execute(statement)


def test_every_word_has_an_icon_to_show(store: Connection) -> None:
    words = stations.vocabulary(store)
    drawn = [*words.kinds.values(), *words.services.values(), *words.entry_modes.values()]
    assert [one.code for one in drawn if not one.icon] == []
    with store.cursor() as cursor:
        cursor.execute("SELECT name_zh FROM brand WHERE icon = ''")
        assert cursor.fetchall() == []


def test_a_word_that_nobody_uses_can_go(store: Connection) -> None:
    enter(store, record())
    with store.cursor() as cursor:
        cursor.execute("DELETE FROM service_word WHERE service = 'tv'; DELETE FROM service WHERE code = 'tv'")
    assert "tv" not in stations.vocabulary(store).services


def test_the_sample_fills_an_empty_store_once_and_leaves_when_a_real_list_comes(store: Connection) -> None:
    count = load_if_empty(store)
    assert 80 <= count <= 100
    assert load_if_empty(store) == 0
    everything = stations.BBox(-180, -90, 180, 90)
    shown = stations.within(store, everything, limit=1000)
    assert all(one.made_up and one.name.startswith("（演示）") for one in shown)
    assert {one.kind for one in shown} == set(stations.vocabulary(store).kinds)
    assert enter(store, record()).sample_closed == count
    assert [one.made_up for one in stations.within(store, everything)] == [False]
