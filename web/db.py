"""One connection per request: borrowed on first use, given back at its end."""

import threading
import time
from typing import Any

import psycopg2
import psycopg2.pool
from flask import current_app, g
from psycopg2.extensions import connection as Connection

from stations.database import connect
from stations.errors import StoreError
from stations.vocabulary import Vocabulary, vocabulary

VOCABULARY_AGE_S = 30.0


class Store:
    """Connections to one database for the threads of one worker, and the words it keeps."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self._words: tuple[float, Vocabulary] | None = None

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
            self.drop_idle()
        with self._lock:
            if connection.closed:
                return
            self._idle.append(connection)

    def drop_idle(self) -> None:
        """Close idle connections, which after a restart of the database are all dead."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def words(self, connection: Connection) -> Vocabulary:
        """Give the words of the field, read again every half minute."""
        if self._words is None or time.monotonic() - self._words[0] > VOCABULARY_AGE_S:
            self._words = (time.monotonic(), vocabulary(connection))
        return self._words[1]


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
    return store().words(connection())


def give_back(_: Any = None) -> None:
    """End the use of this request's connection."""
    borrowed = g.pop("connection", None)
    if borrowed is not None:
        store().give_back(borrowed)
