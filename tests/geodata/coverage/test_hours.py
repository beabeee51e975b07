"""Coverage by hour, and what longer hours would give: against one look at each hour and place."""

import math

import numpy as np
import pytest

from geodata.coverage.errors import NoMeasure
from geodata.coverage.hours import Points, covered_by_hour, gain_of_hours, measures_by_hour
from geodata.coverage.quantile import quantile
from geodata.coverage.standard import coverage_share
from geodata.geodesic import Geodesic
from tests.geodata.coverage import slow

HOURS, STANDARD = 24, 800.0


@pytest.fixture
def city():
    """Demand with a weight by hour, and places that are open at hours drawn by lot."""
    draw = np.random.default_rng(5)
    demand = Points(113.6 + draw.uniform(0, 0.05, 60), 34.7 + draw.uniform(0, 0.05, 60))
    places = Points(113.6 + draw.uniform(0, 0.05, 9), 34.7 + draw.uniform(0, 0.05, 9))
    masks = draw.random((9, HOURS)) < 0.4
    masks[:, 3], masks[:, 4] = False, masks[:, 5]
    return demand, draw.uniform(0, 9, (60, HOURS)), places, masks


def costs(demand, places):
    return Geodesic().nearest(*demand, *places, len(places.lon))


def matrix(demand, places):
    number, cost = costs(demand, places)
    table = np.empty_like(cost)
    np.put_along_axis(table, number, cost, axis=1)
    return table


def test_each_hour_is_measured_among_the_places_open_then(city):
    demand, weight, places, masks = city
    table = matrix(demand, places)
    told = measures_by_hour(Geodesic(), demand, weight, places, masks, STANDARD)
    for hour, one in enumerate(told):
        nearest = table[:, masks[:, hour]].min(axis=1, initial=math.inf)
        assert one["open"] == masks[:, hour].sum()
        assert one["weight"] == pytest.approx(weight[:, hour].sum())
        assert one["share"] == coverage_share(weight[:, hour], nearest, STANDARD)
        if one["open"]:
            assert (one["p50"], one["p90"]) == tuple(
                quantile(weight[:, hour], nearest, q) for q in (0.5, 0.9)
            )


def test_while_nothing_is_open_nobody_is_covered_and_no_distance_is_known(city):
    demand, weight, places, masks = city
    told = measures_by_hour(Geodesic(), demand, weight, places, masks, STANDARD)[3]
    assert (told["share"], told["p50"], told["p90"], told["open"]) == (0.0, None, None, 0)


def test_an_hour_at_which_nobody_is_there_has_no_share(city):
    demand, weight, places, masks = city
    weight[:, 7] = 0
    told = measures_by_hour(Geodesic(), demand, weight, places, masks, STANDARD)[7]
    assert (told["weight"], told["share"], told["p50"]) == (0.0, None, None)


def test_without_any_place_every_hour_says_so(city):
    demand, weight, _, _ = city
    none = Points(np.empty(0), np.empty(0))
    told = measures_by_hour(Geodesic(), demand, weight, none, np.empty((0, HOURS), bool), STANDARD)
    assert [(one["share"], one["open"]) for one in told] == [(0.0, 0)] * HOURS


def test_who_is_covered_at_an_hour_is_who_has_an_open_place_within_reach(city):
    demand, _, places, masks = city
    near = matrix(demand, places) <= STANDARD
    wanted = [[bool((near[i] & masks[:, hour]).any()) for hour in range(HOURS)] for i in range(len(near))]
    assert covered_by_hour(slow.reach_of(matrix(demand, places), STANDARD), masks).tolist() == wanted


def test_longer_hours_gain_what_coverage_rises_by_when_that_place_alone_opens(city):
    demand, weight, places, masks = city
    asked = np.array([3, 10, 20])
    gain = gain_of_hours(slow.reach_of(matrix(demand, places), STANDARD), weight, masks, asked)
    before = measures_by_hour(Geodesic(), demand, weight, places, masks, STANDARD)
    for place in range(9):
        longer = masks.copy()
        longer[place, asked] = True
        after = measures_by_hour(Geodesic(), demand, weight, places, longer, STANDARD)
        wanted = [(after[hour]["share"] - before[hour]["share"]) * before[hour]["weight"] for hour in asked]
        assert gain[place].tolist() == pytest.approx(wanted, abs=1e-9)


def test_one_weight_for_all_hours_counts_at_each(city):
    demand, weight, places, masks = city
    reach = slow.reach_of(matrix(demand, places), STANDARD)
    same = np.repeat(weight[:, :1], HOURS, axis=1)
    hours = np.arange(HOURS)
    assert np.allclose(
        gain_of_hours(reach, weight[:, 0], masks, hours), gain_of_hours(reach, same, masks, hours)
    )


def test_masks_and_weights_of_other_hours_are_refused(city):
    demand, weight, places, masks = city
    with pytest.raises(NoMeasure, match="one for each of the 23 hours"):
        measures_by_hour(Geodesic(), demand, weight, places, masks[:, 1:], STANDARD)
    with pytest.raises(NoMeasure, match="one row a place"):
        measures_by_hour(Geodesic(), demand, weight, places, masks[1:], STANDARD)
