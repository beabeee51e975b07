"""Lookups under /api/v1, read by SQL: the oracle of those from memory, and their stand-in before the first picture."""

from datetime import datetime
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request

import stations
from stations import features
from stations.atlas import tiles
from stations.database import run
from stations.datum import Datum, convert
from stations.errors import NotFound
from stations.lookup import Question
from stations.point import Point
from web import answers, boxes, searches
from web.answers import JSON, NEAREST, Answer
from web.bodies import ManyBody
from web.calls import body, number
from web.db import connection, words
from web.errors import BadRequest, StillDrawing
from web.headers import reply
from web.memory import MOST_LISTED, many
from web.opening import moment, now, wanted
from web.paging import paged
from web.params import Filtered, NearestQuery, NoQuery, SearchQuery, Shown, StationsQuery, TileQuery

api = Blueprint("api", __name__, url_prefix="/api/v1")
MOST_NEAREST = 100
LONGEST_BODY = 1 << 20


@api.get("/nearest")
def nearest() -> Response:
    """Give the places nearest to a point, closest first."""
    query = NearestQuery.of(request)
    question = _question(query)
    found = stations.nearest(connection(), question)
    if searches.counts(query):
        searches.note(question.here, found[0].distance_m if found else None)
    written = [
        features.feature(
            one.station,
            moment().said(one.station),
            lang=query.lang,
            datum=query.datum,
            distance_m=one.distance_m,
        )
        for one in found
    ]
    members: dict[str, Any] = {"features": written}
    hint = None if found else stations.hint(connection(), question)
    if hint:
        value = hint.value if hint.parameter == "service" else request.args[hint.parameter]
        members["hint"] = features.hint_json(hint, lang=query.lang) | {"value": value}
    return reply(Answer(answers.members(query.datum, **members), _head(), cache=NEAREST))


@api.post("/nearest")
def nearest_many() -> Response:
    """Give ids and distances of the places nearest to each of many points."""
    NoQuery.of(request)
    request.max_content_length = LONGEST_BODY
    asked = body(ManyBody)
    _known(asked)
    answer = current_app.extensions["memory"].many(asked)
    return reply(answer or _many(asked))


@api.get("/stations")
def within() -> Response:
    """Give the places in a box, page by page in the order of their ids."""
    query = StationsQuery.of(request)
    _known(query)
    limit = min(query.limit, MOST_LISTED)
    found = stations.within(
        connection(), boxes.around(query.bbox, query.datum), kinds=query.kind, services=query.service,
        inferred=query.inferred, open=wanted(query.open), limit=limit + 1, after=query.cursor,
    )  # fmt: skip
    links = paged(request.path, request.args.to_dict(), found[limit - 1].id if len(found) > limit else None)
    shown = [
        one for one in found[:limit]
        if query.datum is Datum.WGS84 or boxes.inside(query.bbox, *features.coordinates(one, query.datum))
    ]  # fmt: skip
    written = [features.feature(one, moment().said(one), lang=query.lang, datum=query.datum) for one in shown]
    found_now = answers.members(query.datum, numberReturned=len(written), links=links, features=written)
    return reply(Answer(found_now, _head()))


@api.get("/stations/<id>")
def station(id: str) -> Response:
    """Give one place with everything that is public about it, whatever its status."""
    query = Shown.of(request)
    found = stations.station(connection(), station_id(id))
    said = moment().said(found)
    whole = features.whole_feature(found, said, now(), lang=query.lang, datum=query.datum)
    return reply(Answer(orjson.dumps(whole)))


@api.get("/search")
def search() -> Response:
    """Give the places that match a text: from memory alone."""
    answer = current_app.extensions["memory"].search(SearchQuery.of(request))
    return reply(_drawn(answer))


@api.get("/tiles/<int:z>/<int:x>/<int:y>.json", defaults={"form": "json"})
@api.get("/tiles/<int:z>/<int:x>/<int:y>.mvt", defaults={"form": "mvt"})
def tile(z: int, x: int, y: int, form: str) -> Response:
    """Give a tile of the map: from memory alone."""
    query = TileQuery.of(request)
    _known(query)
    if not tiles.exists(z, x, y):
        raise NotFound(
            f"there is no tile {z}/{x}/{y}: zoom is 0 to {tiles.LAST_ZOOM}, x and y 0 to 2^zoom - 1"
        )
    return reply(_drawn(current_app.extensions["memory"].tile(z, x, y, form, query)))


@api.get("/vocabulary")
def vocabulary() -> Response:
    """Give the kinds, services and entry modes with their names in both languages and their icons."""
    NoQuery.of(request)
    known = words()
    body = orjson.dumps(
        {
            "kinds": list(known.kinds.values()),
            "services": list(known.services.values()),
            "entry_modes": list(known.entry_modes.values()),
            "details": {kind: list(of_kind.values()) for kind, of_kind in known.details.items()},
            "reasons": list(known.reasons.values()),
        }
    )
    return reply(Answer(body, media=JSON))


def station_id(text: str) -> int:
    """Read the id of a station from an address."""
    return number(text, "station")


def _question(query: NearestQuery) -> Question:
    _known(query)
    lon, lat = convert(query.lon, query.lat, query.datum, Datum.WGS84)
    return Question(
        Point.of(lon, lat), limit=min(query.limit, MOST_NEAREST), within_m=query.within_m, kinds=query.kind,
        services=query.service, inferred=query.inferred, open=wanted(query.open), min_rating=query.min_rating,
    )  # fmt: skip


def _many(asked: ManyBody) -> Answer:
    lon, lat = asked.columns
    lon, lat = convert(lon, lat, asked.datum, Datum.WGS84)
    points = [Point(*at) for at in zip(lon.tolist(), lat.tolist(), strict=True)]
    rows = stations.nearest_many(
        connection(), points, limit=asked.limit, kinds=asked.kind, services=asked.service
    )
    return many([[one[0] for one in row] for row in rows], [[one[1] for one in row] for row in rows])


def _known(query: Filtered | ManyBody) -> None:
    """Refuse kinds and services that are no words of the store."""
    for name, given, known in (
        ("kind", query.kind, words().kinds),
        ("service", query.service, words().services),
    ):
        stranger = next((one for one in given if one not in known), None)
        if stranger is not None:
            raise BadRequest(f"{name!r}: {stranger[:60]!r} is none of {', '.join(known)}", parameter=name)


def _drawn(answer: Answer | None) -> Answer:
    if answer is None:
        raise StillDrawing("the picture of all places is being drawn: please try again in a few seconds")
    return answer


def _head() -> bytes:
    as_of: datetime = run(connection(), "as_of")[0]["as_of"]
    return answers.head(now(), as_of)
