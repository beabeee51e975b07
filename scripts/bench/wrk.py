"""Load over HTTP by wrk: what to ask, and what it says came of it."""

import json
import resource
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.bench.processes import Broken, ran

SCRIPT = Path(__file__).with_name("load.lua")
CONNECTIONS = 16
THREADS = 2


@dataclass(frozen=True)
class Load:
    """What came of asking for some seconds. `refused` are answers of status 400 and more."""

    rate: float
    requests: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    bytes_each: float
    refused: int
    broken: int
    statuses: Mapping[int, int]

    @property
    def errors(self) -> int:
        """Answers that were none."""
        return self.refused + self.broken

    @property
    def answered(self) -> int:
        """Answers of status below 400."""
        return self.requests - self.refused


def asked(
    wrk: str,
    url: str,
    paths: Path,
    *,
    seconds: float,
    connections: int = CONNECTIONS,
    threads: int = THREADS,
    statuses: bool = False,
) -> Load:
    """Ask a server the paths of a file over and over.

    Raises
    ------
    Broken
        When wrk fails or says nothing that can be read.
    """
    _allow_files(connections + 100)
    command = [
        wrk,
        f"-t{min(threads, connections)}",
        f"-c{connections}",
        f"-d{_duration(seconds)}",
        "--timeout",
        "10s",
    ]
    command += ["-s", str(SCRIPT), url, "--", str(paths), *(["statuses"] if statuses else [])]
    return read(ran(command))


def read(said: str) -> Load:
    """Read what wrk said with our script.

    Raises
    ------
    Broken
        When the line that the script prints is not in it.
    """
    line = next((one for one in said.splitlines() if one.startswith("bench: ")), None)
    if line is None:
        raise Broken(f"wrk said nothing of its measurement: {said.strip()[-300:]}")
    told = json.loads(line.removeprefix("bench: "))
    requests, seconds = told["requests"], told["duration_us"] / 1e6
    return Load(
        rate=(requests - told["refused"]) / seconds,
        requests=requests,
        p50_ms=told["p50_us"] / 1000,
        p99_ms=told["p99_us"] / 1000,
        max_ms=told["max_us"] / 1000,
        bytes_each=told["bytes"] / max(requests, 1),
        refused=told["refused"],
        broken=sum(told[kind] for kind in ("connect", "read", "write", "timeout")),
        statuses={int(status): count for status, count in told["statuses"].items()},
    )


def _duration(seconds: float) -> str:
    """Write seconds as wrk takes them: whole ones, at least one."""
    return f"{max(1, round(seconds))}s"


def _allow_files(number: int) -> None:
    """Raise our own soft limit of open files, which programs that we start inherit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < number:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(number, hard), hard))
