"""Redis: the places in a geo set, asked for the ten nearest within a radius by a client of ours."""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.bench.processes import Broken, free_port, started, wait_until
from scripts.bench.questions import Points

CONNECTIONS = 16
RADIUS_KM = 5
BATCH = 1000
LINES_AN_ITEM = 10  # of the protocol, for a member with its distance and its two coordinates


@dataclass(frozen=True)
class Asked:
    """What came of asking for some seconds; `client` is the share of one core that the client itself used."""

    rate: float
    p50_ms: float
    p99_ms: float
    empty: float
    client: float


@contextmanager
def redis(program: str, log: Path) -> Iterator[tuple[int, int]]:
    """Run an empty Redis that keeps nothing on disk, and give its port and its process."""
    port = free_port()
    options = [
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--daemonize",
        "no",
    ]
    with started([program, *options], log, cwd=log.parent) as process:
        wait_until(lambda: _said(port, _command("PING")) == b"+PONG\r\n", process, log)
        yield port, process.pid


def fill(port: int, places: Points, ids: Sequence[int]) -> None:
    """Put all places into the set `places`."""
    rows = zip(ids, places.lon.tolist(), places.lat.tolist(), strict=True)
    words = [word for id_, lon, lat in rows for word in (f"{lon:.7f}", f"{lat:.7f}", str(id_))]
    for first in range(0, len(words), 3 * BATCH):
        said = _said(port, _command("GEOADD", "places", *words[first : first + 3 * BATCH]))
        if not said.startswith(b":"):
            raise Broken(f"Redis refused the places: {said[:200]!r}")


def commands(points: Points) -> list[bytes]:
    """Write the questions as they go over the wire."""
    return [
        _command(
            *f"GEOSEARCH places FROMLONLAT {lon:.6f} {lat:.6f} BYRADIUS {RADIUS_KM} km ASC COUNT 10".split(),
            "WITHCOORD",
            "WITHDIST",
        )
        for lon, lat in zip(points.lon.tolist(), points.lat.tolist(), strict=True)
    ]


def asked(port: int, questions: Sequence[bytes], *, seconds: float, connections: int = CONNECTIONS) -> Asked:
    """Ask over connections that each wait for an answer before they ask again.

    The client is one process around the system's own readiness notice: it writes bytes made beforehand and counts
    lines of what comes back.
    """
    waits: list[float] = []
    empty = 0
    with selectors.DefaultSelector() as ready:
        doors = [socket.create_connection(("127.0.0.1", port)) for _ in range(connections)]
        for door in doors:
            door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.register(door, selectors.EVENT_READ, _Waiting())
        at, used, begun = 0, time.process_time(), time.perf_counter()
        for door in doors:
            at = _ask(door, questions, at, ready)
        while (now := time.perf_counter()) < begun + seconds:
            for key, _ in ready.select(timeout=1):
                waiting: _Waiting = key.data
                door = key.fileobj  # type: ignore[assignment]
                waiting.heard += door.recv(65536)
                if whole(waiting.heard):
                    waits.append(time.perf_counter() - waiting.since)
                    empty += waiting.heard.startswith(b"*0\r")
                    at = _ask(door, questions, at, ready)
        used = time.process_time() - used
        for door in doors:
            door.close()
    if not waits:
        raise Broken("Redis answered nothing")
    waits.sort()
    share = used / (now - begun)
    middle, late = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
    return Asked(len(waits) / (now - begun), middle * 1000, late * 1000, empty / len(waits), share)


@dataclass
class _Waiting:
    heard: bytes = b""
    since: float = 0.0


def _ask(door: socket.socket, questions: Sequence[bytes], at: int, ready: selectors.BaseSelector) -> int:
    waiting: _Waiting = ready.get_key(door).data
    waiting.heard, waiting.since = b"", time.perf_counter()
    door.sendall(questions[at % len(questions)])
    return at + 1


def whole(heard: bytes) -> bool:
    """Tell whether an answer has come in whole: its first line says how many items follow, each of some lines.

    Raises
    ------
    Broken
        When it is an error.
    """
    if heard.startswith(b"-"):
        raise Broken(f"Redis refused a question: {heard[:200]!r}")
    end = heard.find(b"\r\n")
    return end > 0 and heard.count(b"\r\n") == 1 + LINES_AN_ITEM * int(heard[1:end])


def _command(*words: str) -> bytes:
    parts = [f"*{len(words)}\r\n", *(f"${len(word)}\r\n{word}\r\n" for word in words)]
    return "".join(parts).encode("ascii")


def _said(port: int, command: bytes) -> bytes:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as door:
            door.sendall(command)
            return door.recv(4096)
    except OSError:
        return b""
