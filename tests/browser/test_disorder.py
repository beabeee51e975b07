"""What couriers do in disorder: taps quicker than answers, second thoughts, and a network that comes and goes."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.looking import HERE, ready, until, wait_for
from tests.browser.weather import names

pytestmark = pytest.mark.browser


def test_a_row_tapped_twice_is_one_card_that_closes_for_good(tab: Page) -> None:
    ready(tab)
    held = hold(tab, "**/stations/*part=card*")
    tab.locator(".row a").first.click()
    tab.locator(".row a").first.click()
    wait_for(tab, lambda: len(held) == 2)
    let_go(held)
    expect(tab.locator("#card h2")).to_be_visible()
    tab.wait_for_timeout(300)
    tab.locator(".shut-card").click()
    tab.wait_for_timeout(500)
    expect(tab.locator("#card")).to_be_hidden()
    assert tab.url.endswith(HERE)


def test_of_two_rows_tapped_the_last_one_is_shown(tab: Page) -> None:
    ready(tab)
    held = hold(tab, "**/stations/*part=card*")
    second = tab.locator(".row .name").nth(1).inner_text()
    tab.locator(".row a").nth(0).click()
    tab.locator(".row a").nth(1).click()
    wait_for(tab, lambda: len(held) == 2)
    held[1].continue_()
    expect(tab.locator("#card h2")).to_have_text(second)
    held[0].continue_()
    tab.wait_for_timeout(400)
    expect(tab.locator("#card h2")).to_have_text(second)
    tab.go_back()
    tab.wait_for_timeout(400)
    expect(tab.locator("#card")).to_be_hidden()


def test_a_card_left_before_it_came_does_not_come(tab: Page) -> None:
    ready(tab)
    tab.locator(".row a").first.click()
    expect(tab.locator("#card h2")).to_be_visible()
    tab.go_back()
    expect(tab.locator("#card")).to_be_hidden()
    held = hold(tab, "**/stations/*part=card*")
    tab.evaluate("history.forward()")
    wait_for(tab, lambda: len(held) == 1)
    tab.evaluate("history.back()")
    tab.wait_for_timeout(300)
    wait_for(tab, lambda: len(held) == 1)
    let_go(held)
    tab.wait_for_timeout(400)
    expect(tab.locator("#card")).to_be_hidden()


def test_a_county_that_did_not_come_is_not_shown_as_chosen(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/")
    context.set_offline(True)
    page.locator("#county").select_option(index=2)
    expect(page.locator("#notice")).not_to_be_empty()
    page.wait_for_timeout(300)
    assert page.locator("#county").input_value() == ""
    context.set_offline(False)
    page.locator("#county").select_option(index=2)
    expect(page).to_have_url(re.compile("county="))
    context.close()


def test_a_position_that_comes_after_another_choice_is_not_followed(tab: Page) -> None:
    tab.add_init_script(
        "navigator.geolocation.getCurrentPosition = (found) => { window.found = () => found("
        "{ coords: { longitude: 126.62, latitude: 45.77, accuracy: 10 } }); }"
    )
    ready(tab, "/")
    tab.locator("#locate").click()
    tab.locator("#county").select_option(index=2)
    expect(tab).to_have_url(re.compile("county="))
    tab.evaluate("window.found()")
    tab.wait_for_timeout(500)
    assert "county=" in tab.url
    expect(tab.locator("#locate")).to_have_text("定位")


def test_a_network_that_comes_back_renews_what_was_kept(context: BrowserContext) -> None:
    page = context.new_page()
    context.set_offline(True)
    page.goto(HERE)
    expect(page.locator("#list .kept")).to_contain_text("没有网络")
    context.set_offline(False)
    expect(page.locator("#list .kept")).to_have_count(0, timeout=15_000)
    assert len(names(page)) == 20


def test_who_comes_back_to_the_page_after_a_while_sees_the_present(tab: Page) -> None:
    tab.clock.install()
    ready(tab)
    asked: list[str] = []
    tab.on("request", lambda one: "part=panel" in one.url and asked.append(one.url))
    tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    tab.wait_for_timeout(300)
    assert asked == []
    tab.clock.fast_forward("30:00")
    tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    tab.wait_for_timeout(500)
    assert len(asked) == 1


def test_after_a_new_version_places_are_still_kept(
    context: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = context.new_page()
    page.goto(HERE)
    page.wait_for_timeout(500)
    monkeypatch.setattr("web.app._version", lambda: "next")
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    until(page, "caches.keys().then((names) => names.join() === 'waystation-next')")
    page.wait_for_timeout(500)
    page.locator("#county").evaluate(
        "(one) => { one.selectedIndex = 3; one.dispatchEvent(new Event('change')); }"
    )
    page.wait_for_timeout(1500)
    assert "county" in page.evaluate("localStorage.getItem('kept-around')")


def test_the_focus_stays_in_the_list_when_its_chip_goes_behind_more(tab: Page) -> None:
    ready(tab, f"{HERE}&kind=driver_home")
    tab.get_by_role("link", name="已选 司机之家").click()
    expect(tab.locator(".chip[aria-current]")).to_have_count(0)
    assert tab.evaluate("document.activeElement !== document.body")


def test_enter_while_the_answer_is_on_its_way_leads_to_the_finds(tab: Page) -> None:
    ready(tab)
    held = hold(tab, "**/?*part=panel*")
    tab.locator("#q").press_sequentially("zhongyang", delay=5)
    wait_for(tab, lambda: len(held) == 1)
    tab.keyboard.press("Enter")
    tab.wait_for_timeout(200)
    wait_for(tab, lambda: len(held) == 1)
    let_go(held)
    expect(tab).to_have_url(re.compile("q=zhongyang"))
    expect(tab.locator("#list-title")).to_be_focused()


def test_an_answer_does_not_take_the_focus_from_who_writes_meanwhile(tab: Page) -> None:
    ready(tab)
    held = hold(tab, "**/?*part=panel*")
    tab.get_by_role("link", name="热饭").click()
    wait_for(tab, lambda: len(held) == 1)
    tab.locator("#q").click()
    wait_for(tab, lambda: len(held) == 1)
    let_go(held)
    expect(tab.get_by_role("link", name="已选 热饭")).to_be_visible()
    expect(tab.locator("#q")).to_be_focused()


@pytest.mark.parametrize("path", ["/", HERE, "/?county=道里区"])
@pytest.mark.parametrize("width", [320, 390])
def test_the_title_is_not_under_the_bar(browser: Browser, address: str, path: str, width: int) -> None:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 844})
    page = context.new_page()
    ready(page, path)
    page.locator("#view").click()
    page.locator("#view").click()
    page.wait_for_timeout(200)
    found = page.evaluate("""() => {
        const { x, y, height } = document.getElementById('list-title').getBoundingClientRect();
        return document.elementFromPoint(x + 4, y + height / 2).id + ' ' + y;
    }""")
    assert found.startswith("list-title"), found
    context.close()


def test_a_page_that_no_phone_keeps_says_so_and_leads_back(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(HERE)
    context.set_offline(True)
    page.get_by_role("link", name="可打印的名单").click()
    expect(page.locator("#list-title")).to_have_text("现在连不上")
    page.get_by_role("link", name="返回列表").click()
    expect(page.locator(".row")).to_have_count(20)


class Held(list[Route]):
    """Requests that are held back until they are let go."""

    through = False

    def take(self, route: Route) -> None:
        """Hold a request back, or let it through."""
        if self.through:
            route.continue_()
        else:
            self.append(route)


def hold(page: Page, address: str) -> Held:
    """Hold requests back."""
    held = Held()
    page.route(address, held.take)
    return held


def let_go(held: Held) -> None:
    """Let go what was held back, and all that is to come."""
    held.through = True
    for one in held:
        one.continue_()
