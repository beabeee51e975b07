"""Counts for `/metrics`: each worker keeps its own in a file beside the picture, and any of them tells all."""

import mmap
import os
import threading
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

ROUTES = ("nearest", "many", "stations", "station", "search", "tile", "other")
STATUSES = (200, 201, 304, 400, 404, 409, 422, 429, 500, 503)
BOUNDS_S = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
# Of each route: answers by status and those of any other status, answers by time taken, and microseconds in all.
TIMES = len(STATUSES) + 1
WIDTH = TIMES + len(BOUNDS_S) + 1 + 1
_ROW = {route: at * WIDTH for at, route in enumerate(ROUTES)}
_STATUS = {status: at for at, status in enumerate(STATUSES)}


class Meter(Collector):
    """Counts the answers of one worker, in a file in `folder` or, without one, in memory alone."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._counts = memoryview(_room(folder)).cast("Q")

    def count(self, route: str, status: int, took_s: float) -> None:
        """Count an answer."""
        row, counts = _ROW[route], self._counts
        at = row + _STATUS.get(status, TIMES - 1)
        bucket = row + TIMES + bisect_left(BOUNDS_S, took_s)
        with self._lock:
            counts[at] += 1
            counts[bucket] += 1
            counts[row + WIDTH - 1] += int(took_s * 1e6)

    def collect(self) -> Iterator[Metric]:
        """Tell the counts of all workers, each under its process id."""
        requests = CounterMetricFamily(
            "waystation_requests", "Answers.", labels=("worker", "route", "status")
        )
        seconds = HistogramMetricFamily(
            "waystation_request_seconds", "Time to answer.", labels=("worker", "route")
        )
        for worker, counts in self._workers():
            for route, row in _ROW.items():
                told = counts[row : row + WIDTH]
                if not any(told):
                    continue
                for name, count in zip([*map(str, STATUSES), "else"], told, strict=False):
                    if count:
                        requests.add_metric([worker, route, name], count)
                seconds.add_metric([worker, route], _buckets(told[TIMES:-1]), sum_value=told[-1] / 1e6)
        yield requests
        yield seconds

    def _workers(self) -> Iterator[tuple[str, Sequence[int]]]:
        if self._folder is None:
            yield str(os.getpid()), self._counts.tolist()
            return
        for path in sorted(self._folder.glob("*.meter")):
            if Path("/proc", path.stem).exists():
                yield path.stem, memoryview(path.read_bytes()).cast("Q").tolist()
            else:
                path.unlink(missing_ok=True)


class Gauges(Collector):
    """Numbers of this worker by name, each with what it means."""

    def __init__(self, told: Mapping[str, tuple[str, float]]) -> None:
        self._told = told

    def collect(self) -> Iterator[Metric]:
        """Tell them, under the worker's process id."""
        for name, (meaning, value) in self._told.items():
            gauge = GaugeMetricFamily(f"waystation_{name}", meaning, labels=("worker",))
            gauge.add_metric([str(os.getpid())], value)
            yield gauge


def _room(folder: Path | None) -> mmap.mmap:
    size = 8 * WIDTH * len(ROUTES)
    if folder is None:
        return mmap.mmap(-1, size)
    with (folder / f"{os.getpid()}.meter").open("w+b") as file:
        file.truncate(size)
        return mmap.mmap(file.fileno(), size)


def _buckets(counts: Sequence[int]) -> list[tuple[str, float]]:
    """Sum up counts by time: so many took at most so long."""
    told, total = [], 0
    for bound, count in zip([*map(str, BOUNDS_S), "+Inf"], counts, strict=True):
        total += count
        told.append((bound, float(total)))
    return told
