"""Lists in and files out over HTTP and at the desk: who may, what is taken in, and what becomes of it."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from stations import jobs, uploads
from stations.acting import act_by
from tests.make import enter_one
from tests.people import account, keep, session, sign_in, token, unit, value
from web import bringing

LIST = "编号,名称,经度,纬度\n1,松风路工会驿站,126.62,45.77\n"
NASTY = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


class Desk:
    """A visitor with the token of a unit's manager, and a stranger with that of another unit's."""

    def __init__(self, visit: FlaskClient, store: Connection) -> None:
        self.visit, self.store = visit, store
        self.unit, self.other = unit(store), unit(store)
        self.manager, self.stranger = (
            account(store, "manager", self.unit),
            account(store, "manager", self.other),
        )
        self.mine, self.theirs = token(store, self.manager), token(store, self.stranger)

    def call(self, method: str, path: str, *, by: str | None = None, **sent: Any) -> Any:
        """Ask the API with a token; by default the manager's."""
        headers = {"Authorization": f"Bearer {by or self.mine}"}
        return self.visit.open(f"/api/v1{path}", method=method, headers=headers, **sent)

    def bring(
        self, content: str | bytes = LIST, name: str = "list.csv", *, by: str | None = None, **fields: str
    ) -> Any:
        """Bring a list."""
        raw = content.encode() if isinstance(content, str) else content
        return self.call("POST", "/imports", by=by, data={"file": (io.BytesIO(raw), name), **fields})

    def finish(self, job: int, told: dict[str, Any], **named: Any) -> None:
        """Be the runner whose child did the job."""
        value(self.store, "UPDATE job SET state = 'working' WHERE id = %s", job)
        act_by(self.store, session(self.store, self.manager))
        jobs.finish(self.store, job, told, **named)
        act_by(self.store, "")


@pytest.fixture
def desk(visit: FlaskClient, store: Connection) -> Desk:
    return Desk(visit, store)


def preview(**given: Any) -> dict[str, Any]:
    """The smallest preview."""
    names = (
        "rows",
        "new",
        "changed",
        "unchanged",
        "pairs",
        "elsewhere",
        "refused",
        "doubtful",
        "repeated",
        "left_out",
        "sample_closed",
    )
    lists = (
        "new",
        "changed",
        "elsewhere",
        "refused",
        "doubts",
        "pairs",
        "repeated",
        "unused",
        "unknown_services",
    )
    told: dict[str, Any] = {"file": "list.csv", "source": "s", "counts": dict.fromkeys(names, 0)}
    told |= {name: [] for name in lists} | given
    told["counts"] = {**dict.fromkeys(names, 0), "rows": 1, **given.get("counts", {})}
    return told


def test_a_list_is_taken_in_and_kept_for_its_branch(desk: Desk) -> None:
    answer = desk.bring(datum="gcj02", kind="station")
    assert answer.status_code == 201, answer.text
    told = answer.json
    assert answer.headers["Location"] == f"/api/v1/imports/{told['id']}"
    assert (told["task"], told["state"], told["file_name"], told["bytes"]) == (
        "preview",
        "queued",
        "list.csv",
        len(LIST.encode()),
    )
    assert told["asked"] == {"source": f"unit:{desk.unit}", "kind": "station", "datum": "gcj02"}
    kept = io.BytesIO()
    uploads.fetch(desk.store, told["id"], kept)
    assert kept.getvalue().decode() == LIST
    assert desk.call("GET", f"/imports/{told['id']}").json["id"] == told["id"]
    assert [one["id"] for one in desk.call("GET", "/imports").json["imports"]] == [told["id"]]


def test_nobody_else_sees_it_or_does_anything_with_it(desk: Desk) -> None:
    job = desk.bring().json["id"]
    planner = token(desk.store, account(desk.store, "planner", desk.unit))
    reader = token(desk.store, desk.manager, "read")
    assert desk.call("GET", "/imports", by=desk.theirs).json == {"imports": [], "next": None}
    for method, path, sent in (
        ("GET", f"/imports/{job}", {}),
        ("POST", f"/imports/{job}/apply", {"json": {}}),
        ("POST", f"/imports/{job}/undo", {}),
        ("DELETE", f"/imports/{job}", {}),
    ):
        assert desk.call(method, path, by=desk.theirs, **sent).status_code == 404
        assert desk.call(method, path, by=planner, **sent).status_code == 403
        assert desk.call(method, path, by=reader, **sent).status_code == 403
        assert desk.visit.open(f"/api/v1{path}", method=method, **sent).status_code == 401
    assert desk.bring(by=planner).status_code == 403
    assert value(desk.store, "SELECT state FROM job WHERE id = %s", job) == "queued"


