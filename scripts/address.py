"""The address we serve at: ours alone, or a sentence that tells whose it is."""

import errno
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.home import like_parent
from stations.errors import StationsError

LETTING_GO_S = 2


class AddressTaken(StationsError, OSError):
    """We cannot listen there."""


@contextmanager
def claimed(host: str, port: int, var: Path) -> Iterator[None]:
    """Hold an address for this checkout, so that a second server of it can be told about the first.

    Raises
    ------
    AddressTaken
        When somebody listens there, or we may not.
    """
    path = var / f"serve-{port}.lock"
    with path.open("a+", encoding="ascii") as record:
        like_parent(path)
        try:
            fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            record.seek(0)
            raise AddressTaken(_ours(host, port, record.read().strip())) from None
        _require_free(host, port)
        record.truncate(0)
        record.write(str(os.getpid()))
        record.flush()
        yield
        path.unlink(missing_ok=True)


def _ours(host: str, port: int, process: str) -> str:
    return (
        f"this checkout is already served at {url(host, port)}, by process {process}: open that, "
        f"or end it with 'kill {process}', or set WAYSTATION_PORT={_next(port)} for a second server"
    )


def _require_free(host: str, port: int) -> None:
    """Refuse a port that somebody listens at; the workers of a server killed just now get a moment to let go."""
    deadline = time.monotonic() + LETTING_GO_S
    while (problem := _problem(host, port)) == errno.EADDRINUSE and time.monotonic() < deadline:
        time.sleep(0.1)
    if problem == errno.EADDRINUSE:
        raise AddressTaken(
            f"port {port} is already in use by another program: "
            f"set WAYSTATION_PORT={_next(port)}, or stop the program that holds it"
        )
    if problem == errno.EACCES:
        raise AddressTaken(
            f"port {port} is for root only, as all below 1024 are: set WAYSTATION_PORT=8000 or higher"
        )
    if problem:
        raise AddressTaken(
            f"cannot listen at {host}, which should be an address of this machine ({os.strerror(problem)}): "
            "set WAYSTATION_HOST=127.0.0.1"
        )


def _problem(host: str, port: int) -> int:
    """Try to listen, and give the system's error number, or 0."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        socket.create_server((host, port), family=family).close()
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    except OSError as error:
        return error.errno or errno.EIO
    return 0


def url(host: str, port: int) -> str:
    """Write the address as a browser takes it."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _next(port: int) -> int:
    return port + 1 if port < 65535 else 8000
