"""Put points on roads: to the nearest spot of the nearest edge, not to a node."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.roads.graph import Graph, Unit
from geodata.roads.grid import Grid, beside
from geodata.roads.speeds import LEG_KMH

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LIMIT_M = 300.0
# The rest of the network must be so much farther off before a point is put on an island of it.
ISLAND_M = 100.0


class Spots(NamedTuple):
    """Where points meet the roads: the edge (-1: none within the limit), metres along it, metres off it."""

    edge: Ints
    along_m: Floats
    off_m: Floats


class Ends(NamedTuple):
    """What it costs from each point to the start and the end of its edge, or from there to the point; inf: no way.

    The way between point and road, `leg`, is in both.
    """

    start: Floats
    end: Floats
    leg: Floats


def snap(graph: Graph, grid: Grid, lon: Floats, lat: Floats, limit_m: float = LIMIT_M) -> Spots:
    """Find the spot on the roads nearest to each point.

    Around each point a plane stands for the ellipsoid, in which degrees are straight: up to 70 degrees of latitude,
    distances of at most 300 m to straight pieces of at most a kilometre are right to 10 cm.
    """
    lon, lat = (np.asarray(one, dtype=np.float64) for one in (lon, lat))
    # Neighbours one after the other: they look into the same squares.
    order = np.lexsort((np.floor(lon / grid.cell[0]), np.floor(lat / grid.cell[1])))
    piece, share, off_m = np.empty(len(lon), dtype=np.int64), np.empty(len(lon)), np.empty(len(lon))
    piece[order], share[order], off_m[order] = beside(
        lon[order],
        lat[order],
        np.array([grid.west, grid.south]),
        grid.cell,
        grid.size,
        grid.keys,
        grid.at,
        grid.piece,
        grid.edge,
        graph.island,
        graph.shape_lon,
        graph.shape_lat,
        float(limit_m),
        ISLAND_M,
    )
    there = piece >= 0
    at = np.where(there, piece, 0)
    after = np.minimum(at + 1, len(graph.shape_m) - 1)
    along_m = graph.shape_m[at] + share * (graph.shape_m[after] - graph.shape_m[at])
    return Spots(np.where(there, grid.edge[at], -1), np.where(there, along_m, 0.0), off_m)


def shares(graph: Graph, spots: Spots) -> Floats:
    """Tell how far along its edge each spot lies, from 0 to 1."""
    length_m = graph.length_m[np.maximum(spots.edge, 0)]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(length_m > 0, np.minimum(spots.along_m / length_m, 1.0), 0.0)


def legs(graph: Graph, spots: Spots, unit: Unit) -> Floats:
    """Tell what the way between each point and its spot costs, straight."""
    return spots.off_m if unit == "m" else spots.off_m / (LEG_KMH[graph.mode] * 1000 / 60)


def ends(graph: Graph, spots: Spots, unit: Unit, way: Literal["from", "to"]) -> Ends:
    """Tell what it costs from points to the ends of their edges, or from those ends to the points.

    A spot at the very end of an edge is that node: one gets from it to the node for nothing, whatever the direction.
    """
    edge, share, leg = np.maximum(spots.edge, 0), shares(graph, spots), legs(graph, spots, unit)
    along, against = (cost[edge] for cost in graph.costs(unit))
    by_start, by_end = (against, along) if way == "from" else (along, against)
    with np.errstate(invalid="ignore"):
        start = np.where(share == 0, 0.0, share * by_start) + leg
        end = np.where(share == 1, 0.0, (1 - share) * by_end) + leg
    off = spots.edge < 0
    return Ends(np.where(off, np.inf, start), np.where(off, np.inf, end), np.where(off, np.inf, leg))
