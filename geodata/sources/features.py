"""GeoJSON, GeoPackage and Shapefile to a raw table, the geometry carried to WGS-84."""

import codecs
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS
from pyproj.exceptions import CRSError

from geodata.errors import UnreadableFile
from geodata.frames import Table

POINT = 0
CHINESE_PAGES = ("936", "GBK", "GB2312", "CP936", "GB18030", "ANSI 936")  # GB18030 reads them all
BYTE_BY_BYTE = (
    "ISO-8859-1"  # a Shapefile cuts headings and cells by bytes, amid a sign; GDAL fails at half a sign
)


def read_frame(
    path: Path, *, layer: str | None = None, crs: str | None = None
) -> tuple[GeoDataFrame, list[str]]:
    """Read features with their geometry in EPSG:4326, longitude first, and say what was done to bring it there.

    Parameters
    ----------
    layer
        The one to read of several; the first where none is named.
    crs
        What the numbers are in where the file does not say.

    Raises
    ------
    UnreadableFile
        When the file cannot be opened, has no such layer, no geometry, or numbers that are no degrees and no CRS.
    """
    notes: list[str] = []
    encoding: str | None = None
    options: dict[str, Any] = {}
    try:
        layers = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        if path.suffix.lower() == ".shp":
            encoding, said = _attribute_encoding(path)
            notes.append(said)
            options["encoding"] = BYTE_BY_BYTE
        if layer is not None and layer not in layers:
            raise UnreadableFile(
                f"{path.name} has no layer «{layer}»; it has {', '.join(f'«{one}»' for one in layers)}"
            )
        if len(layers) > 1:
            chosen = layer or layers[0]
            notes.append(f"Read from the layer «{chosen}» of {len(layers)}; name another with --sheet.")
            options["layer"] = chosen
        frame = pyogrio.read_dataframe(path, **options)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        UnicodeDecodeError,
        ValueError,
    ) as error:
        if isinstance(error, UnreadableFile):
            raise
        reason = str(error).splitlines()[0]
        raise UnreadableFile(
            f"{path.name} cannot be read: {reason}; write it anew from the program it came from"
        ) from error
    if encoding is not None:
        frame = _decoded(frame, encoding)
    if not isinstance(frame, GeoDataFrame):
        raise UnreadableFile(
            f"{path.name} has no geometry: if its coordinates stand in columns, save it as CSV"
        )
    if crs is not None:
        frame = _taken_as(frame, path, crs)
    return _in_degrees(frame, path, notes), notes


def read_features(path: Path, *, layer: str | None = None) -> Table:
    """Read places from a file of features; rows are counted from 1.

    Raises
    ------
    UnreadableFile
        As `read_frame`.
    """
    frame, notes = read_frame(path, layer=layer)
    index = pd.RangeIndex(1, len(frame) + 1, name="row")
    lon, lat = _points(np.asarray(frame.geometry.array), notes)
    cells = {
        str(name): pd.Series([_written(value) for value in frame[name]], index=index, dtype=object)
        for name in frame.columns
        if name != frame.geometry.name
    }
    placed = not np.isnan(lon).all() if len(lon) else True
    if not placed:
        notes.append("No feature has a geometry; coordinates are looked for in the columns.")
    return Table(
        pd.DataFrame(cells, index=index),
        notes,
        lon=lon if placed else None,
        lat=lat if placed else None,
        shortened=path.suffix.lower() in (".shp", ".zip"),
    )


def _decoded(frame: GeoDataFrame, encoding: str) -> GeoDataFrame:
    """Decode headings and cells that were read byte by byte; half a sign at the end of one is left out."""

    def told(value: object) -> object:
        return (
            value.encode(BYTE_BY_BYTE).decode(encoding, errors="ignore") if isinstance(value, str) else value
        )

    told_columns = {
        name: pd.Series([told(value) for value in frame[name]], index=frame.index, dtype=object)
        for name in frame.select_dtypes(["object", "string"]).columns
        if name != "geometry"
    }
    return frame.assign(**told_columns).rename(columns={name: told(name) for name in frame.columns})


