"""The hot addresses answered from the atlas: a query in, an answer out; no database on the way.

Each gives None when the atlas cannot tell: there is none yet, or it is asked for what is no published place. Then
PostGIS is asked the same (`web.api`).
"""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import orjson

from stations.atlas import tileforms
from stations.atlas.atlas import MOST, Spot
from stations.atlas.layer import Layer
from stations.atlas.tiles import exists
from stations.atlas.wanted import ANYTHING, Wanted
from stations.datum import Datum, convert
from stations.errors import NotFound
from stations.features import coordinates_at, hint_json, whole_feature
from stations.freshness import Lang
from stations.hours import State
from stations.lookup import Open, Question
from stations.point import Point
from web import answers, boxes
from web.answers import JSON, MVT, NEAREST, NEVER, Answer
from web.asking import Nearby
from web.bodies import ManyBody
from web.paging import paged
from web.params import Filtered, NearestQuery, SearchQuery, Shown, StationsQuery, TileQuery
from web.presence import Presence, Present

MOST_LISTED, MOST_FOUND = 1000, 50
TILES_KEPT = 1024


class Tiles(NamedTuple):
    """Tiles that were cut, as long as what they show holds."""

    layers: tuple[Layer, ...] | None
    known: Mapping[str, State]
    kept: dict[object, Answer]


class Memory:
    """Answers for one worker."""

    def __init__(self, presence: Presence) -> None:
        self.presence = presence
        self._tiles = Tiles(None, {}, {})

    def nearest(self, asked: Nearby | NearestQuery, args: Callable[[], Mapping[str, str]]) -> Answer | None:
        """Give the places nearest to a point; `args` are the parameters as they were sent, for the hint."""
        present = self.presence.now()
        unfiltered = isinstance(asked, Nearby) and not asked.filtered
        wanted = ANYTHING if unfiltered else present and self._wanted(asked, present, asked.min_rating)
        if present is None or wanted is None:
            return None
        here, limit = _at(asked.lon, asked.lat, asked.datum), min(asked.limit, MOST)
        within_m = math.inf if asked.within_m is None else asked.within_m
        written: bytes | memoryview
        if asked.datum is Datum.WGS84 and asked.lang == "zh":
            written = present.atlas.nearest_json(here, limit, within_m, wanted, present.moment)
        else:
            found = present.atlas.nearest(here, limit, within_m, wanted)
            written = b",".join(_feature(spot, present, asked, distance_m) for spot, distance_m in found)
        hint = b"" if written else self._hint(asked, here, wanted.open, present, args)
        body = b"".join((_BEFORE[asked.datum], written, b"]", hint, b"}"))
        return Answer(body, present.head, cache=NEAREST)

    def many(self, asked: ManyBody) -> Answer | None:
        """Give the ids and distances of the places nearest to each of many points, row by row."""
        present = self.presence.now()
        wanted = present and present.atlas.wanted(kinds=asked.kind, services=asked.service)
        if present is None or wanted is None:
            return None
        lon, lat = asked.columns
        lon, lat = convert(lon, lat, asked.datum, Datum.WGS84)
        ids, distance_m = present.atlas.nearest_many(lon, lat, asked.limit, wanted)
        return many(ids.tolist(), distance_m.tolist())

    def within(self, asked: StationsQuery, path: str, args: Mapping[str, str]) -> Answer | None:
        """Give the places in a box, page by page in the order of their ids."""
        present = self.presence.now()
        wanted = present and self._wanted(asked, present)
        if present is None or wanted is None:
            return None
        limit = min(asked.limit, MOST_LISTED)
        spots = present.atlas.within(
            boxes.around(asked.bbox, asked.datum), wanted, limit=limit + 1, after=asked.cursor
        )
        links = paged(path, args, spots[limit - 1].id if len(spots) > limit else None)
        written = [_feature(spot, present, asked) for spot in spots[:limit] if _in_box(spot, asked)]
        found = answers.members(
            asked.datum, numberReturned=len(written), links=links, features=answers.features(written)
        )
        return Answer(found, present.head)

    def station(self, number: int, asked: Shown) -> Answer | None:
        """Give one place with everything that is public about it."""
        present = self.presence.now()
        try:
            place = present and present.atlas.spot(number).station
        except NotFound:
            return None
        if present is None or place is None:
            return None
        moment = present.moment
        whole = whole_feature(place, moment.said(place), moment.at, lang=asked.lang, datum=asked.datum)
        return Answer(orjson.dumps(whole))

    def search(self, asked: SearchQuery) -> Answer | None:
        """Give the places that match a text, the best match first, then the nearest."""
        present = self.presence.now()
        if present is None:
            return None
        near = None if asked.lon is None or asked.lat is None else _at(asked.lon, asked.lat, asked.datum)
        spots = present.atlas.find(asked.q, near, min(asked.limit, MOST_FOUND))
        written = [
            _feature(spot, present, asked, present.atlas.distance_m(near, spot) if near else None)
            for spot in spots
        ]
        return Answer(
            answers.members(asked.datum, features=answers.features(written)), present.head, cache=NEAREST
        )

    def tile(self, z: int, x: int, y: int, form: str, asked: TileQuery) -> Answer | None:
        """Give a tile of the map as ``json`` or ``mvt``."""
        present = self.presence.now()
        wanted = present and self._wanted(asked, present)
        if present is None or wanted is None or not exists(z, x, y):
            return None
        # There is a new atlas with each look at the store, but its layers change with its places alone.
        if self._tiles.layers is not present.atlas.layers or self._tiles.known is not present.moment.known:
            self._tiles = Tiles(present.atlas.layers, present.moment.known, {})
        kept, key = self._tiles.kept, (z, x, y, form, asked.lang, wanted)
        if key not in kept and len(kept) < TILES_KEPT:
            kept[key] = _tile(present, z, x, y, form, asked.lang, wanted)
        answer = kept.get(key) or _tile(present, z, x, y, form, asked.lang, wanted)
        return answer._replace(head=present.head) if answer.head else answer

    def _wanted(
        self, asked: Nearby | Filtered | TileQuery, present: Present, min_rating: float | None = None
    ) -> Wanted | None:
        return present.atlas.wanted(
            kinds=asked.kind, services=asked.service, inferred=asked.inferred, min_rating=min_rating,
            open=self.presence.opened(asked.open, present),
        )  # fmt: skip

    def _hint(
        self, asked: Nearby | NearestQuery, here: Point, opened: Open | None, present: Present,
        args: Callable[[], Mapping[str, str]],
    ) -> bytes:  # fmt: skip
        question = Question(
            here, within_m=asked.within_m, kinds=asked.kind, services=asked.service, inferred=asked.inferred,
            open=opened, min_rating=asked.min_rating,
        )  # fmt: skip
        hint = present.atlas.hint(question)
        if hint is None:
            return b""
        value = hint.value if hint.parameter == "service" else args()[hint.parameter]
        return b',"hint":' + orjson.dumps(hint_json(hint, lang=asked.lang) | {"value": value})


