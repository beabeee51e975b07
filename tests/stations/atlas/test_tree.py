import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.atlas.filters import filtering, mark_passing
from stations.atlas.geodesic import earth_centred
from stations.atlas.plain import passing
from stations.atlas.tree import Tree, build, frozen, leaves_for, mark_open
from tests.stations.atlas.places import KEYS, asked_of, grown, points

SIZES = [0, 1, 2, 15, 16, 17, 33, 1000, 5000]


def slots_under(node, leaves, count):
    """A node's slots by walking down to its first and its last leaf."""
    first = last = node
    while first < leaves:
        first, last = 2 * first, 2 * last + 1
    return range((first - leaves) * count // leaves, (last - leaves + 1) * count // leaves)


@pytest.mark.parametrize("count", SIZES)
def test_every_place_has_one_slot_and_every_box_holds_its_places_tightly(count):
    xyz = earth_centred(*points(count, np.random.default_rng(count)))
    order, boxes = build(xyz)
    assert sorted(order) == list(range(count))
    leaves = leaves_for(count)
    assert boxes.shape == (2 * leaves, 6)
    for node in range(1, 2 * leaves):
        under = xyz[order][slots_under(node, leaves, count)]
        if len(under):
            assert (boxes[node] == [*under.min(axis=0), *under.max(axis=0)]).all()
        if node >= leaves:
            assert len(under) <= 16


def test_places_that_are_all_the_same_make_a_tree():
    order, boxes = build(np.ones((5000, 3)))
    assert sorted(order) == list(range(5000))
    assert (boxes[1:] == 1).all()


@settings(max_examples=30)
@given(st.lists(st.tuples(*[st.sampled_from([0.0, 1.0, 2.0, -5.5])] * 3), max_size=200))
def test_a_half_of_a_node_lies_on_each_side_of_a_plane(rows):
    xyz = np.array(rows, np.float64).reshape(-1, 3)
    order, boxes = build(xyz)
    leaves = leaves_for(len(xyz))
    assert sorted(order) == list(range(len(xyz)))
    for node in range(1, leaves):
        left, right = boxes[2 * node], boxes[2 * node + 1]
        assert (left[3:] <= right[:3]).any()


def test_the_same_places_make_the_same_tree():
    one, two = (grown(3000, np.random.default_rng(3)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize("count", SIZES)
def test_marks_say_what_is_in_a_node(count):
    tree = grown(count, np.random.default_rng(count))
    open_by_key = (np.random.default_rng(1).random(KEYS) < 0.1).astype(np.uint8)
    opened = mark_open(tree, open_by_key)
    leaves = leaves_for(count)
    for node in range(1, 2 * leaves):
        under = tree.places[slots_under(node, leaves, count)]
        mark = tree.marks[node]
        assert mark["services"] == np.bitwise_or.reduce(under["services"])
        assert mark["services_any"] == np.bitwise_or.reduce(under["services_any"])
        assert mark["kinds"] == np.bitwise_or.reduce(np.uint64(1) << under["kind"].astype(np.uint64))
        assert mark["score"] == under["score"].max(initial=-1)
        assert opened[node] == open_by_key[under["key"]].max(initial=0)


def test_marks_of_what_passes_are_those_of_places_that_pass():
    rng = np.random.default_rng(4)
    tree = grown(2000, rng)
    for _ in range(20):
        filters = asked_of(tree, rng)
        passes = np.zeros(2000, np.bool_)
        passes[passing(tree, (*filters[:3], filtering()[3]))] = True
        marks = mark_passing(tree, filters)
        leaves = leaves_for(2000)
        assert all(marks[i] == passes[slots_under(i, leaves, 2000)].any() for i in range(1, 2 * leaves))


def test_a_tree_comes_back_from_its_arrays_and_from_a_mapped_file(tmp_path):
    tree = grown(500, np.random.default_rng(5))
    mapped = {}
    for name, array in tree.to_arrays().items():
        np.save(tmp_path / f"{name}.npy", array)
        mapped[name] = np.load(tmp_path / f"{name}.npy", mmap_mode="r")
    back = Tree.from_arrays(mapped)
    assert all(np.array_equal(a, b) for a, b in zip(tree, back, strict=True))
    assert all(type(a) is np.ndarray and not a.flags.writeable and a.flags.c_contiguous for a in back)


def test_freezing_leaves_the_given_array_writeable():
    given_array = np.zeros(3)
    assert not frozen(given_array).flags.writeable
    assert given_array.flags.writeable
