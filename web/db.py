"""One connection per request: borrowed on first use, given back at its end."""

import math
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import psycopg2
from flask import current_app, g
from psycopg2.extensions import connection as Connection

from stations import counties
from stations.counties import Choice
from stations.database import connect
from stations.errors import StoreError
from stations.opening import Openings
from stations.vocabulary import Vocabulary, vocabulary

REMEMBERED_S = 30.0
MOST_AT_ONCE = 3  # of a worker's four threads: one is left for what memory answers
PATIENCE_S = 0.05
PATIENCE_BEFORE_S = 5.0  # while there is no picture, all wait for the database anyway

T = TypeVar("T")


class Store:
    """Connections to one database for the threads of one worker, and what changes seldom, read every half minute."""

    remembered_s = REMEMBERED_S

    def __init__(self, url: str) -> None:
        self.url = url
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self.openings = Openings()
        self._remembered: dict[Callable[[Connection], Any], tuple[float, Any]] = {}

    def borrow(self, patience_s: float = PATIENCE_S) -> Connection:
        """Give an open connection.

        Raises
        ------
        StoreError
            When as many are lent as may be: a store that does not answer must not take all threads with it.
        """
        if not self._places.acquire(timeout=patience_s):
            raise StoreError("too many requests wait for the database")
        try:
            with self._lock:
                if self._idle:
                    return self._idle.pop()
            return self._open()
        except BaseException:
            self._places.release()
            raise

    def _open(self) -> Connection:
        connection = connect(self.url, timeout_s=3)
        with connection.cursor() as cursor:
            # Policies within policies are taken for dear, and compiled for seconds what runs for milliseconds.
            cursor.execute(
                "SET statement_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'; SET jit = off"
            )
        connection.commit()
        return connection

    def give_back(self, connection: Connection) -> None:
        """Take a connection back; what was not committed is undone. A broken one takes the idle ones with it."""
        self._places.release()
        try:
            connection.rollback()
        except psycopg2.Error:
            connection.close()
            self.drop_idle()
            return
        with self._lock:
            self._idle.append(connection)

    def drop_idle(self) -> None:
        """Close idle connections, which after a restart of the database are all dead."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def remember(self, read: Callable[[Connection], T], connection: Connection) -> T:
        """Give what a function reads, or what it read less than half a minute ago."""
        since, found = self._remembered.get(read, (-math.inf, None))
        if time.monotonic() - since > self.remembered_s:
            found = read(connection)
            self._remembered[read] = (time.monotonic(), found)
        kept: T = found
        return kept


def store() -> Store:
    """Give the store of this application."""
    found: Store = current_app.extensions["store"]
    return found


def connection() -> Connection:
    """Give the connection of this request."""
    if "connection" not in g:
        presence = current_app.extensions["presence"]
        if not presence.source.connected:
            raise StoreError("the database is away")
        g.connection = store().borrow(PATIENCE_S if presence.began else PATIENCE_BEFORE_S)
    found: Connection = g.connection
    if found.closed:
        raise StoreError("the connection to the database was lost")
    return found


def words() -> Vocabulary:
    """Give the words of the field."""
    reference = current_app.extensions["presence"].source.reference
    return reference.words if reference else store().remember(vocabulary, connection())


def choices() -> Sequence[Choice]:
    """Give the counties that have places, most places first."""
    reference = current_app.extensions["presence"].source.reference
    return reference.choices if reference else store().remember(counties.choices, connection())


def give_back(_: Any = None) -> None:
    """End the use of this request's connection."""
    borrowed = g.pop("connection", None)
    if borrowed is not None:
        store().give_back(borrowed)
