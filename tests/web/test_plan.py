"""Plans at the desk and over HTTP: asked for, followed, stopped, looked at, taken along; of the own branch alone."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from stations import plans
from stations.asking import asked
from stations.hours import CHINA
from tests import planned
from tests.people import account, sign_in, token, unit, value
from web.bodies.plans import BESIDE, EVERY, OptionsBody
from web.shapes import plans as shapes
from web.words import speaker

NASTY = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
ASKED = {
    "what": "coverage",
    "title": "某区",
    "options": {"demand": "骑手", "within": 15, "unit": "min", "speed_kmh": 4.8},
}


class Table:
    """A planner at the table, with the token of a unit; and a stranger of another unit with a plan."""

    def __init__(self, visit: FlaskClient, store: Connection) -> None:
        self.visit, self.store = visit, store
        self.unit, self.other = unit(store), unit(store)
        self.planner, self.stranger = (
            account(store, "planner", self.unit),
            account(store, "planner", self.other),
        )
        self.theirs = planned.keep(store, self.stranger, self.other, title="别人的")
        self.mine = token(store, self.planner)
        planned.enter_demand(store, "骑手", None)

    def call(self, method: str, path: str, **sent: Any) -> Any:
        """Ask the API."""
        headers = {"Authorization": f"Bearer {sent.pop('by', self.mine)}"}
        return self.visit.open(f"/api/v1{path}", method=method, headers=headers, **sent)

    def keep(self, made: dict[str, Any] | None = None, **given: Any) -> int:
        """Keep a plan of ours."""
        return planned.keep(self.store, self.planner, self.unit, made, **given)


@pytest.fixture
def table(visit: FlaskClient, store: Connection) -> Table:
    return Table(visit, store)


def test_a_plan_is_asked_for_followed_and_stopped(table: Table) -> None:
    asked = table.call("POST", "/plans", json=ASKED)
    assert asked.status_code == 201
    plan = shapes.PlanWhole.model_validate_json(asked.data)
    assert (plan.state, plan.title, plan.what, plan.result) == ("queued", "某区", "coverage", None)
    assert plan.options == ASKED["options"]
    assert asked.headers["Location"] == f"/api/v1/plans/{plan.id}"
    assert table.call("GET", f"/plans/{plan.id}").get_json() == asked.get_json()
    listed = shapes.PlanList.model_validate_json(table.call("GET", "/plans").data)
    assert [one.id for one in listed.plans] == [plan.id]
    stopped = table.call("POST", f"/plans/{plan.id}/stop")
    assert (stopped.status_code, stopped.get_json()["state"]) == (202, "discarded")
    assert table.call("POST", f"/plans/{plan.id}/stop").status_code == 409


def test_a_done_plan_has_its_document_layers_and_report(table: Table) -> None:
    number = table.keep()
    told = shapes.PlanWhole.model_validate_json(table.call("GET", f"/plans/{number}").data)
    assert told.result == json.loads(json.dumps(planned.document()))
    assert told.layers == ["areas", "demand", "gaps", "places"]
    layer = table.call("GET", f"/plans/{number}/layer?name=areas")
    assert (layer.mimetype, layer.get_json()) == ("application/geo+json", planned.layers()["areas"])
    report = table.call("GET", f"/plans/{number}/report?lang=en")
    assert "have one open station or more within 15" in report.text
    assert report.headers["Content-Disposition"] == f'attachment; filename="plan-{number}-en.html"'
    paper = table.call("GET", f"/plans/{number}/report?form=pdf")
    assert (paper.mimetype, paper.data[:4]) == ("application/pdf", b"%PDF")


def test_a_layer_as_csv_has_the_places_and_no_formulas(table: Table) -> None:
    number = table.keep(drawn=planned.layers("=1+1"))
    told = table.call("GET", f"/plans/{number}/layer?name=places&form=csv")
    assert told.mimetype == "text/csv"
    head, row = told.data.decode("utf-8-sig").splitlines()
    assert head == "id,name,hours,open_hours,capacity,change,lon,lat"
    assert row == "9,'=1+1,24/7,168,,,126.605,45.756"


def test_a_map_runs_as_nobody(table: Table) -> None:
    number = table.keep()
    sign_in(table.visit, table.store, table.planner)
    shown = table.visit.get(f"/plan/{number}/map")
    assert shown.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in shown.headers["Content-Security-Policy"].split(";"))
    assert "allow-same-origin" not in policy["sandbox"]
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "data:"
    assert "connect-src" not in policy
    taken = table.call("GET", f"/plans/{number}/map")
    assert taken.headers["Content-Disposition"].startswith("attachment")


def test_the_same_can_be_asked_again_and_a_plan_put_away(table: Table) -> None:
    number = table.keep()
    again = table.call("POST", f"/plans/{number}/again")
    assert (again.status_code, again.get_json()["again_of"]) == (201, number)
    assert again.get_json()["options"] == planned.document()["options"]
    assert table.call("DELETE", f"/plans/{again.get_json()['id']}").status_code == 409
    assert table.call("DELETE", f"/plans/{number}").get_json()["state"] == "discarded"
    assert number not in [one["id"] for one in table.call("GET", "/plans").get_json()["plans"]]
    assert table.call("GET", f"/plans/{number}/report").status_code == 409


def test_a_file_is_written_by_a_job(table: Table) -> None:
    number = table.keep()
    asked = table.call("POST", f"/plans/{number}/files", json={"form": "gpkg"})
    assert asked.status_code == 201
    told = asked.get_json()
    assert (told["file_name"], told["state"]) == (f"plan-{number}.gpkg", "queued")
    assert told["asked"] == {"form": "gpkg", "plan": number}
    assert table.call("GET", f"/exports/{told['id']}").get_json() == told


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"what": "nothing", "options": {}},
        {"what": "coverage", "options": {"within": "near"}},
        {"what": "coverage", "options": {"within": -1}},
        {"what": "coverage", "options": {"sites": 3}},
        {"what": "coverage", "options": {"demand": "x", "colour": "red"}},
        {"what": "site", "options": {"model": "best"}},
        {"what": "compare", "options": {"changes": [{"do": "burn"}]}},
        {"what": "compare", "options": {"evening": "25:00"}},
        {"what": "corridor", "options": {"within_km": 1e300}},
        {"what": "coverage", "title": "x" * 201, "options": {}},
        {"what": "coverage", "options": {"demand": "骑手"}},
        {"what": "coverage", "options": {"within": 500}},
        {"what": "coverage", "options": {"demand": "没有的", "within": 500}},
        {"what": "coverage", "options": {"demand": "骑手", "within": 500, "areas": "villages"}},
        {"what": "coverage", "options": {"demand": "骑手", "within": 500, "hours": "tomorrow"}},
        {"what": "gaps", "options": {"demand": "骑手", "within": 5, "by": "walk", "roads": "没有的"}},
        {"what": "corridor", "options": {"road": "G30"}},
        {"what": "site", "options": {"demand": "骑手", "model": "pcenter", "sites": 2, "hours": "week"}},
    ],
    ids=lambda body: json.dumps(body)[:60],
)
def test_what_cannot_be_asked_is_refused_with_its_name(table: Table, body: dict[str, Any]) -> None:
    refused = table.call("POST", "/plans", json=body)
    assert refused.status_code == 400
    assert refused.mimetype == "application/problem+json"
    assert refused.get_json()["parameter"]
    assert value(table.store, "SELECT count(*) FROM plan WHERE account_id = %s", table.planner) == 0


def test_nothing_of_another_branch_is_seen(table: Table) -> None:
    number = table.theirs
    assert table.call("GET", "/plans").get_json()["plans"] == []
    for method, path in [
        ("GET", ""), ("DELETE", ""), ("POST", "/stop"), ("POST", "/again"), ("GET", "/layer?name=areas"),
        ("GET", "/report"), ("GET", "/map"),
    ]:  # fmt: skip
        assert table.call(method, f"/plans/{number}{path}").status_code == 404
    assert table.call("POST", f"/plans/{number}/files", json={"form": "csv"}).status_code == 404
    sign_in(table.visit, table.store, table.planner)
    assert "别人的" not in table.visit.get("/plan").text
    assert table.visit.get(f"/plan/{number}").status_code == 404
    assert table.visit.get(f"/plan/beside?one={number}&other={table.keep()}").status_code == 404


def test_who_may_read_may_not_ask(table: Table) -> None:
    reader = token(table.store, table.planner, "read")
    assert table.call("GET", "/plans", by=reader).status_code == 200
    assert table.call("POST", "/plans", json=ASKED, by=reader).status_code == 403
    assert table.call("POST", f"/plans/{table.keep()}/again", by=reader).status_code == 403


def test_the_list_shows_what_each_plan_found(table: Table) -> None:
    table.keep()
    table.keep(planned.document("site"), title="选址")
    table.keep(state="working", title="正在算的一个")
    sign_in(table.visit, table.store, table.planner)
    text = table.visit.get("/plan").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "15 分钟内有开门的驿站的骑手占 60 %，周日夜里 11 点只有 9 %。" in text
    assert "再建 2 处" in text
    assert text.index("正在算的一个") < text.index("再建 2 处") < text.index("占 60 %")


@pytest.mark.parametrize("kind", list(planned.BESIDE))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_a_plan_shows_it_all_and_runs_nothing(table: Table, kind: str, lang: str) -> None:
    made = planned.document(kind, by_area=[{"code": "1", "name": NASTY, **planned.figures()}])
    made["inputs"]["demand"]["name"] = NASTY
    number = table.keep(made, drawn=planned.layers(NASTY), title=NASTY)
    sign_in(table.visit, table.store, table.planner)
    text = table.visit.get(f"/plan/{number}?lang={lang}").text
    assert "<script>" not in text
    assert "<img" not in text
    assert "style=" not in text
    assert text.count("<svg") >= 2
    assert planned.SHA in text
    listed = table.visit.get("/plan").text
    assert "<script>" not in listed


def test_a_plan_under_way_says_how_far_and_comes_anew_by_itself(table: Table) -> None:
    number = table.keep(state="working")
    value(table.store, "UPDATE plan SET stage = 'by_hour', share = 0.6 WHERE id = %s", number)
    csrf = sign_in(table.visit, table.store, table.planner)
    text = table.visit.get(f"/plan/{number}").text
    assert '<noscript><meta http-equiv="refresh"' in text
    assert "逐小时计算" in text
    assert 'value="0.6' in text
    stopped = table.visit.post(f"/plan/{number}/stop", data={"csrf_token": csrf}, follow_redirects=True).text
    assert "正在停下" in stopped
    assert f'action="/plan/{number}/stop"' not in stopped


def test_the_page_asks_the_same_again_with_its_candidates_and_puts_a_plan_away(table: Table) -> None:
    made = planned.document("site")
    made["options"] = {**made["options"], "points": [{"id": "a", "lon": 126.6, "lat": 45.7}]}
    number = table.keep(made)
    csrf = {"csrf_token": sign_in(table.visit, table.store, table.planner)}
    led = table.visit.post(f"/plan/{number}/again", data=csrf)
    again = int(led.headers["Location"].rpartition("/")[2])
    asked = "SELECT asked FROM plan WHERE id = %s AND again_of = %s"
    assert value(table.store, asked, again, number) == made["options"]
    early = table.visit.post(f"/plan/{again}/discard", data=csrf, follow_redirects=True)
    assert "现在不行" in early.text
    stopped = table.visit.post(f"/plan/{again}/stop", data=csrf, follow_redirects=True)
    assert "已收起" in stopped.text  # nobody had begun with it
    away = table.visit.post(f"/plan/{number}/discard", data=csrf, follow_redirects=True)
    assert f'href="/plan/{number}"' not in away.text


def test_what_files_brought_to_a_plan_is_read_with_it_alone(table: Table) -> None:
    points = [{"id": str(nth), "lon": 126.6, "lat": 45.7} for nth in range(2_000)]
    made = planned.document("site")
    made["options"] = {**made["options"], "points": points}
    number = table.keep(made)
    (listed,) = table.call("GET", "/plans").get_json()["plans"]
    assert listed["options"] == planned.document()["options"]
    assert table.call("GET", f"/plans/{number}").get_json()["options"]["points"] == points
    (head,) = plans.heads(table.store, [number]).values()
    assert "points" not in head["options"]
    sign_in(table.visit, table.store, table.planner)
    told = table.visit.get(f"/plan/{number}/progress")
    assert told.get_json() == {"state": "done", "stage": None, "share": None, "stopping": False}
    assert table.visit.get(f"/plan/{table.theirs}/progress").status_code == 404
    page = table.visit.get(f"/plan/{number}").text
    assert "points = [2000]" in page
    assert len(page) < 100_000


def test_a_plan_that_failed_says_why(table: Table) -> None:
    number = table.keep(state="queued")
    value(
        table.store,
        "UPDATE job SET state = 'failed', reason = 'plan', params = '{\"detail\": \"no demand <b>\"}'"
        " WHERE id = (SELECT job_id FROM plan WHERE id = %s)", number,
    )  # fmt: skip
    sign_in(table.visit, table.store, table.planner)
    text = table.visit.get(f"/plan/{number}").text
    assert "数据或选项对不上" in text
    assert "no demand &lt;b&gt;" in text


def test_two_plans_stand_beside_one_another(table: Table) -> None:
    one, other = table.keep(), table.keep(planned.document(figures=planned.figures(0.7)), title="另一个")
    sign_in(table.visit, table.store, table.planner)
    text = table.visit.get(f"/plan/beside?one={one}&other={other}").text.replace("\N{NO-BREAK SPACE}", " ")
    row = re.search(r"有开门的驿站的占比</th>(.*?)</tr>", text, re.DOTALL)
    assert row is not None
    assert re.findall(r">([\d.]+ %)<", row[1]) == ["60.0 %", "70.0 %"]
    assert table.visit.get("/plan/beside?one=x&other=1").status_code == 400


def test_the_data_sets_are_listed_with_where_they_come_from(table: Table) -> None:
    for name, of in (("我们的骑手", table.unit), ("别人的骑手", table.other), ("全省人口", None)):
        planned.enter_demand(table.store, name, of)
    sign_in(table.visit, table.store, table.planner)
    text = table.visit.get("/plan/data").text
    assert "我们的骑手" in text
    assert "全省人口" in text
    assert "别人的骑手" not in text
    assert "统计局" in text
    told = shapes.PlanData.model_validate_json(table.call("GET", "/planning-data").data)
    assert {one.name for one in told.demand} == {"我们的骑手", "全省人口", "骑手"}
    assert '<option value="我们的骑手"' in table.visit.get("/plan/new/coverage").text


@pytest.mark.parametrize(
    ("what", "least"),
    [
        ("coverage", {"demand": "x", "within": 1}),
        ("gaps", {"demand": "x", "within": 1}),
        ("site", {"demand": "x", "within": 1, "sites": 1}),
        ("corridor", {"road": "G30"}),
        ("compare", {"demand": "x", "within": 1}),
    ],
)
def test_the_api_takes_the_options_that_a_plan_reads_and_no_others(what: str, least: dict[str, Any]) -> None:
    read = set(asked(what, least, now=datetime.now(CHINA)).options)
    # Of the later ones a question tells only those that were asked for.
    assert (EVERY | BESIDE[what]) - read <= {"capacity", "candidates_of"}
    assert read <= EVERY | BESIDE[what]
    assert EVERY | BESIDE[what] <= set(OptionsBody.model_fields)


def test_a_refusal_names_the_option(table: Table) -> None:
    body = {"what": "site", "options": {"demand": "x", "sites": 100_000, "within": 1}}
    refused = table.call("POST", "/plans", json=body).get_json()
    assert refused["parameter"] == "options.sites"
    assert "'options.sites': 100000 is not accepted" in refused["detail"]


def test_the_same_is_asked_again_as_of_the_day_that_it_was_asked(table: Table) -> None:
    number = table.keep()
    value(
        table.store, """UPDATE plan SET asked = '{"demand": "骑手", "hours": "now"}' WHERE id = %s""", number
    )
    again = table.call("POST", f"/plans/{number}/again").get_json()
    assert again["options"] == planned.document()["options"]


def test_a_plan_without_a_name_is_called_by_its_kind_in_the_language_of_the_reader(table: Table) -> None:
    number = table.keep(title="coverage")
    other = table.keep(title="某区")
    sign_in(table.visit, table.store, table.planner)
    kind = speaker("zh", "desk", "plan")("what.coverage")
    for path in ("", f"/{number}", f"/beside?one={number}&other={other}"):
        shown = table.visit.get(f"/plan{path}").text
        assert kind in shown
        assert not re.search(r">\s*coverage\b", shown)
