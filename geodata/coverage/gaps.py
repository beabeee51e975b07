"""Gaps: demand that is not covered, gathered where it lies together, and ranked by its weight."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

import h3
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geodata.coverage.errors import NoMeasure
from geodata.travel import Floats, Ints

FINEST, COARSEST = 11, 4


class Gap(NamedTuple):
    """Demand that lies together and is not covered.

    `lon` and `lat` are its centre of weight, degrees; `cells` counts the cells or outlines it is made of; `outline` is
    their union, WGS-84; `points` are the demand points in it.
    """

    rank: int
    weight: float
    lon: float
    lat: float
    cells: int
    outline: shapely.Geometry
    points: Ints


def gaps(
    lon: Floats,
    lat: Floats,
    weight: Floats,
    covered: NDArray[np.bool_],
    *,
    resolution: int = 8,
    outlines: NDArray[np.object_] | None = None,
    merged: bool = True,
    widest: int | None = None,
    outlined: int | None = None,
) -> list[Gap]:
    """Gather demand that is not covered into gaps, the heaviest first.

    Points are put into H3 cells, and cells that touch are one gap; demand with an outline of its own keeps it, and
    outlines that touch are one gap. Points of weight 0 make none. Ties go by the first demand point.

    When: to see where something is missing, and for how many. When not: to choose sites, for a large gap may need
    several and a small one none of its own (`geodata.siting`). A finer resolution makes more and smaller gaps: the
    ranks hold for one resolution (`resolution_for` follows the standard).

    Parameters
    ----------
    lon, lat, weight, covered
        By demand point, shape (n,); degrees, WGS-84.
    resolution
        Of H3, 4 (edges of 26 km) to 11 (edges of 29 m).
    outlines
        Shapes in degrees, or None where a point has none, shape (n,).
    merged
        False keeps each cell and each outline a gap of its own.
    widest
        H3 resolution, coarser than `resolution`, of cells that no gap reaches beyond: where most of a city is
        uncovered, one gap would be most of the city. None: as far as cells touch.
    outlined
        How many of the heaviest get an outline, which takes long for thousands; that of the others is empty. None: all.

    Examples
    --------
    >>> lon, lat = np.array([113.60, 113.6001, 113.9]), np.array([34.7, 34.7, 34.7])
    >>> told = gaps(lon, lat, np.array([5.0, 2.0, 9.0]), np.array([False, False, True]))
    >>> [(one.rank, one.weight, one.cells, round(one.lon, 4)) for one in told]
    [(1, 7.0, 1, 113.6)]
    """
    if not COARSEST <= resolution <= FINEST:
        raise NoMeasure(
            f"resolution {resolution}: gaps are gathered in H3 cells of resolution {COARSEST} to {FINEST}"
        )
    if widest is not None and not 0 <= widest <= resolution:
        raise NoMeasure(f"widest {widest}: no gap reaches beyond a cell of H3 resolution 0 to {resolution}")
    rows = np.flatnonzero(~covered & (weight > 0))
    drawn = (
        np.zeros(len(rows), bool)
        if outlines is None
        else np.array([one is not None for one in outlines[rows]], bool)
    )

    def apart(cell: str) -> str:
        return "" if widest is None else h3.cell_to_parent(cell, widest)

    found = _of_cells(rows[~drawn], lon, lat, resolution, apart if merged else None)
    if outlines is not None:
        found += _of_outlines(rows[drawn], lon, lat, resolution, outlines, apart if merged else None)
    heaviest = sorted(found, key=lambda one: (-weight[one.points].sum(), one.points[0]))
    drawn_to = len(heaviest) if outlined is None else outlined
    return [
        _gap(rank, one, one.draw() if rank <= drawn_to else shapely.Polygon(), lon, lat, weight)
        for rank, one in enumerate(heaviest, 1)
    ]


def resolution_for(standard_m: float) -> int:
    """Give the H3 resolution whose cells are about as wide as a standard: edges of nearly half of it.

    Examples
    --------
    >>> resolution_for(500.0), resolution_for(1000.0), resolution_for(5000.0)
    (9, 8, 6)
    """
    edges = [(abs(np.log(h3.average_hexagon_edge_length(one, "m") / (standard_m / 2))), one)
             for one in range(COARSEST, FINEST + 1)]  # fmt: skip
    return min(edges)[1]


class _Group(NamedTuple):
    points: Ints
    cells: int
    draw: Callable[[], shapely.Geometry]


# Gives what a cell lies in: cells that lie in different ones are not put together.
Apart = Callable[[str], str]


def _of_cells(rows: Ints, lon: Floats, lat: Floats, resolution: int, apart: Apart | None) -> list[_Group]:
    cells: dict[str, list[int]] = {}
    for row in rows.tolist():
        cells.setdefault(h3.latlng_to_cell(lat[row], lon[row], resolution), []).append(row)
    names = list(cells)
    number = {name: at for at, name in enumerate(names)}
    touching = [(number[one], number[other]) for one in names for other in h3.grid_disk(one, 1)
                if apart and other in number and apart(one) == apart(other)]  # fmt: skip
    return [
        _Group(
            np.sort([row for at in group for row in cells[names[at]]]),
            len(group),
            partial(_drawn, [names[at] for at in group]),
        )
        for group in _together(len(names), touching)
    ]


def _of_outlines(
    rows: Ints, lon: Floats, lat: Floats, resolution: int, outlines: NDArray[np.object_], apart: Apart | None
) -> list[_Group]:
    if len(rows) == 0:
        return []
    shapes, touching = outlines[rows], []
    if apart:
        lies = [apart(h3.latlng_to_cell(lat[row], lon[row], resolution)) for row in rows.tolist()]
        pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist()
        touching = [(one, other) for one, other in pairs if lies[one] == lies[other]]
    return [
        _Group(rows[group], len(group), partial(shapely.union_all, shapes[group]))
        for group in _together(len(rows), touching)
    ]


def _together(count: int, touching: Iterable[Iterable[int]]) -> list[Ints]:
    """Part numbers 0 to `count` into those that touching pairs hold together, each part rising."""
    if count == 0:
        return []
    pairs = np.array(list(touching), np.int64).reshape(-1, 2)
    graph: Any = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    parts, label = connected_components(graph, directed=False)
    return np.split(np.argsort(label, kind="stable"), np.cumsum(np.bincount(label, minlength=parts))[:-1])


def _drawn(cells: Iterable[str]) -> shapely.Geometry:
    shape = shapely.geometry.shape(h3.cells_to_h3shape(list(cells)).__geo_interface__)
    west, _, east, _ = shape.bounds
    return shape if east - west < 180 else _cut_at_180(shape)


def _cut_at_180(shape: shapely.Geometry) -> shapely.Geometry:
    """Part a shape that crosses the 180th meridian, whose corners jump from one side of the map to the other."""
    moved = shapely.transform(shape, lambda corners: np.column_stack([corners[:, 0] % 360, corners[:, 1]]))
    east = shapely.intersection(moved, shapely.box(0, -90, 180, 90))
    west = shapely.intersection(moved, shapely.box(180, -90, 360, 90))
    return shapely.union_all([east, shapely.transform(west, lambda corners: corners - [360, 0])])


def _gap(
    rank: int, group: _Group, outline: shapely.Geometry, lon: Floats, lat: Floats, weight: Floats
) -> Gap:
    rows = group.points
    along, up, w = np.radians(lon[rows]), np.radians(lat[rows]), weight[rows]
    x, y, z = (
        (w * np.cos(up) * np.cos(along)).sum(),
        (w * np.cos(up) * np.sin(along)).sum(),
        (w * np.sin(up)).sum(),
    )
    centre_lon, centre_lat = np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))
    return Gap(rank, float(w.sum()), float(centre_lon), float(centre_lat), group.cells, outline, rows)
