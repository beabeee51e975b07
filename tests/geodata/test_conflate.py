"""Which places are likely one."""

import numpy as np
from pyproj import Geod

from geodata.conflate import Listed, earth_centred, likely_same

BRANDS = ("工会驿站", "爱心驿站", "母婴室")
METRE_LAT = 1 / 111_000


def listed(*places: tuple[float, str, str]) -> Listed:
    """Places on one meridian, by their metres north, name and kind."""
    metres, names, kinds = zip(*places, strict=True) if places else ((), (), ())
    lat = 34.75 + np.array(metres, dtype=np.float64) * METRE_LAT
    return Listed.of(np.full(len(lat), 113.63), lat, names, list(kinds), BRANDS)


def test_a_near_place_of_the_same_name_under_another_brand_is_likely_the_same() -> None:
    known = listed((0, "人民公园工会驿站", "station"), (2_000, "人民公园工会驿站", "station"))
    (found,) = likely_same(listed((12, "爱心驿站（人民公园）", "station")), known)
    assert (found.one, found.other, round(found.distance_m), found.alike) == (0, 0, 12, 100)


def test_neighbours_that_only_share_a_brand_are_two_places() -> None:
    known = listed((0, "人民公园工会驿站", "station"))
    assert likely_same(listed((5, "火车站广场工会驿站", "station")), known) == []


def test_another_number_or_another_kind_is_another_place() -> None:
    known = listed((0, "解放路2号工会驿站", "station"), (1, "人民公园工会驿站", "station"))
    assert (
        likely_same(listed((5, "解放路4号工会驿站", "station"), (6, "人民公园母婴室", "nursing_room")), known)
        == []
    )


def test_within_one_list_each_pair_comes_once_and_no_place_is_its_own_double() -> None:
    ours = listed(
        (0, "人民公园工会驿站", "station"),
        (10, "人民公园爱心驿站", "station"),
        (9_000, "丙街工会驿站", "station"),
    )
    assert [(pair.one, pair.other) for pair in likely_same(ours, ours)] == [(1, 0)]


def test_nothing_is_like_nothing() -> None:
    assert likely_same(listed(), listed((0, "人民公园工会驿站", "station"))) == []
    assert likely_same(listed((0, "人民公园工会驿站", "station")), listed()) == []


def test_earth_centred_points_are_as_far_apart_as_the_geodesic_says() -> None:
    lon, lat = np.array([113.63, 113.6307]), np.array([34.75, 34.7504])
    _, _, metres = Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1])
    points = earth_centred(lon, lat)
    assert abs(np.linalg.norm(points[0] - points[1]) - metres) < 0.001
