"""More askers than the server can serve at once: who is answered, how many are turned away, how long it takes."""

from scripts.bench import questions, wrk
from scripts.bench.bench import Bench
from scripts.bench.result import Chapter, Row, Verdict
from scripts.bench.wrk import Load

CROWDS = (16, 512, 2000)
WARM_S = LEAST_S = 5.0  # two thousand connections need a moment to be made


def overload(bench: Bench) -> list[Chapter]:
    """Ask by more and more connections, in turn over the rounds."""
    file = bench.kept("near", questions.nearest_paths(bench.near))
    loads: dict[int, list[Load]] = {crowd: [] for crowd in CROWDS}
    with bench.ours() as served:
        bench.say("warming up")
        wrk.asked(bench.wrk, served.url, file, seconds=WARM_S)
        for number in range(bench.options.rounds):
            for crowd in CROWDS:
                bench.say(f"round {number + 1} of {bench.options.rounds}: {crowd} connections")
                loads[crowd].append(
                    wrk.asked(
                        bench.wrk,
                        served.url,
                        file,
                        seconds=max(bench.options.seconds, LEAST_S),
                        connections=crowd,
                        statuses=True,
                    )
                )
    rows = [_row(crowd, of_crowd) for crowd, of_crowd in loads.items()]
    share = rows[-1].median / max(rows[0].median, 1e-9)
    every = [load for of_crowd in loads.values() for load in of_crowd]
    broken = sum(load.broken + (load.requests == 0) for load in every)
    verdicts = [
        Verdict(
            "2,000 connections are answered at 80 % of the peak rate or more", f"{share:.0%}", share >= 0.8
        ),
        Verdict(
            "no connection refused or broken, none waits 10 s, no round without an answer",
            f"{broken:,}",
            broken == 0,
        ),
    ]
    how = "Each connection asks again as soon as it is answered; answers of status 400 and more are not in the rate."
    return [Chapter("Overload", how, "a second", rows, verdicts, ours=rows[0].name)]


def _row(crowd: int, loads: list[Load]) -> Row:
    requests = sum(load.requests for load in loads)
    answered = sum(load.answered for load in loads)
    busy = sum(load.statuses.get(503, 0) for load in loads)
    worst = max(load.max_ms for load in loads)
    note = f"{answered / max(requests, 1):.1%} answered, {busy:,} × 503, slowest {worst:,.0f} ms"
    return Row(
        f"{crowd:,} connections",
        [load.rate for load in loads],
        note,
        p50_ms=sorted(load.p50_ms for load in loads)[len(loads) // 2],
        p99_ms=sorted(load.p99_ms for load in loads)[len(loads) // 2],
        errors=sum(load.errors for load in loads),
    )
