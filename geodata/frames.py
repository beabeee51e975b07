"""The tables that are passed around here, and the remarks made about their rows.

**Raw table** (`Table.cells`): a frame of text, one column a heading, `""` where a cell is empty, indexed by `row`:
the row as a spreadsheet numbers it, or the feature as counted from 1.

**Places frame**: a frame with the columns of `stations.record.FIELDS`, indexed by `row` as above; `lon` and `lat` are
WGS-84 degrees (float64), `services…` are tuples of codes, `details` dicts, other empty values None.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Degrees = NDArray[np.float64]
Texts = NDArray[np.object_]

# What people write where there is nothing, in lower case.
NOTHING = frozenset(("", "-", "--", "—", "——", "/", "\\", "无", "暂无", "没有", "未知", "不详", "待定", "空"))
NOTHING |= {"null", "none", "nil", "nan", "n/a", "na", "<na>"}
NOTHING |= {"#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!"}  # a spreadsheet's errors
LONGEST_NOTHING = max(map(len, NOTHING))


class Refusal(NamedTuple):
    """One reason why a row cannot be taken."""

    row: int
    column: str
    value: str
    rule: str
    cure: str


class Doubt(NamedTuple):
    """Something about a row that is taken which a person should look at; `what` is the finding's name."""

    row: int
    what: str
    detail: str


@dataclass(frozen=True)
class Table:
    """A file as it was read: text alone, nothing understood yet.

    `lon` and `lat` are there when the file has geometry: in WGS-84 if the file's numbers mean what its CRS says.
    `shortened` tells that headings may have lost their ends, as in a Shapefile.
    """

    cells: pd.DataFrame
    notes: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    lon: Degrees | None = None
    lat: Degrees | None = None
    shortened: bool = False


def texts(column: "pd.Series[str]") -> Texts:
    """Give a column as an array of objects, on which work by unique value is fast."""
    return np.asarray(column, dtype=object)


def by_unique(column: Texts, read: Callable[[str], object]) -> Texts:
    """Read each different cell of a column once, for most repeat."""
    codes, found = pd.factorize(column)
    values = np.empty(len(found), dtype=object)
    for place, cell in enumerate(found):
        values[place] = read(cell)
    return values[codes]


def blank(value: str) -> bool:
    """Tell whether a cell says that there is nothing: empty, a dash, 无, N/A, a spreadsheet's error."""
    return len(value) <= LONGEST_NOTHING and value.casefold() in NOTHING
