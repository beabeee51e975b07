"""Features of a GeoJSON file, one by one, in WGS-84; a file that is none is refused with what is wrong in it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.guarding import Refused
from stations.datum import Datum, convert

Floats = NDArray[np.float64]
DECIMALS = 7  # of a degree: a centimetre
ID = ("id", "code", "adcode", "编号", "代码", "编码")
NAME = ("name", "名称", "区域", "title")
SIGNS = {"id": 100, "name": 200}  # as the API takes them
FORMULA = ("=", "@", "+", "-")  # by which spreadsheets know one
# Degrees of WGS-84, longitude first, as RFC 7946 has them, by the names that older files give them; CGCS2000 is within
# centimetres of them.
DEGREES = ("CRS84", "EPSG:4326", "EPSG::4326", "EPSG:4490", "EPSG::4490")


class Shape(NamedTuple):
    """A feature: where in the file it stands, counted from 1, its geometry, and what is told of it."""

    row: int
    geometry: BaseGeometry
    told: Mapping[str, Any]

    def first(self, names: Sequence[str]) -> str:
        """Give the first property of these names, whatever their capitals, as text; empty where there is none."""
        by_name = {str(name).casefold(): value for name, value in reversed(list(self.told.items()))}
        found = (by_name.get(name) for name in names)
        return next((str(one).strip() for one in found if one is not None and str(one).strip()), "")


def shapes(path: Path, datum: Datum | None = None) -> list[Shape]:
    """Read the features of a GeoJSON file.

    Parameters
    ----------
    datum
        Of its degrees, where somebody said that they are shifted.

    Raises
    ------
    Refused
        When it is no GeoJSON, names another reference system than degrees, or a geometry of it is none.
    """
    content = _content(path)
    found = [_shape(path, row, one) for row, one in enumerate(_features(content), 1)]
    if not found:
        raise Refused(
            "no_features", f"{path.name} holds no feature: export the layer with what is drawn on it"
        )
    return [one._replace(geometry=_carried(one.geometry, datum)) for one in found]


def _content(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_number)
    except (UnicodeDecodeError, ValueError) as error:
        raise Refused("no_geojson", f"{path.name} is no GeoJSON in UTF-8: {str(error)[:200]}") from error
    if not isinstance(found, Mapping):
        raise Refused("no_geojson", f"{path.name} is no GeoJSON: it begins with a brace")
    crs = found.get("crs")
    if crs is not None and not json.dumps(crs).upper().rstrip('"} ').endswith(DEGREES):
        raise Refused(
            "crs", f"{path.name} names a reference system: {json.dumps(crs)[:100]}; save it in WGS 84"
        )
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _features(content: Mapping[str, Any]) -> list[Any]:
    match content.get("type"):
        case "FeatureCollection":
            found = content.get("features")
            return found if isinstance(found, list) else []
        case "GeometryCollection":
            found = content.get("geometries")
            return [{"geometry": one} for one in found] if isinstance(found, list) else []
        case "Feature":
            return [content]
        case _:
            return [{"geometry": content}]


def _shape(path: Path, row: int, feature: Any) -> Shape:
    if not isinstance(feature, Mapping) or not isinstance(feature.get("geometry"), Mapping):
        raise _no_geometry(path, row, "it has none")
    told = feature.get("properties")
    told = dict(told) if isinstance(told, Mapping) else {}
    if isinstance(named := feature.get("id"), str | int):
        told.setdefault("id", named)
    try:
        geometry = shapely.force_2d(shapely.from_geojson(json.dumps(feature["geometry"])))
    except (shapely.errors.ShapelyError, TypeError, ValueError) as error:
        raise _no_geometry(path, row, str(error)[:200]) from error
    if geometry.is_empty:
        raise _no_geometry(path, row, "it is empty")
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Refused(
            "beyond", f"{path.name}, feature {row}: it reaches to {east:g}, {north:g}, which is not on earth: give "
            "degrees of WGS 84, longitude first", row=row,
        )  # fmt: skip
    return Shape(row, geometry, told)


def _no_geometry(path: Path, row: int, why: str) -> Refused:
    return Refused("geometry", f"{path.name}, feature {row}: its geometry cannot be read: {why}", row=row)


def _carried(geometry: BaseGeometry, datum: Datum | None) -> BaseGeometry:
    """Carry a geometry to WGS-84, with as many digits as anybody measures."""

    def carry(vertices: Floats) -> Floats:
        lon, lat = vertices[:, 0], vertices[:, 1]
        if datum is not None and datum is not Datum.WGS84:
            lon, lat = convert(lon, lat, datum, Datum.WGS84)
        return np.asarray(np.column_stack((lon, lat)).round(DECIMALS))

    return shapely.transform(geometry, carry)


def named(path: Path, found: Sequence[Shape]) -> list[str]:
    """Give each feature its id: its own, or where none has one, its number in the file.

    Raises
    ------
    Refused
        When some have none, or two the same.
    """
    ids = [one.first(ID) for one in found]
    if not any(ids):
        return [str(one.row) for one in found]
    first: dict[str, int] = {}
    for one, told in zip(found, ids, strict=True):
        if not told:
            raise bad(path, one, "id", "", "others have an id", "give each feature one, or none")
        if first.setdefault(told, one.row) != one.row:
            raise bad(
                path, one, "id", told, f"feature {first[told]} has the same", "give each one of its own"
            )
        refuse_odd(path, one, "id", told)
    return ids


def refuse_odd(path: Path, one: Shape, what: str, text: str) -> None:
    """Refuse an id or a name that is none."""
    if wrong := odd(what, text):
        raise bad(path, one, what, text, *wrong)


def odd(what: str, text: str) -> tuple[str, str] | None:
    """Tell what is wrong with an id or a name, and the cure: longer than is kept, or a formula of a spreadsheet."""
    if len(text) > SIGNS[what]:
        return f"it has {len(text)} signs, more than {SIGNS[what]}", "shorten it"
    if text.startswith(FORMULA) and not is_number(text):
        return "it begins as a formula does", "write the value in its place"
    return ("it holds signs that no text has", "write it anew") if not text.isprintable() else None


def is_number(text: str) -> bool:
    """Tell whether a text is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def bad(path: Path, one: Shape, what: str, value: str, rule: str, cure: str) -> Refused:
    """Word what is wrong with a property of a feature."""
    message = f"{path.name}, feature {one.row}, {what} is «{value[:60]}»: {rule}; {cure}"
    return Refused(f"row.{what}", message, row=one.row, value=value[:40])


def of_another_kind(path: Path, one: Shape, cure: str) -> Refused:
    """Word that a feature is drawn as something else than is needed."""
    kind = one.geometry.geom_type
    return Refused("kind", f"{path.name}, feature {one.row} is a {kind}: {cure}", row=one.row, kind=kind)


def refuse_many(path: Path, count: int, most: int) -> None:
    """Refuse more rows, features or points than are taken."""
    if count > most:
        raise Refused("rows", f"{path.name} has {count:,} rows, and {most:,} is the most", most=most)
