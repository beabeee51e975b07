"""Links into map apps: the datum and the order of numbers that each expects, held against published vectors."""

from urllib.parse import parse_qs, urlsplit

import pytest
from psycopg2.extensions import connection as Connection

import stations
from stations.features import links
from stations.point import Point
from tests.make import enter_one

# The example that circulates with the open converters, in WGS-84 and in GCJ-02.
TIANANMEN = Point(116.404, 39.915)
SHIFTED = (116.41024449916938, 39.91640428150164)
CENTRAL = Point(114.158, 22.282)
NASTY = "工会,驿站 & “爱心”\"'\n第2行🚰#?=+%<b>"


def asked(store: Connection, at: Point, **given: str) -> dict[str, dict[str, str]]:
    """The query of each link of a place, read as a server reads it."""
    found = links(stations.station(store, enter_one(store, at, **given)))
    return {
        app: {name: values[0] for name, values in parse_qs(urlsplit(link).query, strict_parsing=True).items()}
        for app, link in found.items()
        if app != "geo"
    }


def numbers(text: str) -> list[float]:
    return [float(one) for one in text.split(",")[:2]]


def test_amap_gets_gcj02_longitude_first(store: Connection) -> None:
    query = asked(store, TIANANMEN)["amap"]
    assert query["coordinate"] == "gaode"
    assert query["mode"] == "walk"
    assert numbers(query["to"]) == pytest.approx(SHIFTED, abs=1e-6)


@pytest.mark.parametrize(("app", "name"), [("tencent", "tocoord"), ("apple", "daddr")])
def test_tencent_and_apple_get_gcj02_latitude_first(store: Connection, app: str, name: str) -> None:
    query = asked(store, TIANANMEN)[app]
    assert numbers(query[name]) == pytest.approx(SHIFTED[::-1], abs=1e-6)
    assert "walk" in query.values() or query["dirflg"] == "w"


def test_baidu_gets_wgs84_latitude_first_and_is_told_so(store: Connection) -> None:
    """Without being told it would read BD-09, and be off by more than a kilometre."""
    query = asked(store, TIANANMEN)["baidu"]
    assert numbers(query["location"]) == [39.915, 116.404]
    assert query["coord_type"] == "wgs84"


def test_geo_is_wgs84_latitude_first(store: Connection) -> None:
    place = stations.station(store, enter_one(store, TIANANMEN))
    assert links(place)["geo"] == "geo:39.915,116.404"


def test_in_hong_kong_nothing_is_shifted(store: Connection) -> None:
    query = asked(store, CENTRAL)
    assert numbers(query["amap"]["to"]) == [114.158, 22.282]
    assert numbers(query["tencent"]["tocoord"]) == [22.282, 114.158]
    assert numbers(query["apple"]["daddr"]) == [22.282, 114.158]
    assert numbers(query["baidu"]["location"]) == [22.282, 114.158]


def test_no_name_breaks_out_of_its_place(store: Connection) -> None:
    query = asked(store, TIANANMEN, name=NASTY, address=NASTY)
    told = " ".join(NASTY.split())
    assert query["amap"]["to"].split(",")[2:] == [told.replace(",", "，")]
    assert query["amap"]["mode"] == "walk"
    assert (query["baidu"]["title"], query["baidu"]["content"]) == (told, told)
    assert query["tencent"]["to"] == told


def test_a_place_without_an_address_is_called_by_its_name(store: Connection) -> None:
    query = asked(store, TIANANMEN, name="驿站", address="")
    assert query["baidu"]["content"] == "驿站"
