"""An exported map in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from psycopg2.extensions import connection as Connection

import stations
from stations import BBox
from tests.make import enter_one
from web.exported import page

NASTY = "`${document.title='run'}` </script><img src=x onerror=\"document.title='run'\">\\"

pytestmark = pytest.mark.browser


def test_words_of_people_are_text(store: Connection, browser: Browser, tmp_path: Path) -> None:
    """Folium writes popups into a script, where escaping for HTML is not enough."""
    enter_one(store, name=NASTY, address=NASTY, entry_hint=NASTY)
    places = stations.within(store, BBox(-180, -90, 180, 90))
    file = tmp_path / "map.html"
    file.write_text(page(places, stations.vocabulary(store)), encoding="utf-8")
    tab = browser.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(file.as_uri())
    tab.locator(".place").click()
    assert tab.locator(".card h2").inner_text() == NASTY
    assert tab.title() == "驿站云图"
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    tab.close()
