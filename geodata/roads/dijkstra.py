"""Shortest ways from many places at once, compiled. All that calls one another stands in this one file.

Dijkstra (1959), A note on two problems in connexion with graphs; from all sources at once, with the k nearest kept at
each node: Erwig (2000), The graph Voronoi diagram with applications.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stations.atlas.compiled import compiled

Ints = NDArray[np.int64]
Short = NDArray[np.int32]
Floats = NDArray[np.float64]


WIDTH = 2.0  # of a bucket, in mean arcs
MOST_BUCKETS = 100_000


@compiled
def _push(cost: Floats, node: Short, place: Short, size: int, c: float, v: int, p: int) -> None:
    """Put an entry on a heap of `size` entries that has room for it."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if cost[above] < c or (cost[above] == c and place[above] <= p):
            break
        cost[at], node[at], place[at] = cost[above], node[above], place[above]
        at = above
    cost[at], node[at], place[at] = c, v, p


@compiled
def _drop_first(cost: Floats, node: Short, place: Short, size: int) -> None:
    """Take the least entry off a heap that has `size` entries afterwards."""
    c, v, p = cost[size], node[size], place[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        other = below + 1
        if other < size and (
            cost[other] < cost[below] or (cost[other] == cost[below] and place[other] < place[below])
        ):
            below = other
        if c < cost[below] or (c == cost[below] and p <= place[below]):
            break
        cost[at], node[at], place[at] = cost[below], node[below], place[below]
        at = below
    cost[at], node[at], place[at] = c, v, p


@compiled
def _better(cost: Floats, place: Short | Ints, c: float, p: int) -> bool:
    """Put a place into a row of different places, nearest first, if it belongs there, and tell whether it does."""
    last = len(cost) - 1
    for j in range(last):
        if place[j] == p:
            if c >= cost[j]:
                return False
            last = j
            break
    if c > cost[last] or (c == cost[last] and place[last] >= 0 and p >= place[last]):
        return False
    while last > 0 and (c < cost[last - 1] or (c == cost[last - 1] and p < place[last - 1])):
        cost[last], place[last] = cost[last - 1], place[last - 1]
        last -= 1
    cost[last], place[last] = c, p
    return True


@compiled
def _stands(cost: Floats, place: Short, c: float, p: int) -> bool:
    """Tell whether a place is still in a row at this cost."""
    for j in range(len(cost)):
        if place[j] == p:
            return cost[j] == c
    return False


@compiled
def _most(values: Floats) -> float:
    most = 0.0
    for value in values:
        if value < np.inf:
            most = max(most, value)
    return most


@compiled
def _mean(values: Floats) -> float:
    return values.sum() / max(1, len(values))


@compiled
def _longer(array: NDArray[Any], size: int) -> NDArray[Any]:
    found = np.empty(size + len(array), dtype=array.dtype)
    found[: len(array)] = array
    return found


@compiled
def nearest(
    at: Ints, tail: Short, arc: Floats, seed_node: Ints, seed_cost: Floats, seed_place: Ints, k: int
) -> tuple[Floats, Short]:
    """Give for each node the k places to which it is cheapest, and their costs: (nodes, k), inf and -1 for none.

    `at`, `tail`, `arc` tell what leads to each node; seeds, at which nodes places are reached, and at what cost from
    there. Of places equally far, those with the lower number come first. What waits is kept in buckets of nearly equal
    cost, not in a heap (Dial 1969, Algorithm 360): what comes too early within a bucket is mended when it comes again.
    """
    nodes = len(at) - 1
    best, which = np.full((nodes, k), np.inf), np.full((nodes, k), -1, dtype=np.int32)
    most = max(_most(arc), _most(seed_cost))
    width = max(WIDTH * _mean(arc), most / MOST_BUCKETS, 1e-12)
    first = np.full(int(most / width) + 2, -1, dtype=np.int64)
    room = len(seed_node) + 1024
    cost, next_ = np.empty(room), np.empty(room, dtype=np.int64)
    node, place = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32)
    used, free, waiting = 0, -1, 0
    for i in range(len(seed_node)):
        v, c, p = seed_node[i], seed_cost[i], seed_place[i]
        if c < np.inf and _better(best[v], which[v], c, p):
            bucket = int(c / width)
            cost[used], node[used], place[used], next_[used] = c, v, p, first[bucket]
            first[bucket] = used
            used, waiting = used + 1, waiting + 1
    now = 0
    while waiting > 0:
        here = now % len(first)
        while first[here] >= 0:
            taken = first[here]
            c, v, p = cost[taken], node[taken], place[taken]
            first[here], next_[taken], free = next_[taken], free, taken
            waiting -= 1
            if not _stands(best[v], which[v], c, p):
                continue
            if used + at[v + 1] - at[v] > len(cost):
                more = len(cost) + at[v + 1] - at[v]
                cost, next_ = _longer(cost, more), _longer(next_, more)
                node, place = _longer(node, more), _longer(place, more)
            for a in range(at[v], at[v + 1]):
                u, d = tail[a], c + arc[a]
                if d <= best[u, k - 1] and _better(best[u], which[u], d, p):
                    entry = free
                    if entry >= 0:
                        free = next_[entry]
                    else:
                        entry, used = used, used + 1
                    bucket = int(d / width) % len(first)
                    cost[entry], node[entry], place[entry], next_[entry] = d, u, p, first[bucket]
                    first[bucket] = entry
                    waiting += 1
        now += 1
    return best, which


