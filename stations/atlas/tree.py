"""A k-d tree over earth-centred coordinates: how places are put in order, and what each node says about its own.

The tree is laid out by arithmetic alone. Node 1 is the root, node i has the children 2 i and 2 i + 1, all leaves lie
on one level, and leaf j of L holds the slots from j n // L up to (j + 1) n // L: half of the slots of a node are its
first child's. So a tree is the places in its order and, for each node, a box and the marks of what is in it.
`stations.atlas.nearest` asks it.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from stations.atlas.compiled import compiled
from stations.atlas.geodesic import earth_centred

LEAF_PLACES = 16
KINDS = 64

# One place in 64 bytes, so that ranking it reads one line of the processor's cache.
PLACE = np.dtype(
    [
        ("id", np.int64),
        ("lon", np.float64),
        ("lat", np.float64),
        ("services", np.uint64),
        ("services_any", np.uint64),
        ("score", np.float64),
        ("key", np.int32),
        ("kind", np.uint8),
        ("unused", np.uint8, 11),
    ]
)
# What is found under a node: a filter that asks for more passes it by.
MARKS = np.dtype(
    [("kinds", np.uint64), ("services", np.uint64), ("services_any", np.uint64), ("score", np.float64)]
)

Arrays = tuple[NDArray[np.float64], NDArray[np.void], NDArray[np.float64], NDArray[np.void]]
"""A `Tree` as compiled functions take it."""
AnyScalar = TypeVar("AnyScalar", bound=np.generic)


def frozen(array: NDArray[AnyScalar]) -> NDArray[AnyScalar]:
    """The same array, contiguous and for reading only: what every compiled function is called with."""
    same: NDArray[AnyScalar] = np.ascontiguousarray(array).view(np.ndarray)
    if same is array:
        same = array.view()
    same.flags.writeable = False
    return same


class Tree(NamedTuple):
    """Places in the order of the tree, with its nodes; compiled functions take `arrays()`, a plain tuple.

    A NamedTuple would cost half a microsecond more a call.
    """

    xyz: NDArray[np.float64]
    """Earth-centred metres by slot, shape (n, 3)."""
    places: NDArray[np.void]
    """`PLACE` by slot; `places["lon"]` is the column."""
    boxes: NDArray[np.float64]
    """Least x, y, z and greatest x, y, z by node, metres, shape (nodes, 6); nothing is in node 0."""
    marks: NDArray[np.void]
    """`MARKS` by node."""

    def arrays(self) -> Arrays:
        """As compiled functions take it."""
        return self.xyz, self.places, self.boxes, self.marks

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Name to array, to be written to a file."""
        return dict(self._asdict())

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "Tree":
        """From `to_arrays`, or from a file mapped to memory; nothing is copied."""
        return cls(*(frozen(arrays[name]) for name in cls._fields))


