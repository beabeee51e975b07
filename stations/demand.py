"""What planners bring: demand as points with weights, kept with where it comes from. Nothing here commits."""

import csv
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, TextIO

import numpy as np
import psycopg2
from numpy.typing import NDArray
from psycopg2.extensions import connection as Connection

from stations.database import cells, copy_in, copy_out, copy_records, count, run
from stations.errors import BadRecord, NotFound

Floats = NDArray[np.float64]

WEEK_H = 168
COLUMNS = ("seq", "label", "lon", "lat", "weight", "by_hour", "outline")


class What(StrEnum):
    """What a weight counts."""

    PEOPLE = "people"
    RIDERS = "riders"
    ORDERS = "orders"
    OTHER = "other"


class Arrays(NamedTuple):
    """The points of a data set, side by side: WGS-84 degrees; outlines as WKB, None for a point without one."""

    id: Sequence[str]
    lon: Floats
    lat: Floats
    weight: Floats
    by_hour: Floats | None = None
    outlines: Sequence[bytes | None] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Where a data set comes from, None where that is not said, and how its file was read."""

    name: str
    file_name: str
    sha256: str
    what: What | None = None
    source: str | None = None
    licence: str | None = None
    observed_on: date | None = None
    datum: str = "wgs84"
    asked: Mapping[str, Any] | None = None
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set as it is kept; `replaced_at` tells since when another one has its name."""

    id: int
    unit_id: int | None
    name: str
    what: What
    source: str
    licence: str
    observed_on: date | None
    file_name: str
    sha256: str
    asked: Mapping[str, Any]
    datum: str
    points: int
    weight: float
    by_hour: bool
    bbox: tuple[float, float, float, float]
    notes: Sequence[str]
    loaded_by: str
    loaded_at: datetime
    replaced_at: datetime | None


class Entered(NamedTuple):
    """What became of a data set: `entered`, `replaced` (the one before), `retold` (its provenance), `unchanged`."""

    id: int
    state: str


def enter(connection: Connection, told: Told, brought: Arrays, *, actor: str = "") -> Entered:
    """Keep a data set for the acting account's unit, or, where nobody acts, for every account.

    The same file read in the same way changes nothing but what is told of it. Another one replaces the set of its name,
    which stays with its points: plans were made from it.

    Raises
    ------
    BadRecord
        When it breaks a rule of the store.
    """
    before = run(connection, "demand_sets", {"name": told.name, "id": None, "past": False, "own": True})
    asked = dict(told.asked or {})
    if before and (before[0]["sha256"], before[0]["asked"]) == (told.sha256, asked):
        provenance = {"what": told.what, "source": told.source, "licence": told.licence}
        again = {**provenance, "observed_on": told.observed_on, "id": before[0]["id"]}
        return Entered(
            before[0]["id"], "retold" if count(connection, "retell_demand", again) else "unchanged"
        )
    values = {
        "name": told.name, "what": told.what or What.PEOPLE, "source": told.source or "", "licence": told.licence or "",
        "observed_on": told.observed_on, "file_name": told.file_name, "sha256": told.sha256, "datum": told.datum,
        "asked": json.dumps(asked, ensure_ascii=False), "notes": list(told.notes), "points": len(brought.id),
        "weight": float(brought.weight.sum()), "by_hour": brought.by_hour is not None, "bbox": _bbox(brought),
        "actor": actor,
    }  # fmt: skip
    try:
        if before:
            run(connection, "replace_demand", {"id": before[0]["id"]})
        made: int = run(connection, "enter_demand", values)[0]["id"]
        _enter_points(connection, made, brought)
    except (psycopg2.IntegrityError, psycopg2.DataError) as error:
        raise BadRecord(f"the demand «{told.name}» was refused: {error.diag.message_primary}") from error
    return Entered(made, "replaced" if before else "entered")


def _bbox(brought: Arrays) -> list[float]:
    lon, lat = brought.lon, brought.lat
    return [float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())]


def _enter_points(connection: Connection, made: int, brought: Arrays) -> None:
    run(connection, "incoming_demand_table")
    with tempfile.TemporaryFile(mode="w+", encoding="utf-8", newline="") as lines:
        _write(brought, lines)
        lines.seek(0)
        copy_in(connection, "incoming_demand", lines, columns=COLUMNS)
    run(connection, "enter_demand_points", {"id": made})


