"""All published places in memory, and the questions they answer: as by SQL, without a database on the way."""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stations.atlas import finding, plain, tiles
from stations.atlas.geodesic import geodesic_m
from stations.atlas.layer import Layer
from stations.atlas.listing import listed
from stations.atlas.nearest import nearest, nearest_many
from stations.atlas.walk import ANTIPODAL
from stations.atlas.wanted import ANYTHING, Wanted, bits
from stations.atlas.writing import answer
from stations.datum import Datum
from stations.errors import NotFound
from stations.freshness import Lang
from stations.lookup import Hint, Open, Question, relaxed
from stations.opening import Moment
from stations.point import BBox, Point
from stations.station import Located, Station

MOST = 100  # of one answer of nearest
ROOM = 1 << 16


class Spot(NamedTuple):
    """A place of an atlas: which layer holds it, and at which slot."""

    layer: Layer
    slot: int

    @property
    def id(self) -> int:
        """Its id."""
        return int(self.layer.picture["ids"][self.slot])

    @property
    def point(self) -> Point:
        """Where it is."""
        return Point(float(self.layer.picture["lon"][self.slot]), float(self.layer.picture["lat"][self.slot]))

    @property
    def station(self) -> Station:
        """Everything about it."""
        return self.layer.station(self.slot)


class Room(NamedTuple):
    """Where compiled code writes an answer of nearest, and the text of it as Python reads it."""

    slots: NDArray[np.int64]
    distance_m: NDArray[np.float64]
    out: NDArray[np.uint8]
    text: memoryview

    @classmethod
    def of(cls, size: int) -> "Room":
        """Make room for so many bytes."""
        out = np.empty(size, dtype=np.uint8)
        return cls(np.empty(MOST, dtype=np.int64), np.empty(MOST, dtype=np.float64), out, out.data)


class Rooms(threading.local):
    """One for the answer of a thread, and one to look into."""

    def __init__(self) -> None:
        self.answer, self.look = Room.of(ROOM), Room.of(0)


rooms = Rooms()


