"""Where points meet the roads, beside trying every piece."""

from pathlib import Path

import numpy as np
import pytest

from geodata.roads.cut import cut
from geodata.roads.grid import Grid, metres_a_degree
from geodata.roads.osm import read
from geodata.roads.snap import snap
from geodata.roads.speeds import Mode
from stations.point import Point
from tests.geodata.roads.drawn import STREET, graph, write
from tests.geodata.roads.oracle import WGS84, Oracle, metres, pieces


@pytest.mark.parametrize("lat", [0.0, 34.7, -60.0, 69.0])
def test_the_nearest_of_many_roads_is_found_wherever_on_earth(tmp_path: Path, lat: float) -> None:
    chance = np.random.default_rng(5)
    wide = 0.01 / np.cos(np.radians(lat))
    at = {
        chr(0x4E00 + i): Point(round(20 + x * wide, 7), round(lat + y * 0.01, 7))
        for i, (x, y) in enumerate(chance.uniform(0, 1, (60, 2)))
    }
    letters = "".join(at)
    # Short ways and long ones, which pass through many squares.
    ways = {letters[i : i + 3]: STREET for i in range(0, 60, 3)}
    found = read(write(tmp_path, at, ways), [Mode.WALK])
    roads = cut(found, Mode.WALK)
    lon, lats = (
        chance.uniform(20 - wide / 4, 20 + wide * 1.25, 80),
        chance.uniform(lat - 0.003, lat + 0.013, 80),
    )
    grid = Grid(roads)
    oracle = Oracle(pieces(found, Mode.WALK), list(zip(lon, lats, strict=True)), 4.8)
    true = np.array(oracle.leg_m)
    roads.island[:] = False
    spots = snap(roads, grid, lon, lats, limit_m=250)
    near = true <= 250
    assert 0 < near.sum() < 80
    assert ((spots.edge >= 0) == near).all()
    np.testing.assert_allclose(spots.off_m[near], true[near], rtol=1e-4, atol=0.1)
    assert np.isinf(spots.off_m[~near]).all()


def test_a_degree_is_as_long_as_proj_has_it() -> None:
    for lat in (0.0, 30.0, -75.0):
        x, y = metres_a_degree(lat)
        assert x == pytest.approx(WGS84.inv(10, lat, 10.001, lat)[2] * 1000, rel=1e-6)
        assert y == pytest.approx(WGS84.inv(10, lat - 0.0005, 10, lat + 0.0005)[2] * 1000, rel=1e-6)


def test_a_point_beyond_the_end_of_a_road_meets_its_end(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, ". a b .", {"ab": STREET})
    beyond = Point(at["b"].lon + 0.001, at["b"].lat)
    spots = snap(roads, Grid(roads), np.array([beyond.lon]), np.array([beyond.lat]))
    assert spots.along_m[0] == roads.length_m[0]
    assert spots.off_m[0] == pytest.approx(metres(beyond, at["b"]), rel=1e-4)


def test_points_on_the_other_side_of_the_earth_meet_nothing(tmp_path: Path) -> None:
    roads, _ = graph(tmp_path, "a b", {"ab": STREET})
    spots = snap(roads, Grid(roads), np.array([-53.0, 126.6, 180.0]), np.array([-45.0, 90.0, 45.8]))
    assert spots.edge.tolist() == [-1, -1, -1]
