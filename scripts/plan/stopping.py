"""Ctrl-C in a terminal: the first asks a search to stop with what it has, the second ends the program."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether somebody asked to stop."""
    asked = [False]

    def stop(number: int, frame: FrameType | None) -> None:
        if asked[0]:
            signal.default_int_handler(number, frame)
        asked[0] = True

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: asked[0]
    finally:
        signal.signal(signal.SIGINT, before)
