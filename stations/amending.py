"""Amend one place by hand: its record as it is, the change, and what a change to an old version would run over."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import psycopg2.errors
from psycopg2.extensions import connection as Connection

from stations.closures import Closure, listed
from stations.database import run
from stations.errors import BadRecord, NotFound
from stations.history import changes, versions

# The columns of a change, as amend_station.sql sets them. Hours are two, a point is two.
COLUMNS = (
    "name", "name_en", "kind", "address", "lon", "lat", "services", "hours", "hours_text", "hours_exceptions",
    "phone", "operator", "entry_mode", "entry_hint", "capacity", "details", "status", "status_reason", "status_until",
    "verified_at", "hours_verified_at", "services_verified_at",
)  # fmt: skip
# What belongs together: a list that sets one of them would contradict the others.
TOGETHER = (
    ("lon", "lat"),
    ("hours", "hours_text"),
    ("services", "services_inferred"),
    ("status", "status_reason", "status_until"),
)
NO_LIST_SAYS = ("hours_text", "hours_exceptions")


@dataclass(frozen=True, slots=True)
class Kept:
    """The record of a place at the desk: what it says, which version that is, who keeps it, who changed it last."""

    id: int
    record: Mapping[str, Any]
    version: int
    changed_at: datetime
    changed_by: str
    unit_id: int | None
    unit_name: str | None
    changed_unit: str | None
    may_read: bool
    may_amend: bool

    @property
    def closures(self) -> list[Closure]:
        """Its dated closures, the newest last."""
        return listed(self.record["hours_exceptions"])


class Since(NamedTuple):
    """What was changed since a version: the fields, whose unit did the last change, and when."""

    fields: list[str]
    unit: str | None
    at: datetime


class Moved(NamedTuple):
    """How far a new point lies from the present one, and in which county each lies, where that is known."""

    moved_m: float
    county_before: str | None
    county_after: str | None

    @property
    def far(self) -> bool:
        """Whether one should ask again: it is more than half a kilometre off, or in another county."""
        return self.moved_m > 500 or self.county_before != self.county_after


def kept(connection: Connection, station_id: int) -> Kept:
    """Give the record of a place.

    Raises
    ------
    NotFound
        When there is no place with this id.
    """
    rows = run(connection, "desk_record", {"id": station_id}) if 0 < station_id < 2**63 else []
    if not rows:
        raise NotFound(f"there is no station {station_id}")
    return Kept(id=station_id, **rows[0])


def amend(connection: Connection, station_id: int, version: int, columns: Mapping[str, Any]) -> int | None:
    """Set columns of a place's record, and tell its new version; None when it is not that version any more.

    The account that acts is its author, and lists leave these fields alone from then on.

    Raises
    ------
    BadRecord
        When the record would break a rule of the store.
    """
    given: dict[str, Any] = dict.fromkeys(COLUMNS)
    given |= columns
    if given["details"] is not None:
        given["details"] = json.dumps(given["details"], ensure_ascii=False)
    values = {
        **given,
        "id": station_id,
        "version": version,
        "fields": list(columns),
        "edited": sorted(edited(columns)),
    }
    try:
        rows = run(connection, "amend_station", values)
    except psycopg2.IntegrityError as error:
        raise BadRecord(str(error.diag.message_primary)) from error
    return rows[0]["version"] if rows else None


def edited(columns: Iterable[str]) -> set[str]:
    """Name the fields that lists leave alone once these columns were set by hand."""
    found = set(columns)
    for group in TOGETHER:
        if found & set(group):
            found |= set(group)
    return found - set(NO_LIST_SAYS)


def since(connection: Connection, place: Kept, version: int) -> Since:
    """Tell what was changed since a version that somebody saw; no field for a version that never was."""
    known = {one.version: one for one in versions(connection, place.id)}
    before, now = known.get(version), known[place.version]
    fields = sorted(changes(before, now)) if before else []
    return Since([one for one in fields if one != "edited_fields"], place.changed_unit, place.changed_at)


def as_of(connection: Connection, place: Kept, version: int) -> Mapping[str, Any]:
    """Give the record as a version had it; the present one for a version that never was."""
    return next(
        (one.record for one in versions(connection, place.id) if one.version == version), place.record
    )


def moved(connection: Connection, station_id: int, lon: float, lat: float) -> Moved:
    """Tell how far a new point lies from the present one, and whether in another county."""
    return Moved(**run(connection, "pin_moved", {"id": station_id, "lon": lon, "lat": lat})[0])


def take_out(connection: Connection, station_id: int, service: str, at: datetime) -> bool:
    """Say as its manager that a service is out for now; False when it was already."""
    values = {"station_id": station_id, "service": service, "at": at, "day": at.date()}
    return bool(run(connection, "take_out", values)[0]["done"])


def bring_back(connection: Connection, station_id: int, service: str, at: datetime) -> bool:
    """Say as its manager that a service works again; False when nothing was reported of it."""
    return bool(
        run(connection, "bring_back", {"station_id": station_id, "service": service, "at": at})[0]["done"]
    )


def confirmed(today: date) -> dict[str, Any]:
    """Give the columns of "everything is still right"."""
    return dict.fromkeys(("verified_at", "hours_verified_at", "services_verified_at"), today)
