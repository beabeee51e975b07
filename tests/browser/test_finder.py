"""The finder in a real browser, on a phone and on a desktop."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import HERE, ready, violations

pytestmark = pytest.mark.browser


def test_the_sample_appears_nearest_first_and_on_the_map(tab: Page) -> None:
    ready(tab)
    names = tab.locator(".row .name").all_inner_texts()
    assert len(names) == 20
    assert names[0].startswith("（演示）")
    assert tab.locator("#list").get_by_text("演示数据，不是真实驿站").count() == 1
    distances = [
        float(text.split()[0]) * (1000 if "公里" in text else 1)
        for text in tab.locator(".distance").all_inner_texts()
    ]
    assert distances == sorted(distances)


def test_a_filter_narrows_the_list_and_the_map_without_a_reload(tab: Page) -> None:
    ready(tab)
    tab.evaluate("window.stayed = true")
    tab.get_by_role("link", name="热饭").click()
    expect(tab.get_by_role("link", name="已选 热饭")).to_be_visible()
    expect(tab.get_by_role("link", name="已选 热饭")).to_be_focused()
    assert "service=meal_heating" in tab.url
    for offers in tab.locator(".row .offers").all_inner_texts():
        assert "热饭" in offers
    tab.get_by_role("link", name="已选 热饭").click()
    expect(tab.locator(".chip[aria-current]")).to_have_count(0)
    assert tab.evaluate("window.stayed") is True


def test_a_kind_is_found_behind_more(tab: Page) -> None:
    ready(tab)
    tab.locator("#more summary").click()
    tab.get_by_role("link", name="司机之家").click()
    expect(tab.locator(".row")).to_have_count(3)
    assert "kind=driver_home" in tab.url


def test_a_mark_on_the_map_opens_its_card(tab: Page) -> None:
    ready(tab)
    name = tab.evaluate("""() => {
        const frame = document.getElementById('map').getBoundingClientRect();
        const amid = ([low, high], value) => value > low + 60 && value < high - 60;
        const mark = [...document.querySelectorAll('#map .place')].find((one) => {
            const { x, y } = one.getBoundingClientRect();
            return amid([frame.left, frame.right], x) && amid([frame.top, frame.bottom], y);
        });
        mark.focus();
        return mark.title;
    }""")
    tab.keyboard.press("Enter")
    expect(tab.locator("#card h2")).to_have_text(str(name))


def test_a_refused_position_is_told_with_the_way_on(tab: Page) -> None:
    ready(tab, "/")
    tab.get_by_role("button", name="定位").click()
    expect(tab.locator("#notice")).to_have_text("没有拿到定位。点地图上您在的地方，或选择区县。")
    tab.get_by_label("选择区县").select_option(index=2)
    expect(tab).to_have_url(re.compile("county="))
    expect(tab.locator("#list-title")).to_contain_text("附近")


def test_a_tap_on_the_map_looks_around_there(tab: Page) -> None:
    ready(tab, "/")
    frame = tab.locator("#map").bounding_box()
    assert frame is not None
    tab.mouse.click(frame["x"] + 30, frame["y"] + 30)
    tab.get_by_role("button", name="以这里为准").click()
    expect(tab.locator("#list-title")).to_have_text("离您最近")
    assert "lon=" in tab.url


def test_a_granted_position_is_where_the_list_looks(tab: Page, address: str) -> None:
    tab.context.grant_permissions(["geolocation"], origin=address)
    tab.context.set_geolocation({"longitude": 126.6205, "latitude": 45.7702})
    ready(tab, "/")
    tab.get_by_role("button", name="定位").click()
    expect(tab.locator("#list-title")).to_have_text("离您最近")
    assert "lon=126.62050&lat=45.77020" in tab.url


def test_the_list_answers_when_the_map_script_does_not_come(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.route("**/leaflet.js", lambda route: route.abort())
    page.goto(HERE)
    expect(page.locator("#notice")).to_have_text("地图没有加载出来，列表照常可用。")
    page.locator(".row a").first.click()
    expect(page.locator("#card h2")).to_be_visible()
    context.close()


def test_without_any_script_all_of_it_is_links_and_pages(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(HERE)
    page.get_by_role("link", name="热饭").click()
    expect(page.get_by_role("link", name="已选 热饭")).to_be_visible()
    page.locator(".row a").first.click()
    expect(page.locator(".card h2")).to_be_visible()
    page.get_by_role("link", name="返回列表").click()
    page.get_by_role("link", name="换个区县").click()
    page.get_by_label("选择区县").select_option(index=1)
    page.get_by_role("button", name="去看").click()
    expect(page.locator("#list-title")).to_contain_text("附近")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_state_of_the_page_keeps_anybody_out(tab: Page, scheme: str, lang: str) -> None:
    tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    ready(tab, f"{HERE}&lang={lang}")
    assert violations(tab) == []
    tab.locator("#more summary").click()
    assert violations(tab) == []


@pytest.mark.parametrize(
    "path", ["/?service=shower,laundry,tv", "/stations/1", "/stations/0", "/api/v1/docs"]
)
def test_no_other_page_keeps_anybody_out(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(base_url=address, extra_http_headers={"Accept": "text/html"})
    page = context.new_page()
    page.goto(path)
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_the_screen_even_in_large_text(
    browser: Browser, address: str, width: int
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 700})
    page = context.new_page()
    page.goto(HERE)
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".row a").first.click()
    expect(page.locator("#card h2")).to_be_visible()
    assert page.evaluate("document.getElementById('card').scrollWidth") <= width
    context.close()


def test_open_now_is_the_first_chip_and_holds_for_list_and_map(tab: Page) -> None:
    ready(tab)
    first = tab.locator("#chips a").first
    assert first.inner_text().strip() == "营业中"
    first.click()
    expect(tab.get_by_role("link", name="已选 营业中")).to_be_visible()
    expect(tab.locator("#map .place:not(.open)")).to_have_count(0)
    listed = tab.locator("ol.rows").first.locator(".state")
    for said in listed.all_inner_texts():
        assert said.startswith("营业中")
