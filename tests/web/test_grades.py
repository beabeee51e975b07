"""Grades over HTTP: the API and the desk's pages, for the own branch and for others."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from stations.known_grades import KNOWN
from tests.make import enter_one
from tests.people import account, keep, sign_in, token, unit, value
from web import shapes

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=1>'
SIX = {
    "name_zh": "六有",
    "source": "总工会通知",
    "points": [
        {"code": "sign", "name_zh": "有标识", "evidence": None},
        {"code": "aed", "name_zh": "有 AED", "evidence": {"by": "service", "service": "aed"}},
    ],
}


class Desk:
    """A city, a county of it with a place, and another county with one; who asks is the city's manager."""

    def __init__(self, visit: FlaskClient, store: Connection) -> None:
        self.visit, self.store = visit, store
        self.city = unit(store, level="city")
        self.county, self.elsewhere = unit(store, parent=self.city), unit(store)
        self.place, self.far = (
            enter_one(store, name="工会驿站", services=("aed",)),
            enter_one(store, name="别处的驿站"),
        )
        keep(store, self.place, self.county)
        keep(store, self.far, self.elsewhere)
        self.acts("manager", self.city)

    def acts(self, role: str, of: int, *scopes: str) -> "Desk":
        self.account = account(self.store, role, of)
        self.headers = {"Authorization": f"Bearer {token(self.store, self.account, *scopes)}"}
        return self

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.visit.open(
            f"/api/v1{path}", method=method, json=body, headers={**self.headers, **headers}
        )

    def grade(self, **more: Any) -> str:
        made = self.ask("POST", "/manage/grades", {**SIX, "unit": self.city, **more})
        assert made.status_code == 201
        return str(made.json["id"])


@pytest.fixture
def desk(visit: FlaskClient, store: Connection) -> Desk:
    return Desk(visit, store)


def test_a_unit_defines_a_grade_and_its_branch_is_counted(desk: Desk) -> None:
    made = desk.grade()
    found = desk.ask("GET", "/manage/grades").json
    shapes.GradeList.model_validate(found)
    assert [one["code"] for one in found["known"]] == list(KNOWN)
    (grade,) = found["grades"]
    assert (grade["id"], grade["places"], grade["met"], grade["lacking"]) == (
        made,
        1,
        0,
        {"sign": 1, "aed": 0},
    )


def test_a_point_is_confirmed_and_withdrawn(desk: Desk) -> None:
    made = desk.grade()
    said = desk.ask(
        "POST", f"/stations/{desk.place}/grades", {"grade": int(made), "code": "sign", "note": HOSTILE}
    )
    assert said.status_code == 201
    shapes.PlaceGrades.model_validate(said.json)
    (standing,) = said.json["grades"]
    assert (standing["met"], standing["lacking"], standing["points"][0]["note"]) == (True, [], HOSTILE)
    said = desk.ask(
        "POST", f"/stations/{desk.place}/grades", {"grade": int(made), "code": "sign", "met": False}
    )
    assert said.json["grades"][0]["lacking"] == ["sign"]


def test_places_come_page_by_page(desk: Desk) -> None:
    made = desk.grade()
    other = enter_one(desk.store)
    keep(desk.store, other, desk.city)
    first = desk.ask("GET", f"/manage/grades/{made}/places?limit=1").json
    shapes.GradedPlaces.model_validate(first)
    assert [one["id"] for one in first["places"]] == [str(desk.place)]
    rest = desk.ask("GET", f"/manage/grades/{made}/places?limit=1&cursor={first['cursor']}").json
    assert ([one["id"] for one in rest["places"]], rest["cursor"]) == ([str(other)], None)
    assert len(desk.ask("GET", f"/manage/grades/{made}/places?lacks=aed").json["places"]) == 1
    assert desk.ask("GET", f"/manage/grades/{made}/places?met=true").json["places"] == []


def test_a_change_names_the_version_that_was_read(desk: Desk) -> None:
    made = desk.grade()
    path = f"/manage/grades/{made}"
    assert desk.ask("GET", path).headers["ETag"] == '"1"'
    assert desk.ask("PUT", path, SIX).status_code == 428
    assert desk.ask("PUT", path, SIX, **{"If-Match": '"1"'}).json["version"] == 2
    assert desk.ask("PUT", path, SIX, **{"If-Match": '"1"'}).status_code == 412
    assert desk.ask("DELETE", path, **{"If-Match": '"1"'}).status_code == 412
    assert desk.ask("DELETE", path, **{"If-Match": '"2"'}).json["retired"] is True
    assert desk.ask("PUT", path, SIX, **{"If-Match": '"3"'}).status_code == 409
    assert desk.ask("GET", "/manage/grades").json["grades"] == []


