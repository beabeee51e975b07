"""What each worker process of the server loads."""

import atexit
import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

from flask import Flask

from scripts.home import ROOT
from scripts.server import DRAIN
from stations.settings import Settings

PR_SET_PDEATHSIG = 1


def application() -> Flask:
    """Make the web application; `serve` has put the store's address and the secret into the environment."""
    _end_with_parent()
    # Threads that still answer would abort with a noise while the interpreter is taken down around them.
    atexit.register(_leave)
    from stations.atlas.following import Follower
    from web import create_app

    settings = Settings.from_environment()
    assert settings.web_database_url  # noqa: S101 - `serve` has set both
    assert settings.picture  # noqa: S101
    follower = Follower(settings.web_database_url, Path(settings.picture), Drawing)
    follower.start()
    app = create_app(settings, source=follower)
    if watch := app.extensions["searches"]:
        follower.errand = watch.bring
    signal.signal(DRAIN, lambda *_: app.extensions["draining"].set())
    return app


class Drawing:
    """The picture drawn anew in a process of its own, which gives its memory back and leaves us our time."""

    under_way: ClassVar["set[Drawing]"] = set()

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "scripts.main", "draw"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        self.under_way.add(self)

    def poll(self) -> int | None:
        """Tell how it ended, or None while it has not."""
        ended = self._process.poll()
        if ended is not None:
            self.under_way.discard(self)
        return ended

    def complaint(self) -> str:
        """Tell what it said when it failed."""
        return self._process.stderr.read().strip() if self._process.stderr else ""

    def kill(self) -> None:
        """End it: what is half drawn lies beside the picture, not in its place."""
        self._process.kill()


def _end_with_parent() -> None:
    """See to it that no worker outlives a killed server and holds its port.

    By SIGKILL: a gentler signal comes once for each thread of the dying parent, and the second would find the worker in
    the middle of answering the first.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid != os.getppid():
        sys.exit("the server was killed while this worker started")


def _leave() -> None:
    for drawing in Drawing.under_way:
        drawing.kill()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
