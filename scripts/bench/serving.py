"""Our own server as the world runs it, and the ceiling: the same server around a constant body."""

import http.client
import json
import statistics
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.bench.processes import family, free_port, started, wait_until
from scripts.bench.sockets import listeners
from scripts.home import ROOT

WORKERS = 2
SURE = 12  # questions in a row, each on a connection of its own, that must find a ready worker


@dataclass(frozen=True)
class Served:
    """A running server: where it is, its process, and how long it took until it was ready."""

    url: str
    pid: int
    ready_s: float
    ready: Mapping[str, Any]

    @property
    def has_picture(self) -> bool:
        """Whether it answers from memory."""
        return bool(self.ready.get("atlas"))

    def workers(self) -> list[int]:
        """Give the processes that answer, each of which listens at the port."""
        return listeners(family(self.pid), int(self.url.rpartition(":")[2]))


@contextmanager
def waystation(
    database_url: str, log: Path, *, picture: bool = True, env: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Serve a database by `waystation serve`, ready when each worker says so."""
    port = free_port()
    settings = {
        "WAYSTATION_DATABASE_URL": database_url,
        "WAYSTATION_HOST": "127.0.0.1",
        "WAYSTATION_PORT": str(port),
        "WAYSTATION_WORKERS": str(WORKERS),
        "WAYSTATION_SAMPLE": "no",
        "WAYSTATION_ATLAS": "yes" if picture else "no",
        **(env or {}),
    }
    begun = time.monotonic()
    command = [sys.executable, "-m", "scripts.main", "serve"]
    with started(command, log, env=settings, cwd=ROOT) as process:
        url, last = f"http://127.0.0.1:{port}", {}

        def ready() -> bool:
            if not _all_listen(process.pid, port):
                return False
            last.update(readiness(url))
            return bool(last) and all(_is_ready(readiness(url)) for _ in range(SURE))

        wait_until(ready, process, log, within_s=300)
        yield Served(url, process.pid, time.monotonic() - begun, last)


@contextmanager
def ceiling(body: Path, log: Path) -> Iterator[str]:
    """Serve a constant body, as the same server's lone WSGI function, and give its URL."""
    port = free_port()
    command = [sys.executable, "-m", "scripts.bench.ceiling", str(port), str(WORKERS)]
    with started(command, log, env={"WAYSTATION_BENCH_BODY": str(body)}, cwd=ROOT) as process:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: _all_listen(process.pid, port) and answers(f"{url}/"), process, log)
        yield url


def median_answer(url: str, paths: Sequence[str], file: Path) -> int:
    """Keep the answer of median size among some, headers and all, for the ceiling; give the size of its body."""
    got = sorted((_got(url + path) for path in paths), key=lambda one: len(one[0]))
    body, headers = got[len(got) // 2]
    text = {"body": body.decode(), "headers": headers}
    file.write_text(json.dumps(text, ensure_ascii=False), encoding="utf-8")
    return int(statistics.median(len(body) for body, _ in got))


def readiness(url: str) -> dict[str, Any]:
    """Give what a worker says of its readiness, or nothing while it is not ready."""
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=10) as answer:  # noqa: S310 - our own server
            told: dict[str, Any] = json.load(answer)
            return told
    except (OSError, http.client.HTTPException, ValueError):
        return {}


def answers(url: str) -> bool:
    """Tell whether a URL is answered with success."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - a server of our own
            answer.read()
            return bool(answer.status == 200)
    except (OSError, http.client.HTTPException):
        return False


def _all_listen(pid: int, port: int) -> bool:
    return len(listeners(family(pid), port)) == WORKERS


def _is_ready(told: Mapping[str, Any]) -> bool:
    """A worker that keeps a picture is ready when it has one; one that keeps none, when its database answers."""
    picture = told.get("atlas")
    return bool(told) and (not picture or bool(picture.get("ready")))


def _got(url: str) -> tuple[bytes, list[tuple[str, str]]]:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - our own server
        told_by_server = {"date", "server", "connection", "transfer-encoding"}
        headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in told_by_server]
        return answer.read(), headers
