"""One picture as questions read it; an atlas is one large layer and a small one laid over it."""

import zlib
from copy import copy
from datetime import date
from typing import NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from stations.atlas import tiles, tree
from stations.atlas.doors import Doors, Said, open_by_key
from stations.atlas.drawing import BLOCK
from stations.atlas.filters import NONE, Filters, filtering, mark_passing
from stations.atlas.finding import Finder
from stations.atlas.picture import Picture
from stations.atlas.tileforms import Shown
from stations.atlas.wanted import ANYTHING, Wanted
from stations.atlas.writing import Written
from stations.database import cells
from stations.datum import Datum
from stations.features import coordinates_at
from stations.freshness import Lang
from stations.opening import Moment
from stations.station import Station

NAME, KIND = b'"name":', b',"kind":'
REMEMBERED = 256  # sets of filters


class Asked(NamedTuple):
    """Filters, and whether they name the nodes worth entering."""

    filters: Filters
    marked: bool


class Layer:
    """The places of a picture but for those that are gone (1 by slot), with what is worked out once for all."""

    def __init__(self, picture: Picture, gone: NDArray[np.uint8] = NONE) -> None:
        self.picture = picture
        self.doors = [
            one if isinstance(one, Doors) else Doors.from_json(one) for one in picture.head["doors"]
        ]
        self.tree = tree.Tree.from_arrays(picture.arrays)
        self.compiled = self.tree.arrays()
        self.written: Written = (
            picture["feature"], picture["feature_at"], picture["phrase"], picture["phrase_at"], picture["phrases"],
            picture["key"],
        )  # fmt: skip
        self.finder = Finder(picture.arrays, picture["ids"], picture["xyz"])
        self._lose(gone)
        self._said: tuple[Moment, Said] | None = None

    def _lose(self, gone: NDArray[np.uint8]) -> None:
        self.gone = gone
        self.tiles = tiles.Layer.of(self.picture.arrays, gone)
        self._anything = filtering(gone=gone)
        self._filters: dict[Wanted, Asked] = {}

    def __len__(self) -> int:
        return len(self.picture)

    def without(self, gone: NDArray[np.uint8]) -> "Layer":
        """The same picture with other places gone; what was worked out for it still holds."""
        other = copy(self)
        other._lose(tree.frozen(gone))  # noqa: SLF001 - one of our own
        return other

    def slot(self, station_id: int) -> int | None:
        """Find a place by its id, also one that is gone."""
        by_id = self.picture["by_id"]
        at = int(np.searchsorted(self.picture["ids"], station_id, sorter=by_id))
        if at == len(by_id) or self.picture["ids"][by_id[at]] != station_id:
            return None
        return int(by_id[at])

    def shows(self, slot: int) -> bool:
        """Tell whether a place is not gone."""
        return not (len(self.gone) and self.gone[slot])

    def suspended_until_before(self, day: date) -> list[int]:
        """List the places whose suspension ended before a day, by id."""
        ended = [one.status_until is not None and one.status_until < day for one in self.doors]
        found: list[int] = self.picture["ids"][np.array(ended, dtype=np.bool_)[self.picture["key"]]].tolist()
        return found

    def filters(self, wanted: Wanted) -> Filters:
        """Write what is wanted for compiled code; who is asked the same again marks the nodes worth entering."""
        if wanted is ANYTHING:
            return self._anything
        known = self._filters.get(wanted)
        if known is None:
            if len(self._filters) >= REMEMBERED:
                self._filters = {}
            self._filters[wanted] = known = Asked(self._plain_filters(wanted), marked=False)
        elif not known.marked:
            filters = known.filters
            nodes = mark_passing(self.tree, filters)
            self._filters[wanted] = known = Asked((filters[0], filters[1], nodes, filters[3]), marked=True)
        return known.filters

    def _plain_filters(self, wanted: Wanted) -> Filters:
        opened = open_by_key(self.doors, wanted.open) if wanted.open else NONE
        return filtering(
            kinds=wanted.kinds, services=0 if wanted.inferred else wanted.services,
            services_any=wanted.services if wanted.inferred else 0, min_score=wanted.min_score, gone=self.gone,
            open_by_key=opened, nodes=tree.mark_open(self.tree, opened) if wanted.open else NONE,
        )  # fmt: skip

    def said(self, moment: Moment) -> Said:
        """Give what is said of all doors at a moment."""
        if self._said is None or not _same(self._said[0], moment):
            self._said = (moment, Said.of(self.doors, moment))
        return self._said[1]

    def station(self, slot: int) -> Station:
        """Give everything about a place."""
        record, at = self.picture["record"], self.picture["record_at"]
        block, nth = divmod(slot, BLOCK)
        lines = zlib.decompress(record[at[block] : at[block + 1]].data).split(b"\n")
        return Station.from_text(cells(lines[nth].decode()))

    def feature(
        self, slot: int, said: Said, lang: Lang, datum: Datum, distance_m: float | None = None
    ) -> bytes:
        """Write one place as a GeoJSON Feature."""
        own, name_en = self._own(slot)
        if datum is not Datum.WGS84:
            own = self._in_datum(own, slot, datum)
        if lang == "en" and name_en:
            start, end = own.index(NAME) + len(NAME), own.index(KIND)
            own = own[:start] + name_en + own[end:]
        services, hours, rest = (self._phrase(nth) for nth in self.picture["phrases"][slot].tolist())
        state = said[int(self.picture["key"][slot])]
        distance = b"" if distance_m is None else b',"distance_m":' + orjson.dumps(round(distance_m, 1))
        return b"".join((own, services, hours, state, rest, distance, b"}}"))

    def name(self, slot: int, lang: Lang) -> str:
        """Give the name of a place in a language."""
        own, name_en = self._own(slot)
        zh = own[own.index(NAME) + len(NAME) : own.index(KIND)]
        found: str = orjson.loads(name_en if lang == "en" and name_en else zh)
        return found

    def _own(self, slot: int) -> tuple[bytes, bytes]:
        text, edges = self.picture["feature"], self.picture["feature_at"]
        start, middle, end = edges[2 * slot : 2 * slot + 3].tolist()
        return text[start:middle].tobytes(), text[middle:end].tobytes()

    def _phrase(self, nth: int) -> bytes:
        text, edges = self.picture["phrase"], self.picture["phrase_at"]
        return text[edges[nth] : edges[nth + 1]].tobytes()

    def shown(self, moment: Moment, lang: Lang) -> Shown:
        """Give what the places of this layer show on a map."""
        states = [moment.state(one).open for one in self.doors]
        key = self.picture["key"]
        return Shown(
            self.picture["ids"], self.picture["lon"], self.picture["lat"], self.picture["kind"],
            lambda slot: self.name(slot, lang),
            lambda slot: states[key[slot]],
        )  # fmt: skip

    def _in_datum(self, before: bytes, slot: int, datum: Datum) -> bytes:
        start = before.index(b'"coordinates":') + 14
        lon, lat = float(self.picture["lon"][slot]), float(self.picture["lat"][slot])
        written = orjson.dumps(coordinates_at(lon, lat, datum))
        return before[:start] + written + before[before.index(b"]", start) + 1 :]


def _same(one: Moment, other: Moment) -> bool:
    """Tell whether two moments say the same of every place."""
    return one.known is other.known and one.at.date() == other.at.date()
