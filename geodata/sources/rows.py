"""Rows of text to a raw table: the heading is found, and what is no place is left out."""

import itertools
from collections.abc import Sequence

import pandas as pd

from geodata.errors import BadHeading
from geodata.frames import Refusal, Table
from geodata.sources.headers import COORDINATES, understood

Cells = list[str]

FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # by which a spreadsheet knows one
HEADING_WITHIN = 30  # title rows, remarks and blank rows may stand above the heading, but not a page of them
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


def recognised(row: Cells, wanted: frozenset[str]) -> int:
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


def to_table(rows: list[Cells], wanted: frozenset[str], notes: list[str]) -> Table:
    """Find the heading among the first rows, and make a table of those below it.

    Raises
    ------
    BadHeading
        When no row looks like a heading.
    """
    top = rows[:HEADING_WITHIN]
    says = [recognised(row, wanted) for row in top]
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
    points = recognised(new, wanted)
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
        if not row or (not row[0].strip() and not "".join(row).strip()):
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
    if "".join(column).isprintable():
        return [_unquoted(cell.strip()) for cell in column]
    return [_tidy(_unquoted(cell.strip(" "))) for cell in column]


def _unquoted(cell: str) -> str:
    """Take off the apostrophe that keeps spreadsheets from taking text for a formula: it is no part of it."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'")[:1] in FORMULAS else cell


def _tidy(cell: str) -> str:
    """Take blanks off both ends, invisible signs out, and make a line break within a cell a blank."""
    if cell.isprintable():
        return cell.strip()
    return "".join(sign for sign in " ".join(cell.split()) if sign.isprintable()).strip()


def _footer(cells: Cells) -> bool:
    said = [cell for cell in cells if cell]
    return len(said) <= 2 and said[0].casefold().startswith(_FOOTERS)
