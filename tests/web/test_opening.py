"""Open, shut or not known: in the answers and on the page, by a clock that the tests set."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from stations import Point
from tests.conftest import Clock
from tests.make import enter, enter_one, record

HERE = "lon=126.62&lat=45.77"


def opened(visit: FlaskClient) -> dict[str, object]:
    (found,) = visit.get(f"/api/v1/nearest?{HERE}").get_json()["features"]
    told: dict[str, object] = found["properties"]["open"]
    return told


@pytest.mark.parametrize(
    ("hours", "time", "told"),
    [
        ("8:00-20:00", "2026-11-20 19:40", {"now": True, "until": "2026-11-20T20:00:00+08:00"}),
        ("8:00-20:00", "2026-11-20 20:00", {"now": False, "opens": "2026-11-21T08:00:00+08:00"}),
        ("24小时", "2026-11-20 03:00", {"now": True}),
        ("工作日9:00-17:00", "2026-10-01 10:00", {"now": False, "opens": "2026-10-08T09:00:00+08:00"}),
        (
            "周一至周五 9:00-17:00，节假日休息",
            "2026-10-10 10:00",
            {"now": True, "until": "2026-10-10T17:00:00+08:00"},
        ),
        ("22:00-次日6:00", "2026-11-21 05:59", {"now": True, "until": "2026-11-21T06:00:00+08:00"}),
        ("看情况", "2026-11-20 12:00", {"now": None}),
        (None, "2026-11-20 12:00", {"now": None}),
    ],
)
def test_every_feature_tells_whether_it_is_open(
    visit: FlaskClient, store: Connection, clock: Clock, hours: str | None, time: str, told: dict[str, object]
) -> None:
    clock.set(time)
    enter_one(store, hours=hours)
    assert opened(visit) == told


def test_a_suspended_place_tells_why_and_when_it_opens(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    clock.set("2199-12-01 10:00")
    enter_one(
        store, hours="8:00-20:00", status="suspended", status_reason="检修", status_until=date(2199, 12, 5)
    )
    assert opened(visit) == {"now": False, "opens": "2199-12-06T08:00:00+08:00", "reason": "检修"}


def test_the_filter_asks_by_the_clock_or_for_any_time(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    clock.set("2026-11-20 12:00")
    enter(
        store,
        record(name="白天", hours="8:00-20:00"),
        record(name="夜里", hours="20:00-次日8:00"),
        record(name="不知"),
    )

    def names(moment: str) -> list[str]:
        listed = visit.get(f"/api/v1/nearest?{HERE}&open={moment}").get_json()["features"]
        boxed = visit.get(f"/api/v1/stations?bbox=126,45,127,46&open={moment}").get_json()["features"]
        assert listed == [] or [one["id"] for one in listed] == [one["id"] for one in boxed]
        return [one["properties"]["name"] for one in listed]

    assert names("now") == ["白天"]
    assert names("2026-11-20T23:00") == ["夜里"]
    assert names("2026-11-20T23:00:00Z") == ["夜里"]
    clock.set("2026-11-20 20:00")
    assert names("now") == ["夜里"]


def test_the_whole_feature_says_the_hours_and_how_sure_they_are(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    clock.set("2026-11-20 12:00")
    number = enter_one(
        store, hours="9:00-17:00(节假日除外)", hours_verified_at=date(2026, 11, 17), hours_inferred="全天"
    )
    told = visit.get(f"/api/v1/stations/{number}").get_json()["properties"]
    assert (told["hours"], told["hours_text"]) == ("Mo-Su 09:00-17:00; PH off", "9:00-17:00(节假日除外)")
    assert "节假日" in told["sentence"]
    assert told["freshness"]["hours"]["words"] == "3 天前确认"
    assert told["freshness"]["existence"] == {"confidence": 0, "words": "从未确认"}
    english = visit.get(f"/api/v1/stations/{number}?lang=en").get_json()["properties"]
    assert english["freshness"]["hours"]["words"] == "confirmed 3 days ago"


def states(page: str) -> list[tuple[str, str]]:
    return [
        (kind, re.sub(r"<.*?>", "", said))
        for kind, said in re.findall(r'<span class="state (\w+)">(.*?)</span>', page, re.DOTALL)
    ]


@pytest.mark.parametrize(
    ("hours", "time", "told"),
    [
        ("8:00-20:00", "2026-11-20 12:00", ("open", "营业中 · 20:00 关")),
        ("8:00-20:00", "2026-11-20 19:40", ("open", "营业中 · 20 分钟后关")),
        ("8:00-24:00", "2026-11-20 12:00", ("open", "营业中 · 24:00 关")),
        ("24小时", "2026-11-20 12:00", ("open", "营业中 · 24 小时")),
        ("8:00-20:00", "2026-11-20 21:00", ("shut", "已关门 · 明天 08:00 开")),
        ("8:00-20:00", "2026-11-20 06:00", ("shut", "已关门 · 08:00 开")),
        ("周一至周五 9:00-17:00", "2026-11-20 18:00", ("shut", "已关门 · 周一 09:00 开")),
        ("看情况", "2026-11-20 12:00", ("unknown", "现在开不开不确定")),
        (None, "2026-11-20 12:00", ("unknown", "开放时间未确认")),
    ],
)
def test_the_list_says_it_in_words(
    visit: FlaskClient, store: Connection, clock: Clock, hours: str | None, time: str, told: tuple[str, str]
) -> None:
    clock.set(time)
    enter_one(store, hours=hours)
    assert states(visit.get(f"/?{HERE}").text) == [told]


def test_a_place_that_shuts_before_one_can_walk_there_is_warned_of(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    enter_one(
        store, Point(126.64, 45.77), hours="8:00-20:00"
    )  # 1.6 km: 27 minutes at 4.5 km/h and a detour of 1.3
    clock.set("2026-11-20 19:32")
    assert "走到时可能已关门" not in visit.get(f"/?{HERE}").text
    clock.set("2026-11-20 19:34")
    assert "走到时可能已关门" in visit.get(f"/?{HERE}").text


def test_open_now_comes_first_and_what_opens_later_after_it(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    clock.set("2026-11-20 12:00")
    enter(
        store,
        record(Point(126.621, 45.77), name="晚上开", hours="14:00-22:00"),
        record(Point(126.622, 45.77), name="开着", hours="8:00-20:00"),
        record(Point(126.623, 45.77), name="不知道"),
    )
    page = visit.get(f"/?{HERE}&open=now").text
    assert re.findall(r'<span class="name">(.*?)</span>', page) == ["开着", "晚上开"]
    assert page.index("开着") < page.index("稍后开门") < page.index("晚上开")
    assert "14:00 开" in page
    assert 'data-swap="open" aria-current="true"' in page


def test_nothing_open_says_how_far_a_shut_one_is(visit: FlaskClient, store: Connection, clock: Clock) -> None:
    clock.set("2026-11-20 23:00")
    enter_one(store, Point(126.63, 45.77), hours="8:00-20:00")
    page = visit.get(f"/?{HERE}&open=now").text
    assert "不要“营业中”的话，780 米就有一个。" in page


def test_the_card_shows_two_weeks_with_holidays_and_make_up_workdays(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    clock.set("2026-09-29 12:00")
    number = enter_one(store, hours="周一至周五 9:00-17:00，节假日休息")
    rows = re.findall(
        r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', visit.get(f"/stations/{number}").text
    )
    told = {re.sub(r"<.*?>", "", name): re.sub(r"<.*?>", "", hours).strip() for name, hours in rows}
    assert len(told) == 14
    assert told["9月29日 周二"] == "09:00–17:00"
    assert told["10月1日 周四 国庆节"] == "休息"
    assert told["10月10日 周六 国庆节调休上班"] == "09:00–17:00"


def test_hours_that_were_not_read_are_shown_as_they_were_written(
    visit: FlaskClient, store: Connection
) -> None:
    number = enter_one(store, hours="看老板心情")
    assert "看老板心情（原文）" in visit.get(f"/stations/{number}").text


def confirm(visit: FlaskClient, number: int, body: object, key: str = "k") -> tuple[int, dict[str, object]]:
    answer = visit.post(
        f"/api/v1/stations/{number}/confirmations", json=body, headers={"Idempotency-Key": key}
    )
    return answer.status_code, answer.get_json(force=True)


def test_still_right_renews_and_counts_once(visit: FlaskClient, store: Connection, clock: Clock) -> None:
    clock.set("2026-11-20 12:00")
    number = enter_one(store, hours="24小时", hours_verified_at=date(2025, 1, 1))
    first = confirm(visit, number, {"fact": "hours"})
    assert first == (201, {"fact": "hours", "verified_at": "2026-11-20", "words": "今天确认"})
    assert confirm(visit, number, {"fact": "hours"}) == first
    assert confirm(visit, number, {"fact": "hours"}, "another")[0] == 200
    told = visit.get(f"/api/v1/stations/{number}").get_json()["properties"]
    assert told["hours_verified_at"] == "2026-11-20"


@pytest.mark.parametrize("body", [{}, {"fact": "weather"}, {"fact": "hours", "who": "me"}, []])
def test_a_wrong_confirmation_is_refused(visit: FlaskClient, store: Connection, body: object) -> None:
    assert confirm(visit, enter_one(store), body)[0] == 400


def test_one_record_that_cannot_be_read_takes_no_page_down(visit: FlaskClient, store: Connection) -> None:
    number = enter_one(store, hours="8:00-20:00")
    with store.cursor() as cursor:
        cursor.execute("UPDATE station SET hours_exceptions = 'nonsense' WHERE id = %s", (number,))
    for address in ("/", f"/stations/{number}", f"/api/v1/stations/{number}", f"/api/v1/nearest?{HERE}"):
        assert visit.get(address).status_code == 200
    assert opened(visit) == {"now": None}
