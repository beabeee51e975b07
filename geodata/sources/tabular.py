"""CSV and XLSX to a raw table: the encoding, the separator and the heading row are found, and said."""

import csv
import io
import itertools
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from geodata.encoding import decoded
from geodata.errors import UnreadableFile
from geodata.frames import Refusal, Table
from geodata.sources.rows import HEADING_WITHIN, Cells, recognised, to_table

MOST_COLUMNS = 1_000
MOST_CELLS = 20_000_000
MOST_UNPACKED_BYTES = 500_000_000
WHOLE_BELOW_BYTES = 8_000_000  # larger workbooks are read row by row, where merged cells cannot be seen
TOP_SIGNS = 200_000  # enough for the heading and the rows around it
FIELD_LIMIT = 1_000_000


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
    return to_table(rows, wanted, [f"Read as {encoding}, separated by {spoken}."])


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
        return max((recognised(row, wanted) for row in top), default=0), max(map(len, top), default=0)

    return max([",", ";", "\t", "|"], key=says)


def read_xlsx(path: Path, wanted: frozenset[str], *, sheet: str | None, formulas: bool = True) -> Table:
    """Read a sheet of a workbook: the one named, else the first in which a heading row is found.

    Without `formulas` the rows that hold one are refused: nobody knows here what it said when it was last worked out.

    Raises
    ------
    UnreadableFile
        When it is no workbook, or has no such sheet.
    BadHeading
        When no row of it looks like a heading.
    """
    whole = path.stat().st_size < WHOLE_BELOW_BYTES
    try:
        _refuse_bomb(path)
        book = openpyxl.load_workbook(path, read_only=not whole, data_only=formulas)
    except UnreadableFile:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise UnreadableFile(
            f"{path.name} is no workbook that can be opened: save it again as .xlsx"
        ) from error
    with_cells = [one for one in book.worksheets if one.max_row != 1]  # None when the workbook does not say
    if sheet is not None and sheet not in [one.title for one in book.worksheets]:
        names = ", ".join(f"«{one.title}»" for one in book.worksheets)
        raise UnreadableFile(f"{path.name} has no sheet «{sheet}»; it has {names}")
    chosen = book[sheet] if sheet is not None else _likeliest(with_cells or book.worksheets, wanted)
    _refuse_stray(chosen)
    notes = [f"Read from the sheet «{chosen.title}»."]
    others = [f"«{one.title}»" for one in with_cells if one.title != chosen.title]
    if others and sheet is None:
        notes.append(f"Not read: {', '.join(others)}; name one with --sheet.")
    found: dict[tuple[int, int], str] = {}
    if formulas:
        rows = [[_written(value) for value in row] for row in chosen.iter_rows(values_only=True)]
    else:
        rows = [[_plain(cell, found) for cell in row] for row in chosen.iter_rows()]
    if whole:
        _spread_merged(rows, chosen)
    else:
        notes.append(
            "The workbook is large: cells merged over several rows count for the first of them only."
        )
    return _without_rows(to_table(rows, wanted, notes), found)


def _plain(cell: Any, formulas: dict[tuple[int, int], str]) -> str:
    """Write a cell's value; of a formula, nothing but that it is there."""
    if cell.data_type != "f":
        return _written(cell.value)
    formulas[cell.row, cell.column] = str(getattr(cell.value, "text", cell.value))
    return ""


def _without_rows(table: Table, formulas: dict[tuple[int, int], str]) -> Table:
    """Refuse the rows of a table in which there are formulas."""
    if not formulas:
        return table
    names = list(table.cells.columns)
    kept = set(table.cells.index)
    refused = [
        Refusal(
            row,
            names[column - 1],
            written[:60],
            "a formula, which is not worked out here",
            "paste it as its value",
        )
        for (row, column), written in formulas.items()
        if row in kept and column <= len(names)
    ]
    return replace(
        table,
        cells=table.cells.drop(index=sorted({one.row for one in refused})),
        refused=[*table.refused, *refused],
    )


def _refuse_bomb(path: Path) -> None:
    """Refuse a small file that unfolds to more than memory holds."""
    with zipfile.ZipFile(path) as packed:
        unpacked = sum(one.file_size for one in packed.infolist())
    if unpacked > MOST_UNPACKED_BYTES:
        raise UnreadableFile(
            f"{path.name} unfolds to {unpacked // 10**6:,} MB, more than {MOST_UNPACKED_BYTES // 10**6:,}: "
            "save the list alone, as CSV or in several workbooks"
        )


def _refuse_stray(sheet: Any) -> None:
    """Refuse a sheet on which something stands far off the list: all between them would be read as cells."""
    rows, columns = sheet.max_row or 0, sheet.max_column or 0
    if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise UnreadableFile(
            f"the sheet «{sheet.title}» is {rows:,} rows by {columns:,} columns, because something stands far off "
            "the list: delete the rows below and the columns beside it, and save the workbook again"
        )


def _likeliest(sheets: Sequence[Any], wanted: frozenset[str]) -> Any:
    def says(sheet: Any) -> int:
        top = sheet.iter_rows(max_row=HEADING_WITHIN, max_col=MOST_COLUMNS, values_only=True)
        return max((recognised([_written(value) for value in row], wanted) for row in top), default=0)

    return max(sheets, key=says)


def _written(value: object) -> str:
    """Write a spreadsheet's value as a person would see it."""
    match value:
        case None:
            written = ""
        case bool():
            written = "是" if value else "否"
        case float():
            written = str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            written = value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case time():
            written = value.strftime("%H:%M")
        case _:
            written = str(value)
    return written


def _spread_merged(rows: list[Cells], sheet: Any) -> None:
    """Write the value of merged cells into each row they cover; a title merged across columns stays one cell."""
    for area in sheet.merged_cells.ranges:
        top, left = area.min_row - 1, area.min_col - 1
        if area.min_col != area.max_col or top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1 : area.max_row]:
            row[left] = rows[top][left]
