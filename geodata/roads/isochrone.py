"""Where so many minutes lead: polygons for maps. Nothing is ever measured by them."""

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.errors import BadRequest
from geodata.roads.graph import Graph
from geodata.roads.grid import metres_a_degree
from geodata.roads.snap import Spots, shares
from geodata.roads.times import node_times
from geodata.roads.travel import OnRoads

Floats = NDArray[np.float64]

BESIDE_M = 60.0  # so far to both sides of a road it is filled: half a block
HOLE_M2 = 20_000.0  # smaller holes are yards


def isochrone(
    travel: OnRoads, lon: float, lat: float, most: float, *, beside_m: float = BESIDE_M
) -> shapely.Geometry:
    """Draw the area from which one comes to a place at a cost of at most `most`: polygons in degrees, or empty.

    It is the roads from which the place is reached, up to the very point on each of them, made `beside_m` wide to both
    sides; yards are filled. For drawing only: whether somebody is covered is told by the times from where they are
    (`OnRoads.within`), for points beyond a river or on a bridge lie inside such polygons and far from the place.

    Raises
    ------
    BadRequest
        When `most` or `beside_m` is no number above 0.
    """
    for what, value in (("most", most), ("beside_m", beside_m)):
        if not 0 < value < np.inf:
            raise BadRequest(f"{what} {value}: it is a number above 0")
    place = travel.put(np.array([lon]), np.array([lat]))
    lines = _reached(
        travel, place.spots, node_times(travel.graph, place, travel.unit)[0][:, 0], most / travel.slower
    )
    if not lines:
        return shapely.MultiPolygon()
    x_m, y_m = metres_a_degree(lat)
    corner, scale = np.array([lon, lat]), np.array([x_m, y_m])
    flat = [(line - corner) * scale for line in lines]
    wide = shapely.union_all(shapely.buffer([shapely.LineString(one) for one in flat], beside_m, quad_segs=3))
    filled = shapely.union_all([_without_yards(one) for one in shapely.get_parts(wide)])
    return shapely.transform(shapely.simplify(filled, beside_m / 20), lambda at: at / scale + corner)


def _reached(travel: OnRoads, spots: Spots, cost: Floats, most: float) -> list[Floats]:
    """Give the parts of roads from which the place is reached, as points in degrees."""
    graph = travel.graph
    along, against = graph.costs(travel.unit)
    # Of each edge, the share at its start from which one goes back to the start in time, and the same at its end.
    with np.errstate(invalid="ignore", divide="ignore"):
        by_start = np.clip((most - cost[graph.start]) / against, 0, 1)
        by_end = np.clip((most - cost[graph.end]) / along, 0, 1)
    by_start, by_end = np.nan_to_num(by_start), np.nan_to_num(by_end)
    lines = []
    for edge in np.flatnonzero((by_start > 0) | (by_end > 0)).tolist():
        if by_start[edge] + by_end[edge] >= 1:
            lines.append(_part(graph, edge, 0, 1))
            continue
        lines += [_part(graph, edge, a, b) for a, b in ((0, by_start[edge]), (1 - by_end[edge], 1)) if b > a]
    return lines + _own(travel, spots, most)


def _own(travel: OnRoads, spots: Spots, most: float) -> list[Floats]:
    """Give the part of the place's own edge from which it is reached without leaving it."""
    edge = int(spots.edge[0])
    left = most - float(travel.legs(spots)[0])
    if edge < 0 or left <= 0:
        return []
    at = float(shares(travel.graph, spots)[0])
    along, against = (max(float(cost[edge]), 1e-12) for cost in travel.graph.costs(travel.unit))
    return [_part(travel.graph, edge, max(0.0, at - left / along), min(1.0, at + left / against))]


def _part(graph: Graph, edge: int, begin: float, end: float) -> Floats:
    """Cut a part out of an edge's line; one of no length is a point, said twice."""
    inside = slice(graph.shape_at[edge], graph.shape_at[edge + 1])
    lon, lat, m = graph.shape_lon[inside], graph.shape_lat[inside], graph.shape_m[inside]
    from_m, to_m = begin * m[-1], end * m[-1]
    at = np.concatenate([[from_m], m[(m > from_m) & (m < to_m)], [to_m]])
    return np.column_stack([np.interp(at, m, lon), np.interp(at, m, lat)])


def _without_yards(area: shapely.Polygon) -> shapely.Polygon:
    holes = [ring for ring in area.interiors if shapely.Polygon(ring).area >= HOLE_M2]
    return shapely.Polygon(area.exterior, holes)
