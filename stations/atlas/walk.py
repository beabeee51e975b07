"""Two walks down the tree from a question: a quick one that ranks by chord, a careful one that ranks by geodesic.

`stations.atlas.nearest` tells how they make an exact answer together. Both work in a pair of arrays, `room`: nodes
that wait are on a stack in its first DEPTH places, what is held lies behind them.
"""

import math

import numpy as np
from numpy.typing import NDArray

from stations.atlas.compiled import compiled
from stations.atlas.filters import Filters, asks, may_pass, passes
from stations.atlas.geodesic import ANTIPODAL_M, chord_bound_m, geodesic_between, geodesic_bound_m, in_steps
from stations.atlas.tree import Arrays

Room = tuple[NDArray[np.float64], NDArray[np.int64]]
Point = tuple[float, float, float, float, float]
"""Degrees, longitude first, and earth-centred metres."""

# One node waits on each level at most.
DEPTH = 64
# How many places more than k the quick walk has room for.
SPARE = 8
# By so much for each metre of chord cubed may a place be farther by chord and yet as near by geodesic: a quarter more
# than (1 / NARROW_M^2 - 1 / WIDE_M^2) / 24, for the further terms of the series, which are small up to HAIR_M.
HAIR = 2.7e-17
HAIR_M = 3_000_000.0
# Lengths are rounded to steps of 10 micrometres; this is more than the bounds add for that.
ROUNDING_M = 2.5e-5
# The careful walk measures a node narrower than this before it enters, when the answer is farther than FAR_M.
NARROW_NODE_M = 300_000.0
FAR_M = 1_000_000.0
# Told in place of a number: a geodesic is needed that only `stations.atlas.plain` can measure.
ANTIPODAL = -1


