import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.atlas import plain
from stations.atlas.filters import ANYTHING, filtering, mark_passing
from stations.atlas.geodesic import chord_bound_m, geodesic_bound_m, geodesic_m, in_steps
from stations.atlas.nearest import nearest, nearest_many
from stations.atlas.tree import plant
from stations.atlas.walk import ANTIPODAL, HAIR_M, _with_hair2
from tests.stations.atlas.places import QUESTIONS, asked_of, grown, points

# Both count in steps of ten micrometres; by the last digits of a measure one may fall on the other side of a step.
NEAR_M = 1.1e-5


def quick(tree, filters, lon, lat, k, within_m=math.inf):
    slots, distance_m = np.zeros(k, np.int64), np.zeros(k)
    found = nearest(tree.arrays(), filters, float(lon), float(lat), k, float(within_m), slots, distance_m)
    if found == ANTIPODAL:
        return plain.nearest(tree, filters, lon, lat, k, within_m)
    return slots[:found], distance_m[:found]


def check(tree, filters, lon, lat, k, within_m=math.inf):
    """The same distances as by hand, the same places but for ties of nanometres, and our own order among ours."""
    ours, distance_m = quick(tree, filters, lon, lat, k, within_m)
    true, true_m = plain.nearest(tree, filters, lon, lat, k, within_m)
    told = f"{lon!r} {lat!r} k={k} within={within_m!r} {filters[0]}"
    assert len(ours) == len(true), told
    assert np.abs(distance_m - true_m).max(initial=0) < NEAR_M, told
    assert len(set(ours.tolist())) == len(ours), told
    keys = list(zip(distance_m.tolist(), tree.places["id"][ours].tolist(), strict=True))
    assert keys == sorted(keys), told
    gaps = np.diff(true_m, prepend=-1.0, append=true_m[-1] if len(true) == k else math.inf)
    clear = (gaps[:-1] > 2 * NEAR_M) & (gaps[1:] > 2 * NEAR_M)
    assert (ours[clear] == true[clear]).all(), told
    if len(ours) == k and k:
        # Among exact ties at the end, the least ids are taken.
        end = plain.nearest(tree, filters, lon, lat, k + 400, distance_m[-1] + NEAR_M)[0]
        place, last = tree.places[ours[-1]], tree.places[end]
        twins = last[(last["lon"] == place["lon"]) & (last["lat"] == place["lat"])]["id"]
        mine = [i for i in tree.places["id"][ours].tolist() if i in set(twins.tolist())]
        assert mine == sorted(twins.tolist())[: len(mine)], told


def test_questions_of_all_sorts_are_answered_as_by_hand():
    rng = np.random.default_rng(11)
    trees = [grown(count, rng) for count in (0, 1, 5, 17, 300, 4000)]
    lon, lat = points(QUESTIONS, rng)
    for i in range(QUESTIONS):
        tree = trees[rng.integers(len(trees))]
        if i % 5 == 0 and len(tree.xyz):
            at = tree.places[rng.integers(len(tree.xyz))]
            lon[i], lat[i] = at["lon"], at["lat"]
        within_m = math.inf if rng.random() < 0.7 else float(10 ** rng.uniform(1, 7.3))
        check(tree, asked_of(tree, rng), lon[i], lat[i], int(rng.choice([1, 1, 2, 10, 10, 100])), within_m)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([-180.0, 179.9, 180.0, 116.4, 116.400001]) | st.floats(-180, 180),
                       st.sampled_from([-90.0, 90.0, 0.0, 39.9, 39.900001]) | st.floats(-90, 90)), max_size=60),
    st.floats(-180, 180) | st.just(116.4), st.floats(-90, 90) | st.just(39.9), st.integers(1, 70),
)  # fmt: skip
def test_any_places_and_any_point(rows, lon, lat, k):
    at = np.array(rows, np.float64).reshape(-1, 2)
    check(small(at[:, 0], at[:, 1]), ANYTHING, lon, lat, k)


def small(lon, lat):
    count = len(lon)
    return plant(
        ids=np.arange(count, 0, -1), lon=np.asarray(lon), lat=np.asarray(lat), kind=np.zeros(count, np.uint8),
        services=np.zeros(count, np.uint64), services_any=np.zeros(count, np.uint64),
        key=np.zeros(count, np.int32), score=np.full(count, -1.0),
    )[0]  # fmt: skip


def test_of_a_thousand_places_at_one_spot_the_least_ids_are_nearest():
    tree = small(np.append(np.full(1000, 116.4), 116.5), np.full(1001, 39.9))
    slots, distance_m = quick(tree, ANYTHING, 116.41, 39.91, 20)
    assert tree.places["id"][slots].tolist() == list(range(2, 22))
    assert len(set(distance_m.tolist())) == 1


