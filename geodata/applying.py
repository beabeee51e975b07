"""A list that an account brings into the store, as far as its branch reaches. Nothing here commits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from psycopg2.extensions import connection as Connection

from geodata.bringing import Brought, Tell, chosen_rows
from geodata.errors import BadRequest
from geodata.frames import Doubt
from geodata.ingest import FOUND_HERE
from stations import branch, claims, counties, register, survey
from stations.claims import Beside
from stations.database import run
from stations.datum import Datum
from stations.record import FIELDS, Record
from stations.register import Keepers

SAME, DIFFERENT, LEAVE = "same", "different", "leave"
FEW = 5_000  # rows of one source that the store finds one by one as fast as by hashing


@dataclass(frozen=True)
class Choices:
    """What is to become of rows that are likely known, and who keeps the new places.

    `pairs` goes from a row to `same`, `different` or `leave`, `others` holds for the likely known rows that it does not
    name; `leave_out` names rows to skip; `unit_id` None: the unit of each place's county, else the account's.
    """

    pairs: Mapping[int, str] = field(default_factory=dict)
    others: str = LEAVE
    leave_out: frozenset[int] = frozenset()
    unit_id: int | None = None

    @classmethod
    def of(cls, chosen: Mapping[str, Any]) -> "Choices":
        """Read choices as the web keeps them."""
        return cls(
            {int(row): choice for row, choice in chosen.get("pairs", {}).items()},
            chosen.get("others", LEAVE),
            frozenset(chosen.get("leave_out", [])),
            chosen.get("unit_id"),
        )

    def of_pair(self, row: int) -> str:
        """Tell what is to become of a row that is likely known."""
        return self.pairs.get(row, self.others)


@dataclass
class Applied:
    """What became of a list: numbers, and the findings about the places that it made."""

    import_id: int
    entered: int = 0
    amended: int = 0
    unchanged: int = 0
    left_out: int = 0
    sample_closed: int = 0
    doubts: list[Doubt] = field(default_factory=list)


def apply(
    connection: Connection, brought: Brought, choices: Choices, *, tell: Tell = lambda _: None
) -> Applied:
    """Bring the places of the branch to what a list says, as the acting account.

    Raises
    ------
    BadRequest
        When nobody acts, or the unit that is to keep new places is none of the branch.
    BadRecord
        When a record breaks a rule of the store.
    """
    acting = run(connection, "acting")
    if not acting:
        raise BadRequest("nobody acts in this transaction: the session of the job is over")
    tell("merging")
    how = brought.how
    claims.add_source(connection, how.source)
    applied = Applied(
        register.begin_import(
            connection, source=how.source, file_name=how.file_name, sha256=how.sha256,
            datum=str(how.datum or Datum.WGS84), actor=acting[0]["name"],
        )
    )  # fmt: skip
    places, sources, joined = _settled(brought, choices)
    keepers = _keepers(connection, choices, acting[0]["unit_id"])
    for source, group in places.groupby(sources, sort=False):
        _merge(connection, applied, group, str(source), brought, keepers)
    for (source, source_id), known in joined.items():
        claims.say_known_as(connection, source, source_id, known.id)
    applied.left_out = len(brought.reading.places) - len(places)
    tell("noting")
    _note(connection, applied, brought, places, sources)
    register.finish_import(connection, applied.import_id, _account(applied, brought))
    return applied


def _settled(
    brought: Brought, choices: Choices
) -> tuple[pd.DataFrame, "pd.Series[str]", dict[tuple[str, str], Beside]]:
    """Give the rows to merge under the names by which the store knows them, and which names were joined to a place."""
    taken = {one.id: row for row, one in brought.claims.items()}
    joined: dict[tuple[str, str], Beside] = {}
    leave: dict[int, str] = dict.fromkeys(choices.leave_out, LEAVE)
    names = {row: (claim.source, claim.source_id) for row, claim in brought.claims.items()}
    for row, pair in brought.pairs.items():
        choice = choices.of_pair(row)
        if choice == LEAVE or (choice == SAME and (not pair.known.mine or pair.known.id in taken)):
            leave[row] = LEAVE
        elif choice == SAME and row not in leave:
            taken[pair.known.id] = row
            names[row] = (pair.known.source, pair.known.source_id)
            joined[brought.sources[row], str(brought.reading.places.loc[row, "source_id"])] = pair.known
    places = chosen_rows(brought, leave)
    own = zip(places.index, brought.sources[places.index], places["source_id"], strict=True)
    told = [names.get(row, (source, source_id)) for row, source, source_id in own]
    ids = pd.Series([source_id for _, source_id in told], places.index, dtype=object)
    sources = pd.Series([source for source, _ in told], places.index, dtype=object)
    return places.assign(source_id=ids), sources, joined


def _keepers(connection: Connection, choices: Choices, acts_in: int | None) -> Keepers:
    if choices.unit_id is None:
        return Keepers(acts_in, by_county=acts_in or 0)
    if choices.unit_id not in {one.id for one in branch.units(connection)}:
        raise BadRequest(f"unit {choices.unit_id} is none of this branch: choose one of its own")
    return Keepers(choices.unit_id)


def _merge(
    connection: Connection,
    applied: Applied,
    places: pd.DataFrame,
    source: str,
    brought: Brought,
    keepers: Keepers,
) -> None:
    columns = [places[name].tolist() for name in FIELDS]
    records = (Record(*values) for values in zip(*columns, strict=True))
    with survey.by_hashing(connection):
        merged = register.merge(
            connection, records, source=source, stated=brought.reading.stated, keepers=keepers, whole=False
        )
    applied.entered += merged.entered
    applied.amended += merged.amended
    applied.unchanged += merged.unchanged
    applied.sample_closed += merged.sample_closed


def _note(
    connection: Connection,
    applied: Applied,
    brought: Brought,
    places: pd.DataFrame,
    sources: "pd.Series[str]",
) -> None:
    """Keep the findings about the places that were merged, and what the boundaries say."""
    row_of: dict[tuple[str, str], int] = {}
    for source, group in places.groupby(sources, sort=False):
        identity = dict(zip(group.index, group["source_id"], strict=True))
        row_of |= {(str(source), one): int(row) for row, one in identity.items()}
        remarks = [
            survey.Remark(identity[one.row], one.what, one.detail)
            for one in brought.reading.doubts
            if one.row in identity
        ]
        survey.note_findings(connection, str(source), remarks, kinds=FOUND_HERE)
        applied.doubts += [
            Doubt(row_of[str(source), one.source_id], one.what, one.detail)
            for one in counties.county_findings(connection, source=str(source))
            if (str(source), one.source_id) in row_of
        ]


def _account(applied: Applied, brought: Brought) -> dict[str, Any]:
    """Give the numbers, to be kept with the import."""
    return {
        "rows": brought.rows,
        "entered": applied.entered,
        "amended": applied.amended,
        "unchanged": applied.unchanged,
        "left_out": applied.left_out,
        "refused": len({one.row for one in brought.reading.refused}),
        "elsewhere": len(brought.elsewhere),
        "sample_closed": applied.sample_closed,
    }
