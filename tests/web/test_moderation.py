"""Ratings at the desk and in the API: held, hidden, answered, ruled; and what the public and the writer read."""

from collections.abc import Callable

import psycopg2.errors
import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from tests.people import account, sign_in, token, value
from tests.web.pair import Pair, pair
from tests.web.telling import Courier
from tests.web.test_tickets import HOSTILE

Ask = Callable[..., object]


@pytest.fixture
def made(store: Connection, visit: FlaskClient) -> Pair:
    return pair(store, visit)


def signed(made: Pair, unit: int | None, role: str = "manager") -> tuple[FlaskClient, dict[str, str]]:
    client = made.visit.application.test_client()
    return client, {"Authorization": f"Bearer {token(made.store, account(made.store, role, unit))}"}


def rated(made: Pair, place: int, comment: str, stars: int = 1) -> tuple[Courier, int]:
    courier = Courier(made.visit)
    assert courier.rate(place, stars, comment=comment).status_code == 201
    return courier, value(made.store, "SELECT max(id) FROM rating")


def public(made: Pair, place: int) -> str:
    return made.visit.get(f"/api/v1/stations/{place}/ratings").get_data(as_text=True) + made.visit.get(
        f"/stations/{place}"
    ).get_data(as_text=True)


def test_a_comment_with_a_number_waits_and_its_writer_is_told(made: Pair) -> None:
    courier = Courier(made.visit)
    answer = courier.rate(made.own.station, 4, comment="找我 13800138000").get_json()
    assert (answer["comment_waits"], answer["counted"], answer["rating"]["count"]) == (True, True, 1)
    assert "13800138000" not in public(made, made.own.station)
    (own,) = courier.see(f"stations/{made.own.station}/ratings")["own"]
    assert (own["waits"], own["comment"]) == (True, "找我 13800138000")
    client, who = signed(made, made.own.unit)
    (one,) = client.get("/api/v1/manage/ratings?show=waiting", headers=who).get_json()["ratings"]
    assert (one["why"], one["comment"]) == ("phone", "找我 13800138000")
    assert client.delete(f"/api/v1/manage/ratings/{one['id']}/hiding", headers=who).status_code == 200
    assert "13800138000" in public(made, made.own.station)


def test_the_writer_alone_reads_why_a_comment_is_hidden(made: Pair) -> None:
    courier, number = rated(made, made.own.station, "他家住三号楼")
    client, who = signed(made, made.own.unit)
    body = {"reason": "里面有个人信息"}
    done = client.put(f"/api/v1/manage/ratings/{number}/hiding", json=body, headers=who)
    assert (done.status_code, done.get_json()["hidden"]) == (200, "里面有个人信息")
    assert "三号楼" not in public(made, made.own.station)
    assert "里面有个人信息" not in public(made, made.own.station)
    (own,) = courier.see(f"stations/{made.own.station}/ratings")["own"]
    assert (own["hidden"], own["comment"]) == ("里面有个人信息", "他家住三号楼")
    assert Courier(made.visit).see(f"stations/{made.own.station}/ratings")["own"] == []


def test_no_sql_of_the_web_reads_what_is_hidden(made: Pair) -> None:
    _, number = rated(made, made.own.station, "他家住三号楼")
    client, who = signed(made, made.own.unit)
    client.put(f"/api/v1/manage/ratings/{number}/hiding", json={"reason": "个人信息"}, headers=who)
    store = made.store
    store.commit()
    value(store, "SET ROLE waystation_web")
    assert value(store, "SELECT count(*) FROM withheld_comment") == 0
    assert value(store, "SELECT count(*) FROM rating WHERE comment LIKE '%%三号楼%%'") == 0
    assert value(store, "SELECT count(*) FROM rating_case") + value(store, "SELECT count(*) FROM ticket") == 0
    for wrong in (
        "UPDATE withheld_comment SET why = 'word'", "INSERT INTO answer (text) VALUES ('x')", "DELETE FROM answer",
        "UPDATE ticket SET state = 'mended'", "SELECT voter FROM withheld_comment", "SELECT answered_by FROM answer",
        "SELECT renew_tickets(1)", "SELECT why_withheld('x')", f"SELECT hide_comment({number}, 'x')::text || 1/0",
        "INSERT INTO listed_word (word) VALUES ('水很')", "SELECT change_word('水很', true)",
    ):  # fmt: skip
        store.commit()
        value(store, "SET ROLE waystation_web")
        if "hide_comment" in wrong:
            assert value(store, f"SELECT hide_comment({number}, 'x')") is None
            continue
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            value(store, wrong)
        store.rollback()
    value(store, "RESET ROLE")


