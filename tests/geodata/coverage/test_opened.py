"""The nearest open places are those of asking anew for every set of open places."""

import numpy as np
import pytest

from geodata.coverage.opened import FEW, KEPT, Points, distinct, nearest_open
from geodata.geodesic import Geodesic


class Islands:
    """Goes as the crow flies, but only between points on one side of the meridian of Greenwich."""

    unit, told, asked = "m", {}, 0

    def nearest(
        self, lon: np.ndarray, lat: np.ndarray, to_lon: np.ndarray, to_lat: np.ndarray, k: int = 1
    ) -> tuple[np.ndarray, np.ndarray]:
        self.asked += len(lon)
        number, cost = np.full((len(lon), k), -1), np.full((len(lon), k), np.inf)
        for east in (True, False):
            rows, there = np.flatnonzero((lon > 0) == east), np.flatnonzero((to_lon > 0) == east)
            near, far = Geodesic().nearest(lon[rows], lat[rows], to_lon[there], to_lat[there], k)
            number[rows] = np.where(near >= 0, there[near], -1) if len(there) else -1
            cost[rows] = far
        return number, cost


@pytest.mark.parametrize("k", [1, 2, 5])
@pytest.mark.parametrize("count", [1, 4, KEPT, KEPT + 1, 60])
@pytest.mark.parametrize("travel", [Geodesic(), Islands()], ids=["land", "two islands"])
def test_many_sets_give_what_each_gives_alone(travel, count, k):
    draw = np.random.default_rng(count)
    demand = Points(draw.uniform(-0.1, 0.1, 80), draw.uniform(50, 50.1, 80))
    places = Points(draw.uniform(-0.1, 0.1, count), draw.uniform(50, 50.1, count))
    shares = np.linspace(0, 1, FEW + 6)
    masks = draw.random((len(shares), count)) < shares[:, None]
    for mask, (number, cost) in zip(masks, nearest_open(travel, demand, places, masks, k), strict=True):
        opened = np.flatnonzero(mask)
        near, far = travel.nearest(*demand, places.lon[mask], places.lat[mask], k)
        assert cost.tolist() == far.tolist()
        assert number.tolist() == (np.where(near >= 0, opened[near], -1) if len(opened) else near).tolist()


def test_points_with_an_open_place_close_by_are_asked_for_once():
    draw = np.random.default_rng(1)
    demand = Points(draw.uniform(0.01, 0.1, 50), draw.uniform(50, 50.1, 50))
    places = Points(draw.uniform(0.01, 0.1, 200), draw.uniform(50, 50.1, 200))
    travel = Islands()
    masks = draw.random((40, 200)) < 0.9
    assert len(list(nearest_open(travel, demand, places, masks))) == 40
    assert travel.asked == 50


@pytest.mark.parametrize("rows", [0, 1, 7, 8, 9, 30])
@pytest.mark.parametrize("columns", [0, 1, 60])
def test_columns_that_are_alike_are_those_of_numpy(rows, columns):
    masks = np.random.default_rng(rows).random((rows, columns)) < 0.9
    different, which = distinct(masks)
    assert different.dtype == bool
    assert different[:, which].tolist() == masks.tolist()
    if rows and columns:
        true, numbers = np.unique(masks, axis=1, return_inverse=True)
        assert (different.tolist(), which.tolist()) == (true.tolist(), numbers.ravel().tolist())
