"""Gaps hold all that is uncovered, once, and are drawn around it."""

from itertools import pairwise

import h3
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.coverage.errors import NoMeasure
from geodata.coverage.gaps import gaps, resolution_for

DEGREES = st.tuples(st.floats(113.5, 113.7), st.floats(34.6, 34.8))


def column(*values: float):
    return np.array(values, float)


def test_neighbouring_cells_are_one_gap_and_far_ones_another():
    here = h3.latlng_to_cell(34.7, 113.6, 8)
    (lat1, lon1), (lat2, lon2) = h3.cell_to_latlng(here), h3.cell_to_latlng(min(h3.grid_ring(here, 1)))
    lon, lat = column(lon1, lon2, 113.9, 113.9), column(lat1, lat2, 34.7, 34.7)
    covered = np.array([False, False, False, True])
    told = gaps(lon, lat, column(5, 4, 8, 100), covered)
    assert [(one.rank, one.weight, one.cells, one.points.tolist()) for one in told] == [
        (1, 9.0, 2, [0, 1]),
        (2, 8.0, 1, [2]),
    ]
    alone = gaps(lon, lat, column(5, 4, 8, 100), covered, merged=False)
    assert [(one.weight, one.cells) for one in alone] == [(8.0, 1), (5.0, 1), (4.0, 1)]


def test_no_gap_is_larger_than_the_widest_cell():
    lon, lat = (
        one.ravel() for one in np.meshgrid(np.linspace(113.6, 113.7, 40), np.linspace(34.7, 34.8, 40))
    )
    rows, ones = np.zeros(len(lon), bool), np.ones(len(lon))
    boxes = shapely.box(lon - 0.002, lat - 0.002, lon + 0.002, lat + 0.002)
    for outlines in (None, boxes):
        (whole,) = gaps(lon, lat, ones, rows, resolution=9, outlines=outlines)
        parts = gaps(lon, lat, ones, rows, resolution=9, outlines=outlines, widest=7)
        assert whole.weight == sum(one.weight for one in parts) == 1600
        wide = [h3.cell_to_parent(h3.latlng_to_cell(*at, 9), 7) for at in zip(lat, lon, strict=True)]
        assert all(len({wide[point] for point in one.points}) == 1 for one in parts)
        assert len(parts) >= len(set(wide)) > 5


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(DEGREES, st.integers(0, 5), st.booleans()), min_size=1, max_size=40), st.booleans())
def test_every_uncovered_point_is_in_one_gap_and_inside_its_outline(rows, merged):
    lon, lat = column(*(row[0][0] for row in rows)), column(*(row[0][1] for row in rows))
    weight, covered = column(*(row[1] for row in rows)), np.array([row[2] for row in rows])
    told = gaps(lon, lat, weight, covered, merged=merged)
    wanted = np.flatnonzero(~covered & (weight > 0)).tolist()
    assert sorted(row for one in told for row in one.points.tolist()) == wanted
    assert sum(one.weight for one in told) == weight[wanted].sum()
    assert [one.rank for one in told] == list(range(1, len(told) + 1))
    assert all(one.weight >= other.weight for one, other in pairwise(told))
    for one in told:
        assert shapely.is_valid(one.outline)
        # Cells are drawn with straight edges: a point on one lies a hair outside.
        assert shapely.intersects_xy(
            shapely.buffer(one.outline, 1e-5), lon[one.points], lat[one.points]
        ).all()


def test_the_centre_is_where_the_weight_is():
    (one,) = gaps(column(0.0, 0.003), column(0.0, 0.0), column(3, 1), np.zeros(2, bool), resolution=5)
    assert (one.lon, one.lat) == pytest.approx((0.00075, 0.0))


def test_demand_with_outlines_keeps_them_and_those_that_touch_are_one():
    outlines = np.array(
        [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(5, 5, 6, 6), None], object
    )
    lon, lat = column(0.5, 1.5, 5.5, 9.5), column(0.5, 0.5, 5.5, 9.5)
    told = gaps(lon, lat, column(2, 2, 3, 1), np.zeros(4, bool), outlines=outlines)
    assert [(one.weight, one.cells, one.points.tolist()) for one in told] == [
        (4.0, 2, [0, 1]),
        (3.0, 1, [2]),
        (1.0, 1, [3]),
    ]
    assert shapely.equals(told[0].outline, shapely.box(0, 0, 2, 1))


def test_a_gap_on_the_180th_meridian_is_drawn_on_both_sides_of_it():
    lon, lat = column(179.9999, -179.9999), column(-16.8, -16.8)
    (one,) = gaps(lon, lat, column(1, 1), np.zeros(2, bool), resolution=7)
    assert abs(one.lon) == pytest.approx(180)
    west, _, east, _ = one.outline.bounds
    assert (west, east) == (-180, 180)
    assert one.outline.area < 0.01
    assert shapely.is_valid(one.outline)


def test_where_all_are_covered_there_is_no_gap():
    assert gaps(column(1, 2), column(1, 2), column(1, 1), np.ones(2, bool)) == []


def test_a_resolution_that_is_none_of_cells_for_people_is_refused():
    with pytest.raises(NoMeasure, match="4 to 11"):
        gaps(column(1), column(1), column(1), np.zeros(1, bool), resolution=15)
    with pytest.raises(NoMeasure, match="resolution 0 to 8"):
        gaps(column(1), column(1), column(1), np.zeros(1, bool), widest=9)


@pytest.mark.parametrize(("standard_m", "resolution"), [(1.0, 11), (800.0, 8), (10_000.0, 6), (1e9, 4)])
def test_cells_are_about_as_wide_as_the_standard(standard_m, resolution):
    assert resolution_for(standard_m) == resolution


def test_the_lightest_may_go_without_an_outline():
    lon, lat, weight = np.array([10.0, 20.0, 30.0]), np.full(3, 50.0), np.array([1.0, 3.0, 2.0])
    whole, some = (gaps(lon, lat, weight, np.zeros(3, bool), outlined=most) for most in (None, 2))
    assert [one.outline.is_empty for one in some] == [False, False, True]
    assert [one.outline for one in some[:2]] == [one.outline for one in whole[:2]]
    assert [(one.rank, one.weight, one.lon) for one in some] == [
        (one.rank, one.weight, one.lon) for one in whole
    ]
