"""The card of a place in a real browser: the way there, what it offers, and how it opens and closes."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import HERE, ready, violations

pytestmark = pytest.mark.browser

SIZES = """() => [...document.querySelectorAll('#card :is(a, button, summary, textarea)')]
    .filter((one) => one.checkVisibility())
    .map((one) => [one.textContent.trim(), one.getBoundingClientRect().width, one.getBoundingClientRect().height])"""


def opened(tab: Page, row: int = 0, path: str = HERE) -> Page:
    """Open the card of a row, as soon as the page listens."""
    tab.goto(path)
    expect(tab.locator("#locate")).to_be_visible()
    tab.locator(".row a").nth(row).click()
    expect(tab.locator("#card h2")).to_be_visible()
    return tab


def unfolded(tab: Page) -> Page:
    """Bring all that a card can show into view."""
    tab.locator(".go summary").click()
    tab.locator(".spread summary").click()
    tab.locator(".stars button").nth(4).click()
    tab.locator(".faults [aria-expanded]").click()
    expect(tab.locator(".rate .words")).to_be_visible()
    expect(tab.locator(".faults .which")).to_be_visible()
    return tab


def test_it_opens_by_keyboard_and_gives_the_focus_back(tab: Page) -> None:
    ready(tab)
    link = tab.locator(".row a").first
    name = link.locator(".name").inner_text()
    link.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("#card h2")).to_have_text(name)
    expect(tab.locator("#card h2")).to_be_focused()
    assert re.search(r"/stations/\d+", tab.url)
    tab.keyboard.press("Escape")
    expect(tab.locator("#card")).not_to_be_visible()
    expect(link).to_be_focused()
    expect(tab).to_have_url(re.compile(r"/\?lon="))


def test_the_back_button_closes_it_and_forward_opens_it(tab: Page) -> None:
    opened(tab)
    tab.go_back()
    expect(tab.locator("#card")).not_to_be_visible()
    tab.go_forward()
    expect(tab.locator("#card h2")).to_be_visible()


def test_the_next_two_weeks_unfold(tab: Page) -> None:
    ready(tab)
    tab.locator(".row:has(.state.open) a").first.click()
    tab.get_by_text("今后两周").click()
    expect(tab.locator(".days tr")).to_have_count(14)
    assert violations(tab) == []


def test_the_map_app_of_last_time_is_one_tap_away(tab: Page) -> None:
    opened(tab)
    tab.route("https://uri.amap.com/**", lambda route: route.abort())
    tab.route("https://api.map.baidu.com/**", lambda route: route.abort())
    tab.evaluate("addEventListener('click', (event) => event.target.dataset?.app && event.preventDefault())")
    expect(tab.locator(".go .direct")).to_have_count(0)
    tab.locator(".go summary").click()
    tab.get_by_role("link", name="高德地图").click()
    expect(tab.locator(".go .direct")).to_have_text("去这里 · 高德地图")
    tab.keyboard.press("Escape")
    tab.locator(".row a").nth(1).click()
    direct = tab.locator(".go .direct")
    expect(direct).to_have_attribute("href", re.compile(r"^https://uri\.amap\.com/navigation\?to="))
    tab.get_by_text("换一个地图").click()
    tab.get_by_role("link", name="百度地图", exact=True).click()
    expect(direct).to_have_text("去这里 · 百度地图")
    expect(direct).to_have_attribute("href", re.compile(r"^https://api\.map\.baidu\.com/"))


def test_address_and_link_are_copied(tab: Page, address: str) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    opened(tab)
    tab.get_by_role("button", name="复制地址").click()
    expect(tab.get_by_role("button", name="✓ 已复制")).to_be_visible()
    assert "区" in tab.evaluate("navigator.clipboard.readText()")
    tab.get_by_role("button", name="分享").click()
    expect(tab.get_by_role("button", name="✓ 链接已复制")).to_be_visible()
    assert re.fullmatch(rf"{address}/stations/\d+", tab.evaluate("navigator.clipboard.readText()"))


def test_an_address_is_copied_without_a_clipboard_too(tab: Page) -> None:
    """As on plain http in somebody's own network."""
    tab.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    opened(tab)
    tab.evaluate(
        "addEventListener('copy', () => { window.copied = document.activeElement.value; }, { once: true })"
    )
    tab.get_by_role("button", name="复制地址").click()
    expect(tab.get_by_role("button", name="✓ 已复制")).to_be_focused()
    assert "区" in tab.evaluate("window.copied")


def test_a_phone_shares_without_the_position_of_who_shares(tab: Page) -> None:
    tab.add_init_script("navigator.share = async (given) => { window.shared = given; }")
    opened(tab)
    tab.get_by_role("button", name="分享").click()
    shared = tab.evaluate("window.shared")
    assert re.search(r"/stations/\d+$", shared["url"])
    assert shared["title"] == tab.locator("#card h2").inner_text()
    assert "饮水" in shared["text"]


def test_unfolded_it_keeps_nobody_out(tab: Page) -> None:
    assert violations(unfolded(opened(tab))) == []


@pytest.mark.parametrize(("text", "least"), [("standard", 44), ("large", 60)])
@pytest.mark.parametrize("width", [320, 390])
def test_every_target_is_large_enough_for_a_glove(
    browser: Browser, address: str, text: str, least: int, width: int
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 844}, has_touch=True)
    tab = unfolded(opened(context.new_page(), 2, f"{HERE}&size={text}"))
    sizes = tab.evaluate(SIZES)
    assert len(sizes) > 20
    assert [one for one in sizes if min(one[1:]) < least - 0.5] == []
    assert min(across for sign, across, _ in sizes if sign == "★") >= 48
    assert tab.evaluate("document.getElementById('card').scrollWidth") <= width
    context.close()


def test_without_a_script_it_says_what_needs_one_and_the_rest_works(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/stations/3")
    expect(page.get_by_text("需要浏览器打开脚本")).to_be_visible()
    expect(page.locator("form")).to_have_count(3)
    assert not any(page.locator("form").nth(number).is_visible() for number in range(3))
    page.locator(".go summary").click()
    expect(page.get_by_role("link", name="高德地图")).to_be_visible()
    page.locator(".spread summary").click()
    expect(page.locator(".spread li")).to_have_count(5)
    context.close()
