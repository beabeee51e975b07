"""Demand from GeoJSON, GeoPackage and Shapefile: points, or areas, each with a point inside and its outline."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from geodata.demand_files import MOST_WEIGHT, hour_columns, week
from geodata.demand_sources import headings
from geodata.demand_sources.asked import Asked, Points
from geodata.demand_sources.reference import refuse_contradiction, system
from geodata.demand_sources.tables import Read
from geodata.errors import BadDemand
from geodata.sources.features import read_frame
from stations.datum import Datum

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Shapes = NDArray[np.object_]

POLYGON, MULTIPOINT, MULTIPOLYGON = 3, 4, 6


def read_areas(path: Path, asked: Asked) -> Read:
    """Read a file of features.

    Features without a geometry or without a weight are left out and counted. An area's point is its centroid, or where
    that lies outside, a point of it.

    Raises
    ------
    UnreadableFile, BadHeading, BadDemand, DatumUnclear
        When the file, a column or a feature of it cannot be taken.
    """
    frame, notes = read_frame(path, layer=asked.layer, crs=asked.crs)
    refuse_contradiction(path.name, stated(path, asked), asked.datum, notes)
    if not len(frame):
        raise BadDemand(f"{path.name} holds no features, so there is no demand in it")
    names = [str(name) for name in frame.columns if name != frame.geometry.name]
    by_hour = _hourly(path, frame, names, asked)
    name = None if by_hour is not None else headings.weight_column(names, asked)
    left_out: dict[str, int] = {}
    shapes, lon, lat, there = placed(np.asarray(frame.geometry.array), left_out)
    weight = by_hour.mean(axis=1) if by_hour is not None else _numbers(frame, name)
    kept = there & _leave(np.isnan(weight), there, f"{name or 'a weight by hour'}: no number", left_out)
    ids = ids_of(frame, names, asked)
    _refuse(path, ids, kept & ((weight < 0) | (weight > MOST_WEIGHT)), name or "an hour", asked, left_out)
    kept &= (weight >= 0) & (weight <= MOST_WEIGHT)
    areas = np.isin(shapely.get_type_id(shapes), [POLYGON, MULTIPOLYGON])
    outlines = _only(shapes, areas) if areas.any() else None
    read = Read(
        Points(ids, lon, lat, weight, by_hour, outlines).at(kept), asked.datum or Datum.WGS84, len(frame)
    )
    weighed = "each feature counts once" if name is None else f"weights from {name}"
    read.notes = [
        *notes,
        "168 weights by hour." if by_hour is not None else f"{weighed[0].upper()}{weighed[1:]}.",
    ]
    read.left_out = left_out
    return read


def stated(path: Path, asked: Asked) -> Any:
    """Tell the reference system that the file, or the user for it, names."""
    layer = asked.layer or pyogrio.list_layers(path)[0, 0]
    told = pyogrio.read_info(path, layer=layer)["crs"] or asked.crs
    return None if told is None else system(told, path.name)


def placed(given: Shapes, left_out: dict[str, int]) -> tuple[Shapes, Floats, Floats, Flags]:
    """Give the mended geometry of each feature, its point, and whether there is one."""
    shapes = shapely.force_2d(given)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    shapes[missing] = shapely.Point(0, 0)
    single = (shapely.get_type_id(shapes) == MULTIPOINT) & (shapely.get_num_geometries(shapes) == 1)
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    dimension = shapely.get_dimensions(shapes)
    broken = (dimension == 2) & ~shapely.is_valid(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    points = shapely.centroid(shapes)
    beside = (dimension == 2) & ~shapely.intersects(shapes, points)
    points[beside] = shapely.point_on_surface(shapes[beside])
    none = shapely.is_empty(points)
    points[none] = shapely.Point(0, 0)
    lines = (dimension == 1) | (shapely.get_type_id(shapes) == MULTIPOINT) | none
    _leave(missing, np.ones_like(missing), "no geometry", left_out)
    _leave(lines, ~missing, "a line, several points, or an area that is none", left_out)
    return shapes, shapely.get_x(points), shapely.get_y(points), ~missing & ~lines


def _only(shapes: Shapes, chosen: Flags) -> Shapes:
    kept = shapes.copy()
    kept[~chosen] = None
    return kept


def _leave(wrong: Flags, among: Flags, reason: str, left_out: dict[str, int]) -> Flags:
    """Count what is left out for a reason, and give what is not."""
    if found := int((wrong & among).sum()):
        left_out[reason] = found
    return ~wrong


def _numbers(frame: Any, name: str | None) -> Floats:
    """Read a column of numbers; NaN where there is none."""
    if name is None:
        return np.ones(len(frame))
    read = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(read), read, np.nan)


def _hourly(path: Path, frame: Any, names: list[str], asked: Asked) -> Floats | None:
    found = hour_columns(path.name, names, asked.hours)
    if found is None:
        return None
    hours = week([_numbers(frame, name) for name in found])
    if (hours < 0).any():
        raise BadDemand("a weight by hour is negative: weights count people, riders or orders")
    return hours


def ids_of(frame: Any, names: list[str], asked: Asked) -> Shapes:
    """Give each feature its id: the column's where all differ, else its number."""
    name = headings.column(names, "id", asked.id)
    if name is not None:
        told = np.array([str(value) for value in frame[name]], dtype=object)
        if len(set(told.tolist())) == len(told) and "" not in told:
            return told
        if asked.id is not None:
            raise BadDemand(f"--id {asked.id}: its values are not all different; name another column")
    return np.array([f"{nth}" for nth in range(1, len(frame) + 1)], dtype=object)


def _refuse(path: Path, ids: Shapes, wrong: Flags, name: str, asked: Asked, left_out: dict[str, int]) -> None:
    found = int(wrong.sum())
    if not found:
        return
    if not asked.skip_bad:
        raise BadDemand(
            f"{path.name}: «{ids[int(np.argmax(wrong))]}» has a weight in {name} that is negative or beyond "
            f"{MOST_WEIGHT:g} ({found:,} in all): put them right, or leave them out with --skip-bad"
        )
    left_out[f"{name}: negative or too large"] = found
