"""Start programs, wait for them, weigh them, and end them: each is ours, and none outlives the bench."""

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from stations.errors import StationsError

PR_SET_PDEATHSIG = 1
PATIENCE_S = 20


class Broken(StationsError, RuntimeError):
    """A program that the bench needs did not do its work."""


class Weight(NamedTuple):
    """Memory of one process, megabytes: all it maps, and its fair share of what it shares with others."""

    pid: int
    rss_mb: float
    pss_mb: float


def free_port() -> int:
    """Give a port of the loopback that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def started(
    command: Sequence[str], log: Path, *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program for the length of the block; what it says goes to a log.

    It has a session of its own, so that Ctrl-C reaches us alone and we end it in order. Should we be killed, the
    kernel ends it.
    """
    libc = ctypes.CDLL(None)
    with log.open("ab") as said:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            start_new_session=True,
            preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM),  # noqa: PLW1509 - no thread forks here
        )
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_S)
    # The group is the session that we made for it: whatever the program left behind in it goes, too.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(
    true: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, *, within_s: float = 120
) -> float:
    """Wait until something holds and give the seconds that took.

    Raises
    ------
    Broken
        When the program ends first, or time is up; the message holds its last words.
    """
    begun = time.monotonic()
    while not true():
        if process.poll() is not None or time.monotonic() - begun > within_s:
            raise Broken(f"{log.stem} did not get ready: {last_words(log)}")
        time.sleep(0.02)
    return time.monotonic() - begun


def last_words(log: Path) -> str:
    """Give the end of a log in one line."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return " / ".join(lines[-3:]) or "it said nothing"


def ran(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    within_s: float = 900,
) -> str:
    """Run a program to its end and give what it said.

    Raises
    ------
    Broken
        When it fails; the message holds its last words.
    """
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        timeout=within_s,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        words = " / ".join((done.stderr or done.stdout).strip().splitlines()[-3:])
        raise Broken(f"{Path(command[0]).name} failed: {words or 'it said nothing'}")
    return done.stdout


def family(pid: int) -> list[int]:
    """Give a process and all its descendants that live."""
    found = [pid]
    for one in found:
        try:
            children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii").split()
        except OSError:
            continue
        found.extend(map(int, children))
    return found


def weight(pid: int) -> Weight:
    """Weigh a process by what the kernel says of its mappings."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    kb = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return Weight(pid, kb["Rss"] / 1024, kb["Pss"] / 1024)
