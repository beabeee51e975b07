"""Areas for maps: they hold the roads from which a place is reached, and little else."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from geodata.errors import BadRequest
from geodata.roads.isochrone import isochrone
from geodata.roads.speeds import Mode
from geodata.roads.travel import OnRoads
from tests.geodata.roads.drawn import STREET, graph

TOWN = """
    a b c d
    e f g h
    i j k l
"""
STREETS = {"abcd": STREET, "efgh": STREET, "ijkl": STREET, "aei": STREET, "cgk": STREET, "dhl": STREET}


@pytest.mark.parametrize("unit", ["min", "m"])
def test_roads_lie_inside_as_far_as_the_time_goes(tmp_path: Path, unit: str) -> None:
    roads, at = graph(tmp_path, TOWN, STREETS)
    travel = OnRoads(roads, unit)
    most = 1.7 if unit == "min" else 150.0
    lon, lat = at["b"].lon + 0.0003, at["b"].lat
    area = isochrone(travel, lon, lat, most)
    assert shapely.is_valid(area)
    chance = np.random.default_rng(3)
    edge = chance.integers(0, roads.edges, 400)
    first = roads.shape_at[edge]
    share = chance.uniform(0, 1, 400)
    x = roads.shape_lon[first] + share * (roads.shape_lon[first + 1] - roads.shape_lon[first])
    y = roads.shape_lat[first] + share * (roads.shape_lat[first + 1] - roads.shape_lat[first])
    cost = travel.nearest(x, y, np.array([lon]), np.array([lat]))[1][:, 0]
    inside = shapely.contains_xy(area, x, y)
    assert inside[cost <= most].all()
    margin = 2 * 60 / (80 if unit == "min" else 1)
    assert not inside[cost > most + margin].any()
    assert 50 < (cost <= most).sum() < 350


def test_one_way_roads_are_drawn_towards_the_place(tmp_path: Path) -> None:
    one_way = {"highway": "primary", "oneway": "yes"}
    roads, at = graph(tmp_path, "a b c", {"abc": one_way}, Mode.TRUCK)
    area = isochrone(OnRoads(roads, "m"), at["b"].lon, at["b"].lat, 70.0, beside_m=5)
    before, behind = at["b"].lon - 0.0005, at["b"].lon + 0.0005
    assert shapely.contains_xy(area, before, at["b"].lat)
    assert not shapely.contains_xy(area, behind, at["b"].lat)


def test_yards_are_filled_and_parks_are_not(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, TOWN, STREETS)
    travel = OnRoads(roads)
    narrow = isochrone(travel, at["f"].lon, at["f"].lat, 60.0, beside_m=10)
    middle = (at["g"].lon + at["h"].lon) / 2, (at["c"].lat + at["g"].lat) / 2
    park = (at["a"].lon + at["b"].lon) / 2 + 0.0005, (at["a"].lat + at["e"].lat) / 2
    assert shapely.contains_xy(narrow, *middle)  # a block of 78 m by 111 m
    assert not shapely.contains_xy(isochrone(travel, at["f"].lon, at["f"].lat, 0.5, beside_m=10), *park)


def test_off_the_roads_there_is_nothing_to_draw(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, "a b", {"ab": STREET})
    assert isochrone(OnRoads(roads), at["a"].lon, at["a"].lat + 0.1, 15).is_empty
    with pytest.raises(BadRequest, match="most 0"):
        isochrone(OnRoads(roads), at["a"].lon, at["a"].lat, 0)
