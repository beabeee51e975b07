"""The map in a real browser: marks and numbers, fed tile by tile."""

import json
import math
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.looking import HERE, ready, wait_for

pytestmark = pytest.mark.browser

AT_HERE = (126.6205, 45.7702)


def feature(lon: float, lat: float, number: int | None = None, count: int = 0) -> dict[str, Any]:
    """A place with an id, or a cluster."""
    at = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}}
    if number is None:
        return at | {"properties": {"count": count, "kinds": {"station": count}}}
    known = {"name": f"驿站{number}", "kind": "station", "open": {"now": True}}
    return at | {"id": str(number), "properties": known}


def serve(tab: Page, features: Callable[[int, int, int], list[dict[str, Any]]]) -> list[str]:
    """Answer for the server what a tile holds, and tell which tiles were asked for."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        found = re.search(r"tiles/(\d+)/(\d+)/(\d+)\.json", route.request.url)
        assert found
        body = {"type": "FeatureCollection", "features": features(*map(int, found.groups()))}
        route.fulfill(body=json.dumps(body), content_type="application/geo+json")

    tab.route("**/api/v1/tiles/**", answer)
    return asked


def serve_only(tab: Page, *features: dict[str, Any]) -> list[str]:
    """Answer with these features, each in its own tile."""

    def inside(z: int, x: int, y: int) -> list[dict[str, Any]]:
        west, north = edges(z, x, y)
        east, south = edges(z, x + 1, y + 1)
        at = ((one, *one["geometry"]["coordinates"]) for one in features)
        return [one for one, lon, lat in at if west <= lon < east and south < lat <= north]

    return serve(tab, inside)


def edges(z: int, x: int, y: int) -> tuple[float, float]:
    """West and north of a tile, degrees."""
    return 360 * x / 2**z - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / 2**z))))


def quiet(tab: Page) -> None:
    """Wait until the map has all that it wants."""
    expect(tab.locator("#map")).to_have_attribute("aria-busy", "false")


def test_a_number_tells_its_places_and_a_tap_goes_two_zooms_nearer(tab: Page) -> None:
    asked = serve_only(tab, feature(*AT_HERE, count=1234))
    ready(tab)
    number = tab.locator("#map .cluster")
    expect(number).to_have_text("1234")
    expect(number).to_have_attribute("title", "1234 处")
    assert "/tiles/13/" in asked[0]
    number.click()
    quiet(tab)
    assert "/tiles/15/" in asked[-1]
    number.focus()
    tab.keyboard.press("Enter")
    quiet(tab)
    assert "/tiles/17/" in asked[-1]


def test_places_in_one_spot_are_a_number_that_leads_to_the_list_at_last(tab: Page) -> None:
    serve_only(tab, feature(126.621, 45.771, 1), feature(126.621, 45.771, 2))
    ready(tab)
    for _ in range(4):
        quiet(tab)
        expect(tab.locator("#map .cluster")).to_have_text("2")
        tab.locator("#map .cluster").click()
    expect(tab).to_have_url(re.compile("lon=126.62100&lat=45.77100"))
    expect(tab.locator("#list-title")).to_have_text("离您最近")


def test_the_chosen_place_stands_alone_and_is_lit(tab: Page) -> None:
    ready(tab)
    tab.locator(".row a").first.click()
    expect(tab.locator("#card h2")).to_be_visible()
    expect(tab.locator("#map .place.lit")).to_have_count(1)
    tab.keyboard.press("Escape")
    expect(tab.locator("#map .lit")).to_have_count(0)


def test_a_mark_keeps_the_focus_when_its_card_closes(tab: Page) -> None:
    serve_only(tab, feature(126.62, 45.77, 1), feature(126.63, 45.775, 2))
    ready(tab)
    mark = tab.get_by_title("驿站2")
    mark.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("#card h2")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(mark).to_be_focused()


def test_a_filter_asks_for_its_own_tiles(tab: Page) -> None:
    asked = serve_only(tab, feature(*AT_HERE, number=1))
    ready(tab)
    assert all(url.endswith(".json?lang=zh") for url in asked)
    before = len(asked)
    tab.get_by_role("link", name="热饭").click()
    expect(tab.get_by_role("link", name="已选 热饭")).to_be_visible()
    tab.get_by_role("link", name="营业中").click()
    expect(tab.get_by_role("link", name="已选 营业中")).to_be_visible()
    quiet(tab)
    assert all("service=meal_heating" in url for url in asked[before:])
    assert "service=meal_heating&open=now&lang=zh" in asked[-1]


def test_a_tile_that_is_there_is_not_asked_for_again(tab: Page) -> None:
    asked = serve_only(tab, feature(*AT_HERE, number=1))
    ready(tab)
    quiet(tab)
    for button in (".leaflet-control-zoom-in", ".leaflet-control-zoom-out", ".leaflet-control-zoom-in"):
        tab.locator(button).click()
        quiet(tab)
    assert len(asked) == len(set(asked))


def test_six_tiles_are_on_their_way_and_none_that_nobody_wants(tab: Page) -> None:
    held: list[Route] = []
    tab.route("**/api/v1/tiles/**", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks it
    tab.goto(HERE)
    expect(tab.locator(".leaflet-control-zoom-out")).to_be_visible()
    wait_for(tab, lambda: len(held) == 6)
    given_up: list[str] = []
    tab.on("requestfailed", lambda request: given_up.append(request.url))
    tab.locator(".leaflet-control-zoom-out").click()
    wait_for(tab, lambda: len(given_up) == 6 and len(held) == 12)
    assert given_up == [route.request.url for route in held[:6]]
    assert all("/tiles/12/" in route.request.url for route in held[6:])
    tab.unroute_all(behavior="ignoreErrors")


def test_marks_stay_few_and_apart_however_many_places_there_are(tab: Page, size: tuple[int, int]) -> None:
    """Every tile as full as the server ever makes it."""
    dice = random.Random(1)

    def crowd(z: int, x: int, y: int) -> list[dict[str, Any]]:
        (west, north), (east, south) = edges(z, x, y), edges(z, x + 1, y + 1)
        first = (x * 10_000 + y) * 400
        return [
            feature(dice.uniform(west, east), dice.uniform(south, north), number)
            for number in range(first, first + 400)
        ]

    asked = serve(tab, crowd)
    ready(tab)
    quiet(tab)
    assert len(asked) >= 6
    middles = tab.evaluate("""() => [...document.querySelectorAll('#map .place, #map .cluster')].map((one) => {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        return [(left + right) / 2, (top + bottom) / 2];
    })""")
    if size[0] < 900:
        assert len(middles) <= 150
    apart = [abs(complex(*one) - complex(*other)) for i, one in enumerate(middles) for other in middles[:i]]
    assert min(apart) >= 43
