"""What people tell in a real browser: it counts exactly once, whatever the network does, and can be taken back."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from stations.atlas.following import Follower
from stations.hours import CHINA
from stations.settings import Settings
from tests.browser import figures
from tests.browser.conftest import served
from tests.browser.looking import HERE, ready, violations
from tests.browser.test_app import keeps
from tests.browser.test_card import opened
from web import create_app

pytestmark = pytest.mark.browser

RATINGS = re.compile(r"/ratings")
LATER = "已记下，有网后自动提交"


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A phone of its own, that may complain of the network."""
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844}, has_touch=True)
    yield context
    context.close()


def votes(tab: Page) -> int:
    """Count the votes of the place whose card is open, by the server."""
    number = tab.locator(".card").get_attribute("data-id")
    found: int = tab.request.get(f"/api/v1/stations/{number}/ratings").json()["rating"]["count"]
    return found


def star(tab: Page, stars: int) -> None:
    tab.get_by_role("button", name=f"{stars} 星", exact=True).click()


def reconnected(tab: Page) -> None:
    tab.evaluate("dispatchEvent(new Event('online'))")


def test_one_tap_rates_another_changes_it_and_words_may_follow(tab: Page) -> None:
    opened(tab, 3)
    before = votes(tab)
    star(tab, 4)
    expect(tab.locator(".rate .told")).to_have_text("已评 4 星，谢谢。点别的星可以改。")
    expect(tab.locator("#score")).to_contain_text(f"（{before + 1}）")
    star(tab, 5)
    expect(tab.locator(".rate .told")).to_have_text("已评 5 星，谢谢。点别的星可以改。")
    expect(tab.locator("#score")).to_contain_text(f"（{before + 1}）")
    tab.get_by_label("再说两句").first.fill("水很热")
    tab.locator(".rate").get_by_role("button", name="提交").click()
    expect(tab.locator(".rate .told")).to_have_text("已记下，谢谢")
    expect(tab.locator(".stars [value='5']")).to_be_focused()


def test_the_spread_unfolds_and_follows_a_vote(tab: Page) -> None:
    opened(tab, 4)
    tab.locator(".spread summary").click()
    one_star = tab.locator(".spread [data-stars='1'] + b")
    before = int(one_star.inner_text())
    tab.locator(".spread summary").click()
    star(tab, 1)
    expect(tab.locator(".rate .told")).to_contain_text("已评 1 星")
    tab.locator(".spread summary").click()
    expect(one_star).to_have_text(str(before + 1))


def test_still_right_is_one_tap(tab: Page) -> None:
    opened(tab, 2)
    tab.get_by_role("button", name="驿站还在").click()
    expect(tab.locator(".confirm .told")).to_have_text("已记下：驿站还在")
    expect(tab.locator("#confirmed")).to_have_text("今天确认")


def test_a_vote_is_taken_back_within_ten_seconds_and_by_keyboard(phone: BrowserContext) -> None:
    tab = phone.new_page()
    tab.clock.install()
    opened(tab, 5)
    before = votes(tab)
    tab.locator(".stars button").nth(1).press("Enter")
    expect(tab.locator(".rate .told")).to_contain_text("已评 2 星")
    assert votes(tab) == before + 1
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    expect(tab.locator(".rate .undo")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator(".rate .told")).to_have_text("已撤销")
    expect(tab.locator(".stars .on")).to_have_count(0)
    expect(tab.locator(".stars button").nth(1)).to_be_focused()
    assert votes(tab) == before


def test_after_ten_seconds_the_vote_stays_and_the_focus_goes_nowhere(phone: BrowserContext) -> None:
    tab = phone.new_page()
    tab.clock.install()
    opened(tab, 5)
    before = votes(tab)
    star(tab, 3)
    undo = tab.locator(".rate .undo")
    expect(undo).to_be_visible()
    undo.focus()
    tab.clock.fast_forward(9_000)
    expect(undo).to_be_visible()
    tab.clock.fast_forward(2_000)
    expect(undo).not_to_be_visible()
    expect(tab.locator(".stars [value='3']")).to_be_focused()
    expect(tab.locator(".rate .told")).to_contain_text("点别的星可以改")
    assert votes(tab) == before + 1


def test_without_a_network_a_vote_waits_and_then_counts_once(phone: BrowserContext) -> None:
    tab = opened(phone.new_page(), 6)
    before = votes(tab)
    phone.set_offline(True)
    star(tab, 3)
    expect(tab.locator(".rate .told")).to_have_text(LATER)
    expect(tab.locator("#waiting")).to_have_text("1 条待提交")
    phone.set_offline(False)
    expect(tab.locator(".rate .told")).to_contain_text("已评 3 星")
    expect(tab.locator("#waiting")).to_have_text("")
    assert votes(tab) == before + 1


