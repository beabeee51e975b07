"""What couriers say over HTTP: stars, and "still right"; sent twice it counts once."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

import orjson
from flask import Blueprint, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.errors import RateLimitExceeded
from pydantic import BaseModel

import stations
from stations import confirmations, freshness
from stations import ratings as kept
from stations.database import transaction
from stations.ratings import Answer
from stations.station import Station, Status
from web.answers import JSON
from web.answers import Answer as Reply
from web.api import station_id
from web.db import connection
from web.device import device, limit_of_writes
from web.errors import BadRequest, Conflict, WrongMediaType, problem
from web.headers import reply
from web.opening import now
from web.params import Body, ConfirmationBody, NoQuery, RatingBody

ratings = Blueprint("ratings", __name__, url_prefix="/api/v1/stations/<id>")
KEY = "Idempotency-Key"
B = TypeVar("B", bound=Body)


@ratings.get("/ratings")
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
    return reply(Reply(body, media=JSON, cache="no-cache"))


@ratings.post("/ratings")
def rate(id: str) -> Response:
    """Count a vote: 201, or 200 when it replaces the one that this device gave here today."""
    given = _given(RatingBody)
    return _once(id, given, lambda place: _rated(place, given))


@ratings.post("/confirmations")
def confirm(id: str) -> Response:
    """Count that a fact is still right: 201, or 200 when this device said so here today."""
    given = _given(ConfirmationBody)
    return _once(id, given, lambda place: _confirmed(place, given))


@ratings.errorhandler(RateLimitExceeded)
def too_many(error: RateLimitExceeded) -> Response:
    """Ask to wait."""
    response = problem(429, "Too many requests", f"more than {error.limit.limit}: please wait and try again")
    response.headers["Retry-After"] = "600"
    return response


def _given(kind: type[B]) -> B:
    """Read the body, after the writer's limit was looked at."""
    NoQuery.of(request)
    limiter: Limiter = current_app.extensions["limiter_of_writes"]
    with limiter.limit(limit_of_writes):
        if request.mimetype != "application/json":
            raise WrongMediaType(f"the body is {request.mimetype or 'of no type'}: send application/json")
        return kind.of(request.get_data())


def _once(id: str, given: BaseModel, act: Callable[[Station], Answer]) -> Response:
    """Answer a request under its key: do it, or give the answer that the same request had before."""
    key = _key()
    asked = kept.fingerprint(request.path, given.model_dump_json().encode())
    with transaction(connection()):
        answer = kept.earlier_answer(connection(), key, asked)
        if answer is None:
            answer = act(_visited(station_id(id)))
            kept.keep_answer(connection(), key, asked, answer)
    response = Response(orjson.dumps(answer.body), answer.status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _key() -> str:
    key = request.headers.get(KEY, "").strip()
    if not key:
        raise BadRequest(
            f"the header {KEY} is missing: send a new random text, a UUID say, with each request",
            parameter=KEY,
        )
    if len(key) > 200 or not (key.isascii() and key.isprintable()):
        raise BadRequest(f"the header {KEY} is longer than 200 signs or not printable ASCII", parameter=KEY)
    return key


def _visited(number: int) -> Station:
    """Give a place that people can visit."""
    place = stations.station(connection(), number)
    if place.status in (Status.CLOSED, Status.PLANNED):
        raise Conflict(
            f"station {number} is {place.status.value}: only of places that people can visit one can tell"
        )
    return place


def _rated(place: Station, given: RatingBody) -> Answer:
    today = now().date()
    voter = kept.voter(str(current_app.secret_key), device(), place.id, today)
    first = kept.rate(
        connection(), place.id, voter=voter, day=today, stars=given.stars, comment=given.comment
    )
    body: dict[str, Any] = {"stars": given.stars, "comment": given.comment, "rated_on": today.isoformat()}
    body["rating"] = asdict(kept.summary(connection(), place.id))
    return Answer(201 if first else 200, body)


def _confirmed(place: Station, given: ConfirmationBody) -> Answer:
    today = now().date()
    voter = kept.voter(str(current_app.secret_key), device(), place.id, today)
    first = confirmations.confirm(connection(), place.id, given.fact, voter=voter, day=today)
    words = freshness.confidence(today, today, given.fact).words()
    return Answer(
        201 if first else 200, {"fact": given.fact.value, "verified_at": today.isoformat(), "words": words}
    )
