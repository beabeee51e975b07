"""The nearest ten over HTTP, beside the same server's ceiling, PostGIS alone, Redis, tipg and pygeoapi."""

from collections.abc import Mapping
from contextlib import ExitStack

from scripts.bench.bench import CEILING, OURS, Bench
from scripts.bench.processes import family, weight
from scripts.bench.result import Chapter, Row, Verdict, counted, times
from scripts.bench.ring import POSTGIS, PYGEOAPI, REDIS, TIPG, Ring, entered, warm
from scripts.bench.rounds import interleaved

NEEDED_OF_CEILING = 0.6
NEEDED = {POSTGIS: 4.0, REDIS: 1.5, TIPG: 40.0, PYGEOAPI: 100.0}


def nearest(bench: Bench) -> list[Chapter]:
    """Ask all of them about points near places, then those who can answer it about points anywhere in China."""
    chapters = []
    with ExitStack() as stack:
        near = entered(stack, Ring(bench, bench.near, "near"), everybody=True)
        warm(near)
        rows = interleaved(near.contenders, bench.options.rounds, bench.say, notes=near.notes, forgiving=True)
        chapters += [_near_chapter(rows, near.missing), _memory_chapter(near.processes)]
    if not bench.options.quick:
        with ExitStack() as stack:
            far = entered(stack, Ring(bench, bench.anywhere, "anywhere"), everybody=False)
            warm(far)
            rows = interleaved(
                far.contenders, bench.options.rounds, bench.say, notes=far.notes, forgiving=True
            )
            chapters.append(_far_chapter(rows, far.missing))
    return chapters


def _near_chapter(rows: list[Row], missing: list[str]) -> Chapter:
    verdicts = [_of_ceiling(rows), *(times(rows, OURS, other, need) for other, need in NEEDED.items())]
    how = (
        "Ten nearest of points within 3 km of places, as couriers are; 16 connections, generator and servers on the "
        "same machine, all servers up all the time and asked in turn. The rate counts answers that are none as nothing."
    )
    return Chapter("Nearest ten", how, "a second", rows, verdicts, OURS, CEILING, plot=True, missing=missing)


def _far_chapter(rows: list[Row], missing: list[str]) -> Chapter:
    how = (
        "The same about points drawn evenly over China's box, seas, deserts and neighbours included. "
        "Redis, asked for a radius, mostly finds nothing there, which takes no time: no ratio is judged."
    )
    verdicts = [_of_ceiling(rows), times(rows, OURS, POSTGIS, NEEDED[POSTGIS])]
    return Chapter("Nearest ten, anywhere", how, "a second", rows, verdicts, OURS, CEILING, missing=missing)


def _of_ceiling(rows: list[Row]) -> Verdict:
    claim = f"at least {NEEDED_OF_CEILING:.0%} of the constant body"
    found = {row.name: row.median for row in rows if row.values}
    if OURS not in found or not found.get(CEILING):
        return Verdict(claim, "", None)
    share = found[OURS] / found[CEILING]
    return Verdict(claim, f"{share:.1%}", share >= NEEDED_OF_CEILING)


def _memory_chapter(processes: Mapping[str, int]) -> Chapter:
    rows = [Row(name, [_pss(pid)], counted(len(family(pid)), "process")) for name, pid in processes.items()]
    how = "All processes of a server together after the load above, what they share counted once (PSS)."
    return Chapter("Memory of the servers", how, "MB", rows, ours=OURS)


def _pss(pid: int) -> float:
    return sum(weight(one).pss_mb for one in family(pid))
