"""Measure contenders in turn, round after round, so that a slow minute of the machine falls on all of them."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scripts.bench.processes import Broken
from scripts.bench.result import Row


@dataclass(frozen=True)
class Sample:
    """One measurement of one contender: a figure, and where it was a load, its latencies and errors."""

    value: float
    p50_ms: float | None = None
    p99_ms: float | None = None
    errors: int = 0


Contender = Callable[[], Sample]


def interleaved(
    contenders: Mapping[str, Contender],
    rounds: int,
    say: Callable[[str], None],
    *,
    notes: Mapping[str, str] | None = None,
    forgiving: bool = False,
) -> list[Row]:
    """Measure each contender once a round, every round beginning with another one, and give a row for each.

    Notes are read at the end: a measurement may have written into them.

    Raises
    ------
    Broken
        When a contender breaks. Where we are forgiving it is asked no more instead, and its row says why.
    """
    names = list(contenders)
    samples: dict[str, list[Sample]] = {name: [] for name in names}
    broken: dict[str, str] = {}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            if name in broken:
                continue
            say(f"round {number + 1} of {rounds}: {name}")
            try:
                samples[name].append(contenders[name]())
            except Broken as error:
                if not forgiving:
                    raise
                broken[name] = f"broke in round {number + 1}: {error}"
    return [row(name, samples[name], {**(notes or {}), **broken}.get(name, "")) for name in names]


def row(name: str, samples: Sequence[Sample], note: str = "") -> Row:
    """Write a contender's rounds as a row; latencies are the median of the rounds'."""
    return Row(
        name,
        [one.value for one in samples],
        note,
        p50_ms=_middle([one.p50_ms for one in samples]),
        p99_ms=_middle([one.p99_ms for one in samples]),
        errors=sum(one.errors for one in samples),
    )


def _middle(values: Sequence[float | None]) -> float | None:
    known = [one for one in values if one is not None]
    return statistics.median(known) if known else None
