import json
import os
from itertools import permutations
from math import cos, pi, sin, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from stations import mainland
from stations.datum import Datum, convert

Place = tuple[Any, Any]  # lon, lat: numbers or arrays

EARTH = Geod(ellps="WGS84")
WGS84, GCJ02, BD09 = Datum
PAIRS = list(permutations(Datum, 2))
CITIES = (
    Path(os.environ.get("WAYSTATION_REAL_DATA", Path(__file__).parents[2] / "../shared/data"))
    / "datum/gcoord_china_cities.json"
)

# Latitude, then longitude, as atlases print them.
INSIDE = {
    "Luohu port": (22.5333, 114.1130),
    "Luohu, 200 m north of the river": (22.5335, 114.1160),
    "Futian port": (22.5161, 114.0675),
    "Huanggang port": (22.5200, 114.0700),
    "Futian, civic centre": (22.5410, 114.0590),
    "Shekou": (22.4810, 113.9150),
    "Yantian port": (22.5690, 114.2700),
    "Sha Tau Kok, the Shenzhen side": (22.5530, 114.2330),
    "Dapeng, Nan'ao": (22.5360, 114.4850),
    "Neilingding island": (22.4130, 113.8000),
    "Guishan island": (22.1420, 113.8230),
    "Dangan island": (22.0420, 114.2660),
    "Zhuhai, Gongbei port": (22.2178, 113.5490),
    "Zhuhai, Wanzai": (22.1960, 113.5260),
    "Zhuhai, Hengqin": (22.1300, 113.5350),
    "Xiamen island": (24.4798, 118.0894),
    "Xiamen, Dadeng island": (24.5600, 118.3300),
    "Jinjiang, Weitou": (24.5230, 118.5600),
    "Lianjiang, Huangqi": (26.3300, 119.8800),
    "Meizhou island": (25.0700, 119.1300),
    "Pingtan": (25.5040, 119.7900),
    "Haikou": (20.0440, 110.1990),
    "Sanya": (18.2528, 109.5120),
    "Weizhou island": (21.0400, 109.1200),
    "Zhoushan, Dinghai": (30.0200, 122.1000),
    "Shengsi": (30.7250, 122.4500),
    "Changdao": (37.9200, 120.7300),
    "Dalian": (38.9140, 121.6147),
    "Heihe": (50.2451, 127.4986),
    "Dandong, railway station": (40.1203, 124.3855),
    "Dandong, the broken bridge": (40.1168, 124.3905),
    "Suifenhe": (44.3963, 131.1517),
    "Manzhouli": (49.5978, 117.3787),
    "Erenhot": (43.6526, 111.9767),
    "Khorgos": (44.2128, 80.4106),
    "Alashankou": (45.1722, 82.5729),
    "Hunchun": (42.8625, 130.3659),
    "Hunchun, Fangchuan": (42.4300, 130.6000),
    "Tumen": (42.9680, 129.8443),
    "Ji'an": (41.1256, 126.1940),
    "Changbai": (41.4197, 128.2027),
    "Fuyuan": (48.3640, 134.2900),
    "Kashgar": (39.4704, 75.9898),
    "Lhasa": (29.6520, 91.1720),
    "Zhangmu": (27.9893, 85.9814),
    "Ruili": (24.0128, 97.8518),
    "Ruili, Jiegao": (23.9775, 97.8853),
    "Wanding": (24.0890, 98.0690),
    "Hekou": (22.5294, 103.9394),
    "Hekou, by the bridge": (22.5070, 103.9610),
    "Dongxing": (21.5450, 107.9718),
    "Pingxiang, Friendship Pass": (21.9790, 106.7110),
    "Sansha, Yongxing island": (16.8335, 112.3338),
    "Beijing": (39.9062, 116.3913),
    "Bohai, between Tianjin and Dalian": (38.7000, 119.5000),
}
OUTSIDE = {
    "Hong Kong, Central": (22.2820, 114.1580),
    "Hong Kong, Sheung Shui": (22.5012, 114.1279),
    "Hong Kong, Lo Wu station": (22.5282, 114.1134),
    "Hong Kong, Lok Ma Chau station": (22.5147, 114.0658),
    "Hong Kong, Ta Kwu Ling": (22.5447, 114.1580),
    "Hong Kong, Lau Fau Shan": (22.4690, 113.9840),
    "Hong Kong, airport": (22.3089, 113.9146),
    "Hong Kong, Tai O": (22.2540, 113.8620),
    "Hong Kong, Tung Ping Chau": (22.5430, 114.4330),
    "Hong Kong, Po Toi": (22.1660, 114.2600),
    "Macau, Senado Square": (22.1936, 113.5398),
    "Macau, Portas do Cerco": (22.2130, 113.5490),
    "Macau, A-Ma temple": (22.1862, 113.5312),
    "Macau, Taipa": (22.1560, 113.5590),
    "Macau, Coloane village": (22.1165, 113.5515),
    "Macau, the university on Hengqin": (22.1290, 113.5445),
    "Taipei": (25.0330, 121.5654),
    "Kaohsiung": (22.6273, 120.3014),
    "Penghu": (23.5660, 119.5660),
    "Kinmen town": (24.4320, 118.3170),
    "Kinmen, Lieyu": (24.4300, 118.2400),
    "Kinmen, Mashan": (24.5290, 118.4080),
    "Matsu, Nangan": (26.1510, 119.9270),
    "Matsu, Beigan": (26.2240, 119.9850),
    "Matsu, Dongyin": (26.3670, 120.4900),
    "Matsu, Dongju": (25.9600, 119.9750),
    "Wuqiu": (24.9900, 119.4500),
    "Vladivostok": (43.1155, 131.8855),
    "Khabarovsk": (48.4800, 135.0700),
    "Blagoveshchensk, Lenin Square": (50.2574, 127.5364),
    "Pogranichny": (44.4100, 131.3800),
    "Zabaikalsk": (49.6514, 117.3269),
    "Khasan": (42.4283, 130.6456),
    "Zamyn-Uud": (43.7172, 111.9031),
    "Ulaanbaatar": (47.9185, 106.9170),
    "Dostyk": (45.2517, 82.4856),
    "Nurkent": (44.2386, 80.2894),
    "Almaty": (43.2380, 76.9450),
    "Kathmandu": (27.7172, 85.3240),
    "Kodari": (27.9690, 85.9570),
    "Muse": (23.9792, 97.9047),
    "Namkham": (23.8300, 97.6800),
    "Lao Cai": (22.4856, 103.9707),
    "Mong Cai": (21.5250, 107.9665),
    "Dong Dang": (21.9440, 106.6970),
    "Hanoi": (21.0278, 105.8342),
    "Boten": (21.1700, 101.6750),
    "Sinuiju": (40.1008, 124.3983),
    "Namyang": (42.9503, 129.8659),
    "Manpo": (41.1570, 126.2900),
    "Hyesan": (41.4017, 128.1778),
    "Seoul": (37.5665, 126.9780),
    "Jeju": (33.4996, 126.5312),
    "middle of the South China Sea": (14.0000, 115.0000),
    "middle of the East China Sea": (29.0000, 125.0000),
    "middle of the Yellow Sea": (35.5000, 123.2000),
    "the gulf of Guinea": (0.0, 0.0),
    "the antimeridian": (52.0, 180.0),
    "the antimeridian from the west": (52.0, -180.0),
    "the north pole": (90.0, 116.0),
    "the south pole": (-90.0, 116.0),
}


