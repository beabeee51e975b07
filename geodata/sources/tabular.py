"""CSV and XLSX to a raw table: the encoding, the separator and the heading row are found, and said."""

import codecs
import csv
import io
import itertools
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from geodata.errors import BadHeading, UnreadableFile
from geodata.frames import Refusal, Table
from geodata.sources.headers import COORDINATES, understood

Cells = list[str]

HEADING_WITHIN = 30  # title rows, remarks and blank rows may stand above the heading, but not a page of them
WHOLE_BELOW_BYTES = 8_000_000  # larger workbooks are read row by row, where merged cells cannot be seen
TOP_SIGNS = 200_000  # enough for the heading and the rows around it
FIELD_LIMIT = 1_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_FOOTERS = (
    "合计",
    "总计",
    "小计",
    "共计",
    "注:",
    "注：",
    "备注",
    "说明",
    "制表",
    "填表",
    "数据来源",
    "来源",
    "total",
    "note",
    "source",
)


def read_csv(path: Path, wanted: frozenset[str]) -> Table:
    """Read a CSV file: UTF-8, GB18030 or UTF-16; comma, semicolon, tab or bar.

    Raises
    ------
    UnreadableFile
        When the bytes are text in none of these, or a quote is never closed.
    BadHeading
        When no row looks like a heading.
    """
    text, encoding = decoded(path)
    separator = _separator(text, wanted)
    try:
        rows = list(_records(text, separator))
    except csv.Error as error:
        raise UnreadableFile(f"{path.name} is no CSV: {error}; is a quote never closed?") from error
    spoken = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}[separator]
    return _table(rows, wanted, [f"Read as {encoding}, separated by {spoken}."])


def decoded(path: Path) -> tuple[str, str]:
    """Give the text of a file, and the name of its encoding.

    Raises
    ------
    UnreadableFile
        When it is damaged, or in an encoding that is not read here.
    """
    raw = path.read_bytes()
    for mark, codec, name in _BOMS:
        if raw.startswith(mark):
            return _strictly(raw, codec, name, path), name
    if raw[:4000].count(0) > len(raw[:4000]) // 4:
        codec = "utf-16-le" if raw[1:4000:2].count(0) > raw[0:4000:2].count(0) else "utf-16-be"
        return _strictly(raw, codec, "UTF-16", path), "UTF-16 without a byte order mark"
    try:
        return raw.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        _refuse_damaged_utf8(raw, error, path)
    return _strictly(raw, "gb18030", "GB18030", path), "GB18030"


def _strictly(raw: bytes, codec: str, name: str, path: Path) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UnreadableFile(
            f"{path.name} looks like {name}, but line {line} holds bytes that are not: save it again as UTF-8"
        ) from error


def _refuse_damaged_utf8(raw: bytes, error: UnicodeDecodeError, path: Path) -> None:
    """GB18030 reads nearly any bytes, so a UTF-8 file with one bad byte would turn to nonsense without a word."""
    kept = raw.decode("utf-8", errors="replace")
    bad = kept.count("\ufffd")
    if sum(0x4E00 <= ord(sign) <= 0x9FFF for sign in kept) > 20 * bad:
        line = raw[: error.start].count(b"\n") + 1
        raise UnreadableFile(
            f"{path.name} is UTF-8, damaged in line {line}: save it again as UTF-8, or mend that line"
        )


def _records(text: str, separator: str) -> Iterator[Cells]:
    csv.field_size_limit(FIELD_LIMIT)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _separator(text: str, wanted: frozenset[str]) -> str:
    """Find the separator under which the best heading row says most."""

    def says(separator: str) -> tuple[int, int]:
        try:
            top = list(itertools.islice(_records(text[:TOP_SIGNS], separator), HEADING_WITHIN))
        except csv.Error:
            return 0, 0
        return max((_recognised(row, wanted) for row in top), default=0), max(map(len, top), default=0)

    return max([",", ";", "\t", "|"], key=says)


