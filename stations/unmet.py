"""Searches that found nothing near: counted by cell and hour of the week, never by position, never by device.

A worker counts in its memory and brings the sums once a minute; the store tells them in steps of five, a day late.
"""

import hashlib
import secrets
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run, transaction
from stations.hours import in_china

NEAR_M = 1_200.0  # a quarter of an hour on foot, at 4.8 km/h and as the crow flies
RESOLUTION = 8  # cells some 500 m from the middle to a corner
MOST_COUNTED = 2_000  # pairs of cell and hour, as many as the store takes at once
MOST_SEEN = 50_000


class Count(NamedTuple):
    """Searches of a cell (H3, resolution 8, as a number) in an hour of the week (0 is Monday 00:00)."""

    cell: int
    hour: int
    searches: int


class Unmet:
    """What one worker counted since it last brought it to the store.

    A line counts once an hour and cell, however often it asks: who reloads a page is one courier. What tells that is a
    digest under a key that ends with the hour, and it leaves the memory of the worker with it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[int, int]] = Counter()
        self._seen: set[bytes] = set()
        self._hour: int | None = None
        self._key = b""

    def note(self, lon: float, lat: float, now: datetime, line: str) -> None:
        """Count a search at a point, WGS-84 degrees, that found nothing within `NEAR_M`.

        Parameters
        ----------
        line
            Where it came from, such as an address; it is not kept.
        """
        cell, at = _cell(lon, lat), in_china(now)
        hour, now_hour = at.weekday() * 24 + at.hour, at.toordinal() * 24 + at.hour
        with self._lock:
            if now_hour != self._hour:
                self._hour, self._key = now_hour, secrets.token_bytes(16)
                self._seen.clear()
            mark = hashlib.blake2b(f"{cell} {line}".encode(), key=self._key, digest_size=12).digest()
            full = len(self._seen) >= MOST_SEEN
            unknown = (cell, hour) not in self._counts and len(self._counts) >= MOST_COUNTED
            if mark in self._seen or full or unknown:
                return
            self._seen.add(mark)
            self._counts[cell, hour] += 1

    def bring(self, connection: Connection, now: datetime) -> None:
        """Bring what was counted to the store, and commit; what the store does not take now is brought later."""
        _cell(0.0, 0.0)  # so that no search waits for the library
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            with transaction(connection):
                add(connection, counts, in_china(now).date())
        except BaseException:
            with self._lock:
                for key, searches in counts.items():
                    if key in self._counts or len(self._counts) < MOST_COUNTED:
                        self._counts[key] += searches
            raise


def _cell(lon: float, lat: float) -> int:
    # Imported when it is needed first: a worker starts without it.
    from h3.api import basic_int as h3  # noqa: PLC0415

    found: int = h3.latlng_to_cell(lat, lon, RESOLUTION)
    return found


def add(connection: Connection, counts: Mapping[tuple[int, int], int], today: date) -> int:
    """Add counts by cell and hour to the store's, and tell how many it took: it has room for so many a day."""
    values = {
        "cells": [cell for cell, _ in counts], "hours": [hour for _, hour in counts],
        "counts": list(counts.values()), "today": today,
    }  # fmt: skip
    taken: int = run(connection, "count_unmet", values)[0]["count_unmet"]
    return taken


def told(connection: Connection, today: date) -> list[Count]:
    """List what may be told: searches on days before today, in steps of five, from five on."""
    return [Count(**row) for row in run(connection, "told_unmet", {"today": today})]
