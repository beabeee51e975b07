"""What a list is compared with before it is believed, and what is found about its places."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import copy_in, run
from stations.point import BBox

BETWEEN = "\x1f"  # the sign between the values of a column that comes in one piece


@dataclass(frozen=True, slots=True)
class Known:
    """Places already kept, column by column."""

    ids: list[int]
    sources: list[str]
    names: list[str]
    kinds: list[str]
    lon: list[float]
    lat: list[float]


class Finding(NamedTuple):
    """What looks wrong with a place, for a person to look at."""

    station_id: int
    source: str
    source_id: str
    name: str
    what: str
    detail: str


class Remark(NamedTuple):
    """What a list's reader found about one of its places, known by its source id."""

    source_id: str
    what: str
    detail: str


def known(connection: Connection, bbox: BBox, *, other_than: str) -> Known:
    """Give the places of other sources in a box that are not closed.

    They come as one row of long texts: a row for each of 200,000 places would cost seconds.
    """
    values = {**bbox._asdict(), "other_than": other_than, "between": BETWEEN}
    row = run(connection, "known_places", values)[0]
    if row["ids"] is None:
        return Known([], [], [], [], [], [])
    parts = {name: text.split(BETWEEN) for name, text in row.items()}
    return Known(
        ids=[int(one) for one in parts["ids"]],
        sources=parts["sources"],
        names=parts["names"],
        kinds=parts["kinds"],
        lon=[float(one) for one in parts["lons"]],
        lat=[float(one) for one in parts["lats"]],
    )


def placed(connection: Connection, source: str, source_ids: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Tell where a source's places lie now, longitude and latitude by source id; unknown ones are left out."""
    rows = run(connection, "placed", {"source": source, "source_ids": list(source_ids)})
    return {row["source_id"]: (row["lon"], row["lat"]) for row in rows}


def counties_at(connection: Connection, lon: Sequence[float], lat: Sequence[float]) -> list[str | None]:
    """Give the name of the county that each point lies in, None where no boundary is known."""
    rows = run(connection, "counties_at", {"lons": list(lon), "lats": list(lat)})
    return [row["name"] for row in rows]


def note_findings(
    connection: Connection, source: str, remarks: Iterable[Remark], *, kinds: Sequence[str]
) -> None:
    """Write what was found about places of a source, in place of what was found before under the names in `kinds`."""
    told: dict[tuple[str, str], list[str]] = {}
    for remark in remarks:
        told.setdefault((remark.source_id, remark.what), []).append(remark.detail)
    run(connection, "remark_table")
    with tempfile.SpooledTemporaryFile(max_size=2**24, mode="w+", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows((*which, "; ".join(details)) for which, details in told.items())
        lines.seek(0)
        copy_in(connection, "remark", lines, columns=Remark._fields)  # type: ignore[arg-type]
    values = {"source": source, "kinds": list(kinds)}
    run(connection, "forget_findings", values)
    run(connection, "note_findings", values)


@contextmanager
def by_hashing(connection: Connection) -> Iterator[None]:
    """Join long lists to the store by hashing inside the block, whatever the planner thinks their length is."""
    run(connection, "merge_by_hashing", {"hashing": True})
    yield
    run(connection, "merge_by_hashing", {"hashing": False})


def findings(connection: Connection, *, source: str | None = None, what: str | None = None) -> list[Finding]:
    """List what is found about places, by what it is and then by place."""
    return [Finding(**row) for row in run(connection, "findings", {"source": source, "what": what})]


def published(
    connection: Connection, *, source: str | None = None, county: str | None = None, kind: str | None = None
) -> list[dict[str, object]]:
    """Give every place that is not closed, with all its fields and where it comes from, by id.

    `hours` and `hours_inferred` are as people wrote them, `opening_hours` and `opening_hours_inferred` their stored
    form, None where they could not be read; `hours_exceptions` are the dated rules of the place. `county` is a
    county's code or name.
    """
    return run(connection, "published", {"source": source, "county": county, "kind": kind})