@compiled
def at_points(
    best: Floats, which: Short, first: Ints, second: Ints, first_cost: Floats, second_cost: Floats,
    own_at: Ints, own_place: Ints, own_cost: Floats,
) -> tuple[Floats, Ints]:  # fmt: skip
    """Give each point its k nearest, from what the two ends of its edge know, and from places on the edge itself.

    `own_place[own_at[i]:own_at[i + 1]]` lie on the edge of point `i`, at `own_cost` along it.
    """
    n, k = len(first), best.shape[1]
    cost, place = np.full((n, k), np.inf), np.full((n, k), -1, dtype=np.int64)
    for i in range(n):
        for v, leave in ((first[i], first_cost[i]), (second[i], second_cost[i])):
            if leave < np.inf:
                for j in range(k):
                    if which[v, j] >= 0:
                        _better(cost[i], place[i], leave + best[v, j], which[v, j])
        for j in range(own_at[i], own_at[i + 1]):
            if own_cost[j] < np.inf:
                _better(cost[i], place[i], own_cost[j], own_place[j])
    return cost, place


@compiled
def within(  # noqa: C901, PLR0912 - one search a place, compiled
    at: Ints, tail: Short, arc: Floats, seeds_at: Ints, seed_node: Ints, seed_cost: Floats,
    points_at: Ints, point: Ints, leave: Floats, own_at: Ints, own_point: Ints, own_cost: Floats,
    begin: int, end: int, points: int, most: float,
) -> tuple[Ints, Ints, Floats]:  # fmt: skip
    """Give the points that reach the places `begin` to `end` at a cost of at most `most`: place, point, cost.

    `point[points_at[v]:points_at[v + 1]]` stand beside node `v` and get to it at `leave`; `own_point` are the points
    on each place's own edge, and what it costs them along it.
    """
    nodes = len(at) - 1
    best, seen = np.empty(nodes), np.full(nodes, -1, dtype=np.int64)
    reach, met = np.empty(points), np.full(points, -1, dtype=np.int64)
    touched = np.empty(points, dtype=np.int64)
    room = 1024
    cost, node, place = np.empty(room), np.empty(room, dtype=np.int32), np.zeros(room, dtype=np.int32)
    out_place, out_point, out_cost = (
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.int64),
        np.empty(room),
    )
    found = 0
    for q in range(begin, end):
        size, count = 0, 0
        for i in range(own_at[q], own_at[q + 1]):
            if own_cost[i] <= most:
                count = _reached(reach, met, touched, count, q, own_point[i], own_cost[i])
        for i in range(seeds_at[q], seeds_at[q + 1]):
            v, c = seed_node[i], seed_cost[i]
            if c <= most and (seen[v] != q or c < best[v]):
                best[v], seen[v] = c, q
                _push(cost, node, place, size, c, v, 0)
                size += 1
        while size > 0:
            c, v = cost[0], node[0]
            size -= 1
            _drop_first(cost, node, place, size)
            if c > best[v]:
                continue
            for i in range(points_at[v], points_at[v + 1]):
                if c + leave[i] <= most:
                    count = _reached(reach, met, touched, count, q, point[i], c + leave[i])
            while size + at[v + 1] - at[v] > len(cost):
                cost = np.concatenate((cost, np.empty(len(cost))))
                node = np.concatenate((node, np.empty(len(node), dtype=np.int32)))
                place = np.concatenate((place, np.zeros(len(place), dtype=np.int32)))
            for a in range(at[v], at[v + 1]):
                u, d = tail[a], c + arc[a]
                if d <= most and (seen[u] != q or d < best[u]):
                    best[u], seen[u] = d, q
                    _push(cost, node, place, size, d, u, 0)
                    size += 1
        while found + count > len(out_place):
            out_place = np.concatenate((out_place, np.empty(len(out_place), dtype=np.int64)))
            out_point = np.concatenate((out_point, np.empty(len(out_point), dtype=np.int64)))
            out_cost = np.concatenate((out_cost, np.empty(len(out_cost))))
        for i in range(count):
            out_place[found], out_point[found], out_cost[found] = q, touched[i], reach[touched[i]]
            found += 1
    return out_place[:found], out_point[:found], out_cost[:found]


@compiled
def _reached(reach: Floats, met: Ints, touched: Ints, count: int, q: int, i: int, c: float) -> int:
    """Note that a point reaches place `q`, and give the number of those that do."""
    if met[i] != q:
        met[i], reach[i], touched[count] = q, c, i
        return count + 1
    reach[i] = min(reach[i], c)
    return count
