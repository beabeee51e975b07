"""PostGIS without anything around it: the nearest ten by pgbench, prepared."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scripts.bench.processes import Broken, ran
from scripts.bench.questions import CHINA, METRES_A_DEGREE, REACH_M, Points
from scripts.bench.store import sql

CLIENTS = 16
THREADS = 2
CENTRES = 1024  # places around which points are drawn; a tree of choices finds one in ten steps


@dataclass(frozen=True)
class Pgbench:
    """What pgbench counted."""

    rate: float
    latency_ms: float
    failed: int


def near_script(places: Points, file: Path, *, seed: int, asks: str = "nearest_ten") -> Path:
    """Write the script that asks about points within `REACH_M` of places, drawn by pgbench itself.

    pgbench knows no tables of its own, and a table in the database would cost the peer a look-up. So the places stand
    in the script, as a tree of choices.
    """
    chance = np.random.default_rng(seed)
    some = chance.integers(0, len(places.lon), CENTRES)
    side = REACH_M / METRES_A_DEGREE * np.sqrt(np.pi) / 2  # half of it, degrees of latitude
    lines = [
        f"\\set i random(0, {CENTRES - 1})",
        f"\\set x {choice(places.lon[some].tolist())}",
        f"\\set y {choice(places.lat[some].tolist())}",
        # pgbench knows no sine: points fall into a square of the same area as the disc of the other contenders, its
        # sides east to west drawn out as they are at 35 degrees north.
        f"\\set lon :x + {side / 0.82:.6f} * random(-1000000, 1000000) / 1000000.0",
        f"\\set lat :y + {side:.6f} * random(-1000000, 1000000) / 1000000.0",
        sql(asks),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def anywhere_script(file: Path) -> Path:
    """Write the script that asks about points all over China's box."""
    west, south, east, north = (round(edge * 1_000_000) for edge in CHINA)
    lines = [
        f"\\set lon random({west}, {east}) / 1000000.0",
        f"\\set lat random({south}, {north}) / 1000000.0",
        sql("nearest_ten"),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def asked(program: str, url: str, script: Path, *, seconds: float) -> Pgbench:
    """Ask the database by a script for some seconds."""
    options = ["-n", "-M", "prepared", "-f", str(script), "-c", str(CLIENTS), "-j", str(THREADS)]
    return read(ran([program, *options, "-T", str(max(1, round(seconds))), url]))


def read(said: str) -> Pgbench:
    """Read what pgbench said.

    Raises
    ------
    Broken
        When it did not count.
    """
    rate = re.search(r"^tps = ([\d.]+)", said, re.MULTILINE)
    latency = re.search(r"^latency average = ([\d.]+) ms", said, re.MULTILINE)
    failed = re.search(r"^number of failed transactions: (\d+)", said, re.MULTILINE)
    if rate is None or latency is None:
        raise Broken(f"pgbench said nothing of its rate: {said.strip()[-300:]}")
    return Pgbench(float(rate[1]), float(latency[1]), int(failed[1]) if failed else 0)


def choice(values: Sequence[float], first: int = 0) -> str:
    """Write a choice by `:i` among values as a tree of halves."""
    if len(values) == 1:
        return f"{values[0]:.6f}"
    half = len(values) // 2
    lower, upper = choice(values[:half], first), choice(values[half:], first + half)
    return f"case when :i < {first + half} then {lower} else {upper} end"
