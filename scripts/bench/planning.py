"""Siting: the proved gap and the time of large cities, a small one beside plain HiGHS, and what a larger city costs."""

import csv
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scripts.bench.bench import OURS, SEED, Bench
from scripts.bench.processes import ran
from scripts.bench.result import Chapter, Row, Verdict, at_most
from scripts.bench.rounds import Sample, interleaved
from scripts.home import ROOT

if TYPE_CHECKING:
    from geodata.siting import Problem

LON, LAT = 113.6, 34.75  # around Zhengzhou: a degree is 91.6 and 110.9 km there
EAST_M, NORTH_M = 91_600.0, 110_900.0
WITHIN_M = 1_000.0
TOWNS = 80
PLAIN = "plain HiGHS"
SECONDS = 10.0
LATE = 1.05  # of the seconds asked for: starting Python counts, too
NEED_UNIFORM, NEED_CLUSTERED, NEED_GROWTH = 0.5, 1.2, 12.0

Metres = NDArray[np.float64]


class City(NamedTuple):
    """Made-up demand and candidates, metres, and how many sites are asked for."""

    people: Metres
    candidates: Metres
    weight: Metres
    sites: int


def uniform(people: int, candidates: int, sites: int, side_m: float) -> City:
    """People anywhere in a square, of 1 to 99 each."""
    drawn = np.random.default_rng(SEED)
    spots = drawn.uniform(0, side_m, (people + candidates, 2))
    return City(spots[:people], spots[people:], drawn.integers(1, 100, people).astype(np.float64), sites)


def clustered(people: int, candidates: int, sites: int, side_m: float) -> City:
    """Towns in a square, the second half as large as the first and so on; candidates stand where people are."""
    drawn = np.random.default_rng(SEED)
    share = 1 / np.arange(1, TOWNS + 1)
    share /= share.sum()
    centre, spread = drawn.uniform(0, side_m, (TOWNS, 2)), 400 + 4_000 * np.sqrt(share)
    town = drawn.choice(TOWNS, people, p=share)
    spots = centre[town] + drawn.normal(size=(people, 2)) * spread[town][:, None]
    stand = spots[drawn.choice(people, candidates, replace=False)] + drawn.normal(0, 50, (candidates, 2))
    return City(spots, stand, np.ones(people), sites)


def planning(bench: Bench) -> list[Chapter]:
    """Measure the command with files, as a program outside calls it, and the solvers in memory."""
    return [_large(bench), _small(bench), _growth(bench)]


def _large(bench: Bench) -> Chapter:
    size = (1_500, 150, 6) if bench.options.quick else (50_000, 5_000, 200)
    seconds = 5.0 if bench.options.quick else SECONDS
    cities = {"uniform, 20 × 20 km": uniform(*size, 20_000), "clustered in towns": clustered(*size, 60_000)}
    needs, rows, verdicts = (NEED_UNIFORM, NEED_CLUSTERED), [], []
    for (name, city), need in zip(cities.items(), needs, strict=True):
        files = _written(bench.work, city)
        ask = _asked(files, city.sites, seconds)
        ask(0)  # compiled
        found = []
        for seed in range(bench.options.rounds):
            bench.say(f"siting, {name}, round {seed + 1} of {bench.options.rounds}")
            found.append(ask(seed))
        took = [one["took"] for one in found]
        gaps = [100 * one["gap"] for one in found]
        rows.append(
            Row(name, gaps, f"{min(took):.1f} to {max(took):.1f} s for all of it, files and start included")
        )
        if not bench.options.quick:
            verdicts += [
                at_most(f"{name}: a gap of at most {need:g} %", rows[-1].median, need, "%"),
                at_most(f"{name}: at most {seconds:g} s", max(took), seconds * LATE, "s"),
            ]
    how = (
        f"{size[0]:,} demand points, {size[1]:,} candidates, {size[2]} sites, within {WITHIN_M:,.0f} m: the "
        "proved gap of `waystation plan site --model mclp`, percent; another seed each round."
    )
    return Chapter("Siting: how near to the best possible", how, "%", rows, verdicts)


def _asked(files: tuple[Path, Path], sites: int, seconds: float) -> Callable[[int], dict[str, float]]:
    demand, candidates = map(str, files)
    command = [sys.executable, "-m", "scripts.main", "plan", "site", "--model", "mclp", "--json"]
    command += ["--demand", demand, "--candidates", candidates, "--sites", str(sites)]
    command += ["--within-m", str(WITHIN_M), "--seconds", str(seconds)]

    def ask(seed: int) -> dict[str, float]:
        begun = time.perf_counter()
        told = json.loads(ran([*command, "--seed", str(seed)], cwd=ROOT))
        return {"gap": told["gap"], "took": time.perf_counter() - begun}

    return ask


