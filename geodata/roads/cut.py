"""Cut ways into edges at the nodes where they meet, end or are barred."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from geodata.errors import BadRequest, UnreadableFile
from geodata.roads.graph import Graph, arcs_of, islands
from geodata.roads.osm import Read
from geodata.roads.speeds import Mode

WGS84 = Geod(ellps="WGS84")
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class _Pieces(NamedTuple):
    """Edges as runs of points: the way of each, its first and its last point, and the nodes there."""

    way: Ints
    first: Ints
    last: Ints
    start: Ints
    end: Ints


def cut(read: Read, mode: Mode) -> Graph:
    """Make the graph of one mode.

    Raises
    ------
    UnreadableFile
        When no way may be used by this mode.
    """
    usable = read.kmh[mode].max(axis=1) > 0
    if not usable.any():
        raise UnreadableFile(
            f"the extract holds {len(usable):,} ways, and none of them may be used by {mode}"
        )
    pieces, at_node = _pieces(read, mode, np.flatnonzero(usable))
    sizes = pieces.last - pieces.first + 1
    shape_at = np.concatenate([[0], np.cumsum(sizes)])
    point = np.repeat(pieces.first - shape_at[:-1], sizes) + np.arange(shape_at[-1])
    lon, lat = read.lon[point], read.lat[point]
    _refuse_across_180(lon, lat, shape_at)
    shape_m = metres_along(lon, lat, shape_at)
    length_m = shape_m[shape_at[1:] - 1]
    kmh = read.kmh[mode][pieces.way]
    with np.errstate(divide="ignore", invalid="ignore"):
        minutes = np.where(kmh > 0, length_m[:, None] / (kmh * 1000 / 60), np.inf)
    refs, ref = np.unique(np.array(read.ref, dtype=str)[pieces.way], return_inverse=True)
    kinds, kind = np.unique(np.array(read.kind, dtype=str)[pieces.way], return_inverse=True)
    start, end = pieces.start.astype(np.int32), pieces.end.astype(np.int32)
    return Graph(
        mode=mode,
        lon=read.lon[at_node],
        lat=read.lat[at_node],
        start=start,
        end=end,
        forward_min=minutes[:, 0].copy(),
        backward_min=minutes[:, 1].copy(),
        shape_at=shape_at,
        shape_lon=lon,
        shape_lat=lat,
        shape_m=shape_m,
        island=islands(arcs_of(len(at_node), start, end, *minutes.T), start, end, length_m),
        refs=refs,
        ref=ref.astype(np.int32),
        kinds=kinds,
        kind=kind.astype(np.int32),
        sha256=read.sha256,
    )


def metres_along(lon: Floats, lat: Floats, shape_at: Ints) -> Floats:
    """Tell for each point of each line how far along it lies, geodesic metres from its first point."""
    steps = np.zeros(len(lon))
    if len(lon) > 1:
        steps[1:] = WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
    steps[shape_at[:-1]] = 0.0
    total = np.cumsum(steps)
    return _from_first(total, shape_at)


def _from_first(total: Floats, shape_at: Ints) -> Floats:
    return np.maximum(total - np.repeat(total[shape_at[:-1]], np.diff(shape_at)), 0.0)


def _pieces(read: Read, mode: Mode, ways: Ints) -> tuple[_Pieces, Ints]:
    """Cut these ways; beside the pieces, name for each node one of the points that lie there."""
    counts = np.diff(read.starts)[ways]
    offset = np.concatenate([[0], np.cumsum(counts)])
    point = np.repeat(read.starts[ways] - offset[:-1], counts) + np.arange(offset[-1])
    _, number, seen = np.unique(read.node[point], return_inverse=True, return_counts=True)
    stopped = np.isin(read.node[point], read.stops[mode])
    meets = (seen[number] > 1) | stopped
    meets[offset[:-1]] = meets[offset[1:] - 1] = True
    at = np.flatnonzero(meets)
    way = np.repeat(np.arange(len(ways)), counts)[at]
    inside = way[:-1] == way[1:]
    first, last = at[:-1][inside], at[1:][inside]
    # At a barrier each piece ends at a node of its own: nobody gets from one to the other.
    own = len(seen) + 2 * np.arange(len(point))
    start = np.where(stopped[first], own[first], number[first])
    end = np.where(stopped[last], own[last] + 1, number[last])
    nodes, both = np.unique(np.concatenate([start, end]), return_inverse=True)
    somewhere = np.empty(len(nodes), dtype=np.int64)
    somewhere[both] = np.concatenate([point[first], point[last]])
    order = _along_curve(read.lon[somewhere], read.lat[somewhere])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    both = rank[both]
    pieces = _Pieces(
        ways[way[:-1][inside]], point[first], point[last], both[: len(first)], both[len(first) :]
    )
    return pieces, somewhere[order]


def _along_curve(lon: Floats, lat: Floats) -> Ints:
    """Order points along a curve through squares of squares: what lies close is kept close in memory."""
    key = np.zeros(len(lon), dtype=np.int64)
    x, y = ((lon + 180) / 360 * (1 << 24)).astype(np.int64), ((lat + 90) / 180 * (1 << 24)).astype(np.int64)
    for bit in range(25):
        key |= ((x >> bit) & 1) << (2 * bit) | ((y >> bit) & 1) << (2 * bit + 1)
    return np.argsort(key, kind="stable")


def _refuse_across_180(lon: Floats, lat: Floats, shape_at: Ints) -> None:
    wide = np.abs(np.diff(lon)) > 180
    wide[shape_at[1:-1] - 1] = False
    if wide.any():
        at = int(np.flatnonzero(wide)[0])
        raise BadRequest(
            f"a way crosses the 180th meridian near latitude {lat[at]:.4f}: cut the extract there and load both parts"
        )
