"""Places as their managers amend them, under /api/v1: the branch's list, one record, changes to it."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, request

from stations import amending, desk, faults, features
from stations.acting import Scope
from stations.amending import Kept
from stations.datum import Datum
from stations.desk import Asked
from stations.hours import preview, read, say
from stations.lookup import station
from web.answers import JSON, Answer
from web.api import station_id
from web.bodies.places import OutBody, PlacePatch
from web.calls import in_json, typed, written
from web.db import connection, words
from web.errors import BadRequest, Conflict, VersionMissing, problem
from web.opening import moment, now
from web.params import NoQuery
from web.params.places import HoursQuery, ManageQuery, OutQuery
from web.rights import NotAllowed, needs

amend = Blueprint("amend", __name__, url_prefix="/api/v1")
PATCHES = ("application/merge-patch+json", "application/json")
MOST_LISTED = 200
VERSION = re.compile(r'(?:W/)?"(\d{1,9})(?::\w+)?"')  # what compresses an answer adds its name to the tag
TAG = re.compile(r'(?:W/)?"[^"]*"')
HIDDEN = ("hours_exceptions", "hours_inferred", "hours_inferred_text", "services_inferred", "capacity_inferred",
          "county_stated", "observed_on", "unit_id")  # fmt: skip


@amend.get("/manage/stations")
@needs(Scope.READ)
def mine() -> Response:
    """Give the places of the own branch, what needs somebody first."""
    query = ManageQuery.of(request)
    found = desk.places(
        connection(), Asked(query.unit, query.q, query.needs), today=now().date(),
        limit=min(query.limit, MOST_LISTED), after=query.after,
    )  # fmt: skip
    places = [
        {
            "id": str(one.id), "name": one.name, "kind": one.kind, "address": one.address, "unit": one.unit_name,
            "status": one.status, "status_until": one.status_until, "needs": one.needs,
        }
        for one in found.places
    ]  # fmt: skip
    links = [_link("self", request.args)]
    if found.after:
        links.append(_link("next", {**request.args.to_dict(), "cursor": "{}.{}".format(*found.after)}))
    return written({"total": found.total, "needing": found.needing, "places": places, "links": links})


@amend.get("/manage/stations/<id>")
@needs(Scope.READ)
def one(id: str) -> Response:
    """Give the record of a place of the own branch; its ETag is its version."""
    NoQuery.of(request)
    place = readable(id)
    return _tagged(managed(place), place.version)


@amend.patch("/stations/<id>")
@needs(Scope.AMEND)
def patch(id: str) -> Response:
    """Amend a place by a merge patch, made to the version that If-Match names."""
    NoQuery.of(request)
    typed(PATCHES, PATCHES[0])
    place = amendable(id)
    asked = PlacePatch.of(request.get_data())
    version = _version(place)
    made = version and amending.amend(connection(), place.id, version, columns(place, asked))
    if not made:
        return _stale(readable(id), _seen())
    after = readable(id)
    return _tagged(managed(after), after.version)


@amend.post("/manage/stations/<id>/out")
@needs(Scope.AMEND)
def take_out(id: str) -> Response:
    """Take a service out for now: it is out for all at once. 200 when it was out already."""
    NoQuery.of(request)
    in_json()
    place = amendable(id)
    service = offered(place, OutBody.of(request.get_data()).service)
    done = amending.take_out(connection(), place.id, service, now())
    return written(_out(place.id), 201 if done else 200)


@amend.delete("/manage/stations/<id>/out")
@needs(Scope.AMEND)
def bring_back(id: str) -> Response:
    """Say that a service works again: what was reported of it ends."""
    query = OutQuery.of(request)
    place = amendable(id)
    amending.bring_back(connection(), place.id, known(query.service), now())
    return written(_out(place.id))


@amend.get("/hours")
@needs(Scope.READ)
def hours() -> Response:
    """Tell what hours mean as people write them: a sentence, and the next 14 days."""
    query = HoursQuery.of(request)
    reading = read(query.text)
    days = preview(reading.hours, now().date(), calendar=moment().calendar) if reading.hours else []
    return written({
        "text": query.text,
        "stored": reading.stored,
        "sentence": say(reading.hours, query.lang) if reading.hours else None,
        "not_understood": reading.not_understood,
        "why": reading.why,
        "days": [
            {
                "date": day.on,
                "day": str(day.day),
                "special": (day.special.zh if query.lang == "zh" else day.special.en) if day.special else None,
                "open": [[_time(start), _time(end)] for start, end in day.open_spans],
                "unknown": bool(day.unknown_spans),
            }
            for day in days
        ],
    })  # fmt: skip


def readable(id: str) -> Kept:
    """Give a place that the account may see at the desk.

    Raises
    ------
    NotAllowed
        When another branch keeps it.
    """
    place = amending.kept(connection(), station_id(id))
    if not place.may_read:
        raise NotAllowed(f"station {place.id} is kept by another branch")
    return place


def amendable(id: str) -> Kept:
    """Give a place that the account may amend.

    Raises
    ------
    NotAllowed
        When another branch keeps it.
    """
    place = readable(id)
    if not place.may_amend:
        raise NotAllowed(f"station {place.id} is not this account's to amend")
    return place


def columns(place: Kept, asked: PlacePatch) -> dict[str, Any]:
    """Give the columns that a patch sets on a place."""
    return asked.columns(place.record, words(), now().date())


def known(service: str) -> str:
    """Refuse a service that is no word of the store."""
    if service not in words().services:
        raise BadRequest(
            f"'service': {service[:60]!r} is none of {', '.join(words().services)}", parameter="service"
        )
    return service


def offered(place: Kept, service: str) -> str:
    """Refuse a service that a place does not offer."""
    if known(service) not in (*place.record["services"], *place.record["services_inferred"]):
        raise Conflict(f"station {place.id} is not known to offer {service}: nothing of it can be out")
    return service


def managed(place: Kept) -> dict[str, Any]:
    """Write a record as the desk amends it."""
    told = {name: value for name, value in place.record.items() if name not in HIDDEN}
    return {
        "id": str(place.id),
        "version": place.version,
        "changed_at": place.changed_at,
        "changed_by": place.changed_unit,
        "unit": {"id": str(place.unit_id), "name": place.unit_name} if place.unit_id else None,
        "may_amend": place.may_amend,
        **told,
        **_out(place.id),
        "closures": [one._asdict() for one in place.closures],
        "needs": list(desk.needs_of(connection(), place.id, today=now().date())),
    }


def _tagged(body: Mapping[str, Any], version: int) -> Response:
    response = written(body)
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(str(version))
    return response


def _version(place: Kept) -> int | None:
    """Give the version that If-Match names: by its number, or by the tag of the public answer at this moment."""
    given = _tags()
    if f'"{place.version}"' in given or not given.isdisjoint(_public_tags(place.id)):
        return place.version
    return None


def _tags() -> set[str]:
    """Give the tags of If-Match as they stand between the quotes, with them; weak ones too.

    Raises
    ------
    VersionMissing
        When there is none: a change must say what it is made to.
    """
    header = request.headers.get("If-Match", "")
    found = {VERSION.sub(r'"\1"', tag).removeprefix("W/") for tag in TAG.findall(header)}
    if not found:
        raise VersionMissing('If-Match is missing: send the ETag of the record that was read, If-Match: "7"')
    return found


def _seen() -> int:
    """Give the number of the version that If-Match names; 0 where it names none by number."""
    return max((int(tag[1:-1]) for tag in _tags() if tag[1:-1].isdigit()), default=0)


def _public_tags(id: int) -> set[str]:
    """Give the tags that `GET /stations/{id}` answers with now, in any language and datum."""
    found = station(connection(), id)
    said, present = moment().said(found), now()
    whole = (
        features.whole_feature(found, said, present, lang=lang, datum=datum)
        for lang in ("zh", "en")
        for datum in Datum
    )
    return {f'"{Answer(orjson.dumps(one)).tag}"' for one in whole}


def _stale(place: Kept, seen: int) -> Response:
    """Tell what was changed meanwhile, and what the record says now."""
    since = amending.since(connection(), place, seen)
    response = problem(
        412,
        "Precondition failed",
        f"station {place.id} was changed meanwhile: it is at version {place.version}; "
        "look at `current`, and send what is still to change with its version",
        parameter="If-Match",
    )
    told = orjson.loads(response.get_data()) | {
        "current": managed(place),
        "changed": {"fields": since.fields, "by": since.unit, "at": since.at},
    }
    response.set_data(orjson.dumps(told))
    response.set_etag(str(place.version))
    return response


def _out(id: int) -> dict[str, Any]:
    found = faults.condition(connection(), id)
    return {"services_out": list(found.services_out), "reports": [one.json for one in found.reports]}


def _link(rel: str, args: Mapping[str, str]) -> dict[str, str]:
    return {"rel": rel, "type": JSON, "href": f"{request.path}?{urlencode(args)}"}


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
