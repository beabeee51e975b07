"""Lookups under /api/v1: nearest, within a box, one station, and the words of the field."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, request

import stations
from stations.database import run
from stations.datum import Datum, convert
from stations.errors import NotFound
from stations.hours import CHINA
from stations.lookup import Question
from stations.point import BBox, Point
from web.db import connection, words
from web.errors import BadRequest
from web.features import GEOJSON, feature, hint_json, located
from web.headers import NEAREST, PUBLIC, conditional
from web.opening import now, wanted
from web.params import Filtered, NearestQuery, NoQuery, Shown, StationsQuery

api = Blueprint("api", __name__, url_prefix="/api/v1")
MOST_NEAREST, MOST_LISTED = 100, 1000
SHIFT_DEG = 0.02  # more than BD-09 and GCJ-02 move any point


@api.get("/nearest")
def nearest() -> Response:
    """Give the places nearest to a point, closest first."""
    query = NearestQuery.of(request)
    question = _question(query)
    found = stations.nearest(connection(), question)
    collection: dict[str, Any] = {"features": located(found, lang=query.lang, datum=query.datum)}
    hint = None if found else stations.hint(connection(), question)
    if hint:
        value = hint.value if hint.parameter == "service" else request.args[hint.parameter]
        collection["hint"] = hint_json(hint, lang=query.lang) | {"value": value}
    return _collection(collection, datum=query.datum, cache=NEAREST)


@api.get("/stations")
def within() -> Response:
    """Give the places in a box, page by page in the order of their ids."""
    query = StationsQuery.of(request)
    _known(query)
    limit = min(query.limit, MOST_LISTED)
    found = stations.within(
        connection(), _around(query.bbox, query.datum), kinds=query.kind, services=query.service,
        inferred=query.inferred, open=wanted(query.open), limit=limit + 1, after=query.cursor,
    )  # fmt: skip
    links = [_link("self", request.args.to_dict())]
    if len(found) > limit:
        links.append(_link("next", request.args.to_dict() | {"cursor": str(found[limit - 1].id)}))
    written = [feature(one, lang=query.lang, datum=query.datum) for one in found[:limit]]
    features = [one for one in written if query.datum is Datum.WGS84 or _inside(query.bbox, one)]
    collection = {"numberReturned": len(features), "links": links, "features": features}
    return _collection(collection, datum=query.datum, cache=PUBLIC)


@api.get("/stations/<id>")
def station(id: str) -> Response:
    """Give one place with everything that is public about it, whatever its status."""
    query = Shown.of(request)
    found = stations.station(connection(), station_id(id))
    body = orjson.dumps(feature(found, lang=query.lang, datum=query.datum, full=True))
    return conditional(Response(body, content_type=GEOJSON), body, cache=PUBLIC)


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
        }
    )
    return conditional(Response(body, content_type="application/json"), body, cache=PUBLIC)


def station_id(text: str) -> int:
    """Read an id from an address.

    Raises
    ------
    NotFound
        When it is no number: there is no such station.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound(f"there is no station {text[:40]!r}")
    return int(text)


def _question(query: NearestQuery) -> Question:
    _known(query)
    lon, lat = convert(query.lon, query.lat, query.datum, Datum.WGS84)
    return Question(
        Point.of(lon, lat), limit=min(query.limit, MOST_NEAREST), within_m=query.within_m, kinds=query.kind,
        services=query.service, inferred=query.inferred, open=wanted(query.open), min_rating=query.min_rating,
    )  # fmt: skip


def _known(query: Filtered) -> None:
    """Refuse kinds and services that are no words of the store."""
    for name, given, known in (
        ("kind", query.kind, words().kinds),
        ("service", query.service, words().services),
    ):
        stranger = next((one for one in given if one not in known), None)
        if stranger is not None:
            raise BadRequest(f"{name!r}: {stranger[:60]!r} is none of {', '.join(known)}", parameter=name)


def _around(bbox: BBox, datum: Datum) -> BBox:
    """Give a WGS-84 box that holds all of a box in another datum: the shift is not the same along an edge."""
    if datum is Datum.WGS84:
        return bbox
    crosses = bbox.west > bbox.east
    west, east = max(bbox.west - SHIFT_DEG, -180.0), min(bbox.east + SHIFT_DEG, 180.0)
    if crosses and west <= east:
        west, east = -180.0, 180.0
    return BBox(west, max(bbox.south - SHIFT_DEG, -90.0), east, min(bbox.north + SHIFT_DEG, 90.0))


def _inside(bbox: BBox, written: dict[str, Any]) -> bool:
    """Tell whether a Feature lies in a box of its own datum."""
    at = Point(*written["geometry"]["coordinates"])
    halves = bbox.halves
    return any(west <= at.lon <= east and south <= at.lat <= north for west, south, east, north in halves)


def _link(rel: str, query: dict[str, str]) -> dict[str, str]:
    return {"rel": rel, "type": GEOJSON, "href": f"{request.path}?{urlencode(query, safe=',')}"}


def _collection(collection: dict[str, Any], *, datum: Datum, cache: str) -> Response:
    digested = orjson.dumps([datum.value, collection])
    as_of: datetime = run(connection(), "as_of")[0]["as_of"]
    head = {
        "type": "FeatureCollection",
        "timeStamp": now().isoformat(timespec="seconds"),
        "asOf": as_of.astimezone(CHINA).isoformat(timespec="milliseconds"),
        "datum": datum.value,
    }
    return conditional(Response(orjson.dumps(head | collection), content_type=GEOJSON), digested, cache=cache)
