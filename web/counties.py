"""Counties over HTTP: where to look when a position is refused, and lines to draw as the ground of the map."""

import orjson
from flask import Blueprint, Response, request

from stations import counties as kept
from stations.point import BBox
from web.answers import JSON, Answer
from web.db import choices, connection
from web.headers import reply
from web.params import NoQuery, OutlinesQuery

counties = Blueprint("counties", __name__, url_prefix="/api/v1")
# A line drawn over some 1,000 px of screen shows no corner finer than this share of its box.
FINEST_SHARE = 1 / 1000


@counties.get("/counties")
def listed() -> Response:
    """Give the counties that have places, most places first."""
    NoQuery.of(request)
    found = [
        {"code": one.code, "name": one.name, "city": one.city, "count": one.count,
         "centre": [round(one.lon, 5), round(one.lat, 5)]}
        for one in choices()
    ]  # fmt: skip
    body = orjson.dumps({"counties": found})
    return reply(Answer(body, media=JSON))


@counties.get("/outlines")
def outlines() -> Response:
    """Give the boundaries that meet a box as lines, no finer than a screen shows them."""
    bbox = OutlinesQuery.of(request).bbox
    tolerance = max(bbox.north - bbox.south, 1e-4) * FINEST_SHARE
    lines = [
        {
            "type": "Feature",
            "id": one.code,
            "geometry": orjson.Fragment(one.geometry),
            "properties": {
                "name": one.name,
                "centre": [round(one.lon, 5), round(one.lat, 5)],
                "credit": one.credit,
            },
        }
        for half in bbox.halves
        for one in kept.outlines(connection(), BBox(*half), tolerance=tolerance)
    ]
    body = orjson.dumps({"type": "FeatureCollection", "features": lines})
    return reply(Answer(body))
