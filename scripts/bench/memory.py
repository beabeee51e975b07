"""Start-up, and what the processes of our server weigh after load."""

import tempfile
from collections.abc import Mapping

from scripts.bench import questions, serving, wrk
from scripts.bench.bench import Bench
from scripts.bench.processes import Broken, family, weight
from scripts.bench.result import Chapter, Row, Verdict, at_most
from scripts.bench.serving import Served
from scripts.bench.store import DATABASE

COPY = "bench_start"
LEAST_LOAD_S = 5.0


def memory(bench: Bench) -> list[Chapter]:
    """Start the server for the first time, then with nothing compiled, then warm; load it, and weigh it.

    All on a copy of the database, of which nobody can keep a picture yet.
    """
    url = bench.store.afresh(COPY, like=DATABASE)
    cold, warm = [], []
    bench.say("starting for the first time")
    first = _started(bench, url)
    with tempfile.TemporaryDirectory(dir=bench.work) as empty:
        if not bench.options.quick:
            bench.say("starting with nothing compiled")
            cold.append(_started(bench, url, {"NUMBA_CACHE_DIR": empty}))
    for number in range(1, bench.options.rounds):
        bench.say(f"starting again, {number} of {bench.options.rounds}")
        warm.append(_started(bench, url))
    bench.say("starting again, for the load")
    with serving.waystation(url, bench.log("waystation")) as served:
        warm.append(served.ready_s)
        note = _loaded(bench, served)
        weighed = _weighed(served, note)
    bench.store.drop(COPY)
    rows = [Row("first", [first], "a new database, no picture of it yet; code compiled if it was before")]
    rows += (
        [Row("nothing compiled", cold, "with an empty NUMBA_CACHE_DIR; the picture is there")] if cold else []
    )
    rows += [Row("warm", warm, "picture and compiled code are there")]
    start = Chapter(
        "Start-up",
        "From `waystation serve` to the moment when every worker says that it is ready.",
        "s",
        rows,
        [at_most("ready within 3 s, warm", rows[-1].median, 3.0, "s")],
    )
    return [start, weighed]


def _started(bench: Bench, url: str, env: Mapping[str, str] | None = None) -> float:
    with serving.waystation(url, bench.log("waystation"), env=env) as served:
        return served.ready_s


def _loaded(bench: Bench, served: Served) -> str:
    """Ask for some seconds, so that what grows has grown; without a load generator, say that it was not done."""
    file = bench.kept("near", questions.nearest_paths(bench.near))
    seconds = bench.options.seconds if bench.options.quick else max(bench.options.seconds, LEAST_LOAD_S)
    try:
        return f"after {wrk.asked(bench.wrk, served.url, file, seconds=seconds).requests:,} lookups"
    except Broken:
        return "before any load: wrk is missing"


def _weighed(served: Served, note: str) -> Chapter:
    workers = served.workers()
    weights = [weight(one) for one in workers]
    others = [weight(one) for one in family(served.pid) if one not in workers]
    rows = [
        Row("each worker, all it maps", [one.rss_mb for one in weights], f"RSS; {note}"),
        Row("each worker, shared parts divided", [one.pss_mb for one in weights], "PSS"),
        Row("other processes together", [sum(one.pss_mb for one in others)], f"PSS; {len(others)} of them"),
        Row("all together", [sum(one.pss_mb for one in weights + others)], "PSS"),
    ]
    most = max(one.rss_mb for one in weights)
    verdict = Verdict("a worker at most 350 MB", f"{most:.0f} MB", most <= 350)
    how = "By the kernel's account of each process (smaps_rollup). The spread is over the workers."
    return Chapter("Memory", how, "MB", rows, [verdict])
