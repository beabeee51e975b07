"""A raw table to a places frame: each field read by its own rules, each trouble told by row."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

import numpy as np
import pandas as pd

from geodata.frames import Degrees, Doubt, Refusal, Table, Texts, blank, texts
from geodata.sources import cells
from geodata.sources.cells import Unread
from geodata.sources.columns import Columns
from geodata.sources.place import by_unique, far_away, located
from geodata.sources.words import STATUS_OF, KindWords, Offer, ServiceWords, bare, entry_words
from stations.datum import Datum, convert
from stations.record import FIELDS
from stations.vocabulary import Vocabulary

LONGEST = {
    "name": 200, "name_en": 200, "address": 300, "county_stated": 100, "hours": 500, "hours_inferred": 500, "phone": 100,
    "operator": 200, "entry_hint": 300, "status_reason": 300, "source_id": 300,
}  # fmt: skip
DATES = ("observed_on", "verified_at", "hours_verified_at", "services_verified_at", "status_until")
PAST = ("observed_on", "verified_at", "hours_verified_at", "services_verified_at")
DEGREES_KEPT = 9  # a tenth of a millimetre: a list converted on another machine gives the same numbers
MOSTLY = 0.95  # a column with at least this share of different values is an identity with slips, not something else


@dataclass
class Reading:
    """What a table says of places. `places` holds the rows that can be taken; `lon`, `lat` are theirs as written."""

    places: pd.DataFrame
    lon: Degrees
    lat: Degrees
    stated: frozenset[str]
    refused: list[Refusal]
    doubts: list[Doubt]
    notes: list[str]
    unknown_services: dict[str, list[int]]
    repeated: list[tuple[int, int]] = field(default_factory=list)


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
    """Read every row of a table by the plan of its columns."""
    return _Reader(table, columns, datum, kind, vocabulary, services, today).read()


class _Reader:
    """Holds what is found while a table is read."""

    def __init__(
        self,
        table: Table,
        columns: Columns,
        datum: Datum,
        kind: str | None,
        vocabulary: Vocabulary,
        services: ServiceWords,
        today: date,
    ) -> None:
        self.table, self.columns, self.datum, self.kind = table, columns, datum, kind
        self.vocabulary, self.services, self.today = vocabulary, services, today
        self.rows = np.asarray(table.cells.index, dtype=np.int64)
        self.refused: list[Refusal] = list(table.refused)
        self.doubts: list[Doubt] = []
        self.notes: list[str] = []
        self.unknown: dict[str, list[int]] = {}
        self.stated = {"name", "lon", "lat", "source_id", "kind"}

    def read(self) -> Reading:
        size = len(self.rows)
        lon, lat, refused = located(self.table, self.columns)
        self.refused += refused
        told: dict[str, Texts | Degrees | list[object]] = {
            one: self._text(one) for one in LONGEST if one in self.columns.fields and one != "source_id"
        }
        told["address"] = _or_empty(told.get("address"), size)
        self._refuse_nameless(told["name"])
        told |= {one: self._dates(one) for one in DATES if one in self.columns.fields}
        told |= {
            one: self._counts(one) for one in ("capacity", "capacity_inferred") if one in self.columns.fields
        }
        told |= {one: self._services(one) for one in ("services", "services_inferred") if self._offers(one)}
        told["kind"] = self._kinds(told["name"])
        told |= self._status() | self._entry(told.get("entry_hint")) | self._details(told["kind"])
        told["source_id"] = self._identities(told["name"], told["address"])
        self.stated |= {one for one in told if one != "address"} | ({"address"} & self.columns.fields.keys())
        told["lon"], told["lat"] = self._wgs84(lon, lat)
        frame = self._frame(told)
        return self._without_refused(frame, lon, lat)

    def _column(self, name: str) -> Texts:
        return texts(self.table.cells[name])

    def _text(self, what: str) -> Texts:
        """Read a field of text; None where there is nothing. What is too long is refused, never cut."""
        (name, *_) = self.columns.fields[what]
        column = self._column(name)
        longest = LONGEST[what]
        for place in np.flatnonzero(np.fromiter((len(cell) > longest for cell in column), bool, len(column))):
            self._refuse(place, name, column[place][:60] + "…", f"at most {longest} signs", "shorten it")
        return np.array([None if blank(cell) else cell for cell in column], dtype=object)

    def _refuse_nameless(self, names: Texts) -> None:
        (column, *_) = self.columns.fields["name"]
        for place in np.flatnonzero(names == None):  # noqa: E711 - compared cell by cell
            self._refuse(
                place,
                column,
                self._column(column)[place],
                "a place has a name",
                "fill it in, or leave the row out",
            )

    def _dates(self, what: str) -> Texts:
        (name, *_) = self.columns.fields[what]
        return self._doubtful(name, cells.day, "date_unread", self._check_past if what in PAST else None)

    def _check_past(self, value: date) -> None:
        if value > self.today:
            raise Unread("a day yet to come", "look the date up again")

    def _counts(self, what: str) -> Texts:
        (name, *_) = self.columns.fields[what]
        counts = self._doubtful(name, cells.count, "capacity_unread")
        return np.array(
            [value or None for value in counts], dtype=object
        )  # 0 stands for «not known» in such lists

    def _doubtful(
        self, name: str, read: Callable[[str], object], what: str, check: Callable[..., None] | None = None
    ) -> Texts:
        """Read a column of lesser weight: a cell that cannot be read is left out and the row is doubtful."""

        def told(cell: str) -> object:
            if blank(cell):
                return None
            try:
                value = read(cell)
                if check:
                    check(value)
            except Unread as no:
                return no
            return value

        values = by_unique(self._column(name), told)
        for place in _places(values, Unread):
            detail = f"{name} «{self._column(name)[place][:40]}» was left out: {values[place].rule}; {values[place].cure}"
            self.doubts.append(Doubt(int(self.rows[place]), what, detail))
            values[place] = None
        return values

    def _offers(self, what: str) -> bool:
        return what in self.columns.fields or (what == "services" and bool(self.columns.offered))

    def _services(self, what: str) -> Texts:
        """Read the services of each row from columns that list them and from columns of yes and no."""
        offers = [by_unique(self._column(name), self._offer) for name in self.columns.fields.get(what, [])]
        if what == "services":
            offers += [self._yes_no(name, code) for name, code in self.columns.offered.items()]
        for offer in offers:
            for place in np.flatnonzero(np.fromiter((bool(one.unknown) for one in offer), bool, len(offer))):
                for word in offer[place].unknown:
                    self.unknown.setdefault(word, []).append(int(self.rows[place]))
                words = ", ".join(f"«{word[:40]}»" for word in offer[place].unknown)
                self.doubts.append(
                    Doubt(int(self.rows[place]), "service_unknown", f"no service known here: {words}")
                )
        if len(offers) == 1:
            return _objects(one.codes for one in offers[0])
        order = list(self.vocabulary.services)
        return _objects(
            tuple(sorted({code for one in row for code in one.codes}, key=order.index))
            for row in zip(*offers, strict=True)
        )

    def _offer(self, cell: str) -> Offer:
        return Offer((), ()) if blank(cell) else self.services.offer(cell)

    def _yes_no(self, name: str, code: str) -> Texts:
        def told(cell: str) -> Offer:
            if blank(cell):
                return Offer((), ())
            answer = cells.yes(cell)
            return Offer((code,) if answer else (), () if answer is not None else (f"{name}: {cell}",))

        return by_unique(self._column(name), told)

    def _kinds(self, names: Texts) -> Texts:
        words = KindWords(self.vocabulary)
        by_name = [self.kind or (words.by_brand(name) if name else None) or "station" for name in names]
        if "kind" not in self.columns.fields:
            return np.array(by_name, dtype=object)
        (column, *_) = self.columns.fields["kind"]
        kinds = by_unique(
            self._column(column), lambda cell: None if blank(cell) else words.kind(cell) or cell
        )
        for place in np.flatnonzero([bool(kind) and kind not in self.vocabulary.kinds for kind in kinds]):
            detail = f"{column} «{kinds[place][:40]}» is no kind known here; taken as {by_name[place]}"
            self.doubts.append(Doubt(int(self.rows[place]), "kind_unknown", detail))
        known = self.vocabulary.kinds
        return np.array(
            [kind if kind in known else other for kind, other in zip(kinds, by_name, strict=True)],
            dtype=object,
        )

    def _status(self) -> dict[str, Texts]:
        """Read the status. An unknown word is refused: to show a closed place as open is what hurts most."""
        if "status" not in self.columns.fields:
            return {}
        (column, *_) = self.columns.fields["status"]
        values = by_unique(
            self._column(column), lambda cell: "open" if blank(cell) else STATUS_OF.get(_status_key(cell))
        )
        for place in np.flatnonzero(values == None):  # noqa: E711 - compared cell by cell
            rule = "not known as a status (open, suspended, closed, planned, or their usual Chinese words)"
            self._refuse(
                place,
                column,
                self._column(column)[place],
                rule,
                f"write one of them, or add --map {column}=-",
            )
        return {"status": values}

    def _entry(self, hints: object) -> dict[str, Texts]:
        """Read the way in; prose about it is kept as the hint on how to get in."""
        if "entry_mode" not in self.columns.fields:
            return {}
        (column, *_) = self.columns.fields["entry_mode"]
        known = entry_words(self.vocabulary)
        modes = by_unique(
            self._column(column),
            lambda cell: None if blank(cell) else known.get(bare(cell), Unread(cell, "")),
        )
        prose = np.array([one.rule if isinstance(one, Unread) else None for one in modes], dtype=object)
        modes[_places(modes, Unread)] = None
        if not any(prose):
            return {"entry_mode": modes}
        count = sum(one is not None for one in prose)
        self.notes.append(
            f"{column}: {count} cells are no known way in and were kept as the hint on how to get in."
        )
        given = hints if isinstance(hints, np.ndarray) else prose
        merged = np.array([one or other for one, other in zip(given, prose, strict=True)], dtype=object)
        return {
            "entry_mode": modes,
            "entry_hint": np.array([one and one[:300] for one in merged], dtype=object),
        }

    def _details(self, kinds: Texts) -> dict[str, Texts]:
        """Read what is particular to a kind; a value for a place of another kind is left out and told."""
        if not self.columns.details:
            return {}
        found: list[dict[str, object]] = [{} for _ in self.rows]
        for name, code in self.columns.details.items():
            sort = next(of_kind[code].type for of_kind in self.vocabulary.details.values() if code in of_kind)
            values = self._doubtful(name, _DETAIL[sort], "detail_unread")
            for place in np.flatnonzero(np.array([value is not None for value in values])):
                if code in self.vocabulary.details.get(kinds[place], {}):
                    found[place][code] = values[place]
                elif values[place]:
                    detail = f"{name} «{values[place]}» was left out: a {kinds[place]} has no {code}"
                    self.doubts.append(Doubt(int(self.rows[place]), "detail_of_other_kind", detail))
        return {"details": _objects(found)}

    def _identities(self, names: Texts, addresses: Texts) -> Texts:
        """Give each row the id by which its place is known again: the list's own, else one made of name and address."""
        if "source_id" in self.columns.fields:
            (column, *_) = self.columns.fields["source_id"]
            ids = self._text("source_id")
            given = [one for one in ids if one]
            if given and len(set(given)) >= MOSTLY * len(ids):
                for place in np.flatnonzero(ids == None):  # noqa: E711 - compared cell by cell
                    self._refuse(
                        place,
                        column,
                        "",
                        "the other rows have one",
                        "fill it in, or add --map " + column + "=-",
                    )
                return ids
            self.notes.append(
                f"«{column}» is no identity ({len(set(given))} different values in {len(ids)} rows): places are known by name and address."
            )
        else:
            self.notes.append("No column gives an identity: places are known by name and address.")
        return np.array(
            [_key(name, place) for name, place in zip(names, addresses, strict=True)], dtype=object
        )

    def _wgs84(self, lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
        if self.datum is Datum.WGS84:
            return lon, lat
        there_lon, there_lat = convert(lon, lat, self.datum, Datum.WGS84)
        still = int(((there_lon == lon) & (there_lat == lat)).sum())
        if still:
            self.notes.append(
                f"{still} points lie outside mainland China, where {self.datum} is WGS-84: they were not moved."
            )
        return np.round(there_lon, DEGREES_KEPT), np.round(there_lat, DEGREES_KEPT)

    def _frame(self, told: dict[str, object]) -> pd.DataFrame:
        size, index = len(self.rows), self.table.cells.index
        rest = {"services": (), "services_inferred": (), "status": "open", "address": "", "details": {}}
        # Told as objects, for pandas would make text of a column and NaN of each None in it.
        columns = {
            one: pd.Series(
                told[one] if one in told else _objects([rest.get(one)] * size),
                index=index,
                dtype=np.float64 if one in ("lon", "lat") else object,
            )
            for one in FIELDS
        }
        return pd.DataFrame(columns, index=index)

    def _without_refused(self, frame: pd.DataFrame, lon: Degrees, lat: Degrees) -> Reading:
        kept = ~frame.index.isin([one.row for one in self.refused])
        twice = self._twice(frame[kept])
        kept &= ~frame.index.isin([*(one.row for one in self.refused), *(row for row, _ in twice)])
        frame = frame[kept]
        far = far_away(frame["lon"].to_numpy(), frame["lat"].to_numpy())
        for row, x, y in frame.loc[far, ["lon", "lat"]].itertuples():
            self.doubts.append(
                Doubt(int(row), "far_away", f"{x:.5f}, {y:.5f} lies outside China; was a digit lost?")
            )
        taken = set(frame.index)
        doubts = [one for one in self.doubts if one.row in taken]
        return Reading(
            frame, lon[kept], lat[kept], frozenset(self.stated), sorted(self.refused), doubts,
            [*self.table.notes, *self.notes], self.unknown, twice,
        )  # fmt: skip

    def _twice(self, frame: pd.DataFrame) -> list[tuple[int, int]]:
        """Refuse rows that are one place and say different things of it; give those that only say the same again."""
        ids = frame["source_id"]
        again = ids.duplicated(keep=False).to_numpy()
        same: list[tuple[int, int]] = []
        for identity, group in frame[again].groupby(ids[again], sort=False):
            rows = [int(row) for row in group.index]
            said = [repr(one) for one in group.itertuples(index=False, name=None)]
            if len(set(said)) == 1:
                same += [(row, rows[0]) for row in rows[1:]]
                continue
            for row in rows:
                self.refused.append(
                    self._doubled(row, str(identity), [other for other in rows if other != row])
                )
        return same

    def _doubled(self, row: int, identity: str, others: list[int]) -> Refusal:
        named = f"row{'s' if len(others) > 1 else ''} {', '.join(map(str, others[:5]))}{' …' if len(others) > 5 else ''}"
        if identity.startswith(KEY):
            name = str(self.table.cells.at[row, self.columns.fields["name"][0]])
            rule = f"{named} gives the same name and address, and something else besides"
            return Refusal(
                row,
                self.columns.fields["name"][0],
                name,
                rule,
                "give the list a column 编号 or id, or full addresses",
            )
        rule = f"{named} has the same id, and says something else"
        return Refusal(
            row,
            self.columns.fields["source_id"][0],
            identity,
            rule,
            "keep one of the rows, or give each its own id",
        )

    def _refuse(self, place: int, column: str, value: str, rule: str, cure: str) -> None:
        self.refused.append(Refusal(int(self.rows[place]), column, value, rule, cure))


KEY = "name+address:"
_APART = re.compile(r"[\W_]+")


def _key(name: str | None, address: str) -> str:
    """Make an identity of name and address that outlives another spelling of blanks, signs and widths."""
    said = "|".join(
        _APART.sub("", unicodedata.normalize("NFKC", text or "")).casefold() for text in (name, address)
    )
    return KEY + blake2b(said.encode(), digest_size=12).hexdigest()


def _status_key(cell: str) -> str:
    return re.sub(r"[\s_-]+", "", bare(cell))


def _yes_no(cell: str) -> bool:
    answer = cells.yes(cell)
    if answer is None:
        raise Unread("neither yes nor no", "write 是 or 否")
    return answer


_DETAIL: dict[str, Callable[[str], object]] = {"count": cells.count, "yes_no": _yes_no, "text": str}


def _objects(values: Iterable[object]) -> Texts:
    """Make an array of objects of any values; numpy would make a table of a list of tuples."""
    return np.fromiter(values, dtype=object)


def _or_empty(column: Texts | None, size: int) -> Texts:
    return np.array([one or "" for one in column] if column is not None else [""] * size, dtype=object)


def _places(values: Texts, sort: type) -> np.ndarray:
    return np.flatnonzero(np.fromiter((isinstance(one, sort) for one in values), bool, len(values)))
