"""A map in one file: no foreign host, nothing run that people wrote, and not more than it can show."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from psycopg2.extensions import connection as Connection

import stations
from stations import BBox
from stations.counties import Outline
from tests.make import enter, enter_one, record
from web.exported import MOST_PLACES, TooMany, page

EVERYWHERE = BBox(-180, -90, 180, 90)
LOADS = re.compile(r"""(?:src|href)\s*=\s*["']?(https?:)?//|@import|url\(["']?(https?:)?//""")
NASTY = "`${document.title='run'}` </script><img src=x onerror=\"document.title='run'\">\\"


def test_a_page_holds_all_it_needs_and_asks_no_host(store: Connection) -> None:
    enter(
        store,
        record(name="中央大街驿站", services=("wifi",)),
        record(kind="water_point", hours_inferred="9-17"),
    )
    ring = '{"type":"LineString","coordinates":[[126,45],[127,46]]}'
    ground = [Outline("1", "道里区", 126.5, 45.5, ring, "© somebody")]
    html = page(stations.within(store, EVERYWHERE), stations.vocabulary(store), outlines=ground)
    assert "L.map(" in html
    assert "中央大街驿站" in html
    assert "（推测，未确认）" in html
    assert "© somebody" in html
    assert "<script src" not in html
    assert [found[0] for found in LOADS.finditer(html)] == [
        'href="https://'
    ]  # of Leaflet's own mark, switched off


def test_words_of_people_are_text(store: Connection, tmp_path: Path) -> None:
    """In a real browser: folium writes popups into a script, where escaping for HTML is not enough."""
    enter_one(store, name=NASTY, address=NASTY, entry_hint=NASTY)
    file = tmp_path / "map.html"
    file.write_text(page(stations.within(store, EVERYWHERE), stations.vocabulary(store)), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        tab = browser.new_page()
        tab.goto(file.as_uri())
        tab.locator(".place").click()
        assert tab.locator(".card h2").inner_text() == NASTY
        assert tab.title() == "驿站云图"
        browser.close()


def test_made_up_places_are_labelled(store: Connection) -> None:
    enter_one(store)
    (real,) = stations.within(store, EVERYWHERE)
    words = stations.vocabulary(store)
    assert "演示数据" not in page([real], words)
    assert "演示数据" in page([replace(real, made_up=True)], words)
    assert "Demonstration data" in page([replace(real, made_up=True)], words, lang="en")


def test_more_places_than_a_page_shows_well_are_refused_with_the_cure(store: Connection) -> None:
    enter_one(store)
    (one,) = stations.within(store, EVERYWHERE)
    with pytest.raises(TooMany, match="--county"):
        page([one] * (MOST_PLACES + 1), stations.vocabulary(store))


def test_an_empty_map_is_a_page_too(store: Connection) -> None:
    assert "L.map(" in page([], stations.vocabulary(store))
