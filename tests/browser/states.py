"""Every state of the page that a person can meet, and how to get there: for test_states.py and screens.py."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from playwright.sync_api import Page, expect

from tests.browser.looking import HERE, until

LOCKED, DRY = 2, 8
"""Rows whose place two devices found locked, and one without water."""


class State(NamedTuple):
    """A state: what a person does from an address on, and on what kind of phone."""

    reach: Callable[[Page], object]
    path: str = HERE
    phone: Mapping[str, Any] = {}
    server: str = "server"
    map: bool = True


def stay(tab: Page) -> None:
    """Do nothing more."""


def locate(tab: Page) -> None:
    """Ask for the position, which is refused."""
    tab.locator("#locate").click()
    expect(tab.locator("#notice")).not_to_be_empty()


def more(tab: Page) -> None:
    """Look at all that can be asked for."""
    tab.locator("#more summary").click()


def type_pinyin(tab: Page) -> None:
    """Type the beginning of a name."""
    tab.locator("#q").click()
    tab.locator("#q").press_sequentially("zhongyang", delay=20)
    tab.wait_for_url(re.compile("q=zhongyang"))
    expect(tab.locator(".row").first).to_be_visible()


def recent(tab: Page) -> None:
    """Look at two places, and then for another one."""
    for row in (0, 3):
        card(tab, row)
        tab.locator(".shut-card").click()
    tab.locator("#q").click()
    expect(tab.locator("#recent")).to_be_visible()


def card(tab: Page, row: int = 0) -> None:
    """Open a card."""
    tab.locator(".row a").nth(row).click()
    expect(tab.locator("#card h2")).to_be_visible()


def go(tab: Page) -> None:
    """Choose a map app."""
    card(tab)
    tab.locator(".go summary").click()


def hours(tab: Page) -> None:
    """Look at the next two weeks."""
    tab.locator(".row:has(.state.open) a").nth(1).click()
    tab.locator(".days summary").click()
    tab.locator(".days").scroll_into_view_if_needed()


def rate(tab: Page) -> None:
    """Give four stars."""
    card(tab, 1)
    tab.locator(".stars button").nth(3).click()
    expect(tab.locator(".rate .undo")).to_be_visible()
    tab.locator(".rate .words").scroll_into_view_if_needed()


def spread(tab: Page) -> None:
    """Look at who gave how many stars."""
    card(tab, 1)
    tab.locator(".spread summary").click()
    tab.locator(".stars").scroll_into_view_if_needed()


def report(tab: Page) -> None:
    """Say which thing is broken."""
    card(tab, 3)
    tab.locator(".faults [aria-expanded]").click()
    tab.locator(".faults .which").scroll_into_view_if_needed()


def reported(tab: Page) -> None:
    """Say that a door is locked."""
    card(tab, 11)
    tab.locator(".faults [value=door_locked]").click()
    expect(tab.locator(".faults .undo")).to_be_visible()
    tab.locator(".faults .words").scroll_into_view_if_needed()


def locked(tab: Page) -> None:
    """Open the card of a place that was found locked."""
    card(tab, LOCKED)


def dry(tab: Page) -> None:
    """Open the card of a place that has run out of water."""
    card(tab, DRY)


def warned(tab: Page) -> None:
    """Bring the rows with warnings into view."""
    tab.locator(".row").nth(LOCKED).evaluate("(row) => row.scrollIntoView({ block: 'center' })")


def kept(tab: Page) -> None:
    """Rate without a network."""
    card(tab, 6)
    tab.context.set_offline(True)
    tab.locator(".stars button").nth(4).click()
    expect(tab.locator(".rate .told")).to_contain_text(re.compile("自动|will be sent"))
    tab.locator(".rate .words").scroll_into_view_if_needed()


def offline(tab: Page) -> None:
    """Come again without a network."""
    until(tab, "!!localStorage.getItem('kept-around')")
    tab.context.set_offline(True)
    tab.goto(tab.url)
    expect(tab.locator("#list .kept")).to_be_visible()


def offline_card(tab: Page) -> None:
    """Open a card without a network."""
    offline(tab)
    card(tab, 1)


def larger_map(tab: Page) -> None:
    """Let the map fill the page."""
    tab.locator("#view").click()


def unscripted(tab: Page) -> None:
    """Look at the page of one place without a script."""
    tab.locator(".row a").first.click()


NO_SCRIPT = {"java_script_enabled": False}
STATES = {
    "first": State(stay, "/"),
    "near": State(stay),
    "open-with-water": State(stay, f"{HERE}&open=now&service=drinking_water"),
    "nothing-near": State(stay, f"{HERE}&open=now&service=shower,laundry", map=False),
    "more-filters": State(more),
    "refused": State(locate, "/"),
    "search": State(type_pinyin),
    "search-nothing": State(stay, "/?q=qqqq", map=False),
    "recent": State(recent),
    "larger-map": State(larger_map),
    "card": State(card),
    "card-go": State(go),
    "card-days": State(hours),
    "card-spread": State(spread),
    "card-rated": State(rate),
    "card-broken": State(report),
    "card-reported": State(reported),
    "card-locked": State(locked),
    "card-dry": State(dry),
    "warnings": State(warned),
    "kept-for-later": State(kept),
    "offline": State(offline, server="app"),
    "offline-card": State(offline_card, server="app"),
    "store-away": State(stay, server="away"),
    "no-script": State(stay, phone=NO_SCRIPT, map=False),
    "no-script-place": State(unscripted, phone=NO_SCRIPT, map=False),
    "plain-list": State(stay, "/list?county=道里区", map=False),
    "plain-choice": State(stay, "/list", map=False),
    "not-found": State(stay, "/nowhere", map=False),
}
