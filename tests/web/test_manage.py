"""/manage: a manager's places, one of them, and the forms that keep it true."""

import html
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from tests import people
from tests.conftest import Clock
from tests.make import enter_one
from tests.people import value

NOISE = '<script>alert(1)</script>"><img onerror=x>'
FORMS = ("confirm", "close", "reopen", "out", "back", "services", "stock", "hours", "about", "pin", "merge")
SURE = {"hours_verified_at": "2026-11-20", "services_verified_at": "2026-11-20", "verified_at": "2026-11-20"}


class Pages:
    """A manager at the pages, a place of the own branch, and one of another."""

    def __init__(self, visit: FlaskClient, store: Connection) -> None:
        self.visit, self.store = visit, store
        self.unit, other = people.unit(store, "甲区总工会"), people.unit(store, "乙区总工会")
        self.account = people.account(store, "manager", self.unit)
        self.place = enter_one(
            store, kind="water_point", name="爱心饮水点", services=("drinking_water", "wifi"), hours="8:00-20:00",
            details={"stock": 40}, **SURE,
        )  # fmt: skip
        self.foreign = enter_one(store, name="别人的驿站", services=("wifi",))
        people.keep(store, self.place, self.unit)
        people.keep(store, self.foreign, other)
        self.token = people.sign_in(visit, store, self.account)

    def get(self, part: str = "", place: int | None = None) -> Any:
        return self.visit.get(
            f"/manage/stations/{place or self.place}{part}", headers={"Accept": "text/html"}
        )

    def send(self, part: str, *, place: int | None = None, version: int | None = None, **form: Any) -> Any:
        given = {"csrf_token": self.token, "version": version or self.version, **form}
        return self.visit.post(f"/manage/stations/{place or self.place}/{part}", data=given)

    @property
    def version(self) -> int:
        return int(value(self.store, "SELECT version FROM station WHERE id = %s", self.place))

    def field(self, name: str) -> Any:
        return value(self.store, f"SELECT {name} FROM station WHERE id = %s", self.place)

    def saved(self, answer: Any) -> bool:
        return (
            answer.status_code == 303 and f"/manage/stations/{self.place}?done=" in answer.headers["Location"]
        )


@pytest.fixture
def pages(visit: FlaskClient, store: Connection, clock: Clock) -> Pages:
    clock.set("2026-11-24 10:00")
    return Pages(visit, store)


def test_my_places_are_listed_with_what_needs_me_and_nobody_elses(pages: Pages) -> None:
    pages.send("stock", stock="3")
    text = pages.visit.get("/manage").text
    assert "1 个驿站，1 个需要您看一下" in text
    assert "库存只剩 3 瓶" in text
    assert f'href="/manage/stations/{pages.place}#stock"' in text
    assert "别人的驿站" not in text


def test_who_has_no_place_yet_is_told_what_to_do(pages: Pages, store: Connection) -> None:
    people.sign_in(pages.visit, store, people.account(store, "manager", people.unit(store)))
    assert "还没有驿站" in pages.visit.get("/manage").text


