"""Access by floating catchment areas: by pencil, by the papers' loops, and against the package access."""

import math

import numpy as np
import pandas as pd
import pytest
from access.fca import two_stage_fca
from access.weights import step_fn
from hypothesis import given
from hypothesis import strategies as st

from geodata.coverage.access import LUO_QI_MIN, LUO_QI_WEIGHTS, two_step, zone_weights
from geodata.coverage.errors import NoMeasure
from tests.geodata.coverage import slow

LUO_QI = list(zip(LUO_QI_MIN, LUO_QI_WEIGHTS, strict=True))
COST = st.sampled_from([0.0, 5.0, 10.0, 10.5, 20.0, 29.9, 30.0, 31.0, math.inf])


@st.composite
def towns(draw):
    """Minutes from points to places, people, and seats."""
    points, places = draw(st.integers(1, 7)), draw(st.integers(1, 5))
    row = st.lists(COST, min_size=places, max_size=places)
    cost = np.array(draw(st.lists(row, min_size=points, max_size=points)))
    people = st.lists(st.integers(0, 90), min_size=points, max_size=points)
    seats = st.lists(st.integers(0, 9), min_size=places, max_size=places)
    return cost, np.array(draw(people), float), np.array(draw(seats), float)


def by_access(cost, people, seats, most, weight_fn=None):
    """The same by the package; points that reach nothing are missing from its answer."""
    i, j = np.nonzero(cost <= most)
    frame = pd.DataFrame({"origin": i, "dest": j, "cost": cost[i, j]})
    demand = pd.DataFrame({"demand": people})
    supply = pd.DataFrame({"supply": seats})
    told = two_stage_fca(demand, supply, frame, most, demand_index=True, weight_fn=weight_fn)
    return told.reindex(range(len(people))).to_numpy()


def test_two_places_by_pencil():
    # Both reach the first place; only the second point reaches the second place.
    cost = np.array([[5.0, 40.0], [25.0, 12.0]])
    people, seats = np.array([100.0, 300.0]), np.array([40.0, 6.0])
    assert two_step(slow.reach_of(cost, 30), people, seats).tolist() == pytest.approx([0.1, 0.1 + 0.02])
    near = 40 / (100 * 1 + 300 * 0.22)
    assert two_step(slow.reach_of(cost, 30), people, seats, LUO_QI).tolist() == pytest.approx(
        [near, near * 0.22 + 6 / (300 * 0.68) * 0.68]
    )


@given(towns())
def test_scores_are_those_of_the_papers_loops(town):
    cost, people, seats = town
    reach = slow.reach_of(cost, 30)
    assert two_step(reach, people, seats).tolist() == pytest.approx(slow.two_step(*town, [(30, 1.0)]))
    assert two_step(reach, people, seats, LUO_QI).tolist() == pytest.approx(slow.two_step(*town, LUO_QI))


@given(towns())
def test_weighted_by_demand_access_gives_back_the_seats_that_anyone_can_reach(town):
    cost, people, seats = town
    reached = ((cost <= 30) & (people > 0)[:, None]).any(axis=0)
    for zones in (None, LUO_QI):
        access = two_step(slow.reach_of(cost, 30), people, seats, zones)
        assert (people * access).sum() == pytest.approx(seats[reached].sum())


@pytest.mark.parametrize("zones", [None, LUO_QI], ids=["2SFCA", "E2SFCA"])
def test_scores_are_those_of_the_package_access(zones):
    draw = np.random.default_rng(11)
    cost = draw.uniform(0, 120, (60, 25))
    cost[7] = 99.0  # reaches nothing
    people, seats = draw.integers(1, 500, 60).astype(float), draw.integers(0, 40, 25).astype(float)
    ours = two_step(slow.reach_of(cost, 30), people, seats, zones)
    theirs = by_access(cost, people, seats, 30, step_fn(dict(zones)) if zones else None)
    # It leaves out a point that reaches nothing, of which we say that its access is 0.
    missing = np.isnan(theirs)
    assert missing.tolist() == (cost > 30).all(axis=1).tolist()
    assert missing[7]
    assert ours[missing].tolist() == [0.0] * missing.sum()
    assert np.allclose(ours[~missing], theirs[~missing])


def test_a_zone_ends_with_its_limit_and_nothing_counts_beyond_the_last():
    assert zone_weights(np.array([0, 10, 10.01, 30, 30.01]), LUO_QI).tolist() == [1, 1, 0.68, 0.22, 0]


@pytest.mark.parametrize(
    ("people", "seats", "zones", "rule"),
    [
        ([1.0], [math.nan, 2.0], None, "1 of 2 places have no capacity"),
        ([1.0], [-1.0, 2.0], None, "1 of 2 places"),
        ([-1.0], [1.0, 2.0], None, "negative"),
        ([1.0, 1.0], [1.0, 2.0], None, "2 weights and 1 demand points"),
        ([1.0], [1.0, 2.0], [(20, 1), (10, 0.5)], "rising"),
        ([1.0], [1.0, 2.0], [], "rising"),
        ([1.0], [1.0, 2.0], [(20, -1)], "0 or more"),
    ],
)
def test_what_no_access_can_be_made_of_is_refused(people, seats, zones, rule):
    with pytest.raises(NoMeasure, match=rule):
        two_step(slow.reach_of(np.array([[5.0, 7.0]]), 30), np.array(people), np.array(seats), zones)
