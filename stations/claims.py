"""What lists of a branch are compared with: its sources and units, and which of their rows are places it keeps."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run


class Claim(NamedTuple):
    """A row of a list that is a known place; `mine` whether the acting account may bring lists for it."""

    row: int
    id: int
    source: str
    source_id: str
    unit: str | None
    mine: bool


class Beside(NamedTuple):
    """A known place, to be shown beside a row that may be the same."""

    id: int
    source: str
    source_id: str
    name: str
    address: str
    kind: str
    lon: float
    lat: float
    unit: str | None
    mine: bool


class Made(NamedTuple):
    """A place as an import made it; `before` is None of one that entered."""

    id: int
    source: str
    source_id: str
    name: str
    address: str
    lon: float
    lat: float
    unit: str | None
    version: int
    now: dict[str, Any]
    before: dict[str, Any] | None


def own_source(unit_id: int | None) -> str:
    """Name the source of the lists that an account of a unit brings, where it names none."""
    return "desk" if unit_id is None else f"unit:{unit_id}"


def sources(connection: Connection) -> list[str]:
    """Name the sources of places in the branch, most places first."""
    return [row["name"] for row in run(connection, "branch_sources")]


def claims(
    connection: Connection, rows: Sequence[int], sources: Sequence[str], source_ids: Sequence[str]
) -> dict[int, Claim]:
    """Tell which rows are places that are known by their source's name for them, or by what somebody said of it."""
    values = {"rows": list(rows), "sources": list(sources), "source_ids": list(source_ids)}
    return {row["row"]: Claim(**row) for row in run(connection, "claimed_places", values)}


def beside(connection: Connection, ids: Sequence[int]) -> dict[int, Beside]:
    """Give known places by id."""
    return {row["id"]: Beside(**row) for row in run(connection, "places_beside", {"ids": list(ids)})}


def add_source(connection: Connection, name: str) -> None:
    """Make a source known, and leave one alone that is."""
    run(connection, "add_source", {"name": name})


def made(connection: Connection, import_id: int, *, entered: bool, limit: int) -> list[Made]:
    """Tell what a run of the loader entered, or what it amended."""
    values = {"import_id": import_id, "entered": entered, "limit": limit}
    return [Made(**row) for row in run(connection, "made_by_import", values)]


def say_known_as(connection: Connection, source: str, source_id: str, station_id: int) -> None:
    """Keep that lists of a source call a place so."""
    run(connection, "say_known_as", {"source": source, "source_id": source_id, "station_id": station_id})


def places(
    connection: Connection, *, unit_id: int | None = None, kind: str | None = None, status: str | None = None
) -> list[dict[str, Any]]:
    """Give the places of the branch as `survey.published` gives those of the store; closed ones where asked for."""
    return run(connection, "branch_places", {"unit_id": unit_id, "kind": kind, "status": status})