@compiled
def by_chord(  # noqa: C901, PLR0912, PLR0915  (a step that is a call of its own costs more than what it does)
    tree: Arrays, filters: Filters, point: Point, k: int, within_m: float, room: Room
) -> tuple[int, bool]:
    """Hold the nearest by chord, their slots from DEPTH on; how many, and whether the answer is surely among them."""
    xyz, places, boxes, marks = tree
    asked, open_by_key, nodes, gone = filters
    floats, ints = room
    _, _, x, y, z = point
    filtered = asks(asked, open_by_key, nodes)
    leaves, count, most = boxes.shape[0] // 2, xyz.shape[0], k + SPARE
    most2 = chord_bound_m(within_m) ** 2
    limit2, lost2 = most2, np.inf
    held, waiting = 0, 0
    node = 0 if filtered and not may_pass(asked, nodes, marks, 1) else 1
    while node > 0:
        # Down to a leaf, by the nearer child each time; the other one waits.
        while 0 < node < leaves:
            left, right = 2 * node, 2 * node + 1
            left2, right2 = _box_chord2(boxes, left, x, y, z), _box_chord2(boxes, right, x, y, z)
            if filtered:
                if left2 <= limit2 and not may_pass(asked, nodes, marks, left):
                    left2 = np.inf
                if right2 <= limit2 and not may_pass(asked, nodes, marks, right):
                    right2 = np.inf
            if right2 < left2:
                left, right, left2, right2 = right, left, right2, left2
            if right2 <= limit2:
                ints[waiting], floats[waiting] = right, right2
                waiting += 1
            node = left if left2 <= limit2 else 0
        leaf = node - leaves if node > 0 else leaves
        for slot in range(leaf * count // leaves, min((leaf + 1) * count // leaves, count)):
            dx, dy, dz = xyz[slot, 0] - x, xyz[slot, 1] - y, xyz[slot, 2] - z
            chord2 = dx * dx + dy * dy + dz * dz
            if chord2 > limit2 or (gone.shape[0] > 0 and gone[slot] != 0):
                continue
            if filtered and not passes(asked, open_by_key, places, slot):
                continue
            # Put it among those held, in order; who falls out at the end is remembered by its chord.
            if held < most:
                held += 1
            else:
                lost2 = min(lost2, max(chord2, floats[DEPTH + most - 1]))
                if chord2 >= floats[DEPTH + most - 1]:
                    continue
            at = DEPTH + held - 1
            while at > DEPTH and floats[at - 1] > chord2:
                floats[at], ints[at] = floats[at - 1], ints[at - 1]
                at -= 1
            floats[at], ints[at] = chord2, slot
            if held >= k and at < DEPTH + k:
                limit2 = min(most2, _with_hair2(floats[DEPTH + k - 1]))
        node = 0
        while waiting > 0 and node == 0:
            waiting -= 1
            if floats[waiting] <= limit2:
                node = ints[waiting]
    while held > k and floats[DEPTH + held - 1] > limit2:
        held -= 1
    return held, lost2 > limit2 and (held < k or floats[DEPTH + k - 1] <= HAIR_M * HAIR_M)


@compiled
def by_geodesic(  # noqa: C901  (as above)
    tree: Arrays,
    filters: Filters,
    point: Point,
    k: int,
    limit_m: float,
    slots: NDArray[np.int64],
    distance_m: NDArray[np.float64],
    room: Room,
) -> int:
    """Write the nearest of the places within the limit; how many there are."""
    xyz, places, boxes, marks = tree
    asked, open_by_key, nodes, gone = filters
    floats, ints = room
    _, _, x, y, z = point
    filtered = asks(asked, open_by_key, nodes)
    leaves, count = boxes.shape[0] // 2, xyz.shape[0]
    limit2 = chord_bound_m(limit_m) ** 2
    found, waiting = 0, 1
    ints[0], floats[0] = 1, 0.0
    while waiting > 0:
        waiting -= 1
        node = ints[waiting]
        if floats[waiting] > limit2 or (filtered and not may_pass(asked, nodes, marks, node)):
            continue
        if limit_m > FAR_M and _is_beyond(xyz, places, boxes, node, point, limit_m):
            continue
        if node < leaves:
            near, far = 2 * node, 2 * node + 1
            near2, far2 = _box_chord2(boxes, near, x, y, z), _box_chord2(boxes, far, x, y, z)
            if far2 < near2:
                near, far, near2, far2 = far, near, far2, near2
            ints[waiting], floats[waiting] = far, far2
            ints[waiting + 1], floats[waiting + 1] = near, near2
            waiting += 2
            continue
        for slot in range((node - leaves) * count // leaves, (node - leaves + 1) * count // leaves):
            dx, dy, dz = xyz[slot, 0] - x, xyz[slot, 1] - y, xyz[slot, 2] - z
            if dx * dx + dy * dy + dz * dz > limit2 or (gone.shape[0] > 0 and gone[slot] != 0):
                continue
            if filtered and not passes(asked, open_by_key, places, slot):
                continue
            length = length_to(xyz, places, slot, point)
            if math.isnan(length) and limit_m >= ANTIPODAL_M:
                return ANTIPODAL
            if length <= limit_m:
                found = enter(slots, distance_m, found, k, slot, length, places)
                if found == k:
                    limit_m = min(limit_m, distance_m[k - 1])
                    limit2 = chord_bound_m(limit_m) ** 2
    return found


@compiled
def _is_beyond(
    xyz: NDArray[np.float64],
    places: NDArray[np.void],
    boxes: NDArray[np.float64],
    node: int,
    point: Point,
    limit_m: float,
) -> bool:
    """Whether a narrow node lies wholly beyond the limit, by its first place and its width."""
    wide, deep = boxes[node, 3] - boxes[node, 0], boxes[node, 4] - boxes[node, 1]
    high = boxes[node, 5] - boxes[node, 2]
    width = math.sqrt(wide * wide + deep * deep + high * high)
    if not width < NARROW_NODE_M:
        return False
    leaves = boxes.shape[0] // 2
    while node < leaves:
        node *= 2
    length = length_to(xyz, places, (node - leaves) * xyz.shape[0] // leaves, point)
    if math.isnan(length):
        length = ANTIPODAL_M
    return length - geodesic_bound_m(width) > limit_m


@compiled
def enter(
    slots: NDArray[np.int64],
    distance_m: NDArray[np.float64],
    found: int,
    k: int,
    slot: int,
    length: float,
    places: NDArray[np.void],
) -> int:
    """Put a place among the k nearest found, by geodesic and id; how many there are now."""
    at = found
    if found == k:
        at = k - 1
        if not _comes_before(places, length, slot, distance_m[at], slots[at]):
            return found
    while at > 0 and _comes_before(places, length, slot, distance_m[at - 1], slots[at - 1]):
        slots[at], distance_m[at] = slots[at - 1], distance_m[at - 1]
        at -= 1
    slots[at], distance_m[at] = slot, length
    return min(found + 1, k)


@compiled
def _comes_before(
    places: NDArray[np.void], length: float, slot: int, other_length: float, other: int
) -> bool:
    if length == other_length:
        return bool(places[slot]["id"] < places[other]["id"])
    return length < other_length


@compiled
def length_to(xyz: NDArray[np.float64], places: NDArray[np.void], slot: int, point: Point) -> float:
    """Geodesic from the point to a place, metres, in steps; NaN where `geodesic_m` is."""
    lon, lat, x, y, z = point
    place = places[slot]
    return in_steps(
        geodesic_between(
            lon, lat, x, y, z, place["lon"], place["lat"], xyz[slot, 0], xyz[slot, 1], xyz[slot, 2]
        )
    )


@compiled
def _box_chord2(boxes: NDArray[np.float64], node: int, x: float, y: float, z: float) -> float:
    """Square of the chord from a point to a node's box."""
    dx = max(boxes[node, 0] - x, 0.0, x - boxes[node, 3])
    dy = max(boxes[node, 1] - y, 0.0, y - boxes[node, 4])
    dz = max(boxes[node, 2] - z, 0.0, z - boxes[node, 5])
    return float(dx * dx + dy * dy + dz * dz)


@compiled
def _with_hair2(chord2: float) -> float:
    """Square of the chord up to which a place may be as near by geodesic as one of the chord given, squared."""
    chord = math.sqrt(chord2)
    return (chord + chord2 * chord * HAIR + ROUNDING_M) ** 2
