"""All places around a point, or of a county, in one answer: what a device keeps to go on without a network."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import orjson
from flask import Blueprint, Response, current_app, request
from numpy.typing import NDArray

from stations.ahead import Book, Courses
from stations.atlas.atlas import Atlas, Spot
from stations.atlas.records import stations
from stations.atlas.wanted import ANYTHING
from stations.counties import Choice
from stations.datum import Datum, convert
from stations.features import feature
from stations.freshness import Lang
from stations.opening import Moment, while_suspended
from stations.point import Point
from stations.station import Station, Status
from stations.vocabulary import Vocabulary
from web import answers
from web.answers import Answer
from web.db import choices, words
from web.errors import BadRequest, StillDrawing
from web.headers import reply
from web.opening import presence
from web.params import AreaQuery
from web.phone import FIRST_CHIPS
from web.presence import Present
from web.showing import Shown
from web.words import dictionary

area = Blueprint("area", __name__, url_prefix="/api/v1")
MOST_AROUND, MOST_OF_COUNTY = 600, 2_000
MOST_LOOKED_AT = 20_000  # around the middle of a county, for its places
PRIVATE = "private, max-age=60"
COUNTIES_KEPT = 8
STEPS_A_DEGREE = 10_000_000


class Found(NamedTuple):
    """Where places lie, and how far from the centre every published place is among them; None when all are."""

    spots: list[Spot]
    reach_m: float | None


@area.get("/area")
def around() -> Response:
    """Give the places around a point or of a county, with their opening for the weeks to come."""
    query = AreaQuery.of(request)
    present = presence().now()
    if present is None:
        raise StillDrawing("the picture of all places is being drawn: please try again in a few seconds")
    county = _county(query.county) if query.county is not None else None
    if county:
        centre, cache = Point(county.lon, county.lat), answers.PUBLIC
        found = _looked_up(present.atlas, county)
    else:
        centre, cache = Point.of(query.lon or 0.0, query.lat or 0.0), PRIVATE
        found = _around(present.atlas, centre)
    body = _members(found, centre, county, present, query.lang)
    return reply(Answer(body, present.head, cache=cache))


def _county(asked: str) -> Choice:
    for one in choices():
        if asked.strip() in (one.code, one.name):
            return one
    raise BadRequest(f"'county': there is no county {asked[:40]!r} with places", parameter="county")


def _around(atlas: Atlas, centre: Point) -> Found:
    near = atlas.nearest(centre, MOST_AROUND + 1, float("inf"), ANYTHING)
    reach_m = _floored(near[-1][1]) if len(near) > MOST_AROUND else None
    return Found([spot for spot, _ in near[:MOST_AROUND]], reach_m)


def _looked_up(atlas: Atlas, county: Choice) -> Found:
    """Give the places of a county, looked up once until one of all places changes.

    Two towns that share a name lie far apart: between them up to 20,000 places are read, for more than a second.
    """
    of, known = current_app.extensions.get("counties_found", (None, {}))
    if of is not atlas.layers or (county not in known and len(known) >= COUNTIES_KEPT):
        known = {}
        current_app.extensions["counties_found"] = (atlas.layers, known)
    if county not in known:
        known[county] = _of_county(atlas, county)
    found: Found = known[county]
    return found


def _of_county(atlas: Atlas, county: Choice) -> Found:
    """Look farther and farther around the county's middle until as many of its places were met as it has."""
    centre = Point(county.lon, county.lat)
    wanted, looked_at = min(county.count, MOST_OF_COUNTY), 2 * county.count + 64
    while True:
        near = atlas.nearest(centre, min(looked_at, MOST_LOOKED_AT), float("inf"), ANYTHING)
        found = _chosen(near, county)
        if len(found.spots) >= wanted or len(near) >= min(len(atlas), MOST_LOOKED_AT):
            return found
        looked_at *= 4


