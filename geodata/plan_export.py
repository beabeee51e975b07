"""A plan to files: its tables and its map layers as GeoPackage, GeoParquet, CSV, XLSX or GeoJSON.

Tables are taken from the plan's document as it is: every list of rows becomes one, named after where it stands
(`by_area`, `site_sites`), and all single values stand in the table `about`. Layers keep their names.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pyogrio
import shapely
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from geodata.errors import BadRequest
from geodata.export import exact, harmless

Row = dict[str, Any]
Tables = dict[str, list[Row]]
Files = Iterable[tuple[str, bytes]]
Layers = Mapping[str, Mapping[str, Any]]

MOST_ROWS = 1_048_575  # of a sheet, below its heading
ABOUT = "about"
# The table that a plan is about, or the next best.
MAIN = {
    "coverage": ("by_area", "by_hour", "gaps"),
    "gaps": ("gaps",),
    "site": ("site_sites",),
    "corridor": ("corridor_stretches", "corridor_roads"),
    "compare": ("compare_by_area", "compare_by_hour", "compare_losses"),
}
LONGEST_CELL = 32_767  # of a workbook
LONGEST_SHEET_NAME = 31
WGS84 = 4326
# The time of a zip's members: the same plan gives the same file.
NEVER = (1980, 1, 1, 0, 0, 0)


def export(document: Mapping[str, Any], layers: Layers, path: Path) -> list[str]:
    """Write a plan to a file whose ending chooses its form, and name what is in it.

    Parameters
    ----------
    document
        As `docs/plans.md` tells.
    layers
        FeatureCollections by name, WGS-84.
    path
        Ends in `.gpkg` (all layers and tables), `.xlsx` (all tables, layers as tables), `.geojson` or `.parquet` (all
        layers, told apart by a property), `.csv` (the table that the plan is about), or `.csv.zip`, `.parquet.zip`,
        `.geojson.zip` (a file for each table or layer).

    Raises
    ------
    BadRequest
        When the ending is none that can be written.
    """
    found = tables(document)
    if path.name.lower().endswith(".csv"):
        main = next((name for name in MAIN[document["what"]] if found.get(name)), ABOUT)
        found = {main: found[main]}
    return _writer(path)(path, found, layers)


def _writer(path: Path) -> Callable[[Path, Tables, Layers], list[str]]:
    name = path.name.lower()
    found = next((writer for ending, writer in WRITERS.items() if name.endswith(ending)), None)
    if found is None:
        raise BadRequest(
            f"{path.name}: plans are written to {', '.join(WRITERS)}; choose one of these endings"
        )
    return found


def tables(document: Mapping[str, Any]) -> Tables:
    """Give the tables of a plan's document, `about` first."""
    found: Tables = {ABOUT: []}
    for name, value in _walked(document):
        if _is_table(value):
            found[name.replace(".", "_")] = [dict(_walked(row)) for row in value]
        else:
            found[ABOUT].append({"name": name, "value": value})
    return found


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _walked(told: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Give each value with the way to it; lists of rows as they are, lists of values as one text."""
    for key, value in told.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            yield from _walked(value, f"{name}.")
        elif isinstance(value, list) and not _is_table(value):
            yield name, "; ".join(str(_plain(one)) for one in value)
        else:
            yield name, value


def _plain(value: Any) -> Any:
    """Give a value as a cell holds it: what is itself a table within a row becomes JSON."""
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _columns(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _rows_of(layer: Mapping[str, Any]) -> list[Row]:
    """Give the attributes of a layer, with a point for each feature."""
    rows = []
    for feature in layer["features"]:
        told = dict(_walked(feature["properties"] or {}))
        shape = _shape(feature)
        if shape is not None and not shapely.is_empty(shape):
            at = shapely.point_on_surface(shape)
            told |= {"lon": float(shapely.get_x(at)), "lat": float(shapely.get_y(at))}
        rows.append(told)
    return rows


def _shape(feature: Mapping[str, Any]) -> shapely.Geometry | None:
    return shapely.from_geojson(json.dumps(feature["geometry"])) if feature["geometry"] else None


def _frame(layer: Mapping[str, Any]) -> geopandas.GeoDataFrame:
    """Make a frame of a layer; columns in which nothing stands stay, as text."""
    rows = [dict(_walked(feature["properties"] or {})) for feature in layer["features"]]
    shapes = [_shape(feature) for feature in layer["features"]]
    columns = {name: _column([_plain(row.get(name)) for row in rows]) for name in _columns(rows)}
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=WGS84)


def _column(values: list[Any]) -> "pd.Series[Any]":
    """Make a column of one type: numbers where there is nothing else, text otherwise."""
    there = [value for value in values if value is not None]
    if there and all(isinstance(value, int | float) for value in there):
        whole = all(isinstance(value, int) for value in there) and len(there) == len(values)
        return pd.Series(values, dtype="int64" if whole else "float64")
    return pd.Series([None if value is None else str(value) for value in values], dtype=object)


def _write_gpkg(path: Path, found: Tables, layers: Layers) -> list[str]:
    path.unlink(missing_ok=True)
    written: list[str] = []
    for name, layer in layers.items():
        frame = _frame(layer)
        kinds = set(frame.geom_type.dropna())
        kind = kinds.pop() if len(kinds) == 1 else "Unknown"
        pyogrio.write_dataframe(
            frame, path, layer=name, driver="GPKG", geometry_type=kind, append=bool(written)
        )
        written.append(name)
    for name, rows in found.items():
        if rows:
            told = {column: _column([_plain(row.get(column)) for row in rows]) for column in _columns(rows)}
            table = name if name not in layers else f"table_{name}"
            pyogrio.write_dataframe(
                pd.DataFrame(told), path, layer=table, driver="GPKG", append=bool(written)
            )
            written.append(table)
    return written


def _write_xlsx(path: Path, found: Tables, layers: Layers) -> list[str]:
    book = Workbook(write_only=True)
    sheets = {**found, **{f"layer_{name}": _rows_of(layer) for name, layer in layers.items()}}
    for name, rows in sheets.items():
        _sheet(book, name, rows)
    book.save(path)
    return [name[:LONGEST_SHEET_NAME] for name in sheets]


def _sheet(book: Workbook, name: str, rows: Sequence[Row]) -> None:
    if len(rows) > MOST_ROWS:
        raise BadRequest(
            f"«{name}» has {len(rows):,} rows, more than a sheet of a workbook holds: choose .gpkg or .csv.zip"
        )
    sheet = book.create_sheet(name[:LONGEST_SHEET_NAME])
    columns = _columns(rows)
    lines: list[list[Any]] = [columns, *([row.get(column) for column in columns] for row in rows)]
    for line in lines:
        cells = []
        for value in line:
            told = exact(_plain(value))
            cell = WriteOnlyCell(sheet, value=told[:LONGEST_CELL] if isinstance(told, str) else told)
            if isinstance(cell.value, str):
                cell.data_type = "s"  # text whatever it begins with: never a formula
            cells.append(cell)
        sheet.append(cells)


def _write_csvs(path: Path, found: Tables, layers: Layers) -> list[str]:
    files = {**found, **{f"layer_{name}": _rows_of(layer) for name, layer in layers.items()}}
    return _zipped(path, ((f"{name}.csv", _csv(rows)) for name, rows in files.items()))


def _csv(rows: Sequence[Row]) -> bytes:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    columns = _columns(rows)
    writer.writerow([harmless(column) for column in columns])
    writer.writerows([harmless(_plain(row.get(column))) for column in columns] for row in rows)
    return lines.getvalue().encode("utf-8-sig")


def _write_csv(path: Path, found: Tables, layers: Layers) -> list[str]:  # noqa: ARG001 - all writers are called alike
    for rows in found.values():
        path.write_bytes(_csv(rows))
    return list(found)


def _write_parquet(path: Path, found: Tables, layers: Layers) -> list[str]:  # noqa: ARG001
    _frame({"features": _all_features(layers)}).to_parquet(path)
    return list(layers)


def _write_parquets(path: Path, found: Tables, layers: Layers) -> list[str]:
    def files() -> Iterator[tuple[str, bytes]]:
        for name, layer in layers.items():
            packed = io.BytesIO()
            _frame(layer).to_parquet(packed)
            yield f"{name}.parquet", packed.getvalue()
        yield "plan.json", _json(found)

    return _zipped(path, files())


def _write_geojsons(path: Path, found: Tables, layers: Layers) -> list[str]:
    files = [(f"{name}.geojson", _json(layer)) for name, layer in layers.items()]
    return _zipped(path, [*files, ("plan.json", _json(found))])


def _write_geojson(path: Path, found: Tables, layers: Layers) -> list[str]:
    path.write_bytes(_json({"type": "FeatureCollection", "features": _all_features(layers), "plan": found}))
    return list(layers)


def _all_features(layers: Layers) -> list[Row]:
    """Give the features of all layers, each saying of which it is."""
    return [
        {**feature, "properties": {"layer": name, **(feature["properties"] or {})}}
        for name, layer in layers.items()
        for feature in layer["features"]
    ]


def _json(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def _zipped(path: Path, files: Files) -> list[str]:
    names = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files:
            packed.writestr(zipfile.ZipInfo(name, NEVER), content, zipfile.ZIP_DEFLATED)
            names.append(name)
    return names


WRITERS: dict[str, Callable[[Path, Tables, Layers], list[str]]] = {
    ".gpkg": _write_gpkg,
    ".xlsx": _write_xlsx,
    ".csv.zip": _write_csvs,
    ".parquet.zip": _write_parquets,
    ".geojson.zip": _write_geojsons,
    ".geojson": _write_geojson,
    ".parquet": _write_parquet,
    ".csv": _write_csv,
}
