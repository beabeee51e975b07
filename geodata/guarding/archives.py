"""Archives looked into without being unfolded, and the one list of an archive unpacked."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from geodata.guarding.databases import look_into_geopackage
from geodata.guarding.forms import refuse_other_form
from geodata.guarding.limits import PIECE, Limits, Refused

SHAPEFILE = frozenset((".shp", ".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".xml", ".txt"))
ARCHIVES = frozenset(
    (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".xlsx", ".xlsm", ".xls", ".docx")
)


def members_of(path: Path, limits: Limits) -> list[zipfile.ZipInfo]:
    """List what an archive holds, unless that is odd or too much."""
    try:
        with zipfile.ZipFile(path) as packed:
            found = packed.infolist()
            end = path.stat().st_size - len(packed.comment)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        raise Refused("damaged", f"{path.name} is damaged and cannot be unpacked: save it again") from error
    with path.open("rb") as file:
        file.seek(max(0, end - 22))
        if file.read(4) != b"PK\x05\x06":
            raise Refused("polyglot", f"{path.name} holds another file behind the archive: save it again")
    if len(found) > limits.members:
        raise Refused(
            "members",
            f"{path.name} holds {len(found):,} files, more than {limits.members}",
            found=len(found),
            most=limits.members,
        )
    for one in found:
        _refuse_odd_member(path, one)
    unpacked = sum(one.file_size for one in found)
    packed_bytes = max(1, sum(one.compress_size for one in found))
    if unpacked > limits.unpacked_bytes or (
        unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * packed_bytes
    ):
        raise Refused(
            "unpacked",
            f"{path.name} unfolds to {unpacked // 10**6:,} MB: save the list alone, as CSV or in several files",
            megabytes=unpacked // 10**6,
            most=limits.unpacked_bytes // 10**6,
        )
    return [one for one in found if not one.is_dir()]


def _refuse_odd_member(path: Path, one: zipfile.ZipInfo) -> None:
    name = one.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    outside = name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\0" in name
    if outside or stat.S_ISLNK(one.external_attr >> 16):
        raise Refused("outside", f"{path.name} holds a file that would lie outside it: pack the list alone")
    if PurePosixPath(name).suffix.lower() in ARCHIVES:
        raise Refused("nested", f"{path.name} holds another archive: pack the list alone")
    if one.flag_bits & 1:
        raise Refused("locked", f"{path.name} is locked with a password: save it without one")


def unpacked_list(path: Path, folder: Path, limits: Limits) -> Path:
    """Unpack the one Shapefile or GeoPackage of an archive."""
    members = members_of(path, limits)
    lists = [one for one in members if one.filename.lower().endswith((".shp", ".gpkg"))]
    endings = {PurePosixPath(one.filename).suffix.lower() for one in members}
    if len(lists) != 1 or not endings <= SHAPEFILE | {".gpkg"}:
        raise Refused(
            "no_list",
            f"{path.name}: a zip holds one Shapefile with its parts, or one GeoPackage, and nothing else",
        )
    wanted = PurePosixPath(lists[0].filename)
    with zipfile.ZipFile(path) as packed:
        for one in members:
            member = PurePosixPath(one.filename)
            if member.parent == wanted.parent and member.stem == wanted.stem:
                _unpack(packed, one, folder / f"list{member.suffix.lower()}")
    found = folder / f"list{wanted.suffix.lower()}"
    if found.suffix == ".gpkg":
        refuse_other_form(found, ".gpkg")
        look_into_geopackage(found, limits)
    return found


def _unpack(packed: zipfile.ZipFile, one: zipfile.ZipInfo, path: Path) -> None:
    with path.open("wb") as file:
        for piece in pieces(packed, one):
            file.write(piece)


def pieces(packed: zipfile.ZipFile, one: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unfold a member piece by piece: never more than it says that it holds."""
    try:
        with packed.open(one) as member:
            while piece := member.read(PIECE):
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise Refused(
            "damaged", f"«{one.filename}» is damaged and cannot be unpacked: save it again"
        ) from error
