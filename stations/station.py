"""A place as the store knows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Self, get_args

import orjson

from stations.point import Point


class Status(StrEnum):
    """The life of a place; planned and closed ones are shown to nobody who looks for the nearest."""

    PLANNED = "planned"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


UNANSWERED = timedelta(hours=24)


class Answered(NamedTuple):
    """What a manager says to a report, for all to read."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """What couriers say is wrong with a place: so many did, from then to then, and nobody has mended it."""

    what: str
    service: str | None
    at: datetime
    count: int
    since: datetime
    answer: Answered | None = None

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Read one of the reports of `station_shown`."""
        at, since = (datetime.fromisoformat(row[name]) for name in ("at", "since"))
        told = row["answer"]
        answer = Answered(told["text"], datetime.fromisoformat(told["at"])) if told else None
        return cls(row["what"], row["service"], at, row["count"], since, answer)

    @property
    def json(self) -> dict[str, Any]:
        """Write it as the API tells it."""
        answer = self.answer
        return {
            "what": self.what,
            "service": self.service,
            "at": self.at.isoformat(),
            "count": self.count,
            "since": self.since.isoformat(),
            "answer": answer and {"text": answer.text, "at": answer.at.isoformat()},
        }


@dataclass(frozen=True, slots=True)
class Station:
    """One place with everything that is public about it, of whatever kind; degrees are WGS-84.

    `services` and `hours` are known; `services_inferred` and `hours_inferred` are somebody's guess. Hours are in the
    stored form, OpenStreetMap's opening_hours, or None where what people wrote (`…_text`) could not be read;
    `hours_in_force` are those with the dated exceptions of this place. Services that are reported out stand in
    `services_out` and in none of the other two.
    """

    id: int
    source: str
    source_id: str
    licence: str | None
    made_up: bool
    kind: str
    name: str
    name_en: str | None
    address: str
    lon: float
    lat: float
    county_code: str | None
    county_name: str | None
    services: tuple[str, ...]
    services_inferred: tuple[str, ...]
    hours: str | None
    hours_text: str | None
    hours_inferred: str | None
    hours_inferred_text: str | None
    hours_exceptions: str | None
    hours_in_force: str | None
    phone: str | None
    operator: str | None
    entry_mode: str | None
    entry_hint: str | None
    capacity: int | None
    capacity_inferred: int | None
    details: Mapping[str, Any]
    status: Status
    status_reason: str | None
    status_until: date | None
    observed_on: date | None
    verified_at: date | None
    hours_verified_at: date | None
    services_verified_at: date | None
    score: float | None
    votes: int
    version: int
    changed_at: datetime
    services_out: tuple[str, ...]
    reports: tuple[Report, ...]

    @property
    def location(self) -> Point:
        """Where it is."""
        return Point(self.lon, self.lat)

    def left_locked(self, at: datetime) -> bool:
        """Tell whether its door is reported locked and no manager answered for a day: what is confirmed is in doubt."""
        return any(
            one.what == "door_locked" and one.answer is None and at - one.since > UNANSWERED
            for one in self.reports
        )

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Make a station of a row of the view `station_shown`."""
        given = {name: row[name] for name in _COLUMNS}
        given["services"] = tuple(row["services"])
        given["services_inferred"] = tuple(row["services_inferred"])
        given["services_out"] = tuple(row["services_out"])
        given["reports"] = tuple(map(Report.from_json, row["reports"]))
        given["status"] = Status(row["status"])
        return cls(**given)

    @classmethod
    def from_text(cls, cells: Sequence[str | None]) -> Self:
        """Make a station of a row of `shown.sql` as COPY writes it; None is NULL."""
        values: list[Any] = [
            cell if read is None or cell is None else read(cell)
            for read, cell in zip(_READERS, cells, strict=True)
        ]
        return cls(*values)


def _codes(text: str) -> tuple[str, ...]:
    """Read an array of codes, which need no quotes: {wifi,toilet}."""
    return tuple(text[1:-1].split(",")) if len(text) > 2 else ()


def _reports(text: str) -> tuple[Report, ...]:
    return tuple(map(Report.from_json, orjson.loads(text))) if len(text) > 2 else ()


_BY_TYPE: dict[Any, Callable[[str], Any]] = {
    int: int,
    float: float,
    bool: lambda text: text == "t",
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    Status: Status,
    tuple[str, ...]: _codes,
    tuple[Report, ...]: _reports,
    Mapping[str, Any]: orjson.loads,
}
_READERS = [_BY_TYPE.get(get_args(one.type)[0] if type(None) in get_args(one.type) else one.type)
            for one in fields(Station)]  # fmt: skip
_COLUMNS = tuple(one.name for one in fields(Station))


class Located(NamedTuple):
    """A station and the geodesic distance to it, metres."""

    station: Station
    distance_m: float
