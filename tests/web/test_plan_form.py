"""The forms of plans: what they ask, what is wrong told beside its field, files read within limits."""

import json
import re
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection
from shapely.geometry import shape

from tests import planned
from tests.people import account, sign_in, value
from tests.web.branches import digest
from tests.web.test_plan import NASTY, Table
from web.bodies.plans import OptionsBody
from web.plans import brought
from web.words import LANGS, dictionary

LIST = "编号,名称,经度,纬度,容量\nc1,甲处,126.60,45.75,40\nc2,乙处,126.62,45.77,\n"
POINTS = [
    {"id": "c1", "lon": 126.6, "lat": 45.75, "name": "甲处", "capacity": 40.0},
    {"id": "c2", "lon": 126.62, "lat": 45.77, "name": "乙处"},
]
AREA = planned.collection((planned.square(126.6, 45.75), {"code": "1", "name": "东片"}))
LINE = {"type": "LineString", "coordinates": [[126.6, 45.7], [126.7, 45.8]]}


class Form(Table):
    """A planner who is signed in, before a form."""

    def __init__(self, visit: FlaskClient, store: Connection) -> None:
        super().__init__(visit, store)
        planned.enter_roads(store, "某市", "walk")
        planned.enter_roads(store, "全省", "truck")
        self.csrf = sign_in(visit, store, self.planner)

    def send(self, what: str, fields: dict[str, Any], **files: tuple[bytes | str, str]) -> Any:
        """Send the form of a question, with files by their content and name."""
        sent = {
            field: (BytesIO(content.encode() if isinstance(content, str) else content), name)
            for field, (content, name) in files.items()
        }
        told = {
            "csrf_token": self.csrf,
            **({} if what == "corridor" else {"demand": "骑手"}),
            **fields,
            **sent,
        }
        return self.visit.post(f"/plan/new/{what}", data=told, content_type="multipart/form-data")

    @property
    def asked(self) -> Any:
        """What was asked for; None when nothing was."""
        return value(self.store, "SELECT (SELECT asked FROM plan WHERE account_id = %s)", self.planner)


@pytest.fixture
def form(visit: FlaskClient, store: Connection) -> Form:
    return Form(visit, store)


