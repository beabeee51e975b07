"""Ratings over HTTP: read them, give one; sent twice it counts once."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.errors import RateLimitExceeded

import stations
from stations import ratings as kept
from stations.database import transaction
from stations.ratings import Answer
from stations.station import Status
from web.api import station_id
from web.db import connection
from web.device import device, limit_of_writes
from web.errors import BadRequest, Conflict, WrongMediaType, problem
from web.headers import conditional
from web.params import CHINA, NoQuery, RatingBody

ratings = Blueprint("ratings", __name__, url_prefix="/api/v1/stations/<id>/ratings")
KEY = "Idempotency-Key"


@ratings.get("")
def listed(id: str) -> Response:
    """Give the score of a place, its spread, and the newest comments."""
    NoQuery.of(request)
    place = stations.station(connection(), station_id(id))
    recent = kept.recent(connection(), place.id, limit=20)
    body = orjson.dumps(
        {
            "rating": {"score": place.score, "count": place.votes},
            "spread": {str(stars): count for stars, count in kept.spread(connection(), place.id).items()},
            "ratings": [one._asdict() for one in recent],
        }
    )
    return conditional(Response(body, content_type="application/json"), body, cache="no-cache")


@ratings.post("")
def rate(id: str) -> Response:
    """Count a vote: 201, or 200 when it replaces the one that this device gave here today."""
    NoQuery.of(request)
    limiter: Limiter = current_app.extensions["limiter_of_writes"]
    with limiter.limit(limit_of_writes):
        given, key = _body(), _key()
    asked = kept.fingerprint(request.path, given.model_dump_json().encode())
    with transaction(connection()):
        answer = kept.earlier_answer(connection(), key, asked)
        if answer is None:
            answer = _count(station_id(id), given)
            kept.keep_answer(connection(), key, asked, answer)
    response = Response(orjson.dumps(answer.body), answer.status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


@ratings.errorhandler(RateLimitExceeded)
def too_many(error: RateLimitExceeded) -> Response:
    """Ask to wait."""
    response = problem(429, "Too many requests", f"more than {error.limit.limit}: please wait and try again")
    response.headers["Retry-After"] = "600"
    return response


def _body() -> RatingBody:
    if request.mimetype != "application/json":
        raise WrongMediaType(f"the body is {request.mimetype or 'of no type'}: send application/json")
    return RatingBody.of(request.get_data())


def _key() -> str:
    key = request.headers.get(KEY, "").strip()
    if not key:
        raise BadRequest(f"the header {KEY} is missing: send a new random text, a UUID say, with each vote",
                         parameter=KEY)  # fmt: skip
    if len(key) > 200 or not (key.isascii() and key.isprintable()):
        raise BadRequest(f"the header {KEY} is longer than 200 signs or not printable ASCII", parameter=KEY)
    return key


def _count(station: int, given: RatingBody) -> Answer:
    place = stations.station(connection(), station)
    if place.status in (Status.CLOSED, Status.PLANNED):
        raise Conflict(
            f"station {station} is {place.status.value}: only places that people can visit are rated"
        )
    today = datetime.now(CHINA).date()
    voter = kept.voter(str(current_app.secret_key), device(), station, today)
    first = kept.rate(connection(), station, voter=voter, day=today, stars=given.stars, comment=given.comment)
    body: dict[str, Any] = {"stars": given.stars, "comment": given.comment, "rated_on": today.isoformat()}
    body["rating"] = asdict(kept.summary(connection(), station))
    return Answer(201 if first else 200, body)
