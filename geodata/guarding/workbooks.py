"""Workbooks looked into piece by piece: declarations of entities, and sheets without an end."""

import re
import zipfile
from pathlib import Path

from geodata.guarding.archives import members_of, pieces
from geodata.guarding.limits import Limits, Refused

_ROW = re.compile(rb"<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c\b(?: [^>]*?\br=\"([A-Z]{1,9})(\d{1,12})\")?")
_SIZE = re.compile(rb'<(?:\w+:)?dimension\b[^>]*\bref="(?:[A-Z$]+\d+:)?([A-Z]{1,9})(\d{1,12})"')
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


def look_into_workbook(path: Path, limits: Limits) -> None:
    """Refuse a workbook that declares entities, or that has no end."""
    members = members_of(path, limits)
    names = {one.filename for one in members}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refused("no_workbook", f"{path.name} is no workbook that can be opened: save it again as .xlsx")
    with zipfile.ZipFile(path) as packed:
        for one in members:
            if one.filename.lower().endswith((".xml", ".rels", ".vml")):
                sheet = one.filename.startswith("xl/worksheets/") and "/_rels/" not in one.filename
                _look_into_xml(packed, one, limits, sheet=sheet)


def _look_into_xml(packed: zipfile.ZipFile, one: zipfile.ZipInfo, limits: Limits, *, sheet: bool) -> None:
    """Refuse declarations of entities, and sheets that are longer, wider or fuller than a list may be."""
    rows = cells = 0
    before = b""
    for piece in pieces(packed, one):
        if not before and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:64]):
            raise Refused(
                "xml_encoding", f"«{one.filename}» is not written in UTF-8: save the workbook again"
            )
        seen = before + piece
        if _DOCTYPE.search(seen):
            raise Refused(
                "doctype", f"«{one.filename}» declares entities, which no workbook needs: save it again"
            )
        if sheet:
            # What lies within `before` was counted with the piece before.
            rows += sum(found.end() > len(before) for found in _ROW.finditer(seen))
            for found in _CELL.finditer(seen):
                cells += found.end() > len(before)
                if found[1]:
                    _refuse_far(one, found[1], int(found[2]), limits)
            for found in _SIZE.finditer(seen):
                _refuse_far(one, found[1], int(found[2]), limits)
            if rows > limits.rows + 100 or cells > limits.cells:
                raise Refused(
                    "rows",
                    f"«{one.filename}» has more than {limits.rows:,} rows: bring the list in several files",
                    most=limits.rows,
                )
        before = seen[-256:]


def _refuse_far(one: zipfile.ZipInfo, letters: bytes, row: int, limits: Limits) -> None:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    if row > limits.rows + 100:
        raise Refused(
            "rows",
            f"«{one.filename}» reaches to row {row:,}: delete the rows below the list, or bring it in parts",
            most=limits.rows,
        )
    if column > limits.columns:
        raise Refused(
            "columns",
            f"«{one.filename}» reaches to column {letters.decode()}: delete the columns beside the list",
            most=limits.columns,
        )
