"""PATCH: a place is amended by a merge patch, by whom it belongs to, and never over somebody else's change."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from tests import people
from tests.conftest import Clock
from tests.make import enter, enter_one, record
from tests.people import value
from web import shapes
from web.shapes.manage import ManagedPlace, StaleProblem

NOISE = '<script>alert(1)</script>"><img onerror=x>'


class Desk:
    """A manager at the API, a place of the own branch, and one of another."""

    def __init__(self, visit: FlaskClient, store: Connection) -> None:
        self.visit, self.store = visit, store
        above = people.unit(store, "市总工会", level="city")
        self.unit = people.unit(store, "甲区总工会", parent=above)
        other = people.unit(store, "乙区总工会", parent=above)
        self.account = people.account(store, "manager", self.unit)
        self.neighbour = people.account(store, "manager", other)
        self.place = enter_one(
            store, kind="water_point", services=("drinking_water", "wifi"), hours="8:00-20:00",
            details={"stock": 40, "daily_quota": 100}, phone="1",
        )  # fmt: skip
        self.foreign = enter_one(store, name="别人的")
        people.keep(store, self.place, self.unit)
        people.keep(store, self.foreign, other)
        self.bearer = {"Authorization": f"Bearer {people.token(store, self.account)}"}

    def get(self, place: int | None = None) -> Any:
        return self.visit.get(f"/api/v1/manage/stations/{place or self.place}", headers=self.bearer)

    def patch(self, body: Any, *, place: int | None = None, **headers: str) -> Any:
        headers = {name.replace("_", "-"): text for name, text in headers.items()}
        if "If-Match" not in headers:
            headers["If-Match"] = self.get().headers["ETag"]
        return self.visit.patch(
            f"/api/v1/stations/{place or self.place}", json=body, headers={**self.bearer, **headers}
        )


@pytest.fixture
def desk(visit: FlaskClient, store: Connection, clock: Clock) -> Desk:
    clock.set("2026-11-24 10:00")
    return Desk(visit, store)


def test_a_record_is_given_whole_with_its_version_as_tag(desk: Desk) -> None:
    answer = desk.get()
    told = ManagedPlace.model_validate_json(answer.data)
    assert answer.headers["ETag"] == f'"{told.version}"'
    assert told.unit is not None
    assert told.unit.name == "甲区总工会"
    assert told.details == {"stock": 40, "daily_quota": 100}


def test_a_patch_sets_what_it_names_clears_what_is_null_and_leaves_the_rest(desk: Desk) -> None:
    before = desk.get().get_json()
    answer = desk.patch({"name": "新名", "phone": None, "details": {"stock": 7, "daily_quota": None}})
    assert answer.status_code == 200, answer.text
    after = desk.get().get_json()
    assert after == answer.get_json()
    assert answer.headers["ETag"] == f'"{before["version"] + 1}"'
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"version", "changed_by", "name", "phone", "details", "edited_fields"} | changed & {
        "changed_at",
        "needs",
    }
    assert (after["name"], after["phone"], after["details"]) == ("新名", None, {"stock": 7})
    assert after["changed_by"] == "甲区总工会"
    assert after["edited_fields"] == ["details", "name", "phone"]


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        ({"hours": "周一至周五 9:00-17:00"}, {"hours": "Mo-Fr 09:00-17:00", "hours_verified_at": "2026-11-24"}),
        ({"hours": None}, {"hours": None, "hours_text": None, "hours_verified_at": None}),
        ({"hours_text": "看门大爷在就开"}, {"hours": None, "hours_text": "看门大爷在就开"}),
        (
            {"services": ["wifi", "toilet", "wifi"]},
            {"services": ["wifi", "toilet"], "services_verified_at": "2026-11-24"},
        ),
        ({"services": None}, {"services": []}),
        ({"lon": 126.7, "lat": 45.8}, {"lon": 126.7, "lat": 45.8}),
        (
            {"status": "suspended", "status_reason": "检修", "status_until": "2026-12-01"},
            {"status": "suspended", "status_until": "2026-12-01"},
        ),
        ({"entry_mode": "scan", "entry_hint": " 走东门 ", "capacity": 12}, {"entry_hint": "走东门", "capacity": 12}),
        ({"verified_at": "2026-11-24"}, {"verified_at": "2026-11-24"}),
        ({"name": NOISE, "address": NOISE}, {"name": NOISE, "address": NOISE}),
        ({"kind": "station", "details": None}, {"kind": "station", "details": {}}),
        (
            {"closures": [{"first": "2026-11-25", "last": "2026-11-26", "reason": '修"管"'}]},
            {"closures": [{"first": "2026-11-25", "last": "2026-11-26", "reason": "修”管”", "hours": None}]},
        ),
        (
            {"closures": [{"first": "2026-12-31", "last": "2027-01-01", "hours": "9:00-12:00"}]},
            {"closures": [{"first": "2026-12-31", "last": "2027-01-01", "reason": "", "hours": "09:00-12:00"}]},
        ),
    ],
    ids=",".join,
)  # fmt: skip
def test_each_field_is_kept_as_it_was_meant(desk: Desk, patch: dict[str, Any], told: dict[str, Any]) -> None:
    answer = desk.patch(patch)
    assert answer.status_code == 200, answer.text
    assert {name: answer.get_json()[name] for name in told} == told
    shapes.WholeFeature.model_validate_json(desk.visit.get(f"/api/v1/stations/{desk.place}").data)


def test_closures_end_by_themselves_and_are_dropped_by_an_empty_list(desk: Desk, clock: Clock) -> None:
    desk.patch({"closures": [{"first": "2026-11-25", "last": "2026-11-26", "reason": "维修"}]})
    public = f"/api/v1/stations/{desk.place}"
    assert desk.visit.get(public).get_json()["properties"]["open"]["now"] is True
    clock.set("2026-11-25 10:00")
    shut = desk.visit.get(public).get_json()["properties"]["open"]
    assert (shut["now"], shut["reason"], shut["opens"]) == (False, "维修", "2026-11-27T08:00:00+08:00")
    clock.set("2026-11-27 10:00")
    assert desk.visit.get(public).get_json()["properties"]["open"]["now"] is True
    assert desk.patch({"closures": []}).get_json()["closures"] == []


@pytest.mark.parametrize(
    ("patch", "parameter"),
    [
        ({}, None),
        ({"surprise": 1}, "surprise"),
        ({"version": 3}, "version"),
        ({"name": None}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "a\u0000b"}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"kind": None}, "kind"),
        ({"lon": 126.7}, "lat"),
        ({"lon": 126.7, "lat": 145.8}, "lat"),
        ({"lon": True, "lat": 45}, "lon"),
        ({"services": ["castle"]}, "services"),
        ({"services": "wifi"}, "services"),
        ({"hours": "随便吧"}, "hours"),
        ({"hours": "8:00-5:00"}, "hours"),
        ({"hours": "24/7", "hours_text": "24/7"}, "hours_text"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 2**40}, "capacity"),
        ({"details": {"stock": "many"}}, "details"),
        ({"details": {"stock": True}}, "details"),
        ({"details": {"stock": 2**70}}, "details"),
        ({"details": {"wings": 2}}, "details"),
        ({"entry_mode": "tunnel"}, "entry_mode"),
        ({"status": "gone"}, "status"),
        ({"status_until": 20261124}, "status_until"),
        ({"verified_at": "2026-11-25"}, "verified_at"),
        ({"closures": [{"first": "2026-11-26", "last": "2026-11-25"}]}, "closures"),
        ({"closures": [{"first": "2026-11-26", "last": "2026-11-27", "hours": "Mo 8-9"}]}, "closures"),
        ({"closures": [{"first": "2026-11-26"}]}, "closures"),
        ([], None),
        ("text", None),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_and_named(desk: Desk, patch: Any, parameter: str | None) -> None:
    before = desk.get().get_json()
    answer = desk.patch(patch)
    assert answer.status_code == 400, answer.text
    assert parameter is None or answer.get_json()["parameter"] == parameter
    assert desk.get().get_json() == before


def test_the_part_of_hours_that_was_not_understood_is_named(desk: Desk) -> None:
    assert "随便" in desk.patch({"hours": "周一至周五随便"}).get_json()["detail"]


def test_a_body_of_another_kind_is_refused(desk: Desk) -> None:
    address, headers = f"/api/v1/stations/{desk.place}", {**desk.bearer, "If-Match": '"2"'}
    assert desk.visit.patch(address, data="name=x", headers=headers).status_code == 415
    for media in ("application/merge-patch+json", "application/json"):
        tag = desk.get().headers["ETag"]
        done = desk.visit.patch(
            address, data='{"phone": "2"}', headers={**headers, "If-Match": tag}, content_type=media
        )
        assert done.status_code == 200, done.text
    broken = desk.visit.patch(
        address, data=b'{"phone": "\xff', headers=headers, content_type="application/json"
    )
    assert broken.status_code == 400


def test_a_change_that_does_not_say_what_it_is_made_to_is_refused(desk: Desk) -> None:
    for headers in ({}, {"If-Match": ""}, {"If-Match": "*"}, {"If-Match": "2"}):
        answer = desk.visit.patch(
            f"/api/v1/stations/{desk.place}", json={"phone": "2"}, headers={**desk.bearer, **headers}
        )
        assert answer.status_code == 428


def test_a_stale_change_changes_nothing_and_is_told_what_was_changed_by_whom(
    desk: Desk, store: Connection
) -> None:
    seen = desk.get().headers["ETag"]
    colleague = people.token(store, people.account(store, "manager", desk.unit))
    desk.patch({"phone": "0451", "address": "东大直街"}, Authorization=f"Bearer {colleague}")
    answer = desk.patch({"phone": "110"}, If_Match=seen)
    assert answer.status_code == 412
    told = StaleProblem.model_validate_json(answer.data)
    assert told.changed.fields == ["address", "phone"]
    assert told.changed.by == "甲区总工会"
    assert told.current.phone == "0451"
    assert answer.headers["ETag"] == desk.get().headers["ETag"] == f'"{told.current.version}"'
    again = desk.patch({"phone": "110"}, If_Match=answer.headers["ETag"])
    assert again.status_code == 200


@pytest.mark.parametrize("tag", ['"999"', '"0"', 'W/"abc"', '"1", "999"'])
def test_a_tag_of_nothing_is_stale(desk: Desk, tag: str) -> None:
    assert desk.patch({"phone": "2"}, If_Match=tag).status_code == 412


@pytest.mark.parametrize("asked", ["", "?lang=en", "?datum=bd09"])
def test_who_read_the_public_record_may_amend_by_its_tag(desk: Desk, asked: str) -> None:
    address = f"/api/v1/stations/{desk.place}"
    tag = desk.visit.get(address + asked).headers["ETag"]
    assert tag.startswith("W/")
    assert desk.patch({"phone": "2"}, If_Match=tag).status_code == 200
    assert desk.patch({"phone": "3"}, If_Match=tag).status_code == 412


def test_only_who_keeps_a_place_amends_it(desk: Desk, store: Connection) -> None:
    tag = desk.get().headers["ETag"]
    before = desk.get().get_json()
    address = f"/api/v1/stations/{desk.place}"
    assert desk.visit.patch(address, json={"phone": "2"}, headers={"If-Match": tag}).status_code == 401
    planner = people.account(store, "planner", desk.unit)
    for account in (desk.neighbour, planner):
        bearer = f"Bearer {people.token(store, account)}"
        assert desk.patch({"phone": "2"}, If_Match=tag, Authorization=bearer).status_code == 403
    reading = people.token(store, desk.account, "read")
    assert desk.patch({"phone": "2"}, If_Match=tag, Authorization=f"Bearer {reading}").status_code == 403
    assert desk.patch({"phone": "2"}, place=desk.foreign, If_Match='"2"').status_code == 403
    assert desk.get(desk.foreign).status_code == 403
    assert desk.patch({"phone": "2"}, place=10**15, If_Match='"2"').status_code == 404
    assert desk.get().get_json() == before


def test_a_cookie_needs_the_token_of_its_session(desk: Desk, store: Connection) -> None:
    token = people.sign_in(desk.visit, store, desk.account)
    tag = desk.get().headers["ETag"]
    address = f"/api/v1/stations/{desk.place}"
    assert desk.visit.patch(address, json={"phone": "2"}, headers={"If-Match": tag}).status_code == 403
    sent = {"If-Match": tag, "X-CSRF-Token": token}
    assert desk.visit.patch(address, json={"phone": "2"}, headers=sent).status_code == 200


def test_a_service_is_out_at_once_and_back_by_one_word(desk: Desk) -> None:
    address = f"/api/v1/manage/stations/{desk.place}/out"
    public = f"/api/v1/stations/{desk.place}"
    taken = desk.visit.post(address, json={"service": "drinking_water"}, headers=desk.bearer)
    assert (taken.status_code, taken.get_json()["services_out"]) == (201, ["drinking_water"])
    again = desk.visit.post(address, json={"service": "drinking_water"}, headers=desk.bearer)
    assert again.status_code == 200
    told = desk.visit.get(public).get_json()["properties"]
    assert (told["services"], told["services_out"]) == (["wifi"], ["drinking_water"])
    back = desk.visit.delete(f"{address}?service=drinking_water", headers=desk.bearer)
    assert (back.status_code, back.get_json()) == (200, {"services_out": [], "reports": []})
    assert desk.visit.get(public).get_json()["properties"]["services"] == ["drinking_water", "wifi"]
    acts = value(
        desk.store, "SELECT array_agg(act ORDER BY id) FROM journal WHERE station_id = %s", desk.place
    )
    assert acts[-2:] == ["take_service_out", "bring_service_back"]


@pytest.mark.parametrize(("service", "status"), [("toilet", 409), ("castle", 400), ("", 400)])
def test_what_a_place_does_not_offer_cannot_be_out(desk: Desk, service: str, status: int) -> None:
    address = f"/api/v1/manage/stations/{desk.place}/out"
    assert desk.visit.post(address, json={"service": service}, headers=desk.bearer).status_code == status


def test_nobody_takes_out_services_of_another_branch(desk: Desk) -> None:
    address = f"/api/v1/manage/stations/{desk.foreign}/out"
    assert desk.visit.post(address, json={"service": "wifi"}, headers=desk.bearer).status_code == 403
    assert desk.visit.delete(f"{address}?service=wifi", headers=desk.bearer).status_code == 403


def test_hours_are_explained_before_they_are_kept(desk: Desk) -> None:
    told = desk.visit.get("/api/v1/hours?text=周一至周五 9:00-17:00", headers=desk.bearer).get_json()
    assert told["stored"] == "Mo-Fr 09:00-17:00"
    assert len(told["days"]) == 14
    assert told["days"][0] == {
        "date": "2026-11-24", "day": "workday", "special": None, "open": [["09:00", "17:00"]], "unknown": False,
    }  # fmt: skip
    unread = desk.visit.get("/api/v1/hours?text=随便吧", headers=desk.bearer).get_json()
    assert (unread["stored"], unread["days"]) == (None, [])
    assert unread["why"]


def test_a_list_leaves_alone_what_was_set_by_hand_and_says_what_it_would_have_said(
    desk: Desk, store: Connection
) -> None:
    enter(store, record(source_id="a", phone="1", address="旧", capacity=3), source="list")
    place = value(store, "SELECT id FROM station WHERE source = 'list'")
    people.keep(store, place, desk.unit)
    tag = desk.get(place).headers["ETag"]
    desk.patch({"phone": "2", "hours": "9:00-17:00", "lon": 126.7, "lat": 45.8}, place=place, If_Match=tag)
    newer = record(source_id="a", phone="3", address="新", capacity=4, hours="24/7", name="新名")
    merged = enter(store, newer, source="list")
    after = desk.get(place).get_json()
    assert (after["phone"], after["hours"], after["lon"]) == ("2", "Mo-Su 09:00-17:00", 126.7)
    assert (after["address"], after["capacity"], after["name"]) == ("新", 4, "新名")
    assert merged.left_alone == 4
    found = value(store, "SELECT detail FROM finding WHERE station_id = %s AND what = 'list_differs'", place)
    assert 'phone: "3"' in found
    same = record(
        source_id="a",
        phone="2",
        address="新",
        capacity=4,
        hours="9:00-17:00",
        name="新名",
        lon=126.7,
        lat=45.8,
    )
    assert enter(store, same, source="list").left_alone == 0
    assert value(store, "SELECT count(*) FROM finding WHERE what = 'list_differs'") == 0