def test_a_waiting_vote_that_is_taken_back_never_leaves_the_phone(phone: BrowserContext) -> None:
    tab = opened(phone.new_page(), 6)
    sent: list[str] = []
    tab.on("request", lambda asked: asked.method in ("POST", "DELETE") and sent.append(asked.url))
    phone.set_offline(True)
    star(tab, 1)
    expect(tab.locator(".rate .told")).to_have_text(LATER)
    tab.get_by_role("button", name="撤销").click()
    expect(tab.locator(".rate .told")).to_have_text("已撤销")
    expect(tab.locator("#waiting")).to_have_text("")
    phone.set_offline(False)
    tab.wait_for_function("navigator.onLine")
    assert sent == []


def test_a_vote_outlives_its_page(phone: BrowserContext) -> None:
    tab = opened(phone.new_page(), 7)
    before = votes(tab)
    card = tab.url
    tab.route(RATINGS, lambda route: route.abort())
    star(tab, 4)
    expect(tab.locator(".rate .told")).to_have_text(LATER)
    ready(tab)
    expect(tab.locator("#waiting")).to_have_text("1 条待提交")
    tab.unroute(RATINGS)
    reconnected(tab)
    expect(tab.locator("#waiting")).to_have_text("")
    tab.goto(card)
    assert votes(tab) == before + 1


def test_when_the_server_is_in_trouble_a_vote_waits_and_counts_once(phone: BrowserContext) -> None:
    tab = opened(phone.new_page(), 8)
    before = votes(tab)
    keys: list[str | None] = []

    def fail_first(route: Route) -> None:
        keys.append(route.request.header_value("idempotency-key"))
        if len(keys) == 1:
            route.fulfill(status=503, content_type="application/problem+json", body='{"status": 503}')
        else:
            route.continue_()

    tab.route(RATINGS, fail_first)
    star(tab, 2)
    expect(tab.locator(".rate .told")).to_have_text("已记下，稍后自动提交")
    reconnected(tab)
    expect(tab.locator(".rate .told")).to_contain_text("已评 2 星")
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert votes(tab) == before + 1


def test_a_vote_whose_answer_got_lost_is_sent_again_and_counts_once(phone: BrowserContext) -> None:
    """The server has it, the phone does not know: the second try goes out under the same key and body."""
    tab = opened(phone.new_page(), 9)
    before = votes(tab)
    asked: list[tuple[str | None, str | None]] = []

    def lose_first(route: Route) -> None:
        asked.append((route.request.header_value("idempotency-key"), route.request.post_data))
        if len(asked) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    tab.route(RATINGS, lose_first)
    star(tab, 2)
    expect(tab.locator(".rate .told")).to_have_text(LATER)
    reconnected(tab)
    expect(tab.locator(".rate .told")).to_contain_text("已评 2 星")
    assert len(asked) == 2
    assert len(set(asked)) == 1
    assert votes(tab) == before + 1


def test_a_vote_that_may_have_arrived_is_taken_back_on_the_server(phone: BrowserContext) -> None:
    tab = opened(phone.new_page(), 10)
    before = votes(tab)
    methods: list[str] = []

    def lose_first(route: Route) -> None:
        methods.append(route.request.method)
        if len(methods) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    tab.route(RATINGS, lose_first)
    star(tab, 5)
    expect(tab.locator(".rate .told")).to_have_text(LATER)
    assert votes(tab) == before + 1
    tab.get_by_role("button", name="撤销").click()
    expect(tab.locator(".rate .told")).to_have_text("已撤销")
    assert methods == ["POST", "POST", "DELETE"]
    assert votes(tab) == before


def test_two_tabs_send_what_waits_once(phone: BrowserContext) -> None:
    tab, other = opened(phone.new_page(), 11), ready(phone.new_page())
    before = votes(tab)
    phone.route(RATINGS, lambda route: route.abort())
    star(tab, 4)
    expect(tab.locator(".rate .told")).to_have_text(LATER)
    phone.unroute(RATINGS)
    sent: list[str] = []
    phone.on("request", lambda asked: asked.method == "POST" and sent.append(asked.url))
    reconnected(other)
    reconnected(tab)
    expect(tab.locator(".rate .told")).to_contain_text("已评 4 星")
    expect(other.locator("#waiting")).to_have_text("")
    assert len(sent) == 1
    assert votes(tab) == before + 1


