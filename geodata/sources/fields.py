"""The fields of places, read from the columns of a raw table; what cannot be read is told by row."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import numpy as np

from geodata.frames import Doubt, Refusal, Table, Texts, blank, by_unique, texts
from geodata.sources import cells
from geodata.sources.cells import Unread
from geodata.sources.columns import Columns
from geodata.sources.words import KindWords, Offer, ServiceWords, bare, entry_words, status_words
from stations.vocabulary import Vocabulary

LONGEST = {
    "name": 200,
    "name_en": 200,
    "address": 300,
    "county_stated": 100,
    "hours": 500,
    "hours_inferred": 500,
    "phone": 100,
    "operator": 200,
    "entry_hint": 300,
    "status_reason": 300,
    "source_id": 300,
}
PAST = ("observed_on", "verified_at", "hours_verified_at", "services_verified_at")
NOTHING_OFFERED = Offer((), ())


class Fields:
    """Reads one field after the other, and gathers refusals, doubts and notes on the way."""

    def __init__(
        self, table: Table, columns: Columns, vocabulary: Vocabulary, services: ServiceWords, today: date
    ) -> None:
        """Read from a table by the plan of its columns; no date of the past may lie after `today`."""
        self._table, self._columns = table, columns
        self._vocabulary, self._services, self._today = vocabulary, services, today
        self.rows: list[int] = [int(row) for row in table.cells.index]
        self.refused: list[Refusal] = []
        self.doubts: list[Doubt] = []
        self.notes: list[str] = []
        self.unknown_services: dict[str, list[int]] = {}

    def column(self, name: str) -> Texts:
        """Give the cells of a column as they are."""
        return texts(self._table.cells[name])

    def named(self, what: str) -> str | None:
        """Give the column of a field."""
        return next(iter(self._columns.fields.get(what, [])), None)

    def refuse(self, place: int, column: str, value: str, rule: str, cure: str) -> None:
        """Refuse the row at a position."""
        self.refused.append(Refusal(self.rows[place], column, value, rule, cure))

    def doubt(self, place: int, what: str, detail: str) -> None:
        """Note something about the row at a position that a person should look at."""
        self.doubts.append(Doubt(self.rows[place], what, detail))

    def text(self, what: str) -> Texts:
        """Read a field of text; None where there is nothing. What is too long is refused, never cut."""
        name = self.named(what)
        if name is None:
            return np.full(len(self.rows), None, dtype=object)
        longest = LONGEST[what]
        column = self.column(name)
        too_long = max(map(len, column), default=0) > longest
        for place in _positions(len(cell) > longest for cell in column) if too_long else []:
            self.refuse(place, name, column[place][:60] + "…", f"at most {longest} signs", "shorten it")
        return objects(None if blank(cell) else cell for cell in column)

    def names(self) -> Texts:
        """Read the names; a place without one is refused."""
        names, column = self.text("name"), self.named("name") or ""
        for place in _positions(name is None for name in names):
            self.refuse(
                place,
                column,
                self.column(column)[place],
                "a place has a name",
                "fill it in, or leave the row out",
            )
        return names

    def day(self, what: str) -> Texts:
        """Read dates; those of what has happened may not lie ahead."""

        def told(cell: str) -> date:
            day = cells.day(cell)
            if what in PAST and day > self._today:
                raise Unread("a day yet to come", "look the date up again")
            return day

        return self._lesser(self.named(what) or "", told, "date_unread")

    def count(self, what: str) -> Texts:
        """Read numbers of people; 0 stands for «not known» in such lists."""
        return objects(
            number or None for number in self._lesser(self.named(what) or "", cells.count, "capacity_unread")
        )

    def services(self, what: str) -> Texts:
        """Read the services of each row, from columns that list them and from columns of yes and no."""
        offers = [by_unique(self.column(name), self._offer) for name in self._columns.fields.get(what, [])]
        if what == "services":
            offers += [self._yes_or_no(name, code) for name, code in self._columns.offered.items()]
        for offer in offers:
            for place in _positions(bool(one.unknown) for one in offer):
                self._note_unknown(place, offer[place].unknown)
        if len(offers) == 1:
            return objects(one.codes for one in offers[0])
        rank = {code: place for place, code in enumerate(self._vocabulary.services)}
        return objects(
            tuple(sorted({code for one in row for code in one.codes}, key=rank.__getitem__))
            for row in zip(*offers, strict=True)
        )

    def _offer(self, cell: str) -> Offer:
        return NOTHING_OFFERED if blank(cell) else self._services.offer(cell)

    def _yes_or_no(self, name: str, code: str) -> Texts:
        def told(cell: str) -> Offer:
            answer = False if blank(cell) else cells.yes(cell)
            return Offer((code,) if answer else (), (f"{name}: {cell}",) if answer is None else ())

        return by_unique(self.column(name), told)

    def _note_unknown(self, place: int, words: Sequence[str]) -> None:
        for word in words:
            self.unknown_services.setdefault(word, []).append(self.rows[place])
        listed = ", ".join(f"«{word[:40]}»" for word in words)
        self.doubt(place, "service_unknown", f"no service known here: {listed}")

    def kinds(self, names: Texts, asked: str | None) -> Texts:
        """Read the kind: of its column, else the one asked for, else of the brand in the name, else a station."""
        words = KindWords(self._vocabulary)
        column = self.named("kind")
        told = objects([None] * len(names))
        if column is not None:
            told = by_unique(
                self.column(column),
                lambda cell: None if blank(cell) else words.kind(cell) or Unread(cell, ""),
            )
        for place in _positions(not isinstance(kind, str) for kind in told):
            unread, name = told[place], names[place]
            told[place] = asked or (words.by_brand(name) if name else None) or "station"
            if unread is not None:
                detail = f"{column} «{unread.rule[:40]}» is no kind known here; taken as {told[place]}"
                self.doubt(place, "kind_unknown", detail)
        return told

    def status(self) -> Texts:
        """Read the status. An unknown word is refused: a closed place shown as open is what hurts most."""
        column, known = self.named("status") or "", status_words()
        told = by_unique(
            self.column(column), lambda cell: "open" if blank(cell) else known.get(_joined(cell))
        )
        for place in _positions(one is None for one in told):
            rule = (
                "no status known here (open, suspended, closed, planned, or the usual Chinese words for them)"
            )
            self.refuse(
                place, column, self.column(column)[place], rule, f"write one of them, or add --map {column}=-"
            )
        return told

    def entry(self) -> tuple[Texts, Texts | None]:
        """Read the way in; prose about it becomes the hint on how to get in, where there is no other."""
        column, known = self.named("entry_mode") or "", entry_words(self._vocabulary)
        written = self.column(column)
        modes = objects(None if blank(cell) else known.get(bare(cell), "") for cell in written)
        prose = _positions(mode == "" for mode in modes)
        if not prose:
            return modes, None
        self.notes.append(
            f"{column}: {len(prose)} cells are no known way in; they became the hint on how to get in."
        )
        hints = self.text("entry_hint")
        for place in prose:
            modes[place], hints[place] = None, hints[place] or written[place][: LONGEST["entry_hint"]]
        return modes, hints

    def details(self, kinds: Texts) -> Texts:
        """Read what is particular to a kind; a value for a place of another kind is left out and told."""
        found: list[dict[str, object]] = [{} for _ in self.rows]
        for name, code in self._columns.details.items():
            sort = next(
                of_kind[code].type for of_kind in self._vocabulary.details.values() if code in of_kind
            )
            values = self._lesser(name, _DETAIL[sort], "detail_unread")
            for place in _positions(value is not None for value in values):
                if code in self._vocabulary.details.get(kinds[place], {}):
                    found[place][code] = values[place]
                elif values[place]:
                    detail = f"{name} «{values[place]}» was left out: a {kinds[place]} has no {code}"
                    self.doubt(place, "detail_of_other_kind", detail)
        return objects(found)

    def _lesser(self, name: str, read: Callable[[str], object], what: str) -> Texts:
        """Read a column of lesser weight: a cell that cannot be read is left out and the row is doubtful."""

        def told(cell: str) -> object:
            try:
                return None if blank(cell) else read(cell)
            except Unread as no:
                return no

        values = by_unique(self.column(name), told)
        for place in _positions(isinstance(one, Unread) for one in values):
            no, cell = values[place], self.column(name)[place]
            self.doubt(place, what, f"{name} «{cell[:40]}» was left out: {no.rule}; {no.cure}")
            values[place] = None
        return values


def objects(values: Iterable[object]) -> Texts:
    """Make an array of any values; numpy would make a table of a list of tuples."""
    return np.fromiter(values, dtype=object)


def _positions(tests: Iterable[bool]) -> list[int]:
    return [place for place, test in enumerate(tests) if test]


def _joined(cell: str) -> str:
    return bare(cell).replace("_", "").replace("-", "")


def _yes_or_no(cell: str) -> bool:
    answer = cells.yes(cell)
    if answer is None:
        raise Unread("neither yes nor no", "write 是 or 否")
    return answer


_DETAIL: dict[str, Callable[[str], object]] = {"count": cells.count, "yes_no": _yes_or_no, "text": str}
