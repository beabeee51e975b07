"""Faults that couriers report in one tap, and what follows: a warning on the card, a service out of its filter.

Nobody's report changes a record. The rules stand in migration 0009, beside the table that they read.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run
from stations.ratings import voter
from stations.station import Report


class What(StrEnum):
    """What can be wrong; `broken` names a service."""

    DOOR_LOCKED = "door_locked"
    CLOSED = "closed"
    NO_WATER = "no_water"
    BROKEN = "broken"
    MOVED = "moved"
    OTHER = "other"


class Fault(NamedTuple):
    """One fault of one place; `service` only of what is broken."""

    station_id: int
    what: What
    service: str | None = None


class Device(NamedTuple):
    """Who reports: a mark that no table keeps, and whether it is less than a day old."""

    secret: str
    mark: str
    newcomer: bool = False

    def voter(self, station_id: int, day: date) -> bytes:
        """Digest it for one place and day."""
        return voter(self.secret, self.mark, station_id, day)

    def voters(self, station_id: int, first: date, last: date) -> list[bytes]:
        """Digest it for one place and each of some days."""
        days = range((last - first).days + 1)
        return [self.voter(station_id, first + timedelta(days=nth)) for nth in days]


class Kept(NamedTuple):
    """What became of a report: whether the device said so for the first time in 24 hours, and whether it counts."""

    first: bool
    counted: bool


class Condition(NamedTuple):
    """What is publicly reported of a place, and which of its services are out by it."""

    services_out: Sequence[str]
    reports: Sequence[Report]


class OpenFault(NamedTuple):
    """A fault that is not mended, for a manager: who said so, since when, how many reports wait, whether all see it."""

    station_id: int
    name: str
    county: str | None
    operator: str | None
    what: str
    service: str | None
    people: int
    held: int
    since: datetime
    last: datetime
    public: bool
    notes: Sequence[str]


class Notice(NamedTuple):
    """A fault that came to be shown, and that no manager has seen yet."""

    id: int
    station_id: int
    name: str
    what: str
    service: str | None
    at: datetime


def report(
    connection: Connection, fault: Fault, device: Device, *, at: datetime, now: datetime, note: str | None = None,
    held: str | None = None,
) -> Kept:  # fmt: skip
    """Keep a report.

    Parameters
    ----------
    at
        When it was tapped, in China; at most a day before now.
    held
        Why it is to wait for a manager in any case.
    """
    run(connection, "take_place", {"station_id": fault.station_id})
    values = {
        **fault._asdict(),
        "note": note,
        "day": at.date(),
        "voter": device.voter(fault.station_id, at.date()),
        "voters": device.voters(fault.station_id, at.date() - timedelta(days=2), now.date()),
        "newcomer": device.newcomer,
        "held": held,
        "reported_at": at,
        "received_at": now,
    }
    return Kept(**run(connection, "report_fault", values)[0])


def withdraw(connection: Connection, fault: Fault, device: Device, *, now: datetime) -> None:
    """Take back what a device reported within the last day."""
    run(connection, "take_place", {"station_id": fault.station_id})
    voters = device.voters(fault.station_id, now.date() - timedelta(days=2), now.date())
    run(connection, "withdraw_fault", {**fault._asdict(), "voters": voters, "at": now})


def mend(
    connection: Connection, fault: Fault, *, at: datetime, by: Literal["courier", "manager"], held: str | None = None
) -> None:  # fmt: skip
    """End all reports of a fault up to a time: it works again. What is held ends nothing until a manager counts it."""
    run(connection, "take_place", {"station_id": fault.station_id})
    values = {**fault._asdict(), "mended_at": at, "said_by": by, "held": held}
    run(connection, "mend_fault", values)


def condition(connection: Connection, station_id: int) -> Condition:
    """Tell what is publicly reported of a place now."""
    rows = run(connection, "condition", {"station_id": station_id})
    if not rows:
        return Condition((), ())
    return Condition(rows[0]["services_out"], [Report.from_json(one) for one in rows[0]["reports"]])


def open_faults(connection: Connection, station_id: int | None = None) -> list[OpenFault]:
    """List what is reported and not mended, a locked door first."""
    return [OpenFault(**row) for row in run(connection, "open_faults", {"station_id": station_id})]


def notices(connection: Connection, station_id: int | None = None) -> list[Notice]:
    """List what no manager has seen yet, the oldest first."""
    return [Notice(**row) for row in run(connection, "notices", {"station_id": station_id})]
