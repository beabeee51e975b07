"""Candidates that are drawn on a map: points, or areas in which one could build."""

from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata.planning.shapes import (
    DECIMALS,
    NAME,
    Shape,
    bad,
    is_number,
    named,
    of_another_kind,
    refuse_many,
    refuse_odd,
    shapes,
)  # fmt: skip
from stations.datum import Datum

Row = dict[str, Any]
CAPACITY = ("capacity", "容量")
MOST_CANDIDATES = 20_000
MOST_CAPACITY = 1e9


def of_features(path: Path, datum: Datum | None) -> list[Row]:
    """Read candidates from points and areas that are drawn; an area stands for its middle, or a point in it."""
    found = shapes(path, datum)
    refuse_many(path, len(found), MOST_CANDIDATES)
    return [_spot(path, one, told) for one, told in zip(found, named(path, found), strict=True)]


def _spot(path: Path, one: Shape, numbered: str) -> Row:
    shape = one.geometry
    single = shape.geom_type == "MultiPoint" and shapely.get_num_geometries(shape) == 1
    if not single and shape.geom_type not in ("Point", "Polygon", "MultiPolygon"):
        raise of_another_kind(path, one, "give points, or outlines")
    point = shape.centroid if shape.intersects(shape.centroid) else shape.representative_point()
    told, capacity = one.first(NAME), one.first(CAPACITY)
    refuse_odd(path, one, "name", told)
    if capacity and not (is_number(capacity) and 0 < float(capacity) <= MOST_CAPACITY):
        raise bad(
            path, one, "capacity", capacity, "this is no number above 0", "leave it out where it is not known"
        )
    return candidate(numbered, told, point.x, point.y, float(capacity) if capacity else np.nan)


def candidate(numbered: str, name: str, lon: float, lat: float, capacity: float) -> Row:
    """Write a candidate as the option `points` takes it; a capacity that is not known (NaN) is left out."""
    found: Row = {"id": numbered, "lon": round(lon, DECIMALS), "lat": round(lat, DECIMALS)}
    if name:
        found["name"] = name
    return found if np.isnan(capacity) else {**found, "capacity": capacity}
