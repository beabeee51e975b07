"""What a measurement gives: rows of figures over rounds, and what they say about a figure that was to be reached."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

Unit = Literal["a second", "s", "ms", "MB", "%"]


@dataclass(frozen=True)
class Row:
    """One contender, one figure a round; `note` says what a reader must know to compare it fairly."""

    name: str
    values: Sequence[float]
    note: str = ""
    p50_ms: float | None = None
    p99_ms: float | None = None
    errors: int = 0

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return statistics.median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the most of the rounds."""
        return min(self.values), max(self.values)


@dataclass(frozen=True)
class Verdict:
    """A figure to reach, what was found, and whether that reaches it; None where it could not be measured."""

    claim: str
    found: str
    reached: bool | None


@dataclass(frozen=True)
class Chapter:
    """One question put to all contenders: how it was asked, its rows, its verdicts.

    Ratios are written against the rows named `ours` and `ceiling`, where there are such.
    """

    title: str
    how: str
    unit: Unit
    rows: Sequence[Row]
    verdicts: Sequence[Verdict] = field(default_factory=tuple)
    ours: str = ""
    ceiling: str = ""
    plot: bool = False
    missing: Sequence[str] = field(default_factory=tuple)
    part: str = ""

    def named(self, part: str) -> "Chapter":
        """Give the same chapter with the name of the part it belongs to."""
        return replace(self, part=part)

    def row(self, name: str) -> Row | None:
        """Give a row by its name."""
        return next((row for row in self.rows if row.name == name and row.values), None)


def times(chapter_rows: Sequence[Row], ours: str, other: str, need: float) -> Verdict:
    """Judge how many times the rate of another ours is."""
    rates = {row.name: row.median for row in chapter_rows if row.values}
    claim = f"at least {need:g} × {other}"
    if ours not in rates or not rates.get(other):
        return Verdict(claim, "", None)
    ratio = rates[ours] / rates[other]
    return Verdict(claim, f"{ratio:.3g} ×", ratio >= need)


def at_most(claim: str, value: float, need: float, unit: str) -> Verdict:
    """Judge a figure that should be small."""
    return Verdict(claim, f"{value:.3g} {unit}", value <= need)


def figure(value: float) -> str:
    """Write a figure with about three places that count."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def counted(number: int, thing: str) -> str:
    """Write a number of things, one or many."""
    ending = "" if number == 1 else "es" if thing.endswith("s") else "s"
    return f"{number:,} {thing}{ending}"