def plant(
    *,
    ids: NDArray[np.int64],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    kind: NDArray[np.uint8],
    services: NDArray[np.uint64],
    services_any: NDArray[np.uint64],
    key: NDArray[np.int32],
    score: NDArray[np.float64],
) -> tuple[Tree, NDArray[np.int64]]:
    """Make the tree of places given column by column in any order, and tell the order it put them in.

    Slot i holds the given place order[i].
    """
    xyz = earth_centred(lon, lat)
    order, boxes = build(xyz)
    places = np.zeros(len(order), PLACE)
    columns: tuple[NDArray[Any], ...] = (ids, lon, lat, services, services_any, score, key, kind)
    for name, column in zip(PLACE.names or (), columns, strict=False):
        places[name] = column[order]
    marks = mark(places, len(boxes) // 2)
    return Tree(frozen(xyz[order]), frozen(places), frozen(boxes), frozen(marks)), order


def leaves_for(places: int) -> int:
    """How many leaves the tree of so many places has: a power of two."""
    leaves = 1
    while leaves * LEAF_PLACES < places:
        leaves *= 2
    return leaves


def build(xyz: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Order of the places in the tree (slot to place), and the boxes of the nodes.

    The same coordinates in the same order always give the same tree.
    """
    leaves = leaves_for(len(xyz))
    order = np.arange(len(xyz), dtype=np.int64)
    boxes = np.empty((2 * leaves, 6))
    _split(np.array(xyz, np.float64, order="C"), order, boxes)
    return order, boxes


@compiled
def _split(xyz: NDArray[np.float64], order: NDArray[np.int64], boxes: NDArray[np.float64]) -> None:
    """Part every node, from the root on, at the middle of its box's longest side. Reorders `xyz` and `order`."""
    places, leaves = xyz.shape[0], boxes.shape[0] // 2
    boxes[:, :3] = np.inf
    boxes[:, 3:] = -np.inf
    width = 1
    for node in range(1, 2 * leaves):
        if node == 2 * width:
            width = node
        first, end = (node - width) * places // width, (node - width + 1) * places // width
        box = boxes[node]
        for slot in range(first, end):
            for axis in range(3):
                box[axis] = min(box[axis], xyz[slot, axis])
                box[3 + axis] = max(box[3 + axis], xyz[slot, axis])
        if node < leaves:
            longest = 0
            for axis in range(1, 3):
                if box[3 + axis] - box[axis] > box[3 + longest] - box[longest]:
                    longest = axis
            middle = (2 * (node - width) + 1) * places // (2 * width)
            _part(xyz, order, first, end - 1, middle, longest)


@compiled
def _part(
    xyz: NDArray[np.float64], order: NDArray[np.int64], first: int, last: int, middle: int, axis: int
) -> None:
    """Bring the lower places of a range before its middle (C. A. R. Hoare, "Find", 1961)."""
    while first < last:
        a, b, c = xyz[first, axis], xyz[(first + last) // 2, axis], xyz[last, axis]
        pivot = max(min(a, b), min(max(a, b), c))
        low, high = first, last
        while low <= high:
            while xyz[low, axis] < pivot:
                low += 1
            while xyz[high, axis] > pivot:
                high -= 1
            if low <= high:
                order[low], order[high] = order[high], order[low]
                for i in range(3):
                    xyz[low, i], xyz[high, i] = xyz[high, i], xyz[low, i]
                low += 1
                high -= 1
        if middle <= high:
            last = high
        elif middle >= low:
            first = low
        else:
            return


def mark(places: NDArray[np.void], leaves: int) -> NDArray[np.void]:
    """`MARKS` of every node: all kinds and services of the places in it, and their best score."""
    marks = np.zeros(2 * leaves, MARKS)
    _mark(frozen(places), marks)
    return marks


@compiled
def _mark(places: NDArray[np.void], marks: NDArray[np.void]) -> None:
    leaves = marks.shape[0] // 2
    for leaf in range(leaves):
        mine = marks[leaves + leaf]
        mine["score"] = -1.0
        for slot in range(leaf * places.shape[0] // leaves, (leaf + 1) * places.shape[0] // leaves):
            place = places[slot]
            mine["kinds"] |= np.uint64(1) << np.uint64(place["kind"])
            mine["services"] |= place["services"]
            mine["services_any"] |= place["services_any"]
            mine["score"] = max(mine["score"], place["score"])
    for node in range(leaves - 1, 0, -1):
        mine, left, right = marks[node], marks[2 * node], marks[2 * node + 1]
        mine["kinds"] = left["kinds"] | right["kinds"]
        mine["services"] = left["services"] | right["services"]
        mine["services_any"] = left["services_any"] | right["services_any"]
        mine["score"] = max(left["score"], right["score"])


def mark_open(tree: Tree, open_by_key: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """For every node, 1 where a place in it is open, when `open_by_key` says which hours are; 0.1 ms per 200,000."""
    open_nodes = np.zeros(len(tree.boxes), np.uint8)
    _mark_open(tree.places, frozen(open_by_key), open_nodes)
    return frozen(open_nodes)


@compiled
def _mark_open(
    places: NDArray[np.void], open_by_key: NDArray[np.uint8], open_nodes: NDArray[np.uint8]
) -> None:
    leaves = open_nodes.shape[0] // 2
    for leaf in range(leaves):
        for slot in range(leaf * places.shape[0] // leaves, (leaf + 1) * places.shape[0] // leaves):
            if open_by_key[places[slot]["key"]]:
                open_nodes[leaves + leaf] = 1
                break
    for node in range(leaves - 1, 0, -1):
        open_nodes[node] = open_nodes[2 * node] | open_nodes[2 * node + 1]
