"""From points to places over roads: nearest places, and all pairs within a limit."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod
from scipy.sparse import coo_array

from geodata.roads import dijkstra
from geodata.roads.graph import Graph, Unit
from geodata.roads.snap import Spots, ends, legs, shares
from geodata.roads.speeds import LEG_KMH
from geodata.travel import Reach

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WGS84 = Geod(ellps="WGS84")
CHUNKS = 8  # a thread: as many as even the load out, and few enough that each may have arrays of its own


class Put(NamedTuple):
    """Points where they are, and where they meet the roads."""

    lon: Floats
    lat: Floats
    spots: Spots


def node_times(graph: Graph, places: Put, unit: Unit = "min", k: int = 1) -> tuple[Floats, NDArray[np.int32]]:
    """Give what it costs from every node to its k nearest places, and which they are: (nodes, k), inf and -1 for none.

    One search from all places at once, against the direction of travel.
    """
    arcs = graph.arcs(unit)
    node, cost, place = _seeds(graph, places.spots, unit)
    return dijkstra.nearest(arcs.at, arcs.tail, arcs.cost, node, cost, place, k)


def nearest(graph: Graph, points: Put, places: Put, unit: Unit = "min", k: int = 1) -> tuple[Ints, Floats]:
    """Give each point's k nearest places and what it costs to go there, (points, k); -1 and inf where there is none."""
    best, which = node_times(graph, places, unit, k)
    edge = np.maximum(points.spots.edge, 0)
    leave = ends(graph, points.spots, unit, "from")
    own_at, own = on_same_edge(points.spots.edge, places.spots.edge)
    at = np.repeat(np.arange(len(points.lon)), np.diff(own_at))
    own_cost = along_edge(graph, points, at, places, own, unit)
    start, end = graph.start[edge].astype(np.int64), graph.end[edge].astype(np.int64)
    cost, place = dijkstra.at_points(best, which, start, end, leave.start, leave.end, own_at, own, own_cost)
    return place, cost


def within(graph: Graph, points: Put, places: Put, most: float, unit: Unit = "min") -> Reach:
    """Give all places that each point reaches at a cost of at most `most`: a search from each place, as far as that."""
    arcs = graph.arcs(unit)
    node, arrive, of = _seeds(graph, places.spots, unit)
    order = np.argsort(of, kind="stable")
    seeds_at = np.searchsorted(of[order], np.arange(len(places.lon) + 1))
    points_at, point, leave = _by_node(graph, points.spots, unit)
    own_at, own = on_same_edge(places.spots.edge, points.spots.edge)
    at = np.repeat(np.arange(len(places.lon)), np.diff(own_at))
    own_cost = along_edge(graph, points, own, places, at, unit)

    def some(part: tuple[int, int]) -> tuple[Ints, Ints, Floats]:
        return dijkstra.within(
            arcs.at, arcs.tail, arcs.cost, seeds_at, node[order], arrive[order], points_at, point, leave,
            own_at, own, own_cost, part[0], part[1], len(points.lon), float(most),
        )  # fmt: skip

    threads = len(os.sched_getaffinity(0))
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(some, _parts(len(places.lon), threads * CHUNKS)))
    place, point, cost = (np.concatenate(column) for column in zip(*found, strict=True))
    # Pairs come by place, and keep that order within each row.
    rows = coo_array((cost, (point, place)), shape=(len(points.lon), max(1, len(places.lon)))).tocsr()
    return Reach(rows.indptr.astype(np.int64), rows.indices.astype(np.int64), rows.data)


def on_same_edge(edge: Ints, other_edge: Ints) -> tuple[Ints, Ints]:
    """Pair what lies on the same edge: row `i` has the others `own[starts[i]:starts[i + 1]]`, rising."""
    order = np.argsort(other_edge, kind="stable")
    first = np.searchsorted(other_edge[order], edge, side="left")
    last = np.searchsorted(other_edge[order], edge, side="right")
    counts = np.where(edge >= 0, last - first, 0)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    at = np.repeat(first - starts[:-1], counts) + np.arange(starts[-1])
    return starts, order[at].astype(np.int64)


def along_edge(graph: Graph, points: Put, i: Ints, places: Put, j: Ints, unit: Unit) -> Floats:
    """Tell what it costs from points `i` to places `j` of the same edge, without leaving it.

    Those that are nearer to each other than to the road, both ways together, need not go to the road at all.
    """
    edge = points.spots.edge[i]
    ahead = shares(graph, places.spots)[j] - shares(graph, points.spots)[i]
    along, against = (cost[edge] for cost in graph.costs(unit))
    with np.errstate(invalid="ignore"):
        road = np.where(ahead == 0, 0.0, np.where(ahead > 0, ahead * along, -ahead * against))
    road = legs(graph, points.spots, unit)[i] + road + legs(graph, places.spots, unit)[j]
    straight_m = WGS84.inv(points.lon[i], points.lat[i], places.lon[j], places.lat[j])[2]
    straight = straight_m if unit == "m" else straight_m / (LEG_KMH[graph.mode] * 1000 / 60)
    near = straight_m <= points.spots.off_m[i] + places.spots.off_m[j]
    found: Floats = np.where(near, np.minimum(straight, road), road)
    return found


def _seeds(graph: Graph, spots: Spots, unit: Unit) -> tuple[Ints, Floats, Ints]:
    """Name the nodes from which places are reached, the cost from there, and the places."""
    on = np.flatnonzero(spots.edge >= 0)
    edge, arrive = spots.edge[on], ends(graph, spots, unit, "to")
    node = np.concatenate([graph.start[edge], graph.end[edge]]).astype(np.int64)
    cost = np.concatenate([arrive.start[on], arrive.end[on]])
    place = np.concatenate([on, on])
    usable = np.isfinite(cost)
    return node[usable], cost[usable], place[usable]


def _by_node(graph: Graph, spots: Spots, unit: Unit) -> tuple[Ints, Ints, Floats]:
    """Give the points beside each node, and what it costs them to get to it."""
    on = np.flatnonzero(spots.edge >= 0)
    edge, leave = spots.edge[on], ends(graph, spots, unit, "from")
    node = np.concatenate([graph.start[edge], graph.end[edge]]).astype(np.int64)
    cost, point = np.concatenate([leave.start[on], leave.end[on]]), np.concatenate([on, on])
    usable = np.isfinite(cost)
    node, cost, point = node[usable], cost[usable], point[usable]
    order = np.argsort(node, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(node, minlength=graph.nodes))]).astype(np.int64)
    return starts, point[order], cost[order]


def _parts(size: int, parts: int) -> Iterator[tuple[int, int]]:
    step = max(1, -(-size // parts))
    for begin in range(0, max(size, 1), step):
        yield begin, min(size, begin + step)
