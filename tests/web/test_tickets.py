"""Tickets at the desk and in the API: each branch sees and moves its own, and all can read the answers."""

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from tests.conftest import Clock
from tests.people import account, sign_in, token, value
from tests.web.pair import Pair, pair
from tests.web.telling import Courier

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def made(store: Connection, visit: FlaskClient, clock: Clock) -> Pair:
    clock.set("2026-11-20 09:00")
    found = pair(store, visit)
    for place in (found.own.station, found.foreign.station):
        Courier(visit).report(place, "door_locked", note=f"在 {place} 敲了门")
    return found


def manager(made: Pair, of: int | None = None, role: str = "manager") -> tuple[FlaskClient, dict[str, str]]:
    client = made.visit.application.test_client()
    secret = token(made.store, account(made.store, role, of or made.own.unit))
    return client, {"Authorization": f"Bearer {secret}"}


def numbers(made: Pair) -> tuple[int, int]:
    own, foreign = (
        value(made.store, "SELECT id FROM ticket WHERE station_id = %s", place)
        for place in (made.own.station, made.foreign.station)
    )
    return own, foreign


def test_a_single_locked_door_is_a_ticket_of_its_own_branch(made: Pair) -> None:
    client, who = manager(made)
    (one,) = client.get("/api/v1/tickets", headers=who).get_json()["tickets"]
    assert (one["station_id"], one["what"], one["state"], one["people"], one["public"]) == (
        str(made.own.station), "door_locked", "new", 1, False,
    )  # fmt: skip
    assert one["notes"] == [f"在 {made.own.station} 敲了门"]
    assert one["opened_at"] == "2026-11-20T01:00:00+00:00" or one["opened_at"].startswith("2026-11-20T09:00")


def test_anothers_ticket_is_not_there(made: Pair) -> None:
    client, who = manager(made)
    _, foreign = numbers(made)
    before = made.digest()
    answers = [
        client.get(f"/api/v1/tickets/{foreign}", headers=who),
        client.patch(f"/api/v1/tickets/{foreign}", json={"state": "mended"}, headers=who),
        client.put(f"/api/v1/tickets/{foreign}/answer", json={"text": "好"}, headers=who),
        client.post(f"/manage/tickets/{foreign}/seen", headers=who),
        client.get("/api/v1/tickets/x", headers=who),
    ]
    assert [one.status_code for one in answers] == [404] * 5
    assert made.digest() == before


def test_a_planner_reads_and_does_nothing(made: Pair) -> None:
    client, who = manager(made, role="planner")
    own, _ = numbers(made)
    assert client.get(f"/api/v1/tickets/{own}", headers=who).status_code == 200
    assert client.get("/manage/tickets", headers=who).status_code == 200
    assert client.patch(f"/api/v1/tickets/{own}", json={"state": "seen"}, headers=who).status_code == 403
    assert client.get("/api/v1/held", headers=who).status_code == 403


def test_a_refusal_needs_a_reason_which_all_can_read(made: Pair) -> None:
    client, who = manager(made)
    own, _ = numbers(made)
    bare = client.patch(f"/api/v1/tickets/{own}", json={"state": "refused"}, headers=who)
    assert (bare.status_code, bare.get_json(force=True)["parameter"]) == (400, "reason")
    done = client.patch(
        f"/api/v1/tickets/{own}", json={"state": "refused", "reason": "门铃在左边"}, headers=who
    )
    assert (done.status_code, done.get_json()["state"]) == (200, "refused")
    (told,) = made.visit.get(f"/api/v1/stations/{made.own.station}/faults").get_json()["answers"]
    assert (told["what"], told["text"]) == ("door_locked", "门铃在左边")
    assert "门铃在左边" in made.visit.get(f"/stations/{made.own.station}").get_data(as_text=True)
    again = client.patch(f"/api/v1/tickets/{own}", json={"state": "seen"}, headers=who)
    assert again.status_code == 409


def test_an_answer_stands_beside_the_report_and_is_replaced(made: Pair) -> None:
    Courier(made.visit).report(made.own.station, "door_locked")
    client, who = manager(made)
    own, _ = numbers(made)
    for text in ("先敲门", "已找人开门"):
        assert (
            client.put(f"/api/v1/tickets/{own}/answer", json={"text": text}, headers=who).status_code == 200
        )
    (report,) = made.visit.get(f"/api/v1/stations/{made.own.station}").get_json()["properties"]["reports"]
    assert (report["count"], report["answer"]["text"]) == (2, "已找人开门")
    card = made.visit.get(f"/stations/{made.own.station}").get_data(as_text=True)
    assert "已找人开门" in card
    assert "先敲门" not in card
    told = value(
        made.store, "SELECT array_agg(detail->>'text' ORDER BY id) FROM journal WHERE act = 'answer'"
    )
    assert told == ["先敲门", "已找人开门"]


