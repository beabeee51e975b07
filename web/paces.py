"""Nobody walks to eleven places in ten minutes: who tells of so many is no courier, and waits for a manager.

Kept in the memory of one worker for ten minutes, under a digest that ends with it: no table says where somebody was.
"""

import hashlib
import secrets
import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import NamedTuple

WALK = timedelta(minutes=10)
MOST_PLACES = 10
MOST_DEVICES = 50_000


class Told(NamedTuple):
    """A place that was told of: when it was tapped, and when it got here."""

    place: int
    at: datetime
    received_at: datetime


class Paces:
    """The places that each device told of in the last ten minutes."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self._told: OrderedDict[bytes, list[Told]] = OrderedDict()

    def walked(self, device: str, place: int, at: datetime, now: datetime) -> bool:
        """Note that a device tells of a place, and tell whether somebody who walks may have been to all of them.

        What a phone kept and sends together counts by the time of each tap.
        """
        mark = hashlib.blake2b(device.encode(), key=self._key, digest_size=16).digest()
        with self._lock:
            told = [one for one in self._told.pop(mark, []) if now - one.received_at < WALK]
            told.append(Told(place, at, now))
            self._told[mark] = told
            self._forget(now)
        return len({one.place for one in told if abs(one.at - at) < WALK}) <= MOST_PLACES

    def _forget(self, now: datetime) -> None:
        """Drop devices that said nothing for ten minutes; the one that spoke last stands last."""
        while self._told:
            oldest = next(iter(self._told))
            if now - self._told[oldest][-1].received_at < WALK and len(self._told) <= MOST_DEVICES:
                return
            del self._told[oldest]
