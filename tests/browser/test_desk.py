"""A newcomer's minute at the desk, and pages that keep nobody out, on a phone and with a mouse."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, Page, expect

from stations.database import connect, transaction
from stations.hours import CHINA
from stations.settings import Settings
from tests import people
from tests.browser.conftest import served
from tests.browser.looking import violations
from tests.databases import own_database
from tests.entering import PASSWORD, with_password
from tests.make import enter_one
from web import create_app

pytestmark = pytest.mark.browser

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=CHINA)
THURSDAY = datetime(2026, 11, 26, 10, tzinfo=CHINA)
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
TARGETS = """() => {
    const own = 'a, button, summary, select, label.choice, input:not([type=hidden], [type=radio], [type=checkbox])';
    return [...document.querySelectorAll(own)]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }))
        .filter((one) => !one.matches('.skip, .leaflet-control-attribution a'))
        .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
        .filter(([, { width, height }]) => Math.round(width) < 44 || Math.round(height) < 44)
        .map(([html]) => html);
}"""
NOISE = '<script>document.title="run"</script>"><img src=x onerror="document.title=1">'


@dataclass
class Office:
    """A server, its clock, the name of a manager, the secret of a session, and the manager's places."""

    address: str
    app: Any
    now: list[datetime]
    name: str
    proof: str
    place: int
    hostile: int


@pytest.fixture(scope="module")
def office(database_url: str) -> Iterator[Office]:
    with own_database(database_url, "desk") as url:
        with closing(connect(url)) as store, transaction(store):
            unit = people.unit(store, "道里区总工会")
            place = enter_one(
                store, name="东大直街驿站", address="东大直街201号", hours="8:00-20:00", phone="0451-0000000",
                services=("drinking_water", "meal_heating", "toilet", "wifi"),
                hours_verified_at="2026-11-01", services_verified_at="2026-11-01", verified_at="2026-11-01",
            )  # fmt: skip
            hostile = enter_one(
                store, name=NOISE, address=NOISE, hours=NOISE, kind="water_point", details={"stock": 3}
            )
            for one in (place, hostile):
                people.keep(store, one, unit)
            enter_one(store, name="别的区的驿站")
            manager = people.account(store, "manager", unit)
            name, proof = with_password(store, manager), people.session(store, manager)
        now = [TUESDAY]
        settings = Settings(database_url=url, secret_key="a secret of the tests", app=False)
        app = create_app(settings, clock=lambda: now[0])
        for address in served(app):
            yield Office(address, app, now, name, proof, place, hostile)


def signed_in(browser: Browser, office: Office, **options: Any) -> BrowserContext:
    """A browser with a manager's cookie."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(office.app)
    assert serializer is not None
    context = browser.new_context(base_url=office.address, locale="zh-CN", reduced_motion="reduce", **options)
    value = serializer.dumps({"proof": office.proof})
    context.add_cookies([{"name": "desk", "value": str(value), "url": office.address}])
    return context


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def tab(browser: Browser, office: Office, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab of a manager that fails its test when the browser complains, or asks another host."""
    office.now[0] = TUESDAY
    context = signed_in(browser, office, viewport=request.param)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: asked.url.startswith((office.address, "data:")) or complaints.append(asked.url),
    )
    yield page
    context.close()
    assert [one for one in complaints if "412" not in one and "400" not in one] == []


