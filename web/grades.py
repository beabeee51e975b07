"""Grades over HTTP: what units define, how places stand by it, what people confirm, and awards."""

from collections.abc import Collection
from typing import Annotated, Any

import orjson
from flask import Blueprint, Response, request
from pydantic import Field

from stations import awards as given
from stations import branch
from stations import grades as kept
from stations.acting import Scope
from stations.branch import Place
from stations.errors import NotFound
from stations.grades import Counts, Definition, Grade, Graded, Standing
from stations.known_grades import KNOWN
from web.answers import JSON, NEVER, Answer
from web.api import station_id
from web.bodies.grades import AwardBody, DefinitionBody, GradeBody, SaidBody
from web.calls import number, sent
from web.db import connection, words
from web.errors import BadRequest, Conflict, Stale, VersionMissing
from web.headers import reply
from web.opening import now
from web.params import NoQuery, Query
from web.rights import NotAllowed, needs
from web.values import YesNo

grades = Blueprint("grades", __name__)
API = "/api/v1/manage/grades"
MOST = 500


class PlacesQuery(Query):
    """Which places of a grade."""

    lacks: Annotated[str, Field(max_length=40, description="Only places that lack this point.")] | None = None
    met: Annotated[YesNo, Field(description="Only places that meet the grade, or that do not.")] | None = None
    limit: Annotated[int, Field(ge=1, description=f"Most places to give; above {MOST} it is {MOST}.")] = 100
    cursor: (
        Annotated[
            str, Field(pattern=r"^[0-9]{1,2}\.[0-9]{1,18}$", description="As given by the page before.")
        ]
        | None
    ) = None

    @property
    def after(self) -> tuple[int, int]:
        """How many points the last place of the page before lacks, and its id."""
        count, _, place = (self.cursor or "").partition(".")
        return (int(count), int(place)) if place else (-1, 0)


class AwardQuery(Query):
    """Which award."""

    award: Annotated[int, Field(ge=1, lt=2**63, description="Id of the award.")]


@grades.get(API)
@needs(Scope.READ)
def all_json() -> Response:
    """Give the grades that the account sees, with counts of its branch, and published ones."""
    NoQuery.of(request)
    found = kept.grades(connection())
    counted = kept.counts(connection(), found, now().date())
    known = [{"code": code, **one._asdict()} for code, one in KNOWN.items()]
    body = {"grades": [written(one, counted[one.id]) for one in found], "known": known}
    return reply(Answer(orjson.dumps(body), media=JSON, cache=NEVER))


@grades.post(API)
@needs(Scope.AMEND)
def define_json() -> Response:
    """Enter a grade of a unit."""
    body = sent(GradeBody)
    return _versioned(_kept(defined(body.unit, body)), 201)


@grades.get(f"{API}/<id>")
@needs(Scope.READ)
def one_json(id: str) -> Response:
    """Give a grade, in use or not."""
    NoQuery.of(request)
    response = _versioned(seen(id))
    response.make_conditional(request)
    return response


@grades.put(f"{API}/<id>")
@needs(Scope.AMEND)
def amend_json(id: str) -> Response:
    """Change a grade of which the version is named by If-Match."""
    body, found = sent(DefinitionBody), seen(id)
    amended(found, _version(found), body)
    return _versioned(_kept(found.id))


@grades.delete(f"{API}/<id>")
@needs(Scope.AMEND)
def retire_json(id: str) -> Response:
    """Take a grade out of use."""
    NoQuery.of(request)
    found = seen(id)
    retired(found, _version(found))
    return _versioned(_kept(found.id))


@grades.get(f"{API}/<id>/places")
@needs(Scope.READ)
def places_json(id: str) -> Response:
    """Give the places of the account's branch by what they lack."""
    query, found = PlacesQuery.of(request), seen(id)
    limit = min(query.limit, MOST)
    rows = kept.places(
        connection(),
        found,
        now().date(),
        lacks=query.lacks,
        met=query.met,
        after=query.after,
        limit=limit + 1,
    )
    last = rows[limit - 1] if len(rows) > limit else None
    body = {
        "places": [
            {"id": str(one.station_id), "name": one.name, "met": one.met, "lacking": one.lacking}
            for one in rows[:limit]
        ],
        "cursor": cursor_after(last),
    }
    return reply(Answer(orjson.dumps(body), media=JSON, cache=NEVER))


@grades.get("/api/v1/stations/<id>/grades")
@needs(Scope.READ)
def of_place_json(id: str) -> Response:
    """Give how a place stands by each grade, and its awards."""
    NoQuery.of(request)
    return _place(mine(id))


@grades.post("/api/v1/stations/<id>/grades")
@needs(Scope.AMEND)
def say_json(id: str) -> Response:
    """Confirm a point for a place, or withdraw it."""
    body = sent(SaidBody)
    place = mine(id, amends=True)
    say(place, body)
    return _place(place, 201)


@grades.post("/api/v1/stations/<id>/awards")
@needs(Scope.AMEND)
def award_json(id: str) -> Response:
    """Keep an award that a place was given."""
    body = sent(AwardBody)
    place = mine(id, amends=True)
    award(place, body)
    return _place(place, 201)


@grades.delete("/api/v1/stations/<id>/awards")
@needs(Scope.AMEND)
def withdraw_award_json(id: str) -> Response:
    """Show an award no longer."""
    query = AwardQuery.of(request)
    place = mine(id, amends=True)
    given.withdraw(connection(), place.id, query.award)
    return _place(place)


# --- What the pages do, too ------------------------------------------------------------------------------------------


