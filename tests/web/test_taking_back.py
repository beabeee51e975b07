"""Ratings with reasons, taken back, sent late; and what a crowd or a device that flies may not do."""

import pytest
from flask.testing import FlaskClient
from itsdangerous import Signer
from psycopg2.extensions import connection as Connection

from stations import held
from tests.conftest import Clock
from tests.make import enter_one
from tests.web.telling import Courier


def test_reasons_come_after_the_stars_and_are_counted(visit: FlaskClient, store: Connection) -> None:
    place, courier = enter_one(store), Courier(visit)
    assert courier.rate(place, 4).get_json()["reasons"] == []
    added = courier.rate(place, 4, reasons=["clean", "hot_water"], comment="好")
    assert (added.status_code, added.get_json()["reasons"]) == (200, ["clean", "hot_water"])
    kept = courier.rate(place, 5).get_json()
    assert (kept["stars"], kept["comment"], kept["reasons"]) == (5, "好", ["clean", "hot_water"])
    Courier(visit).rate(place, 2, reasons=["crowded", "clean"])
    told = courier.see(f"stations/{place}/ratings")
    assert told["reasons"] == {"clean": 2, "hot_water": 1, "crowded": 1}
    assert told["ratings"] == [
        {
            "stars": 5,
            "comment": "好",
            "rated_on": kept["rated_on"],
            "reasons": ["clean", "hot_water"],
            "answer": None,
        }
    ]
    assert courier.rate(place, 5, reasons=[]).get_json()["reasons"] == []


@pytest.mark.parametrize("reasons", [["nonsense"], "clean", [1], ["clean"] * 11])
def test_reasons_that_are_no_words_of_the_store_are_refused(
    visit: FlaskClient, store: Connection, reasons: object
) -> None:
    answer = Courier(visit).rate(enter_one(store), 5, reasons=reasons)
    assert (answer.status_code, answer.get_json(force=True)["parameter"]) == (400, "reasons")


def test_the_vocabulary_tells_the_reasons(visit: FlaskClient) -> None:
    told = visit.get("/api/v1/vocabulary").get_json()["reasons"]
    assert [one["code"] for one in told if one["good"]] == ["clean", "hot_water", "friendly", "easy_to_find"]
    assert set(told[0]) == {"code", "name_zh", "name_en", "good"}


def test_a_vote_is_taken_back_also_the_last_one(visit: FlaskClient, store: Connection) -> None:
    place, courier, other = enter_one(store), Courier(visit), Courier(visit)
    courier.rate(place, 1, comment="手滑", reasons=["dirty"])
    other.rate(place, 5)
    taken = courier.take_back(place, "ratings")
    assert (taken.status_code, taken.get_json()["rating"]) == (200, {"score": 3.64, "count": 1})
    nothing = {"score": None, "count": 0}
    assert other.take_back(place, "ratings").get_json()["rating"] == nothing
    assert other.take_back(place, "ratings").get_json()["rating"] == nothing
    told = courier.see(f"stations/{place}/ratings")
    assert (told["rating"], told["reasons"], told["ratings"]) == (nothing, {}, [])
    assert courier.rate(place, 3).status_code == 201


def test_only_ones_own_vote_is_taken_back(visit: FlaskClient, store: Connection) -> None:
    place = enter_one(store)
    Courier(visit).rate(place, 5)
    for stranger in (Courier(visit), visit):
        answer = (
            stranger.take_back(place, "ratings")
            if isinstance(stranger, Courier)
            else stranger.delete(f"/api/v1/stations/{place}/ratings")
        )
        assert answer.get_json()["rating"]["count"] == 1
        assert "Set-Cookie" not in answer.headers