def apart_m(one: Place, other: Place) -> Any:
    return EARTH.inv(*np.broadcast_arrays(one[0], one[1]), *np.broadcast_arrays(other[0], other[1]))[2]


@st.composite
def mainland_points(draw: st.DrawFn) -> tuple[float, float]:
    """Points anywhere within the outline, or from a micrometre to a kilometre inside of it."""
    west, south, east, north = mainland.outline().bounds
    if draw(st.booleans()):
        lon, lat = draw(st.floats(west, east)), draw(st.floats(south, north))
    else:
        edge = mainland.outline().boundary
        at = shapely.line_interpolate_point(edge, draw(st.floats(0, 1)), normalized=True)
        off_deg = 10 ** draw(st.floats(-10, -2))
        turn = draw(st.floats(0, 2 * np.pi))
        lon, lat = at.x + off_deg * np.cos(turn), at.y + off_deg * np.sin(turn)
    point = shapely.Point(lon, lat)
    within = shapely.contains(mainland.outline(), point)
    assume(within and shapely.distance(mainland.outline().boundary, point) > 1e-11)
    return lon, lat


@settings(deadline=None)  # the first example reads the outline
@given(mainland_points())
def test_there_and_back_again_is_the_same_place(here: tuple[float, float]) -> None:
    for source, target in PAIRS:
        start = convert(*here, WGS84, source)
        back = convert(*convert(*start, source, target), target, source)
        assert apart_m(start, back) < 0.001


