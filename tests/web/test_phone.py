"""The courier's page without any script: a list that answers, filters that are links, words that are escaped."""

import re

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from stations import Point
from tests.conftest import Clock, visitor_of
from tests.make import enter, enter_one, record
from web.presence import Nobody
from web.showing import metres

HERE = "lon=126.62&lat=45.77"


def names(page: str) -> list[str]:
    return re.findall(r'<span class="name">(.*?)</span>', page)


def test_the_list_is_nearest_first_with_distance_and_minutes(visit: FlaskClient, store: Connection) -> None:
    enter(store, record(Point(126.64, 45.77), name="远"), record(Point(126.62, 45.772), name="近"))
    page = visit.get(f"/?{HERE}").text
    assert names(page) == ["近", "远"]
    assert "220 米" in page
    assert "步行 4 分钟" in page
    assert "离您最近" in page


def test_without_a_position_the_county_with_most_places_is_shown_and_said(
    visit: FlaskClient, store: Connection
) -> None:
    enter(
        store,
        record(Point(126.6, 45.7), county_stated="道里区", name="甲"),
        record(Point(126.6, 45.7), county_stated="道里区"),
        record(Point(113.6, 34.7), county_stated="金水区"),
    )
    page = visit.get("/").text
    assert "还不知道您在哪里，先看道里区" in page
    assert "道里区（2）" in page


def test_a_chosen_county_is_where_the_list_looks(visit: FlaskClient, store: Connection) -> None:
    enter(
        store,
        record(county_stated="道里区"),
        record(Point(113.6, 34.7), county_stated="金水区", name="郑州的"),
    )
    page = visit.get("/?county=金水区").text
    assert names(page)[0] == "郑州的"
    assert "金水区附近" in page


def test_filters_are_links_that_add_and_take_away(visit: FlaskClient, store: Connection) -> None:
    enter(store, record(name="有", services=("toilet", "wifi")), record(name="没有"))
    page = visit.get(f"/?{HERE}&service=toilet").text
    assert names(page) == ["有"]
    assert 'href="/?lon=126.62000&amp;lat=45.77000&amp;service=toilet,wifi" data-swap="wifi"' in page
    assert re.search(
        r'href="/\?lon=126\.62000&amp;lat=45\.77000" data-swap="toilet" aria-current="true"', page
    )


def test_a_guess_is_shown_as_a_guess_and_does_not_pass_a_filter(
    visit: FlaskClient, store: Connection
) -> None:
    enter_one(store, services_inferred=("wifi",), hours_inferred="08:00-20:00")
    page = visit.get(f"/?{HERE}").text
    assert "可能 08:00-20:00（推测，未确认）" in page
    assert "开放时间未确认" in page
    assert "无线网络（推测）" in page
    assert names(visit.get(f"/?{HERE}&service=wifi").text) == []


def test_nothing_found_says_what_to_drop_and_how_far_that_helps(
    visit: FlaskClient, store: Connection
) -> None:
    enter_one(store, Point(126.63, 45.77), services=("toilet",))
    page = visit.get(f"/?{HERE}&service=toilet,wifi").text
    assert "不要“无线网络”的话，780 米就有一个。" in page
    assert 'href="/?lon=126.62000&amp;lat=45.77000&amp;service=toilet"' in page


def test_nothing_near_says_where_the_nearest_is_and_what_to_drop(
    visit: FlaskClient, store: Connection
) -> None:
    enter(
        store,
        record(Point(126.62, 45.8078), name="远", services=("toilet", "wifi")),
        record(Point(126.63, 45.77), name="近", services=("toilet",)),
    )
    page = visit.get(f"/?{HERE}&service=toilet,wifi").text
    assert names(page) == ["远"]
    assert "3 公里内没有“厕所 + 无线网络”的驿站。最近的在 4.2 公里。" in page
    assert "不要“无线网络”的话，780 米就有一个。" in page
    assert "公里内没有" not in visit.get(f"/?{HERE}&service=toilet").text