def test_a_sign_in_page_is_no_answer(phone: BrowserContext) -> None:
    """Free Wi-Fi answers everything with 200 and a page of its own until one has signed in."""
    tab = opened(phone.new_page(), 12)
    before = votes(tab)
    tab.route(RATINGS, lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Wi-Fi"))
    star(tab, 4)
    expect(tab.locator(".rate .told")).to_have_text(LATER)
    tab.unroute(RATINGS)
    reconnected(tab)
    expect(tab.locator(".rate .told")).to_contain_text("已评 4 星")
    assert votes(tab) == before + 1


def test_what_the_server_will_never_take_is_told_and_dropped(phone: BrowserContext) -> None:
    tab = opened(phone.new_page(), 13)
    refusal = json.dumps({"title": "Not found", "status": 404})
    tab.route(RATINGS, lambda route: route.fulfill(status=404, content_type="application/json", body=refusal))
    star(tab, 4)
    expect(tab.locator(".rate .told")).to_have_text("这里现在不收评价和反映，没有记下")
    expect(tab.locator(".stars .on")).to_have_count(0)
    expect(tab.locator("#waiting")).to_have_text("")


def test_a_phone_with_a_wrong_clock_counts_all_the_same(phone: BrowserContext) -> None:
    tab = phone.new_page()
    tab.clock.install(time=datetime.now(CHINA) + timedelta(days=3))
    opened(tab, 14)
    before = votes(tab)
    star(tab, 4)
    expect(tab.locator(".rate .told")).to_contain_text("已评 4 星")
    assert votes(tab) == before + 1


def test_a_browser_that_keeps_nothing_sends_at_once_and_promises_nothing(phone: BrowserContext) -> None:
    tab = phone.new_page()
    tab.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    opened(tab, 15)
    before = votes(tab)
    star(tab, 4)
    expect(tab.locator(".rate .told")).to_contain_text("已评 4 星")
    assert votes(tab) == before + 1
    phone.set_offline(True)
    star(tab, 1)
    expect(tab.locator(".rate .told")).to_have_text("没有提交成功，请再点一次")
    expect(tab.locator(".stars [value='4']")).to_have_attribute("aria-pressed", "true")


def locked(tab: Page) -> None:
    tab.get_by_role("button", name="门锁着").click()


def test_one_tap_reports_and_one_takes_it_back(tab: Page) -> None:
    opened(tab, 1)
    locked(tab)
    expect(tab.locator(".faults .told")).to_have_text("已反映：门锁着 再有一个人这样说，就提醒后来的人。")
    tab.locator(".faults .undo").click()
    expect(tab.locator(".faults .told")).to_have_text("已撤销")
    expect(tab.get_by_role("button", name="门锁着")).to_be_focused()
    tab.locator(".faults .undo").wait_for(state="hidden")


def test_a_report_can_no_longer_be_taken_back_after_ten_seconds(phone: BrowserContext) -> None:
    tab = phone.new_page()
    tab.clock.install()
    opened(tab, 1)
    tab.get_by_role("button", name="搬走了").click()
    expect(tab.locator(".faults .undo")).to_be_visible()
    tab.clock.fast_forward(11_000)
    expect(tab.locator(".faults .undo")).not_to_be_visible()
    expect(tab.locator(".faults .told")).to_contain_text("已反映：搬走了")


def test_two_phones_find_the_door_locked_and_a_third_opens_it(browser: Browser, address: str) -> None:
    """What two say stands on the card and in the list; "the door is open" ends it."""
    first, second, third = (browser.new_context(base_url=address, locale="zh-CN") for _ in range(3))
    tab = opened(first.new_page(), 5)
    number = tab.locator(".card").get_attribute("data-id")
    locked(tab)
    expect(tab.locator(".faults .told")).to_contain_text("再有一个人这样说")
    expect(tab.locator(".reports .warning")).to_have_count(0)
    tab = opened(second.new_page(), 5)
    row = tab.locator(f".row:has([data-card='{number}'])")
    locked(tab)
    expect(tab.locator(".faults .told")).to_have_text("已反映：门锁着")
    expect(tab.locator(".reports .warning")).to_have_text("! 刚刚有 2 人反映门锁着")
    expect(row.locator(".warning")).to_have_text("! 刚刚有 2 人反映门锁着")
    assert violations(tab) == []
    tab.keyboard.press("Escape")
    expect(row.locator("a")).to_be_focused()
    tab = opened(third.new_page(), 5)
    row = tab.locator(f".row:has([data-card='{number}'])")
    expect(tab.locator(".reports .warning")).to_contain_text("有 2 人反映门锁着")
    tab.get_by_role("button", name="门开了").click()
    expect(tab.locator(".mended-told")).to_have_text("谢谢，已记下：现在好了")
    expect(tab.locator(".mended-told")).to_be_focused()
    expect(tab.locator(".reports .warning")).to_have_count(0)
    expect(row.locator(".warning")).to_have_count(0)
    for context in (first, second, third):
        context.close()


def test_what_is_broken_is_asked_for_and_leaves_the_offers(tab: Page) -> None:
    opened(tab, 6)
    which = tab.locator(".faults .which")
    tab.get_by_role("button", name="有东西坏了").click()
    expect(which.get_by_role("button").first).to_be_focused()
    name = which.get_by_role("button").first.inner_text().strip()
    which.get_by_role("button").first.click()
    expect(which).not_to_be_visible()
    expect(tab.locator(".faults .told")).to_have_text(f"已反映：{name}")
    expect(tab.locator(".offer.out")).to_contain_text("有人反映用不了")
    assert violations(tab) == []
    tab.get_by_role("button", name=f"{name} 修好了").click()
    expect(tab.locator(".offer.out")).to_have_count(0)
    expect(tab.locator(".card .offers")).to_contain_text(name)


def test_a_few_words_may_follow_a_report(tab: Page) -> None:
    opened(tab, 7)
    tab.get_by_role("button", name="没水了").click()
    expect(tab.locator(".faults .told")).to_have_text("已反映：没水了")
    sent: list[str] = []
    tab.on("request", lambda asked: asked.method == "POST" and sent.append(asked.post_data or ""))
    tab.locator("#fault-note").fill("二楼的也没有")
    tab.locator(".faults").get_by_role("button", name="提交").click()
    expect(tab.locator(".faults .told")).to_have_text("已记下，谢谢")
    assert json.loads(sent[0])["note"] == "二楼的也没有"
    tab.get_by_role("button", name="有水了").click()
    expect(tab.locator(".mended-told")).to_have_text("谢谢，已记下：现在好了")


def test_a_report_waits_for_a_network_too(phone: BrowserContext) -> None:
    tab = opened(phone.new_page(), 8)
    phone.set_offline(True)
    tab.get_by_role("button", name="不再开放").click()
    expect(tab.locator(".faults .told")).to_have_text(LATER)
    star(tab, 2)
    expect(tab.locator("#waiting")).to_have_text("2 条待提交")
    phone.set_offline(False)
    expect(tab.locator(".faults .told")).to_contain_text("已反映：不再开放")
    expect(tab.locator(".rate .told")).to_contain_text("已评 2 星")
    expect(tab.locator("#waiting")).to_have_text("")


def test_reasons_may_follow_the_stars(tab: Page) -> None:
    opened(tab, 9)
    star(tab, 5)
    chip = tab.get_by_role("button", name="干净", exact=True)
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    tab.locator(".rate").get_by_role("button", name="提交").click()
    expect(tab.locator(".rate .told")).to_have_text("已记下，谢谢")
    tab.reload()
    expect(tab.locator(".reasons")).to_contain_text("干净")


def test_a_doubtful_vote_is_told_honestly(phone: BrowserContext) -> None:
    """Who tells of one place after the other waits for somebody to look at it."""
    tab = phone.new_page()
    for number in range(30, 41):
        tab.goto(f"/stations/{number}")
        star(tab, 5)
        expect(tab.locator(".rate .told")).to_contain_text(re.compile("已评 5 星|已收到，核对后计入"))
    expect(tab.locator(".rate .told")).to_have_text("已收到，核对后计入")


def test_a_vote_without_a_network_outlives_even_the_reload_that_the_phone_answers(
    browser: Browser, followed: tuple[Settings, Follower]
) -> None:
    """List and card are drawn on the device, the vote waits there, and the server hears of it once."""
    settings, follower = followed
    for address in served(create_app(settings, source=follower)):
        context = figures.phone(browser, address)
        tab = context.new_page()
        tab.goto(HERE)
        keeps(tab)
        votes = f"/api/v1/stations/{tab.locator('.row a').nth(16).get_attribute('data-card')}/ratings"
        before = tab.request.get(votes).json()["rating"]["count"]
        context.set_offline(True)
        tab.goto(HERE)
        tab.locator(".row a").nth(16).click()
        expect(tab.locator("#card .kept")).to_be_visible()
        star(tab, 3)
        expect(tab.locator(".rate .told")).to_have_text(LATER)
        locked(tab)
        expect(tab.locator(".faults .told")).to_have_text(LATER)
        assert violations(tab) == []
        tab.reload()
        expect(tab.locator("#waiting")).to_have_text("2 条待提交")
        context.set_offline(False)
        expect(tab.locator("#waiting")).to_have_text("")
        assert tab.request.get(votes).json()["rating"]["count"] == before + 1
        context.close()
