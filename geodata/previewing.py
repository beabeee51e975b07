"""What a list would do, told before: it is applied and its traces are read; the caller rolls all of it back."""

from collections.abc import Mapping
from typing import Any

from psycopg2.extensions import connection as Connection

from geodata.applying import Applied, Choices, apply
from geodata.bringing import Brought, Pair, Tell
from geodata.export import AFTER, BEFORE
from geodata.frames import Doubt, Refusal
from geodata.rules import rule_of
from stations import claims
from stations.claims import Made

OF_EXPORTS = {*BEFORE, *AFTER, "place_id"}  # which come back with an export, and need no word
MOST = 500  # of each sort; the numbers count all
NO_FIELD = {"edited_fields", "unit_id", "source", "source_id"}


def preview(connection: Connection, brought: Brought, *, tell: Tell = lambda _: None) -> dict[str, Any]:
    """Tell what a list would do, the rows that are likely known left out: nobody has yet said what they are.

    The caller rolls back: nothing of this may stay.
    """
    applied = apply(connection, brought, Choices(), tell=tell)
    tell("telling")
    entered = claims.made(connection, applied.import_id, entered=True, limit=MOST)
    amended = claims.made(connection, applied.import_id, entered=False, limit=MOST)
    reading, doubts = brought.reading, _doubts(brought, applied)
    return {
        "file": brought.how.file_name,
        "source": brought.how.source,
        "counts": _counts(brought, applied, doubts),
        "new": [_new(one) for one in entered],
        "changed": [_changed(one) for one in amended],
        "elsewhere": [
            {"row": row, "name": str(reading.places.loc[row, "name"]), "unit": claim.unit}
            for row, claim in list(brought.elsewhere.items())[:MOST]
        ],
        "refused": [_refused(one) for one in reading.refused[:MOST]],
        "doubts": [_doubt(one, brought) for one in doubts[:MOST]],
        "pairs": [_pair(one, brought) for one in list(brought.pairs.values())[:MOST]],
        "repeated": [list(one) for one in reading.repeated[:MOST]],
        "unused": [one for one in brought.columns.unused if one not in OF_EXPORTS][:100],
        "unknown_services": list(reading.unknown_services)[:100],
    }


def told(brought: Brought, applied: Applied) -> dict[str, Any]:
    """Tell what a list did."""
    return {"counts": _counts(brought, applied, _doubts(brought, applied))}


def _doubts(brought: Brought, applied: Applied) -> list[Doubt]:
    gone = {*brought.elsewhere, *(one.row for one in brought.reading.refused)}
    return sorted(one for one in {*brought.reading.doubts, *applied.doubts} if one.row not in gone)


def _counts(brought: Brought, applied: Applied, doubts: list[Doubt]) -> dict[str, int]:
    return {
        "rows": brought.rows,
        "new": applied.entered,
        "changed": applied.amended,
        "unchanged": applied.unchanged,
        "pairs": len(brought.pairs),
        "elsewhere": len(brought.elsewhere),
        "refused": len({one.row for one in brought.reading.refused}),
        "doubtful": len({one.row for one in doubts}),
        "repeated": len(brought.reading.repeated),
        "left_out": applied.left_out,
        "sample_closed": applied.sample_closed,
    }


def _new(one: Made) -> dict[str, Any]:
    return {"name": one.name, "address": one.address, "lon": one.lon, "lat": one.lat, "unit": one.unit}


def _changed(one: Made) -> dict[str, Any]:
    before, now = one.before or {}, one.now
    fields: Mapping[str, Any] = {
        name: [before.get(name), now[name]]
        for name in now
        if name not in NO_FIELD and before.get(name) != now[name]
    }
    return {"id": one.id, "name": one.name, "fields": fields}


def _refused(one: Refusal) -> dict[str, Any]:
    return {"row": one.row, "rule": rule_of(one), "column": one.column, "value": one.value[:100],
            "detail": one.rule, "cure": one.cure}  # fmt: skip


def _doubt(one: Doubt, brought: Brought) -> dict[str, Any]:
    return {"row": one.row, "what": one.what, "detail": one.detail,
            "name": str(brought.reading.places.loc[one.row, "name"])}  # fmt: skip


def _pair(one: Pair, brought: Brought) -> dict[str, Any]:
    row = brought.reading.places.loc[one.row]
    return {
        "row": one.row,
        **{name: row[name] for name in ("name", "address", "kind", "lon", "lat")},
        "known": one.known._asdict(),
        "distance_m": round(one.distance_m),
        "alike": round(one.alike),
    }
