"""All pairs of a point and a place within a length of each other, over the ellipsoid, in compiled code.

The tree is that of lookups (`stations.atlas.tree`). A chord through the earth is never longer than the way over it: a
first walk counts by chord, which tells how much room the answer takes at most; a second one measures geodesics.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from geodata.errors import BadRequest
from geodata.travel import Floats, Ints, Reach
from stations.atlas.compiled import compiled
from stations.atlas.geodesic import ANTIPODAL_M, chord_bound_m, earth_centred, geodesic_between, in_steps
from stations.atlas.tree import Arrays, Tree

THREADS = 2
ROWS_AT_ONCE = 4_000
DEPTH = 64
# Pairs of an answer take 16 bytes each; more than these would be a gigabyte.
MOST_PAIRS = 64_000_000
# The search is a hair wider than the reach, so that rounding minutes to metres loses no pair.
HAIR = 1 + 1e-9


def reach(tree: Tree, lon: Floats, lat: Floats, most: float, a_metre: float) -> Reach:
    """Give the places of a tree, by their ids, that each point reaches at a cost of at most `most`, inclusive.

    Parameters
    ----------
    most, a_metre
        The greatest cost, and what a metre costs.
    """
    limit_m = min(most / a_metre * HAIR, 1e9)
    if limit_m >= ANTIPODAL_M:
        return _every_pair(tree, lon, lat, most, a_metre)
    here = earth_centred(lon, lat)
    counts = np.zeros(len(lon), np.int64)
    chord2 = float(chord_bound_m(limit_m) ** 2)
    parts = [(first, min(first + ROWS_AT_ONCE, len(lon))) for first in range(0, len(lon), ROWS_AT_ONCE)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda part: _count(tree.arrays(), here, chord2, part, counts), parts))
        room = np.concatenate([[0], np.cumsum(counts)])
        _check_size(int(room[-1]), most)
        places, cost = np.empty(room[-1], np.int64), np.empty(room[-1])

        def fill(part: tuple[int, int]) -> None:
            _fill(tree.arrays(), lon, lat, here, chord2, most, a_metre, part, room, counts, places, cost)

        list(pool.map(fill, parts))
    starts = np.concatenate([[0], np.cumsum(counts)])
    _close_up(room, starts, places, cost)
    return Reach(starts, places[: starts[-1]], cost[: starts[-1]])


def _every_pair(tree: Tree, lon: Floats, lat: Floats, most: float, a_metre: float) -> Reach:
    """Measure all by PROJ: a reach around the earth leaves nothing out, and needs lengths near the antipodes."""
    from pyproj import Geod  # noqa: PLC0415  (needed here alone)

    _check_size(len(lon) * len(tree.places), most)
    by_id = np.argsort(tree.places["id"])
    to_lon, to_lat = tree.places["lon"][by_id], tree.places["lat"][by_id]
    shape = (len(lon), len(by_id))
    here = np.broadcast_to(lon[:, None], shape), np.broadcast_to(lat[:, None], shape)
    there = np.broadcast_to(to_lon, shape), np.broadcast_to(to_lat, shape)
    _, _, length_m = Geod(ellps="WGS84").inv(*here, *there)
    cost = np.asarray(length_m).reshape(shape) * a_metre
    near = cost <= most
    starts = np.concatenate([[0], np.cumsum(near.sum(axis=1))])
    return Reach(starts, np.nonzero(near)[1].astype(np.int64), cost[near])


@compiled
def _count(tree: Arrays, here: Floats, chord2: float, part: tuple[int, int], counts: Ints) -> None:
    """Tell how many places lie within a chord of each point."""
    found, stack = np.empty(tree[0].shape[0], np.int64), np.empty(DEPTH, np.int64)
    for i in range(part[0], part[1]):
        counts[i] = _within_chord(tree[0], tree[2], here[i], chord2, stack, found)


@compiled
def _fill(
    tree: Arrays, lon: Floats, lat: Floats, here: Floats, chord2: float, most: float, a_metre: float,
    part: tuple[int, int], room: Ints, counts: Ints, places: Ints, cost: Floats,
) -> None:  # fmt: skip
    """Write what each point reaches from where its room begins, by place; `counts` become those that are kept."""
    xyz, given = tree[0], tree[1]
    found, stack = np.empty(xyz.shape[0], np.int64), np.empty(DEPTH, np.int64)
    for i in range(part[0], part[1]):
        held = _within_chord(xyz, tree[2], here[i], chord2, stack, found)
        kept, first = 0, room[i]
        for slot in found[:held]:
            place = given[slot]
            length_m = geodesic_between(
                lon[i], lat[i], here[i, 0], here[i, 1], here[i, 2],
                place["lon"], place["lat"], xyz[slot, 0], xyz[slot, 1], xyz[slot, 2],
            )  # fmt: skip
            one = in_steps(length_m) * a_metre
            if one <= most:
                places[first + kept], cost[first + kept] = place["id"], one
                kept += 1
        counts[i] = kept
        order = np.argsort(places[first : first + kept])
        places[first : first + kept] = places[first : first + kept][order]
        cost[first : first + kept] = cost[first : first + kept][order]


@compiled
def _within_chord(xyz: Floats, boxes: Floats, point: Floats, chord2: float, stack: Ints, found: Ints) -> int:
    """Write the slots within a chord of a point; how many there are."""
    count, leaves = xyz.shape[0], boxes.shape[0] // 2
    held, waiting = 0, 1
    stack[0] = 1
    while waiting > 0:
        waiting -= 1
        node = stack[waiting]
        away2 = 0.0
        for axis in range(3):
            away = max(boxes[node, axis] - point[axis], 0.0, point[axis] - boxes[node, 3 + axis])
            away2 += away * away
        if away2 > chord2:
            continue
        if node < leaves:
            stack[waiting], stack[waiting + 1] = 2 * node, 2 * node + 1
            waiting += 2
            continue
        for slot in range((node - leaves) * count // leaves, (node - leaves + 1) * count // leaves):
            dx, dy, dz = xyz[slot, 0] - point[0], xyz[slot, 1] - point[1], xyz[slot, 2] - point[2]
            if dx * dx + dy * dy + dz * dz <= chord2:
                found[held] = slot
                held += 1
    return held


@compiled
def _close_up(room: Ints, starts: Ints, places: Ints, cost: Floats) -> None:
    """Move rows together where a chord had promised more than the geodesics kept."""
    for i in range(starts.shape[0] - 1):
        for j in range(starts[i + 1] - starts[i]):
            places[starts[i] + j], cost[starts[i] + j] = places[room[i] + j], cost[room[i] + j]


def _check_size(pairs: int, most: float) -> None:
    if pairs > MOST_PAIRS:
        raise BadRequest(
            f"{pairs:,} pairs of a point and a place lie within {most:g} of each other, and {MOST_PAIRS:,} fit: "
            "lessen the reach, or gather the points in cells"
        )
