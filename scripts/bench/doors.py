"""Connections that each lead to a known worker, so that every worker can be asked for itself."""

import http.client
from collections.abc import Iterable
from urllib.parse import urlsplit

from scripts.bench.processes import Broken
from scripts.bench.sockets import other_end

TRIES = 400


def one_to_each(url: str, workers: Iterable[int]) -> dict[int, http.client.HTTPConnection]:
    """Open connections until each worker holds one; the kernel chooses who gets a new one.

    Raises
    ------
    Broken
        When a worker never gets one.
    """
    wanted, found = set(workers), dict[int, http.client.HTTPConnection]()
    spare = []
    for _ in range(TRIES):
        if wanted <= found.keys():
            break
        door = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        door.request("GET", "/healthz")
        door.getresponse().read()
        holder = other_end(wanted, door.sock.getsockname()[1])
        if holder is not None and holder not in found:
            found[holder] = door
        else:
            spare.append(door)
    for door in spare:
        door.close()
    if wanted - found.keys():
        raise Broken(f"no connection reached the workers {sorted(wanted - found.keys())}")
    return found


def asked(door: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    """Ask over a connection that stays open, and give status and body."""
    door.request("GET", path)
    answer = door.getresponse()
    return answer.status, answer.read()
