"""Faults over HTTP."""

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from tests.conftest import Clock
from tests.make import HERE, enter_one
from tests.web.telling import Courier

OFFERED = ("drinking_water", "meal_heating")


def properties(visit: FlaskClient, place: int) -> dict[str, object]:
    found: dict[str, object] = visit.get(f"/api/v1/stations/{place}").get_json()["properties"]
    return found


def test_two_couriers_lock_a_card_and_one_opens_it_again(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    place = enter_one(store)
    clock.set("2026-11-21 18:00")
    first = Courier(visit).report(place, "door_locked")
    assert first.status_code == 201
    assert first.get_json() == {
        "what": "door_locked", "service": None, "counted": True, "services_out": [], "reports": [],
    }  # fmt: skip
    clock.set("2026-11-21 18:05")
    second = Courier(visit).report(place, "door_locked")
    told = [{"what": "door_locked", "service": None, "at": "2026-11-21T18:05:00+08:00", "count": 2,
             "since": "2026-11-21T18:00:00+08:00", "answer": None}]  # fmt: skip
    assert second.get_json()["reports"] == told
    assert properties(visit, place)["reports"] == told
    opened = Courier(visit).mend(place, "door_locked")
    assert (opened.status_code, opened.get_json()["reports"]) == (201, [])
    assert properties(visit, place)["reports"] == []


def test_the_same_device_says_it_once_in_24_hours(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    place, courier = enter_one(store), Courier(visit)
    codes = []
    for time in ("2026-11-21 10:00", "2026-11-21 23:55", "2026-11-22 00:05", "2026-11-23 00:06"):
        clock.set(time)
        codes.append(courier.report(place, "closed").status_code)
    assert codes == [201, 200, 200, 201]
    assert properties(visit, place)["reports"] == []


def test_what_is_broken_leaves_its_filter_until_it_works_again(visit: FlaskClient, store: Connection) -> None:
    place, courier = enter_one(store, services=OFFERED), Courier(visit)
    asked = f"nearest?lon={HERE.lon}&lat={HERE.lat}&service=meal_heating"
    assert courier.see(asked)["features"]
    answer = courier.report(place, "broken", service="meal_heating", note="门关不上").get_json()
    assert (answer["services_out"], answer["reports"][0]["service"]) == (["meal_heating"], "meal_heating")
    assert courier.see(asked)["features"] == []
    assert courier.see(f"stations/{place}/faults")["services_out"] == ["meal_heating"]
    again = Courier(visit).report(place, "broken", service="meal_heating")
    assert (again.status_code, again.get_json()["reports"][0]["count"]) == (201, 2)
    courier.mend(place, "broken", service="meal_heating")
    assert courier.see(asked)["features"]


def test_a_report_is_taken_back_by_its_own_device_alone(visit: FlaskClient, store: Connection) -> None:
    place, courier = enter_one(store, services=OFFERED), Courier(visit)
    courier.report(place, "no_water")
    stranger = Courier(visit).take_back(place, "faults?what=no_water")
    assert (stranger.status_code, stranger.get_json()["services_out"]) == (200, ["drinking_water"])
    assert "Set-Cookie" not in stranger.headers
    taken = courier.take_back(place, "faults?what=no_water")
    assert (taken.status_code, taken.get_json()) == (200, {"services_out": [], "reports": []})
    assert courier.take_back(place, "faults?what=no_water").status_code == 200


def test_a_report_that_waited_for_a_network_counts_when_it_was_tapped(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    place = enter_one(store)
    clock.set("2026-11-21 12:00")
    Courier(visit).report(place, "moved", at="2026-11-21T09:00:00+08:00")
    told = Courier(visit).report(place, "moved", at="2026-11-21T02:30:00Z").get_json()["reports"]
    assert told[0]["at"] == "2026-11-21T10:30:00+08:00"
    Courier(visit).mend(place, "moved", at="2026-11-21T11:00:00+08:00")
    assert Courier(visit).report(place, "moved", at="2026-11-21T10:00:00+08:00").get_json()["reports"] == []


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (
            "2026-11-21T12:04:00+08:00",
            "2026-11-21T12:00:00+08:00",
        ),  # the phone's clock is a little before ours
        ("2026-11-18T12:00:00+08:00", "2026-11-21T12:00:00+08:00"),
        ("0001-01-01T20:00:00Z", "2026-11-21T12:00:00+08:00"),
        ("2026-11-21T12:06:00+08:00", None),
        ("9999-12-31T00:00:00Z", None),
        ("now", None),
        ("yesterday", None),
        (5, None),
    ],
)
def test_times_that_cannot_be_are_refused_and_old_ones_are_today(
    visit: FlaskClient, store: Connection, clock: Clock, at: object, told: str | None
) -> None:
    place = enter_one(store)
    clock.set("2026-11-21 12:00")
    answer = Courier(visit).report(place, "no_water", at=at)
    if told is None:
        assert (answer.status_code, answer.get_json(force=True)["parameter"]) == (400, "at")
    else:
        assert answer.get_json()["reports"][0]["at"] == told


@pytest.mark.parametrize(
    ("body", "status", "parameter"),
    [
        ({}, 400, "what"),
        ({"what": "ugly"}, 400, "what"),
        ({"what": "broken"}, 400, "service"),
        ({"what": "broken", "service": "nonsense"}, 400, "service"),
        ({"what": "no_water", "service": "drinking_water"}, 400, "service"),
        ({"what": "other", "note": "长" * 201}, 400, "note"),
        ({"what": "other", "note": "a\u0000b"}, 400, "note"),
        ({"what": "other", "who": "x"}, 400, "who"),
        ({"what": "broken", "service": "wifi"}, 409, None),
    ],
)
def test_a_wrong_report_is_named(
    visit: FlaskClient, store: Connection, body: dict[str, object], status: int, parameter: str | None
) -> None:
    answer = Courier(visit).say(enter_one(store, services=OFFERED), "faults", body)
    assert (answer.status_code, answer.get_json(force=True).get("parameter")) == (status, parameter)


@pytest.mark.parametrize(
    "query", ["", "?what=ugly", "?what=broken", "?what=moved&service=wifi", "?what=moved&x=1"]
)
def test_a_wrong_withdrawal_is_refused(visit: FlaskClient, store: Connection, query: str) -> None:
    assert Courier(visit).take_back(enter_one(store), f"faults{query}").status_code == 400


def test_of_places_that_nobody_can_visit_nothing_is_reported(visit: FlaskClient, store: Connection) -> None:
    for status, code in (("closed", 409), ("planned", 409), ("suspended", 201)):
        place = enter_one(store, status=status)
        assert Courier(visit).report(place, "door_locked").status_code == code
        assert Courier(visit).mend(place, "door_locked").status_code == code
    assert Courier(visit).report(999_999, "door_locked").status_code == 404
    assert Courier(visit).take_back(999_999, "faults?what=moved").status_code == 404


def test_the_same_key_counts_once_and_bears_no_other_word(visit: FlaskClient, store: Connection) -> None:
    place, courier = enter_one(store), Courier(visit)
    first = courier.say(place, "faults", {"what": "no_water"}, "k")
    courier.mend(place, "no_water")
    again = courier.say(place, "faults", {"what": "no_water"}, "k")
    assert (again.status_code, again.data) == (201, first.data)
    assert properties(visit, place)["reports"] == []
    assert courier.say(place, "faults", {"what": "closed"}, "k").status_code == 422
    assert courier.say(place, "mended", {"what": "no_water"}, "k").status_code == 422
    keyless = visit.post(f"/api/v1/stations/{place}/faults", json={"what": "closed"})
    assert (keyless.status_code, keyless.get_json(force=True)["parameter"]) == (400, "Idempotency-Key")


def test_a_crowd_of_new_devices_is_kept_and_does_not_count(visit: FlaskClient, store: Connection) -> None:
    place = enter_one(store)
    told = [Courier(visit).report(place, "door_locked").get_json() for _ in range(6)]
    assert [one["counted"] for one in told] == [True] * 4 + [False] * 2
    assert told[-1]["reports"][0]["count"] == 4


def test_tiles_and_search_follow(visit: FlaskClient, store: Connection) -> None:
    place, courier = enter_one(store, name="热饭甲", services=OFFERED), Courier(visit)

    def on_map(service: str) -> int:
        tile = visit.get(f"/api/v1/tiles/0/0/0.json?service={service}").get_json()
        return sum(one["properties"].get("count", 1) for one in tile["features"])

    before = on_map("meal_heating"), on_map("drinking_water")
    courier.report(place, "broken", service="meal_heating")
    assert (on_map("meal_heating"), on_map("drinking_water")) == (before[0] - 1, before[1])
    found = visit.get("/api/v1/search?q=热饭甲").get_json()["features"][0]["properties"]
    assert (found["services"], found["services_out"]) == (["drinking_water"], ["meal_heating"])
