"""A planner's way from a question to a report, in a browser, worked out by the runner that the server has beside it."""

import threading
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from psycopg2.extensions import connection as Connection

from scripts import work
from stations import demand
from stations.database import as_web, connect, transaction
from stations.settings import Settings
from tests import planned
from tests.browser.conftest import served
from tests.browser.looking import violations
from tests.browser.test_imports import cookie_of
from tests.databases import own_database
from tests.make import enter_one
from tests.people import account, keep, session, unit
from web import create_app
from web.signing import COOKIE

pytestmark = pytest.mark.browser

NASTY = '<script>document.title="ran"</script>"><img src=x onerror="document.title=\'ran\'">${1}{{ 7*7 }}'


@pytest.fixture(scope="module")
def desk(database_url: str) -> Iterator[tuple[str, str, int]]:
    """The address of a server, the secret of a planner's session, and a plan that is done."""
    with own_database(database_url, "planning") as url:
        with closing(connect(url)) as store, transaction(store):
            mine = unit(store, "某区总工会")
            keep(store, enter_one(store, name=NASTY, lon=126.62, lat=45.77, hours="Mo-Su 08:00-20:00"), mine)
            riders(store)
            who = account(store, "planner", mine)
            secret = session(store, who)
            drawn = planned.layers(NASTY)
            done = planned.keep(store, who, mine, planned.document("compare"), drawn, title=NASTY)
        app = create_app(Settings(database_url=url, secret_key="a secret of the tests"))
        for address in served(app):
            over = threading.Event()
            runner = threading.Thread(target=run, args=(url, over))
            runner.start()
            yield address, cookie_of(app, secret), done
            over.set()
            runner.join()


def riders(store: Connection) -> None:
    """Demand of a hundred riders within two kilometres around the place."""
    lon, lat = np.meshgrid(np.linspace(126.6, 126.64, 10), np.linspace(45.755, 45.785, 10))
    told = demand.Told(
        name="示例骑手", file_name="d.csv", sha256=planned.SHA, what=demand.What.RIDERS, source="示例"
    )
    names = [str(nth) for nth in range(lon.size)]
    demand.enter(store, told, demand.Arrays(names, lon.ravel(), lat.ravel(), np.ones(lon.size)))


def run(url: str, over: threading.Event) -> None:
    """Do what waits, until it is over."""
    while not over.wait(0.3):
        work.run(url, as_web(url), once=True)


@pytest.fixture
def page(browser: Browser, desk: tuple[str, str, int]) -> Iterator[Page]:
    address, cookie, _ = desk
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def test_a_question_becomes_an_answer(page: Page) -> None:
    page.goto("/plan")
    assert violations(page) == []
    page.get_by_role("link", name="附近有没有开门的驿站？").click()
    assert violations(page) == []
    expect(page.locator("#at")).to_be_hidden()
    page.get_by_text("10 分钟", exact=True).click()
    expect(page.get_by_text("按区县", exact=True)).to_have_count(0)  # this store has none
    page.get_by_role("button", name="开始算").click()
    expect(page.locator("h1")).to_contain_text("10 分钟内有开门的驿站的骑手占", timeout=120_000)
    expect(page.locator("h1")).to_contain_text("只有")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".plot svg")).to_have_count(2)
    expect(page.get_by_text("按直线距离 × 1.3 计算").first).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("link", name="报告 PDF").click()
    assert got.value.suggested_filename.endswith("-zh.pdf")


def test_the_pages_have_no_fault_that_a_program_finds(page: Page, desk: tuple[str, str, int]) -> None:
    done = desk[2]
    for path in (f"/plan/{done}", "/plan/data", f"/plan/beside?one={done}&other={done}",
                 *(f"/plan/new/{kind}" for kind in planned.BESIDE)):  # fmt: skip
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.title() != "ran"


def test_the_map_slides_between_before_and_after_and_asks_nobody(
    page: Page, desk: tuple[str, str, int]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_default_timeout(90_000)
    page.goto(f"/plan/{desk[2]}/map")
    assert [url for url in asked if not url.startswith(("data:", desk[0]))] == []
    cut = "getComputedStyle(document.querySelector('.leaflet-after-pane')).clip"
    first = page.evaluate(cut)
    page.locator("#slide").fill("90")
    assert page.evaluate(cut) != first
    page.locator(".leaflet-points-pane path").first.click()
    expect(page.locator(".leaflet-popup-content p").first).to_have_text(NASTY)
    assert page.title() != "ran"
    assert page.evaluate("window.origin") == "null"  # whatever ran there would be nobody
