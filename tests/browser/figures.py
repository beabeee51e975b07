"""How heavy and how quick the page is on a phone: ``python -m tests.browser.figures http://127.0.0.1:8000 [RUNS]``.

Slow 4G by a line of our own and a processor held to a quarter; the medians of some runs, each on a fresh phone.
"""

import statistics
import sys
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.conftest import QUIET, chromium
from tests.browser.looking import HERE, until
from tests.browser.slow import SLOW_4G, Line, slowly

SLOWER = 4
# When the first row was there to be painted, on the page's own clock.
WATCH = """
new MutationObserver((_, watch) => {
  if (!document.querySelector(".row .name")) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.listed = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


class Visit(NamedTuple):
    """One visit: times from the tap on, and what was fetched until the list stood and the scripts ran."""

    painted_ms: float
    listed_ms: float
    requests: int
    bytes: int


def visit(context: BrowserContext, path: str = HERE) -> tuple[Visit, Page]:
    """Open the page on a phone with a slow processor; the bytes are those before the map's script."""
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    urls: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on(
        "Network.requestWillBeSent", lambda told: urls.update({told["requestId"]: told["request"]["url"]})
    )
    session.on(
        "Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]})
    )
    page.goto(path)
    until(page, "window.listed && " + PAINTED)
    until(page, "!!window.L || document.documentElement.classList.contains('mapless')")
    first = [key for key, url in urls.items() if not of_the_map(url) and "/worker" not in url]
    seen = Visit(
        page.evaluate(PAINTED),
        page.evaluate("window.listed"),
        len(first),
        sum(sizes.get(key, 0) for key in first),
    )
    return seen, page


def of_the_map(url: str) -> bool:
    """Whether a request is the map's: it comes after the list."""
    return any(part in url for part in ("/leaflet/", "/api/v1/", "/map.js", "/marks.js", "/tiles.js"))


def phone(browser: Browser, address: str) -> BrowserContext:
    """A phone that was never here."""
    return browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, base_url=address)


def both_visits(browser: Browser, address: str, line: Line) -> tuple[Visit, Visit, int]:
    """A first visit, all bytes it cost in the end, and a second one after the worker kept what it keeps."""
    context = phone(browser, address)
    first, page = visit(context)
    until(page, "localStorage.getItem('kept-around')")
    page.wait_for_timeout(1000)
    spent = line.down
    page.close()
    second, _ = visit(context)
    context.close()
    return first, second, spent


def main(address: str, runs: int = 5) -> None:
    """Print the figures."""
    seen = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        for _ in range(runs):
            line = Line(*SLOW_4G)
            with slowly(address, line) as slow:
                seen.append(both_visits(browser, slow, line))
        browser.close()
    for name, visits in (("first", [one[0] for one in seen]), ("second", [one[1] for one in seen])):
        middle = {key: statistics.median(getattr(one, key) for one in visits) for key in Visit._fields}
        print(
            f"{name} visit: first paint {middle['painted_ms'] / 1000:.2f} s, "
            f"first row {middle['listed_ms'] / 1000:.2f} s, {middle['requests']:.0f} requests and "
            f"{middle['bytes'] / 1000:.0f} kB before the map (medians of {runs})"
        )
    print(
        f"all of the first visit, map and kept places too: {statistics.median(one[2] for one in seen) / 1000:.0f} kB"
    )


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
