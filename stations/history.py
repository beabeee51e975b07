"""Every version of a record: who made it, when, and what it said."""

from datetime import datetime
from typing import Any, NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run
from stations.point import Point

NEWEST = 2**31 - 1


class Version(NamedTuple):
    """A record as it stood from `changed_at` on; `import_id` names the run of the loader it came from, if any."""

    version: int
    changed_at: datetime
    changed_by: str
    import_id: int | None
    record: dict[str, Any]


class Entry(NamedTuple):
    """A version as its branch reads it, with the record before it, None where that is not known.

    `shown_name` and `unit_name` are of the account that made it, if one did; `source` and `file_name` of the list that
    it came with.
    """

    version: int
    changed_at: datetime
    changed_by: str
    shown_name: str | None
    unit_name: str | None
    import_id: int | None
    source: str | None
    file_name: str | None
    record: dict[str, Any]
    before: dict[str, Any] | None

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """What it changed, with both values; nothing for a first version."""
        return {} if self.before is None else differing(self.before, self.record)


def versions(connection: Connection, station_id: int) -> list[Version]:
    """List the versions of a place's record, the present one last."""
    return [Version(**row) for row in run(connection, "versions", {"station_id": station_id})]


def entries(connection: Connection, station_id: int, *, below: int = NEWEST, most: int = 50) -> list[Entry]:
    """List versions of a place for an account that may read it, the newest first.

    Parameters
    ----------
    below
        Only versions with a lower number: the last one of the page before.
    """
    rows = run(connection, "history", {"station_id": station_id, "below": below, "most": most})
    return [Entry(**row) for row in rows]


def changes(before: Version, after: Version) -> dict[str, tuple[Any, Any]]:
    """Tell which fields two versions differ in, with both values."""
    return differing(before.record, after.record)


def differing(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Tell which fields two records differ in; one that only the later form of records has is no difference."""
    pairs = {name: (before[name], after[name]) for name in sorted(before.keys() & after.keys())}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def unit_names(connection: Connection, ids: list[int]) -> dict[int, str]:
    """Tell what units are called."""
    return {row["id"]: row["name"] for row in run(connection, "unit_names", {"ids": ids})}


def moved_m(connection: Connection, before: Point, after: Point) -> float:
    """Measure the geodesic between two positions of a place, metres."""
    found: float = run(connection, "moved", {"before": before.ewkt, "after": after.ewkt})[0]["distance_m"]
    return found
