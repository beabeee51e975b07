"""Counties: boundaries in, the county of each place out, and where people can choose to look."""

import csv
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import psycopg2
import psycopg2.errors
from psycopg2.extensions import connection as Connection

from stations.database import copy_in, count, run
from stations.errors import BadRecord
from stations.point import BBox, Point


@dataclass(frozen=True, slots=True)
class County:
    """One administrative unit; `wkb` is a polygon or multipolygon in WGS-84 degrees."""

    code: str
    name: str
    city: str | None
    province: str | None
    wkb: bytes


@dataclass(frozen=True, slots=True)
class Choice:
    """A county in which there are places; code is None where only its name is known."""

    code: str | None
    name: str
    city: str | None
    count: int
    lon: float
    lat: float


class Disagreement(NamedTuple):
    """A place whose stated county is not the one its point lies in; `what` is the finding's name."""

    station_id: int
    source_id: str
    name: str
    what: str
    detail: str


class Outline(NamedTuple):
    """A county's boundary, simplified: GeoJSON geometry as text, and whom to credit for it."""

    code: str
    name: str
    lon: float
    lat: float
    geometry: str
    credit: str | None


def enter_counties(
    connection: Connection, counties: Iterable[County], *, source: str, licence: str | None
) -> int:
    """Enter or replace counties by code, and tell how many came in.

    Raises
    ------
    BadRecord
        When a code comes twice or an area is no polygon.
    """
    run(connection, "incoming_county_table")
    with tempfile.TemporaryFile(mode="w+", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerows((one.code, one.name, one.city, one.province, one.wkb.hex()) for one in counties)
        lines.seek(0)
        copy_in(connection, "incoming_county", lines, columns=("code", "name", "city", "province", "area"))
    try:
        entered = count(connection, "enter_counties", {"source": source, "licence": licence})
        run(connection, "cut_counties")
    except psycopg2.errors.CardinalityViolation as error:
        raise BadRecord(
            "a county's code comes twice in the file: each area needs a code of its own"
        ) from error
    except (psycopg2.IntegrityError, psycopg2.DataError, psycopg2.InternalError) as error:
        raise BadRecord(f"a boundary was refused: {error.diag.message_primary}") from error
    return entered


def assign_counties(connection: Connection) -> int:
    """Work out the county of every place from its point, and tell how many changed."""
    return count(connection, "assign_counties")


def county_findings(connection: Connection, *, source: str | None = None) -> list[Disagreement]:
    """Write anew which places lie in another county than stated, and list them.

    ``county_differs``: the point lies in another county than the one stated. ``county_unknown``: the stated name
    is no county known here, as with a development zone; the finding says where the point lies.
    """
    run(connection, "forget_county_findings", {"source": source})
    run(connection, "find_county_disagreements", {"source": source})
    return [Disagreement(**row) for row in run(connection, "county_findings", {"source": source})]


def choices(connection: Connection) -> list[Choice]:
    """List the counties that have places to show, most places first."""
    return [Choice(**row) for row in run(connection, "county_choices")]


def somewhere(connection: Connection) -> Point | None:
    """Tell where to look when nobody said where they are and no county is known: at the first place of all."""
    first = run(connection, "first_place")
    return Point(first[0]["lon"], first[0]["lat"]) if first else None


def outlines(connection: Connection, bbox: BBox, *, tolerance: float) -> list[Outline]:
    """Give the boundaries that meet a box, simplified to a tolerance in degrees."""
    values = {
        "west": bbox.west,
        "south": bbox.south,
        "east": bbox.east,
        "north": bbox.north,
        "tolerance": tolerance,
    }
    return [Outline(**row) for row in run(connection, "county_outlines", values)]
