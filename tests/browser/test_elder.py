"""Large text, small screens, and the map's size by one tap: measured, not believed."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import HERE, ready, violations

pytestmark = pytest.mark.browser

TARGETS = """() => [...document.querySelectorAll('a, button, select, summary, input:not([type=hidden])')]
    .filter((one) => one.checkVisibility() && !one.closest('.leaflet-marker-pane') && !one.matches('.skip'))
    .map((one) => (one.closest('.row') ?? (one.matches('#q') ? one.form : one)))
    .map((one) => [one.textContent.trim().slice(0, 20), one.getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.min(width, height) < LEAST)
    .map(([name, { width, height }]) => `${name} ${width} x ${height}`)"""


def small(tab: Page, least: int) -> list[str]:
    """Tell what is smaller than a finger needs."""
    found: list[str] = tab.evaluate(TARGETS.replace("LEAST", f"{least} - 0.5"))
    return found


def opened(tab: Page, path: str) -> Page:
    """Open the page; in large text the map waits on a phone until it is asked for."""
    tab.goto(path)
    expect(tab.locator(".row").first).to_be_visible()
    expect(tab.locator("#map")).to_have_attribute("aria-busy", "false")
    return tab


@pytest.mark.parametrize(("size", "least"), [("standard", 44), ("large", 60)], indirect=False)
def test_what_one_taps_is_as_large_as_a_finger(browser: Browser, address: str, size: str, least: int) -> None:
    for width, height in ((390, 844), (1280, 800)):
        context = browser.new_context(base_url=address, viewport={"width": width, "height": height})
        page = opened(context.new_page(), f"{HERE}&size={size}&service=shower&open=now")
        assert small(page, least) == []
        page.locator("#more summary").click()
        assert small(page, least) == []
        opened(page, f"/?size={size}")
        assert small(page, least) == []
        page.locator("#q").fill("zydj")
        expect(page.locator("#list-title")).to_contain_text("zydj")
        assert small(page, least) == []
        context.close()


def test_large_text_has_the_ministrys_sizes(tab: Page) -> None:
    opened(tab, f"{HERE}&size=large")
    sizes = tab.evaluate("""() => [...document.querySelectorAll('#list *, .bar *')]
        .filter((one) => one.checkVisibility() && !one.closest('.unseen'))
        .filter((one) => [...one.childNodes].some((node) => node.data?.trim()))
        .map((one) => [parseFloat(getComputedStyle(one).fontSize), parseFloat(getComputedStyle(one).lineHeight)])""")
    assert min(size for size, _ in sizes) >= 18
    assert all(line >= 1.29 * size for size, line in sizes if line == line)  # noqa: PLR0124 - NaN is "normal"
    assert tab.evaluate("parseFloat(getComputedStyle(document.querySelector('.row .name')).fontSize)") >= 30


def test_large_text_is_one_tap_without_reload_and_is_remembered(tab: Page) -> None:
    ready(tab)
    tab.evaluate("window.stayed = true")
    tab.get_by_role("link", name="大字版").click()
    expect(tab.get_by_role("link", name="标准版")).to_be_focused()
    expect(tab.locator("html.large")).to_be_attached()
    assert tab.evaluate("window.stayed") is True
    assert "size=" not in tab.url
    tab.goto("/list")
    expect(tab.locator("html.large")).to_be_attached()
    opened(tab, HERE)
    tab.get_by_role("link", name="标准版").click()
    tab.reload()
    expect(tab.locator("html:not(.large)")).to_be_attached()


def test_an_address_with_a_size_is_kept_and_can_be_left(tab: Page) -> None:
    opened(tab, f"{HERE}&size=large")
    tab.get_by_role("link", name="标准版").click()
    expect(tab.locator("html:not(.large)")).to_be_attached()
    expect(tab).not_to_have_url("size=")
    tab.get_by_role("link", name="饮水").click()
    expect(tab.get_by_role("link", name="已选 饮水")).to_be_visible()
    assert "size=" not in tab.url


def test_large_text_without_script_is_an_address(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(HERE)
    page.get_by_role("link", name="大字版").click()
    expect(page.locator("html.large")).to_be_attached()
    page.get_by_role("link", name="饮水").click()
    expect(page.locator("html.large")).to_be_attached()
    page.get_by_role("link", name="标准版").click()
    expect(page.locator("html:not(.large)")).to_be_attached()
    context.close()


@pytest.mark.parametrize(
    "path", [HERE, f"{HERE}&size=large", f"{HERE}&q=zydj", "/", "/list", "/list?county=道里区"]
)
def test_at_320_px_which_is_a_zoom_of_400_nothing_is_cut(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 320, "height": 256})
    page = context.new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("getComputedStyle(document.querySelector('.bar')).position") in (
        "static",
        "relative",
    )
    context.close()


@pytest.mark.parametrize("path", ["/list", "/list?county=道里区", "/list?county=无"])
def test_the_plain_list_in_the_dark_keeps_nobody_out(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(base_url=address, color_scheme="dark")
    page = context.new_page()
    page.goto(path)
    assert violations(page) == []
    assert small(page, 44) == []
    context.close()


def test_on_paper_only_the_list_is_left(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/list?county=道里区")
    page.emulate_media(media="print")
    expect(page.locator(".entries li").first).to_be_visible()
    for hidden in (".bar", ".counties"):
        expect(page.locator(hidden)).to_be_hidden()
    context.close()


def test_one_tap_makes_the_map_large_and_one_brings_the_list_back(browser: Browser, address: str) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    page = ready(context.new_page())
    before = page.locator("#map").bounding_box()
    page.get_by_role("button", name="大地图").click()
    after = page.locator("#map").bounding_box()
    assert before
    assert after
    assert after["height"] > 1.5 * before["height"]
    assert violations(page) == []
    page.get_by_role("button", name="列表").click()
    expect(page.locator("#list-title")).to_be_in_viewport()
    assert page.locator("#map").bounding_box()["height"] == before["height"]  # type: ignore[index]
    context.close()


def test_in_large_text_the_map_waits_on_a_phone_until_it_is_asked_for(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844})
    page = opened(context.new_page(), f"{HERE}&size=large")
    expect(page.locator("#map")).to_be_hidden()
    page.get_by_role("button", name="大地图").click()
    expect(page.locator("#map .place, #map .cluster").first).to_be_visible()
    context.close()