def test_an_award_is_noted_and_withdrawn(desk: Desk) -> None:
    path = f"/stations/{desk.place}/awards"
    body = {"name": "最美驿站", "given_by": "省总工会", "given_on": "2025-04-28"}
    noted = desk.ask("POST", path, body)
    assert (noted.status_code, noted.json["awards"][0]["name"]) == (201, "最美驿站")
    assert desk.ask("POST", path, {**body, "until": "2025-04-27"}).status_code == 409
    award = noted.json["awards"][0]["id"]
    assert desk.ask("DELETE", f"/stations/{desk.far}/awards?award={award}").status_code == 403
    assert desk.ask("DELETE", f"{path}?award={award}").json["awards"] == []
    assert desk.ask("DELETE", f"{path}?award={award}").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": []},
        {"name_zh": " "},
        {"name_zh": "x" * 61},
        {"name_zh": "a\x00b"},
        {"kinds": ["castle"]},
        {"colour": "red"},
        {"points": [{"code": "A", "name_zh": "有"}]},
        {"points": [{"code": "a", "name_zh": "有", "evidence": {"by": "service", "service": "moat"}}]},
        {"points": [{"code": "a", "name_zh": "有", "evidence": {"by": "open_daily", "hours": 25}}]},
        {"points": [{"code": "a", "name_zh": "有", "evidence": {"by": "magic"}}]},
        {"needed": 0},
        {"needed": True},
        {"unit": "1"},
    ],
)
def test_a_wrong_definition_is_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    assert desk.ask("POST", "/manage/grades", {**SIX, "unit": desk.city, **wrong}).status_code == 400


def test_what_does_not_fit_together_is_a_conflict(desk: Desk) -> None:
    body = {**SIX, "unit": desk.city}
    assert desk.ask("POST", "/manage/grades", {**body, "needed": 3}).status_code == 409
    assert desk.ask("POST", "/manage/grades", {**body, "points": [SIX["points"][0]] * 2}).status_code == 409


@pytest.mark.parametrize("who", ["planner", "read token", "below", "elsewhere"])
def test_others_change_nothing(desk: Desk, who: str) -> None:
    made = desk.grade()
    city, county, far = desk.city, desk.county, desk.elsewhere
    match who:
        case "planner":
            desk.acts("planner", city)
        case "read token":
            desk.acts("manager", city, "read")
        case "below":
            desk.acts("manager", county)
        case _:
            desk.acts("manager", far)
    hidden = 404 if who == "elsewhere" else 403
    tag = {"If-Match": '"1"'}
    assert desk.ask("PUT", f"/manage/grades/{made}", SIX, **tag).status_code == hidden
    assert desk.ask("DELETE", f"/manage/grades/{made}", **tag).status_code == hidden
    assert desk.ask("GET", f"/manage/grades/{made}").status_code == (404 if who == "elsewhere" else 200)
    above = desk.ask("POST", "/manage/grades", {**SIX, "unit": city}).status_code
    assert above == (403 if who in ("planner", "read token") else 404)
    said = {"grade": int(made), "code": "sign"}
    assert desk.ask("POST", f"/stations/{desk.place}/grades", said).status_code == (
        201 if who == "below" else 403
    )
    assert desk.ask("GET", f"/stations/{desk.place}/grades").status_code == (
        403 if who == "elsewhere" else 200
    )
    assert value(desk.store, "SELECT version FROM grade WHERE id = %s", int(made)) == 1


def test_signed_out_there_is_nothing(desk: Desk) -> None:
    desk.headers = {}
    assert desk.ask("GET", "/manage/grades").status_code == 401
    assert desk.ask("POST", f"/stations/{desk.place}/grades", {}).status_code == 401


# --- Pages -----------------------------------------------------------------------------------------------------------


class Pages(Desk):
    """The same, signed in by cookie."""

    def __init__(self, visit: FlaskClient, store: Connection) -> None:
        super().__init__(visit, store)
        self.csrf = sign_in(visit, store, self.account)

    def send(self, path: str, **form: Any) -> Any:
        return self.visit.post(path, data={"csrf_token": self.csrf, **form})

    def form(self, **more: Any) -> dict[str, Any]:
        return {
            "unit": self.city,
            "name_zh": "六有",
            "name_zh-0": "有标识",
            "name_zh-1": "有 AED",
            "by-1": "service:aed",
            **more,
        }


@pytest.fixture
def pages(visit: FlaskClient, store: Connection) -> Pages:
    return Pages(visit, store)


