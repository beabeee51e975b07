"""The runner of jobs beside the web server: begun with it, begun anew when it dies, ended with it."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.home import ROOT

PR_SET_PDEATHSIG = 1
AGAIN_S = 3.0
LANES = ("--lists", "--plans")


@contextmanager
def runner(url: str) -> Iterator[None]:
    """Have `waystation work` do the jobs of a store to the end of the block: one the lists, another the plans.

    It alone is given the owner's address, by which it lends sessions; what reads lists gets that of the web.
    """
    surroundings = os.environ | {"WAYSTATION_DATABASE_URL": url}
    both = [_Kept(surroundings, lane) for lane in LANES]
    for kept in both:
        kept.start()
    try:
        yield
    finally:
        for kept in both:
            kept.end()


class _Kept(threading.Thread):
    """A process that is begun anew when it dies; it cannot outlive this thread, nor this thread the server."""

    def __init__(self, surroundings: dict[str, str], lane: str) -> None:
        super().__init__(daemon=True)
        self._surroundings = surroundings
        self._lane = lane
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Begin it until it is over."""
        while not self._over.is_set():
            with self._lock:
                if self._over.is_set():
                    return
                self._process = _begun(self._surroundings, self._lane)
            self._process.wait()
            self._over.wait(AGAIN_S)

    def end(self) -> None:
        """End it; a job that it was at is taken up when the server runs again."""
        with self._lock:
            self._over.set()
            if self._process is not None:
                self._process.kill()
        self.join()


def _begun(surroundings: dict[str, str], lane: str) -> "subprocess.Popen[bytes]":
    """Begin it in a session of its own: Ctrl-C is the server's to hear."""
    library = ctypes.CDLL(None)
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.main", "work", lane],
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        env=surroundings,
        start_new_session=True,
        preexec_fn=lambda: library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL),  # noqa: PLW1509 - a call of the system alone
    )
