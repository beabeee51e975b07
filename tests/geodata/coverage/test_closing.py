"""What closing loses, against closing each place and measuring again; and places too close to one another."""

import math

import numpy as np
import pytest

from geodata.coverage.closing import Loss, close_pairs, least_missed, loss_of_closing
from geodata.coverage.errors import NoMeasure
from geodata.coverage.measures import measures
from geodata.geodesic import Geodesic
from geodata.travel import Reach


def test_the_loss_is_what_measuring_without_the_place_tells():
    draw = np.random.default_rng(8)
    lon, lat, weight = draw.uniform(0, 0.1, 200), draw.uniform(0, 0.1, 200), draw.uniform(0, 5, 200)
    to_lon, to_lat = draw.uniform(0, 0.1, 12), draw.uniform(0, 0.1, 12)
    nearest, cost = Geodesic().nearest(lon, lat, to_lon, to_lat, 2)
    loss = loss_of_closing(weight, nearest, cost, 1500.0, 12)
    before = measures(weight, cost[:, 0], None, 1500.0)
    for place in range(12):
        kept = np.arange(12) != place
        _, left = Geodesic().nearest(lon, lat, to_lon[kept], to_lat[kept])
        after = measures(weight, left[:, 0], None, 1500.0)
        assert loss.only_weight[place] == pytest.approx(before["covered"] - after["covered"])
        assert loss.mean_rise[place] == pytest.approx(after["mean"] - before["mean"])
    assert loss.cut_off_weight.tolist() == [0] * 12
    assert least_missed(loss)[0] == min(range(12), key=lambda j: (loss.only_weight[j], loss.mean_rise[j]))


def test_who_reaches_one_place_alone_is_cut_off_by_closing_it():
    nearest = np.array([[0, -1], [1, 0], [-1, -1]])
    cost = np.array([[100.0, math.inf], [200.0, 900.0], [math.inf, math.inf]])
    loss = loss_of_closing(np.array([3.0, 1.0, 6.0]), nearest, cost, 500.0, 3)
    assert loss.cut_off_weight.tolist() == [3.0, 0.0, 0.0]
    assert loss.only_weight.tolist() == [3.0, 1.0, 0.0]
    assert loss.mean_rise.tolist() == [0.0, 700 / 4, 0.0]


def test_the_place_missed_least_covers_nobody_alone_and_cuts_nobody_off():
    loss = Loss(
        np.array([0.0, 5.0, 0.0, 0.0]), np.array([9.0, 0.0, 3.0, 1.0]), np.array([0.0, 0.0, 0.0, 2.0])
    )
    assert least_missed(loss).tolist() == [2, 0, 3, 1]


def test_close_pairs_are_each_told_once_nearest_first():
    lon = np.array([0.0, 0.003, 0.001, 0.5, 0.5])
    pairs = close_pairs(Geodesic(), lon, np.zeros(5), 300.0)
    told = [(one.first, one.second, round(one.cost)) for one in pairs]
    assert told == [(3, 4, 0), (0, 2, 111), (1, 2, 223)]


def test_a_pair_just_as_far_apart_as_asked_is_not_too_close():
    lon = np.array([0.0, 0.001])
    apart = close_pairs(Geodesic(), lon, np.zeros(2), 500.0)[0].cost
    assert close_pairs(Geodesic(), lon, np.zeros(2), apart) == []


def test_of_two_ways_through_one_way_streets_the_shorter_counts():
    class OneWay:
        unit, told = "m", {}

        def within(self, *_: object) -> Reach:
            return Reach(np.array([0, 2, 4]), np.array([0, 1, 0, 1]), np.array([0.0, 90.0, 40.0, 0.0]))

    pairs = close_pairs(OneWay(), np.zeros(2), np.zeros(2), 100.0)
    assert [tuple(one) for one in pairs] == [(0, 1, 40.0)]


def test_one_nearest_place_is_not_enough_to_tell_a_loss():
    with pytest.raises(NoMeasure, match="two nearest"):
        loss_of_closing(np.ones(2), np.zeros((2, 1), int), np.zeros((2, 1)), 500.0, 1)
