"""Run the web server: workers under granian, a word when they answer, and a clean end."""

import http.client
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterable
from multiprocessing import resource_tracker
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from scripts.address import url

READY_WITHIN_S = 60
# Lookups keep one thread busy at most; the others wait for the database (web.db keeps one of them free).
THREADS = 4


DRAIN = signal.SIGUSR2  # to a worker: answer, but keep no connection
DRAINED_IN_S = 1.0


class Server(MPServer):
    """Workers that are replaced on demand first tell who is connected to connect anew.

    An old one stays until its successor has had four times as long as the first workers took to answer: on a slow or
    busy machine granian's own delay ends the last that listens.
    """

    start_s = 0.0

    def _respawn_workers(
        self, workers: Iterable[int], spawn_target: Any, target_loader: Any, delay: float = 0
    ) -> None:
        stays_s = max(delay, 4 * self.start_s) if delay else 0
        for number in workers:
            drained = threading.Timer(max(stays_s - DRAINED_IN_S, 0), _drain, [self.wrks[number]])
            if stays_s:
                drained.start()
            super()._respawn_workers([number], spawn_target, target_loader, delay=stays_s)
            drained.cancel()


def _drain(worker: Any) -> None:
    if worker.is_alive():
        os.kill(worker.inner.pid, DRAIN)


def run(host: str, port: int, workers: int) -> None:
    """Serve until Ctrl-C, SIGTERM or the end of the terminal; workers that die are replaced.

    SIGUSR1 replaces all workers, one after the other, each when its successor has had time to start.
    """
    # Workers are new processes: a fork would keep our locks held when we are killed.
    multiprocessing.set_start_method("spawn", force=True)
    server = made("scripts.worker:application", host, port, workers)
    _end_in_order()
    signal.signal(signal.SIGUSR1, server.signal_handler_reload)
    threading.Thread(target=_announce, args=(server, host, port), daemon=True).start()
    server.serve()


def made(application: str, host: str, port: int, workers: int) -> Server:
    """Make the server around the maker of an application; `waystation bench` puts a constant body behind the same."""
    return Server(
        application,
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    )


def _end_in_order() -> None:
    """Turn Ctrl-C and the terminal's end into the one signal that stops the server and then its workers.

    Ctrl-C reaches every process of the terminal: a half-started worker would die of it with a traceback, a started
    one would hang when our own SIGTERM follows. So it is masked here, and the workers inherit the mask. It lands in
    another thread then, which leaves the main one asleep: the system's wake-up byte tells that one to pass it on.
    """
    resource_tracker.ensure_running()  # which would undo the mask when it starts with the first worker
    ends = {signal.SIGINT}
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as it is under nohup
        ends.add(signal.SIGHUP)
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    main = threading.get_ident()

    def pass_on() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)
        while number := os.read(heard, 1):
            if number[0] in ends:
                signal.pthread_kill(main, signal.SIGTERM)

    threading.Thread(target=pass_on, daemon=True).start()


def _announce(server: Server, host: str, port: int) -> None:
    began = time.monotonic()
    while time.monotonic() < began + READY_WITHIN_S:
        if _answers(_reachable(host), port):
            server.start_s = time.monotonic() - began
            print(f"Waystation is at {url(host, port)} — Ctrl-C stops it", flush=True)
            return
        time.sleep(0.05)


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    """Give an address to ask at: "all of this machine's" is one to listen at only."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - nothing is bound here