@dataclass(frozen=True)
class Atlas:
    """Layers of places, none in two of them, as of a moment; `position` is the place of it in the store's history."""

    layers: tuple[Layer, ...]
    as_of: datetime
    position: str

    def __len__(self) -> int:
        return sum(len(layer) for layer in self.layers)

    @cached_property
    def hours(self) -> frozenset[str]:
        """The distinct hours in force of all places."""
        return frozenset(
            one.hours_in_force for layer in self.layers for one in layer.doors if one.hours_in_force
        )

    @property
    def first_point(self) -> Point | None:
        """Where the place with the lowest id lies."""
        spots = self.within(BBox(-180.0, -90.0, 180.0, 90.0), ANYTHING, limit=1)
        return spots[0].point if spots else None

    def wanted(
        self, *, kinds: Sequence[str] = (), services: Sequence[str] = (), inferred: bool = False,
        min_rating: float | None = None, open: Open | None = None,  # noqa: A002 - named as the filter is
    ) -> Wanted | None:  # fmt: skip
        """Write filters in bits, or give None when a code is newer than the picture."""
        head = self.layers[0].picture.head
        of_kinds, of_services = bits(kinds, head["kinds"]), bits(services, head["services"])
        if of_kinds is None or of_services is None:
            return None
        return Wanted(of_kinds, of_services, inferred, -1.0 if min_rating is None else min_rating, open)

    def nearest_json(
        self, here: Point, limit: int, within_m: float, wanted: Wanted, moment: Moment
    ) -> memoryview | bytes:
        """Write the nearest places as Features with Chinese names, in WGS-84, separated by commas."""
        base, room = self.layers[0], rooms.answer
        found, length = answer(
            base.compiled, base.filters(wanted), here[0], here[1], limit, within_m, room[0], room[1],
            base.written, base.said(moment).both, room[2],
        )  # fmt: skip
        if length < 0:
            rooms.answer = Room.of(-2 * length)
            return self.nearest_json(here, limit, within_m, wanted, moment)
        bound = within_m if found < limit else float(room.distance_m[found - 1])
        if found == ANTIPODAL or (len(self.layers) > 1 and self._has_nearer(here, bound, wanted)):
            return self._merged_json(here, limit, within_m, wanted, moment)
        return room[3][:length]

    def nearest(self, here: Point, limit: int, within_m: float, wanted: Wanted) -> list[tuple[Spot, float]]:
        """Find the nearest places by geodesic, metres, ties by id."""
        found = [
            (distance_m, Spot(layer, slot))
            for layer in self.layers
            for slot, distance_m in _nearest_in(layer, here, limit, within_m, wanted)
        ]
        found.sort(key=lambda one: (one[0], one[1].id))
        return [(spot, distance_m) for distance_m, spot in found[:limit]]

    def located(self, question: Question) -> list[Located]:
        """Find the places nearest to a point, as `stations.lookup.nearest` does."""
        return [Located(spot.station, distance_m) for spot, distance_m in self._spots(question)]

    def _spots(self, question: Question) -> list[tuple[Spot, float]]:
        wanted = self.wanted(
            kinds=question.kinds, services=question.services, inferred=question.inferred,
            min_rating=question.min_rating, open=question.open,
        )  # fmt: skip
        if wanted is None:
            return []
        within_m = math.inf if question.within_m is None else float(question.within_m)
        return self.nearest(question.here, question.limit, within_m, wanted)

    def nearest_many(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], k: int = 1, wanted: Wanted = ANYTHING,
        *, within_m: float = math.inf,
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:  # fmt: skip
        """Give ids and geodesics (metres) of the k nearest to each of m points, shape (m, k); -1 and NaN for none."""
        ids, distances = [], []
        for layer in self.layers:
            slots, distance_m = nearest_many(
                layer.tree, lon, lat, k, filters=layer.filters(wanted), within_m=within_m
            )
            ids.append(np.where(slots < 0, -1, layer.picture["ids"][slots]) if len(layer) else slots)
            distances.append(distance_m)
        if len(ids) == 1:
            return ids[0], distances[0]
        both, metres = np.concatenate(ids, axis=1), np.concatenate(distances, axis=1)
        best = np.lexsort((both, metres), axis=1)[:, :k]  # NaN comes last
        return np.take_along_axis(both, best, axis=1), np.take_along_axis(metres, best, axis=1)

    def distance_m(self, here: Point, spot: Spot) -> float:
        """Measure the geodesic from a point to a place, metres."""
        measured = geodesic_m(*here, *spot.point)
        if math.isnan(measured):
            return float(plain.geodesics_m(spot.layer.tree, np.array([spot.slot]), *here)[0])
        return measured

    def hint(self, question: Question) -> Hint | None:
        """Tell which one filter to drop for the nearest way on, as `stations.lookup.hint` does."""
        ways = []
        for parameter, value, asked in relaxed(question):
            ways += [(parameter, value, *found) for found in self._spots(replace(asked, limit=1))]
        if not ways:
            return None
        parameter, value, spot, distance_m = min(ways, key=lambda way: way[3])
        return Hint(parameter, value, spot.station, distance_m)

    def spot(self, station_id: int) -> Spot:
        """Find a shown place by its id.

        Raises
        ------
        NotFound
            When no shown place has it.
        """
        for layer in self.layers:
            slot = layer.slot(station_id)
            if slot is not None and layer.shows(slot):
                return Spot(layer, slot)
        raise NotFound(f"there is no station {station_id}")

    def within(self, bbox: BBox, wanted: Wanted, *, limit: int, after: int = 0) -> list[Spot]:
        """List the places in a box by id, from the first id beyond `after`."""
        halves = np.array(bbox.halves, dtype=np.float64)
        found = []
        for layer in self.layers:
            slots = np.empty(limit, dtype=np.int64)
            count = listed(
                layer.tree.places, layer.picture["by_id"], layer.filters(wanted), halves, after, slots
            )  # fmt: skip
            found += [Spot(layer, slot) for slot in slots[:count].tolist()]
        return sorted(found, key=lambda spot: spot.id)[:limit]

    def find(self, text: str, near: Point | None, limit: int) -> list[Spot]:
        """Find places by name or address, pinyin or initials; the best match first, then the nearest, then by id."""
        ranked = []
        for layer in self.layers:
            hits: finding.Found = layer.finder.find(text, near=near, gone=layer.gone, limit=limit)
            for slot, rank, square in zip(*(part.tolist() for part in hits), strict=True):
                spot = Spot(layer, slot)
                ranked.append((rank, square, spot.id, spot))
        return [one[-1] for one in sorted(ranked, key=lambda one: one[:3])[:limit]]

    def tile(self, z: int, x: int, y: int, wanted: Wanted) -> tiles.Tile:
        """Cut a tile of the map."""
        opened = [layer.filters(wanted)[1] for layer in self.layers] if wanted.open else None
        return tiles.tile(
            [layer.tiles for layer in self.layers], z, x, y, kinds=wanted.kinds or tiles.ANY, services=wanted.services,
            inferred=wanted.inferred, open_by_key=opened,
        )  # fmt: skip

    def feature(
        self, spot: Spot, moment: Moment, lang: Lang, datum: Datum, distance_m: float | None = None
    ) -> bytes:
        """Write a place as a GeoJSON Feature."""
        return spot.layer.feature(spot.slot, spot.layer.said(moment), lang, datum, distance_m)

    def _has_nearer(self, here: Point, bound_m: float, wanted: Wanted) -> bool:
        """Tell whether a place within so many metres lies over the picture."""
        slots, distance_m = rooms.look[:2]
        return any(
            nearest(layer.compiled, layer.filters(wanted), here[0], here[1], 1, bound_m, slots, distance_m)
            for layer in self.layers[1:]
        )

    def _merged_json(self, here: Point, limit: int, within_m: float, wanted: Wanted, moment: Moment) -> bytes:
        return b",".join(
            self.feature(spot, moment, "zh", Datum.WGS84, distance_m)
            for spot, distance_m in self.nearest(here, limit, within_m, wanted)
        )


def _nearest_in(
    layer: Layer, here: Point, limit: int, within_m: float, wanted: Wanted
) -> list[tuple[int, float]]:
    slots, distance_m = np.empty(limit, dtype=np.int64), np.empty(limit, dtype=np.float64)
    filters = layer.filters(wanted)
    found = nearest(layer.compiled, filters, here.lon, here.lat, limit, within_m, slots, distance_m)
    if found == ANTIPODAL:
        slots, distance_m = plain.nearest(layer.tree, filters, here.lon, here.lat, limit, within_m)
        found = len(slots)
    return list(zip(slots[:found].tolist(), distance_m[:found].tolist(), strict=True))
