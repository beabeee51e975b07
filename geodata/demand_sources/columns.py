"""A CSV file as columns of text, read fast; what is wrong in it is told by line, column, rule and cure."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from geodata.encoding import decoded
from geodata.errors import BadDemand, BadHeading, UnreadableFile

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
HEADING_SIGNS = 100_000


class Bad(NamedTuple):
    """A row that cannot be taken, counted from 0, and why."""

    row: int
    column: str
    value: str
    rule: str
    cure: str


@dataclass(frozen=True, eq=False)
class Rows:
    """A file's columns of text by heading (trimmed, in small letters), and what was found to be wrong with them."""

    path: Path
    text: str
    separator: str
    columns: dict[str, pa.ChunkedArray]
    encoding: str
    bad: dict[int, Bad] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def texts(self, name: str) -> NDArray[np.object_]:
        """Give a column as text, blanks at the ends taken off."""
        return np.asarray(pc.utf8_trim_whitespace(self.columns[name]).to_numpy(), dtype=object)

    def numbers(
        self, name: str, *, least: float, most: float, cure: str, blank: float | None = None
    ) -> Floats:
        """Read a column of numbers from `least` to `most`, each included; bad ones are noted and come back as 0.

        Parameters
        ----------
        cure
            What to do about a number beyond its ends.
        blank
            What an empty cell says; None where it may not be empty.
        """
        trimmed = pc.utf8_trim_whitespace(self.columns[name])
        empty = None
        if blank is not None:
            empty = np.asarray(pc.equal(trimmed, "").to_numpy(), dtype=bool)
            trimmed = pc.if_else(pc.equal(trimmed, ""), "0", trimmed)
        try:
            read = np.array(pc.cast(trimmed, pa.float64()).to_numpy(), dtype=np.float64)
        except pa.ArrowInvalid:
            read = self._one_by_one(name, trimmed.to_pylist())
        self._note(
            ~np.isfinite(read), name, "this is no finite number", "fill in a number, or leave the row out"
        )
        self._note(
            (read < least) | (read > most), name, f"{_spoken(name)} goes from {least:g} to {most:g}", cure
        )
        read[~np.isfinite(read)] = 0.0
        if empty is not None:
            read[empty] = blank
        return read

    def _one_by_one(self, name: str, cells: Sequence[str]) -> Floats:
        read = np.zeros(len(cells))
        for row, cell in enumerate(cells):
            try:
                read[row] = float(cell)
            except ValueError:
                self.note(row, name, "this is no number", "write it plainly, such as 12.5")
                continue
            if "_" in cell:
                self.note(row, name, "this is no number", "write it without underscores")
        return read

    def distinct(self, name: str) -> NDArray[np.object_]:
        """Give a column of ids: none is empty, no two are the same."""
        ids = self.texts(name)
        listed = ids.tolist()
        if "" in listed:
            self._note(ids == "", name, "each row needs an id of its own", "fill it in")
        if len(set(listed)) < len(listed):
            first: dict[str, int] = {}
            for row, one in enumerate(listed):
                if one and first.setdefault(one, row) != row:
                    before = self.line(first[one])
                    self.note(row, name, f"line {before} has the same id", "give each row an id of its own")
        return ids

    def _note(self, wrong: Flags, column: str, rule: str, cure: str) -> None:
        for row in np.flatnonzero(wrong).tolist():
            self.note(row, column, rule, cure)

    def note(self, row: int, column: str, rule: str, cure: str) -> None:
        """Note what is wrong with a row, unless something else was."""
        value = str(self.columns[column][row].as_py())[:60] if column in self.columns else ""
        self.bad.setdefault(row, Bad(row, column, value, rule, cure))

    def line(self, row: int) -> int:
        """Tell in which line of the file a row begins; read again, for it is asked only where something is wrong."""
        before, found = 0, -2
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.separator)
        for record in reader:
            found += bool(record)
            if found == row:
                return before + 1
            before = reader.line_num
        return before + 1

    def told(self, one: Bad) -> str:
        """Say what is wrong with a row."""
        value = f" is «{one.value}»" if one.value else " is empty"
        return f"{self.path.name}, line {self.line(one.row)}, {one.column}{value}: {one.rule}; {one.cure}"

    def refuse(self) -> None:
        """Refuse the file for what is wrong with its rows.

        Raises
        ------
        BadDemand
            Telling the first bad row, and how many there are.
        """
        if self.bad:
            first = self.bad[min(self.bad)]
            more = f" ({len(self.bad) - 1:,} more rows cannot be taken)" if len(self.bad) > 1 else ""
            raise BadDemand(self.told(first) + more)

    @property
    def good(self) -> Flags:
        """Which rows nothing is wrong with."""
        kept = np.ones(len(self), dtype=bool)
        kept[list(self.bad)] = False
        return kept


