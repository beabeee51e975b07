"""One connection per request: borrowed on first use, given back at its end."""

import math
import threading
import time
from collections.abc import Callable
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

T = TypeVar("T")


class Store:
    """Connections to one database for the threads of one worker, and what changes seldom, read every half minute."""

    remembered_s = REMEMBERED_S

    def __init__(self, url: str) -> None:
        self.url = url
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self.openings = Openings()
        self._remembered: dict[Callable[[Connection], Any], tuple[float, Any]] = {}

    def borrow(self) -> Connection:
        """Give an open connection."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
        connection = connect(self.url, timeout_s=3)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'")
        connection.commit()
        return connection

    def give_back(self, connection: Connection) -> None:
        """Take a connection back; what was not committed is undone. A broken one takes the idle ones with it."""
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
        g.connection = store().borrow()
    found: Connection = g.connection
    if found.closed:
        raise StoreError("the connection to the database was lost")
    return found


def words() -> Vocabulary:
    """Give the words of the field."""
    return store().remember(vocabulary, connection())


def choices() -> list[Choice]:
    """Give the counties that have places, most places first."""
    return store().remember(counties.choices, connection())


def give_back(_: Any = None) -> None:
    """End the use of this request's connection."""
    borrowed = g.pop("connection", None)
    if borrowed is not None:
        store().give_back(borrowed)
