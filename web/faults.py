"""One-tap faults over HTTP: reported, taken back, mended; sent twice it counts once."""

from typing import Any

import orjson
from flask import Blueprint, Response, request

import stations
from stations import faults as kept
from stations import tickets
from stations.database import transaction
from stations.faults import Fault, What
from stations.hours import in_china
from stations.ratings import Answer
from stations.station import Station
from web import telling
from web.answers import JSON
from web.answers import Answer as Reply
from web.api import station_id
from web.bodies import FaultBody, MendedBody
from web.calls import written
from web.db import connection, words
from web.device import brought
from web.errors import BadRequest, Conflict
from web.headers import reply
from web.opening import now
from web.params import NoQuery, WithdrawnFault

faults = Blueprint("faults", __name__, url_prefix="/api/v1/stations/<id>")
telling.install(faults)


@faults.get("/faults")
def listed(id: str) -> Response:
    """Give what is publicly reported of a place, and which of its services are out."""
    NoQuery.of(request)
    place = stations.station(connection(), station_id(id))
    answers = [
        {**one._asdict(), "at": in_china(one.at).isoformat(timespec="seconds")}
        for one in tickets.told(connection(), place.id, now())
    ]
    body = orjson.dumps({**_told(place.id), "answers": answers})
    return reply(Reply(body, media=JSON, cache="no-cache"))


@faults.post("/faults")
def report(id: str) -> Response:
    """Keep a report: 201, or 200 when this device said so here within 24 hours."""
    given = telling.given(FaultBody)
    _known(given.what, given.service)
    return telling.once(id, given, lambda place: _reported(place, given))


@faults.delete("/faults")
def withdraw(id: str) -> Response:
    """Take back what this device reported here within the last day."""
    query = WithdrawnFault.of(request)
    with telling.limited():
        _known(query.what, query.service)
        with transaction(connection()):
            place = stations.station(connection(), station_id(id))
            if brought():
                fault = Fault(place.id, query.what, query.service)
                kept.withdraw(connection(), fault, telling.asker(), now=now())
            return written(_told(place.id))


@faults.post("/mended")
def mend(id: str) -> Response:
    """Count that something works again; its reports end."""
    given = telling.given(MendedBody)
    _known(given.what, given.service)
    return telling.once(id, given, lambda place: _mended(place, given))


def _known(what: What, service: str | None) -> None:
    """Refuse a service where none is broken, none where one is, and one that is no word of the store."""
    if what is What.BROKEN and service is None:
        raise BadRequest("'service' is missing: say what is broken", parameter="service")
    if what is not What.BROKEN and service is not None:
        raise BadRequest(
            f"'service': {service[:60]!r} comes only with 'broken', not with {what.value!r}",
            parameter="service",
        )
    if service is not None and service not in words().services:
        raise BadRequest(
            f"'service': {service[:60]!r} is none of {', '.join(words().services)}", parameter="service"
        )


def _reported(place: Station, given: FaultBody) -> Answer:
    offered = {*place.services, *place.services_inferred, *place.services_out}
    if given.service is not None and given.service not in offered:
        raise Conflict(
            f"station {place.id} is not known to offer {given.service}: nothing of it can be broken"
        )
    at = telling.tapped(given.at)
    done = kept.report(
        connection(), Fault(place.id, given.what, given.service), telling.asker(), at=at, now=now(),
        note=given.note, held=telling.too_fast(place, at),
    )  # fmt: skip
    return Answer(201 if done.first else 200, _answer(place.id, given, counted=done.counted))


def _mended(place: Station, given: MendedBody) -> Answer:
    at = telling.tapped(given.at)
    telling.asker()  # who came without a cookie gets one: it is by it that the next word is limited
    held = telling.too_fast(place, at)
    kept.mend(connection(), Fault(place.id, given.what, given.service), at=at, by="courier", held=held)
    return Answer(201, _answer(place.id, given, counted=held is None))


def _answer(place: int, given: FaultBody | MendedBody, *, counted: bool) -> dict[str, Any]:
    return {"what": given.what.value, "service": given.service, "counted": counted, **_told(place)}


def _told(place: int) -> dict[str, Any]:
    found = kept.condition(connection(), place)
    return {"services_out": list(found.services_out), "reports": [one.json for one in found.reports]}