def test_far_from_everything_the_list_begins_with_how_far(visit: FlaskClient, store: Connection) -> None:
    enter_one(store, Point(126.62, 46.13), name="远", county_stated="道里区")
    assert "3 公里内没有驿站。最近的在 40.0 公里。" in visit.get(f"/?{HERE}").text
    assert "公里内没有" not in visit.get("/?county=道里区").text


def test_nothing_open_near_says_what_opens_when(visit: FlaskClient, store: Connection, clock: Clock) -> None:
    clock.set("2026-11-21 23:00")
    enter_one(store, Point(126.62, 45.8078), name="远", hours="24小时")
    enter_one(store, Point(126.63, 45.77), name="近", hours="6:00-20:00")
    page = visit.get(f"/?{HERE}&open=now").text
    assert "3 公里内没有“营业中”的驿站。最近的在 4.2 公里。" in page
    assert "780 米的“近”：已关门 · 明天 06:00 开。" in page
    assert names(page) == ["远", "近"]


def test_a_text_is_searched_for_instead(visit: FlaskClient, store: Connection) -> None:
    enter(
        store,
        record(Point(126.63, 45.77), name="中央大街驿站"),
        record(Point(126.62, 45.77), name="别的", address="中央大街 1 号"),
        record(name="无关"),
    )
    page = visit.get(f"/?{HERE}&service=wifi&q=zydj").text
    assert names(page) == ["中央大街驿站", "别的"]
    assert "“zydj”：找到 2 处" in page
    assert "780 米" in page
    assert 'href="/?lon=126.62000&amp;lat=45.77000&amp;service=wifi" data-swap="back"' in page
    assert 'id="chips"' not in page
    assert '<span class="distance"></span>' in visit.get("/?q=中央").text


@pytest.mark.parametrize(
    ("q", "address"),
    [
        ("热水", "service=drinking_water"),
        ("Wi-Fi", "service=wifi"),
        ("司机之家", "kind=driver_home"),
        ("中央", ""),
    ],
)
def test_who_searches_for_the_word_of_a_service_is_offered_its_filter(
    visit: FlaskClient, store: Connection, q: str, address: str
) -> None:
    enter_one(store)
    page = visit.get("/", query_string={"q": q, "lon": "126.62", "lat": "45.77"}).text
    offered = re.findall(r'href="([^"]*)" data-swap="meant"', page)
    assert offered == ([f"/?lon=126.62000&amp;lat=45.77000&amp;{address}"] if address else [])


def test_a_search_before_the_first_picture_asks_for_patience(store: Connection, clock: Clock) -> None:
    page = visitor_of(store, clock, atlas=False, source=Nobody()).get("/?q=中央")
    assert page.status_code == 200
    assert "名单正在准备，几秒后再试。" in page.text


@pytest.mark.parametrize("q", ["", "  ", "%00", "x" * 500, "％_\\\"'<b>", "😀"])
def test_any_text_may_be_searched_for(visit: FlaskClient, store: Connection, q: str) -> None:
    enter_one(store, name="甲")
    answer = visit.get("/", query_string={"q": q, "lon": "126.62", "lat": "45.77"})
    assert answer.status_code == 200
    assert "<b>" not in answer.text


def test_large_text_is_asked_for_and_kept_without_script(visit: FlaskClient, store: Connection) -> None:
    enter_one(store)
    page = visit.get(f"/?{HERE}&size=large").text
    assert '<html lang="zh-CN" class="large">' in page
    assert "size=large" in re.findall(r'href="([^"]*)" data-swap="wifi"', page)[0]
    assert "size=large" in re.findall(r'href="([^"]*)" data-card', page)[0]
    assert "size=" not in re.findall(r'class="to-standard" href="([^"]*)"', page)[0]
    assert 'class="large"' not in visit.get(f"/?{HERE}").text


def test_an_empty_store_is_told_calmly(visit: FlaskClient) -> None:
    assert "这里还没有驿站" in visit.get("/").text


