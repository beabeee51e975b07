"""The map where something is missing: places near by, the ground, or for a while all of it."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.looking import HERE, ready

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser: Browser, address: str) -> BrowserContext:
    """A phone that may complain on its console."""
    return browser.new_context(
        base_url=address, viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )


def in_view(tab: Page, name: str) -> bool:
    """Whether a mark lies within the map's frame."""
    frame, mark = tab.locator("#map").bounding_box(), tab.locator(name).first.bounding_box()
    assert frame
    assert mark
    return (
        frame["x"] <= mark["x"] <= frame["x"] + frame["width"]
        and frame["y"] <= mark["y"] <= frame["y"] + frame["height"]
    )


def test_where_the_nearest_is_far_the_map_shows_both_ends_of_the_way(tab: Page) -> None:
    ready(tab, f"{HERE}&open=now&service=shower,laundry")
    expect(tab.locator(".nothing")).to_contain_text("3 公里内没有")
    assert in_view(tab, "#map .me")
    assert in_view(tab, "#map .place")


def test_without_a_ground_the_places_are_there(phone: BrowserContext) -> None:
    tab = phone.new_page()
    tab.route("**/api/v1/outlines**", lambda route: route.fulfill(status=503, body="{}"))
    ready(tab)
    expect(tab.locator("#notice")).to_be_empty()
    phone.close()


def test_places_that_could_not_come_are_asked_for_again(phone: BrowserContext) -> None:
    tab = phone.new_page()
    tab.clock.install()
    tab.route("**/api/v1/tiles/**", lambda route: route.fulfill(status=503, body="{}"))
    tab.goto(HERE)
    expect(tab.locator("#map .me")).to_be_attached()
    tab.clock.run_for(1_000)
    expect(tab.locator("#map .place, #map .cluster")).to_have_count(0)
    tab.unroute("**/api/v1/tiles/**")
    tab.clock.run_for(11_000)
    expect(tab.locator("#map .place, #map .cluster").first).to_be_visible()
    phone.close()
