"""Demand between files and the store: read and kept, fetched as the noun that measures work on."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from psycopg2.extensions import connection as Connection

from geodata.demand import WEEK_H, Demand
from geodata.demand_sources import cells
from geodata.demand_sources.asked import Asked, Found
from geodata.errors import BadDemand
from stations import demand as kept
from stations import unmet
from stations.demand import Arrays, DataSet, Entered, Told, What
from stations.hours import in_china

LEAST_TOLD = 5


@dataclass(frozen=True)
class Provenance:
    """Where demand comes from, in the words of whoever brings it."""

    name: str
    what: What | None = None
    source: str | None = None
    licence: str | None = None
    observed_on: date | None = None


def keep(
    connection: Connection, found: Found, path: Path, asked: Asked, where: Provenance, *, actor: str = ""
) -> Entered:
    """Keep demand that was read from a file. The caller commits.

    Raises
    ------
    BadRecord
        When it breaks a rule of the store.
    """
    told = Told(
        where.name, path.name, digest(path), where.what, where.source, where.licence, where.observed_on,
        found.datum, _said(asked), found.notes,
    )  # fmt: skip
    return kept.enter(connection, told, arrays(found.demand), actor=actor)


def keep_searches(
    connection: Connection, where: Provenance, now: datetime, *, actor: str = ""
) -> tuple[Entered, Demand]:
    """Keep as demand what couriers searched and did not find, as far as it may be told. The caller commits.

    Raises
    ------
    BadDemand
        When nothing may be told yet.
    """
    found = from_searches(unmet.told(connection, in_china(now).date()))
    written = "".join(
        f"{one},{weight!r}\n" for one, weight in zip(found.id, found.weight.tolist(), strict=True)
    )
    told = Told(
        where.name, "searches", hashlib.sha256(written.encode()).hexdigest(), where.what,
        where.source or "searches on this map that found nothing within 1,200 m", where.licence, where.observed_on,
    )  # fmt: skip
    return kept.enter(connection, told, arrays(found), actor=actor), found


def from_searches(counts: list[unmet.Count]) -> Demand:
    """Make demand of counts by cell and hour of the week.

    Raises
    ------
    BadDemand
        When there are none.
    """
    if not counts:
        raise BadDemand(
            f"no cell has {LEAST_TOLD} searches yet that found nothing in one hour of the week, on days before today: "
            "wait, or see that WAYSTATION_UNMET is not no"
        )
    found = np.array(sorted({one.cell for one in counts}), dtype=np.int64)
    by_hour = np.zeros((len(found), WEEK_H))
    for one in counts:
        by_hour[np.searchsorted(found, one.cell), one.hour] = one.searches
    lon, lat = cells.centres(found)
    return Demand(cells.names(found), lon, lat, by_hour.mean(axis=1), by_hour, cells.outlines(found))


def fetch(connection: Connection, name: str, demand_id: int | None = None) -> tuple[DataSet, Demand]:
    """Give the demand of a name from the store, with where it comes from.

    Parameters
    ----------
    demand_id
        Give the data set of this number in its place, also one that was replaced: a plan is run again from what it was
        made from.

    Raises
    ------
    NotFound
        When there is none that the acting account may see.
    """
    told = kept.version(connection, demand_id) if demand_id else kept.one(connection, name)
    return told, demand_of(kept.points(connection, told.id))


def demand_of(brought: Arrays) -> Demand:
    """Make the noun of what the store keeps."""
    outlines = None
    if brought.outlines is not None:
        outlines = np.asarray(shapely.from_wkb(np.array(brought.outlines, dtype=object)), dtype=object)
    return Demand(
        np.array(brought.id, dtype=object),
        brought.lon,
        brought.lat,
        brought.weight,
        brought.by_hour,
        outlines,
    )


def arrays(demand: Demand) -> Arrays:
    """Lay demand out as the store keeps it."""
    outlines = None
    if demand.outlines is not None:
        outlines = [None if one is None else bytes(shapely.to_wkb(one)) for one in demand.outlines]
    return Arrays(demand.id.tolist(), demand.lon, demand.lat, demand.weight, demand.by_hour, outlines)


def digest(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _said(asked: Asked) -> dict[str, Any]:
    """Tell how a file was read: what differs from the defaults."""
    plain = Asked()
    told = {name: value for name, value in vars(asked).items() if value != getattr(plain, name)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}
