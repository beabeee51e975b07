"""A basemap of another host, in the datum of Chinese map makers: places lie on it where they are."""

import math
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from stations.atlas.following import Follower
from stations.datum import Datum, convert
from stations.settings import Settings
from tests.browser.conftest import served
from tests.browser.looking import HERE, ready
from web import create_app

pytestmark = pytest.mark.browser

AT_HERE = (126.6205, 45.7702)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
# Where a point of the screen, or the middle of an element, lies on the basemap's tiles: zoom, x and y with fractions.
ON_TILES = """at => {
    const middle = (element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        return [(left + right) / 2, (top + bottom) / 2];
    };
    const [x, y] = typeof at === 'string' ? middle(document.querySelector(at)) : at;
    const tile = document.querySelector('#map img.leaflet-tile');
    const { left, top, width } = tile.getBoundingClientRect();
    const [z, column, row] = tile.src.match(/(\\d+)\\/(\\d+)\\/(\\d+)\\.png/).slice(1).map(Number);
    return [z, column + (x - left) / width, row + (y - top) / width];
}"""


class Tiles(BaseHTTPRequestHandler):
    """Gives every tile as one pixel."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(len(PIXEL)))
        self.end_headers()
        self.wfile.write(PIXEL)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@pytest.fixture(scope="module")
def tile_url() -> Iterator[str]:
    """Another host, as browsers count: another port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def address_over_tiles(followed: tuple[Settings, Follower], tile_url: str) -> Iterator[str]:
    """The address of a server whose basemap is in GCJ-02."""
    settings, follower = followed
    over_tiles = replace(settings, tile_url=tile_url, tile_datum="gcj02", tile_attribution="© 测试")
    yield from served(create_app(over_tiles, source=follower))


@pytest.fixture
def page(browser: Browser, address_over_tiles: str) -> Iterator[Page]:
    """The page over those tiles; whatever it says on the console, a refusal by its policy too, fails the test."""
    context = browser.new_context(
        base_url=address_over_tiles, viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    )
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    yield tab
    context.close()
    assert complaints == []


def degrees(z: float, x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a place on the tiles of a zoom."""
    return 360 * x / 2**z - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / 2**z))))


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """About how far two points are apart."""
    return 111_320 * math.hypot((one[0] - other[0]) * math.cos(math.radians(one[1])), one[1] - other[1])


def test_tiles_of_the_one_host_are_drawn_and_credited(page: Page) -> None:
    ready(page)
    expect(page.locator("#map img.leaflet-tile-loaded").first).to_be_visible()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("© 测试")


def test_the_position_and_the_places_lie_where_that_basemap_has_them(page: Page) -> None:
    ready(page)
    expect(page.locator("#map img.leaflet-tile-loaded").first).to_be_visible()
    shifted = convert(*AT_HERE, Datum.WGS84, Datum.GCJ02)
    pixel_m = 156_543 * math.cos(math.radians(45.77)) / 2**13
    assert metres(degrees(*page.evaluate(ON_TILES, "#map .me")), shifted) < 2 * pixel_m
    assert metres(AT_HERE, shifted) > 500
    mark = page.evaluate("document.querySelector('#map .place').title")
    found = page.evaluate(
        "name => fetch(`/api/v1/search?q=${encodeURIComponent(name)}`).then((one) => one.json())", mark
    )
    at = found["features"][0]["geometry"]["coordinates"]
    seen = degrees(*page.evaluate(ON_TILES, "#map .place"))
    assert metres(seen, convert(*at, Datum.WGS84, Datum.GCJ02)) < 2 * pixel_m


def test_a_tap_is_carried_back(page: Page) -> None:
    ready(page)
    frame = page.locator("#map").bounding_box()
    assert frame
    at = [frame["x"] + frame["width"] - 20, frame["y"] + 20]
    tapped = degrees(*page.evaluate(ON_TILES, at))
    page.mouse.click(*at)
    page.get_by_role("button", name="以这里为准").click()
    expect(page).not_to_have_url(re.compile(re.escape(HERE)))
    lon, lat = (float(text) for text in re.findall(r"(?:lon|lat)=([\d.]+)", page.url))
    assert metres((lon, lat), convert(*tapped, Datum.GCJ02, Datum.WGS84)) < 20


def test_at_the_last_zoom_the_places_in_view_are_those_in_view(page: Page) -> None:
    """There a shift is wider than the screen: the tiles of places are others than those of the basemap."""
    ready(page)
    for _ in range(5):
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(150)
    page.get_by_role("link").filter(has=page.locator(".name")).first.wait_for()
    first = page.locator(".row a").first
    number = first.get_attribute("data-card")
    where = page.evaluate("id => fetch(`/api/v1/stations/${id}`).then((one) => one.json())", number)
    lon, lat = where["geometry"]["coordinates"]
    page.goto(f"/?lon={lon}&lat={lat}")
    for _ in range(5):
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(150)
    expect(page.locator("#map").get_by_title(where["properties"]["name"])).to_be_visible()


def test_the_browser_shifts_as_the_server_does(page: Page) -> None:
    """All over the country and beyond, and close to every stretch of the outline that cities lie at."""
    dice = np.random.default_rng(1)
    lon = np.concatenate(
        [dice.uniform(70, 140, 1500), dice.uniform(113.7, 114.6, 300), dice.uniform(118, 119, 200)]
    )
    lat = np.concatenate(
        [dice.uniform(3, 55, 1500), dice.uniform(22.1, 22.7, 300), dice.uniform(24, 25, 200)]
    )
    ready(page)
    got = page.evaluate(
        """async (points) => {
            const script = document.querySelector('script[type=module]').src;
            const { carrier } = await import(script.replace('page.js', 'datum.js'));
            const { to, from } = await carrier('gcj02');
            return [points.map((one) => to(...one)), points.map((one) => from(...one))];
        }""",
        np.column_stack([lon, lat]).tolist(),
    )
    for answer, source, target in (
        (got[0], Datum.WGS84, Datum.GCJ02),
        (got[1], Datum.GCJ02, Datum.WGS84),
    ):
        assert np.abs(np.array(answer) - np.column_stack(convert(lon, lat, source, target))).max() < 1e-9
