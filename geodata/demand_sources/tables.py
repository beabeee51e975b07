"""Demand from CSV: points or H3 cells, a row each, or a row for each hour of each."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodata.demand import WEEK_H
from geodata.demand_files import degrees, hourly, weights
from geodata.demand_sources import cells, headings
from geodata.demand_sources.asked import MOST_OUTLINES, Asked, Points
from geodata.demand_sources.columns import SEPARATORS, Rows, read_rows
from geodata.demand_sources.reference import to_degrees
from geodata.errors import BadHeading, DatumUnclear
from geodata.sources.headers import understood
from stations.datum import Datum

Floats = NDArray[np.float64]


class Read:
    """What a file says, with the datum of its degrees, remarks, and what was left out."""

    def __init__(self, points: Points, datum: Datum, rows: int) -> None:
        self.points, self.datum, self.rows = points, datum, rows
        self.notes: list[str] = []
        self.left_out: dict[str, int] = {}


def read_table(path: Path, asked: Asked) -> Read:
    """Read a CSV file of demand.

    Raises
    ------
    UnreadableFile, BadHeading, BadDemand, DatumUnclear
        When the file, a column or a row of it cannot be taken.
    """
    rows = read_rows(path)
    names = list(rows.columns)
    cell, at = headings.column(names, "cell", asked.cell), headings.coordinates(names, asked.datum)
    if cell is None and at is None:
        raise BadHeading(
            f"{path.name} says nowhere where its rows lie: it has {headings.listed(names)}; call the columns "
            "lon and lat, or h3"
        )
    by_cell = cell is not None and (at is None or asked.cell is not None)
    datum = _datum(rows, asked) or (at[2] if at and not by_cell else asked.datum or Datum.WGS84)
    hour = headings.column(names, "hour", None)
    points = _by_cell(rows, str(cell), hour, asked) if by_cell else _by_point(rows, at, hour, asked)
    read = Read(points, datum, len(rows))
    read.notes.append(f"Read as {rows.encoding}, separated by {SEPARATORS[rows.separator]}.")
    read.left_out = _left_out(rows)
    return read


def _datum(rows: Rows, asked: Asked) -> Datum | None:
    """Read a column that tells the datum of each row: all must be of one."""
    name = headings.column(list(rows.columns), "datum", None)
    if name is None:
        return None
    said = {understood(f"lon {text}").datum or "" for text in set(rows.texts(name).tolist()) if text}
    if len(said) > 1 or "" in said:
        told = ", ".join(sorted(set(rows.texts(name).tolist()))[:5])
        raise DatumUnclear(
            f"{rows.path.name} mixes datums (column «{name}»: {told}): the same numbers lie up to 700 m apart in "
            "them; write a file for each, and load them one by one"
        )
    found = Datum(said.pop()) if said else None
    if found and asked.datum and found is not asked.datum:
        raise DatumUnclear(
            f"--datum {asked.datum} was stated, and the column «{name}» says {found}: which is right?"
        )
    return found


def _by_point(rows: Rows, at: tuple[str, str, Datum] | None, hour: str | None, asked: Asked) -> Points:
    assert at is not None  # noqa: S101 - for the type checker: one of the two was found
    name = headings.column(list(rows.columns), "id", asked.id)
    lon, lat = degrees(rows, at[0], at[1]) if asked.crs is None else _planar(rows, at[0], at[1], asked.crs)
    by_hour = hourly(rows, asked.hours)
    weight = _weight(rows, asked) if by_hour is None else by_hour.mean(axis=1)
    if hour is not None and by_hour is None:
        ids = rows.texts(name) if name else _points_named(lon, lat)
        return _long(rows, ids, lon, lat, hour, weight)
    ids = (
        rows.distinct(name) if name else np.array([f"{nth}" for nth in range(1, len(rows) + 1)], dtype=object)
    )
    return _good(rows, asked, Points(ids, lon, lat, weight, by_hour))


def _planar(rows: Rows, x: str, y: str, crs: str) -> tuple[Floats, Floats]:
    """Read coordinates of a reference system, and carry them to degrees."""
    cure = "a coordinate is a number of metres, feet or degrees"
    given = [rows.numbers(name, least=-1e9, most=1e9, cure=cure) for name in (x, y)]
    lon, lat = to_degrees(crs, *given)
    for row in np.flatnonzero(~np.isfinite(lon) | ~np.isfinite(lat)).tolist():
        rows.note(row, x, f"this point lies outside {crs}", "is it the right reference system?")
    return np.nan_to_num(lon, posinf=0), np.nan_to_num(lat, posinf=0)


def _by_cell(rows: Rows, name: str, hour: str | None, asked: Asked) -> Points:
    found = cells.cells_of(rows, name)
    by_hour = hourly(rows, asked.hours)
    weight = _weight(rows, asked) if by_hour is None else by_hour.mean(axis=1)
    if hour is None or by_hour is not None:
        _refuse_doubled(rows, found, name)
    _settle(rows, asked)
    good = rows.good
    lon, lat = np.zeros(len(rows)), np.zeros(len(rows))
    lon[good], lat[good] = cells.centres(found[good])
    ids = np.full(len(rows), "", dtype=object)
    ids[good] = cells.names(found[good])
    if hour is not None and by_hour is None:
        return _drawn(_long(rows, ids, lon, lat, hour, weight))
    return _drawn(_good(rows, asked, Points(ids, lon, lat, weight, by_hour)))


def _refuse_doubled(rows: Rows, found: cells.Cells, name: str) -> None:
    _, first, where = np.unique(found, return_index=True, return_inverse=True)
    for row in np.flatnonzero((first[where] != np.arange(len(found))) & (found != cells.NO_CELL)).tolist():
        before = rows.line(int(first[where[row]]))
        rows.note(
            row, name, f"line {before} has the same cell", "add their weights, or add a column of hours"
        )


def _drawn(points: Points) -> Points:
    """Draw the outlines of cells, where there are not too many."""
    if len(points) > MOST_OUTLINES:
        return points
    outlines = cells.outlines(cells.read_cells(points.id.tolist(), lambda *_: None))
    return Points(points.id, points.lon, points.lat, points.weight, points.by_hour, outlines)


def _weight(rows: Rows, asked: Asked) -> Floats:
    name = headings.weight_column(list(rows.columns), asked)
    return np.ones(len(rows)) if name is None else weights(rows, name)


def _points_named(lon: Floats, lat: Floats) -> NDArray[np.object_]:
    return np.array([f"{east:.6f} {north:.6f}" for east, north in zip(lon, lat, strict=True)], dtype=object)


def _long(
    rows: Rows, ids: NDArray[np.object_], lon: Floats, lat: Floats, hour: str, weight: Floats
) -> Points:
    """Gather rows of one hour each to weeks; hours that have no row weigh nothing."""
    at = rows.numbers(hour, least=0, most=WEEK_H - 1, cure="hours of the week are 0 (Monday 00:00) to 167")
    for row in np.flatnonzero(at != np.floor(at)).tolist():
        rows.note(row, hour, "this is no whole hour", "hours of the week are 0 (Monday 00:00) to 167")
    hours = np.clip(at, 0, WEEK_H - 1).astype(np.int64)
    known, first, where = np.unique(ids.astype(str), return_index=True, return_inverse=True)
    moved = (lon != lon[first][where]) | (lat != lat[first][where])
    for row in np.flatnonzero(moved).tolist():
        rows.note(row, "id", f"«{ids[row]}» lies elsewhere in another row", "a point has one position")
    key = where * WEEK_H + hours
    _, once = np.unique(key, return_index=True)
    again = np.ones(len(rows), dtype=bool)
    again[once] = False
    for row in np.flatnonzero(again).tolist():
        rows.note(row, hour, f"«{ids[row]}» has this hour twice", "add their weights")
    rows.refuse()  # a week with a bad hour in it would be taken for a whole one
    sums = np.bincount(key, weights=weight, minlength=len(known) * WEEK_H)
    by_hour = sums.astype(np.float64).reshape(-1, WEEK_H)
    return Points(known.astype(object), lon[first], lat[first], by_hour.mean(axis=1), by_hour)


def _settle(rows: Rows, asked: Asked) -> None:
    if not asked.skip_bad:
        rows.refuse()


def _good(rows: Rows, asked: Asked, points: Points) -> Points:
    _settle(rows, asked)
    return points.at(rows.good)


def _left_out(rows: Rows) -> dict[str, int]:
    told: dict[str, int] = {}
    for one in rows.bad.values():
        reason = f"{one.column}: {one.rule}"
        told[reason] = told.get(reason, 0) + 1
    return told
