"""The finder in a real browser, on a phone and on a desktop."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

HERE = "/?lon=126.6205&lat=45.7702"
AXE = Path("node_modules/axe-core/axe.min.js")

pytestmark = pytest.mark.browser


def ready(tab: Page, path: str = HERE) -> Page:
    """Open the finder and wait until the map shows places."""
    tab.goto(path)
    expect(tab.locator("#map .place, #map .cluster").first).to_be_visible()
    return tab


def violations(tab: Page) -> list[str]:
    """Ask axe for what keeps people out."""
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
        # Where places lie close together so do their marks: the list is the other way to each of them.
        if not (one["id"] == "target-size" and "leaflet-marker-icon" in node["html"])
    ]


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


def test_the_card_opens_by_keyboard_and_gives_the_focus_back(tab: Page) -> None:
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


def test_the_back_button_closes_the_card_and_forward_opens_it(tab: Page) -> None:
    ready(tab)
    tab.locator(".row a").first.click()
    expect(tab.locator("#card h2")).to_be_visible()
    tab.go_back()
    expect(tab.locator("#card")).not_to_be_visible()
    tab.go_forward()
    expect(tab.locator("#card h2")).to_be_visible()


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


def test_one_tap_rates_another_changes_it_and_words_may_follow(tab: Page) -> None:
    ready(tab)
    tab.locator(".row a").nth(3).click()
    score = tab.locator("#score")
    before = int((re.findall(r"（(\d+)）", score.inner_text()) or ["0"])[0])
    tab.get_by_role("button", name="4 星").click()
    expect(tab.locator(".rate .told")).to_have_text("已评 4 星，谢谢。点别的星可以改。")
    expect(score).to_contain_text(f"（{before + 1}）")
    tab.get_by_role("button", name="5 星").click()
    expect(tab.locator(".rate .told")).to_have_text("已评 5 星，谢谢。点别的星可以改。")
    expect(score).to_contain_text(f"（{before + 1}）")
    tab.get_by_label("再说两句").fill("水很热")
    tab.get_by_role("button", name="提交").click()
    expect(tab.locator(".rate .told")).to_have_text("已记下，谢谢")


def test_a_vote_that_got_lost_on_the_way_back_is_sent_again_and_counts_once(
    browser: Browser, address: str
) -> None:
    """The server has it, the answer is lost: the second tap goes out under the same key."""
    context = browser.new_context(base_url=address)
    tab = ready(context.new_page())
    tab.locator(".row a").nth(5).click()
    keys: list[str | None] = []

    def lose_first(route: object) -> None:
        asked = route.request  # type: ignore[attr-defined]
        keys.append(asked.header_value("idempotency-key"))
        if len(keys) == 1:
            route.fetch()  # type: ignore[attr-defined]
            route.fulfill(status=503, body="")  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    tab.route("**/ratings", lose_first)
    tab.get_by_role("button", name="2 星").click()
    expect(tab.locator(".rate .told")).to_have_text("没有提交成功，请再点一次")
    tab.get_by_role("button", name="2 星").click()
    expect(tab.locator(".rate .told")).to_have_text("已评 2 星，谢谢。点别的星可以改。")
    assert len(set(keys)) == 1
    context.close()


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
    tab.locator(".row a").first.click()
    tab.locator(".go summary").click()
    tab.locator(".stars button").nth(4).click()
    expect(tab.locator(".words")).to_be_visible()
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


def test_the_next_two_weeks_unfold_in_the_card(tab: Page) -> None:
    ready(tab)
    tab.locator(".row:has(.state.open) a").first.click()
    tab.get_by_text("今后两周").click()
    expect(tab.locator(".days tr")).to_have_count(14)
    assert violations(tab) == []


def test_still_right_is_one_tap(tab: Page) -> None:
    ready(tab)
    tab.locator(".row a").nth(2).click()
    tab.get_by_role("button", name="驿站还在").click()
    expect(tab.locator(".confirm .told")).to_have_text("已记下：驿站还在")
    expect(tab.locator("#confirmed")).to_have_text("今天确认")
