"""How a courier's word is taken over HTTP: within the writer's limit, once under its key, of a place one can visit."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.errors import RateLimitExceeded

import stations
from stations import ratings as kept
from stations.database import transaction
from stations.faults import Device
from stations.ratings import Answer
from stations.station import Station, Status
from web.api import station_id
from web.bodies import Body
from web.calls import body, written
from web.db import connection
from web.device import device, is_new, limit_of_writes
from web.errors import BadRequest, Conflict, problem
from web.opening import now
from web.paces import Paces
from web.params import NoQuery

KEY = "Idempotency-Key"
LATE = timedelta(hours=24)
# A phone's clock may go a little before ours.
AHEAD = timedelta(minutes=5)
B = TypeVar("B", bound=Body)


def given(kind: type[B]) -> B:
    """Read the body, after the writer's limit was looked at."""
    NoQuery.of(request)
    with limited():
        return body(kind)


def limited() -> AbstractContextManager[Any]:
    """Count a write of this writer, and refuse it beyond the limit."""
    limiter: Limiter = current_app.extensions["limiter_of_writes"]
    found: AbstractContextManager[Any] = limiter.limit(limit_of_writes)
    return found


def once(id: str, said: Body, act: Callable[[Station], Answer]) -> Response:
    """Answer a request under its key: do it, or give the answer that the same request had before."""
    key = _key()
    asked = kept.fingerprint(request.path, said.model_dump_json().encode())
    with transaction(connection()):
        answer = kept.earlier_answer(connection(), key, asked)
        if answer is None:
            answer = act(_visited(station_id(id)))
            kept.keep_answer(connection(), key, asked, answer)
    return written(answer.body, answer.status)


def tapped(at: datetime | None) -> datetime:
    """Tell when something was tapped: now, or before, where it waited for a network for at most a day.

    Raises
    ------
    BadRequest
        When that is yet to come.
    """
    present = now()
    if at is None or at < present - LATE:
        return present
    if at > present + AHEAD:
        raise BadRequest(
            f"'at': {at.isoformat()} lies in the future: give the time of the tap", parameter="at"
        )
    return min(at, present)


def asker() -> Device:
    """Give the asking device."""
    return Device(str(current_app.secret_key), device(), is_new())


def too_fast(place: Station, at: datetime) -> str | None:
    """Tell why a device that tells of one place after the other is not to count, or None."""
    paces: Paces = current_app.extensions["paces"]
    return None if paces.walked(device(), place.id, at, now()) else "too_fast"


def install(blueprint: Blueprint) -> None:
    """Ask who wrote too much to wait."""
    blueprint.register_error_handler(RateLimitExceeded, _too_many)


def _too_many(error: RateLimitExceeded) -> Response:
    response = problem(429, "Too many requests", f"more than {error.limit.limit}: please wait and try again")
    response.headers["Retry-After"] = "600"
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
