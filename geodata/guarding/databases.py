"""GeoPackages looked into: one that does more than hold tables is refused."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from geodata.guarding.limits import Limits, Refused

_KNOWN_TRIGGER = re.compile(r"(rtree_|trigger_(insert|delete)_feature_count_|gpkg_)", re.IGNORECASE)
KNOWN_EXTENSIONS = {"gpkg_rtree_index", "gpkg_crs_wkt", "gpkg_crs_wkt_1_1", "gpkg_metadata", "gpkg_schema"}


def look_into_geopackage(path: Path, limits: Limits) -> None:
    """Refuse a database that does more than hold tables: views and triggers of its own, modules, odd extensions."""
    with path.open("rb") as file:
        _refuse_no_geopackage(path, file)
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            base.execute("PRAGMA query_only = ON")
            for kind, name, written in base.execute("SELECT type, name, sql FROM sqlite_master"):
                if _odd(kind, str(name), str(written or "")):
                    raise Refused(
                        "odd_geopackage",
                        f"{path.name} holds the {kind} «{str(name)[:60]}», which no list needs: export the layer alone",
                        name=str(name)[:60],
                    )
            _refuse_large_layers(path, base, limits)
    except sqlite3.Error as error:
        raise Refused(
            "damaged", f"{path.name} is damaged: write it anew from the program it came from"
        ) from error


def _refuse_no_geopackage(path: Path, file: BinaryIO) -> None:
    head = file.read(72)
    if head[68:72] not in (b"GPKG", b"GP10", b"GP11"):
        raise Refused("no_geopackage", f"{path.name} is a database, but no GeoPackage: export the layer anew")


def _odd(kind: str, name: str, written: str) -> bool:
    if kind == "trigger":
        return not _KNOWN_TRIGGER.match(name)
    virtual = re.match(r"\s*CREATE\s+VIRTUAL", written, re.IGNORECASE) is not None
    return kind == "view" or (virtual and not (name.startswith("rtree_") and "rtree" in written.casefold()))


def _refuse_large_layers(path: Path, base: sqlite3.Connection, limits: Limits) -> None:
    tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "gpkg_extensions" in tables:
        for (extension,) in base.execute("SELECT DISTINCT extension_name FROM gpkg_extensions"):
            if extension not in KNOWN_EXTENSIONS:
                raise Refused(
                    "odd_geopackage",
                    f"{path.name} needs the extension «{str(extension)[:60]}»: export it anew",
                    name=str(extension)[:60],
                )
    if "gpkg_contents" not in tables:
        raise Refused("no_geopackage", f"{path.name} lists no layers: export the layer anew")
    for (layer,) in base.execute(
        "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"
    ).fetchall():
        quoted = '"' + str(layer).replace('"', '""') + '"'
        (rows,) = base.execute(f"SELECT count(*) FROM {quoted}").fetchone()  # noqa: S608 - quoted as SQLite does
        if rows > limits.rows:
            raise Refused(
                "rows", f"{path.name} has {rows:,} rows, more than {limits.rows:,}", most=limits.rows
            )
        columns = len(base.execute(f"PRAGMA table_info({quoted})").fetchall())
        if columns > limits.columns:
            raise Refused("columns", f"{path.name} has {columns:,} columns", most=limits.columns)
