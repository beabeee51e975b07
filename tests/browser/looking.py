"""What tests look at a page with: is the map there, and does anything keep people out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

HERE = "/?lon=126.6205&lat=45.7702"
AXE = Path("node_modules/axe-core/axe.min.js")


def ready(tab: Page, path: str = HERE) -> Page:
    """Open the finder and wait until the map shows places; in large text it waits on a phone until it is asked for."""
    tab.goto(path)
    expect(tab.locator("#map")).to_have_attribute("aria-busy", "false")
    if tab.locator("#map").is_visible():
        expect(tab.locator("#map .place, #map .cluster").first).to_be_visible()
    return tab


def violations(tab: Page) -> list[str]:
    """Ask axe for what keeps people out."""
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate(
        """axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
          resultTypes: ['violations'],
        }).then(({ violations }) => violations)"""
    )
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found
        for node in one["nodes"]
        # Where places lie close together so do their marks: the list is the other way to each of them.
        if not (one["id"] == "target-size" and "leaflet-marker-icon" in node["html"])
    ]


def wait_for(tab: Page, true: Callable[[], bool]) -> None:
    """Let the browser work until something is so."""
    for _ in range(500):
        if true():
            return
        tab.wait_for_timeout(20)
    pytest.fail("it never was so")


def until(page: Page, expression: str) -> None:
    """Wait until something holds; Playwright's own way is refused by our security policy."""
    for _ in range(600):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise TimeoutError(expression)
