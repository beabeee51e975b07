"""Travel over the ellipsoid against PROJ, pair by pair, and against PostGIS."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geodata.errors import BadRequest
from geodata.geodesic import Geodesic
from geodata.travel import Floats, Reach, Travel

WGS84 = Geod(ellps="WGS84")
# Where trees and meridians go wrong: the 180th meridian, both poles, the antipodes of China.
CORNERS = [(180.0, 10.0), (-180.0, 10.0), (179.999, 10.0), (-179.999, 10.0), (0.0, 90.0), (77.0, 90.0), (5.0, -90.0),
           (113.6, 34.7), (-66.4, -34.7), (-66.4, -34.69)]  # fmt: skip


def table(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Every length from every point to every place, by PROJ."""
    shape = (len(lon), len(to_lon))
    pairs = [np.broadcast_to(one, shape) for one in (lon[:, None], lat[:, None], to_lon, to_lat)]
    return np.asarray(WGS84.inv(*pairs)[2]).reshape(shape)


def rows(reach: Reach) -> list[dict[int, float]]:
    """What each point reaches."""
    return [
        dict(zip(reach.places[a:b].tolist(), reach.cost[a:b].tolist(), strict=True))
        for a, b in zip(reach.starts[:-1], reach.starts[1:], strict=True)
    ]


def cloud(seed: int, n: int, around: tuple[float, float] | None = None) -> tuple[Floats, Floats]:
    """Points all over the earth with its corners, or near one place."""
    draw = np.random.default_rng(seed)
    if around:
        return around[0] + draw.normal(0, 0.02, n), around[1] + draw.normal(0, 0.02, n)
    lon, lat = draw.uniform(-180, 180, n), np.degrees(np.arcsin(draw.uniform(-1, 1, n)))
    corners = np.array(CORNERS)
    return np.concatenate([lon, corners[:, 0]]), np.concatenate([lat, corners[:, 1]])


@pytest.mark.parametrize(
    "around", [None, (113.6, 34.7), (25.0, 89.9)], ids=["the earth", "a city", "the pole"]
)
def test_the_nearest_are_those_of_measuring_every_pair(around):
    lon, lat = cloud(1, 300, around)
    to_lon, to_lat = cloud(2, 120, around)
    places, cost = Geodesic().nearest(lon, lat, to_lon, to_lat, 3)
    every = table(lon, lat, to_lon, to_lat)
    assert np.allclose(cost, np.sort(every, axis=1)[:, :3], atol=1e-3, rtol=0)
    assert np.allclose(np.take_along_axis(every, places, axis=1), cost, atol=1e-3, rtol=0)


@pytest.mark.parametrize(
    ("around", "most"), [(None, 3e6), (None, 2.1e7), (None, 1.999e7), ((113.6, 34.7), 1_500.0), ((25.0, 89.9), 900.0)]
)  # fmt: skip
def test_within_gives_every_pair_up_to_the_reach_by_place(around, most):
    lon, lat = cloud(3, 200, around)
    to_lon, to_lat = cloud(4, 90, around)
    found = Geodesic().within(lon, lat, to_lon, to_lat, most)
    every = table(lon, lat, to_lon, to_lat)
    wanted = [{j: every[i, j] for j in np.flatnonzero(every[i] <= most).tolist()} for i in range(len(lon))]
    assert [list(one) for one in rows(found)] == [list(one) for one in wanted]
    assert all(one[j] == pytest.approx(length, abs=1e-3) for one, to in zip(rows(found), wanted, strict=True)
               for j, length in to.items())  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=12),
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=12),
    st.floats(0, 2.1e7),
)
def test_within_and_nearest_agree_whatever_the_points(points, places, most):
    (lon, lat), (to_lon, to_lat) = np.array(points).T, np.array(places).T
    reach = Geodesic().within(lon, lat, to_lon, to_lat, most)
    _, cost = Geodesic().nearest(lon, lat, to_lon, to_lat, len(places))
    assert [sorted(one.values()) for one in rows(reach)] == [
        pytest.approx([length for length in row if length <= most], abs=1e-4) for row in cost.tolist()
    ]


