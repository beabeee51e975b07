"""The account of a load: what became of every row, in numbers and row by row."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from geodata.frames import Doubt, Refusal
from geodata.hours import CURE, KeptAsText, rows_by_field
from geodata.quality import Evidence
from stations.datum import Datum
from stations.register import Left

MOST_TEXTS = 1_000  # of unread hours that are kept with an import: each row has a finding beside


class Line(NamedTuple):
    """One line of a report file."""

    what: str
    row: int | None
    column: str
    value: str
    detail: str
    cure: str


@dataclass
class Account:
    """What a load did, or would have done."""

    file: str
    source: str
    source_told: bool
    datum: Datum
    rows: int
    loaded: bool = False
    dry_run: bool = False
    entered: int = 0
    amended: int = 0
    unchanged: int = 0
    closed: int = 0
    sample_closed: int = 0
    left_alone: int = 0
    read: dict[str, int] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    repeated: list[tuple[int, int]] = field(default_factory=list)
    unknown_services: dict[str, list[int]] = field(default_factory=dict)
    unread_hours: list[KeptAsText] = field(default_factory=list)
    used: dict[str, str] = field(default_factory=dict)
    unused: dict[str, str] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    @property
    def refused_rows(self) -> int:
        """How many rows are refused, whatever the number of reasons."""
        return len({one.row for one in self.refused})

    @property
    def doubtful_rows(self) -> int:
        """How many rows are taken with a finding."""
        return len({one.row for one in self.doubts})

    @property
    def hours(self) -> dict[str, dict[str, int]]:
        """How many rows have hours that were read, and how many such that are kept as text; known and guessed."""
        unread = rows_by_field(self.unread_hours)
        return {
            what: {"read": self.read.get(field, 0) - unread[field], "kept_as_text": unread[field]}
            for what, field in (("known", "hours"), ("guessed", "hours_inferred"))
        }

    def lines(self) -> Iterator[Line]:
        """Give everything that has a row or a name, for a report file."""
        for one in self.refused:
            yield Line("refused", one.row, one.column, one.value, one.rule, one.cure)
        for doubt in self.doubts:
            yield Line(doubt.what, doubt.row, "", "", doubt.detail, "")
        for row, first in self.repeated:
            yield Line("repeated", row, "", "", f"says the same as row {first}; counted once", "")
        for word, rows in self.unknown_services.items():
            yield Line("unknown_service_word", rows[0], "", word, f"in {len(rows)} rows", "")
        for hours in self.unread_hours:
            detail = f"{hours.reason}; in {len(hours.rows)} rows"
            yield Line("unread_hours_text", hours.rows[0], hours.field, hours.text, detail, CURE)
        for column, why in self.unused.items():
            yield Line("unused_column", None, column, "", why, "")
        for left in self.left:
            yield Line("left_the_list", None, "", left.source_id, left.name, "")

    def summary(self) -> dict[str, Any]:
        """Give the numbers, to be kept with the import."""
        return {
            "rows": self.rows,
            "entered": self.entered,
            "amended": self.amended,
            "unchanged": self.unchanged,
            "refused": self.refused_rows,
            "doubtful": self.doubtful_rows,
            "repeated": len(self.repeated),
            "left_the_list": len(self.left),
            "closed": self.closed,
            "left_alone": self.left_alone,
            "unknown_service_words": sorted(self.unknown_services),
            "hours": self.hours,
            "unread_hours": [one.summary() for one in self.unread_hours[:MOST_TEXTS]],
            "unused_columns": sorted(self.unused),
            "datum_evidence": [one.numbers for one in self.evidence],
        }
