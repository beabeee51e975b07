"""The database stopped under load, and started again: what lookups say meanwhile."""

import json
import threading
import time
from pathlib import Path

from scripts.bench import doors, questions, serving, wrk
from scripts.bench.bench import Bench
from scripts.bench.processes import Broken
from scripts.bench.result import Chapter, Row, Verdict
from scripts.bench.serving import Served
from scripts.bench.wrk import Load

BEFORE_S, AWAY_S, AFTER_S = 2, 5, 5
CONNECTIONS = 16


def away(bench: Bench) -> list[Chapter]:
    """Ask all the time, stop the cluster, which is ours alone, and bring it back."""
    file = bench.kept("near", questions.nearest_paths(bench.near))
    with bench.ours() as served:
        loads: list[Load] = []
        seconds = BEFORE_S + AWAY_S + AFTER_S
        asking = threading.Thread(target=lambda: loads.append(_asked(bench, served, file, seconds)))
        asking.start()
        time.sleep(BEFORE_S)
        bench.say("stopping the database under load")
        bench.store.postmaster.stop(mode="fast")
        try:
            time.sleep(AWAY_S / 2)
            as_of = _as_of(bench, served)
            time.sleep(AWAY_S / 2)
        finally:
            bench.say("starting it again")
            bench.store.postmaster.start()
        back_s = _back(served)
        asking.join()
    if not loads:
        raise Broken("the load ended with an error")
    load = loads[0]
    rows = [
        Row(
            "answered",
            [load.answered / load.requests * 100],
            _told(load),
            load.p50_ms,
            load.p99_ms,
            load.errors,
        )
    ]
    verdicts = [
        Verdict(
            "no error while the database is stopped",
            f"{load.errors:,} of {load.requests:,}",
            load.errors == 0,
        ),
        Verdict("`asOf` tells the age", as_of or "no answer", bool(as_of)),
        Verdict("ready again by itself", f"{back_s:.2g} s after the database", back_s < 30),
    ]
    how = (
        f"{CONNECTIONS} connections for {seconds} s; PostgreSQL is stopped (fast) after {BEFORE_S} s and back "
        f"{AWAY_S} s later."
    )
    return [Chapter("Database away", how, "%", rows, verdicts)]


def _asked(bench: Bench, served: Served, file: Path, seconds: float) -> Load:
    return wrk.asked(bench.wrk, served.url, file, seconds=seconds, connections=CONNECTIONS, statuses=True)


def _as_of(bench: Bench, served: Served) -> str:
    """Ask once while the database is away, and give the time that the answer rests on."""
    lon, lat = bench.near.lon[0], bench.near.lat[0]
    door = next(iter(doors.one_to_each(served.url, served.workers()).values()))
    status, body = doors.asked(door, f"/api/v1/nearest?lon={lon}&lat={lat}")
    return str(json.loads(body).get("asOf", "")) if status == 200 else ""


def _back(served: Served) -> float:
    begun = time.monotonic()
    while not serving.readiness(served.url) and time.monotonic() - begun < 30:
        time.sleep(0.05)
    return time.monotonic() - begun


def _told(load: Load) -> str:
    return ", ".join(f"{count:,} × {status}" for status, count in sorted(load.statuses.items()))
