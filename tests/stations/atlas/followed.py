"""A follower for tests: it draws where it stands, and tests wait until something is so."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from stations.atlas.following import Follower, draw_store
from stations.database import as_web, connect

PATIENCE_S = 180  # on a fresh checkout numba compiles first: half a minute of a core that others want, too


class Drawn:
    """A drawing in a thread of this process."""

    def __init__(self, url: str, path: Path) -> None:
        self._thread = threading.Thread(target=self._draw, args=(url, path))
        self._thread.start()

    def poll(self) -> int | None:
        """Tell whether it has ended."""
        return None if self._thread.is_alive() else 0

    def complaint(self) -> str:
        """Nothing: what is raised in the thread fails the test."""
        return ""

    def _draw(self, url: str, path: Path) -> None:
        connection = connect(url)
        try:
            draw_store(connection, path)
        finally:
            connection.close()


@contextmanager
def following(url: str, path: Path) -> Iterator[Follower]:
    """A follower of a store, ended with the block."""
    web = as_web(url)
    follower = Follower(web, path, lambda: Drawn(web, path))
    follower.start()
    try:
        yield follower
    finally:
        follower.end()


def until(so: Callable[[], object]) -> None:
    """Wait until something is so; how long that takes is no matter of a test."""
    end = time.monotonic() + PATIENCE_S
    while not so():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.01)