def test_every_stretch_of_the_outline_keeps_its_mainland_side() -> None:
    corners = shapely.get_coordinates(shapely.segmentize(mainland.outline(), 0.02))
    for off_deg in (1e-9, 1e-7, 1e-5, 1e-3, 8e-3):
        around = [corners + off_deg * np.array(way) for way in [(1, 0), (-1, 0), (0, 1), (0, -1)]]
        lon, lat = np.concatenate(around).T
        kept = mainland.inside(lon, lat)
        here = lon[kept], lat[kept]
        assert kept.sum() > len(corners)
        for source, target in PAIRS:
            start = convert(*here, WGS84, source)
            back = convert(*convert(*start, source, target), target, source)
            assert apart_m(start, back).max() < 0.001


@pytest.mark.parametrize("place", INSIDE)
def test_the_mainland_is_shifted(place: str) -> None:
    lat, lon = INSIDE[place]
    assert 50 < apart_m((lon, lat), convert(lon, lat, WGS84, GCJ02)) < 800
    assert 500 < apart_m((lon, lat), convert(lon, lat, WGS84, BD09)) < 2_000


@pytest.mark.parametrize("place", OUTSIDE)
def test_elsewhere_nothing_moves(place: str) -> None:
    lat, lon = OUTSIDE[place]
    assert convert(lon, lat, WGS84, GCJ02) == (lon, lat)
    assert convert(lon, lat, WGS84, BD09) == (lon, lat)


@pytest.mark.parametrize(
    "place", ["Taipei", "Seoul", "Hanoi", "Ulaanbaatar", "Hong Kong, Central", "middle of the East China Sea"]
)
@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_elsewhere_nothing_moves_from_any_datum(place: str, source: Datum, target: Datum) -> None:
    lat, lon = OUTSIDE[place]
    assert convert(lon, lat, source, target) == (lon, lat)


def test_a_plain_coordinate_just_beyond_the_border_reads_as_shifted() -> None:
    """The price of the mainland's round trips, told in the docstring of convert."""
    lat, lon = OUTSIDE["Hong Kong, Lok Ma Chau station"]
    assert convert(lon, lat, WGS84, GCJ02) == (lon, lat)
    assert convert(lon, lat, GCJ02, WGS84) != (lon, lat)


@pytest.mark.skipif(not CITIES.exists(), reason=f"{CITIES.name} is not there; set WAYSTATION_REAL_DATA")
@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_664_cities_agree_with_gcoord(source: Datum, target: Datum) -> None:
    named = {WGS84: "WGS84", GCJ02: "GCJ02", BD09: "BD09"}
    cities = json.loads(CITIES.read_text(encoding="utf-8"))
    lon, lat = np.array([city["coords"][named[source]] for city in cities]).T
    assert len(lon) == 664
    expected = np.array([city["coords"][named[target]] for city in cities]).T
    assert apart_m(convert(lon, lat, source, target), expected).max() < 1


def plain_shift(lon: float, lat: float) -> tuple[float, float]:
    """The published formula, term by term as it was first written."""
    x, y = lon - 105, lat - 35
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    a, e2 = 6378245.0, 0.00669342162296594323
    magic = 1 - e2 * sin(lat / 180 * pi) ** 2
    return (
        lon + east * 180 / (a / sqrt(magic) * cos(lat / 180 * pi) * pi),
        lat + north * 180 / (a * (1 - e2) / (magic * sqrt(magic)) * pi),
    )


