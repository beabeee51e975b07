"""Stretches of a road without a place ahead, against looking ahead from every kilometre."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.coverage.corridor import Flow, corridor
from geodata.coverage.errors import NoMeasure

PLACES = st.lists(st.integers(0, 600).map(float), max_size=8)
HALF_WAY = np.arange(0.5, 600).tolist()


def looked_ahead(x, places_km, within_km, *, backward):
    """From a point of 600 km: is the next place farther (True), not (False), or unknown (None)."""
    ahead = [abs(p - x) for p in places_km if (p <= x if backward else p >= x)]
    if ahead:
        return min(ahead) > within_km
    return True if (x if backward else 600 - x) > within_km else None


@given(PLACES, st.integers(10, 400).map(float), st.sampled_from(["forward", "backward"]))
def test_stretches_are_where_looking_ahead_finds_nothing(places, within, direction):
    told = corridor(0.0, 600.0, places, within, direction=direction)
    seen = [looked_ahead(x, places, within, backward=direction == "backward") for x in HALF_WAY]
    assert (told.beyond_km, told.unknown_km) == (seen.count(True), seen.count(None))
    ends = [sorted((one.from_km, one.to_km)) for one in told.stretches]
    assert [any(low < x < high for low, high in ends) for x in HALF_WAY] == [one is True for one in seen]


def test_two_directions_by_pencil():
    forward = corridor(100.0, 700.0, [140.0, 440.0, 450.0], 200.0)
    assert [one[:7] for one in forward.stretches] == [
        ("forward", 140.0, 240.0, 100.0, 440.0, 300.0, False),
        ("forward", 450.0, 500.0, 50.0, None, 250.0, True),
    ]
    assert (forward.beyond_km, forward.unknown_km) == (150.0, 200.0)
    assert (forward.longest_km, forward.longest_at_least) == (300.0, False)
    backward = corridor(100.0, 700.0, [140.0, 440.0, 450.0], 200.0, direction="backward")
    assert [one[:7] for one in backward.stretches] == [
        ("backward", 700.0, 650.0, 50.0, 450.0, 250.0, True),
        ("backward", 440.0, 340.0, 100.0, 140.0, 300.0, False),
    ]
    assert backward.unknown_km == 40.0


def test_a_road_without_a_place_is_unknown_where_it_ends():
    told = corridor(0.0, 500.0, [], 200.0)
    assert [one[1:7] for one in told.stretches] == [(0.0, 300.0, 300.0, None, 500.0, True)]
    assert (told.unknown_km, told.longest_km, told.longest_at_least) == (200.0, 500.0, True)
    assert corridor(0.0, 150.0, [], 200.0).stretches == []
    assert corridor(0.0, 150.0, [], 200.0).unknown_km == 150.0


def test_a_place_just_as_far_as_the_limit_is_near_enough():
    assert corridor(0.0, 200.0, [0.0, 200.0], 200.0).stretches == []
    told = corridor(0.0, 200.0, [0.0, 200.0], 199.0, direction="backward")
    assert [one[1:5] for one in told.stretches] == [(200.0, 199.0, 1.0, 0.0)]
    assert math.copysign(1, told.stretches[0].next_km) == 1


def test_stretches_are_weighted_by_the_flow_in_them():
    flow = Flow(np.array([0.0, 100.0, 600.0]), np.array([1000.0, 200.0]))
    told = corridor(0.0, 600.0, [50.0, 600.0], 300.0, flow=flow)
    assert [(one.from_km, one.to_km, one.flow_km) for one in told.stretches] == [(50.0, 300.0, 90_000.0)]
    assert (told.beyond_flow_km, told.flow_km) == (90_000.0, 200_000.0)
    back = corridor(0.0, 600.0, [50.0, 600.0], 300.0, flow=flow, direction="backward")
    assert [(one.from_km, one.to_km, one.flow_km) for one in back.stretches] == [(600.0, 350.0, 250 * 200)]


@given(PLACES, st.integers(0, 600).map(float), st.integers(10, 400).map(float))
def test_one_more_place_never_lengthens_what_is_beyond(places, new, within):
    before, after = corridor(0.0, 600.0, places, within), corridor(0.0, 600.0, [*places, new], within)
    assert after.beyond_km <= before.beyond_km
    assert after.longest_km <= before.longest_km


@pytest.mark.parametrize(
    ("line", "places", "within", "flow", "rule"),
    [
        ((5.0, 5.0), [], 10.0, None, "rising kilometres"),
        ((0.0, 9.0), [], 0.0, None, "above 0"),
        ((0.0, 9.0), [10.0], 5.0, None, "km 10 is not on the line"),
        ((0.0, 9.0), [math.nan], 5.0, None, "is not on the line"),
        ((0.0, 9.0), [], 5.0, Flow(np.array([0.0, 8.0]), np.array([1.0])), "for all of the line"),
        ((0.0, 9.0), [], 5.0, Flow(np.array([0.0, 9.0]), np.array([math.nan])), "not known"),
        ((0.0, 9.0), [], 5.0, Flow(np.array([9.0, 0.0]), np.array([1.0])), "which rise"),
    ],
)
def test_what_is_no_road_is_refused(line, places, within, flow, rule):
    with pytest.raises(NoMeasure, match=rule):
        corridor(*line, places, within, flow=flow)