def test_a_door_left_locked_for_a_day_takes_the_confidence_away(made: Pair, clock: Clock) -> None:
    value(made.store, "UPDATE station SET verified_at = '2026-11-20' WHERE id = %s", made.own.station)
    Courier(made.visit).report(made.own.station, "door_locked")
    sure = f"/api/v1/stations/{made.own.station}"
    before = made.visit.get(sure).get_json()["properties"]["freshness"]["existence"]
    clock.set("2026-11-21 09:01")
    after = made.visit.get(sure).get_json()["properties"]["freshness"]["existence"]
    assert (before["words"], before["confidence"]) == ("今天确认", 1)
    assert (after["words"], after["confidence"]) == ("有人反映锁门，还没有回应", 0.25)
    client, who = manager(made)
    own, _ = numbers(made)
    client.put(f"/api/v1/tickets/{own}/answer", json={"text": "已开门"}, headers=who)
    assert made.visit.get(sure).get_json()["properties"]["freshness"]["existence"]["words"] == "昨天确认"


def test_the_page_does_what_its_buttons_say(made: Pair) -> None:
    client = made.visit.application.test_client()
    csrf = sign_in(client, made.store, made.own.manager)
    own, _ = numbers(made)
    page = client.get("/manage/tickets").get_data(as_text=True)
    assert "甲区总工会驿站" in page
    assert "乙区总工会驿站" not in page
    assert client.post(f"/manage/tickets/{own}/seen").status_code == 403
    steps = [("seen", {}, "seen"), ("answer", {"text": "在修"}, "seen"), ("refused", {"other": " "}, "seen"),
             ("refused", {"reason": "请走另一个门", "other": ""}, "refused")]  # fmt: skip
    for act, form, state in steps:
        answer = client.post(f"/manage/tickets/{own}/{act}", data={"csrf_token": csrf, **form})
        assert answer.status_code == 303
        assert value(made.store, "SELECT state FROM ticket WHERE id = %s", own) == state
    assert "已标为不属实" in client.get("/manage/tickets?show=all").get_data(as_text=True)


def test_what_people_write_is_never_markup(made: Pair) -> None:
    Courier(made.visit).report(made.own.station, "other", note=HOSTILE)
    client, who = manager(made)
    for one in client.get("/api/v1/tickets", headers=who).get_json()["tickets"]:
        client.put(f"/api/v1/tickets/{one['id']}/answer", json={"text": HOSTILE}, headers=who)
    value(made.store, "UPDATE station SET name = %s WHERE id = %s", HOSTILE[:60], made.own.station)
    for address in ("/manage/tickets", "/manage/tickets?show=all&lang=en", f"/stations/{made.own.station}"):
        page = client.get(address, headers=who).get_data(as_text=True)
        assert "&lt;script&gt;alert" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_crowd_waits_for_its_own_branch(made: Pair) -> None:
    value(made.store, "UPDATE fault SET held = 'burst'")
    client, who = manager(made)
    (one,) = client.get("/api/v1/held", headers=who).get_json()["held"]
    assert one["station_id"] == str(made.own.station)
    foreign = value(made.store, "SELECT 'f' || id FROM fault WHERE station_id = %s", made.foreign.station)
    assert client.patch(f"/api/v1/held/{foreign}", json={"counted": True}, headers=who).status_code == 404
    assert client.get("/api/v1/tickets", headers=who).get_json()["tickets"] == []
    done = client.patch(f"/api/v1/held/{one['id']}", json={"counted": True}, headers=who)
    assert done.get_json() == {"id": one["id"], "counted": True}
    assert len(client.get("/api/v1/tickets", headers=who).get_json()["tickets"]) == 1
    assert client.patch("/api/v1/held/q1", json={"counted": True}, headers=who).status_code == 404


def test_tickets_come_page_by_page_locked_doors_first(made: Pair) -> None:
    for what in ("other", "moved", "closed", "no_water"):
        Courier(made.visit).report(made.own.station, what)
    client, who = manager(made)
    found: list[str] = []
    cursor = ""
    for _ in range(5):
        page = client.get(f"/api/v1/tickets?limit=1{cursor}", headers=who).get_json()
        found += [one["what"] for one in page["tickets"]]
        cursor = f"&cursor={page['next']}"
    assert found[0] == "door_locked"
    assert sorted(found) == ["closed", "door_locked", "moved", "no_water", "other"]
    assert page["next"] is None


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({}, "state"),
        ({"state": "new"}, "state"),
        ({"state": "seen", "reason": "x"}, "reason"),
        ({"state": "refused", "reason": "  \n"}, "reason"),
        ({"state": "refused", "reason": "长" * 301}, "reason"),
        ({"state": "seen", "who": "me"}, "who"),
    ],
)
def test_a_wrong_move_is_named(made: Pair, body: object, parameter: str) -> None:
    client, who = manager(made)
    answer = client.patch(f"/api/v1/tickets/{numbers(made)[0]}", json=body, headers=who)
    assert (answer.status_code, answer.get_json(force=True)["parameter"]) == (400, parameter)