def cursor_after(last: Graded | None) -> str | None:
    """Write where the next page begins; None where there is none."""
    return f"{len(last.lacking)}.{last.station_id}" if last else None


def seen(id: str) -> Grade:
    """Give a grade that the account sees, by its number in an address."""
    return _kept(number(id, "grade"))


def _kept(grade_id: int) -> Grade:
    found = kept.grade(connection(), grade_id)
    if found is None:
        raise NotFound(f"there is no grade {grade_id} in your branch or above it")
    return found


def mine(id: str, *, amends: bool = False) -> Place:
    """Give a place of the account's own branch."""
    place = branch.place(connection(), station_id(id))
    if not (place.amends if amends else place.mine):
        raise NotAllowed(f"the station {place.id} belongs to another branch")
    return place


def defined(unit_id: int, body: DefinitionBody) -> int:
    """Enter a grade of a unit of the account's branch."""
    if all(unit_id != one.id for one in branch.units(connection())):
        raise NotFound(f"there is no unit {unit_id} in your branch")
    return kept.define(connection(), unit_id, known(body))


def amended(found: Grade, version: int, body: DefinitionBody) -> None:
    """Change a version of a grade."""
    _changeable(found)
    if kept.amend(connection(), found.id, version, known(body)) is None:
        raise _stale(found, version)


def retired(found: Grade, version: int) -> None:
    """Take a version of a grade out of use."""
    _changeable(found)
    if not kept.retire(connection(), found.id, version):
        raise _stale(found, version)


def say(place: Place, body: SaidBody) -> None:
    """Confirm a point, or withdraw it."""
    found = next(
        (one for one in kept.standings(connection(), place.id, now().date()) if one.grade.id == body.grade),
        None,
    )
    if found is None or all(body.code != one.code for one in found.points):
        raise NotFound(f"no grade {body.grade} with a point {body.code!r} holds for the station {place.id}")
    kept.say(
        connection(), body.grade, place.id, body.code, met=body.met, note=body.note.strip(), until=body.until
    )


def award(place: Place, body: AwardBody) -> None:
    """Keep an award."""
    if body.until is not None and body.until < body.given_on:
        raise Conflict(f"the award ends on {body.until}, before it was given on {body.given_on}")
    given.note(
        connection(), place.id, **{**dict(body), "name": body.name.strip(), "given_by": body.given_by.strip()}
    )


def known(body: DefinitionBody) -> Definition:
    """Give a definition whose words the store knows.

    Raises
    ------
    BadRequest
        When it names a kind, service or detail that is none.
    Conflict
        When it needs more points than it has, or two of them have one code.
    """
    told = body.definition
    details = {detail for of_kind in words().details.values() for detail in of_kind}
    asked: list[tuple[str, str, Collection[str]]] = [("kinds", one, words().kinds) for one in told.kinds]
    for point in told.points:
        evidence = point["evidence"] or {}
        asked += [("points", evidence[by], all_of) for by, all_of in
                  (("service", words().services), ("detail", details)) if by in evidence]  # fmt: skip
    stranger = next(((name, one, all_of) for name, one, all_of in asked if one not in all_of), None)
    if stranger:
        name, one, all_of = stranger
        raise BadRequest(f"{name!r}: {one[:60]!r} is none of {', '.join(all_of)}", parameter=name)
    if told.needed > len(told.points):
        raise Conflict(f"{told.needed} points are needed, and there are but {len(told.points)}")
    if len({point["code"] for point in told.points}) < len(told.points):
        raise Conflict("two points have one code: each needs its own")
    return told


def written(one: Grade, counts: Counts | None = None) -> dict[str, Any]:
    """Write a grade as JSON."""
    told = one._asdict()
    told |= {"id": str(one.id), "unit": str(told.pop("unit_id")), "unit_name": one.unit}
    return told | (counts._asdict() if counts else {})


def _changeable(found: Grade) -> None:
    if not found.mine:
        raise NotAllowed(f"the grade {found.id} is laid down by {found.unit}, which alone changes it")
    if found.retired:
        raise Conflict(f"the grade {found.id} is out of use")


def _stale(found: Grade, version: int) -> Stale:
    return Stale(
        f"the grade {found.id} was changed since: it is version {found.version} now, not {version}; read it again"
    )


def _version(found: Grade) -> int:
    """Read the version that If-Match names; a star means whichever it is."""
    tags = request.if_match
    if not tags:
        raise VersionMissing('say which version you change: If-Match: "1", the ETag of the grade')
    if tags.star_tag or tags.contains(str(found.version)):
        return found.version
    raise _stale(found, next((int(one) for one in tags.as_set() if one.isdecimal()), 0))


def _versioned(found: Grade, status: int = 200) -> Response:
    response = Response(orjson.dumps(written(found)), status, content_type=JSON)
    response.headers["Cache-Control"] = NEVER
    response.set_etag(str(found.version))
    return response


def _place(place: Place, status: int = 200) -> Response:
    found = kept.standings(connection(), place.id, now().date())
    body = {
        "grades": [_standing(one) for one in found],
        "awards": [{**one._asdict(), "id": str(one.id)} for one in given.awards(connection(), place.id)],
    }
    if status == 200 and request.method == "GET":
        return reply(Answer(orjson.dumps(body), media=JSON, cache=NEVER))
    return Response(orjson.dumps(body), status, content_type=JSON)


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "grade": str(one.grade.id), "name_zh": one.grade.name_zh, "name_en": one.grade.name_en, "met": one.met,
        "needed": one.grade.needed, "lacking": one.lacking,
        "points": [{**said._asdict(), "met": said.met} for said in one.points],
    }  # fmt: skip
