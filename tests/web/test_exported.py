"""A map in one file: no foreign host, nothing run that people wrote, and not more than it can show."""

import re
from dataclasses import replace

import pytest
from psycopg2.extensions import connection as Connection

import stations
from stations import BBox
from stations.counties import Outline
from tests.make import enter, enter_one, record
from web.exported import MOST_PLACES, TooMany, page

EVERYWHERE = BBox(-180, -90, 180, 90)
LOADS = re.compile(r"""(?:src|href)\s*=\s*["']?(https?:)?//|@import|url\(["']?(https?:)?//""")


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


def test_a_name_is_no_template(store: Connection) -> None:
    """Folium reads what it is given as a template of its own, which would run on this machine."""
    nasty = "驿站{{7*191}}{% raw %}{# x #}"
    enter_one(store, name=nasty, address=nasty, hours=nasty)
    ring = '{"type":"LineString","coordinates":[[126,45],[127,46]]}'
    ground = [Outline("1", nasty, 126.5, 45.5, ring, "x{% endraw %}[{{7*191}}]{% raw %}")]
    html = page(stations.within(store, EVERYWHERE), stations.vocabulary(store), outlines=ground)
    assert "1337" not in html
    assert "&#123;&#123;7*191}}" in html


def test_the_popup_says_exceptions_and_hours_that_were_not_read(store: Connection) -> None:
    enter_one(store, hours="看老板心情")
    number = enter_one(store, hours="8:00-20:00")
    rule = '2199 Nov 20-2199 Nov 30 off "装修"'
    with store.cursor() as cursor:
        cursor.execute("UPDATE station SET hours_exceptions = %s WHERE id = %s", (rule, number))
    html = page(stations.within(store, EVERYWHERE), stations.vocabulary(store))
    assert "看老板心情" in html
    assert "装修" in html