def made(pages: Pages, **more: Any) -> str:
    answer = pages.send("/manage/grades/new", **pages.form(**more))
    assert answer.status_code == 303
    return str(answer.location)


def test_a_grade_is_made_changed_and_retired_on_pages(pages: Pages) -> None:
    page = made(pages)
    assert "1 个站点缺" in pages.visit.get(page).text
    changed = pages.send(
        f"{page}/edit",
        **pages.form(version=1, **{"name_zh-2": "每天开放", "by-2": "open_daily", "number-2": 8}),
    )
    assert changed.status_code == 303
    assert "每天开放不少于 8 小时" in pages.visit.get(page).text
    assert pages.send(f"{page}/edit", **pages.form(version=1)).status_code == 412
    assert pages.send(f"{page}/retire", version=2).status_code == 303
    assert "还没有清单" in pages.visit.get("/manage/grades").text


@pytest.mark.parametrize("wrong", [
    {"needed": "9"}, {"needed": "x"}, {"name_zh": ""}, {"by-0": "open_daily", "number-0": "99"}, {"by-0": "magic"},
    {"kinds": "castle"},
])  # fmt: skip
def test_a_wrong_form_comes_back_as_it_was_filled(pages: Pages, wrong: dict[str, str]) -> None:
    answer = pages.send("/manage/grades/new", **pages.form(**wrong))
    assert answer.status_code == 400
    assert 'value="有标识"' in answer.text
    assert "还没有保存" in answer.text


def test_a_form_can_grow(pages: Pages) -> None:
    answer = pages.send("/manage/grades/new", **pages.form(more=1))
    assert (answer.status_code, 'name="name_zh-4"' in answer.text) == (200, True)


@pytest.mark.parametrize("known", KNOWN)
def test_a_published_grade_fills_the_form(pages: Pages, known: str) -> None:
    page = pages.visit.get(f"/manage/grades/new?known={known}").text
    assert f'value="{KNOWN[known].points[0]["name_zh"]}"' in page


def test_a_point_is_confirmed_on_the_page_of_a_place(pages: Pages) -> None:
    grade = made(pages).rpartition("/")[2]
    path = f"/manage/stations/{pages.place}/grades"
    assert "还缺 1 项：有标识" in pages.visit.get(path).text
    assert (
        pages.send(path, grade=grade, code="p1", met="yes", note="看过", until="2030-01-01").status_code
        == 303
    )
    shown = pages.visit.get(path).text
    assert ("全部达到" in shown, "看过" in shown, "有效到 2030-01-01" in shown) == (True, True, True)
    assert pages.send(path, grade=grade, code="p1", met="no").status_code == 303
    assert "撤回“六有”的“有标识”" in pages.visit.get(path).text
    assert pages.send(path, grade=grade, code="p1", met="yes", until="soon").status_code == 400


def test_what_people_write_is_shown_as_text(pages: Pages) -> None:
    page = made(pages, name_zh=HOSTILE, source=HOSTILE, **{"name_zh-0": HOSTILE})
    path = f"/manage/stations/{pages.place}"
    pages.send(f"{path}/grades", grade=page.rpartition("/")[2], code="p1", met="yes", note=HOSTILE)
    pages.send(f"{path}/awards", name=HOSTILE, given_by=HOSTILE, given_on="2025-01-01")
    for shown in ("/manage/grades", page, f"{page}/edit", f"{path}/grades", path):
        text = pages.visit.get(shown).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_pages_of_another_branch_are_shut(pages: Pages) -> None:
    page = made(pages)
    assert pages.visit.get(f"/manage/stations/{pages.far}/grades").status_code == 403
    assert (
        pages.send(
            f"/manage/stations/{pages.far}/awards", name="x", given_by="x", given_on="2025-01-01"
        ).status_code
        == 403
    )
    pages.csrf = sign_in(pages.visit, pages.store, account(pages.store, "manager", pages.elsewhere))
    assert pages.visit.get(page).status_code == 404
    assert "还没有清单" in pages.visit.get("/manage/grades").text


def test_a_form_of_another_site_changes_nothing(pages: Pages) -> None:
    pages.csrf = "made up"
    assert pages.send("/manage/grades/new", **pages.form()).status_code == 403


def test_a_planner_sees_no_way_to_change_anything(pages: Pages) -> None:
    page = made(pages)
    sign_in(pages.visit, pages.store, account(pages.store, "planner", pages.city))
    for shown in ("/manage/grades", page, f"/manage/stations/{pages.place}/grades"):
        text = pages.visit.get(shown)
        assert text.status_code == 200
        assert "/edit" not in text.text
        assert '<form method="post"' not in text.text
