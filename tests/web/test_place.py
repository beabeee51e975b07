"""The page of one place: what a chat shows of a link to it, and what the card says of votes and reports."""

import re
from html import unescape

from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from stations.point import Point
from stations.settings import Settings
from tests.conftest import Clock, Drawn, RehearsalStore
from tests.make import enter_one
from tests.web.telling import Courier
from web import create_app

HEAD = re.compile(r'<(?:meta (?:property|name)|link rel)="([\w:]+)" (?:content|href)="([^"]*)"')


def head(page: str) -> dict[str, str]:
    """What the head of a page tells, by name."""
    return {name: unescape(value) for name, value in HEAD.findall(page.split("<body", maxsplit=1)[0])}


def rate(visit: FlaskClient, number: int, key: str, **given: object) -> None:
    answer = visit.post(f"/api/v1/stations/{number}/ratings", json=given, headers={"Idempotency-Key": key})
    assert answer.status_code in (200, 201)


def test_a_chat_shows_the_name_and_what_stays_true_for_a_while(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    clock.set("2026-11-20 23:00")
    number = enter_one(
        store, name="中央大街 & “爱心”驿站", address="中央大街89号", services=("drinking_water", "toilet"),
        services_inferred=("wifi",), hours="08:00-20:00",
    )  # fmt: skip
    told = head(visit.get(f"/stations/{number}").text)
    assert told["og:title"] == "中央大街 & “爱心”驿站"
    assert told["og:description"] == "驿站 · 中央大街89号 · 饮水 厕所 · 每天 08:00–20:00"
    assert told["description"] == told["og:description"]
    assert (told["og:site_name"], told["og:locale"], told["og:type"]) == ("驿站云图", "zh_CN", "website")
    assert told["twitter:card"] == "summary"
    assert not {"og:url", "canonical", "og:image"} & set(told)


def test_where_it_lies_is_told_only_from_the_setting(store: Connection) -> None:
    """The host that a request names may be anybody's; a position never goes along."""
    settings = Settings(secret_key="x", atlas=False, public_url="https://map.example.org")
    app = create_app(settings, store=RehearsalStore(store), source=Drawn(store))
    number = enter_one(store)
    page = app.test_client().get(
        f"/stations/{number}?lon=126.6&lat=45.7&lang=en", headers={"Host": "evil.test"}
    )
    told = head(page.text)
    assert told["og:url"] == told["canonical"] == f"https://map.example.org/stations/{number}?lang=en"
    assert told["og:locale"] == "en"
    assert "evil.test" not in page.text


def test_the_spread_of_the_stars_unfolds_without_a_script(visit: FlaskClient, store: Connection) -> None:
    number = enter_one(store)
    rate(visit, number, "a", stars=4, reasons=["clean"])
    page = visit.get(f"/stations/{number}").text
    drawn = re.findall(r'<meter min="0" max="1" value="(\d)" data-stars="(\d)"', page)
    assert drawn == [("0", "5"), ("1", "4"), ("0", "3"), ("0", "2"), ("0", "1")]
    assert "干净 <b>1</b>" in page


def test_a_place_that_nobody_can_visit_asks_for_nothing(visit: FlaskClient, store: Connection) -> None:
    number = enter_one(store, Point(126.6, 45.7), status="closed")
    page = visit.get(f"/stations/{number}").text
    assert "<form" not in page
    assert "去这里" in page


def test_what_is_broken_can_only_be_said_of_what_there_is(visit: FlaskClient, store: Connection) -> None:
    with_services = visit.get(f"/stations/{enter_one(store, services=('wifi',))}").text
    without = visit.get(f"/stations/{enter_one(store)}").text
    assert 'data-service="wifi"' in with_services
    assert "有东西坏了" not in without
    assert "门锁着" in without


def test_a_service_out_is_struck_and_can_be_said_to_work_again(visit: FlaskClient, store: Connection) -> None:
    number = enter_one(store, services=("wifi", "toilet"))
    visit.post(
        f"/api/v1/stations/{number}/faults", json={"what": "broken", "service": "wifi"},
        headers={"Idempotency-Key": "b"},
    )  # fmt: skip
    page = visit.get(f"/stations/{number}").text
    assert re.search(r"<s>无线网络</s> <small>有人反映用不了</small>", page)
    assert 'data-what="broken" data-service="wifi">无线网络 修好了</button>' in page
    assert "无线网络 修好了" not in visit.get(f"/stations/{number}?lang=en").text


def test_a_name_cannot_break_out_of_the_head(visit: FlaskClient, store: Connection) -> None:
    nasty = '"><script>alert(1)</script>'
    page = visit.get(f"/stations/{enter_one(store, name=nasty, address=nasty)}").text
    assert "<script>alert" not in page
    assert head(page)["og:title"] == nasty


def test_a_comment_that_turns_the_direction_of_writing_turns_nothing_else(
    visit: FlaskClient, store: Connection
) -> None:
    place = enter_one(store)
    Courier(visit).rate(place, 5, comment="\u202e好")
    assert "<bdi>\u202e好</bdi>" in visit.get(f"/stations/{place}").text