def many(ids: list[list[int]], distance_m: list[list[float]]) -> Answer:
    """Write rows of ids and distances; -1 and NaN stand for none."""
    written = {
        "ids": [[str(one) for one in row if one >= 0] for row in ids],
        "distance_m": [[round(one, 1) for one in row if one == one] for row in distance_m],  # noqa: PLR0124 - NaN
    }
    return Answer(orjson.dumps(written), media=JSON, cache=NEVER)


def _tile(present: Present, z: int, x: int, y: int, form: str, lang: Lang, wanted: Wanted) -> Answer:
    atlas = present.atlas
    cut = atlas.tile(z, x, y, wanted)
    shown = [layer.shown(present.moment, lang) for layer in atlas.layers]
    kinds = atlas.layers[0].picture.head["kinds"]
    if form == "mvt":
        return Answer(tileforms.vector_tile(cut, shown, kinds), media=MVT)
    written = tileforms.features(cut, shown, kinds)
    return Answer(answers.members(Datum.WGS84, features=written), present.head)


def _at(lon: float, lat: float, datum: Datum) -> Point:
    return Point(lon, lat) if datum is Datum.WGS84 else Point.of(*convert(lon, lat, datum, Datum.WGS84))


def _feature(
    spot: Spot, present: Present, asked: Nearby | Filtered | SearchQuery, distance_m: float | None = None
) -> bytes:
    said = spot.layer.said(present.moment)
    return spot.layer.feature(spot.slot, said, asked.lang, asked.datum, distance_m)


def _in_box(spot: Spot, asked: StationsQuery) -> bool:
    if asked.datum is Datum.WGS84:
        return True
    return boxes.inside(asked.bbox, *coordinates_at(*spot.point, asked.datum))


_BEFORE = {datum: f'"datum":"{datum.value}","features":['.encode() for datum in Datum}