def test_a_place_just_as_far_as_the_reach_is_reached():
    lon, lat = np.array([113.6]), np.array([34.7])
    _, cost = Geodesic().nearest(lon, lat, np.array([113.61]), lat)
    assert rows(Geodesic().within(lon, lat, np.array([113.61]), lat, cost[0, 0])) == [{0: cost[0, 0]}]
    assert rows(Geodesic().within(lon, lat, np.array([113.61]), lat, cost[0, 0] - 2e-5)) == [{}]


def test_a_speed_makes_minutes_and_a_detour_lengthens_them():
    lon, lat, far = np.array([0.0]), np.array([0.0]), np.array([0.01])
    plain, walk = Geodesic(), Geodesic(detour=1.3, speed_kmh=4.8)
    (metres,), (minutes,) = plain.nearest(lon, lat, far, lat)[1][0], walk.nearest(lon, lat, far, lat)[1][0]
    assert metres == pytest.approx(1113.195, abs=1e-3)
    assert minutes == pytest.approx(metres * 1.3 / 80)
    assert (plain.unit, walk.unit) == ("m", "min")
    assert walk.told == {"by": "geodesic", "detour": 1.3, "speed_kmh": 4.8, "roads": None}
    assert rows(walk.within(lon, lat, far, lat, minutes)) == [{0: minutes}]


def test_of_places_equally_far_the_first_given_comes_first():
    lon, lat = np.array([10.0]), np.array([50.0])
    to = np.full(40, 10.5), np.full(40, 50.0)
    assert Geodesic().nearest(lon, lat, *to, 3)[0].tolist() == [[0, 1, 2]]


def test_without_places_nothing_is_reached_and_without_points_nothing_is_asked():
    one, none = np.array([10.0]), np.empty(0)
    travel: Travel = Geodesic()
    assert [part.tolist() for part in travel.nearest(one, one, none, none, 2)] == [
        [[-1, -1]],
        [[math.inf, math.inf]],
    ]
    assert travel.nearest(none, none, one, one, 2)[0].shape == (0, 2)
    assert len(travel.within(none, none, one, one, 5)) == 0
    assert rows(travel.within(one, one, none, none, 5)) == [{}]
    places, cost = travel.nearest(one, one, one, one, 2)
    assert (places.tolist(), cost.tolist()) == ([[0, -1]], [[0.0, math.inf]])


@pytest.mark.parametrize(
    ("ask", "rule"),
    [
        (lambda _: Geodesic(detour=0.9), "no way is shorter"),
        (lambda _: Geodesic(speed_kmh=0), "more than 0"),
        (lambda one: Geodesic().within(one, one, one, one, -1), "0 or more"),
        (lambda one: Geodesic().within(one, one, one, one, math.nan), "0 or more"),
        (lambda one: Geodesic().nearest(one * math.nan, one, one, one), "without coordinates"),
    ],
)
def test_what_cannot_be_measured_is_refused(ask, rule):
    with pytest.raises(BadRequest, match=rule):
        ask(np.array([1.0]))


def test_an_answer_too_large_for_the_memory_is_refused_before_it_is_made():
    many = np.zeros(9_000)
    with pytest.raises(BadRequest, match="81,000,000 pairs"):
        Geodesic().within(many, many, many, many, 1)


def test_lengths_are_those_of_postgis(store):
    lon, lat = cloud(5, 40)
    to_lon, to_lat = cloud(6, 40)
    _, cost = Geodesic().nearest(lon, lat, to_lon, to_lat)
    with store.cursor() as cursor:
        cursor.execute(
            """SELECT min(ST_Distance(ST_Point(a.lon, a.lat)::geography, ST_Point(b.lon, b.lat)::geography))
                 FROM unnest(%s, %s) WITH ORDINALITY AS a (lon, lat, n), unnest(%s, %s) AS b (lon, lat)
                GROUP BY n ORDER BY n""",
            [one.tolist() for one in (lon, lat, to_lon, to_lat)],
        )
        told = [row[0] for row in cursor.fetchall()]
    assert np.allclose(cost[:, 0], told, atol=1e-3, rtol=0)