def read_rows(path: Path, *, needed: Iterable[str] = ()) -> Rows:
    """Read a CSV file: UTF-8 with or without a mark, GB18030 or UTF-16; comma, semicolon, tab or bar.

    Raises
    ------
    UnreadableFile
        When there is no such file, or it is empty, damaged, or has rows of different lengths.
    BadHeading
        When a column that is needed is missing, or two have one name.
    """
    if not path.is_file():
        raise UnreadableFile(f"{path}: there is no such file")
    text, encoding = decoded(path)
    top = text[:HEADING_SIGNS]
    if not top.strip():
        raise UnreadableFile(f"{path.name} is empty")
    separator = max(SEPARATORS, key=top.lstrip().partition("\n")[0].count)
    heading = next(row for row in csv.reader(io.StringIO(top, newline=""), delimiter=separator) if row)
    names = [cell.strip().casefold() for cell in heading]
    _check_heading(path, names, needed)
    return Rows(path, text, separator, _columns(path, text, separator, names), encoding)


def _check_heading(path: Path, names: Sequence[str], needed: Iterable[str]) -> None:
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        raise BadHeading(f"{path.name} has two columns «{doubled[0]}»: rename or remove one")
    missing = [name for name in needed if name not in names]
    if missing:
        has = ", ".join(f"«{name}»" for name in names)
        raise BadHeading(
            f"{path.name} has no column «{missing[0]}», it has {has}: the first line names the columns "
            f"{', '.join(needed)}; rename the one that is meant"
        )


def _columns(path: Path, text: str, separator: str, names: Sequence[str]) -> dict[str, pa.ChunkedArray]:
    keys = [f"{place}" for place in range(len(names))]
    wrong: list[pa_csv.InvalidRow] = []

    def skip(row: pa_csv.InvalidRow) -> str:
        wrong.append(row)
        return "skip"

    try:
        table = pa_csv.read_csv(
            io.BytesIO(text.encode("utf-8", "surrogatepass")),
            read_options=pa_csv.ReadOptions(column_names=keys, use_threads=False),
            parse_options=pa_csv.ParseOptions(
                delimiter=separator, newlines_in_values=True, invalid_row_handler=skip
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(keys, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        reason = str(error).splitlines()[0]
        raise UnreadableFile(f"{path.name} is no CSV: {reason}; is a quote never closed?") from error
    if wrong:
        _refuse_width(path, wrong, len(names))
    table = table.slice(1)
    if not len(table):
        raise UnreadableFile(f"{path.name} has a heading and no rows below it")
    return {name: table.column(place) for place, name in enumerate(names)}


def _refuse_width(path: Path, wrong: Sequence[pa_csv.InvalidRow], width: int) -> NoReturn:
    one = wrong[0]
    raise UnreadableFile(
        f"{path.name}, the row «{one.text[:60]}»: it has {one.actual_columns} cells, the heading {width}; "
        "put a cell that holds the separator between double quotes"
    )


def _spoken(name: str) -> str:
    return {"lon": "longitude", "lat": "latitude"}.get(name, name)
