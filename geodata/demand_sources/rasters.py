"""Demand from a GeoTIFF of population: each cell in which there are people is a point at its centre."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.warp import transform_bounds
from rasterio.windows import Window, from_bounds

from geodata.demand_files import MOST_WEIGHT
from geodata.demand_sources.asked import FEWER, MOST_POINTS, Asked, Points
from geodata.demand_sources.joining import Joined
from geodata.demand_sources.reference import refuse_contradiction, system, to_degrees
from geodata.demand_sources.tables import Read
from geodata.errors import BadDemand, UnreadableFile
from stations.datum import Datum

Floats = NDArray[np.float64]

PIECE_CELLS = 4_000_000  # looked at in one go


def read_raster(path: Path, asked: Asked) -> Read:
    """Read a raster of counts of people, whatever its reference system.

    Cells without data, without anybody, and with negative or infinite numbers are left out and counted.

    Raises
    ------
    UnreadableFile, BadDemand, DatumUnclear
        When the file cannot be opened, has no such band or no reference system, or too many cells with people.
    """
    try:
        with rasterio.open(path) as raster:
            return _read(path, raster, asked)
    except RasterioError as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        raise UnreadableFile(
            f"{path.name} cannot be read: {reason}; was it copied whole? Write it anew as GeoTIFF"
        ) from error


def _read(path: Path, raster: Any, asked: Asked) -> Read:
    notes: list[str] = []
    told = raster.crs.to_wkt() if raster.crs else asked.crs
    if told is None:
        raise UnreadableFile(f"{path.name} names no reference system: give it with --crs, as --crs EPSG:4326")
    crs = system(told, path.name)
    refuse_contradiction(path.name, crs, asked.datum, notes)
    if not 1 <= asked.band <= raster.count:
        raise UnreadableFile(f"--band {asked.band}: {path.name} has {raster.count}")
    if asked.weight not in (None, "1"):
        raise BadDemand(f"--weight {asked.weight}: a raster has no columns; choose among bands with --band")
    left_out: dict[str, int] = {}
    joined = Joined(asked.to_h3, asked.aggregate_m) if asked.to_h3 is not None or asked.aggregate_m else None
    pieces: list[Points] = []
    count = cells = 0
    datum = asked.datum or Datum.WGS84
    for window in _windows(raster, crs, asked):
        cells += int(window.width) * int(window.height)
        points = _within(_points(raster, window, crs, asked.band, left_out), datum, asked.bbox)
        count += len(points)
        if joined is not None and len(points):
            joined.add(points.shifted(datum))
        elif joined is None:
            pieces.append(points)
            if count > MOST_POINTS:
                raise BadDemand(f"{path.name} has more than {MOST_POINTS:,} cells with people: {FEWER}")
    if not count:
        raise BadDemand(
            f"{path.name} has no cell with people in it{_where(asked)}: is it the right band and place?"
        )
    notes.append(f"{count:,} of {cells:,} cells have people; {crs.name}, cells {_size(raster, crs)}.")
    if raster.count > 1:
        notes.append(f"Band {asked.band} of {raster.count} was read; --band chooses another.")
    found = joined.points() if joined is not None else _together(pieces)
    read = Read(found, Datum.WGS84 if joined is not None else datum, cells)
    read.notes, read.left_out = notes, left_out
    return read


def _where(asked: Asked) -> str:
    return f" within {asked.bbox}" if asked.bbox else ""


def _size(raster: Any, crs: Any) -> str:
    wide, high = (f"{size:.6g}" for size in raster.res)
    return f"{wide} × {high} {crs.axis_info[0].unit_name}"


def _windows(raster: Any, crs: Any, asked: Asked) -> Iterator[Window]:
    """Cut the raster, or the part that is asked for, into strips that fit into memory."""
    whole = Window(0, 0, raster.width, raster.height)
    if asked.bbox is not None:
        west, south, east, north = asked.bbox
        margin = 0.02 if asked.datum not in (None, Datum.WGS84) else 0.0  # no datum shifts farther
        box = (west - margin, max(-90, south - margin), east + margin, min(90, north + margin))
        bounds = transform_bounds(4326, crs.to_wkt(), *box, densify_pts=21)
        part = from_bounds(*bounds, transform=raster.transform).round_offsets().round_lengths(op="ceil")
        part = Window(part.col_off - 1, part.row_off - 1, part.width + 2, part.height + 2)
        try:
            whole = part.intersection(whole)
        except rasterio.errors.WindowError:
            return
    high = max(1, PIECE_CELLS // max(1, int(whole.width)))
    for top in range(int(whole.row_off), int(whole.row_off + whole.height), high):
        rows = min(high, int(whole.row_off + whole.height) - top)
        yield Window(int(whole.col_off), top, int(whole.width), rows)


def _points(raster: Any, window: Window, crs: Any, band: int, left_out: dict[str, int]) -> Points:
    """Read the cells of a window in which there are people; degrees as the raster has them."""
    values = raster.read(band, window=window, masked=True).astype(np.float64)
    people = values.filled(np.nan) * raster.scales[band - 1] + raster.offsets[band - 1]
    for reason, wrong in (
        ("cells with a negative number", people < 0),
        ("cells with an infinite or too large number", people > MOST_WEIGHT),
    ):
        if wrong.any():
            left_out[reason] = left_out.get(reason, 0) + int(wrong.sum())
    row, col = np.nonzero((people > 0) & (people <= MOST_WEIGHT))
    weight = people[row, col]
    row, col = row + int(window.row_off), col + int(window.col_off)
    grid = raster.transform
    x, y = (a * (col + 0.5) + b * (row + 0.5) + c for a, b, c in (grid[:3], grid[3:6]))
    lon, lat = to_degrees(crs, x, y)
    names = [f"r{r}c{c}" for r, c in zip(row.tolist(), col.tolist(), strict=True)]
    points = Points(np.array(names, dtype=object), lon, lat, weight)
    nowhere = ~np.isfinite(lon) | ~np.isfinite(lat)
    if nowhere.any():
        left_out["cells outside their own reference system"] = int(nowhere.sum())
    return points.at(~nowhere)


def _within(points: Points, datum: Datum, bbox: tuple[float, float, float, float] | None) -> Points:
    if bbox is None:
        return points
    west, south, east, north = bbox
    at = points.shifted(datum)
    return points.at((at.lon >= west) & (at.lon <= east) & (at.lat >= south) & (at.lat <= north))


def _together(pieces: list[Points]) -> Points:
    columns = (
        np.concatenate([getattr(one, name) for one in pieces]) for name in ("id", "lon", "lat", "weight")
    )
    return Points(*columns)
