"""Where the person is: given, refused, late, absent, or allowed before."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import HERE, ready

pytestmark = pytest.mark.browser

REFUSED = "没有拿到定位。点地图上您在的地方，或选择区县。"


def give(tab: Page, address: str, **more: float) -> None:
    tab.context.grant_permissions(["geolocation"], origin=address)
    tab.context.set_geolocation({"longitude": 126.6205, "latitude": 45.7702, **more})


def test_what_was_allowed_before_needs_no_tap(tab: Page, address: str) -> None:
    give(tab, address)
    tab.goto("/")
    expect(tab.locator("#list-title")).to_have_text("离您最近")
    assert "lon=126.62050&lat=45.77020" in tab.url
    expect(tab.get_by_label("选择区县")).to_be_hidden()


@pytest.mark.parametrize("path", ["/?lon=126.7&lat=45.7", "/?county=道里区", "/?q=zydj"])
def test_a_list_that_was_asked_for_is_not_moved(tab: Page, address: str, path: str) -> None:
    give(tab, address)
    ready(tab, "/?lon=126.7&lat=45.7") if "q=" not in path else tab.goto(path)
    tab.goto(path)
    tab.wait_for_timeout(500)
    assert "126.62050" not in tab.url


def test_filters_stay_when_the_position_comes(tab: Page, address: str) -> None:
    give(tab, address)
    tab.goto("/?service=toilet")
    expect(tab.locator("#list-title")).to_have_text("离您最近")
    expect(tab.get_by_role("link", name="已选 厕所")).to_be_visible()


def test_a_rough_position_is_told_as_such(tab: Page, address: str) -> None:
    give(tab, address, accuracy=3200)
    tab.goto("/")
    expect(tab.locator("#notice")).to_contain_text("定位误差约 3.2 公里")


def test_a_refused_position_opens_the_choice_of_counties(tab: Page) -> None:
    ready(tab)
    expect(tab.get_by_label("选择区县")).to_be_hidden()
    tab.get_by_role("button", name="定位").click()
    expect(tab.locator("#notice")).to_have_text(REFUSED)
    tab.get_by_label("选择区县").select_option(index=1)
    expect(tab.locator("#list-title")).to_contain_text("附近")
    expect(tab).to_have_url(re.compile("county="))


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("navigator.geolocation.getCurrentPosition = (_, fail) => fail({ code: 3 })", "这会儿定不了位"),
        ("navigator.geolocation.getCurrentPosition = (_, fail) => fail({ code: 2 })", "这会儿定不了位"),
        ("Object.defineProperty(Navigator.prototype, 'geolocation', { value: undefined })", REFUSED),
        ("Object.defineProperty(window, 'isSecureContext', { value: false })", "不是 https"),
    ],
)
def test_every_way_of_having_no_position_is_told_with_the_way_on(
    browser: Browser, address: str, script: str, said: str
) -> None:
    context = browser.new_context(base_url=address)
    context.add_init_script(script)
    page = context.new_page()
    ready(page, "/")
    page.get_by_role("button", name="定位").click()
    expect(page.locator("#notice")).to_contain_text(said)
    expect(page.get_by_role("button", name="定位")).to_be_visible()
    expect(page.get_by_label("选择区县")).to_be_visible()
    context.close()


def test_a_newer_answer_comes_in_without_taking_the_focus_or_the_line_being_read(tab: Page) -> None:
    ready(tab)
    tab.locator("#more summary").click()
    link = tab.locator(".row a").nth(6)
    link.focus()
    tab.evaluate("scrollBy(0, 37)")
    before = tab.evaluate("[scrollY, document.getElementById('list').scrollTop]")
    tab.evaluate("""async () => {
        const address = location.pathname + location.search;
        const html = await (await fetch(`${address}&part=panel`)).text();
        const detail = { address, html: html.replaceAll('（演示）', '（更新）') };
        document.dispatchEvent(new CustomEvent('fresher', { detail: { address: '/?lon=1&lat=1', html: '' } }));
        document.dispatchEvent(new CustomEvent('fresher', { detail }));
    }""")
    expect(tab.locator(".row .name").first).to_contain_text("（更新）")
    expect(tab.locator(".row a").nth(6)).to_be_focused()
    assert tab.locator("#more").get_attribute("open") is not None
    assert tab.evaluate("[scrollY, document.getElementById('list').scrollTop]") == before


def test_the_network_going_and_coming_is_one_quiet_line(tab: Page) -> None:
    ready(tab, HERE)
    say = "online => document.dispatchEvent(new CustomEvent('network', { detail: { online } }))"
    tab.evaluate(say, False)  # noqa: FBT003 - playwright's argument
    expect(tab.locator("#notice")).to_have_text("现在没有网络")
    tab.evaluate(say, True)  # noqa: FBT003
    expect(tab.locator("#notice")).to_be_empty()


def test_a_position_that_comes_while_a_card_is_open_leaves_its_address_alone(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address)
    context.add_init_script("""navigator.geolocation.getCurrentPosition = (found) => {
        window.arrive = () => found({ coords: { longitude: 126.6205, latitude: 45.7702, accuracy: 9 } });
    }""")
    page = ready(context.new_page(), "/")
    page.get_by_role("button", name="定位").click()
    page.locator(".row a").first.click()
    expect(page.locator("#card h2")).to_be_visible()
    page.evaluate("arrive()")
    expect(page.locator("#list-title")).to_have_text("离您最近")
    assert "/stations/" in page.url
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/\?lon=126\.62050&lat=45\.77020"))
    context.close()
