"""Share something that the first to come starts and the last to leave stops, among processes that may be killed."""

import fcntl
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from scripts.home import like_parent


@contextmanager
def shared(lock: Path, *, first: Callable[[], None], last: Callable[[], None]) -> Iterator[None]:
    """Be within for the length of the block.

    Parameters
    ----------
    lock
        A file whose shared lock everybody within holds. The kernel lets go of it for whoever is killed. Beside it,
        `LOCK.gate` is held by whoever comes or goes, for that moment.
    first
        Called on the way in, by everybody: it does nothing when the thing already runs.
    last
        Called on the way out, when nobody else is within. Ctrl-C waits until it is done.
    """
    with _opened(lock) as within:
        gate = lock.with_suffix(".gate")
        try:
            with _held(gate):
                fcntl.flock(within, fcntl.LOCK_SH)
                first()
            yield
        finally:
            with undisturbed(), _held(gate):
                if _alone(within):
                    last()


@contextmanager
def _held(gate: Path) -> Iterator[None]:
    with _opened(gate) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    with path.open("a", encoding="utf-8") as file:
        like_parent(path)
        yield file


def _alone(within: IO[str]) -> bool:
    try:
        fcntl.flock(within, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait: half a stop would leave the cluster running."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