@pytest.mark.parametrize(
    "query",
    ["lon=nan&lat=1", "lon=x&lat=y", "lon=1", "kind=castle", "service=,,", "lang=fr", "county=%00", "odd=1"],
)
def test_nonsense_in_the_address_is_left_out_and_no_error(
    visit: FlaskClient, store: Connection, query: str
) -> None:
    enter_one(store, county_stated="道里区", name="甲")
    answer = visit.get(f"/?{query}")
    assert (answer.status_code, names(answer.text)) == (200, ["甲"])


def test_words_of_people_are_escaped(visit: FlaskClient, store: Connection) -> None:
    nasty = "<script>alert(1)</script>\"'><img src=x>"
    number = enter_one(
        store, name=nasty, address=nasty, entry_hint=nasty, hours=nasty, county_stated=nasty, phone=nasty
    )
    for address in (f"/?{HERE}", "/", f"/stations/{number}", f"/stations/{number}?part=card"):
        page = visit.get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_no_page_holds_a_script_or_a_style_of_its_own(visit: FlaskClient, store: Connection) -> None:
    number = enter_one(store)
    for address in (f"/?{HERE}", f"/stations/{number}", "/api/v1/docs", "/stations/0"):
        page = visit.get(address, headers={"Accept": "text/html"}).text
        assert re.findall(r"<script(?![^>]*(?:src=|application/json))", page) == []
        assert re.findall(r"<style|\sstyle=|\son\w+=", page) == []


def test_a_card_holds_everything_a_courier_needs(visit: FlaskClient, store: Connection) -> None:
    number = enter_one(
        store,
        Point(126.63, 45.77),
        kind="water_point",
        name="中央大街驿站",
        address="中央大街89号",
        services=("toilet",),
        phone="0451-1",
        entry_mode="key",
        entry_hint="二楼，按门铃",
        capacity=8,
        details={"stock": 36, "scan_to_draw": True},
        hours="24小时",
        status="suspended",
        status_reason="检修",
        status_until="2199-02-01",
    )
    page = visit.get(f"/stations/{number}?{HERE}").text
    told = [
        "中央大街驿站",
        "780 米",
        "中央大街89号",
        "厕所",
        "24小时",
        "约 8 人",
        "从未确认",
        "找人拿钥匙，二楼，按门铃",
    ]
    told += ["库存（瓶）", "36", "扫码领水", "是", "暂停服务：检修，2月1日后恢复"]
    told += ['href="tel:0451-1"', "https://uri.amap.com/", "geo:45.77,126.63"]
    assert [words for words in told if words not in page] == []


def test_english_is_asked_for_and_kept(visit: FlaskClient, store: Connection) -> None:
    enter_one(store, name_en="Central Street")
    page = visit.get(f"/?{HERE}&lang=en").text
    assert names(page) == ["Central Street"]
    assert "Locate me" in page
    assert 'lang="en"' in page
    assert "lang=en" in re.findall(r'href="([^"]*)" data-swap="wifi"', page)[0]


def test_made_up_places_are_labelled_on_list_and_card(visit: FlaskClient, store: Connection) -> None:
    from stations.sample import load_if_empty

    load_if_empty(store)
    page = visit.get("/").text
    assert "演示数据，不是真实驿站" in page
    first = re.findall(r'data-card="(\d+)"', page)[0]
    assert "演示数据，不是真实驿站" in visit.get(f"/stations/{first}?part=card").text


def test_a_part_of_a_page_is_only_that_part(visit: FlaskClient, store: Connection) -> None:
    number = enter_one(store)
    assert visit.get(f"/?{HERE}&part=panel").text.lstrip().startswith("<nav")
    assert visit.get(f"/stations/{number}?part=card").text.lstrip().startswith("<article")


def test_a_page_that_is_not_there_is_told_in_words(visit: FlaskClient) -> None:
    answer = visit.get("/stations/0", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.text


@pytest.mark.parametrize(
    ("distance_m", "said"),
    [
        (0, "10 米"),
        (314, "310 米"),
        (994, "990 米"),
        (996, "1.0 公里"),
        (1249, "1.2 公里"),
        (99_960, "100 公里"),
    ],
)
def test_distances_in_words(distance_m: float, said: str) -> None:
    assert metres(distance_m, "zh") == said
