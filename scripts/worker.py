"""What each worker process of the server loads."""

import atexit
import ctypes
import multiprocessing
import os
import signal
import sys

from flask import Flask

from stations.settings import Settings

PR_SET_PDEATHSIG = 1


def application() -> Flask:
    """Make the web application; `serve` has put the store's address and the secret into the environment."""
    _end_with_parent()
    # Threads that still answer would abort with a noise while the interpreter is taken down around them.
    atexit.register(_leave)
    from web import create_app

    return create_app(Settings.from_environment())


def _end_with_parent() -> None:
    """See to it that no worker outlives a killed server and holds its port."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid != os.getppid():
        sys.exit("the server was killed while this worker started")


def _leave() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
