"""Shares, quantiles and equity: by pencil, by slow loops, and by what must hold of any."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.coverage.equity import gini, worst_mean
from geodata.coverage.errors import NoMeasure
from geodata.coverage.measures import difference, measures, measures_by_area, without_demand
from geodata.coverage.quantile import greatest, mean, quantile
from geodata.coverage.standard import coverage_share, covered, twice_share
from tests.geodata.coverage import slow

ROW = st.tuples(st.integers(0, 50).map(float), st.integers(0, 30).map(lambda n: n * 100.0))
PEOPLE = st.lists(ROW, min_size=1, max_size=30).filter(lambda rows: any(weight for weight, _ in rows))


def arrays(rows):
    return np.array([one[0] for one in rows]), np.array([one[1] for one in rows])


def test_a_small_town_by_pencil():
    # 10 people stand at the door, 20 have 300 m, 60 have 800 m, 8 have 2 km, and 2 live on an island.
    weight, cost = np.array([10.0, 20, 60, 8, 2]), np.array([0.0, 300, 800, 2000, math.inf])
    second = np.array([300.0, 900, 1000, 2500, math.inf])
    assert measures(weight, cost, second, 800.0) == {
        "weight": 100.0,
        "covered": 90.0,
        "share": 0.9,
        "twice_share": 0.1,
        "p50": 800.0,
        "p90": 800.0,
        "max": 2000.0,
        "mean": pytest.approx((20 * 300 + 60 * 800 + 8 * 2000) / 98),
        "unreachable_weight": 2.0,
        "gini": pytest.approx(slow.gini(weight[:4], cost[:4])),
        "worst5": pytest.approx(2000.0),
    }


def test_when_more_than_a_tenth_reach_nothing_there_is_no_p90():
    told = measures(np.array([8.0, 2.0]), np.array([100.0, math.inf]), None, 500.0)
    assert (told["p50"], told["p90"], told["max"], told["unreachable_weight"]) == (100.0, None, 100.0, 2.0)
    assert told["twice_share"] is None


def test_when_nobody_reaches_anything_shares_are_zero_and_costs_are_none():
    told = measures(np.array([8.0]), np.array([math.inf]), np.array([math.inf]), 500.0)
    assert (told["share"], told["twice_share"], told["covered"], told["unreachable_weight"]) == (
        0.0,
        0.0,
        0.0,
        8.0,
    )
    assert [told[name] for name in ("p50", "p90", "max", "mean", "gini", "worst5")] == [None] * 6


@pytest.mark.parametrize(
    ("weight", "share", "told"),
    [([0.1] * 10, 0.9, 8.0), ([0.1] * 10, 0.5, 4.0), ([0.7, 0.1, 0.1, 0.1, 0, 0, 0, 0, 0, 9], 1.0, 9.0),
     ([0, 0, 5, 0, 0, 0, 0, 0, 0, 0], 1e-9, 2.0)],
    ids=["rounding does not push it up", "the half", "all", "points of weight 0 do not count"],
)  # fmt: skip
def test_a_quantile_is_the_least_cost_that_holds_the_share(weight, share, told):
    assert quantile(np.array(weight, float), np.arange(10.0), share) == told


@given(PEOPLE, st.sampled_from([0.01, 0.1, 0.5, 0.9, 0.95, 1.0]))
def test_quantiles_are_those_of_trying_every_cost(rows, share):
    assert quantile(*arrays(rows), share) == slow.quantile(*zip(*rows, strict=True), share)


@given(PEOPLE)
def test_the_gini_coefficient_is_the_mean_difference_of_all_pairs(rows):
    told = gini(*arrays(rows))
    assert told == pytest.approx(slow.gini(*zip(*rows, strict=True)), abs=1e-9)
    assert -1e-12 <= told <= 1


@given(PEOPLE, st.sampled_from([0.05, 0.2, 1.0]))
def test_the_worst_off_are_taken_one_by_one(rows, share):
    weight, cost = arrays(rows)
    told = worst_mean(weight, cost, share)
    assert told == pytest.approx(slow.worst_mean(*zip(*rows, strict=True), share))
    assert told <= greatest(weight, cost) + 1e-9
    assert worst_mean(weight, cost, 1.0) == pytest.approx(mean(weight, cost))


@given(PEOPLE, st.lists(st.integers(0, 30).map(lambda n: n * 100.0), min_size=30, max_size=30))
def test_one_more_place_never_lowers_coverage_nor_lengthens_a_way(rows, to_new):
    weight, cost = arrays(rows)
    better = np.minimum(cost, to_new[: len(rows)])
    before, after = measures(weight, cost, None, 900.0), measures(weight, better, None, 900.0)
    changes = difference(before, after)
    assert changes["share"] >= 0
    assert all(changes[name] <= 1e-9 for name in ("p50", "p90", "max", "mean", "worst5"))


@given(PEOPLE, st.floats(0, 4000), st.floats(0, 4000))
def test_a_longer_standard_never_lowers_the_share(rows, one, other):
    weight, cost = arrays(rows)
    assert coverage_share(weight, cost, min(one, other)) <= coverage_share(weight, cost, max(one, other)) <= 1
    assert twice_share(weight, cost + 1, one) <= coverage_share(weight, cost, one)


def test_the_standard_itself_is_covered():
    assert covered(np.array([500.0, np.nextafter(500.0, 501)]), 500.0).tolist() == [True, False]


def test_areas_are_measured_apart_and_one_without_demand_says_so():
    weight, cost = np.array([3.0, 1, 4, 0, 7]), np.array([100.0, 900, 200, 100, 50])
    area = np.array([0, 0, 2, 1, -1])
    told = measures_by_area(weight, cost, cost + 300, 500.0, area, 4)
    assert told[0] == measures(weight[:2], cost[:2], cost[:2] + 300, 500.0)
    assert told[2] == measures(weight[2:3], cost[2:3], cost[2:3] + 300, 500.0)
    assert told[1] == told[3] == without_demand()
    assert (told[1]["weight"], told[1]["share"]) == (0.0, None)


def test_areas_hold_all_that_lies_in_one():
    draw = np.random.default_rng(3)
    weight, cost, area = draw.uniform(0, 5, 500), draw.uniform(0, 2000, 500), draw.integers(-1, 7, 500)
    told = measures_by_area(weight, cost, cost, 700.0, area, 7)
    inside = area >= 0
    assert sum(one["covered"] for one in told) == pytest.approx(weight[inside & (cost <= 700)].sum())
    assert [one["p90"] for one in told] == [
        quantile(weight[area == a], cost[area == a], 0.9) for a in range(7)
    ]


@pytest.mark.parametrize(
    ("weight", "cost", "standard", "rule"),
    [
        ([0, 0], [1, 2], 5, "add up to 0"),
        ([], [], 5, "add up to 0"),
        ([1, -1], [1, 2], 5, "negative"),
        ([1, math.nan], [1, 2], 5, "negative or no number"),
        ([1e308, 1e308], [1, 2], 5, "add up to"),
        ([1, 1], [1, math.nan], 5, "costs inf"),
        ([1, 1], [1, -2], 5, "costs inf"),
        ([1, 1], [1], 5, "one cost a demand point"),
        ([1, 1], [1, 2], math.nan, "near enough"),
        ([1, 1], [1, 2], -1, "near enough"),
    ],
)
def test_what_no_figure_can_be_made_of_is_refused(weight, cost, standard, rule):
    with pytest.raises(NoMeasure, match=rule):
        measures(np.array(weight, float), np.array(cost, float), None, standard)
