"""Searches that found nothing within a quarter of an hour's walk are counted, for who plans where the next place goes.

By cell and hour alone (`stations.unmet`). The asker's own filters hold: a locked door at 23:00 is nothing near.
"""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import current_app, request
from psycopg2.extensions import connection as Connection

from stations.datum import Datum, convert
from stations.point import Point
from stations.unmet import NEAR_M, Unmet
from web.asking import Nearby
from web.params import NearestQuery

FEATURES, DISTANCE = b'"features":[', b'"distance_m":'
END_OF_LIST = b"]"


class Watch:
    """Looks at answers to searches in one worker."""

    def __init__(self, counted: Unmet, clock: Callable[[], datetime], proxies: int) -> None:
        self.counted = counted
        self._clock = clock
        self._proxies = proxies

    def answered(self, asked: Nearby | NearestQuery, found: bytes, environ: dict[str, Any]) -> None:
        """Look at an answer written from memory; one that found something near costs a look at its first distance."""
        if nearest_m(found) > NEAR_M and counts(asked):
            here = convert(asked.lon, asked.lat, asked.datum, Datum.WGS84)
            self.counted.note(*here, self._clock(), self._line(environ))

    def listed(self, here: Point, first_m: float | None, line: str) -> None:
        """Look at what was listed around a person: `first_m` is how far the first is, None where there is none."""
        if first_m is None or first_m > NEAR_M:
            self.counted.note(*here, self._clock(), line)

    def bring(self, connection: Connection) -> None:
        """Bring what was counted to the store."""
        self.counted.bring(connection, self._clock())

    def _line(self, environ: dict[str, Any]) -> str:
        """Tell the address that asks, as the application behind would: past the proxies that are ours."""
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if self._proxies and len(forwarded) >= self._proxies:
            return str(forwarded[-self._proxies]).strip()
        return str(environ.get("REMOTE_ADDR", ""))


def nearest_m(found: bytes) -> float:
    """Read how far the first place of a written answer is, metres; infinite where it has none."""
    start = found.find(FEATURES) + len(FEATURES)
    if found[start : start + 1] == END_OF_LIST:
        return math.inf
    start = found.find(DISTANCE, start) + len(DISTANCE)
    return float(found[start : found.find(b"}", start)])


def counts(asked: Nearby | NearestQuery) -> bool:
    """Tell whether somebody looks for a place to go to now, and as far as a quarter of an hour's walk."""
    return asked.open in (None, "now") and (asked.within_m is None or asked.within_m >= NEAR_M)


def note(here: Point, first_m: float | None) -> None:
    """Look at what was listed around the person who asks."""
    watch: Watch | None = current_app.extensions["searches"]
    if watch is not None:
        watch.listed(here, first_m, request.remote_addr or "")
