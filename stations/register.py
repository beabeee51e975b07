"""Write places: enter new ones, amend known ones, close those that left their list. Nothing here commits."""

import csv
import functools
import json
import operator
import tempfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TextIO

import psycopg2
from psycopg2.extensions import connection as Connection

from stations.database import act_as, copy_in, count, run
from stations.errors import BadRecord
from stations.hours import read
from stations.record import FIELDS, REQUIRED, Record

_values = operator.attrgetter(*FIELDS)
_SERVICES, _INFERRED, _DETAILS = map(FIELDS.index, ("services", "services_inferred", "details"))
# As `incoming` calls them: hours come in as text, with their stored form at the end.
_AS_TEXT = {"hours": "hours_text", "hours_inferred": "hours_inferred_text"}
COLUMNS = (*(_AS_TEXT.get(name, name) for name in FIELDS), *_AS_TEXT)
LEFT_ITS_LIST = "no longer on its list"


class Left(NamedTuple):
    """A place of a source that the source's newer list does not name."""

    id: int
    source_id: str
    name: str


class Keepers(NamedTuple):
    """Who keeps the places that enter: a unit, or in the branch of one the unit of each county where there is one."""

    unit_id: int | None = None
    by_county: int | None = None


NOBODY = Keepers()


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the records of one list; `left_alone` counts fields set by hand that it says otherwise."""

    entered: int
    amended: int
    unchanged: int
    closed: int = 0
    sample_closed: int = 0
    left_alone: int = 0
    left: list[Left] = field(default_factory=list)


def enter_source(
    connection: Connection, name: str, *, licence: str | None = None, made_up: bool = False
) -> None:
    """Make a source known; a licence that is given replaces the one on record."""
    run(connection, "enter_source", {"name": name, "licence": licence, "made_up": made_up})


def begin_import(
    connection: Connection, *, source: str, file_name: str, sha256: str | None, datum: str, actor: str
) -> int:
    """Note a run of the loader and sign every change of this transaction with it.

    Holds the loader's lock to the end of the transaction: lists are merged one after the other.
    """
    values = {"source": source, "file_name": file_name, "sha256": sha256, "datum": datum, "actor": actor}
    import_id: int = run(connection, "begin_import", values)[0]["id"]
    act_as(connection, actor, import_id=import_id)
    return import_id


def finish_import(connection: Connection, import_id: int, account: dict[str, Any]) -> None:
    """Keep the account of a run of the loader, and seal in the journal what it made: nothing more comes in its name."""
    run(connection, "finish_import", {"id": import_id, "account": json.dumps(account, ensure_ascii=False)})
    run(connection, "seal_import", {"id": import_id})


def merge(
    connection: Connection,
    records: Iterable[Record],
    *,
    source: str,
    stated: Collection[str] = FIELDS,
    close_missing: bool = False,
    close_sample: bool = True,
    keepers: Keepers = NOBODY,
    whole: bool = True,
) -> Merged:
    """Bring the store to what a source's list says.

    A place is known by its source and source id. A field that the list does not state is left alone on known places.
    Hours are kept as written and, where they can be read, in the stored form.
    The first real list closes the places of the made-up sample. One that is not the source's `whole` list tells nothing
    of what left it.

    Raises
    ------
    BadRecord
        When a record breaks a rule of the store; nothing of the list is kept once the caller rolls back.
    """
    _stage(connection, records)
    values = {"source": source, "stated": sorted({*stated, *REQUIRED}), "left_its_list": LEFT_ITS_LIST}
    values |= keepers._asdict()
    try:
        amended = count(connection, "amend_stations", values)
        entered = count(connection, "enter_stations", values)
    except psycopg2.IntegrityError as error:
        raise BadRecord(str(error.diag.message_primary)) from error
    total: int = run(connection, "count_incoming")[0]["total"]
    left = [Left(**row) for row in run(connection, "left_stations", values)] if whole else []
    return Merged(
        entered=entered,
        amended=amended,
        unchanged=total - entered - amended,
        closed=count(connection, "close_left_stations", values) if close_missing and left else 0,
        sample_closed=count(connection, "close_sample", values) if close_sample and total else 0,
        left_alone=run(connection, "note_list_differs", values)[0]["left_alone"],
        left=left,
    )


def _stage(connection: Connection, records: Iterable[Record]) -> None:
    run(connection, "incoming_table")
    with tempfile.TemporaryFile(mode="w+", encoding="utf-8", newline="") as lines:
        _write(records, lines)
        lines.seek(0)
        copy_in(connection, "incoming", lines, columns=COLUMNS)
    run(connection, "place_incoming")


def _write(records: Iterable[Record], lines: TextIO) -> None:
    """Write records as COPY reads them; the empty string and None are both NULL."""
    writer = csv.writer(lines)
    for record in records:
        row = list(_values(record))
        row[_SERVICES], row[_INFERRED] = _array(row[_SERVICES]), _array(row[_INFERRED])
        row[_DETAILS] = json.dumps(row[_DETAILS], ensure_ascii=False) if row[_DETAILS] else None
        writer.writerow([*row, _stored(record.hours), _stored(record.hours_inferred)])


def _stored(text: str | None) -> str | None:
    """Give the stored form of hours as people write them, or None for what cannot be read."""
    return read(text).stored if text else None


@functools.lru_cache(maxsize=100_000)
def _array(values: tuple[str, ...]) -> str | None:
    """Write an array of texts; a list has few distinct ones."""
    return "{" + ",".join(json.dumps(one, ensure_ascii=False) for one in values) + "}" if values else None