def test_the_unit_above_sees_what_its_units_bring(desk: Desk) -> None:
    below = unit(desk.store, parent=desk.unit, level="street")
    job = desk.bring(by=token(desk.store, account(desk.store, "manager", below))).json["id"]
    assert desk.call("GET", f"/imports/{job}").status_code == 200
    assert desk.call("GET", f"/imports/{job}", by=desk.theirs).status_code == 404


@pytest.mark.parametrize(
    ("name", "fields", "parameter"),
    [
        ("list.exe", {}, "file"),
        ("list", {}, "file"),
        ("list.csv", {"datum": "mars"}, "datum"),
        ("list.csv", {"kind": "castle"}, "kind"),
        ("list.csv", {"source": "somebody else's"}, "source"),
        ("list.csv", {"colour": "red"}, "colour"),
        ("list.csv", {"source": "a\x00b"}, "source"),
    ],
)
def test_what_is_wrong_with_a_form_is_named(
    desk: Desk, name: str, fields: dict[str, str], parameter: str
) -> None:
    answer = desk.bring(LIST, name, **fields)
    assert (answer.status_code, answer.json["parameter"]) == (400, parameter)


def test_no_file_an_empty_one_and_no_form_are_refused(desk: Desk) -> None:
    assert (
        desk.call("POST", "/imports", data={"datum": "wgs84"}, content_type="multipart/form-data").status_code
        == 400
    )
    assert desk.bring("").status_code == 400
    assert desk.call("POST", "/imports", json={}).status_code == 415
    assert desk.call("POST", "/imports?x=1", data={"file": (io.BytesIO(b"1"), "a.csv")}).status_code == 400


def test_a_file_beyond_the_limit_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "MOST_BYTES", 100_000)
    assert desk.bring("x" * 90_000).status_code == 201
    assert desk.bring("x" * 120_000).status_code == 400
    assert desk.bring("x" * 300_000).status_code == 413


def test_a_file_s_name_brings_nothing_along(desk: Desk) -> None:
    assert desk.bring(LIST, "../../etc/pass\x00wd\u202e.CSV").json["file_name"] == "passwd.csv"
    assert desk.bring(LIST, "C:/x/" + "长" * 300 + ".csv").json["file_name"] == "长" * 150 + ".csv"


def test_who_has_much_waiting_waits(desk: Desk) -> None:
    for _ in range(jobs.MOST_WAITING):
        assert desk.bring().status_code == 201
    assert desk.bring().status_code == 409
    assert desk.bring(by=desk.theirs).status_code == 201


def test_a_list_is_applied_only_when_it_is_previewed_and_refused_rows_are_skipped_in_words(
    desk: Desk,
) -> None:
    job = desk.bring().json["id"]
    assert desk.call("POST", f"/imports/{job}/apply", json={}).status_code == 409
    desk.finish(job, preview(counts={"refused": 2}))
    assert desk.call("POST", f"/imports/{job}/apply", json={}).status_code == 409
    assert (
        desk.call("POST", f"/imports/{job}/apply", json={"skip_bad": True, "unit_id": desk.other}).status_code
        == 400
    )
    body = {"skip_bad": True, "pairs": [{"row": 2, "choice": "same"}], "leave_out": [3], "unit_id": desk.unit}
    answer = desk.call("POST", f"/imports/{job}/apply", json=body)
    assert (answer.status_code, answer.json["task"], answer.json["state"]) == (202, "apply", "queued")
    kept = value(desk.store, "SELECT chosen FROM job WHERE id = %s", job)
    assert kept == {"pairs": {"2": "same"}, "others": "leave", "leave_out": [3], "unit_id": desk.unit}
    assert desk.call("POST", f"/imports/{job}/apply", json=body).status_code == 409
    assert desk.call("DELETE", f"/imports/{job}").status_code == 200  # it waits still


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"pairs": 1}',
        '{"leave_out": ["x"]}',
        '{"skip_bad": "yes"}',
        '{"pairs": [{"row": 0, "choice": "same"}]}',
        '{"other": 1}',
        '{"unit_id": 1e30}',
    ],
)
def test_choices_that_make_no_sense_are_refused(desk: Desk, body: str) -> None:
    job = desk.bring().json["id"]
    desk.finish(job, preview())
    answer = desk.call("POST", f"/imports/{job}/apply", data=body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "%00", "-1"])
