"""The line of a road in each direction, put together from the edges that bear its number."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geodata.errors import BadRequest
from geodata.roads.corridor import Line
from geodata.roads.cut import WGS84
from geodata.roads.graph import Graph

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SHARPEST_DEG = 100.0  # a sharper turn leads into the other carriageway, not along the road
# Who turns by so much altogether, into a piece shorter than this and out of it, drives back on the other carriageway.
BACK_DEG, BREAK_M = 150.0, 100.0
GAP_M = 2_000.0  # so much may bear no number, as toll plazas do
LEAST_SHARE = 0.02  # of the longest: what is shorter is a stub


class _Arcs(NamedTuple):
    """The edges of a road in the directions in which they are driven."""

    edge: Ints
    sign: Ints
    tail: Ints
    head: Ints
    length_m: Floats
    leaves_deg: Floats
    arrives_deg: Floats


def carriageways(graph: Graph, road: str) -> list[Line]:
    """Find the lines of a road by its number, such as G1: forward ones first, and each direction's longest first.

    Forward leads from west to east, or from south to north where the road lies more so. Each direction has its
    own line, of the carriageway that is driven in it, and kilometres of its own from where that line begins.
    Ramps are no part of it. Pieces that lie less than 2 km apart one after the other are joined by a straight
    piece; a road that breaks off for longer is several lines.

    Raises
    ------
    BadRequest
        When no edge bears the number; the message names some that there are.
    """
    edges = _edges_of(graph, road)
    if not len(edges):
        raise BadRequest(f"no road bears the number {road}: there are {_numbers(graph)}")
    arcs = _arcs(graph, edges)
    chains = [_points(graph, arcs, chain) for chain in _chains(arcs)]
    lines = [_line(road, *joined) for joined in _joined(chains)]
    longest = max(one.length_km for one in lines)
    kept = [one for one in lines if one.length_km >= LEAST_SHARE * longest]
    return sorted(kept, key=lambda one: (one.direction != "forward", -one.length_km, one.lon[0], one.lat[0]))


def plain(number: str) -> str:
    """Write a road's number plainly.

    Examples
    --------
    >>> plain(" g 1 "), plain("Ｇ30")
    ('G1', 'G30')
    """
    return (
        "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in number)
        .replace(" ", "")
        .upper()
    )


def _edges_of(graph: Graph, road: str) -> Ints:
    bears = np.array(
        [plain(road) in {plain(one) for one in str(ref).split(";")} for ref in graph.refs], dtype=np.bool_
    )
    ramps = np.array([str(kind).endswith("_link") for kind in graph.kinds], dtype=np.bool_)
    return np.flatnonzero(bears[graph.ref] & ~ramps[graph.kind])


def _numbers(graph: Graph) -> str:
    found = sorted({plain(one) for ref in graph.refs for one in str(ref).split(";") if one.strip()})
    return ", ".join(found[:12]) + (" …" if len(found) > 12 else "") if found else "no numbered roads at all"


def _arcs(graph: Graph, edges: Ints) -> _Arcs:
    first, last = graph.shape_at[edges], graph.shape_at[edges + 1] - 1
    lon, lat = graph.shape_lon, graph.shape_lat
    begins = WGS84.inv(lon[first], lat[first], lon[first + 1], lat[first + 1])[0]
    ends = WGS84.inv(lon[last - 1], lat[last - 1], lon[last], lat[last])[0]
    start, end = graph.start[edges].astype(np.int64), graph.end[edges].astype(np.int64)
    length_m = graph.length_m[edges]
    both = (
        (np.isfinite(graph.forward_min[edges]), 1, start, end, begins, ends),
        (np.isfinite(graph.backward_min[edges]), -1, end, start, ends + 180, begins + 180),
    )
    parts = [
        (edges[on], np.full(on.sum(), sign), a[on], b[on], length_m[on], out[on], into[on])
        for on, sign, a, b, out, into in both
    ]
    return _Arcs(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _chains(arcs: _Arcs) -> list[Ints]:
    """Follow the arcs without turning back: of each part that hangs together, the longest of its shortest ways."""
    after = _links(arcs)
    while True:
        _, part = connected_components(after, directed=False)
        parts = np.split(np.argsort(part, kind="stable"), np.cumsum(np.bincount(part))[:-1])
        chains = [_longest(after, members, arcs.length_m) for members in parts]
        backward = [link for chain in chains for link in _turns_back(arcs, chain)]
        if not backward:
            return chains
        after = _without(after, backward)


def _links(arcs: _Arcs) -> csr_array:
    """Tell which arcs lead on to which: without sharp turns, and not across a break to the other carriageway."""
    order = np.argsort(arcs.tail, kind="stable")
    first = np.searchsorted(arcs.tail[order], arcs.head, side="left")
    counts = np.searchsorted(arcs.tail[order], arcs.head, side="right") - first
    starts = np.cumsum(counts) - counts
    one = np.repeat(np.arange(len(arcs.edge)), counts)
    other = order[np.repeat(first - starts, counts) + np.arange(counts.sum())]
    turn = (arcs.leaves_deg[other] - arcs.arrives_deg[one] + 180) % 360 - 180
    goes_on = (np.abs(turn) <= SHARPEST_DEG) & (arcs.edge[one] != arcs.edge[other])
    one, other, turn = one[goes_on], other[goes_on], turn[goes_on]
    breaks = (arcs.length_m < BREAK_M) & (
        _turned(len(arcs.edge), one, other, turn) | _turned(len(arcs.edge), one, other, -turn)
    )
    along = ~(breaks[one] | breaks[other])
    one, other = one[along], other[along]
    size = (len(arcs.edge), len(arcs.edge))
    return coo_array((arcs.length_m[other] + 1e-6, (one, other)), shape=size).tocsr()


def _turned(size: int, one: Ints, other: Ints, turn: Floats) -> NDArray[np.bool_]:
    """Tell through which of the arcs every way turns back, by the turns into it and out of it together."""
    into, out = np.full(size, np.inf), np.full(size, np.inf)
    np.minimum.at(into, other, turn)
    np.minimum.at(out, one, turn)
    found: NDArray[np.bool_] = np.isfinite(into) & np.isfinite(out) & (into + out >= BACK_DEG)
    return found


def _turns_back(arcs: _Arcs, chain: Ints) -> list[tuple[int, int]]:
    """Find where a chain goes around a roundabout and back over an edge that it came by.

    Given are the link halfway around, and the one past this road by which those turn back who come from ahead.
    """
    seen: dict[int, int] = {}
    for at, edge in enumerate(arcs.edge[chain].tolist()):
        if edge in seen:
            around = chain[seen[edge] : at + 1]
            along_m = np.cumsum(arcs.length_m[around][1:-1])
            half = int(np.argmin(np.abs(along_m - along_m[-1] / 2)))
            return [(int(around[half + 1]), int(around[half + 2])), (int(around[-2]), int(around[1]))]
        seen[edge] = at
    return []


def _without(after: csr_array, links: list[tuple[int, int]]) -> csr_array:
    kept, size = after.tocoo(), after.shape[0]
    gone = np.isin(kept.row.astype(np.int64) * size + kept.col, [one * size + other for one, other in links])
    return coo_array((kept.data[~gone], (kept.row[~gone], kept.col[~gone])), shape=after.shape).tocsr()


def _longest(after: csr_array, members: Ints, length_m: Floats) -> Ints:
    """Give the longest of the shortest ways, by going to the farthest end and back until it grows no more."""
    here = after[members][:, members]
    end = _farthest(here, 0, length_m[members])
    for _ in range(3):
        begin = _farthest(here.T.tocsr(), end, length_m[members])
        end = _farthest(here, begin, length_m[members])
    _, came_from = dijkstra(here, indices=begin, return_predecessors=True)
    way = [end]
    while way[-1] != begin:
        way.append(int(came_from[way[-1]]))
    return members[way[::-1]]


def _farthest(here: csr_array, begin: int, length_m: Floats) -> int:
    away = dijkstra(here, indices=begin)
    return int(np.argmax(np.where(np.isfinite(away), away + 1e-9 * length_m, -1.0)))


class _Chain(NamedTuple):
    lon: Floats
    lat: Floats
    edge: Ints
    sign: Ints
    at: Ints  # of each edge, its first point


def _points(graph: Graph, arcs: _Arcs, chain: Ints) -> _Chain:
    lon, lat, at = [], [], []
    size = 0
    for i in chain:
        part = slice(graph.shape_at[arcs.edge[i]], graph.shape_at[arcs.edge[i] + 1])
        step = int(arcs.sign[i])
        lon.append(graph.shape_lon[part][::step])
        lat.append(graph.shape_lat[part][::step])
        at.append(size)
        size += len(lon[-1])
    return _Chain(
        np.concatenate(lon),
        np.concatenate(lat),
        arcs.edge[chain],
        arcs.sign[chain],
        np.array(at, dtype=np.int64),
    )


def _joined(chains: list[_Chain]) -> list[_Chain]:
    """Join what goes on after a gap, the smallest gap first."""
    chains = list(chains)
    while len(chains) > 1:
        begins = np.array([[one.lon[0], one.lat[0]] for one in chains])
        ends = np.array([[one.lon[-1], one.lat[-1]] for one in chains])
        i, j = (side.ravel() for side in np.indices((len(chains), len(chains))))
        to_deg, _, gap_m = WGS84.inv(ends[i, 0], ends[i, 1], begins[j, 0], begins[j, 1])
        heading = np.array([_heading(one) for one in chains])
        bend = np.abs((heading[i] - heading[j] + 180) % 360 - 180)
        aside = np.where(gap_m > 1, np.abs((np.asarray(to_deg) - heading[i] + 180) % 360 - 180), 0.0)
        fits = (i != j) & (gap_m <= GAP_M) & (bend <= SHARPEST_DEG) & (aside <= SHARPEST_DEG)
        if not fits.any():
            break
        best = int(np.argmin(np.where(fits, gap_m, np.inf)))
        one, other = chains[i[best]], chains[j[best]]
        new = _Chain(
            lon=np.concatenate([one.lon, other.lon]),
            lat=np.concatenate([one.lat, other.lat]),
            edge=np.concatenate([one.edge, other.edge]),
            sign=np.concatenate([one.sign, other.sign]),
            at=np.concatenate([one.at, other.at + len(one.lon)]),
        )
        chains = [chain for nth, chain in enumerate(chains) if nth not in (i[best], j[best])] + [new]
    return chains


def _heading(chain: _Chain) -> float:
    return float(WGS84.inv(chain.lon[0], chain.lat[0], chain.lon[-1], chain.lat[-1])[0])


def _line(road: str, lon: Floats, lat: Floats, edge: Ints, sign: Ints, at: Ints) -> Line:
    heading = float(WGS84.inv(lon[0], lat[0], lon[-1], lat[-1])[0]) % 360
    north_or_east = not 135 < heading <= 315
    km = np.concatenate([[0.0], np.cumsum(WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2])]) / 1000
    return Line(
        road=plain(road),
        direction="forward" if north_or_east else "backward",
        lon=lon,
        lat=lat,
        km=km,
        edge=edge,
        sign=sign,
        edge_km=km[at],
    )
