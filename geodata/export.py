"""The door out: the places that are not closed, as GeoJSON, CSV, XLSX or GeoPackage."""

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas
import shapely
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from psycopg2.extensions import connection as Connection

from geodata.errors import BadRequest
from geodata.sources.rows import FORMULAS
from stations import survey
from stations.record import FIELDS

Row = Mapping[str, Any]

BEFORE = ("id", "source")
# Beside hours as people wrote them: the stored form, and what overrides it on some dates. The loader leaves them alone.
STORED = ("opening_hours", "opening_hours_inferred", "hours_exceptions")
AFTER = (*STORED, "county_code", "lies_in", "licence")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def export(
    connection: Connection,
    path: Path,
    *,
    source: str | None = None,
    county: str | None = None,
    kind: str | None = None,
) -> int:
    """Write places to a file whose ending chooses its form, and tell how many.

    A CSV written here, loaded again under the same source, changes nothing.

    Raises
    ------
    BadRequest
        When the ending is none that can be written.
    """
    _writer(path)
    return write(path, survey.published(connection, source=source, county=county, kind=kind))


def write(path: Path, places: Sequence[Mapping[str, Any]]) -> int:
    """Write places, as the statement `published` gives them, to a file whose ending chooses its form.

    Raises
    ------
    BadRequest
        When the ending is none that can be written.
    """
    _writer(path)(path, [_renamed(row) for row in places])
    return len(places)


def _writer(path: Path) -> Callable[[Path, Sequence[Row]], None]:
    found = WRITERS.get(path.suffix.lower())
    if found is None:
        raise BadRequest(
            f"{path.name}: places are written to {', '.join(WRITERS)}; choose one of these endings"
        )
    return found


def _renamed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "lies_in": row["county"], "lon": float(row["lon"]), "lat": float(row["lat"])}


def _headings(rows: Sequence[Row]) -> list[str]:
    """Give the columns of a table: the record's fields, and one for each detail that some place has."""
    details = sorted({code for row in rows for code in row["details"]})
    return [*BEFORE, *(name for name in FIELDS if name != "details"), *details, *AFTER]


def _cells(row: Row, headings: Sequence[str]) -> list[Any]:
    told = {**row["details"], **{name: row[name] for name in (*BEFORE, *FIELDS, *AFTER) if name != "details"}}
    return [_cell(told.get(name)) for name in headings]


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return ";".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def _write_csv(path: Path, rows: Sequence[Row]) -> None:
    headings = _headings(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows([harmless(cell) for cell in _cells(row, headings)] for row in rows)


def harmless(cell: Any) -> Any:
    """Keep a spreadsheet from running a cell: an apostrophe makes it text, and the loader takes it off again."""
    if not isinstance(cell, str) or NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULAS) else cell


def exact(value: Any) -> Any:
    """Give a cell what comes back as it was: a workbook keeps sixteen digits, a few numbers need one more.

    Text is text there whatever it begins with; but an apostrophe of its own would be taken off.
    """
    if isinstance(value, float) and float(f"{value:.16g}") != value:
        return repr(value)
    return harmless(value) if isinstance(value, str) and value.startswith("'") else value


def _write_xlsx(path: Path, rows: Sequence[Row]) -> None:
    headings = _headings(rows)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("stations")
    sheet.append(headings)
    for row in rows:
        cells = []
        for value in _cells(row, headings):
            cell = WriteOnlyCell(sheet, value=exact(value))
            if isinstance(cell.value, str):
                cell.data_type = "s"  # text whatever it begins with: never a formula
            cells.append(cell)
        sheet.append(cells)
    book.save(path)


def _write_geojson(path: Path, rows: Sequence[Row]) -> None:
    features = [
        {
            "type": "Feature",
            "id": row["id"],
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {
                name: row[name] for name in ("source", *FIELDS, *AFTER) if name not in ("lon", "lat")
            },
        }
        for row in rows
    ]
    with path.open("w", encoding="utf-8") as file:
        json.dump(
            {"type": "FeatureCollection", "features": features}, file, ensure_ascii=False, default=_cell
        )


def _write_gpkg(path: Path, rows: Sequence[Row]) -> None:
    headings = [name for name in _headings(rows) if name not in ("lon", "lat")]
    table = {
        # «id» would be taken for the file's own key of features.
        ("place_id" if name == "id" else name): [_cells(row, [name])[0] for row in rows]
        for name in headings
    }
    points = shapely.points([[row["lon"], row["lat"]] for row in rows]) if rows else []
    frame = geopandas.GeoDataFrame(table, geometry=list(points), crs=4326)
    path.unlink(missing_ok=True)
    frame.to_file(path, layer="stations", driver="GPKG", geometry_type="Point")


WRITERS: dict[str, Callable[[Path, Sequence[Row]], None]] = {
    ".geojson": _write_geojson,
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".gpkg": _write_gpkg,
}
