"""What couriers say over HTTP: stars, and "still right"; sent twice it counts once."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request

import stations
from stations import confirmations, freshness
from stations import ratings as kept
from stations.database import transaction
from stations.hours import in_china
from stations.ratings import Answer
from stations.station import Answered, Station
from web import telling
from web.answers import JSON
from web.answers import Answer as Reply
from web.api import station_id
from web.bodies import ConfirmationBody, RatingBody
from web.calls import written
from web.db import connection, words
from web.device import brought, device
from web.errors import BadRequest
from web.headers import reply
from web.opening import now
from web.params import NoQuery, WithdrawnRating

OWN_DAYS = 30
ratings = Blueprint("ratings", __name__, url_prefix="/api/v1/stations/<id>")
telling.install(ratings)


@ratings.get("/ratings")
def listed(id: str) -> Response:
    """Give the score of a place, its spread, the reasons, and the newest comments."""
    NoQuery.of(request)
    place = stations.station(connection(), station_id(id))
    recent = kept.recent(connection(), place.id, limit=20)
    body = orjson.dumps(
        {
            "rating": {"score": place.score, "count": place.votes},
            "spread": {str(stars): count for stars, count in kept.spread(connection(), place.id).items()},
            "reasons": kept.reasons(connection(), place.id),
            "ratings": [{**one._asdict(), "answer": answered(one.answer)} for one in recent],
            "own": [one._asdict() for one in _own(place.id)],
        }
    )
    response = reply(Reply(body, media=JSON, cache="private, no-cache" if brought() else "no-cache"))
    response.vary.add("Cookie")
    return response


@ratings.post("/ratings")
def rate(id: str) -> Response:
    """Count a vote: 201, or 200 when it replaces the one that this device gave here that day."""
    given = telling.given(RatingBody)
    _known(given)
    return telling.once(id, given, lambda place: _rated(place, given))


@ratings.delete("/ratings")
def withdraw(id: str) -> Response:
    """Take back what this device said here today, or on the day asked for: today or yesterday."""
    query = WithdrawnRating.of(request)
    with telling.limited():
        today = now().date()
        day = query.rated_on or today
        if not today - timedelta(days=1) <= day <= today:
            raise BadRequest(
                f"'rated_on': {day} cannot be taken back: only ratings of today and yesterday can",
                parameter="rated_on",
            )
        with transaction(connection()):
            place = stations.station(connection(), station_id(id))
            if brought():
                voter = kept.voter(str(current_app.secret_key), device(), place.id, day)
                kept.withdraw(connection(), place.id, voter=voter, day=day)
            return written({"rating": asdict(kept.summary(connection(), place.id))})


@ratings.post("/confirmations")
def confirm(id: str) -> Response:
    """Count that a fact is still right: 201, or 200 when this device said so here today."""
    given = telling.given(ConfirmationBody)
    return telling.once(id, given, lambda place: _confirmed(place, given))


def _known(given: RatingBody) -> None:
    known = words().reasons
    stranger = next((one for one in given.reasons or () if one not in known), None)
    if stranger is not None:
        raise BadRequest(f"'reasons': {stranger[:60]!r} is none of {', '.join(known)}", parameter="reasons")


def _rated(place: Station, given: RatingBody) -> Answer:
    at, asker = telling.tapped(given.at), telling.asker()
    vote = kept.rate(
        connection(), place.id, voter=asker.voter(place.id, at.date()), day=at.date(), stars=given.stars,
        comment=given.comment, reasons=given.reasons, at=at, now=now(), newcomer=asker.newcomer,
        held=telling.too_fast(place, at),
    )  # fmt: skip
    body: dict[str, Any] = vote._asdict()
    first = body.pop("first")
    body["rated_on"] = at.date().isoformat()
    voter = asker.voter(place.id, at.date())
    body["comment_waits"] = any(one.waits for one in kept.own(connection(), place.id, [voter]))
    body["rating"] = asdict(kept.summary(connection(), place.id))
    return Answer(201 if first else 200, body)


def _own(place: int) -> list[kept.Own]:
    """What the asking device said here lately; nothing of one that brought no cookie, which gets none by asking."""
    if not brought():
        return []
    today = now().date()
    voters = telling.asker().voters(place, today - timedelta(days=OWN_DAYS), today)
    return kept.own(connection(), place, voters)


def answered(answer: Answered | None) -> dict[str, str] | None:
    """Write what a manager answered."""
    return answer and {"text": answer.text, "at": in_china(answer.at).isoformat(timespec="seconds")}


def _confirmed(place: Station, given: ConfirmationBody) -> Answer:
    today = now().date()
    voter = kept.voter(str(current_app.secret_key), device(), place.id, today)
    first = confirmations.confirm(connection(), place.id, given.fact, voter=voter, day=today)
    said = freshness.confidence(today, today, given.fact).words()
    return Answer(
        201 if first else 200, {"fact": given.fact.value, "verified_at": today.isoformat(), "words": said}
    )