def test_at_midnight_the_vote_of_yesterday_can_be_taken_back(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    place, courier = enter_one(store), Courier(visit)
    clock.set("2026-11-21 23:59")
    assert courier.rate(place, 5).get_json()["rated_on"] == "2026-11-21"
    clock.set("2026-11-22 00:00")
    assert courier.take_back(place, "ratings").get_json()["rating"]["count"] == 1
    assert courier.take_back(place, "ratings?rated_on=2026-11-21").get_json()["rating"]["count"] == 0
    for day in ("2026-11-20", "2026-11-23", "x", ""):
        refused = courier.take_back(place, f"ratings?rated_on={day}")
        assert (refused.status_code, refused.get_json(force=True)["parameter"]) == (400, "rated_on")


def test_a_vote_that_waited_counts_for_its_day_and_never_over_a_later_one(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    place, courier = enter_one(store), Courier(visit)
    clock.set("2026-11-22 08:00")
    assert courier.rate(place, 4, at="2026-11-21T22:00:00+08:00").get_json()["rated_on"] == "2026-11-21"
    assert courier.rate(place, 3, at="2026-11-20T22:00:00+08:00").get_json()["rated_on"] == "2026-11-22"
    late = courier.rate(place, 1, at="2026-11-22T07:00:00+08:00", comment="早上")
    assert (late.status_code, late.get_json()["stars"], late.get_json()["comment"]) == (200, 3, "早上")
    assert late.get_json()["rating"]["count"] == 2


def test_beyond_ten_votes_of_new_devices_in_ten_minutes_the_others_wait(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    place, elsewhere = enter_one(store), enter_one(store)
    clock.set("2026-11-21 12:00")
    old = Courier(visit)
    old.rate(elsewhere, 5)
    clock.set("2026-11-22 12:00")
    told = [Courier(visit).rate(place, 1).get_json() for _ in range(12)]
    assert [one["counted"] for one in told] == [True] * 10 + [False] * 2
    assert told[-1]["rating"]["count"] == 10
    assert Courier(visit).rate(elsewhere, 5).get_json()["counted"]
    assert old.rate(place, 5).get_json()["counted"]  # known since yesterday
    clock.set("2026-11-22 12:11")
    assert Courier(visit).rate(place, 5).get_json()["rating"]["count"] == 12
    spread = old.see(f"stations/{place}/ratings")["spread"]
    assert spread == {"1": 10, "2": 0, "3": 0, "4": 0, "5": 2}


@pytest.mark.parametrize("places", [10, 300])
def test_a_shift_behind_one_address_gets_through_and_counts(
    visit: FlaskClient, store: Connection, clock: Clock, places: int
) -> None:
    """300 couriers in an hour, each for the first time: another place each, or ten places between them."""
    known = [enter_one(store) for _ in range(places)]
    told = []
    for nth in range(300):
        clock.set(f"2026-11-21 12:{nth // 5:02d}:{nth % 5 * 12:02d}")
        told.append(Courier(visit).rate(known[nth % places], 5))
    assert {one.status_code for one in told} == {201}
    assert all(one.get_json()["counted"] for one in told)


def test_nobody_walks_to_eleven_places_in_ten_minutes(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    places, courier = [enter_one(store) for _ in range(13)], Courier(visit)
    clock.set("2026-11-21 12:00")
    for place in places[:10]:
        assert courier.rate(place, 1).get_json()["counted"]
        assert courier.report(place, "no_water").get_json()["counted"]
    assert courier.rate(places[10], 1).get_json() | {"rated_on": ""} == {
        "stars": 1, "comment": None, "reasons": [], "counted": False, "comment_waits": False, "rated_on": "",
        "rating": {"score": None, "count": 0},
    }  # fmt: skip
    assert not courier.report(places[11], "no_water").get_json()["counted"]
    assert Courier(visit).report(places[0], "door_locked").get_json()["counted"]
    held = courier.mend(places[12], "no_water")
    assert not held.get_json()["counted"]
    clock.set("2026-11-21 12:11")
    assert courier.rate(places[11], 1).get_json()["counted"]


def test_what_a_phone_kept_for_a_day_and_sends_at_once_counts_by_its_taps(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    courier = Courier(visit)
    clock.set("2026-11-21 20:00")
    for nth in range(15):
        at = f"2026-11-21T{8 + nth // 2:02d}:{nth % 2 * 30:02d}:00+08:00"
        assert courier.rate(enter_one(store), 5, at=at).get_json()["counted"]


def test_a_cookie_of_an_older_version_is_a_device_that_is_known(
    visit: FlaskClient, store: Connection
) -> None:
    place = enter_one(store)
    signer = Signer("a secret of the tests", salt="device")
    for nth in range(12):
        visit.set_cookie("device", signer.sign(f"{nth:032x}").decode(), path="/api/")
        answer = visit.post(
            f"/api/v1/stations/{place}/ratings", json={"stars": 5}, headers={"Idempotency-Key": str(nth)}
        )
        assert answer.get_json()["counted"]
        assert "Set-Cookie" not in answer.headers


def test_the_cookie_says_no_more_than_a_mark_and_an_hour(visit: FlaskClient, store: Connection) -> None:
    visit.post(
        f"/api/v1/stations/{enter_one(store)}/ratings", json={"stars": 5}, headers={"Idempotency-Key": "k"}
    )
    cookie = visit.get_cookie("device", path="/api/")
    assert cookie is not None
    mark, made_h, _signature = cookie.value.split(".")
    assert (len(mark), len(made_h)) == (32, 6)


def test_taking_back_is_limited_as_giving_is(visit: FlaskClient, store: Connection) -> None:
    place, courier = enter_one(store), Courier(visit)
    courier.rate(place, 5)
    for address in ("ratings", "faults?what=moved"):
        codes = [courier.take_back(place, address).status_code for _ in range(61)]
        assert codes == [200] * 60 + [429]


def test_a_reason_given_twice_in_one_vote_counts_once(visit: FlaskClient, store: Connection) -> None:
    place = enter_one(store)
    assert Courier(visit).rate(place, 5, reasons=["clean", "clean", "friendly"]).get_json()["reasons"] == [
        "clean",
        "friendly",
    ]
    assert Courier(visit).see(f"stations/{place}/ratings")["reasons"] == {"clean": 1, "friendly": 1}


@pytest.mark.parametrize("comment", ["", "  ", "\u3000\n"])
def test_a_comment_without_words_is_not_shown(visit: FlaskClient, store: Connection, comment: str) -> None:
    place = enter_one(store)
    Courier(visit).rate(place, 5, comment="水热")
    assert Courier(visit).rate(place, 4, comment=comment).status_code == 201
    (shown,) = Courier(visit).see(f"stations/{place}/ratings")["ratings"]  # type: ignore[misc, attr-defined]
    assert shown["comment"] == "水热"


def test_signs_that_steer_a_terminal_are_refused(visit: FlaskClient, store: Connection) -> None:
    place = enter_one(store)
    for answer in (
        Courier(visit).rate(place, 5, comment="\u009b31m"),
        Courier(visit).report(place, "other", note="\u009d0;"),
    ):
        assert answer.status_code == 400


def test_what_a_manager_dropped_does_not_count_when_it_is_taken_back_and_given_again(
    visit: FlaskClient, store: Connection
) -> None:
    place, courier = enter_one(store), Courier(visit)
    courier.rate(place, 1)
    courier.report(place, "no_water")
    for table in ("rating", "fault"):
        with store.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET held = 'burst' WHERE station_id = %s RETURNING id", (place,))
            held.drop(store, f"{table[0]}{cursor.fetchone()[0]}")  # type: ignore[index]
    courier.take_back(place, "ratings")
    courier.take_back(place, "faults?what=no_water")
    assert courier.rate(place, 1).get_json()["counted"] is False
    assert courier.rate(place, 1).get_json()["rating"]["count"] == 0
    told = courier.report(place, "no_water").get_json()
    assert (told["counted"], told["reports"]) == (False, [])