def test_another_branch_sees_and_does_nothing(made: Pair) -> None:
    _, number = rated(made, made.own.station, "冷", 2)
    client, who = signed(made, made.foreign.unit)
    assert client.get("/api/v1/manage/ratings", headers=who).get_json()["ratings"] == []
    assert "冷" not in client.get("/manage/ratings", headers=who).get_data(as_text=True)
    before = made.digest()
    address = f"/api/v1/manage/ratings/{number}"
    answers = [
        client.get(address, headers=who),
        client.put(f"{address}/answer", json={"text": "x"}, headers=who),
        client.put(f"{address}/hiding", json={"reason": "x"}, headers=who),
        client.delete(f"{address}/hiding", headers=who),
        client.put(f"{address}/question", json={"reason": "x"}, headers=who),
        client.put(f"{address}/ruling", json={"abuse": True, "reason": "x"}, headers=who),
        client.post(f"/manage/ratings/{number}/show", headers=who),
    ]
    assert [one.status_code for one in answers] == [404] * len(answers)
    assert made.digest() == before


def test_the_unit_above_rules_and_the_own_one_asks(made: Pair) -> None:
    courier, number = rated(made, made.own.station, "从没去过")
    ruling, reason = f"/api/v1/manage/ratings/{number}/ruling", {"reason": "没来过"}
    client, who = signed(made, made.own.unit)
    assert client.put(ruling, json={"abuse": True, **reason}, headers=who).status_code == 403
    asked = client.put(f"/api/v1/manage/ratings/{number}/question", json=reason, headers=who)
    assert (asked.get_json()["asked"], asked.get_json()["above"]) == ("没来过", False)
    above, city = signed(made, made.city)
    assert above.put(ruling, json={"abuse": "yes", **reason}, headers=city).status_code == 400
    assert above.put(ruling, json={"abuse": True, **reason}, headers=city).get_json()["counted"] is False
    assert made.visit.get(f"/api/v1/stations/{made.own.station}/ratings").get_json()["rating"]["count"] == 0
    (own,) = courier.see(f"stations/{made.own.station}/ratings")["own"]
    assert own["ruled"] == "没来过"
    assert above.put(ruling, json={"abuse": False, **reason}, headers=city).get_json()["counted"] is True


def test_the_page_does_what_its_buttons_say(made: Pair) -> None:
    _, number = rated(made, made.own.station, "冷")
    client = made.visit.application.test_client()
    csrf = sign_in(client, made.store, made.own.manager)
    assert client.post(f"/manage/ratings/{number}/answer", data={"other": "已开暖气"}).status_code == 403
    for act, form in (
        ("answer", {"other": "已开暖气"}),
        ("hide", {"reason": "是广告"}),
        ("show", {}),
        ("ask", {"other": " "}),
    ):
        done = client.post(f"/manage/ratings/{number}/{act}", data={"csrf_token": csrf, **form})
        assert done.status_code == 303
    page = client.get("/manage/ratings").get_data(as_text=True)
    assert "还差几个字" in page
    assert "已开暖气" in page
    assert "已开暖气" in public(made, made.own.station)


def test_what_people_write_is_never_markup(made: Pair) -> None:
    for comment in (HOSTILE, f"{HOSTILE} 13800138000"):
        _, number = rated(made, made.own.station, comment)
        client, who = signed(made, made.own.unit)
        for what, body in (("answer", "text"), ("question", "reason")):
            client.put(f"/api/v1/manage/ratings/{number}/{what}", json={body: HOSTILE}, headers=who)
    client.put(f"/api/v1/manage/ratings/{number}/hiding", json={"reason": HOSTILE}, headers=who)
    for address in (
        "/manage/ratings",
        "/manage/ratings?show=hidden&lang=en",
        f"/stations/{made.own.station}",
    ):
        page = client.get(address, headers=who).get_data(as_text=True)
        assert "&lt;script&gt;alert" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_list_of_words_is_kept_by_operators_of_the_whole_store(made: Pair) -> None:
    client, who = signed(made, None, "operator")
    assert client.post("/api/v1/listed-words", json={"word": "西瓜"}, headers=who).status_code == 201
    assert "西瓜" in client.get("/api/v1/listed-words", headers=who).get_json()["words"]
    assert client.delete("/api/v1/listed-words?word=西瓜", headers=who).status_code == 200
    assert client.delete("/api/v1/listed-words?word=西瓜", headers=who).status_code == 404
    assert client.delete("/api/v1/listed-words?word=%00", headers=who).status_code == 400
    other, branch = signed(made, made.city, "operator")
    assert other.get("/api/v1/listed-words", headers=branch).status_code == 403
    assert other.post("/api/v1/listed-words", json={"word": "西瓜"}, headers=branch).status_code == 403
