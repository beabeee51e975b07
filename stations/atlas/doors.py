"""What decides whether a place is open: a few hundred distinct rows that all places share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from stations.lookup import Open
from stations.opening import Moment
from stations.station import Station, Status


class Doors(NamedTuple):
    """Hours in force and, for a suspended place, its last day and its reason."""

    hours_in_force: str | None
    status: Status
    status_until: date | None
    status_reason: str | None

    @classmethod
    def of(cls, one: Station) -> "Doors":
        """Take them from a place; of a suspension that is over nothing is said."""
        if one.status is Status.OPEN:
            return cls(one.hours_in_force, one.status, None, None)
        return cls(one.hours_in_force, one.status, one.status_until, one.status_reason)

    @classmethod
    def from_json(cls, row: Sequence[Any]) -> "Doors":
        """Read a row that was kept as JSON."""
        text, status, until, reason = row
        return cls(text, Status(status), date.fromisoformat(until) if until else None, reason)

    def open_at(self, asked: Open) -> bool:
        """Tell whether who asks for open places gets this one: known to be open, and not suspended on that day."""
        if self.hours_in_force not in asked.texts:
            return False
        return self.status is Status.OPEN or bool(self.status_until and self.status_until < asked.on)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of all doors at a moment: JSON texts end to end, and where each begins; shape (doors + 1,)."""

    text: NDArray[np.uint8]
    at: NDArray[np.int64]

    @property
    def both(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """The same for compiled code."""
        return self.text, self.at

    @classmethod
    def of(cls, doors: Iterable[Doors], moment: Moment) -> "Said":
        """Write them."""
        texts = [orjson.dumps(moment.said(one)) for one in doors]
        at = np.zeros(len(texts) + 1, dtype=np.int64)
        np.cumsum([len(text) for text in texts], out=at[1:])
        return cls(np.frombuffer(b"".join(texts), dtype=np.uint8), at)

    def __getitem__(self, key: int) -> bytes:
        """Give what is said of one door."""
        return self.text[self.at[key] : self.at[key + 1]].tobytes()


def open_by_key(doors: Iterable[Doors], asked: Open) -> NDArray[np.uint8]:
    """Tell of each row whether it counts as open; shape (doors,)."""
    return np.array([one.open_at(asked) for one in doors], dtype=np.uint8)
