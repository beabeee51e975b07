"""Candidates of a table: a row for each place where one could build."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from geodata.demand_files import degrees
from geodata.demand_sources import headings
from geodata.demand_sources.columns import Rows, read_rows
from geodata.errors import BadHeading
from geodata.guarding import Refused
from geodata.planning.candidate_shapes import MOST_CANDIDATES, MOST_CAPACITY, Row, candidate
from geodata.planning.shapes import odd, refuse_many
from geodata.sources.headers import understood
from stations.datum import Datum, convert


def of_table(path: Path, datum: Datum | None) -> list[Row]:
    """Read candidates from a table with the columns id, lon and lat, and perhaps name and capacity."""
    rows = read_rows(path)
    refuse_many(path, len(rows), MOST_CANDIDATES)
    names = list(rows.columns)
    numbered, at = headings.column(names, "id", None), headings.coordinates(names, datum)
    if numbered is None or at is None:
        raise BadHeading(
            f"{path.name} has {headings.listed(names)}: its first line names id, lon and lat at least"
        )
    called, room = (_of_field(names, field) for field in ("name", "capacity"))
    ids, (lon, lat) = rows.distinct(numbered), degrees(rows, at[0], at[1])
    _note_odd(rows, {"id": numbered, "name": called})
    most = np.full(len(rows), np.nan) if room is None else _capacity(rows, room)
    _refuse(rows, {"id": numbered, "name": called, "lon": at[0], "lat": at[1], "capacity": room})
    lon, lat = convert(lon, lat, at[2], Datum.WGS84)
    told = [""] * len(rows) if called is None else rows.texts(called).tolist()
    each = zip(ids.tolist(), told, lon.tolist(), lat.tolist(), most.tolist(), strict=True)
    return [candidate(*one) for one in each]


def _of_field(names: list[str], field: str) -> str | None:
    return next((name for name in names if understood(name).field == field), None)


def _note_odd(rows: Rows, columns: Mapping[str, str | None]) -> None:
    for what, column in columns.items():
        for row, text in enumerate(rows.texts(column).tolist() if column else ()):
            if wrong := odd(what, text):
                rows.note(row, str(column), *wrong)


def _capacity(rows: Rows, column: str) -> Any:
    cure = "leave it empty where it is not known"
    found = rows.numbers(column, least=0, most=MOST_CAPACITY, cure=cure, blank=np.nan)
    for row in np.flatnonzero(found == 0).tolist():
        rows.note(row, column, "whoever serves nobody is no candidate", cure)
    return found


def _refuse(rows: Rows, columns: Mapping[str, str | None]) -> None:
    """Refuse the first bad row, by its line and by what its column is for."""
    if rows.bad:
        first = rows.bad[min(rows.bad)]
        what = next(name for name, column in columns.items() if column == first.column)
        line = rows.line(first.row)
        raise Refused(f"line.{what}", rows.told(first), row=line, value=first.value[:40])
