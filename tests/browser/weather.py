"""A server whose pages are an app, in any weather, and a phone that was there."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.looking import until

# What a page hears from its worker, and all that it ever said of how old its list is.
LISTEN = """
document.addEventListener("fresher", ({ detail }) => { window.fresher = detail; });
window.said = [];
new MutationObserver(() => {
  const text = document.querySelector(".kept")?.textContent ?? "";
  if (text !== (window.said.at(-1) ?? "")) window.said.push(text);
}).observe(document, { childList: true, subtree: true });
"""


@dataclass
class Weather:
    """Stands before an application: answers late, or with trouble, and counts who asks for what."""

    behind: Any
    late_s: float = 0.0
    trouble: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer in this weather; files of the page get through."""
        path = environ["PATH_INFO"]
        self.asked.append(path)
        if not path.startswith("/assets/"):
            time.sleep(self.late_s)
        if any(path.startswith(one) for one in self.trouble):
            start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
            return [b"away"]
        answer: Iterable[bytes] = self.behind(environ, start_response)
        return answer


@dataclass
class App:
    """A server whose pages are an app, in some weather."""

    flask: Flask
    weather: Weather
    address: str


def keeps(page: Page) -> None:
    """Wait until the places are kept, and the map's script."""
    expect(page.locator("#map .place, #map .cluster").first).to_be_visible()
    until(page, "!!localStorage.getItem('kept-around')")


def said(page: Page, *parts: str) -> None:
    """Expect that a page said these things of its list one after the other; "" is nothing, as of a fresh one."""
    until(page, f"window.said.length >= {len(parts)}")
    heard = page.evaluate("window.said")
    assert len(heard) == len(parts)
    assert all((part in text) if part else not text for part, text in zip(parts, heard, strict=True)), heard


def names(page: Page) -> list[str]:
    """What the list shows."""
    return page.locator(".row .name").all_inner_texts()
