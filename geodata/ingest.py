"""The door in: a list becomes places of the store, with an account of what happened. Nothing here commits."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from psycopg2.extensions import connection as Connection

from geodata import quality
from geodata.account import Account
from geodata.compare import datum_evidence, duplicates
from geodata.errors import BadRequest
from geodata.frames import Doubt
from geodata.hours import kept_as_text
from geodata.sources import read
from geodata.sources.columns import Columns, planned
from geodata.sources.places import Reading, read_places
from geodata.sources.words import ServiceWords
from stations import counties, register, survey
from stations.datum import Datum
from stations.hours import CHINA
from stations.record import FIELDS, Record
from stations.vocabulary import Vocabulary, vocabulary

Tell = Callable[[str], None]

FOUND_HERE = (
    "likely_duplicate", "service_unknown", "kind_unknown", "capacity_unread", "date_unread", "detail_unread",
    "detail_of_other_kind", "far_away", "coarse_point", "shared_point", "hours_unread",
)  # fmt: skip
STAGES = ("reading the file", "reading its cells", "comparing with what is known", "looking for duplicates",
    "merging into the store", "noting findings")  # fmt: skip


@dataclass(frozen=True)
class Choices:
    """What the loader is asked to do; `datum` None means that none was stated."""

    source: str | None = None
    licence: str | None = None
    kind: str | None = None
    datum: Datum | None = None
    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    skip_bad: bool = False
    close_missing: bool = False
    today: date = field(default_factory=lambda: datetime.now(CHINA).date())


def load(
    connection: Connection, path: Path, choices: Choices, *, actor: str, tell: Tell = lambda _: None
) -> Account:
    """Bring the store to what a list says, inside the caller's transaction.

    Returns
    -------
    account
        The caller commits when its `loaded` is true and rolls back when not: on a dry run, or when rows are refused and
        `choices.skip_bad` is false. All is worked out in any case, so that the account is the same.

    Raises
    ------
    StationsError
        When the file cannot be read, its columns do not say enough, or a choice is wrong.
    """
    words = vocabulary(connection)
    _check(choices, words)
    datum, source = choices.datum or Datum.WGS84, choices.source or path.stem
    tell(STAGES[0])
    table = read(path, sheet=choices.sheet, wanted=frozenset(choices.mapping))
    services = ServiceWords(words)
    columns = planned(
        table, mapping=choices.mapping, datum=choices.datum, vocabulary=words, services=services
    )
    tell(STAGES[1])
    reading = read_places(
        table,
        columns,
        datum=datum,
        kind=choices.kind,
        vocabulary=words,
        services=services,
        today=choices.today,
    )
    _refuse_to_close_blindly(choices, reading)
    account = _account(
        path, source, choices, datum, columns, reading, rows=len(table.cells) + len(table.refused)
    )
    register.enter_source(connection, source, licence=choices.licence)
    import_id = register.begin_import(
        connection, source=source, file_name=path.name, sha256=_sha256(path), datum=str(datum), actor=actor
    )
    tell(STAGES[2])
    account.evidence = list(datum_evidence(connection, reading, datum, source))
    tell(STAGES[3])
    reading.doubts += quality.point_doubts(
        list(reading.places.index), reading.lon, reading.lat, list(reading.places["address"])
    )
    reading.doubts += duplicates(connection, reading.places, source, words)
    reading.doubts += [doubt for one in account.unread_hours for doubt in one.doubts()]
    tell(STAGES[4])
    _merge(connection, account, reading, source, choices)
    tell(STAGES[5])
    _note(connection, account, reading, source)
    register.finish_import(connection, import_id, account.summary())
    return account


def _check(choices: Choices, words: Vocabulary) -> None:
    if choices.kind is not None and choices.kind not in words.kinds:
        raise BadRequest(f"--kind {choices.kind}: there is no such kind; there are {', '.join(words.kinds)}")
    if choices.source is not None and not 1 <= len(choices.source) <= 100:
        raise BadRequest("--source: a name of 1 to 100 signs is needed")


def _refuse_to_close_blindly(choices: Choices, reading: Reading) -> None:
    if not len(reading.places) and not reading.refused:
        raise BadRequest("the list has a heading and no places: nothing to load")
    if choices.close_missing and reading.refused:
        rows = len({one.row for one in reading.refused})
        raise BadRequest(
            f"--close-missing with {rows} refused rows could close places that the list names: see them with --dry-run "
            "alone, mend them, then close"
        )


def _account(
    path: Path, source: str, choices: Choices, datum: Datum, columns: Columns, reading: Reading, *, rows: int
) -> Account:
    places = reading.places
    counted = {
        what: int(places[what].map(bool).sum())
        for what in ("hours", "hours_inferred", "services", "services_inferred")
    }
    return Account(
        file=path.name,
        source=source,
        source_told=choices.source is not None,
        datum=datum,
        rows=rows,
        dry_run=choices.dry_run,
        loaded=not choices.dry_run and (choices.skip_bad or not reading.refused),
        read=counted,
        refused=reading.refused,
        doubts=reading.doubts,
        repeated=reading.repeated,
        unknown_services=reading.unknown_services,
        unread_hours=kept_as_text(places),
        used=_used(columns),
        unused=columns.unused,
        notes=reading.notes,
    )


def _used(columns: Columns) -> dict[str, str]:
    used = {name: what for what, names in columns.fields.items() for name in names}
    return {name: what for what, name in columns.place.items()} | used | columns.offered | columns.details


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _merge(connection: Connection, account: Account, reading: Reading, source: str, choices: Choices) -> None:
    columns = [reading.places[name].tolist() for name in FIELDS]
    records = (Record(*values) for values in zip(*columns, strict=True))
    with survey.by_hashing(connection):
        merged = register.merge(
            connection, records, source=source, stated=reading.stated, close_missing=choices.close_missing
        )
    account.entered, account.amended, account.unchanged = merged.entered, merged.amended, merged.unchanged
    account.closed, account.sample_closed, account.left = merged.closed, merged.sample_closed, merged.left
    account.left_alone = merged.left_alone


def _note(connection: Connection, account: Account, reading: Reading, source: str) -> None:
    """Keep the findings, and add what the boundaries say to the account."""
    identity = dict(zip(reading.places.index, reading.places["source_id"], strict=True))
    remarks = (survey.Remark(identity[one.row], one.what, one.detail) for one in reading.doubts)
    survey.note_findings(connection, source, remarks, kinds=FOUND_HERE)
    row_of = {one: int(row) for row, one in identity.items()}
    account.doubts = [
        *reading.doubts,
        *(
            Doubt(row_of[one.source_id], one.what, one.detail)
            for one in counties.county_findings(connection, source=source)
            if one.source_id in row_of
        ),
    ]
    doubtful = sorted({one.row for one in account.doubts})
    account.names = dict(zip(doubtful, reading.places["name"].loc[doubtful], strict=True))
