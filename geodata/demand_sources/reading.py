"""A file of demand in any form: read, carried to WGS-84, cut, joined, checked as a whole."""

from pathlib import Path

import numpy as np

from geodata.demand import Demand
from geodata.demand_sources.asked import FEWER, MOST_POINTS, Asked, Found, Points
from geodata.demand_sources.joining import Joined
from geodata.errors import BadDemand, UnreadableFile

TABLES = (".csv", ".tsv", ".txt")
AREAS = (".geojson", ".json", ".gpkg", ".shp", ".zip")
RASTERS = (".tif", ".tiff")


def read_any(path: Path, asked: Asked = Asked()) -> Found:  # noqa: B008 - frozen
    """Read demand from CSV, GeoJSON, GeoPackage, Shapefile or GeoTIFF; the ending tells the form.

    Raises
    ------
    UnreadableFile, BadHeading, BadDemand, DatumUnclear
        When the file or anything in it cannot be taken; the message names the thing, the rule and the cure.
    """
    if not path.is_file():
        raise UnreadableFile(f"{path}: there is no such file")
    if path.stat().st_size == 0:
        raise UnreadableFile(f"{path.name} is empty")
    ending = path.suffix.lower()
    # Each brings its own heavy libraries: only the one that is needed is loaded.
    if ending in TABLES:
        from geodata.demand_sources.tables import read_table as read  # noqa: PLC0415
    elif ending in AREAS:
        from geodata.demand_sources.areas import read_areas as read  # noqa: PLC0415
    elif ending in RASTERS:
        from geodata.demand_sources.rasters import read_raster as read  # noqa: PLC0415
    else:
        raise UnreadableFile(
            f"{path.name}: demand is read from .csv, .geojson, .gpkg, .shp and .tif; save it as one of these"
        )
    found = read(path, asked)
    points, left_out = found.points.shifted(found.datum), dict(found.left_out)
    points = _cut(points, asked, left_out)
    before = len(points)
    if ending not in RASTERS:
        points = _joined(points, asked)
    if len(points) < before:
        found.notes.append(f"{before:,} points were joined to {len(points):,}.")
    demand = _checked(path, points, left_out)
    return Found(demand, found.rows, asked.datum or found.datum, found.notes, left_out)


def _cut(points: Points, asked: Asked, left_out: dict[str, int]) -> Points:
    """Leave out rows in which nobody is, and what lies outside the box that is asked for."""
    people = points.weight > 0
    if not people.all():
        left_out["a weight of 0"] = int((~people).sum())
    points = points.at(people)
    if asked.bbox is None:
        return points
    west, south, east, north = asked.bbox
    inside = (points.lon >= west) & (points.lon <= east) & (points.lat >= south) & (points.lat <= north)
    if not inside.all():
        left_out["outside the box"] = int((~inside).sum())
    return points.at(inside)


def _joined(points: Points, asked: Asked) -> Points:
    if (asked.to_h3 is None and asked.aggregate_m is None) or not len(points):
        return points
    joined = Joined(asked.to_h3, asked.aggregate_m)
    joined.add(points)
    return joined.points()


def _checked(path: Path, points: Points, left_out: dict[str, int]) -> Demand:
    if not len(points):
        why = "; ".join(f"{count:,} × {reason}" for reason, count in left_out.items()) or "it has no rows"
        raise BadDemand(
            f"{path.name}: nothing is left of it to plan for ({why}): is it the right column of weights?"
        )
    if len(points) > MOST_POINTS:
        raise BadDemand(f"{path.name} has {len(points):,} points, more than {MOST_POINTS:,}: {FEWER}")
    outside = (np.abs(points.lon) > 180) | (np.abs(points.lat) > 90)
    if outside.any():
        first = int(np.argmax(outside))
        raise BadDemand(
            f"{path.name}: «{points.id[first]}» lies at {points.lon[first]:g}, {points.lat[first]:g}, which is not on "
            "earth: are longitude and latitude swapped, or is the reference system another one (--crs)?"
        )
    return Demand(points.id, points.lon, points.lat, points.weight, points.by_hour, points.outlines)
