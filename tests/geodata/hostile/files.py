"""Other files that nobody means well with."""

import io
import json
import sqlite3
import struct
import zipfile
from pathlib import Path

import geopandas
import shapely

ROW = {"name": "松风路工会驿站", "id": "1"}


def geopackage(path: Path, *statements: str) -> bytes:
    """A GeoPackage of one place, to which statements are done."""
    frame = geopandas.GeoDataFrame([ROW], geometry=[shapely.Point(126.62, 45.77)], crs=4326)
    frame.to_file(path, layer="stations", driver="GPKG")
    base = sqlite3.connect(path)
    base.create_function("ST_IsEmpty", 1, lambda _: 0)
    for statement in statements:
        base.executescript(statement)
    base.commit()
    base.close()
    content = path.read_bytes()
    path.unlink()
    return content


def forged_geopackage(path: Path, written: str) -> bytes:
    """A GeoPackage in whose catalogue a statement stands that SQLite would not take."""
    return geopackage(path, f"PRAGMA writable_schema = ON; INSERT INTO sqlite_master VALUES ({written});")


def packed(members: dict[str, bytes], *, link: str | None = None) -> bytes:
    """An archive, one of its members perhaps a link to elsewhere."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        if link:
            member = zipfile.ZipInfo(link)
            member.external_attr = 0o120777 << 16
            archive.writestr(member, "/etc/passwd")
    return found.getvalue()


def lying(content: bytes, says: int) -> bytes:
    """The archive with each member saying that it unfolds to so many bytes."""
    raw = bytearray(content)
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = raw.find(mark)
        while place >= 0:
            raw[place + at : place + at + 4] = struct.pack("<I", says)
            place = raw.find(mark, place + 1)
    return bytes(raw)


def features(**properties: object) -> bytes:
    """A GeoJSON of one place."""
    one = {
        "type": "Feature",
        "properties": {**ROW, **properties},
        "geometry": {"type": "Point", "coordinates": [126.62, 45.77]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [one]}, ensure_ascii=False).encode()
