"""A raw table to a places frame: where each row lies, what it says, and what keeps it from being taken."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from geodata.frames import Degrees, Doubt, Refusal, Table, Texts
from geodata.sources.columns import Columns
from geodata.sources.fields import LONGEST, Fields, objects
from geodata.sources.identity import identities, told_twice
from geodata.sources.place import far_away, located
from geodata.sources.words import ServiceWords
from stations.datum import Datum, convert
from stations.record import FIELDS
from stations.vocabulary import Vocabulary

DAYS = ("observed_on", "verified_at", "hours_verified_at", "services_verified_at", "status_until")
ALWAYS = frozenset({"source_id", "kind", "name", "lon", "lat"})
UNSAID = {"services": (), "services_inferred": (), "status": "open", "address": "", "details": {}}
DEGREES_KEPT = 9  # a tenth of a millimetre: a list converted on another machine gives the same numbers


@dataclass
class Reading:
    """What a table says of places.

    `places` holds the rows that can be taken, `lon` and `lat` their coordinates as written; `stated` names the fields
    that the table has columns for, `unknown_services` the rows of each word that is no service here, and `repeated`
    the rows that say the same as an earlier one, with that one.
    """

    places: pd.DataFrame
    lon: Degrees
    lat: Degrees
    stated: frozenset[str]
    refused: list[Refusal]
    doubts: list[Doubt]
    notes: list[str]
    unknown_services: dict[str, list[int]]
    repeated: list[tuple[int, int]]


def read_places(
    table: Table,
    columns: Columns,
    *,
    datum: Datum,
    kind: str | None,
    vocabulary: Vocabulary,
    services: ServiceWords,
    today: date,
) -> Reading:
    """Read every row of a table by the plan of its columns; `kind` is taken where no column tells it."""
    fields = Fields(table, columns, vocabulary, services, today)
    lon, lat, unplaced = located(table, columns)
    told = _told(fields, columns, kind)
    there_lon, there_lat = _wgs84(lon, lat, datum, fields)
    places = _frame(told | {"lon": there_lon, "lat": there_lat}, table.cells.index)
    refused = [*table.refused, *unplaced, *fields.refused]
    taken = ~places.index.isin([one.row for one in refused])
    repeated, doubled = told_twice(places[taken], fields)
    refused += doubled
    taken &= ~places.index.isin([*(one.row for one in doubled), *(row for row, _ in repeated)])
    places = places[taken]
    doubts = [*fields.doubts, *_far(places)]
    kept = set(places.index)
    return Reading(
        places=places,
        lon=lon[taken],
        lat=lat[taken],
        stated=ALWAYS | (told.keys() - {"address"}) | ({"address"} & columns.fields.keys()),
        refused=sorted(set(refused)),
        doubts=[one for one in doubts if one.row in kept],
        notes=[*table.notes, *fields.notes],
        unknown_services=fields.unknown_services,
        repeated=repeated,
    )


def _told(fields: Fields, columns: Columns, kind: str | None) -> dict[str, Texts]:
    """Read all fields that the table has columns for, and those that every place must have."""
    has = columns.fields.keys()
    told = {
        what: fields.text(what)
        for what in LONGEST
        if what in has and what not in ("name", "address", "source_id")
    }
    told |= {"name": fields.names(), "address": objects(one or "" for one in fields.text("address"))}
    told |= {what: fields.day(what) for what in DAYS if what in has}
    told |= {what: fields.count(what) for what in ("capacity", "capacity_inferred") if what in has}
    told |= {what: fields.services(what) for what in ("services", "services_inferred") if what in has}
    if columns.offered and "services" not in has:
        told["services"] = fields.services("services")
    told["kind"] = fields.kinds(told["name"], kind)
    if "status" in has:
        told["status"] = fields.status()
    if "entry_mode" in has:
        told["entry_mode"], hints = fields.entry()
        told |= {"entry_hint": hints} if hints is not None else {}
    if columns.details:
        told["details"] = fields.details(told["kind"])
    told["source_id"] = identities(fields, told["name"], told["address"])
    return told


def _wgs84(lon: Degrees, lat: Degrees, datum: Datum, fields: Fields) -> tuple[Degrees, Degrees]:
    if datum is Datum.WGS84:
        return lon, lat
    there_lon, there_lat = convert(lon, lat, datum, Datum.WGS84)
    still = int(((there_lon == lon) & (there_lat == lat)).sum())
    if still:
        fields.notes.append(
            f"{still} points lie outside mainland China, where {datum} is WGS-84: they were not moved."
        )
    return np.round(there_lon, DEGREES_KEPT), np.round(there_lat, DEGREES_KEPT)


def _frame(told: dict[str, Texts | Degrees], index: pd.Index) -> pd.DataFrame:
    """Make the frame of objects told as such, for pandas would make text of a column and NaN of each None in it."""
    return pd.DataFrame(
        {
            what: pd.Series(
                told[what] if what in told else objects([UNSAID.get(what)] * len(index)),
                index=index,
                dtype=np.float64 if what in ("lon", "lat") else object,
            )
            for what in FIELDS
        },
        index=index,
    )


def _far(places: pd.DataFrame) -> list[Doubt]:
    far = far_away(places["lon"].to_numpy(np.float64), places["lat"].to_numpy(np.float64))
    return [
        Doubt(int(row), "far_away", f"{lon:.5f}, {lat:.5f} lies outside China; was a digit lost?")
        for row, lon, lat in places.loc[far, ["lon", "lat"]].itertuples()
    ]