def test_a_newcomers_minute_takes_eight_taps_and_one_typed_reason(browser: Browser, office: Office) -> None:
    """From the login page to: closed tomorrow for repair, open again Friday, and no water since today."""
    office.now[0] = TUESDAY
    context = browser.new_context(base_url=office.address, locale="zh-CN", viewport=PHONE, has_touch=True)
    page = context.new_page()
    taps = 0

    def tap(name: str, *, role: Any = "button", exact: bool = False) -> None:
        nonlocal taps
        page.get_by_role(role, name=name, exact=exact).tap()
        taps += 1

    page.goto("/manage")  # which leads to the login page, where the name has the focus
    expect(page.get_by_label("账号")).to_be_focused()
    page.keyboard.type(office.name)
    page.get_by_label("密码").tap()
    page.keyboard.type(PASSWORD)
    taps += 1
    tap("登录")
    tap("东大直街驿站", role="link", exact=True)
    page.locator("label.choice", has_text="明天").tap()
    page.locator("label.choice", has_text="周五 27 日").tap()
    taps += 2
    page.get_by_label("写给骑手看的原因").tap()
    page.keyboard.type("水管维修")
    taps += 1
    tap("保存关闭安排")
    expect(page.get_by_role("status")).to_contain_text("已保存")
    tap("今天起没有 饮水")
    expect(page.get_by_role("status")).to_contain_text("骑手马上就能看到")
    assert taps <= 8

    page.goto(f"/stations/{office.place}")
    expect(page.locator("main")).to_contain_text("11月25日至26日休息")
    expect(page.locator("main")).to_contain_text("水管维修")
    public = page.request.get(f"/api/v1/stations/{office.place}").json()["properties"]
    assert public["services_out"] == ["drinking_water"]
    assert public["open"]["now"] is True
    office.now[0] = THURSDAY
    told = page.request.get(f"/api/v1/stations/{office.place}").json()["properties"]["open"]
    assert told == {"now": False, "opens": "2026-11-27T08:00:00+08:00", "reason": "水管维修"}
    context.close()


@pytest.mark.parametrize(
    "part",
    [
        "",
        "/stations/{place}",
        "/stations/{hostile}",
        "/stations/{place}/hours?text=每天 8:00-20:00",
        "/stations/{place}/hours?text=随便吧",
        "/stations/{hostile}/about",
        "/stations/{place}/pin",
    ],
)
def test_a_page_of_the_desk_keeps_nobody_out(tab: Page, office: Office, part: str) -> None:
    tab.goto("/manage" + part.format(place=office.place, hostile=office.hostile))
    tab.wait_for_load_state("networkidle")
    assert violations(tab) == []
    assert tab.evaluate(TARGETS) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= tab.viewport_size["width"]  # type: ignore[index]
    assert tab.title() not in ("run", "1")


def test_a_tap_on_the_map_moves_the_pin_and_asks_when_that_is_far(tab: Page, office: Office) -> None:
    tab.goto(f"/manage/stations/{office.place}/pin")
    tab.locator("#pin-map .pin-new").wait_for()
    before = tab.locator("#lon").input_value()
    tab.locator("#pin-map").click(position={"x": 60, "y": 60})
    assert tab.locator("#lon").input_value() != before
    tab.locator("#lon").fill("127.1")
    tab.get_by_role("button", name="保存位置").click()
    expect(tab.get_by_role("alert")).to_contain_text("米")
    assert violations(tab) == []
    tab.get_by_role("link", name="不对，重新选").click()
    assert tab.locator("#lon").input_value() == before


def test_a_change_that_came_second_is_shown_beside_the_first(tab: Page, office: Office) -> None:
    for said in ("第一个", "第二个"):
        tab.goto(f"/manage/stations/{office.place}/about")
        if said == "第二个":
            tab.evaluate("document.querySelector('[name=version]').value -= 1")
        tab.get_by_label("怎么找到门").fill(f"{said} {tab.viewport_size}")
        tab.get_by_role("button", name="保存", exact=True).click()
    expect(tab.get_by_role("heading", name="别人刚改过这里")).to_be_visible()
    assert violations(tab) == []
    assert tab.evaluate(TARGETS) == []
    tab.get_by_text("您写的").click()
    tab.get_by_role("button", name="保存", exact=True).click()
    expect(tab.get_by_role("status")).to_contain_text("已保存")
    expect(tab.locator("#about")).to_contain_text("第二个")
