"""How soon a commit is in the answers of each worker: a steady writer, and a reader at every worker."""

import http.client
import threading
import time
from dataclasses import dataclass, field

import numpy as np

from scripts.bench import doors
from scripts.bench.bench import SEED, Bench
from scripts.bench.processes import Broken
from scripts.bench.result import Chapter, Row, Verdict, at_most
from scripts.bench.store import sql

COMMITS_A_SECOND = 10
PATIENCE_S = 10.0  # after which a change counts as lost
PAUSE_S = 0.002


@dataclass
class _Change:
    mark: bytes
    path: str
    committed: float


@dataclass
class _Reader:
    """One worker's reader: changes that it waits for, and how long others took."""

    door: http.client.HTTPConnection
    waiting: list[_Change] = field(default_factory=list)
    took_s: list[float] = field(default_factory=list)
    lost: int = 0
    done: threading.Event = field(default_factory=threading.Event)
    failed: Exception | None = None

    def read(self) -> None:
        """Ask for each awaited change until it shows."""
        try:
            while not self.done.is_set() or self.waiting:
                for change in list(self.waiting):
                    self._look(change)
                time.sleep(PAUSE_S)
        except (OSError, http.client.HTTPException) as error:
            self.failed = error

    def _look(self, change: _Change) -> None:
        _, body = doors.asked(self.door, change.path)
        late = time.monotonic() - change.committed
        if change.mark in body:
            self.took_s.append(late)
        elif late > PATIENCE_S:
            self.lost += 1
        else:
            return
        self.waiting.remove(change)


def freshness(bench: Bench) -> list[Chapter]:
    """Commit changes of random places at a steady rate and wait for each at each worker."""
    size = 20 if bench.options.quick else 200
    with bench.ours() as served:
        readers = [_Reader(door) for door in doors.one_to_each(served.url, served.workers()).values()]
        threads = [threading.Thread(target=reader.read, daemon=True) for reader in readers]
        for thread in threads:
            thread.start()
        bench.say(f"committing {size} changes")
        try:
            _write(bench, size, readers)
        finally:
            for reader in readers:
                reader.done.set()
        for thread in threads:
            thread.join(PATIENCE_S + 30)
    for reader in readers:
        if reader.failed:
            raise Broken(f"a worker could not be read: {reader.failed}")
    return [_chapter(size, readers)]


def _write(bench: Bench, size: int, readers: list[_Reader]) -> None:
    ids, places = bench.listed
    chance = np.random.default_rng(SEED)
    connection = bench.store.connect()
    connection.autocommit = False
    due = time.monotonic()
    for number, at in enumerate(chance.choice(len(ids), size, replace=False).tolist()):
        mark = f"bench mark {number:06d}"
        with connection.cursor() as cursor:
            cursor.execute(sql("sign"))
            cursor.execute(sql("change"), {"id": ids[at], "mark": mark})
        connection.commit()
        committed = time.monotonic()
        path = f"/api/v1/nearest?lon={places.lon[at]:.7f}&lat={places.lat[at]:.7f}&limit=20"
        for reader in readers:
            reader.waiting.append(_Change(mark.encode(), path, committed))
        due += 1 / COMMITS_A_SECOND
        time.sleep(max(0.0, due - time.monotonic()))
    connection.close()


def _chapter(size: int, readers: list[_Reader]) -> Chapter:
    rows, lost = [], sum(reader.lost for reader in readers)
    for number, reader in enumerate(readers, start=1):
        ms = sorted(took * 1000 for took in reader.took_s) or [PATIENCE_S * 1000]
        p50, p99 = (float(np.percentile(ms, share)) for share in (50, 99))
        rows.append(Row(f"worker {number}", ms, f"{reader.lost} lost", p50, p99, reader.lost))
    worst = max(row.p99_ms or 0.0 for row in rows)
    verdicts = [
        at_most("a commit seen within 1 s at the 99th percentile", worst / 1000, 1.0, "s"),
        Verdict("no change lost", f"{lost} of {size * len(readers)}", lost == 0),
    ]
    how = (
        f"{size} changes of random places, {COMMITS_A_SECOND} a second; from the commit's return to the first answer "
        f"of each worker that shows it. Lost is what does not show within {PATIENCE_S:g} s."
    )
    return Chapter("Freshness", how, "ms", rows, verdicts)