@pytest.mark.parametrize(
    "query", ["q=饮水", f"q={NOISE}", "needs=any", "needs=unsure", "unit=1", "cursor=9.1", "cursor=1.999999"]
)
def test_the_list_can_be_narrowed(pages: Pages, query: str) -> None:
    answer = pages.visit.get(f"/manage?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("query", ["needs=castle", "unit=x", "cursor=9", "cursor=0.1", "surprise=1", "q=%00"])
def test_a_query_that_is_not_understood_is_refused(pages: Pages, query: str) -> None:
    assert pages.visit.get(f"/manage?{query}").status_code == 400


def test_closed_from_tomorrow_until_friday_ends_by_itself(pages: Pages, clock: Clock) -> None:
    answer = pages.send("close", **{"from": "tomorrow", "back": "2026-11-27", "reason": "修水管"})
    assert pages.saved(answer)
    assert pages.field("hours_exceptions") == '2026 Nov 25-2026 Nov 26 off "修水管"'
    assert "11月25日到11月26日 修水管" in pages.get().text
    clock.set("2026-11-27 10:00")
    assert "11月25日" not in pages.get().text.split('id="closures"')[1].split("</section>")[0]


def test_another_closure_is_added_and_one_is_dropped_by_what_it_says(pages: Pages) -> None:
    old = pages.version
    pages.send("close", **{"from": "today", "back": "2026-11-25", "why": "power"})
    pages.send(
        "close",
        version=old,
        **{"from": "date", "from_date": "2026-12-01", "back": "date", "back_date": "2026-12-03"},
    )
    assert pages.field("hours_exceptions") == (
        '2026 Nov 24-2026 Nov 24 off "停水停电"; 2026 Dec 01-2026 Dec 02 off'
    )
    which = re.findall(r'name="which" value="([^"]*)"', pages.get().text)
    pages.send("reopen", version=old, which=html.unescape(which[0]))
    assert pages.field("hours_exceptions") == "2026 Dec 01-2026 Dec 02 off"


def test_closed_until_further_notice_and_open_again(pages: Pages) -> None:
    pages.send("close", **{"from": "today", "back": "unknown", "reason": "拆迁"})
    assert (pages.field("status"), pages.field("status_reason")) == ("suspended", "拆迁")
    pages.send("reopen")
    assert (pages.field("status"), pages.field("status_reason")) == ("open", None)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"from": "today"},
        {"from": "tomorrow", "back": "2026-11-25"},
        {"from": "tomorrow", "back": "unknown"},
        {"from": "date", "from_date": "2026-13-40", "back": "2026-11-27"},
        {"from": "date", "from_date": "0001-01-01", "back": "9999-12-31"},
        {"from": "today", "back": "2026-11-27", "reason": "a\x00b"},
        {"from": "today", "back": "2026-11-27", "reason": "长" * 101},
    ],
    ids=str,
)
def test_a_closure_that_makes_no_sense_is_told_and_what_was_typed_stays(
    pages: Pages, form: dict[str, str]
) -> None:
    answer = pages.send("close", **{"reason": "修水管", **form})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert pages.field("hours_exceptions") is None
    if "reason" not in form:
        assert 'value="修水管"' in answer.text


def test_a_service_is_out_and_back_by_one_tap_each(pages: Pages) -> None:
    assert pages.saved(pages.send("out", service="drinking_water"))
    assert "饮水 · 暂时没有" in pages.get().text
    public = f"/api/v1/stations/{pages.place}"
    assert pages.visit.get(public).get_json()["properties"]["services_out"] == ["drinking_water"]
    assert pages.saved(pages.send("back", service="drinking_water"))
    assert pages.visit.get(public).get_json()["properties"]["services_out"] == []


def test_everything_is_still_right_by_one_tap(pages: Pages) -> None:
    assert pages.saved(pages.send("confirm"))
    assert {str(pages.field(name)) for name in SURE} == {"2026-11-24"}
    assert pages.get().text.count("今天确认") == 3


def test_what_was_guessed_is_known_once_somebody_says_that_all_is_right(pages: Pages) -> None:
    guessed = enter_one(
        pages.store, name="只有推测的驿站", services=("toilet",), services_inferred=("wifi", "toilet"),
        hours_inferred="8:00-20:00",
    )  # fmt: skip
    people.keep(pages.store, guessed, pages.unit)
    shown = pages.get(place=guessed).text
    assert "无线网络（推测）" in shown
    assert "可能 8:00-20:00（推测，未确认）" in shown
    assert pages.send("confirm", place=guessed, version=2).status_code == 303
    public = pages.visit.get(f"/api/v1/stations/{guessed}").json["properties"]
    assert (public["hours"], public["hours_verified_at"]) == ("Mo-Su 08:00-20:00", "2026-11-24")
    assert (public["services"], public["services_inferred"]) == (["toilet", "wifi"], [])
    pages.visit.post(f"/manage/stations/{guessed}/history/3/undo", data={"csrf_token": pages.token})
    public = pages.visit.get(f"/api/v1/stations/{guessed}").json["properties"]
    assert (public["hours"], public["services"], public["services_inferred"]) == (
        None,
        ["toilet"],
        ["wifi", "toilet"],
    )