def _written(work: Path, city: City) -> tuple[Path, Path]:
    demand, candidates = work / "demand.csv", work / "candidates.csv"
    for file, spots, weight in ((demand, city.people, city.weight), (candidates, city.candidates, None)):
        lon, lat = _degrees(spots)
        columns = [list(range(len(lon))), lon.tolist(), lat.tolist()]
        if weight is not None:
            columns.append(weight.tolist())
        with file.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(("id", "lon", "lat", "weight")[: len(columns)])
            writer.writerows(zip(*columns, strict=True))
    return demand, candidates


def _degrees(spots: Metres) -> tuple[Metres, Metres]:
    return LON + spots[:, 0] / EAST_M, LAT + spots[:, 1] / NORTH_M


def _problem(city: City) -> "Problem":
    from geodata.geodesic import Geodesic
    from geodata.siting import Problem

    reach = Geodesic().within(*_degrees(city.people), *_degrees(city.candidates), WITHIN_M)
    return Problem(reach, city.weight, len(city.candidates))


def _small(bench: Bench) -> Chapter:
    """Both to the proved end; a time limit is no part of it."""
    from geodata.siting import Limit, mclp
    from geodata.siting.exact import as_written

    size = (300, 60, 5) if bench.options.quick else (2_000, 500, 40)
    problem = _problem(clustered(*size, 60_000))
    values: dict[str, float] = {}

    def ours() -> Sample:
        begun = time.perf_counter()
        plan = mclp(problem, size[2], WITHIN_M, limit=Limit(600.0))
        values[OURS] = plan.value if plan.gap == 0 else -1.0
        return Sample(time.perf_counter() - begun)

    def plain() -> Sample:
        begun = time.perf_counter()
        values[PLAIN] = as_written(problem, size[2], WITHIN_M, Limit(600.0))[0]
        return Sample(time.perf_counter() - begun)

    ours()  # compiled
    rows = interleaved({OURS: ours, PLAIN: plain}, bench.options.rounds, bench.say)
    same = abs(values[OURS] - values[PLAIN]) < 1e-6 * values[PLAIN]
    ratio = rows[1].median / rows[0].median
    verdicts = [
        Verdict("the same objective, proved", "the same" if same else f"{values}", same),
        Verdict(f"faster than {PLAIN}", f"{ratio:.3g} ×", ratio > 1),
    ]
    how = (
        f"{size[0]:,} demand points in towns, {size[1]:,} candidates, {size[2]} sites, in memory, to the "
        f"proved optimum; {PLAIN} is given a row for each demand point, a variable for each candidate "
        "and point, and no start."
    )
    return Chapter("Siting: a small town to the end", how, "s", rows, verdicts, ours=OURS)


def _growth(bench: Bench) -> Chapter:
    """The same town ten times as large, with ten times the sites: pairs, rows, greedy choice and the proved bound."""
    from geodata.siting import interior
    from geodata.siting.covering import cover_of
    from geodata.siting.mclp import first_sites
    from geodata.siting.prices import bound_of

    base = (400, 40, 4) if bench.options.quick else (5_000, 500, 20)
    cities = {
        "the town": uniform(*base, 6_325.0),
        "ten times as large": uniform(10 * base[0], 10 * base[1], 10 * base[2], 20_000.0),
    }

    def worked(city: City) -> Sample:
        begun = time.perf_counter()
        cover = cover_of(_problem(city), WITHIN_M)
        first_sites(cover, city.sites)
        for step in interior.steps(cover, city.sites):
            bound_of(cover, step.prices)
        return Sample(time.perf_counter() - begun)

    for city in cities.values():
        worked(city)  # compiled
    asked = {name: (lambda city=city: worked(city)) for name, city in cities.items()}
    rows = interleaved(asked, bench.options.rounds, bench.say)
    ratio = rows[1].median / rows[0].median
    verdicts = [Verdict(f"at most {NEED_GROWTH:g} × the time", f"{ratio:.3g} ×", ratio <= NEED_GROWTH)]
    how = (
        f"From coordinates to the proved bound of the linear relaxation: {base[0]:,} demand points, {base[1]:,} "
        f"candidates and {base[2]} sites in 40 km², then ten times as many of each in ten times the area."
    )
    return Chapter(
        "Siting: ten times the city", how, "s", rows, [] if bench.options.quick else verdicts, ours="the town"
    )