def test_a_place_just_within_the_distance_counts():
    tree = small([116.4, 116.5], [39.9, 39.9])
    exact = in_steps(geodesic_m(116.41, 39.91, 116.4, 39.9))
    assert len(quick(tree, ANYTHING, 116.41, 39.91, 5, exact)[0]) == 1
    assert len(quick(tree, ANYTHING, 116.41, 39.91, 5, np.nextafter(exact, 0))[0]) == 0
    assert len(quick(tree, ANYTHING, 116.4, 39.9, 5, 0.0)[0]) == 1


@pytest.mark.parametrize("k", [1, 10, 100])
def test_from_the_far_side_of_the_earth_the_nearest_is_the_nearest(k):
    rng = np.random.default_rng(12)
    tree = small(rng.uniform(100, 122, 5000), rng.uniform(22, 45, 5000))
    for lon, lat in [
        (-100.0, 40.0),
        (-58.4, -34.6),
        (-70.0, -30.0),
        (0.0, -90.0),
        (-63.0, -35.0),
        (-70.7, -33.4),
    ]:
        check(tree, ANYTHING, lon, lat, k)


def test_near_the_antipode_of_all_places_another_is_asked():
    tree = small([116.4], [39.9])
    slots, distance_m = np.zeros(1, np.int64), np.zeros(1)
    assert nearest(tree.arrays(), ANYTHING, -63.6, -39.9, 1, math.inf, slots, distance_m) == ANTIPODAL
    rows, rows_m = nearest_many(tree, np.array([-63.6, 116.4]), np.array([-39.9, 39.9]), 2)
    assert rows.tolist() == [[0, -1], [0, -1]]
    assert rows_m[0, 0] == pytest.approx(20003931.4586, abs=1e-3)
    assert rows_m[1, 0] == 0


def test_the_quick_walk_reaches_as_far_as_both_bounds_together():
    for chord_m in 10.0 ** np.linspace(-3, math.log10(HAIR_M), 2000):
        reach2 = _with_hair2(float(chord_m * chord_m))
        assert chord_bound_m(geodesic_bound_m(float(chord_m))) <= math.sqrt(reach2)


def test_marks_of_what_passes_change_no_answer():
    rng = np.random.default_rng(13)
    tree = grown(3000, rng)
    for lon, lat in zip(*points(100, rng), strict=True):
        filters = asked_of(tree, rng)
        marked = (*filters[:2], mark_passing(tree, filters), filters[3])
        assert quick(tree, filters, lon, lat, 10)[0].tolist() == quick(tree, marked, lon, lat, 10)[0].tolist()


@pytest.mark.parametrize("count", [0, 1, 50, 9000])
def test_many_questions_at_once_are_answered_as_one_by_one(count):
    rng = np.random.default_rng(count)
    tree = grown(1000, rng)
    filters = filtering(services=1, gone=(rng.random(1000) < 0.5).astype(np.uint8))
    lon, lat = points(count, rng)
    slots, distance_m = nearest_many(tree, lon, lat, 3, filters=filters, within_m=5e6)
    assert slots.shape == distance_m.shape == (count, 3)
    for i in range(count):
        one, one_m = quick(tree, filters, lon[i], lat[i], 3, 5e6)
        assert slots[i].tolist() == [*one.tolist(), *[-1] * (3 - len(one))]
        assert np.array_equal(distance_m[i], [*one_m, *[math.nan] * (3 - len(one))], equal_nan=True)


def test_nothing_asked_is_nothing_found():
    tree = grown(20, np.random.default_rng(1))
    assert len(quick(tree, ANYTHING, 116.4, 39.9, 0)[0]) == 0
    assert nearest_many(tree, np.zeros(3), np.zeros(3), 0)[0].shape == (3, 0)


def test_without_a_compiler_the_answer_is_the_same():
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMBA], check=True, capture_output=True, text=True
    ).stdout  # fmt: skip
    assert told.split() == ["False", "True", "True"]


WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None
import numpy as np
from stations.atlas import compiled, plain
from stations.atlas.nearest import nearest, nearest_many
from tests.stations.atlas.places import asked_of, grown, points
rng = np.random.default_rng(3)
tree, right = grown(60, rng), []
for lon, lat in zip(*points(20, rng)):
    filters, slots, distance_m = asked_of(tree, rng), np.zeros(5, np.int64), np.zeros(5)
    found = nearest(tree.arrays(), filters, float(lon), float(lat), 5, 1e7, slots, distance_m)
    true = plain.nearest(tree, filters, lon, lat, 5, 1e7)
    right.append(np.allclose(distance_m[:found], true[1], rtol=0, atol=1e-7))
print(compiled.numba is not None, all(right), nearest_many(tree, tree.places["lon"], tree.places["lat"])[1].max() == 0)
"""