def test_numbers_of_no_list_are_not_found(desk: Desk, number: str) -> None:
    assert desk.call("GET", f"/imports/{number}").status_code == 404
    assert desk.call("GET", f"/exports/{number}/file").status_code == 404


def test_a_discarded_list_is_gone_with_its_file(desk: Desk) -> None:
    job = desk.bring().json["id"]
    assert desk.call("DELETE", f"/imports/{job}").json["state"] == "discarded"
    assert value(desk.store, "SELECT count(*) FROM job_file WHERE job_id = %s", job) == 0
    assert desk.call("DELETE", f"/imports/{job}").status_code == 409


def test_lists_come_page_by_page(desk: Desk) -> None:
    made = [desk.bring().json["id"] for _ in range(3)]
    first = desk.call("GET", "/imports?limit=2").json
    rest = desk.call("GET", f"/imports?limit=2&cursor={first['next']}").json
    assert [one["id"] for one in first["imports"] + rest["imports"]] == made[::-1]
    assert rest["next"] is None
    assert desk.call("GET", "/imports?page=2").status_code == 400


def test_a_file_is_asked_for_and_fetched_by_its_account_alone(desk: Desk) -> None:
    asked = desk.call("POST", "/exports", json={"form": "csv", "unit_id": desk.unit, "status": "open"})
    assert asked.status_code == 201, asked.text
    job = asked.json["id"]
    assert asked.json["file"] is None
    assert desk.call("GET", f"/exports/{job}/file").status_code == 404
    value(desk.store, "INSERT INTO job_file VALUES (%s, 0, 'abc'), (%s, 1, 'def')", job, job)
    desk.finish(job, {"places": 2}, size=6)
    told = desk.call("GET", f"/exports/{job}").json
    assert (told["places"], told["bytes"], told["file"]) == (2, 6, f"/api/v1/exports/{job}/file")
    file = desk.call("GET", f"/exports/{job}/file")
    assert (file.status_code, file.data) == (200, b"abcdef")
    assert file.headers["Content-Disposition"].startswith("attachment; filename=stations-")
    file.close()
    colleague = token(desk.store, account(desk.store, "manager", desk.unit))
    for by in (desk.theirs, colleague):
        assert desk.call("GET", f"/exports/{job}/file", by=by).status_code == 404
        assert desk.call("DELETE", f"/exports/{job}", by=by).status_code == 404
        assert desk.call("GET", "/exports", by=by).json["exports"] == []
    assert desk.call("GET", f"/imports/{job}").status_code == 404
    assert desk.call("DELETE", f"/exports/{job}").status_code == 200
    assert desk.call("GET", f"/exports/{job}/file").status_code == 404


def test_a_planner_exports_and_brings_nothing(desk: Desk) -> None:
    planner = token(desk.store, account(desk.store, "planner", desk.unit))
    assert desk.call("POST", "/exports", json={"form": "gpkg"}, by=planner).status_code == 201
    assert desk.call("POST", "/exports", json={"form": "csv", "unit_id": desk.other}).status_code == 400
    assert desk.call("POST", "/exports", json={"form": "pdf"}).status_code == 400
    assert desk.call("POST", "/exports", json={"form": "csv", "kind": "castle"}).status_code == 400