def _write(brought: Arrays, lines: TextIO) -> None:
    """Write points as COPY reads them; floats in as many digits as bring them back."""
    rows = len(brought.id)
    hours = [""] * rows if brought.by_hour is None else map(_array, brought.by_hour.tolist())
    outlines = (
        [""] * rows if brought.outlines is None else (one.hex() if one else "" for one in brought.outlines)
    )
    degrees = (brought.lon.tolist(), brought.lat.tolist(), brought.weight.tolist())
    csv.writer(lines).writerows(zip(range(rows), brought.id, *degrees, hours, outlines, strict=True))


def _array(values: Sequence[float]) -> str:
    return "{" + ",".join(map(repr, values)) + "}"


def listed(connection: Connection, *, past: bool = False) -> list[DataSet]:
    """List the data sets that the acting account may see, or all where the owner asks."""
    values = {"name": None, "id": None, "past": past, "own": False}
    return [_data_set(row) for row in run(connection, "demand_sets", values)]


def one(connection: Connection, name: str) -> DataSet:
    """Give the data set of a name: the acting account's own unit's, else the one for all, else one of its branch.

    Raises
    ------
    NotFound
        When there is none that the acting account may see.
    """
    rows = run(connection, "demand_sets", {"name": name, "id": None, "past": False, "own": False})
    if not rows:
        have = ", ".join(f"«{each.name}»" for each in listed(connection)[:10]) or "none yet"
        raise NotFound(
            f"there is no demand «{name}»; there is {have}: waystation load-demand FILE --name NAME"
        )
    return _data_set(rows[0])


def version(connection: Connection, demand_id: int) -> DataSet:
    """Give one data set by its number, replaced or not.

    Raises
    ------
    NotFound
        When there is none that the acting account may see.
    """
    rows = run(connection, "demand_sets", {"name": None, "id": demand_id, "past": True, "own": False})
    if not rows:
        raise NotFound(f"there is no demand {demand_id}, or it is not yours to see")
    return _data_set(rows[0])


def points(connection: Connection, demand_id: int) -> Arrays:
    """Read the points of a data set, exactly as they were entered; none where the acting account may not see it."""
    asked = {"id": demand_id}
    numbers = copy_records(connection, "demand_numbers", asked, _FLOATS)
    labels = [cells(line)[0] or "" for line in copy_out(connection, "demand_labels", asked)]
    lon, lat, weight = (
        np.ascontiguousarray(numbers[name], dtype=np.float64) for name in ("lon", "lat", "weight")
    )
    known = run(connection, "demand_sets", {"name": None, "id": demand_id, "past": True, "own": False})
    by_hour = None
    if known and known[0]["by_hour"]:
        read = copy_records(connection, "demand_hours", asked, _HOURS)
        by_hour = np.ascontiguousarray(read["hours"]["value"], dtype=np.float64)
    return Arrays(labels, lon, lat, weight, by_hour, _outlines(connection, asked, len(labels)))


def _outlines(connection: Connection, asked: Mapping[str, Any], rows: int) -> list[bytes | None] | None:
    found: list[bytes | None] = [None] * rows
    for line in copy_out(connection, "demand_outlines", asked):
        place, _, written = line.partition("\t")
        found[int(place)] = bytes.fromhex(written)
    return found if any(found) else None


# Rows as COPY writes them in binary: how many columns, then of each its length and its bytes.
_FLOATS = np.dtype(
    [("columns", ">i2")]
    + [part for name in ("lon", "lat", "weight") for part in ((f"{name}_bytes", ">i4"), (name, ">f8"))]
)
_HOURS = np.dtype(
    [
        ("columns", ">i2"), ("bytes", ">i4"), ("head", ">i4", 5),
        ("hours", np.dtype([("bytes", ">i4"), ("value", ">f8")]), WEEK_H),
    ]
)  # fmt: skip


def _data_set(row: Mapping[str, Any]) -> DataSet:
    return DataSet(
        **{**row, "what": What(row["what"]), "bbox": tuple(row["bbox"]), "notes": tuple(row["notes"])}
    )
