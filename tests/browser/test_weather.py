"""What a phone shows that was here before when the network is slow, away or in trouble, and what it says of it."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.figures import phone
from tests.browser.looking import HERE, until, violations
from tests.browser.weather import App, keeps, names, said

pytestmark = pytest.mark.browser


def test_without_a_network_and_with_nothing_kept_the_page_says_so(browser: Browser, app: App) -> None:
    app.weather.trouble = ("/api/v1/area",)
    context = phone(browser, app.address)
    page = context.new_page()
    page.goto(HERE)
    until(page, "!!navigator.serviceWorker.controller")
    context.set_offline(True)
    for path in (HERE, "/stations/1", "/?lang=en"):
        page.goto(path)
        told = "No connection at the moment" if "en" in path else "现在连不上"
        expect(page.locator("#list-title")).to_have_text(told)
        expect(page.locator("#list .button")).to_be_visible()
    context.close()


def test_a_slow_network_is_not_waited_for_and_what_it_brings_is_handed_on(
    context: BrowserContext, app: App
) -> None:
    app.weather.late_s = 2.0
    page = context.new_page()
    page.goto(HERE, wait_until="domcontentloaded")
    assert len(names(page)) == 20
    said(page, "网络慢", "")
    assert len(names(page)) == 20
    assert page.evaluate("window.fresher.address") == HERE
    assert page.locator("main main, main html, main header").count() == 0


def test_a_slow_network_that_knows_no_position_does_not_lead_elsewhere(
    context: BrowserContext, app: App
) -> None:
    app.weather.late_s = 1.0
    page = context.new_page()
    page.goto("/", wait_until="domcontentloaded")
    page.wait_for_timeout(2000)
    said(page, "先显示上次的地方")
    assert page.evaluate("window.fresher") is None


def test_a_part_that_comes_late_is_shown_from_what_is_kept_and_then_handed_on(
    context: BrowserContext, app: App
) -> None:
    page = context.new_page()
    page.goto(HERE)
    page.get_by_role("link", name="热饭").click()
    expect(page.locator(".chip[aria-current]")).to_have_count(1)
    app.weather.late_s = 2.5
    page.get_by_role("link", name="厕所").click()  # two services: their comma comes back escaped
    said(page, "网络慢", "")
    assert "service=meal_heating" in page.url


def test_a_card_that_comes_late_is_shown_from_what_is_kept(context: BrowserContext, app: App) -> None:
    page = context.new_page()
    page.goto(HERE)
    app.weather.late_s = 2.5
    page.locator(".row a").first.click()
    expect(page.locator("#card .kept")).to_contain_text("网络慢，这是")


def test_a_network_that_is_slow_and_then_away_is_told(context: BrowserContext, app: App) -> None:
    page = context.new_page()
    app.weather.late_s = 2.0
    app.weather.trouble = ("/",)
    page.goto(HERE, wait_until="domcontentloaded")
    said(page, "网络慢", "暂时连不上")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_state_without_a_network_keeps_anybody_out(browser: Browser, app: App, lang: str) -> None:
    context = phone(browser, app.address)
    page = context.new_page()
    page.goto(f"{HERE}&lang={lang}")
    keeps(page)
    context.set_offline(True)
    for path in (f"{HERE}&lang={lang}", f"/stations/999999?lang={lang}"):
        page.goto(path)
        expect(page.locator("#list")).to_be_visible()
        assert violations(page) == []
    context.close()


def test_a_server_in_trouble_is_answered_for(context: BrowserContext, app: App) -> None:
    page = context.new_page()
    page.goto(HERE)
    listed = names(page)
    app.weather.trouble = ("/",)
    page.goto(HERE)
    assert names(page) == listed
    expect(page.locator("#list .kept")).to_contain_text("暂时连不上，下面是")
    page.locator(".row a").first.click()
    expect(page.locator("#card h2").first).to_have_text(listed[0])