def _taken_as(frame: GeoDataFrame, path: Path, crs: str) -> GeoDataFrame:
    """Take the numbers of a file that names no reference system as those of one."""
    try:
        stated = CRS(crs)
    except CRSError as error:
        raise UnreadableFile(
            f"--crs {crs}: no such reference system is known; write it as EPSG:32651"
        ) from error
    if frame.crs is not None and not CRS(frame.crs).equals(stated, ignore_axis_order=True):
        raise UnreadableFile(
            f"--crs {crs}: {path.name} says that it is in {CRS(frame.crs).name}; leave --crs away"
        )
    return frame.set_crs(stated, allow_override=True)


def _in_degrees(frame: GeoDataFrame, path: Path, notes: list[str]) -> GeoDataFrame:
    if frame.crs is None:
        west, south, east, north = frame.total_bounds if len(frame) else (0, 0, 0, 0)
        if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
            raise UnreadableFile(
                f"{path.name} names no reference system and its numbers ({west:g}, {south:g}) are no degrees: "
                "give it a .prj, or save it with its CRS"
            )
        notes.append("The file names no reference system; its numbers were taken as degrees.")
        return frame.set_crs(4326)
    crs = CRS(frame.crs)
    if crs.equals(CRS(4326), ignore_axis_order=True):
        notes.append("The file says WGS-84 (EPSG:4326).")
        return frame
    code = crs.to_authority()
    notes.append(f"Geometry carried from {crs.name}{f' ({code[0]}:{code[1]})' if code else ''} to WGS-84.")
    return frame.to_crs(4326)


def _points(geometry: Any, notes: list[str]) -> tuple[Any, Any]:
    """Give one point for each geometry; NaN for a missing or empty one and for a line."""
    kinds = shapely.get_type_id(geometry)
    areas = np.isin(kinds, [3, 6])
    points = geometry.copy()
    points[areas] = shapely.point_on_surface(geometry[areas])
    single = (kinds == 4) & (shapely.get_num_geometries(geometry) == 1)
    points[single] = shapely.get_geometry(geometry[single], 0)
    if areas.any():
        notes.append(f"{int(areas.sum())} features are areas; a point on each was taken.")
    lines = ~(areas | single | np.isin(kinds, [-1, POINT]))
    if lines.any():
        notes.append(f"{int(lines.sum())} features are lines or several points: they have no one point.")
    points[lines] = None
    return shapely.get_x(points), shapely.get_y(points)


def _written(value: object) -> str:
    """Write an attribute as text; a list becomes one cell with separators."""
    if isinstance(value, str):
        if value[:1] == "[" and value[-1:] == "]":
            return _listed(value)
        text = value
    elif isinstance(value, list | tuple | np.ndarray):
        text = ";".join(str(one) for one in value)
    elif value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)) or value is pd.NA:
        return ""
    elif isinstance(value, bool | np.bool_):
        return "是" if value else "否"
    elif isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    else:
        text = str(value)
    return (
        text.strip() if text.isprintable() else "".join(s for s in " ".join(text.split()) if s.isprintable())
    )


def _listed(value: str) -> str:
    try:
        listed = json.loads(value)
    except ValueError:
        return value
    return ";".join(str(one) for one in listed)


def _attribute_encoding(path: Path) -> tuple[str, str]:
    """Find the encoding of a Shapefile's attributes: its .cpg, else the one that its bytes fit."""
    code_page = _beside(path, ".cpg")
    if code_page is not None:
        name = code_page.read_text(encoding="ascii", errors="replace").strip()
        encoding = "GB18030" if name.upper() in CHINESE_PAGES else name
        try:
            codecs.lookup(encoding)
        except LookupError:
            pass  # «LDID/77» and its kin name no encoding: the bytes tell
        else:
            return encoding, f"Attributes read as {encoding}, as its .cpg says."
    table = _beside(path, ".dbf")
    raw = table.read_bytes()[32:] if table else b""
    # A cell of fixed width may end in half a sign, so a few bad bytes are no proof against UTF-8.
    bad = raw.decode("utf-8", errors="replace").count("\ufffd")
    encoding = "UTF-8" if bad * 20 <= sum(byte > 127 for byte in raw) else "GB18030"
    return encoding, f"No .cpg tells the encoding; attributes read as {encoding}."


def _beside(path: Path, ending: str) -> Path | None:
    """Give the file that belongs to a Shapefile, however its ending is written."""
    wanted = f"{path.stem}{ending}".casefold()
    return next((one for one in path.parent.iterdir() if one.name.casefold() == wanted), None)
