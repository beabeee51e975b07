"""A place as the store knows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
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


@dataclass(frozen=True, slots=True)
class Station:
    """One place with everything that is public about it, of whatever kind; degrees are WGS-84.

    `services` and `hours` are known; `services_inferred` and `hours_inferred` are somebody's guess. Hours are in the
    stored form, OpenStreetMap's opening_hours, or None where what people wrote (`…_text`) could not be read;
    `hours_in_force` are those with the dated exceptions of this place.
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

    @property
    def location(self) -> Point:
        """Where it is."""
        return Point(self.lon, self.lat)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Make a station of a row of the view `station_shown`."""
        given = {name: row[name] for name in _COLUMNS}
        given["services"] = tuple(row["services"])
        given["services_inferred"] = tuple(row["services_inferred"])
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


_BY_TYPE: dict[Any, Callable[[str], Any]] = {
    int: int,
    float: float,
    bool: lambda text: text == "t",
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    Status: Status,
    tuple[str, ...]: _codes,
    Mapping[str, Any]: orjson.loads,
}
_READERS = [_BY_TYPE.get(get_args(one.type)[0] if type(None) in get_args(one.type) else one.type)
            for one in fields(Station)]  # fmt: skip
_COLUMNS = tuple(one.name for one in fields(Station))


class Located(NamedTuple):
    """A station and the geodesic distance to it, metres."""

    station: Station
    distance_m: float