def read_xlsx(path: Path, wanted: frozenset[str], *, sheet: str | None) -> Table:
    """Read a sheet of a workbook: the one named, else the first in which a heading row is found.

    Raises
    ------
    UnreadableFile
        When it is no workbook, or has no such sheet.
    BadHeading
        When no row of it looks like a heading.
    """
    whole = path.stat().st_size < WHOLE_BELOW_BYTES
    try:
        book = openpyxl.load_workbook(path, read_only=not whole, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise UnreadableFile(
            f"{path.name} is no workbook that can be opened: save it again as .xlsx"
        ) from error
    with_cells = [
        one for one in book.worksheets if one.max_row is None or one.max_row > 1 or one.max_column > 1
    ]
    if sheet is not None and sheet not in [one.title for one in book.worksheets]:
        names = ", ".join(f"«{one.title}»" for one in book.worksheets)
        raise UnreadableFile(f"{path.name} has no sheet «{sheet}»; it has {names}")
    chosen = book[sheet] if sheet is not None else _likeliest(with_cells or book.worksheets, wanted)
    notes = [f"Read from the sheet «{chosen.title}»."]
    others = [f"«{one.title}»" for one in with_cells if one.title != chosen.title]
    if others and sheet is None:
        notes.append(f"Not read: {', '.join(others)}; name one with --sheet.")
    rows = [[_written(value) for value in row] for row in chosen.iter_rows(values_only=True)]
    if whole:
        _spread_merged(rows, chosen)
    else:
        notes.append(
            "The workbook is large: cells merged over several rows count for the first of them only."
        )
    return _table(rows, wanted, notes)


def _likeliest(sheets: Sequence[Any], wanted: frozenset[str]) -> Any:
    def says(sheet: Any) -> int:
        top = sheet.iter_rows(max_row=HEADING_WITHIN, values_only=True)
        return max((_recognised([_written(value) for value in row], wanted) for row in top), default=0)

    return max(sheets, key=says)


def _written(value: object) -> str:
    """Write a spreadsheet's value as a person would see it."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
    return str(value)


def _spread_merged(rows: list[Cells], sheet: Any) -> None:
    """Write the value of merged cells into each row they cover; a title merged across columns stays one cell."""
    for area in sheet.merged_cells.ranges:
        top, left = area.min_row - 1, area.min_col - 1
        if area.min_col != area.max_col or top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1 : area.max_row]:
            row[left] = rows[top][left]


def _recognised(row: Cells, wanted: frozenset[str]) -> int:
    """Tell how much a row looks like a heading: its known words, those every list must have counting more."""
    points = 0
    for cell in row:
        text = cell.strip()
        if not text or len(text) > 40:
            continue
        field = understood(text).field
        if text in wanted or field in COORDINATES or field == "name":
            points += 3
        elif field:
            points += 1
    return points


def _table(rows: list[Cells], wanted: frozenset[str], notes: list[str]) -> Table:
    top = rows[:HEADING_WITHIN]
    says = [_recognised(row, wanted) for row in top]
    if not says or max(says) < 3:
        first = next((" | ".join(cell for cell in row if cell) for row in top if any(row)), "nothing")[:80]
        raise BadHeading(
            f"no heading row among the first {HEADING_WITHIN} rows (the first says: {first}): give the columns "
            "headings such as 名称, 地址, 经度, 纬度, or name what they are called with --map COLUMN=FIELD"
        )
    at = says.index(max(says))
    heading, body = [cell.strip() for cell in rows[at]], at + 1
    if body < len(rows) and _second_heading(heading, rows[body], wanted):
        under = [cell.strip() for cell in rows[body]]
        heading = [below or above for above, below in itertools.zip_longest(heading, under, fillvalue="")]
        body += 1
    if at:
        notes = [*notes, f"The heading stands in row {at + 1}; what is above it is a title."]
    return _filled(_distinct(heading), rows, body, notes)


def _second_heading(heading: Cells, below: Cells, wanted: frozenset[str]) -> bool:
    """Tell whether the row below goes on with the heading: 坐标 over two columns, 经度 and 纬度 beneath."""
    said = [cell.strip() for cell in below]
    new = [
        cell for cell, above in itertools.zip_longest(said, heading, fillvalue="") if cell and cell != above
    ]
    points = _recognised(new, wanted)
    return points >= 2 and sum(understood(cell).field is not None for cell in new) > len(new) / 2


def _distinct(heading: Cells) -> Cells:
    """Give every column a name of its own."""
    seen: dict[str, int] = {}
    names = []
    for place, cell in enumerate(heading, start=1):
        name = " ".join(cell.split()) or f"column {place}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _filled(heading: Cells, rows: list[Cells], body: int, notes: list[str]) -> Table:
    """Cut the rows to the heading's width; leave out blank rows, repeated headings and remarks at the foot."""
    while (
        heading
        and heading[-1].startswith("column ")
        and not any(len(row) >= len(heading) and row[-1] for row in rows)
    ):
        heading = heading[:-1]
    width = len(heading)
    kept, numbers, refused, repeated = [], [], [], 0
    for number, row in enumerate(rows[body:], start=body + 1):
        if not any(row) or "".join(row).isspace():
            continue
        if len(row) != width:
            if any(cell.strip() for cell in row[width:]):
                refused.append(_too_wide(number, row, width))
                continue
            row = (row + [""] * (width - len(row)))[:width]  # noqa: PLW2901 - cut or filled to the heading's width
        if row[0] == heading[0] and [_tidy(cell) for cell in row] == heading:
            repeated += 1
            continue
        kept.append(row)
        numbers.append(number)
    while kept and _footer(kept[-1]):
        notes = [
            *notes,
            f"Row {numbers.pop()} is a remark, no place: {' '.join(filter(None, kept.pop()))[:60]}",
        ]
    if repeated:
        notes = [
            *notes,
            f"The heading comes again among the rows, {repeated} times; those rows are no places.",
        ]
    columns = zip(*kept, strict=True) if kept else ([] for _ in heading)
    index = pd.Index(numbers, name="row", dtype="int64")
    cells = {
        name: pd.Series(_tidied(column), index=index, dtype=object)
        for name, column in zip(heading, columns, strict=True)
    }
    return Table(pd.DataFrame(cells, index=index, columns=heading), notes, refused)


def _too_wide(number: int, cells: Cells, width: int) -> Refusal:
    return Refusal(
        number, "", " | ".join(cells)[:80], f"the row has {len(cells)} cells, the heading {width}",
        "put a cell that holds the separator between double quotes",
    )  # fmt: skip


def _tidied(column: Sequence[str]) -> Cells:
    """Tidy a column; one look at all of it tells whether anything but blanks at the ends can be amiss."""
    tidy = (
        [cell.strip() for cell in column]
        if "".join(column).isprintable()
        else [_tidy(cell) for cell in column]
    )
    # An apostrophe before a sign keeps spreadsheets from taking text for a formula; it is no part of the text.
    return [cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell for cell in tidy]


def _tidy(cell: str) -> str:
    """Take blanks off both ends, invisible signs out, and make a line break within a cell a blank."""
    if cell.isprintable():
        return cell.strip()
    return "".join(sign for sign in " ".join(cell.split()) if sign.isprintable()).strip()


def _footer(cells: Cells) -> bool:
    said = [cell for cell in cells if cell]
    return len(said) <= 2 and said[0].casefold().startswith(_FOOTERS)
