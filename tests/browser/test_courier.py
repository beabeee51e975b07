"""What a courier does on a phone three years old, on a slow network and then on none."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.figures import SLOWER
from tests.browser.looking import until
from tests.browser.slow import SLOW_4G, Line, slowly
from tests.browser.street import CORNER, Street

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(browser: Browser, town: Street) -> Iterator[Page]:
    """The phone: touch, a quarter of the processor, slow 4G, and leave to know where it is."""
    with slowly(town.app, Line(*SLOW_4G)) as address:
        context = browser.new_context(
            base_url=address,
            viewport={"width": 390, "height": 844},
            has_touch=True,
            is_mobile=True,
            locale="zh-CN",
            geolocation={"longitude": CORNER.lon, "latitude": CORNER.lat},
            permissions=["geolocation"],
        )
        context.route(
            "https://uri.amap.com/**", lambda route: route.fulfill(body="a map", content_type="text/plain")
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        yield page
        context.close()


def votes(tab: Page) -> int:
    """Count the votes of the place whose card is open."""
    number = tab.locator(".card").get_attribute("data-id")
    found: int = tab.request.get(f"/api/v1/stations/{number}/ratings").json()["rating"]["count"]
    return found


def test_hot_water_is_found_walked_to_rated_and_reported_and_no_word_is_lost_without_a_network(
    tab: Page,
) -> None:
    tab.goto("/")
    expect(tab.locator("#list-title")).to_have_text("离您最近")  # by the position, without a tap
    tab.get_by_role("link", name="营业中").tap()
    tab.get_by_role("link", name="饮水").tap()
    expect(tab.locator(".chip[aria-current]")).to_have_count(2)
    for row in tab.locator(".rows").first.locator(".row").all():
        expect(row.locator(".state")).to_contain_text(re.compile("营业中|按时间该开着"))
        expect(row.locator(".offers")).to_contain_text("饮水")

    tab.locator(".row a").first.tap()
    name = tab.locator("#card h2").inner_text()
    tab.locator(".go summary").tap()
    tab.get_by_role("link", name="高德地图").tap()
    tab.wait_for_url("https://uri.amap.com/navigation**")
    assert "mode=walk" in tab.url
    tab.go_back()
    expect(tab.locator(".card h2").first).to_have_text(name)

    before = votes(tab)
    tab.get_by_role("button", name="5 星", exact=True).tap()
    expect(tab.locator(".rate .told")).to_contain_text("已评 5 星")
    assert votes(tab) == before + 1
    tab.locator(".rate .undo").tap()
    expect(tab.locator(".rate .told")).to_have_text("已撤销")
    assert votes(tab) == before
    tab.locator(".faults [value=no_water]").tap()
    expect(tab.locator(".card .reports")).to_contain_text("饮水")
    tab.locator(".faults .undo").tap()
    expect(tab.locator(".card .reports .warning")).to_have_count(0)

    tab.goto("/")
    until(tab, "!!localStorage.getItem('kept-around')")
    tab.context.set_offline(True)
    tab.goto("/?open=now&service=drinking_water")
    expect(tab.locator("#list .kept")).to_contain_text("没有网络")
    tab.locator(".row a").first.tap()
    expect(tab.locator("#card h2")).to_have_text(name)
    tab.get_by_role("button", name="4 星", exact=True).tap()
    expect(tab.locator(".rate .told")).to_contain_text("已记下，有网后自动提交")
    tab.goto("/")  # closed, and opened again
    expect(tab.locator("#waiting")).to_contain_text("1 条")
    tab.context.set_offline(False)
    expect(tab.locator("#waiting")).to_be_empty()
    tab.goto("/?open=now&service=drinking_water")
    expect(tab.locator("#list-title")).to_have_text(
        "离您最近", timeout=20_000
    )  # not yet those of some county
    expect(tab.locator("#list .kept")).to_have_count(0, timeout=20_000)  # the rows move no more
    tab.locator(".row a").first.tap()
    expect(tab.locator("#card h2")).to_have_text(re.compile(re.escape(name)))
    assert votes(tab) == before + 1
