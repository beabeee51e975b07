"""The page as an app: it can be installed, answers without a network, keeps what it may, and goes when it is told."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.figures import phone, visit
from tests.browser.looking import HERE, until
from tests.browser.weather import App, keeps, names

pytestmark = pytest.mark.browser

FIRST_LOAD_BYTES = 150_000
CACHES = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return [names, kept.flat().map(({ url }) => url)];
}"""


def test_a_phone_would_install_it(browser: Browser, app: App) -> None:
    context = phone(browser, app.address)
    page = context.new_page()
    page.goto("/")
    session = context.new_cdp_session(page)
    assert session.send("Page.getAppManifest")["errors"] == []
    # A tab of a test is a private one, which installs nothing: that is all that is wrong.
    wrong = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in wrong] in ([], ["in-incognito"])
    context.close()


def test_without_a_network_the_second_visit_answers_as_the_first(context: BrowserContext) -> None:
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    warm, warm_and_open = f"{HERE}&service=meal_heating", f"{HERE}&open=now&service=meal_heating"
    listed = {}
    for address in (warm_and_open, warm, HERE):
        page.goto(address)
        listed[address] = names(page)
    context.set_offline(True)
    page.goto(HERE)
    assert names(page) == listed[HERE]
    expect(page.locator("#list .kept")).to_contain_text("没有网络，显示")
    expect(page.locator("#map .place, #map .cluster").first).to_be_visible()
    page.get_by_role("link", name="热饭").click()
    expect(page.locator(".chip[aria-current]")).to_have_count(1)
    assert names(page) == listed[warm]
    page.locator("#chips a").first.click()
    expect(page.locator(".chip[aria-current]")).to_have_count(2)
    assert names(page) == listed[warm_and_open]
    link = page.locator(".row a").first
    name = link.locator(".name").inner_text()
    link.click()
    expect(page.locator("#card h2").first).to_have_text(name)
    address = page.url
    page.goto(address)  # a place's page by itself
    expect(page.locator(".card h2").first).to_have_text(name)
    assert complaints == []


def test_without_a_network_the_plain_page_shows_where_the_phone_was_last(context: BrowserContext) -> None:
    context.set_offline(True)
    page = context.new_page()
    page.goto("/")
    assert len(names(page)) == 20
    expect(page.locator("#list .kept")).to_contain_text("没有网络，显示")


def test_no_kept_answer_has_a_position_in_its_address(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(HERE)
    page.locator(".row a").first.click()
    expect(page.locator("#card h2").first).to_be_visible()
    _, urls = page.evaluate(CACHES)
    assert len(urls) > 10
    assert [
        url for url in urls if any(one in url for one in ("lon", "lat", "126.", "45.", "bbox", "/api/"))
    ] == []


def test_places_are_fetched_once_while_the_phone_stays_where_it_is(context: BrowserContext, app: App) -> None:
    page = context.new_page()
    page.goto("/?lon=126.6215&lat=45.7705")
    keeps(page)
    page.get_by_role("link", name="热饭").click()
    expect(page.locator(".chip[aria-current]")).to_have_count(1)
    page.wait_for_timeout(500)
    assert app.weather.asked.count("/api/v1/area") == 1
    page.goto("/?lon=126.66&lat=45.7705")
    until(page, "localStorage.getItem('kept-around').includes('126.66')")
    assert app.weather.asked.count("/api/v1/area") == 2


def test_a_new_version_takes_over_calmly_and_drops_the_old_one(
    context: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = context.new_page()
    page.goto(HERE)
    page.evaluate("window.stayed = true")
    monkeypatch.setattr("web.app._version", lambda: "next")
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    for _ in range(100):
        kept, _urls = page.evaluate(CACHES)
        if kept == ["waystation-next"]:
            break
        page.wait_for_timeout(100)
    assert kept == ["waystation-next"]
    assert page.evaluate("window.stayed") is True
    context.set_offline(True)
    page.goto(HERE)
    assert len(names(page)) == 20


def test_switched_off_the_worker_takes_itself_back(context: BrowserContext, app: App) -> None:
    app.flask.extensions["settings"] = replace(app.flask.extensions["settings"], app=False)
    page = context.new_page()
    page.goto(HERE)  # which looks for a new worker, and finds the one that ends it
    for _ in range(100):
        kept, _urls = page.evaluate(CACHES)
        if not kept and page.evaluate("navigator.serviceWorker.getRegistration().then((one) => !one)"):
            break
        page.wait_for_timeout(100)
    assert kept == []
    page.goto(HERE)
    assert page.evaluate("navigator.serviceWorker.controller") is None
    assert len(names(page)) == 20


def test_a_phone_whose_memory_was_wiped_asks_the_network(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(HERE)
    listed = names(page)
    page.evaluate("""async () => {
      for (const name of await caches.keys()) await caches.delete(name);
      for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
    }""")
    page.goto(HERE)
    assert names(page) == listed


def test_the_first_load_is_light_and_the_map_comes_after_the_list(browser: Browser, app: App) -> None:
    context = phone(browser, app.address)
    first, page = visit(context)
    assert 0 < first.bytes <= FIRST_LOAD_BYTES
    began, parsed = page.evaluate("""[
      performance.getEntriesByType("resource").find(({ name }) => name.includes("leaflet.js")).startTime,
      performance.getEntriesByType("navigation")[0].domInteractive,
    ]""")
    assert began > parsed  # and with it the list, which the server wrote
    context.close()
