"""The past of a place, over HTTP: read by its branch, told in words, taken back by one tap."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from tests.make import enter_one, record
from tests.people import account, keep, sign_in, token, unit, value
from tests.stations.test_undo import amend, load, place_of
from web.shapes.history import ChangedAgain, History, Undone

HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>')


class Branch:
    """A unit with a place and a manager, and another unit with both."""

    def __init__(self, store: Connection) -> None:
        self.unit, self.other_unit = unit(store, "道里区总工会"), unit(store, "香坊区总工会")
        self.place, self.foreign = (
            enter_one(store, name="甲街驿站", phone="1", capacity=8),
            enter_one(store, name="别处"),
        )
        keep(store, self.place, self.unit)
        keep(store, self.foreign, self.other_unit)
        self.account = account(store, unit_id=self.unit)
        value(store, "UPDATE account SET shown_name = '老王' WHERE id = %s", self.account)
        self.stranger = account(store, unit_id=self.other_unit)
        store.commit()


@pytest.fixture
def branch(store: Connection) -> Branch:
    return Branch(store)


def bearer(store: Connection, account_id: int, *scopes: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(store, account_id, *scopes)}"}


def by_account(store: Connection, account_id: int, place: int, **fields: Any) -> int:
    """Amend a place as an account."""
    value(store, "SELECT set_config('waystation.proof', %s, true)", token(store, account_id))
    version = amend(store, place, **fields)
    store.commit()
    return version


def test_the_api_tells_every_version(visit: FlaskClient, store: Connection, branch: Branch) -> None:
    version = by_account(store, branch.account, branch.place, phone="2")
    answer = visit.get(
        f"/api/v1/stations/{branch.place}/history", headers=bearer(store, branch.account, "read")
    )
    told = History.model_validate(answer.get_json())
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert [one.version for one in told.versions] == [3, 2, 1]
    newest = told.versions[0]
    assert newest.model_dump()["by"] == {
        "who": "account",
        "name": "老王",
        "unit": "道里区总工会",
        "import_id": None,
    }
    assert (newest.version, newest.fields) == (version, ["phone"])
    assert newest.changes["phone"].model_dump() == {"before": "1", "after": "2"}
    assert (told.versions[1].by.who, told.versions[2].changes) == ("program", {})


def test_a_long_history_comes_page_by_page(visit: FlaskClient, store: Connection, branch: Branch) -> None:
    for number in range(5):
        amend(store, branch.place, phone=f"{number}")
    headers, seen = bearer(store, branch.account), []
    link = f"/api/v1/stations/{branch.place}/history?limit=3"
    while link:
        answer = visit.get(link, headers=headers).get_json()
        seen.append([one["version"] for one in answer["versions"]])
        link = next((one["href"] for one in answer["links"] if one["rel"] == "next"), None)
    assert seen == [[7, 6, 5], [4, 3, 2], [1]]


def test_an_undo_is_a_new_version_by_who_undid(visit: FlaskClient, store: Connection, branch: Branch) -> None:
    version = by_account(store, branch.account, branch.place, phone="2")
    headers = bearer(store, branch.account)
    answer = visit.post(f"/api/v1/stations/{branch.place}/history/{version}/undo", headers=headers, json={})
    assert (answer.status_code, Undone.model_validate(answer.get_json()).model_dump()) == (
        201, {"version": version + 1, "fields": ["phone"]},
    )  # fmt: skip
    newest = visit.get(f"/api/v1/stations/{branch.place}/history", headers=headers).get_json()["versions"][0]
    assert (newest["by"]["name"], newest["changes"]["phone"]) == ("老王", {"before": "2", "after": "1"})


def test_what_was_changed_again_is_a_409_that_names_the_others(
    visit: FlaskClient, store: Connection, branch: Branch
) -> None:
    version = by_account(store, branch.account, branch.place, phone="2", capacity=9)
    by_account(store, branch.account, branch.place, phone="3")
    address, headers = (
        f"/api/v1/stations/{branch.place}/history/{version}/undo",
        bearer(store, branch.account),
    )
    refused = visit.post(address, headers=headers, json={})
    told = ChangedAgain.model_validate(refused.get_json())
    assert (refused.status_code, refused.content_type) == (409, "application/problem+json")
    assert (told.fields, told.others) == (["phone"], ["capacity"])
    done = visit.post(address, headers=headers, json={"fields": told.others})
    assert (done.status_code, done.get_json()["fields"]) == (201, ["capacity"])
    assert visit.post(address, headers=headers, json={"fields": ["capacity"]}).status_code == 409


@pytest.mark.parametrize(("path", "body", "status"), [
    ("/1/undo", {}, 409), ("/99/undo", {}, 404), ("/0/undo", {}, 404), ("/x/undo", {}, 404),
    ("/9999999999/undo", {}, 404), ("/2/undo?a=1", {}, 400), ("/2/undo", None, 415), ("/2/undo", {"fields": []}, 400),
    ("/2/undo", {"fields": "phone"}, 400), ("/2/undo", {"more": 1}, 400), ("/2/undo", [1], 400),
    ("/2/undo", {"fields": ["nothing"]}, 409), ("/2/undo", {"fields": ["unit_id\x00"]}, 400),
])  # fmt: skip
def test_an_undo_that_is_wrong_is_refused(
    visit: FlaskClient, store: Connection, branch: Branch, path: str, body: Any, status: int
) -> None:
    operator = account(store, "operator")
    answer = visit.post(
        f"/api/v1/stations/{branch.place}/history{path}", headers=bearer(store, operator), json=body
    )
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


@pytest.mark.parametrize(
    "query", ["limit=0", "cursor=0", "cursor=99999999999", "more=1", "limit=x", "limit=1&limit=2"]
)
def test_a_history_asked_wrongly_is_refused(
    visit: FlaskClient, store: Connection, branch: Branch, query: str
) -> None:
    path = f"/api/v1/stations/{branch.place}/history?{query}"
    assert visit.get(path, headers=bearer(store, branch.account)).status_code == 400


@pytest.mark.parametrize("manner", ["/api/v1/stations/{id}/history", "/manage/stations/{id}/history"])
def test_the_history_is_for_the_own_branch(
    visit: FlaskClient, store: Connection, branch: Branch, manner: str
) -> None:
    statuses = [
        visit.get(manner.format(id=place), headers=headers).status_code
        for place, headers in (
            (branch.place, {}),
            (branch.place, bearer(store, branch.stranger)),
            (branch.foreign, bearer(store, branch.account)),
            (2**60, bearer(store, branch.account)),
            ("x", bearer(store, branch.account)),
            (branch.place, bearer(store, branch.account)),
            (branch.foreign, bearer(store, account(store, "operator"))),
        )
    ]
    assert statuses == [401, 403, 403, 404, 404, 200, 200]


def test_nobody_undoes_what_is_not_theirs(visit: FlaskClient, store: Connection, branch: Branch) -> None:
    version = amend(store, branch.foreign, phone="2")
    mine = amend(store, branch.place, phone="2")
    foreign, own = (f"/api/v1/stations/{place}/history/{number}/undo" for place, number in
                    ((branch.foreign, version), (branch.place, mine)))  # fmt: skip
    planner = account(store, "planner", branch.unit)
    assert visit.post(foreign, headers=bearer(store, branch.account), json={}).status_code == 403
    assert visit.post(own, headers=bearer(store, planner), json={}).status_code == 403
    assert visit.post(own, headers=bearer(store, branch.account, "read")).status_code == 403
    assert visit.post(own).status_code == 401
    sign_in(visit, store, branch.account)
    assert visit.post(own).status_code == 403  # no token of the session
    assert value(store, "SELECT version FROM station WHERE id = %s", branch.place) == mine


def test_a_place_that_came_from_another_unit_is_not_given_back_to_it(
    visit: FlaskClient, store: Connection, branch: Branch
) -> None:
    keep(store, branch.foreign, branch.unit)
    store.commit()
    answer = visit.post(
        f"/api/v1/stations/{branch.foreign}/history/3/undo", headers=bearer(store, branch.account), json={}
    )
    assert answer.status_code == 403
    assert value(store, "SELECT unit_id FROM station WHERE id = %s", branch.foreign) == branch.unit


def test_the_page_says_in_words_what_changed(visit: FlaskClient, store: Connection, branch: Branch) -> None:
    sign_in(visit, store, branch.account)
    by_account(
        store, branch.account, branch.place, services=["wifi", "toilet"], hours="24/7", hours_text="24小时"
    )
    by_account(store, branch.account, branch.place, services=["toilet"], lon=126.63, lat=45.77)
    by_account(store, branch.account, branch.place, status="suspended", status_reason="检修", phone="2")
    text = visit.get(f"/manage/stations/{branch.place}/history").text
    for said in ("老王（道里区总工会）", "无 → 24小时", "移动了 780 米", "正常开放 → 暂停服务（检修）", "1 → 2",
                 "去掉", "增加", "录入",
                 "道里区总工会"):  # fmt: skip
        assert said in text, said
    assert "别处" not in text
    assert "stranger" not in text
    english = visit.get(f"/manage/stations/{branch.place}/history?lang=en").text
    assert "open → suspended (检修)" in english


def test_the_page_undoes_and_says_so(visit: FlaskClient, store: Connection, branch: Branch) -> None:
    version = by_account(store, branch.account, branch.place, phone="2", capacity=9)
    csrf = sign_in(visit, store, branch.account)
    address = f"/manage/stations/{branch.place}/history/{version}/undo"
    assert address in visit.get(f"/manage/stations/{branch.place}/history").text
    done = visit.post(address, data={"csrf_token": csrf})
    assert (done.status_code, done.location) == (303, f"/manage/stations/{branch.place}/history")
    assert "已撤销：座位数、电话。" in visit.get(done.location).text
    assert visit.post(address).status_code == 403


def test_the_page_offers_the_others_when_something_was_changed_again(
    visit: FlaskClient, store: Connection, branch: Branch
) -> None:
    version = by_account(store, branch.account, branch.place, phone="2", capacity=9)
    by_account(store, branch.account, branch.place, phone="3")
    csrf = sign_in(visit, store, branch.account)
    address = f"/manage/stations/{branch.place}/history/{version}/undo"
    refused = visit.post(address, data={"csrf_token": csrf})
    assert refused.status_code == 409
    assert "后来又改过：电话" in refused.text
    assert "只撤销其余的：座位数" in refused.text
    assert visit.post(address, data={"csrf_token": csrf, "fields": ["capacity"]}).status_code == 303
    again = visit.post(address, data={"csrf_token": csrf, "fields": ["capacity"]})
    assert (again.status_code, "没有可撤销的内容" in again.text) == (409, True)
    first = visit.post(f"/manage/stations/{branch.place}/history/1/undo", data={"csrf_token": csrf})
    assert (first.status_code, "最初的录入" in first.text) == (409, True)


def test_a_planner_sees_the_past_and_no_button(visit: FlaskClient, store: Connection, branch: Branch) -> None:
    amend(store, branch.place, phone="2")
    sign_in(visit, store, account(store, "planner", branch.unit))
    text = visit.get(f"/manage/stations/{branch.place}/history").text
    assert ("1 → 2" in text, "/undo" in text) == (True, False)


def test_a_list_is_named_with_its_import(visit: FlaskClient, store: Connection, branch: Branch) -> None:
    number = load(store, record(source_id="a", phone="1"), source="区里的名单")
    keep(store, place_of(store, "a"), branch.unit)
    store.commit()
    told = visit.get(
        f"/api/v1/stations/{place_of(store, 'a')}/history", headers=bearer(store, branch.account)
    )
    assert told.get_json()["versions"][-1]["by"] == {
        "who": "list", "name": "区里的名单", "unit": None, "import_id": str(number),
    }  # fmt: skip
    sign_in(visit, store, branch.account)
    assert "名单“区里的名单”" in visit.get(f"/manage/stations/{place_of(store, 'a')}/history").text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_people_wrote_is_escaped(
    visit: FlaskClient, store: Connection, branch: Branch, hostile: str
) -> None:
    value(store, "UPDATE account SET shown_name = %s WHERE id = %s", hostile, branch.account)
    value(store, "UPDATE unit SET name = %s WHERE id = %s", hostile, branch.unit)
    by_account(store, branch.account, branch.place, phone=hostile, status_reason=hostile, hours_text=hostile)
    for column in (
        "name",
        "name_en",
        "address",
        "operator",
        "entry_hint",
        "county_stated",
        "hours_exceptions",
    ):
        value(store, f"UPDATE station SET {column} = %s WHERE id = %s", hostile, branch.place)
    details = "UPDATE station SET details = jsonb_build_object(%s, %s) WHERE id = %s"
    value(store, details, hostile, hostile, branch.place)
    number = load(store, record(source_id="a", name="乙", phone="1"), source=hostile[:100])
    place = place_of(store, "a")
    keep(store, place, branch.unit)
    store.commit()
    sign_in(visit, store, branch.account)
    for one in (branch.place, place):
        text = visit.get(f"/manage/stations/{one}/history").text
        assert hostile not in text
        assert "&lt;" in text
    assert number > 0


def test_the_section_of_a_places_page_shows_the_last_three(
    visit: FlaskClient, store: Connection, branch: Branch
) -> None:
    from flask import render_template
    from flask_wtf.csrf import generate_csrf

    import stations
    from stations.acting import act_by
    from web.history import section
    from web.words import speaker

    for number in range(4):
        by_account(store, branch.account, branch.place, phone=f"{number + 2}")
    with visit.application.test_request_context():
        from flask import g

        g.connection = store
        g.acting = act_by(store, token(store, branch.account))
        text = render_template(
            "desk/section_history.html", say=speaker("zh", "desk", "history"), csrf=generate_csrf,
            **section(stations.station(store, branch.place)),
        )  # fmt: skip
        g.pop("connection")
    assert text.count("/undo") == 3
    assert ("4 → 5" in text, "2 → 3" in text, "1 → 2" in text) == (True, True, False)
