"""A list on paper and an answer in a text message: without script or map, escaped, and honest about what it is."""

import re

import pytest
import shapely
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from stations import Point
from stations.counties import County, assign_counties, enter_counties
from stations.errors import StoreError
from stations.sample import load_if_empty
from tests.conftest import Clock
from tests.make import enter, enter_one, record

HERE = "lon=126.62&lat=45.77"


def names(page: str) -> list[str]:
    return re.findall(r"<li>\s*<h2>(.*?)</h2>", page)


def test_a_countys_list_has_all_that_a_person_needs_on_paper(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    clock.set("2026-11-21 12:00")
    enter(
        store,
        record(name="乙驿站", county_stated="道里区", kind="rider_home", hours="8:00-20:00", phone="0451-1",
               address="中央大街89号", services=("toilet",), services_inferred=("wifi",), entry_hint="二楼"),
        record(name="甲驿站", county_stated="道里区", status="suspended", status_reason="装修"),
        record(name="关了的", county_stated="道里区", status="closed"),
        record(name="别处的", county_stated="南岗区"),
    )  # fmt: skip
    page = visit.get("/list?county=道里区").text
    assert names(page) == sorted(["乙驿站", "甲驿站"])
    told = ["道里区的驿站", "共 2 处", "骑手之家", "中央大街89号", "每天 08:00–20:00", "厕所"]
    told += ["无线网络（推测）", "二楼", "0451-1", "! 暂停服务：装修", "从未确认"]
    assert [words for words in told if words not in page] == []
    assert "演示数据" not in page
    assert names(visit.get("/list?county=道里区&service=toilet").text) == ["乙驿站"]
    assert names(visit.get("/list?county=道里区&kind=station").text) == ["甲驿站"]


def test_without_a_county_the_list_offers_them_and_an_unknown_one_is_told(
    visit: FlaskClient, store: Connection
) -> None:
    enter(store, record(county_stated="道里区"), record(county_stated="南岗区"))
    page = visit.get("/list").text
    assert "选一个区县" in page
    assert "道里区（1）" in page
    answer = visit.get("/list?county=<b>无</b>")
    assert answer.status_code == 404
    assert "没有找到“&lt;b&gt;无&lt;/b&gt;”这个区县" in answer.text


def test_a_county_whose_code_is_known_is_found_by_code_and_by_name(
    visit: FlaskClient, store: Connection
) -> None:
    area = shapely.box(126, 45, 127, 46).wkb
    enter_counties(store, [County("230102", "道里区", None, None, area)], source="test", licence=None)
    enter(store, record(name="里面的"), record(Point(120.0, 30.0), name="同名的", county_stated="道里区"))
    assign_counties(store)
    assert names(visit.get("/list?county=230102").text) == ["里面的"]
    assert visit.get("/list?county=道里区").status_code == 200


def test_a_large_county_comes_page_by_page_and_says_how_many_there_are(
    visit: FlaskClient, store: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.plain.ON_A_PAGE", 2)
    enter(store, *(record(name=f"驿站{nth}", county_stated="道里区") for nth in range(5)))
    first = visit.get("/list?county=道里区&lang=zh").text
    assert names(first) == ["驿站0", "驿站1"]
    assert "第 1 到 2 处，共 5 处" in first
    assert "上一页" not in first
    last = visit.get("/list?county=道里区&page=3").text
    assert names(last) == ["驿站4"]
    assert "第 5 到 5 处，共 5 处" in last
    assert 'start="5"' in last
    assert "下一页" not in last
    for odd in ("0", "-1", "x", "1e9", "9999999"):
        assert names(visit.get(f"/list?county=道里区&page={odd}").text) == ["驿站0", "驿站1"]


def test_words_of_people_are_escaped_on_paper_and_made_up_places_are_marked(
    visit: FlaskClient, store: Connection
) -> None:
    nasty = "<script>alert(1)</script>"
    enter_one(store, name=nasty, address=nasty, phone=nasty, entry_hint=nasty, county_stated="道里区")
    page = visit.get("/list?county=道里区").text
    assert "<script>alert" not in page
    with store.cursor() as cursor:
        cursor.execute("TRUNCATE station CASCADE")
    load_if_empty(store)
    assert "演示数据，不是真实驿站" in visit.get("/list?county=道里区").text


def test_three_nearest_places_in_three_lines_each(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    clock.set("2026-11-21 12:00")
    for nth in range(4):
        enter_one(
            store,
            Point(126.62, 45.771 + nth / 1000),
            name=f"驿站{nth}",
            address=f"{nth} 号",
            hours="8:00-20:00",
        )
    answer = visit.get(f"/text?{HERE}")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        "1. 驿站0 110 米", "营业中 20:00 关", "0 号",
        "2. 驿站1 220 米", "营业中 20:00 关", "1 号",
        "3. 驿站2 330 米", "营业中 20:00 关", "2 号",
    ]  # fmt: skip
    assert answer.headers["Waystation-Characters"] == str(len(answer.text.strip()))
    assert answer.headers["Waystation-Messages"] == "2"
    assert "m" in visit.get(f"/text?{HERE}&lang=en").text


def test_the_longest_answer_fits_a_few_messages(visit: FlaskClient, store: Connection) -> None:
    for _ in range(3):
        enter_one(store, name="名" * 200, address="址" * 300, hours="看" * 100)
    answer = visit.get(f"/text?{HERE}")
    assert len(answer.text.splitlines()) == 9
    assert int(answer.headers["Waystation-Messages"]) <= 6


def test_a_county_or_a_name_will_do_and_what_a_person_writes_is_understood(
    visit: FlaskClient, store: Connection
) -> None:
    enter(
        store,
        record(name="中央大街驿站", county_stated="道里区", services=("drinking_water",)),
        record(Point(126.7, 45.7), name="别处", county_stated="南岗区"),
    )
    assert visit.get("/text?county=道里区").text.startswith("1. 中央大街驿站")
    assert visit.get("/text?q=zydj").text.startswith("1. 中央大街驿站")
    assert visit.get("/text?q=南岗区").text.startswith("1. 别处")
    assert visit.get(f"/text?{HERE}&service=热水").text.count(". ") == 1
    assert visit.get(f"/text?{HERE}&service=饮水，厕所").text.startswith("没有“饮水 + 厕所”的驿站。")


def test_nothing_near_is_told_first(visit: FlaskClient, store: Connection) -> None:
    enter_one(store, Point(126.62, 46.13), name="远")
    lines = visit.get(f"/text?{HERE}").text.splitlines()
    assert lines[:2] == ["3 公里内没有驿站。最近的在 40.0 公里。", "1. 远 40.0 公里"]


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 400, "请告诉我们在哪里"),
        ("service=toilet", 400, "请告诉我们在哪里"),
        ("lon=x&lat=y", 400, "lon 和 lat 要写成数字"),
        ("lon=126.62", 400, "lon 和 lat 要写成数字"),
        ("county=无", 404, "没有找到“无”这个区县。"),
        (f"{HERE}&service=喷泉", 400, "不认识“喷泉”。可以写：饮水、"),
        (f"{HERE}&kind=castle", 400, "不认识“castle”"),
        ("lon=&lat=&lang=en", 400, "Please say where"),
        ("q=什么也没有", 200, "没有找到。"),
    ],
)
def test_what_cannot_be_answered_is_said_in_words(
    visit: FlaskClient, store: Connection, query: str, status: int, said: str
) -> None:
    enter_one(store, county_stated="道里区")
    answer = visit.get(f"/text?{query}")
    assert (answer.status_code, answer.content_type) == (status, "text/plain; charset=utf-8")
    assert answer.text.startswith(said)


def test_a_store_that_is_away_is_said_in_words(visit: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise StoreError("the database is away")

    monkeypatch.setattr("web.plain.words", away)
    answer = visit.get(f"/text?{HERE}")
    assert (answer.status_code, answer.text) == (503, "暂时连不上\n")
