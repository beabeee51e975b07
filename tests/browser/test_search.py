"""Search as one types, and the places seen lately, in a real browser."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.looking import HERE, ready, violations, wait_for

pytestmark = pytest.mark.browser

BOX = "#q"


def asked(tab: Page) -> list[str]:
    """Collect what the page asks the server to search for."""
    found: list[str] = []

    def note(request: Request) -> None:
        query = parse_qs(urlsplit(request.url).query)
        if query.get("part") == ["panel"]:
            found.append(query.get("q", [""])[0])

    tab.on("request", note)
    return found


def names(tab: Page) -> list[str]:
    return tab.locator(".row .name").all_inner_texts()


@pytest.mark.parametrize("text", ["中央大街", "zhongyangdajie", "zydj"])
def test_characters_pinyin_and_initials_find_the_same_street(tab: Page, text: str) -> None:
    ready(tab)
    tab.locator(BOX).press_sequentially(text, delay=20)
    expect(tab.locator("#list-title")).to_have_text(re.compile(f"“{text}”：找到 [1-9]"))
    expect(tab.locator("#told")).to_have_text(re.compile("找到"))
    assert names(tab)
    assert all("中央大街" in name for name in names(tab))
    expect(tab.locator(BOX)).to_be_focused()
    assert parse_qs(urlsplit(tab.url).query)["q"] == [text]
    assert "lon=126.6205" in tab.url


def test_quick_keys_are_one_question(tab: Page) -> None:
    ready(tab)
    questions = asked(tab)
    tab.locator(BOX).press_sequentially("zydj", delay=10)
    expect(tab.locator("#list-title")).to_contain_text("zydj")
    assert questions == ["zydj"]


def test_who_types_before_the_script_is_there_is_heard(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    held: list[Route] = []
    page.route("**/search.js", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks it
    page.goto(HERE, wait_until="commit")
    page.locator(BOX).press_sequentially("zydj")
    wait_for(page, lambda: bool(held))
    held[0].continue_()
    expect(page.locator("#list-title")).to_contain_text("zydj")
    context.close()


def test_nothing_is_asked_while_an_input_method_composes_and_at_once_after(tab: Page) -> None:
    ready(tab)
    questions = asked(tab)
    tab.locator(BOX).focus()
    tab.evaluate("""() => {
        const box = document.getElementById('q');
        const say = (kind, more) => box.dispatchEvent(new CompositionEvent(kind, { bubbles: true, ...more }));
        say('compositionstart');
        for (const part of ['z', 'zh', 'zhong yang']) {
            box.value = part;
            say('compositionupdate', { data: part });
            box.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true, data: part }));
        }
    }""")
    tab.wait_for_timeout(400)
    assert questions == []
    tab.evaluate("""() => {
        const box = document.getElementById('q');
        box.value = '中央';
        box.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true, data: '中央' }));
        box.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '中央' }));
        box.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: false })); // as another browser ends
    }""")
    expect(tab.locator("#list-title")).to_contain_text("中央")
    tab.wait_for_timeout(300)
    assert questions == ["中央"]


def test_a_search_begun_before_composing_waits_for_its_end(tab: Page) -> None:
    ready(tab)
    questions = asked(tab)
    tab.locator(BOX).press_sequentially("a")
    tab.evaluate("document.getElementById('q').dispatchEvent(new CompositionEvent('compositionstart'))")
    tab.wait_for_timeout(400)
    assert questions == []


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(tab: Page) -> None:
    ready(tab)
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if "q=zy&" in f"{route.request.url}&":
            held.append(route)
        else:
            route.continue_()

    tab.route("**/?*part=panel*", hold_first)
    tab.locator(BOX).fill("zy")
    wait_for(tab, lambda: bool(held))
    tab.locator(BOX).fill("zydj")
    expect(tab.locator("#list-title")).to_contain_text("zydj")
    held[0].continue_()
    tab.wait_for_timeout(300)
    expect(tab.locator("#list-title")).to_contain_text("zydj")


def test_escape_and_the_cross_bring_back_what_is_near(tab: Page) -> None:
    ready(tab)
    before = names(tab)
    tab.locator(BOX).fill("zydj")
    expect(tab.locator("#list-title")).to_contain_text("zydj")
    tab.keyboard.press("Escape")
    expect(tab.locator("#list-title")).to_have_text("离您最近")
    assert names(tab) == before
    expect(tab.locator(BOX)).to_be_empty()
    assert "q=" not in tab.url
    tab.locator(BOX).fill("zydj")
    expect(tab.locator("#list-title")).to_contain_text("zydj")
    tab.get_by_role("button", name="清空").click()
    expect(tab.locator("#list-title")).to_have_text("离您最近")
    expect(tab.locator(BOX)).to_be_focused()


def test_the_link_back_empties_the_box(tab: Page) -> None:
    ready(tab)
    tab.locator(BOX).fill("zydj")
    tab.get_by_role("link", name="回到附近的驿站").click()
    expect(tab.locator("#list-title")).to_have_text("离您最近")
    expect(tab.locator(BOX)).to_be_empty()
    tab.locator(BOX).fill("zydj")
    expect(tab.locator("#list-title")).to_contain_text("zydj")


def test_the_arrow_keys_go_down_the_finds_and_back_to_the_box(tab: Page) -> None:
    ready(tab)
    tab.locator(BOX).fill("索菲亚")
    expect(tab.locator("#list-title")).to_contain_text("索菲亚")
    tab.keyboard.press("ArrowDown")
    expect(tab.locator(".row a").first).to_be_focused()
    tab.keyboard.press("ArrowDown")
    expect(tab.locator(".row a").nth(1)).to_be_focused()
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    expect(tab.locator(BOX)).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("#list-title")).to_be_focused()


def test_nothing_found_gives_hints_and_keeps_nobody_out(tab: Page) -> None:
    ready(tab)
    tab.locator(BOX).fill("qqqqqq")
    expect(tab.locator("#list-title")).to_have_text("没有找到“qqqqqq”。")
    expect(tab.locator("#list")).to_contain_text("拼音首字母")
    assert violations(tab) == []


def test_a_network_that_fails_keeps_the_list_and_enter_asks_again(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = ready(context.new_page())
    before = names(page)
    page.route("**/?*part=panel*", lambda route: route.fulfill(status=503))
    page.locator(BOX).fill("zydj")
    expect(page.locator("#notice")).to_have_text("暂时连不上，下面是刚才的结果")
    assert names(page) == before
    page.unroute_all()
    page.keyboard.press("Enter")
    expect(page.locator("#list-title")).to_contain_text("zydj")
    context.close()


def test_without_script_the_same_box_is_a_form(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{HERE}&service=toilet")
    page.locator(BOX).fill("zydj")
    page.keyboard.press("Enter")
    expect(page.locator("#list-title")).to_contain_text("“zydj”：找到")
    page.get_by_role("link", name="回到附近的驿站").click()
    expect(page.get_by_role("link", name="已选 厕所")).to_be_visible()
    context.close()


def test_places_seen_lately_wait_under_the_empty_box_and_are_forgotten_by_a_tap(tab: Page) -> None:
    ready(tab)
    opened = []
    for nth in (0, 2, 0):
        tab.locator(".row a").nth(nth).click()
        expect(tab.locator("#card h2")).to_be_visible()
        opened.append(tab.locator("#card h2").inner_text())
        tab.keyboard.press("Escape")
        expect(tab.locator("#card")).not_to_be_visible()
    expect(tab.locator("#recent")).to_be_hidden()
    tab.locator(BOX).click()
    expect(tab.locator("#recent a")).to_have_text([opened[2], opened[1]])
    assert violations(tab) == []
    tab.locator("#recent a").first.click()
    expect(tab.locator("#card h2")).to_be_visible()
    expect(tab.locator("#card h2")).to_have_text(opened[2])
    tab.keyboard.press("Escape")
    expect(tab).to_have_url(re.compile(r"/\?lon="))
    tab.locator(BOX).fill("z")
    expect(tab.locator("#recent")).to_be_hidden()
    tab.locator(BOX).fill("")
    tab.get_by_role("button", name="清除").click()
    expect(tab.locator("#recent")).to_be_hidden()
    tab.reload()
    tab.locator(BOX).click()
    expect(tab.locator("#recent")).to_be_hidden()


def test_eight_places_are_remembered_and_no_position(tab: Page) -> None:
    ready(tab)
    for nth in range(9):
        tab.locator(".row a").nth(nth).click()
        expect(tab.locator("#card h2")).to_be_visible()
        tab.keyboard.press("Escape")
        expect(tab.locator("#card")).not_to_be_visible()
    kept = tab.evaluate("JSON.parse(localStorage.recent)")
    assert len(kept) == 8
    assert {frozenset(one) for one in kept} == {frozenset(("id", "name"))}


def test_what_somebody_else_wrote_into_the_memory_does_no_harm(tab: Page) -> None:
    tab.goto(HERE)
    tab.evaluate(
        """localStorage.recent = JSON.stringify([{ id: '../x', name: 'a' }, { id: '1', name: '<img src=x>' }])"""
    )
    ready(tab)
    tab.locator(BOX).click()
    expect(tab.locator("#recent a")).to_have_text(["<img src=x>"])
    tab.evaluate("localStorage.recent = '{broken'")
    tab.reload()
    tab.locator(BOX).click()
    expect(tab.locator("#recent")).to_be_hidden()
