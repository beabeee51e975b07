"""The k nearest places of a tree by geodesic, ties by id, past filters: exact, in microseconds.

Why it is exact. A quick walk ranks places by chord, through the earth; the order by geodesic is nearly the same. Take
the k nearest by chord, the last c metres away. None of their geodesics is longer than S, the arc of the ellipsoid's
narrowest circle over c. A place that belongs to the answer has a geodesic of at most S, so a chord of at most C, that
of the widest circle's arc S. The quick walk keeps all places up to C = c + 2.1e-17 c^3 (a hair: 20 micrometres at
10 km), and their geodesics decide. Should more of them crowd there than it has room for (copies of one place, or the
far side of the earth, where the hair is wide), a careful walk ranks by geodesic itself. It knows that the answer lies
within the greatest geodesic of the first k; it leaves out nodes by chord, with the bound of the widest circle, and by
the triangle inequality, when their first place is farther than the limit by more than they are wide.
"""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from stations.atlas import plain
from stations.atlas.compiled import compiled
from stations.atlas.curve import code
from stations.atlas.filters import ANYTHING, Filters
from stations.atlas.geodesic import earth_centred_point
from stations.atlas.tree import Arrays, Tree
from stations.atlas.walk import ANTIPODAL, DEPTH, SPARE, Room, by_chord, by_geodesic, enter, length_to

THREADS = 2
# So many questions are answered before another thread is worth its start.
ALONE = 2_000
# Stands in a row of many that plain has to answer.
FOR_PLAIN = -2


@compiled
def nearest(
    tree: Arrays,
    filters: Filters,
    lon: float,
    lat: float,
    k: int,
    within_m: float,
    slots: NDArray[np.int64],
    distance_m: NDArray[np.float64],
) -> int:
    """Write the nearest places into `slots` and `distance_m` and tell how many there are.

    Parameters
    ----------
    tree, filters
        `Tree.arrays()` and `filters.filtering()`.
    lon, lat
        Degrees, as float: another type is compiled anew.
    k, within_m
        At most so many (int), at most so far (float; a place just so far away counts; infinity for no limit).
    slots, distance_m
        Written up to the number found; k long or longer.

    Returns
    -------
    int
        How many were found, or `ANTIPODAL` where a geodesic is needed that `plain.nearest` has to measure.
    """
    room = (np.empty(DEPTH + k + SPARE), np.empty(DEPTH + k + SPARE, np.int64))
    return search(tree, filters, lon, lat, k, within_m, slots, distance_m, room)


@compiled
def search(
    tree: Arrays,
    filters: Filters,
    lon: float,
    lat: float,
    k: int,
    within_m: float,
    slots: NDArray[np.int64],
    distance_m: NDArray[np.float64],
    room: Room,
) -> int:
    """`nearest` for compiled callers, who bring room to work in: DEPTH + k + SPARE of float64 and of int64."""
    if k < 1:
        return 0
    x, y, z = earth_centred_point(lon, lat)
    point = (lon, lat, x, y, z)
    held, complete = by_chord(tree, filters, point, k, within_m, room)
    xyz, places, slots_held = tree[0], tree[1], room[1]
    found, farthest = 0, 0.0
    for i in range(held):
        slot = slots_held[DEPTH + i]
        length = length_to(xyz, places, slot, point)
        if math.isnan(length):
            return ANTIPODAL
        if i < k:
            farthest = max(farthest, length)
        if length <= within_m:
            found = enter(slots, distance_m, found, k, slot, length, places)
    if complete:
        return found
    return by_geodesic(tree, filters, point, k, min(within_m, farthest), slots, distance_m, room)


def nearest_many(
    tree: Tree,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    k: int = 1,
    *,
    filters: Filters = ANYTHING,
    within_m: float = math.inf,
    threads: int = THREADS,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each of m points the slots and the distances of its k nearest, shape (m, k); -1 and NaN where there is none.

    Points are answered along a curve that visits neighbours one after the other, so that what one has brought into
    the cache serves the next.
    """
    lon, lat = np.array(lon, np.float64), np.array(lat, np.float64)
    slots, distance_m = np.full((len(lon), k), -1, np.int64), np.full((len(lon), k), math.nan)
    order = np.arange(len(lon))
    if len(lon) > ALONE:
        order = np.argsort(code((lon + 180) / 360, (lat + 90) / 180))
    share = max(ALONE, -(-len(lon) // (4 * threads)))
    parts = [order[first : first + share] for first in range(0, len(lon), share)]

    def answer(rows: NDArray[np.int64]) -> None:
        _nearest_rows(tree.arrays(), filters, lon, lat, rows, float(within_m), slots, distance_m)

    if len(parts) > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(answer, parts))
    else:
        answer(order)
    for row in np.flatnonzero((slots == FOR_PLAIN).any(axis=1)):
        slots[row], distance_m[row] = -1, math.nan
        one = plain.nearest(tree, filters, lon[row], lat[row], k, within_m)
        slots[row, : len(one[0])], distance_m[row, : len(one[1])] = one
    return slots, distance_m


@compiled
def _nearest_rows(
    tree: Arrays,
    filters: Filters,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    rows: NDArray[np.int64],
    within_m: float,
    slots: NDArray[np.int64],
    distance_m: NDArray[np.float64],
) -> None:
    """Answer the rows named."""
    k = slots.shape[1]
    room = (np.empty(DEPTH + k + SPARE), np.empty(DEPTH + k + SPARE, np.int64))
    for i in range(rows.shape[0]):
        row = rows[i]
        found = search(tree, filters, lon[row], lat[row], k, within_m, slots[row], distance_m[row], room)
        for j in range(max(found, 0), k):
            slots[row, j], distance_m[row, j] = (-1 if found >= 0 else FOR_PLAIN), np.nan