def test_services_set_by_hand_end_the_guesses_and_a_list_brings_them_not_back(pages: Pages) -> None:
    listed = {"source_id": "7", "name": "名单里的驿站", "services_inferred": ("wifi", "toilet")}
    guessed = enter_one(pages.store, **listed)
    people.keep(pages.store, guessed, pages.unit)
    assert pages.send("services", place=guessed, version=2, services="toilet").status_code == 303
    for _ in range(2):
        public = pages.visit.get(f"/api/v1/stations/{guessed}").json["properties"]
        assert (public["services"], public["services_inferred"]) == (["toilet"], [])
        enter_one(pages.store, **listed)


def test_services_and_stock_are_kept(pages: Pages) -> None:
    assert pages.saved(pages.send("services", services=["wifi", "toilet"]))
    assert pages.field("services") == ["wifi", "toilet"]
    assert pages.saved(pages.send("stock", stock="12"))
    assert pages.field("details") == {"stock": 12}
    assert pages.send("stock", stock="-1").status_code == 400
    assert pages.send("services", services="castle").status_code == 400


def test_hours_are_shown_in_words_before_they_are_kept(pages: Pages) -> None:
    seen = pages.get("/hours?text=周一至周五 9:00-17:00").text
    assert "周一至周五 09:00–17:00" in seen
    assert seen.count("<li><span>") == 14
    assert pages.saved(pages.send("hours", text="周一至周五 9:00-17:00"))
    assert pages.field("hours") == "Mo-Fr 09:00-17:00"


def test_hours_that_are_not_understood_are_kept_only_when_somebody_says_so(pages: Pages) -> None:
    assert "没看懂" in pages.get("/hours?text=大爷在就开").text
    assert pages.send("hours", text="大爷在就开").status_code == 400
    assert pages.field("hours_text") == "8:00-20:00"
    assert pages.saved(pages.send("hours", text="大爷在就开", as_text="yes"))
    assert (pages.field("hours"), pages.field("hours_text")) == (None, "大爷在就开")


def test_only_what_was_changed_about_a_place_is_changed(pages: Pages) -> None:
    form = {
        "name": "爱心饮水点",
        "address": "东大直街1号",
        "phone": " 0451 ",
        "capacity": "",
        "entry_mode": "scan",
    }
    assert pages.saved(pages.send("about", **form))
    assert pages.field("edited_fields") == ["address", "entry_mode", "phone"]
    assert pages.field("phone") == "0451"
    assert pages.send("about", **{**form, "capacity": "viele"}).status_code == 400
    assert pages.send("about", **{**form, "name": ""}).status_code == 400


def test_a_pin_that_moves_far_is_asked_about_again(pages: Pages) -> None:
    near, far = {"lon": "126.6201", "lat": "45.7701"}, {"lon": "126.7", "lat": "45.77"}
    assert pages.saved(pages.send("pin", **near))
    asked = pages.send("pin", **far)
    assert asked.status_code == 200
    assert "新位置离原来" in asked.text
    assert (
        value(pages.store, "SELECT ST_X(location::geometry) FROM station WHERE id = %s", pages.place)
        == 126.6201
    )
    assert pages.saved(pages.send("pin", sure="yes", **far))
    for wrong in ({"lon": "x", "lat": "1"}, {"lon": "1", "lat": "91"}, {"lon": "nan", "lat": "1"}, {}):
        assert pages.send("pin", **wrong).status_code == 400


def test_two_managers_who_changed_other_things_both_keep_theirs_by_one_tap(pages: Pages) -> None:
    seen = pages.version
    pages.send("about", phone="0451")
    answer = pages.send("hours", version=seen, text="24小时")
    assert answer.status_code == 412
    assert "不冲突" in answer.text
    assert "电话" in answer.text
    assert pages.field("hours") == "Mo-Su 08:00-20:00"
    patch = html.unescape(re.search(r'name="patch" value="([^"]*)"', answer.text)[1])  # type: ignore[index]
    assert json.loads(patch) == {"hours": "24小时"}
    assert pages.saved(pages.send("merge", patch=patch))
    assert (pages.field("hours"), pages.field("phone")) == ("24/7", "0451")


