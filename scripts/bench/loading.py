"""A list of all the places loaded by the command, while somebody reads."""

import threading
import time
import urllib.request

from scripts.bench import serving
from scripts.bench.bench import Bench, places_file, waystation
from scripts.bench.result import Chapter, Row, Verdict, at_most

DATABASE = "bench_load"
PAUSE_S = 0.02


def load(bench: Bench) -> list[Chapter]:
    """Load the list into a fresh store that serves its sample meanwhile, then the same list again."""
    taken: dict[str, list[float]] = {"a new list": [], "the same list again": []}
    slowest: list[float] = []
    errors = 0
    for number in range(min(bench.options.rounds, 3)):
        url = bench.store.afresh(DATABASE)
        with serving.waystation(url, bench.log("loading"), env={"WAYSTATION_SAMPLE": "yes"}) as served:
            reader = _Reader(served.url)
            reader.start()
            for name, seconds in taken.items():
                bench.say(f"round {number + 1}: {name}")
                begun = time.monotonic()
                waystation(["load", str(places_file(bench.work)), "--source", "bench"], url)
                seconds.append(time.monotonic() - begun)
            reader.done.set()
            reader.join()
            slowest.append(max(reader.took_s, default=0.0))
            errors += reader.errors
    bench.store.drop(DATABASE)
    size = f"{bench.options.stations:,} rows"
    rows = [Row(f"{size}, {name}", seconds) for name, seconds in taken.items()]
    rows.append(Row("slowest lookup meanwhile", slowest, f"{errors} errors"))
    verdicts = [
        at_most(f"{size} with all checks within 15 s", rows[0].median, 15.0, "s"),
        Verdict(
            "readers never blocked",
            f"slowest {max(slowest):.2g} s, {errors} errors",
            max(slowest) < 1 and not errors,
        ),
    ]
    how = "`waystation load` from its start to its end, all checks on, into PostgreSQL that syncs each commit to disk."
    return [Chapter("Load", how, "s", rows, verdicts)]


class _Reader(threading.Thread):
    """Somebody who looks something up all the time."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.took_s: list[float] = []
        self.errors = 0
        self._url = f"{url}/api/v1/nearest?lon=126.6&lat=45.7"

    def run(self) -> None:
        """Ask until it is enough."""
        while not self.done.is_set():
            begun = time.monotonic()
            try:
                with urllib.request.urlopen(self._url, timeout=30) as answer:  # noqa: S310 - our own server
                    answer.read()
            except OSError:
                self.errors += 1
            self.took_s.append(time.monotonic() - begun)
            time.sleep(PAUSE_S)
