"""Every state of the page keeps nobody out: axe, the security policy, other hosts, and room for a finger."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import violations
from tests.browser.states import STATES, State
from tests.browser.street import NOON, Street

pytestmark = pytest.mark.browser

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
MANNERS = {"zh": "", "large": "lang=en&size=large"}  # the longer words in the larger letters
LEAST = {"zh": 44, "large": 60}
REFUSED = {"kept-for-later": "ERR_INTERNET_DISCONNECTED", "not-found": "404", "store-away": "503"}
# What one can tap, but for marks on the map: beside it stands the list.
TARGETS = """() => [...document.querySelectorAll('a, button, summary, select, input:not([type=hidden]), textarea')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches('.skip, .leaflet-marker-icon'))
    .map((one) => [one.outerHTML.slice(0, 120), target(one)])
    .map(([html, { width, height }]) => [html, Math.round(width), Math.round(height)]);
function target(one) {
  const row = one.closest('.row');  // the link of a row is as large as the row
  return (row ?? one).getBoundingClientRect();
}"""


@contextmanager
def met(
    browser: Browser, town: Street, state: State, manner: str, **phone: Any
) -> Iterator[tuple[Page, list[str]]]:
    """Come to a state; what the browser complains of, and what it asks of other hosts, is noted."""
    address = getattr(town, state.server)
    context = browser.new_context(
        base_url=address, has_touch=True, reduced_motion="reduce", locale="zh-CN", **{**phone, **state.phone}
    )
    tab = context.new_page()
    complaints: list[str] = []
    tab.clock.set_fixed_time(NOON)
    tab.on("console", lambda said: complaints.append(said.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    context.on(
        "request", lambda asked: asked.url.startswith((address, "data:")) or complaints.append(asked.url)
    )
    joint = "&" if "?" in state.path else "?"
    tab.goto(f"{state.path}{joint}{MANNERS[manner]}" if MANNERS[manner] else state.path)
    if state.map:
        tab.locator("#map .place, #map .cluster").first.wait_for(state="attached")
    state.reach(tab)
    yield tab, complaints
    context.close()


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("name", STATES)
def test_a_state_keeps_nobody_out(browser: Browser, town: Street, name: str, manner: str) -> None:
    state = STATES[name]
    with met(browser, town, state, manner, viewport=PHONE) as (tab, complaints):
        if state.phone.get("java_script_enabled", True):
            assert violations(tab) == []
            small = [one for one in tab.evaluate(TARGETS) if min(one[1:]) < LEAST[manner]]
            assert small == []
            assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert [one for one in complaints if not expected(one, name)] == []


def expected(complaint: str, name: str) -> bool:
    """Whether the browser only tells of what the state is: no network, no such page, no store."""
    return name in REFUSED and REFUSED[name] in complaint


@pytest.mark.parametrize("name", ["near", "card-locked", "nothing-near", "search"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_state_on_a_desktop_keeps_nobody_out(
    browser: Browser, town: Street, name: str, scheme: str
) -> None:
    with met(browser, town, STATES[name], "zh", viewport=DESKTOP, color_scheme=scheme) as (tab, complaints):
        assert violations(tab) == []
        assert complaints == []


@pytest.mark.parametrize(
    "name",
    [
        "near",
        "open-with-water",
        "nothing-near",
        "recent",
        "card-rated",
        "card-reported",
        "card-locked",
        "store-away",
    ],
)
def test_a_state_in_the_dark_keeps_nobody_out(browser: Browser, town: Street, name: str) -> None:
    with met(browser, town, STATES[name], "zh", viewport=PHONE, color_scheme="dark") as (tab, complaints):
        assert violations(tab) == []
        assert [one for one in complaints if not expected(one, name)] == []


def test_the_docs_show_every_state() -> None:
    shown = re.findall(r'src="(screens/[^"]+)"', Path("docs/screens.md").read_text(encoding="utf-8"))
    assert {f"screens/{lang}/{name}.jpg" for name in STATES for lang in ("zh", "en")} <= set(shown)
    assert [one for one in shown if not Path("docs", one).is_file()] == []
