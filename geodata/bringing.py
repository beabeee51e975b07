"""A list that an account brings: read within limits, each of its rows told from what is known. Nothing here commits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from psycopg2.extensions import connection as Connection

from geodata import quality
from geodata.conflate import Listed, likely_same
from geodata.frames import Refusal, Table
from geodata.guarding import WEB, Refused, guarded
from geodata.hours import kept_as_text
from geodata.numbering import doubted
from geodata.sources import read
from geodata.sources.columns import Columns, planned
from geodata.sources.places import Reading, read_places
from geodata.sources.words import ServiceWords
from stations import claims, survey
from stations.claims import Beside, Claim
from stations.datum import Datum
from stations.hours import CHINA
from stations.point import BBox
from stations.vocabulary import Vocabulary, vocabulary

Tell = Callable[[str], None]

AROUND_DEG = 0.02
MOST_SOURCES = 200  # each is merged by itself
EXPORTED = {"source", "source_id", "licence"}  # the columns by which a list is known to be an export of ours


@dataclass(frozen=True)
class Bringing:
    """How a list is to be read; `datum` None means that none was stated, `kind` that the list tells it."""

    file_name: str
    source: str
    sha256: str | None = None
    datum: Datum | None = None
    kind: str | None = None


class Pair(NamedTuple):
    """A row that is likely a place that is known: metres apart, and how alike their names are, per cent."""

    row: int
    known: Beside
    distance_m: float
    alike: float


@dataclass
class Brought:
    """A list beside what is known.

    `sources` gives the source of each row that is taken, `claims` the known places among them, `elsewhere` the rows
    that are places of another branch, `pairs` the rows that are likely known.
    """

    how: Bringing
    reading: Reading
    columns: Columns
    rows: int
    sources: "pd.Series[str]"
    claims: dict[int, Claim] = field(default_factory=dict)
    elsewhere: dict[int, Claim] = field(default_factory=dict)
    pairs: dict[int, Pair] = field(default_factory=dict)


def bring(connection: Connection, path: Path, how: Bringing, *, tell: Tell = lambda _: None) -> Brought:
    """Read a list and compare it with what is known, for the acting account.

    Raises
    ------
    StationsError
        When the file is refused or cannot be read.
    """
    words = vocabulary(connection)
    tell("reading")
    with guarded(path) as safe:
        table = read(safe, formulas=False)
    _refuse_large(table, path.name)
    table, told = _numbered_sources(table, how.source)
    services = ServiceWords(words)
    columns = planned(table, mapping={}, datum=how.datum, vocabulary=words, services=services)
    tell("understanding")
    reading = read_places(
        table, columns, datum=how.datum or Datum.WGS84, kind=how.kind, vocabulary=words, services=services,
        today=datetime.now(CHINA).date(),
    )  # fmt: skip
    if not len(reading.places) and not reading.refused:
        raise Refused("no_places", f"{path.name} has a heading and no places")
    sources = _own_names(reading, told, how.source)
    brought = Brought(how, reading, columns, len(table.cells) + len(table.refused), sources)
    tell("comparing")
    _recognise(connection, brought)
    reading.doubts += quality.point_doubts(
        list(reading.places.index), reading.lon, reading.lat, list(reading.places["address"])
    )
    reading.doubts += [doubt for one in kept_as_text(reading.places) for doubt in one.doubts()]
    tell("duplicates")
    brought.pairs |= _likely_known(connection, brought, words)
    return brought


def _refuse_large(table: Table, name: str) -> None:
    rows, columns = table.cells.shape
    if rows > WEB.rows:
        raise Refused("rows", f"{name} has {rows:,} rows, more than {WEB.rows:,}", most=WEB.rows)
    if columns > WEB.columns:
        raise Refused("columns", f"{name} has {columns:,} columns, more than {WEB.columns}", most=WEB.columns)
    longest = max((len(cell) for column in table.cells for cell in table.cells[column]), default=0)
    if longest > WEB.cell_signs:
        raise Refused("cell", f"{name} has a cell of {longest:,} signs, more than {WEB.cell_signs:,}",
                      found=longest, most=WEB.cell_signs)  # fmt: skip


def _numbered_sources(table: Table, own: str) -> tuple[Table, list[str]]:
    """Tell the ids of several sources apart by the number of the source, where a list is an export of ours."""
    if not set(table.cells.columns) >= EXPORTED:
        return table, []
    sources = [source or own for source in table.cells["source"]]
    told = list(dict.fromkeys(sources))
    if len(told) > MOST_SOURCES:
        raise Refused(
            "sources", f"the list names {len(told)} sources, more than {MOST_SOURCES}", most=MOST_SOURCES
        )
    number = {source: place for place, source in enumerate(told)}
    ids = [
        f"{number[source]}:{one}" if one else ""
        for source, one in zip(sources, table.cells["source_id"], strict=True)
    ]
    return replace(
        table, cells=table.cells.assign(source_id=pd.Series(ids, table.cells.index, dtype=object))
    ), told


def _own_names(reading: Reading, told: list[str], own: str) -> "pd.Series[str]":
    """Give the source of each row, and take its number off the id again."""
    ids = list(reading.places["source_id"])
    split = [one.partition(":") if told else ("", "", one) for one in ids]
    sources = [told[int(number)] if number.isdecimal() else own for number, _, _ in split]
    plain = [
        one if not number.isdecimal() else rest for one, (number, _, rest) in zip(ids, split, strict=True)
    ]
    index = reading.places.index
    reading.places = reading.places.assign(source_id=pd.Series(plain, index, dtype=object))
    return pd.Series(sources, index, dtype=object)


def _recognise(connection: Connection, brought: Brought) -> None:
    """Find the known places among the rows; what no source of ours names becomes the list's own."""
    places, own = brought.reading.places, brought.how.source
    rows: list[int] = places.index.tolist()
    ids, sources = list(places["source_id"]), list(brought.sources)
    found = claims.claims(connection, rows, sources, ids)
    foreign = [at for at, row in enumerate(rows) if sources[at] != own and row not in found]
    for at in foreign:
        ids[at], sources[at] = f"{sources[at]}:{ids[at]}"[:300], own
    if foreign:
        found |= claims.claims(
            connection, [rows[at] for at in foreign], [own] * len(foreign), [ids[at] for at in foreign]
        )
        brought.reading.places = places.assign(source_id=pd.Series(ids, places.index, dtype=object))
        brought.sources = pd.Series(sources, places.index, dtype=object)
    brought.elsewhere = {row: claim for row, claim in found.items() if not claim.mine}
    brought.claims = {row: claim for row, claim in found.items() if claim.mine}
    _doubt_numbers(connection, brought)
    _refuse_twice(brought)


