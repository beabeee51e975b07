"""What pages look up: from memory where there is a picture, by SQL where there is none or memory cannot tell."""

from collections.abc import Sequence
from typing import NamedTuple

import stations
from stations import counties, ratings, tickets
from stations.errors import NotFound, StoreError
from stations.lookup import Hint, Question
from stations.point import Point
from stations.ratings import Rating
from stations.station import Located, Station
from stations.tickets import Told
from web.db import connection
from web.opening import now, presence


def nearest(question: Question) -> list[Located]:
    """Find the places nearest to a point."""
    present = presence().now()
    return present.atlas.located(question) if present else stations.nearest(connection(), question)


def hint(question: Question) -> Hint | None:
    """Tell which one filter to drop for the nearest way on."""
    present = presence().now()
    return present.atlas.hint(question) if present else stations.hint(connection(), question)


class Visited(NamedTuple):
    """One place, how far it is from a point, and what people say: last, by stars, by reasons; nothing while unknown."""

    station: Station
    distance_m: float | None
    said: list[Rating]
    spread: dict[int, int]
    reasons: dict[str, int]
    told: Sequence[Told] = ()


def station(number: int, here: Point | None) -> Visited:
    """Give one place with what people say of it.

    Read from the store, so that whoever just rated it sees that; from memory, and without votes, when it is away.
    """
    present = presence().now()
    if present is None or presence().source.connected:
        try:
            return _from_store(number, here)
        except StoreError:
            if present is None:
                raise
    try:
        spot = present.atlas.spot(number)
    except NotFound as error:
        raise StoreError("the database is away, and no published place has this id") from error
    return Visited(spot.station, None if here is None else present.atlas.distance_m(here, spot), [], {}, {})


def find(text: str, near: Point | None, limit: int) -> list[tuple[Station, float | None]] | None:
    """Find places by name, address, pinyin or initials, with how far each is; None while there is no picture."""
    present = presence().now()
    if present is None:
        return None
    atlas = present.atlas
    spots = atlas.find(text, near, limit)
    return [(spot.station, None if near is None else atlas.distance_m(near, spot)) for spot in spots]


def somewhere() -> Point | None:
    """Tell where to look when nobody said where they are and no county is known: at the first place of all."""
    present = presence().now()
    return present.atlas.first_point if present else counties.somewhere(connection())


def _from_store(number: int, here: Point | None) -> Visited:
    store = connection()
    found = stations.station(store, number)
    distance_m = None if here is None else stations.distance_m(store, here, found.id)
    said = ratings.recent(store, found.id, limit=5)
    spread, reasons = ratings.spread(store, found.id), ratings.reasons(store, found.id)
    return Visited(found, distance_m, said, spread, reasons, tickets.told(store, found.id, now()))
