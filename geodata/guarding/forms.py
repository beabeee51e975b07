"""Is a file what its name says? Told by its first bytes."""

from pathlib import Path

from geodata.guarding.limits import Refused

# The first bytes of what people rename: whatever begins so is no text.
MAGIC = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"%PDF": "pdf",
    b"SQLite format 3\0": "sqlite",
    b"\xd0\xcf\x11\xe0": "xls",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "image",
    b"GIF8": "image",
    b"\xff\xd8\xff": "image",
    b"MZ": "program",
    b"\x7fELF": "program",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"<?xml": "xml",
    b"<!DOCTYPE": "xml",
    b"<html": "xml",
}
WANTED = {".xlsx": "zip", ".zip": "zip", ".gpkg": "sqlite"}
TEXT = (".csv", ".tsv", ".txt", ".geojson", ".json")


def refuse_other_form(path: Path, ending: str) -> None:
    """Refuse a file that is not what its name says, or of no form that is read."""
    if ending not in WANTED and ending not in TEXT:
        raise Refused(
            "ending",
            f"{path.name}: lists are read from .csv, .xlsx, .geojson, .gpkg and zipped Shapefiles; save it as one",
        )
    with path.open("rb") as file:
        first = file.read(64)
    if not first:
        raise Refused("empty", f"{path.name} is empty")
    form = next(
        (form for magic, form in MAGIC.items() if first.lstrip(b"\xef\xbb\xbf \r\n").startswith(magic)),
        "text",
    )
    if form != WANTED.get(ending, "text"):
        raise Refused(
            "other_form",
            f"{path.name} is named {ending} and is a {form} file: save it again in the form its name says",
            ending=ending,
            form=form,
        )