def test_the_pages_lead_from_a_list_to_its_end(desk: Desk) -> None:
    csrf = sign_in(desk.visit, desk.store, desk.manager)
    shown = desk.visit.get("/manage/imports")
    assert shown.status_code == 200
    assert "导入清单" in shown.text
    led = desk.visit.post(
        "/manage/imports", data={"csrf_token": csrf, "file": (io.BytesIO(LIST.encode()), "我的.csv")}
    )
    assert led.status_code == 303
    where, job = led.headers["Location"], int(led.headers["Location"].rsplit("/", 1)[1])
    assert "在排队" in desk.visit.get(where).text
    pair = {
        "row": 2,
        "name": NASTY,
        "address": NASTY,
        "kind": "station",
        "lon": 126.62,
        "lat": 45.77,
        "distance_m": 20,
        "alike": 90,
        "known": {
            "id": 1,
            "source": "s",
            "source_id": "1",
            "name": NASTY,
            "address": NASTY,
            "kind": "station",
            "lon": 126.6201,
            "lat": 45.7701,
            "unit": NASTY,
            "mine": True,
        },
    }
    told = preview(
        counts={"new": 1, "pairs": 1, "refused": 1, "doubtful": 1, "changed": 1, "elsewhere": 1},
        pairs=[pair],
        new=[{"name": NASTY, "address": NASTY, "lon": 1, "lat": 1, "unit": NASTY}],
        refused=[{"row": 3, "rule": "formula", "column": NASTY, "value": NASTY, "detail": "x", "cure": "y"}],
        doubts=[{"row": 2, "what": "hours_unread", "detail": NASTY, "name": NASTY}],
        changed=[
            {
                "id": 1,
                "name": NASTY,
                "fields": {"name": [NASTY, "x"], "services": [[], ["drinking_water", NASTY]]},
            }
        ],
        elsewhere=[{"row": 9, "name": NASTY, "unit": NASTY}],
        unused=[NASTY],
        unknown_services=[NASTY],
    )
    desk.finish(job, told)
    page = desk.visit.get(where).text
    assert "新增 1，修改 1，1 行可能已经有了，1 行有错，不能导入" in page
    assert "导入其余的，跳过有错的 1 行" in page
    assert "<script>alert" not in page
    assert "<img" not in page
    led = desk.visit.post(
        f"{where}/apply",
        data={"csrf_token": csrf, "skip_bad": "yes", "pair-2": "different", "leave_out": "7"},
    )
    assert (led.status_code, led.headers["Location"]) == (303, where)
    kept = value(desk.store, "SELECT chosen FROM job WHERE id = %s", job)
    assert kept == {"pairs": {"2": "different"}, "others": "leave", "leave_out": [7], "unit_id": None}
    desk.finish(job, {"counts": told["counts"]})
    assert "已导入：新增 1" in desk.visit.get(where).text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_reason_and_state_has_its_words(desk: Desk, lang: str) -> None:
    sign_in(desk.visit, desk.store, desk.manager)
    job = desk.bring().json["id"]
    known = json.loads(Path(f"web/translations/desk/imports.{lang}.json").read_text(encoding="utf-8"))
    for key, said in known.items():
        if key.startswith("why."):
            params = dict.fromkeys(("ending", "found", "most", "megabytes", "depth", "name"), NASTY)
            value(
                desk.store,
                "UPDATE job SET state = 'failed', reason = %s, params = %s WHERE id = %s",
                key[4:],
                json.dumps({**params, "detail": NASTY}),
                job,
            )
            page = desk.visit.get(f"/manage/imports/{job}?lang={lang}")
            assert page.status_code == 200, key
            assert "<script>alert" not in page.text
            assert said.partition("{")[0].replace("'", "&#39;") in page.text


def test_forms_without_their_token_are_refused(desk: Desk) -> None:
    sign_in(desk.visit, desk.store, desk.manager)
    assert desk.visit.post("/manage/imports", data={"file": (io.BytesIO(b"x"), "a.csv")}).status_code == 403
    assert desk.visit.post("/manage/imports/exports", data={"form": "csv"}).status_code == 403
    assert value(desk.store, "SELECT count(*) FROM job") == 0


def test_a_page_s_refusals_are_told_on_the_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    csrf = sign_in(desk.visit, desk.store, desk.manager)
    for name, content, said in (("a.exe", b"x", "请选一个清单文件"), ("a.csv", b"", "请选一个清单文件")):
        desk.visit.post("/manage/imports", data={"csrf_token": csrf, "file": (io.BytesIO(content), name)})
        assert said in desk.visit.get("/manage/imports").text
    monkeypatch.setattr(bringing, "MOST_BYTES", 1000)
    led = desk.visit.post(
        "/manage/imports", data={"csrf_token": csrf, "file": (io.BytesIO(b"x" * 200_000), "a.csv")}
    )
    assert led.status_code == 303
    assert "MB" in desk.visit.get("/manage/imports").text


def test_a_stranger_s_place_is_no_source_to_renew(desk: Desk) -> None:
    theirs, ours = enter_one(desk.store, source_id="theirs"), enter_one(desk.store, source_id="ours")
    keep(desk.store, theirs, desk.other)
    keep(desk.store, ours, desk.unit)
    assert desk.bring(source="theirs").status_code == 400
    assert desk.bring(source="ours").json["asked"]["source"] == "ours"
