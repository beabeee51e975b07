"""Every version of a record: who made it, when, and what it said."""

from datetime import datetime
from typing import Any, NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run


class Version(NamedTuple):
    """A record as it stood from `changed_at` on; `import_id` names the run of the loader it came from, if any."""

    version: int
    changed_at: datetime
    changed_by: str
    import_id: int | None
    record: dict[str, Any]


def versions(connection: Connection, station_id: int) -> list[Version]:
    """List the versions of a place's record, the present one last."""
    return [Version(**row) for row in run(connection, "versions", {"station_id": station_id})]


def changes(before: Version, after: Version) -> dict[str, tuple[Any, Any]]:
    """Tell which fields two versions differ in, with both values."""
    names = sorted({*before.record, *after.record})
    pairs = {name: (before.record.get(name), after.record.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
