"""H3 cells: read as people and programs write them, their centres and outlines, and points joined to them."""

from collections.abc import Callable

import h3.api.basic_int as h3
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.demand_sources.columns import Rows

Floats = NDArray[np.float64]
Cells = NDArray[np.int64]

CURE = "a cell is written as 8831aa5555fffff, or as the same number in decimal"
NO_CELL = -1


def read_cells(texts: list[str], note: Callable[[int, str], None]) -> Cells:
    """Read cells in hexadecimal or decimal; a row that holds none is handed to `note` with the rule."""
    cells = np.full(len(texts), NO_CELL, dtype=np.int64)
    known: dict[str, int] = {}
    for row, text in enumerate(texts):
        cell = known.get(text)
        if cell is None:
            known[text] = cell = _cell(text)
        if cell == NO_CELL:
            note(row, "this is no H3 cell")
        cells[row] = cell
    return cells


def cells_of(rows: Rows, name: str) -> Cells:
    """Read a column of cells."""
    return read_cells(rows.texts(name).tolist(), lambda row, rule: rows.note(row, name, rule, CURE))


def _cell(text: str) -> int:
    try:
        number = int(text) if text.isdigit() and len(text) > 16 else h3.str_to_int(text)
    except ValueError:
        return NO_CELL
    return number if number < 1 << 63 and h3.is_valid_cell(number) else NO_CELL


def centres(cells: Cells) -> tuple[Floats, Floats]:
    """Give the centre of each cell: longitude, latitude."""
    if not len(cells):
        return np.empty(0), np.empty(0)
    lat, lon = np.array([h3.cell_to_latlng(cell) for cell in cells.tolist()]).T
    return lon, lat


def cells_at(lon: Floats, lat: Floats, resolution: int) -> Cells:
    """Give the cell that each point lies in."""
    found = [
        h3.latlng_to_cell(north, east, resolution)
        for east, north in zip(lon.tolist(), lat.tolist(), strict=True)
    ]
    return np.array(found, dtype=np.int64)


def names(cells: Cells) -> NDArray[np.object_]:
    """Write cells as programs do, in hexadecimal."""
    return np.array([h3.int_to_str(cell) for cell in cells.tolist()], dtype=object)


def outlines(cells: Cells) -> NDArray[np.object_]:
    """Draw each cell; None for one that lies across the 180th meridian."""
    found = np.empty(len(cells), dtype=object)
    for place, cell in enumerate(cells.tolist()):
        ring = [(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]
        east = [lon for lon, _ in ring]
        found[place] = shapely.Polygon(ring) if max(east) - min(east) < 180 else None
    return found