def _chosen(near: Sequence[tuple[Spot, float]], county: Choice) -> Found:
    everywhere = stations([spot for spot, _ in near])
    mine = [_lies_in(one, county) for one in everywhere]
    chosen = [at for at, is_mine in enumerate(mine) if is_mine][:MOST_OF_COUNTY]
    held = set(chosen)
    first_left_out = next((near[at][1] for at in range(len(near)) if at not in held), None)
    return Found([near[at][0] for at in chosen], None if first_left_out is None else _floored(first_left_out))


def _lies_in(one: Station, county: Choice) -> bool:
    if county.code is not None:
        return one.county_code == county.code
    return one.county_code is None and one.county_name == county.name


def _members(found: Found, centre: Point, county: Choice | None, present: Present, lang: Lang) -> bytes:
    known, moment = words(), present.moment
    held: Courses = current_app.extensions.get("courses", Courses())
    current_app.extensions["courses"] = held = held.of(moment.at.date(), moment.calendar)
    book = Book(held, lang)
    places = stations(found.spots)
    features = [
        _feature(one, shift, moment, known, book, lang)
        for one, shift in zip(places, _shifts(places), strict=True)
    ]
    return answers.members(
        Datum.WGS84,
        centre=[centre.lon, centre.lat],
        reach_m=found.reach_m,
        county={"code": county.code, "name": county.name} if county else None,
        ahead=book.json(),
        words=_words(known, lang),
        features=features,
    )


def _feature(
    one: Station, shift: list[int], moment: Moment, known: Vocabulary, book: Book, lang: Lang
) -> dict[str, Any]:
    written = feature(one, moment.said(one), lang=lang)
    shown = Shown(one, lang, known, moment)
    properties = written["properties"]
    further = {
        "name_zh": one.name if one.name != properties["name"] else None,
        "name_en": one.name_en if one.name_en != properties["name"] else None,
        "phone": one.phone,
        "entry": shown.entry,
        "hours_inferred_text": one.hours_inferred_text,
        "gcj02": shift if any(shift) else None,
    }
    properties |= {name: value for name, value in further.items() if value}
    if one.hours_in_force is not None:
        properties["ahead"] = book.number(one.hours_in_force)
    if one.status is Status.SUSPENDED and one.status_until is not None:
        text = while_suspended(one.hours_in_force, moment.at.date(), one.status_until)
        properties["ahead_suspended"] = book.number(text)
    return written


def _shifts(found: Sequence[Station]) -> list[list[int]]:
    """Tell how far off each place lies in GCJ-02, whose outline of the mainland is too much for a device."""
    lon, lat = (np.array([getattr(one, axis) for one in found], np.float64) for axis in ("lon", "lat"))
    pairs = zip((lon, lat), convert(lon, lat, Datum.WGS84, Datum.GCJ02), strict=True)
    columns = (_steps(there) - _steps(here) for here, there in pairs)
    return np.stack(list(columns), axis=1).tolist()  # type: ignore[no-any-return]


def _steps(degrees: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(degrees * STEPS_A_DEGREE).astype(np.int64)


def _words(known: Vocabulary, lang: Lang) -> dict[str, Any]:
    """Give the words that pages need, which a device has no other way to learn."""
    return {
        "lang": lang,
        "said": orjson.Fragment(orjson.dumps(dictionary(lang))),
        "kinds": {one.code: {"name": one.name(lang), "icon": one.icon} for one in known.kinds.values()},
        "services": {one.code: {"name": one.name(lang), "icon": one.icon} for one in known.services.values()},
        "meant": {"services": known.service_words, "kinds": known.brands},
        "reasons": {code: one.name(lang) for code, one in known.reasons.items()},
        "first_chips": FIRST_CHIPS,
    }


def _floored(length_m: float) -> float:
    """Round a length down to 0.1 m: a promise is kept rather than stretched."""
    return int(length_m * 10) / 10