@pytest.mark.parametrize(("take", "kept"), [("theirs", "0451"), ("yours", "110")])
def test_two_managers_who_changed_the_same_choose(pages: Pages, take: str, kept: str) -> None:
    seen = pages.version
    pages.send("about", phone="0451")
    answer = pages.send("about", version=seen, phone="110", address=NOISE)
    assert answer.status_code == 412
    assert "0451" in answer.text
    assert "110" in answer.text
    assert "<script>alert" not in answer.text
    patch = html.unescape(re.search(r'name="patch" value="([^"]*)"', answer.text)[1])  # type: ignore[index]
    assert pages.saved(pages.send("merge", patch=patch, take_phone=take))
    assert (pages.field("phone"), pages.field("address")) == (kept, NOISE)


@pytest.mark.parametrize("patch", ["", "x", "[]", '{"castle": 1}', '{"version": 9}', '{"unit_id": 1}'])
def test_a_merge_that_was_made_up_is_refused(pages: Pages, patch: str) -> None:
    before = pages.version
    assert pages.send("merge", patch=patch).status_code == 400
    assert pages.version == before


@pytest.mark.parametrize("part", FORMS)
def test_no_form_changes_another_branchs_place_or_works_without_its_token(pages: Pages, part: str) -> None:
    before = value(pages.store, "SELECT version FROM station WHERE id = %s", pages.foreign)
    form = {
        "service": "wifi",
        "stock": "1",
        "text": "24/7",
        "lon": "1",
        "lat": "1",
        "patch": "{}",
        "name": "x",
    }
    assert pages.send(part, place=pages.foreign, **form).status_code == 403
    assert value(pages.store, "SELECT version FROM station WHERE id = %s", pages.foreign) == before
    assert pages.send(part, csrf_token="other", **form).status_code == 403
    assert pages.send(part, place=10**12, **form).status_code == 404


def test_pages_of_another_branch_are_closed_and_those_of_nobody_lead_to_signing_in(pages: Pages) -> None:
    for part in ("", "/hours", "/about", "/pin"):
        assert pages.get(part, pages.foreign).status_code == 403
    assert pages.visit.application.test_client().get("/manage").status_code == 401


def test_a_planner_sees_and_cannot_change(pages: Pages, store: Connection) -> None:
    token = people.sign_in(pages.visit, store, people.account(store, "planner", pages.unit))
    text = pages.get().text
    assert "不能修改" in text
    assert 'method="post"' not in text
    sent = pages.visit.post(
        f"/manage/stations/{pages.place}/confirm", data={"csrf_token": token, "version": "2"}
    )
    assert sent.status_code == 403


def test_nothing_that_people_write_runs_in_a_page(pages: Pages) -> None:
    pages.send(
        "about",
        **dict.fromkeys(("name", "name_en", "address", "phone", "operator", "entry_hint"), NOISE[:100]),
    )
    pages.send("close", **{"from": "today", "back": "2026-11-27", "reason": NOISE})
    pages.send("hours", text=NOISE, as_text="yes")
    for address in ("", "/hours", f"/hours?text={NOISE}", "/about", "/pin"):
        text = pages.get(address).text
        assert "<script>alert" not in text
        assert "<img onerror" not in text


def test_the_desk_speaks_english_too(pages: Pages) -> None:
    pages.visit.get("/manage/lang/en")
    pages.send("stock", stock="3")
    assert "3 bottles left" in pages.visit.get("/manage").text
    assert "All still right" in pages.get().text


def test_the_language_may_be_asked_for_in_the_address(pages: Pages) -> None:
    assert "My places" in pages.visit.get("/manage?lang=en").text
    assert "My places" in pages.visit.get("/manage").text  # and stays
    assert pages.visit.get("/manage?lang=fr").status_code == 400
