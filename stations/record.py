"""What one source says of one place: the form in which lists and samples enter the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Record:
    """One place as one source tells it. Coordinates are WGS-84 degrees.

    `services` and `hours` hold what is known, `…_inferred` what somebody guessed.
    """

    source_id: str
    kind: str
    name: str
    lon: float
    lat: float
    name_en: str | None = None
    address: str = ""
    county_stated: str | None = None
    services: tuple[str, ...] = ()
    services_inferred: tuple[str, ...] = ()
    hours: str | None = None
    hours_inferred: str | None = None
    phone: str | None = None
    operator: str | None = None
    entry_mode: str | None = None
    entry_hint: str | None = None
    capacity: int | None = None
    capacity_inferred: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    status: str = "open"
    status_reason: str | None = None
    status_until: date | None = None
    observed_on: date | None = None
    verified_at: date | None = None
    hours_verified_at: date | None = None
    services_verified_at: date | None = None


FIELDS: tuple[str, ...] = tuple(one.name for one in fields(Record))
REQUIRED: tuple[str, ...] = FIELDS[:5]