@settings(deadline=None)  # the first example reads the outline
@given(mainland_points())
def test_gcj02_is_the_published_formula(here: tuple[float, float]) -> None:
    assert apart_m(convert(*here, WGS84, GCJ02), plain_shift(*here)) < 1e-6


def test_tiananmen_is_where_both_map_makers_put_it() -> None:
    """The example that circulates with the open converters: GCJ-02 116.404, 39.915."""
    assert convert(116.404, 39.915, GCJ02, BD09) == pytest.approx(
        (116.41036949371029, 39.92133699351022), abs=1e-9
    )
    assert convert(116.404, 39.915, WGS84, GCJ02) == pytest.approx(
        (116.41024449916938, 39.91640428150164), abs=1e-9
    )


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_arrays_and_numbers_agree(source: Datum, target: Datum) -> None:
    places = [*INSIDE.values(), *OUTSIDE.values()]
    lat, lon = np.array(places).T
    many = convert(lon, lat, source, target)
    one_by_one = [convert(lon, lat, source, target) for lat, lon in places]
    assert np.array_equal(np.column_stack(many), one_by_one)
    assert all(type(number) is float for pair in one_by_one for number in pair)


def test_a_number_and_an_array_broadcast() -> None:
    lon, lat = np.array([[116.4], [121.5]]), np.array([30.0, 31.0, 39.9])
    found = convert(lon, lat, WGS84, GCJ02)
    assert [each.shape for each in found] == [(2, 3), (2, 3)]
    assert (found[0][1, 2], found[1][1, 2]) == convert(121.5, 39.9, WGS84, GCJ02)
    assert convert(116.4, lat, WGS84, BD09)[0].shape == (3,)


@pytest.mark.parametrize("datums", [*PAIRS, (WGS84, WGS84), (BD09, BD09)])
@pytest.mark.parametrize("shape", [(0,), (0, 2), (1,), (4, 1), (2, 3, 2)])
def test_the_shape_is_kept_and_the_input_untouched(
    shape: tuple[int, ...], datums: tuple[Datum, Datum]
) -> None:
    lon, lat = np.full(shape, 116.4), np.full(shape, 39.9)
    found = convert(lon, lat, *datums)
    assert [(each.shape, each.dtype) for each in found] == [(shape, np.float64)] * 2
    assert not np.shares_memory(found[0], lon)
    assert (lon == 116.4).all()
    assert (lat == 39.9).all()


def test_more_points_than_one_block_holds() -> None:
    lon, lat = np.meshgrid(np.linspace(72, 136, 400), np.linspace(15, 55, 300))
    kept = mainland.inside(lon, lat)
    found = convert(lon, lat, WGS84, GCJ02)
    assert ((found[0] != lon) == kept).all()
    assert apart_m(found, (lon, lat)).max() < 1_000


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_missing_stays_missing_and_harms_no_neighbour(source: Datum, target: Datum) -> None:
    found = convert(
        np.array([np.nan, 116.4, 116.4, np.inf]), np.array([39.9, np.nan, 39.9, 39.9]), source, target
    )
    alone = convert(116.4, 39.9, source, target)
    np.testing.assert_array_equal(found[0], [np.nan, 116.4, alone[0], np.inf])
    np.testing.assert_array_equal(found[1], [39.9, np.nan, alone[1], 39.9])
    assert np.isnan(convert(np.nan, np.nan, source, target)).all()


def test_a_datum_is_its_word_and_an_unknown_one_is_refused() -> None:
    assert convert(116.4, 39.9, "wgs84", "gcj02") == convert(116.4, 39.9, WGS84, GCJ02)
    with pytest.raises(ValueError, match="cgcs"):
        convert(116.4, 39.9, "cgcs2000", GCJ02)


def test_the_outline_is_sound() -> None:
    drawn = mainland.outline()
    assert drawn.is_valid
    assert drawn is mainland.outline()
    assert EARTH.geometry_area_perimeter(shapely.orient_polygons(drawn))[0] > 9.4e12