def _doubt_numbers(connection: Connection, brought: Brought) -> None:
    """Ask about rows that bear a known place's number and are likely another place.

    Their number becomes one with their name, by which they are known from then on, whatever is answered.
    """
    rows, ids = list(brought.reading.places.index), list(brought.reading.places["source_id"])
    names = dict(zip(rows, zip(brought.sources, ids, strict=True), strict=True))
    numbered = {
        row: one.id for row, one in brought.claims.items() if (one.source, one.source_id) == names[row]
    }
    known = claims.beside(connection, list(numbered.values()))
    found = doubted(brought.reading.places, {row: known[number] for row, number in numbered.items()})
    if not found:
        return
    own = brought.how.source
    called = brought.reading.places["name"].tolist()
    ids = [
        f"{one}:{name}"[:300] if row in found else one
        for row, one, name in zip(rows, ids, called, strict=True)
    ]
    brought.reading.places = brought.reading.places.assign(source_id=ids)
    brought.sources = brought.sources.where(~brought.sources.index.isin(list(found)), own)
    renamed = dict(zip(rows, ids, strict=True))
    settled = claims.claims(connection, list(found), [own] * len(found), [renamed[row] for row in found])
    for row, (distance_m, alike) in found.items():
        claim = brought.claims.pop(row)
        if row not in settled:
            brought.pairs[row] = Pair(row, known[claim.id], distance_m, alike)
    brought.claims |= {row: claim for row, claim in settled.items() if claim.mine}
    brought.elsewhere |= {row: claim for row, claim in settled.items() if not claim.mine}


def _refuse_twice(brought: Brought) -> None:
    """Refuse a row that is the same known place as an earlier one under another name."""
    first: dict[int, int] = {}
    for row, claim in sorted(brought.claims.items()):
        if first.setdefault(claim.id, row) != row:
            said = f"is the same place as row {first[claim.id]}"
            brought.reading.refused.append(
                Refusal(
                    row, "", str(brought.reading.places.loc[row, "name"]), said, "keep one of the two rows"
                )
            )
    refused = {one.row for one in brought.reading.refused}
    brought.claims = {row: claim for row, claim in brought.claims.items() if row not in refused}


def _likely_known(connection: Connection, brought: Brought, words: Vocabulary) -> dict[int, Pair]:
    """Find, for each row that is not known, the place it likely is."""
    places = brought.reading.places
    places = places[~places.index.isin([*brought.claims, *brought.elsewhere])]
    if not len(places):
        return {}
    west, east = max(-180.0, places["lon"].min() - AROUND_DEG), min(180.0, places["lon"].max() + AROUND_DEG)
    south, north = max(-90.0, places["lat"].min() - AROUND_DEG), min(90.0, places["lat"].max() + AROUND_DEG)
    known = survey.known(connection, BBox.of(west, south, east, north), other_than="")
    here = Listed.of(places["lon"], places["lat"], list(places["name"]), list(places["kind"]), words.brands)
    there = Listed.of(known.lon, known.lat, known.names, known.kinds, words.brands)
    found = likely_same(here, there)
    shown = claims.beside(connection, [known.ids[pair.other] for pair in found])
    rows = list(places.index)
    return {
        rows[pair.one]: Pair(rows[pair.one], shown[known.ids[pair.other]], pair.distance_m, pair.alike)
        for pair in found
    }


def chosen_rows(brought: Brought, leave_out: Mapping[int, str]) -> pd.DataFrame:
    """Give the rows that are merged: all that are taken but those of other branches and those left out."""
    places = brought.reading.places
    refused = {one.row for one in brought.reading.refused}
    return places[~places.index.isin([*brought.elsewhere, *leave_out, *refused])]