def beside(text: str, field: str) -> str:
    """What is told to be wrong beside a field."""
    found = re.search(rf'id="{field}-wrong"><p>(.*?)</p>', text)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("what", "fields", "options"),
    [
        (
            "coverage",
            {"standard": "min:15", "way": "straight:walk", "hours": "week", "areas": ""},
            {"within": 15.0, "unit": "min", "by": "geodesic", "speed_kmh": 4.8, "hours": "week"},
        ),
        (
            "gaps",
            {"standard": "other", "standard_other": "700", "standard_unit": "m", "hours": "at",
             "at": "2026-11-20T23:00", "kinds": "water_point", "unknown_hours": "open"},
            {"within": 700.0, "unit": "m", "by": "geodesic", "hours": "2026-11-20T23:00", "unknown_hours": "open",
             "places": {"kinds": ["water_point"]}},
        ),
        (
            "site",
            {"standard": "m:500", "way": "walk:某市", "model": "lscp", "share": "95", "spacing_m": "300"},
            {"within": 500.0, "unit": "m", "by": "walk", "roads": "某市", "hours": "always", "model": "lscp",
             "share": 0.95, "spacing_m": 300.0},
        ),
        (
            "site",
            {"standard": "m:500", "sites": "3", "must": "a, b", "forbidden": "c\nd", "existing": "movable",
             "capacity": "120", "seconds": "180", "seed": "7"},
            {"within": 500.0, "unit": "m", "by": "geodesic", "hours": "always", "model": "mclp", "sites": 3,
             "must": ["a", "b"], "forbidden": ["c", "d"], "existing": "movable", "capacity": 120.0, "seconds": 180.0,
             "seed": 7},
        ),
        (
            "site",
            {"model": "pmedian", "sites": "other", "sites_other": "7"},
            {"unit": "min", "by": "geodesic", "speed_kmh": 4.8, "hours": "always", "model": "pmedian", "sites": 7},
        ),
        (
            "compare",
            {"standard": "min:15", "close": "12, 34\n\n12",
             "add": "126.6, 45.7, Mo-Fr 08:00-12:00,13:00-18:00\n126.7，45.8",
             "move": "5 = 126.61, 45.71\r\n\r\n6＝-126.62，45.72", "longer": "9 Mo-Su 07:00-23:00\n10 = 24/7",
             "evening": "22:00"},
            {"within": 15.0, "unit": "min", "by": "geodesic", "speed_kmh": 4.8, "hours": "always", "evening": "22:00",
             "changes": [
                 {"do": "close", "id": "12"}, {"do": "close", "id": "34"},
                 {"do": "move", "id": "5", "lon": 126.61, "lat": 45.71},
                 {"do": "move", "id": "6", "lon": -126.62, "lat": 45.72},
                 {"do": "add", "lon": 126.6, "lat": 45.7, "hours": "Mo-Fr 08:00-12:00,13:00-18:00"},
                 {"do": "add", "lon": 126.7, "lat": 45.8},
                 {"do": "hours", "id": "9", "hours": "Mo-Su 07:00-23:00"}, {"do": "hours", "id": "10", "hours": "24/7"},
             ]},
        ),
        (
            "corridor",
            {"road": "G30", "within_km": "other", "within_km_other": "150", "way": "truck:全省"},
            {"road": "G30", "within_km": 150.0, "by": "truck", "roads": "全省", "hours": "always"},
        ),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_a_form_asks_what_the_api_takes(
    form: Form, what: str, fields: dict[str, str], options: dict[str, Any]
) -> None:
    led = form.send(what, fields)
    assert led.status_code == 303, re.findall("<small>(.*?)</small>", led.text)
    assert form.asked == {**({} if what == "corridor" else {"demand": "骑手"}), **options}
    assert OptionsBody.model_validate(form.asked)
    assert "排队中" in form.visit.get(led.headers["Location"]).text


NEAR = {"standard": "min:15"}


@pytest.mark.parametrize(
    ("what", "fields", "field", "said"),
    [
        ("coverage", {}, "standard", "请选多近算近"),
        ("coverage", {**NEAR, "demand": ""}, "demand", "请从列表里选谁需要驿站"),
        ("coverage", {**NEAR, "demand": "没有的"}, "demand", "请从列表里选谁需要驿站"),
        ("coverage", {"standard": "other", "standard_other": "-5", "standard_unit": "m"}, "standard", "大于 0"),
        ("coverage", {**NEAR, "hours": "at"}, "at", "请写是什么时间"),
        ("coverage", {**NEAR, "hours": "x" * 50}, "hours", "请选什么时候"),
        ("coverage", {**NEAR, "hours": "at", "at": "明天"}, "at", "请写是什么时间"),
        ("coverage", {**NEAR, "way": "walk:没有的"}, "way", "请选怎么走"),
        ("coverage", {**NEAR, "way": "ebike:某市"}, "way", "请选怎么走"),
        ("gaps", {**NEAR, "areas": "villages"}, "areas", "请选怎样分区域"),
        ("gaps", {**NEAR, "areas": "counties"}, "areas", "请选怎样分区域"),
        ("gaps", {**NEAR, "areas": "own"}, "outlines", "请选区域的文件"),
        ("site", {**NEAR, "sites": "other"}, "sites", "请写建几处"),
        ("site", {**NEAR, "sites": "2.5"}, "sites", "请写建几处"),
        ("site", {"sites": "3", "model": "pcenter", "hours": "week"}, "hours", "最远的也近"),
        ("site", {"sites": "3", "model": "pcenter", "capacity": "5"}, "capacity", "只用于"),
        ("site", {**NEAR, "sites": "3", "must": "a b", "forbidden": "b"}, "forbidden", "一定要建的"),
        ("site", {**NEAR, "sites": "3", "seed": "-1"}, "seed", "整数"),
        ("site", {**NEAR, "sites": "3", "seconds": "9999"}, "seconds", "最多找多久"),
        ("site", {**NEAR, "sites": "3", "existing": "gone"}, "existing", "已有的驿站"),
        ("site", {**NEAR, "sites": "3", "points": "{"}, "points", "再选一次"),
        ("site", {**NEAR, "sites": "3", "points": '[{"id": "a", "lon": 126, "lat": 99}]'}, "points", "名单不对"),
        ("corridor", {"within_km": "100"}, "road", "请写路的编号"),
        ("corridor", {"within_km": "100", "road": "G30", "way": "straight:walk"}, "way", "要有货车路网"),
        ("corridor", {"within_km": "100", "road": "G30", "line": '[{"lon": 1, "lat": 1}]'}, "road", "两样选一样"),
        ("compare", {**NEAR, "add": NASTY}, "add", "第 1 行：增加的一行写"),
        ("compare", {**NEAR, "add": "\n126.6, 45.7\n45.7, 126.6"}, "add", "第 3 行：增加的一行写"),
        ("compare", {**NEAR, "add": "nan, 45.7"}, "add", "第 1 行"),
        ("compare", {**NEAR, "move": "5 = 126.6"}, "move", "第 1 行：写成 12 = 126.62, 45.77"),
        ("compare", {**NEAR, "close": "5", "move": "5 = 126.6, 45.7"}, "move", "不要又搬又关"),
        ("compare", {**NEAR, "longer": "9"}, "longer", "第 1 行：写成 12 = Mo-Su"),
        ("compare", {**NEAR, "longer": "9 = Mo-Su 08:00-22:00\n10 = 看情况"}, "longer", "第 2 行"),
        ("site", {"sites": "3", "model": "pmedian", "capacity": "5", "hours": "week"}, "hours", "容量"),
        ("compare", {**NEAR, "evening": "25:00"}, "evening", "请选都开到几点"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_its_field_and_the_form_stays_as_it_was(
    form: Form, what: str, fields: dict[str, str], field: str, said: str
) -> None:
    answer = form.send(what, {"title": NASTY, **fields})
    assert answer.status_code == 400
    assert said in beside(answer.text, field)
    assert re.search(rf'role="alert"><p><a href="#{field}">', answer.text)
    assert f'id="{field}"' in answer.text
    assert "<script>" not in answer.text
    assert re.search(r'name="title" value="&lt;script', answer.text)
    assert form.asked is None


def test_files_are_read_and_their_rows_asked_for(form: Form) -> None:
    told = form.send(
        "site",
        {**NEAR, "sites": "1", "must": "c2", "areas": "counties"},
        points=(LIST, "候选.csv"),
        outlines=(json.dumps(AREA), "区.geojson"),
    )
    assert told.status_code == 303, beside(told.text, "points")
    assert form.asked["points"] == POINTS
    assert form.asked["candidates_of"] == {"name": "候选.csv", "sha256": sha256(LIST.encode()).hexdigest()}
    assert form.asked["must"] == ["c2"]
    assert "areas" not in form.asked
    (outline,) = form.asked["outlines"]
    assert (outline["code"], outline["name"]) == ("1", "东片")
    assert shape(outline["geometry"]).equals_exact(shape(AREA["features"][0]["geometry"]), 1e-7)


def test_a_line_takes_the_place_of_a_road_and_needs_none(form: Form) -> None:
    fields = {"within_km": "100", "way": "truck:全省", "beside_m": "800", "flow": "1200", "road": ""}
    assert form.send("corridor", fields, line=(json.dumps(LINE), "线.json")).status_code == 303
    assert form.asked == {
        "by": "geodesic", "hours": "always", "within_km": 100.0, "beside_m": 800.0, "flow": 1200.0,
        "line": [{"lon": 126.6, "lat": 45.7}, {"lon": 126.7, "lat": 45.8}],
    }  # fmt: skip


def test_a_file_that_was_read_goes_on_with_the_form_when_something_else_is_wrong(form: Form) -> None:
    fields = {**NEAR, "sites": "1", "must": "c9"}
    answer = form.send("site", fields, points=(LIST, "候<b>选.csv"))
    assert "没有这个编号" in beside(answer.text, "must")
    assert "已读：候&lt;b&gt;选.csv（2 条）" in answer.text
    kept = re.search(r'type="hidden" name="points" value="([^"]*)"', answer.text)
    assert kept is not None
    rows = kept[1].replace("&#34;", '"')
    assert json.loads(rows) == POINTS
    again = {**fields, "must": "c1", "points": rows}
    dropped = form.send("site", {**again, "points_drop": "yes", "must": "c9", "sites": "other"})
    assert "已读" not in dropped.text
    assert form.send("site", again).status_code == 303
    assert form.asked["points"] == POINTS


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (LIST.replace("45.77", "126.77"), "候选.csv", "第 3 行的纬度“126.77”不行"),
        (b"PK\x03\x04" + b"0" * 99, "名单.csv", "文件名以 .csv 结尾，内容却不是"),
        ("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", "a.geojson", "内容却不是"),
        (b"PK", "名单.xlsx", "不认识这种文件"),
        ("", "空.csv", "文件是空的"),
        (json.dumps(LINE), "../线.geojson", "第 1 个图形的种类（LineString）不对"),
    ],
    ids=["swapped", "zip", "xxe", "workbook", "empty", "another kind"],
)  # fmt: skip
def test_a_bad_file_is_told_beside_its_field_and_nothing_else_is_lost(
    form: Form, content: bytes | str, name: str, said: str
) -> None:
    answer = form.send("site", {**NEAR, "sites": "1", "must": "c1", "title": NASTY}, points=(content, name))
    assert answer.status_code == 400
    assert said in beside(answer.text, "points")
    assert ">c1</textarea>" in answer.text
    assert re.search(r'name="title" value="&lt;script', answer.text)
    assert form.asked is None


def test_a_file_that_is_too_large_is_told_beside_its_field_or_at_least_on_the_form(
    form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brought, "MOST_BYTES", 100_000)
    monkeypatch.setattr(brought, "TAKEN_BYTES", 200_000)
    large = form.send("site", {**NEAR, "sites": "1", "must": "c1"}, points=(b"0" * 100_001, "a.csv"))
    assert "没有收下" in beside(large.text, "points")
    assert ">c1</textarea>" in large.text
    led = form.send("site", NEAR, points=(b"0" * 200_001, "a.csv"))
    assert (led.status_code, led.headers["Location"]) == (303, "/plan/new/site")
    assert "没有收下" in form.visit.get("/plan/new/site").text
    assert form.asked is None


def test_a_child_that_takes_too_much_is_one_sentence(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brought, "LONGEST_S", 0.01)
    answer = form.send("gaps", NEAR, outlines=(json.dumps(AREA), "区.json"))
    assert "读不完" in beside(answer.text, "outlines")
    assert brought._reading.acquire(blocking=False)
    brought._reading.release()


def test_no_form_of_a_plan_does_anything_without_its_token(form: Form) -> None:
    kept, waiting = form.keep(), form.keep(state="queued")
    before = digest(form.store)
    posts = {
        rule.rule
        for rule in form.visit.application.url_map.iter_rules()
        if rule.rule.startswith("/plan") and "POST" in (rule.methods or ())
    }
    assert len(posts) >= 5
    for rule in posts:
        number = waiting if rule.endswith("stop") else kept
        path = rule.replace("<id>", str(number)).replace("<what>", "coverage")
        for token in ({}, {"csrf_token": "another"}):
            data = {"demand": "骑手", **NEAR, "form": "csv", **token}
            assert form.visit.post(path, data=data).status_code == 403, path
    assert digest(form.store) == before


def test_whoever_may_not_plan_sees_plans_and_no_form(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    from stations import acting

    reads = {**acting.MAY, acting.Role.MANAGER: {acting.Scope.READ, acting.Scope.AMEND}}
    monkeypatch.setattr(acting, "MAY", reads)
    number = form.keep(title="看得到的")
    csrf = sign_in(form.visit, form.store, account(form.store, "manager", form.unit))
    shown = form.visit.get("/plan").text
    assert "占 60" in shown
    assert "/plan/new/" not in shown
    assert form.visit.get("/plan/new/site").status_code == 403
    assert form.visit.post("/plan/new/site", data={"csrf_token": csrf, **NEAR}).status_code == 403
    text = form.visit.get(f"/plan/{number}").text
    assert "看得到的" in text
    assert "/again" not in text
    assert "/discard" not in text


def test_every_refusal_of_a_file_has_words() -> None:
    sources = [
        *Path("geodata/planning").glob("candidate_*.py"),
        *(Path("geodata/planning") / name for name in ("brought.py", "shapes.py")),
        *(Path("geodata/guarding") / name for name in ("texts.py", "forms.py")),
        Path("web/plans/brought.py"),
    ]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    reasons = set(re.findall(r'(?:Refused\(|BadFile\(\s*field,)\s*"([a-z_]+)"', code))
    assert {"rows", "kind", "deep", "too_large", "unfinished"} <= reasons
    reasons |= {f"line.{what}" for what in ("id", "name", "lon", "lat", "capacity")}
    reasons |= {f"row.{what}" for what in ("id", "name", "capacity")}
    for lang in LANGS:
        assert {f"file.{one}" for one in reasons} <= set(dictionary(lang, "plan"))
