"""What people reported, in words: on the list, and how long ago it was."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from stations import faults
from stations.faults import Device, Fault, What
from stations.hours import CHINA
from tests.conftest import Clock
from tests.make import enter_one
from web.moments import ago

NOON = datetime(2026, 11, 21, 12, tzinfo=CHINA)
LIST = "/?lon=126.62&lat=45.77"


def say(store: Connection, fault: Fault, name: str, minutes_ago: int) -> None:
    at = NOON - timedelta(minutes=minutes_ago)
    faults.report(store, fault, Device("secret", name), at=at, now=at)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2026-11-21 11:59:30", "刚刚"),
        ("2026-11-21 12:00:30", "刚刚"),
        ("2026-11-21 11:40:00", "20 分钟前"),
        ("2026-11-21 11:00:59", "59 分钟前"),
        ("2026-11-21 09:00:00", "3 小时前"),
        ("2026-11-21 00:00:00", "12 小时前"),
        ("2026-11-20 18:05:00", "昨天 18:05"),
        ("2026-11-18 18:05:00", "11月18日"),
    ],
)
def test_how_long_ago(value: str, told: str) -> None:
    assert ago(datetime.fromisoformat(value).replace(tzinfo=CHINA), NOON, "zh") == told


def test_last_night_is_still_told_in_hours() -> None:
    assert ago(NOON.replace(hour=22), NOON.replace(hour=22) + timedelta(hours=5), "zh") == "5 小时前"


def test_a_time_of_another_zone_is_told_in_that_of_now() -> None:
    assert ago(datetime.fromisoformat("2026-11-20T10:05:00+00:00"), NOON, "en") == "yesterday 18:05"


def test_a_locked_door_is_told_in_the_list_and_no_longer_shown_as_open(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    clock.set("2026-11-21 12:00")
    locked = Fault(enter_one(store, name="锁着", hours="24小时"), What.DOOR_LOCKED)
    say(store, locked, "a", 50)
    assert "门锁着" not in visit.get(LIST).text
    say(store, locked, "b", 20)
    page = visit.get(LIST).text
    assert '<p class="warning">! 20 分钟前有 2 人反映门锁着</p>' in page
    assert '<span class="state doubt">' in page
    assert "按时间该开着 · 24 小时" in page
    assert '<span class="name">锁着</span>' in page
    faults.mend(store, locked, by="courier", at=NOON)
    assert '<span class="state open">' in visit.get(LIST).text


def test_what_is_out_is_no_offer_and_told_in_words(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    clock.set("2026-11-21 12:00")
    place = enter_one(store, name="坏了", services=("meal_heating", "drinking_water", "toilet"))
    say(store, Fault(place, What.BROKEN, "meal_heating"), "a", 180)
    say(store, Fault(place, What.NO_WATER), "a", 5)
    page = visit.get(LIST).text
    assert "! 热饭：3 小时前有人反映用不了" in page
    assert "! 饮水：5 分钟前有人反映用不了" in page
    assert page.count("有人反映") == 2
    assert "没水了" not in page
    assert 'class="name">坏了' in visit.get(f"{LIST}&service=toilet").text
    assert 'class="name">坏了' not in visit.get(f"{LIST}&service=meal_heating").text


def test_english_tells_it_too(visit: FlaskClient, store: Connection, clock: Clock) -> None:
    clock.set("2026-11-21 12:00")
    gone = Fault(enter_one(store), What.MOVED)
    for name in ("a", "b"):
        say(store, gone, name, 2 * 24 * 60 - (name == "b"))
    assert "Found moved away by 2 people" in visit.get(f"{LIST}&lang=en").text
