"""What a planner brings along with a question: candidates, outlines of areas, a line. Files in, rows of options out."""

from collections.abc import Callable, Mapping
from pathlib import Path

import shapely
import shapely.geometry
from shapely.geometry.base import BaseGeometry

from geodata.errors import BadHeading, DatumUnclear, UnreadableFile
from geodata.guarding import Limits, Refused, guarded
from geodata.planning.candidate_shapes import MOST_CANDIDATES, Row, of_features
from geodata.planning.shapes import NAME, Shape, named, of_another_kind, refuse_many, refuse_odd, shapes
from stations.datum import Datum

TABLES = (".csv", ".tsv", ".txt")
FEATURES = (".geojson", ".json")
MOST_AREAS, MOST_VERTICES = 5_000, 100_000
LIMITS = Limits(unpacked_bytes=8 << 20, rows=MOST_CANDIDATES, columns=100, cell_signs=1_000, depth=16)


def brought(what: str, path: Path, datum: Datum | None = None) -> list[Row]:
    """Read a file that goes with a question, and give it as the option of that name takes it.

    Parameters
    ----------
    what
        `points`: candidates from CSV (`id`, `lon`, `lat`, perhaps `name` and `capacity`) or from GeoJSON, where an area
        stands for a point in it. `outlines`: polygons of GeoJSON. `line`: the one line of a GeoJSON file.
    datum
        Of the file's degrees; None where nobody said: WGS-84, unless a heading says otherwise.

    Raises
    ------
    Refused
        When the file, or a row of it, cannot be taken; `reason` and `params` let pages say it in their language.
    """
    wanted = (*TABLES, *FEATURES) if what == "points" else FEATURES
    if path.suffix.lower() not in wanted:
        raise Refused(
            "ending", f"{path.name}: this is read from {', '.join(wanted)}; save it as one of these"
        )
    try:
        with guarded(path, LIMITS) as safe:
            return READ[what](safe, datum)
    except (BadHeading, DatumUnclear) as error:
        raise Refused("heading", str(error)) from error
    except UnreadableFile as error:
        if isinstance(error, Refused):
            raise
        raise Refused("unread", str(error)) from error


def _points(path: Path, datum: Datum | None) -> list[Row]:
    if path.suffix.lower() in FEATURES:
        return of_features(path, datum)
    # What reads tables takes a second to load, which shapes need not wait for.
    from geodata.planning.candidate_tables import of_table  # noqa: PLC0415

    return of_table(path, datum)


def _outlines(path: Path, datum: Datum | None) -> list[Row]:
    found = shapes(path, datum)
    refuse_many(path, len(found), MOST_AREAS)
    return [_outline(path, one, code) for one, code in zip(found, named(path, found), strict=True)]


def _outline(path: Path, one: Shape, code: str) -> Row:
    if one.geometry.geom_type not in ("Polygon", "MultiPolygon"):
        raise of_another_kind(path, one, "give polygons")
    name = one.first(NAME) or code
    refuse_odd(path, one, "name", name)
    return {"code": code, "name": name, "geometry": shapely.geometry.mapping(one.geometry)}


def _line(path: Path, datum: Datum | None) -> list[Row]:
    """Give the points of the one line, in its direction; parts that meet end to end are one."""
    parts: list[BaseGeometry] = []
    for one in shapes(path, datum):
        if one.geometry.geom_type not in ("LineString", "MultiLineString"):
            raise of_another_kind(path, one, "give a line")
        parts += shapely.get_parts(one.geometry).tolist()
    whole = (
        parts[0] if len(parts) == 1 else shapely.line_merge(shapely.multilinestrings(parts), directed=True)
    )
    left = int(shapely.get_num_geometries(whole))
    if left > 1:
        raise Refused(
            "parts", f"{path.name} has {left} lines that do not meet end to end: give one line", parts=left
        )
    vertices = shapely.get_coordinates(whole)
    refuse_many(path, len(vertices), MOST_VERTICES)
    return [{"lon": lon, "lat": lat} for lon, lat in vertices.tolist()]


READ: Mapping[str, Callable[[Path, Datum | None], list[Row]]] = {
    "points": _points,
    "outlines": _outlines,
    "line": _line,
}
