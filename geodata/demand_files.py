"""Demand, candidates and places from CSV files with the columns `id,lon,lat,weight`, for measures from files alone."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodata.demand import WEEK_H, Demand, Sites
from geodata.demand_sources.columns import Rows, read_rows
from geodata.errors import BadDemand
from stations.hours import read

Floats = NDArray[np.float64]

DAY_H = 24
FORMS = (".geojson", ".json", ".gpkg", ".shp", ".zip", ".tif", ".tiff")
DRAWN = (".geojson", ".json", ".gpkg", ".shp", ".zip", ".pbf", ".osm", ".bz2")
MOST_WEIGHT = 1e12  # beyond, sums of weights lose whole people
SWAPPED = "are longitude and latitude swapped? Or are these metres of a map?"


def read_demand(path: Path, notes: list[str] | None = None) -> Demand:
    """Read demand from a CSV file with the columns id, lon, lat (WGS-84 degrees) and weight.

    Columns `h000` to `h167`, where there are all of them, are the weights by hour of the week, Monday 00:00 first; then
    `weight` may be missing, and is their mean in any case. Rows whose weight is 0 are left out, and `notes` says so.
    A file of another form (GeoJSON, GeoPackage, Shapefile, GeoTIFF) is read as `load-demand` reads it.

    Raises
    ------
    UnreadableFile, BadHeading, BadDemand
        When the file or a row of it cannot be taken; the message names the line, the column, the rule and the cure.
    """
    if path.suffix.lower() in FORMS:
        return _of_another_form(path, notes)
    rows = read_rows(path, needed=("id", "lon", "lat"))
    by_hour = hourly(rows)
    if by_hour is None:
        rows = _with_weight(rows)
    ids, (lon, lat) = rows.distinct("id"), degrees(rows)
    weight = weights(rows, "weight") if by_hour is None else by_hour.mean(axis=1)
    rows.refuse()
    kept = weight > 0
    if not kept.any():
        raise BadDemand(
            f"{path.name}: the weights of all {len(rows):,} rows are 0, so there is nobody to plan for: "
            "weight counts people, riders or orders"
        )
    if kept.all():
        return Demand(ids, lon, lat, weight, by_hour)
    if notes is not None:
        notes.append(f"{int((~kept).sum()):,} rows of {path.name} have a weight of 0 and were left out.")
    by_hour = None if by_hour is None else by_hour[kept]
    return Demand(ids[kept], lon[kept], lat[kept], weight[kept], by_hour)


def _of_another_form(path: Path, notes: list[str] | None) -> Demand:
    # Its libraries take a second to load, which a table of points need not wait for.
    from geodata.demand_sources.reading import read_any  # noqa: PLC0415

    found = read_any(path)
    if notes is not None:
        notes += found.notes
        notes += [f"{count:,} of {path.name} left out: {reason}." for reason, count in found.left_out.items()]
    return found.demand


def is_drawn(path: Path) -> bool:
    """Tell by its ending whether a file draws points or outlines; any other is taken for a table."""
    return path.suffix.lower() in DRAWN


def read_sites(path: Path, notes: list[str] | None = None) -> Sites:
    """Read candidates or places from a CSV file with the columns id, lon and lat (WGS-84 degrees).

    It may have `weight` (1 where it is missing), `name`, `capacity` and `hours` as people write them.

    Raises
    ------
    UnreadableFile, BadHeading, BadDemand
        When the file or a row of it cannot be taken; the message names the line, the column, the rule and the cure.
    """
    rows = read_rows(path, needed=("id", "lon", "lat"))
    ids, (lon, lat) = rows.distinct("id"), degrees(rows)
    weight = weights(rows, "weight") if "weight" in rows.columns else None
    capacity = None
    if "capacity" in rows.columns:
        capacity = rows.numbers(
            "capacity", least=0, most=MOST_WEIGHT, cure="leave it empty where it is not known", blank=np.nan
        )
    told: list[str] = []
    hours = _hours(rows, told) if "hours" in rows.columns else None
    name = rows.texts("name") if "name" in rows.columns else None
    rows.refuse()
    if notes is not None:
        notes += told
    return Sites(ids, lon, lat, name, capacity, hours, weight)  # type: ignore[arg-type]  # filled when made


def degrees(rows: Rows, lon: str = "lon", lat: str = "lat") -> tuple[Floats, Floats]:
    """Read the columns of longitude and latitude."""
    east = rows.numbers(lon, least=-180, most=180, cure=SWAPPED)
    north = rows.numbers(lat, least=-90, most=90, cure=SWAPPED)
    return east, north


def weights(rows: Rows, name: str) -> Floats:
    """Read a column of weights: none is negative."""
    cure = "a weight counts people, riders or orders: put it right, or leave the row out"
    return rows.numbers(name, least=0, most=MOST_WEIGHT, cure=cure)


def hourly(rows: Rows, prefix: str | None = None) -> Floats | None:
    """Read the columns of weights by hour, where there are all of them.

    Raises
    ------
    BadDemand
        When there are some and not all, or none of the prefix that was named.
    """
    found = hour_columns(rows.path.name, list(rows.columns), prefix)
    return None if found is None else week([weights(rows, name) for name in found])


def hour_columns(file: str, names: Sequence[str], prefix: str | None) -> list[str] | None:
    """Find the columns of a week, `h000` to `h167`; with a prefix also without zeros, and those of one day.

    Raises
    ------
    BadDemand
        When there are some and not all, or none of the prefix that was named.
    """
    by_name = {name.casefold(): name for name in names}
    begin = (prefix or "h").casefold()
    series = [[f"{begin}{hour:03}" for hour in range(WEEK_H)]]
    if prefix is not None:
        series += [[f"{begin}{hour}" for hour in range(WEEK_H)]]
        series += [
            [f"{begin}{hour:02}" for hour in range(DAY_H)],
            [f"{begin}{hour}" for hour in range(DAY_H)],
        ]
    for wanted in series:
        if all(name in by_name for name in wanted):
            return [by_name[name] for name in wanted]
    missing = [name for name in series[0] if name not in by_name]
    if len(missing) == WEEK_H and prefix is None:
        return None
    raise BadDemand(
        f"{file} has {WEEK_H - len(missing)} of the 168 columns of hours and no «{missing[0]}»: a week is "
        f"{series[0][0]} (Monday 00:00) to {series[0][-1]}"
    )


def week(columns: Sequence[Floats]) -> Floats:
    """Put the columns of a week side by side; those of one day hold on each."""
    return np.tile(np.column_stack(columns), WEEK_H // len(columns))


def _with_weight(rows: Rows) -> Rows:
    return rows if "weight" in rows.columns else read_rows(rows.path, needed=("id", "lon", "lat", "weight"))


def _hours(rows: Rows, notes: list[str]) -> NDArray[np.object_]:
    """Read hours in their stored form; what cannot be read is not known, and said."""
    texts = rows.texts("hours").tolist()
    known = {text: read(text) if text else None for text in dict.fromkeys(texts)}
    stored = np.array([one and one.stored for one in map(known.__getitem__, texts)], dtype=object)
    if unread := [one for one in known.values() if one and one.stored is None]:
        notes.append(
            f"{len(unread):,} texts of hours cannot be read and count as not known, the first of them "
            f"«{unread[0].text[:60]}»: {unread[0].why}"
        )
    if unknown := int((stored == None).sum()):  # noqa: E711 - of each
        notes.append(f"{unknown:,} of the {len(rows):,} places of {rows.path.name} have no known hours.")
    return stored
