"""What a manager sees first: the places of the branch, and what needs somebody there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run
from stations.freshness import HALF_LIFE_DAYS, Fact

FIRST = (0, 0)


class What(StrEnum):
    """What can need somebody, the most pressing first."""

    SHUT = "shut"
    FAULT = "fault"
    STOCK = "stock"
    CLOSURE = "closure"
    NOTICE = "notice"
    RATING = "rating"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the branch; `needs` say what, with its numbers."""

    id: int
    name: str
    kind: str
    address: str
    unit_name: str | None
    status: str
    status_until: date | None
    rank: int
    needs: Sequence[Mapping[str, Any]]


class Asked(NamedTuple):
    """Which places: of a unit and those below it, with a text in name or address, where something is needed."""

    below: int | None = None
    q: str = ""
    needs: str | None = None


class Listed(NamedTuple):
    """A page of places; how many there are in all, how many need somebody; where the next page begins."""

    places: list[Place]
    total: int
    needing: int
    after: tuple[int, int] | None


class Unit(NamedTuple):
    """A unit of the branch; `depth` in the tree."""

    id: int
    name: str
    depth: int


def places(
    connection: Connection, asked: Asked, *, today: date, limit: int, after: tuple[int, int] = FIRST
) -> Listed:
    """List the places of the acting account's branch, what needs somebody first, then by id.

    Parameters
    ----------
    after
        As a page before gave it.
    """
    values = {
        "today": today,
        "hours_age": HALF_LIFE_DAYS[Fact.HOURS],
        "services_age": HALF_LIFE_DAYS[Fact.SERVICES],
        "below": asked.below,
        "asked": asked.q.lower() or None,
        "wanted": asked.needs,
        "rank": after[0],
        "after": after[1],
        "limit": limit + 1,
    }
    rows = run(connection, "desk_places", values)
    total, needing = rows[0].pop("total"), rows[0].pop("needing")
    found = [_place(row) for row in rows if row["id"] is not None]
    last = found[limit - 1] if len(found) > limit else None
    return Listed(found[:limit], total, needing, (last.rank, last.id) if last else None)


def units(connection: Connection) -> list[Unit]:
    """List the units of the acting account's branch, each after the one above it."""
    return [Unit(**row) for row in run(connection, "desk_units")]


def needs_of(connection: Connection, station_id: int, *, today: date) -> Sequence[Mapping[str, Any]]:
    """Tell what needs somebody at one place."""
    values = {
        "id": station_id,
        "today": today,
        "hours_age": HALF_LIFE_DAYS[Fact.HOURS],
        "services_age": HALF_LIFE_DAYS[Fact.SERVICES],
    }
    rows = run(connection, "desk_needs", values)
    found: Sequence[Mapping[str, Any]] = rows[0]["needs"] if rows else []
    return found


def _place(row: Mapping[str, Any]) -> Place:
    return Place(**{name: value for name, value in row.items() if name not in ("total", "needing")})
