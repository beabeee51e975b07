"""The desk's pages of grades: the list, one grade, its form, and how one place stands."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from flask import Response, flash, make_response, redirect, request, url_for
from pydantic import Field, ValidationError

from stations import awards as given
from stations import branch
from stations import grades as kept
from stations.acting import Scope
from stations.grades import Grade
from stations.hours import CHINA
from stations.known_grades import KNOWN
from stations.station import Station
from web.bodies.grades import AwardBody, SaidBody
from web.calls import is_number
from web.db import connection, words
from web.desk import SECTIONS, lang, page
from web.errors import BadRequest, Conflict
from web.grade_forms import Filled, choices, filled, sent, understood, with_empty
from web.grades import (
    PlacesQuery,
    amended,
    award,
    cursor_after,
    defined,
    grades,
    mine,
    retired,
    say,
    seen,
)
from web.opening import now
from web.params import Query, refusal
from web.rights import acting, needs
from web.words import speaker

room = grades  # with the pages of this file
ON_PAGE = 50
LATEST = 20  # entries of the history on a place's page


class Spoken(Query):
    """A page in a language."""

    lang: Literal["zh", "en"] | None = None


class NewQuery(Spoken):
    """What a new grade starts from."""

    known: Annotated[str, Field(max_length=40)] | None = None


class OneQuery(PlacesQuery):
    """Which places a grade's page lists."""

    lang: Literal["zh", "en"] | None = None


@grades.get("/manage/grades")
@needs(Scope.READ)
def listed() -> Response:
    """List the grades with what is lacking most."""
    Spoken.of(request)
    found = kept.grades(connection())
    counted = kept.counts(connection(), found, now().date())
    return page(
        "desk/grades.html",
        "grades",
        grades=found,
        counts=counted,
        known=KNOWN,
        defines=acting().may(Scope.AMEND),
    )


@grades.get("/manage/grades/new")
@needs(Scope.AMEND)
def new() -> Response:
    """Show the form of a new grade, empty or as a published one."""
    asked = NewQuery.of(request)
    form = filled(KNOWN[asked.known]) if asked.known in KNOWN else with_empty(Filled())
    return _form(form, None)


@grades.post("/manage/grades/new")
@needs(Scope.AMEND)
def define() -> Response:
    """Enter what the form says."""
    form = sent(request.form)
    if "more" in request.form:
        return _form(with_empty(form), None)
    try:
        made = defined(_number("unit"), understood(form))
    except (BadRequest, Conflict) as error:
        return _form(with_empty(form), None, wrong=error)
    return _done("grade.defined", url_for("grades.one", id=made))


@grades.get("/manage/grades/<id>")
@needs(Scope.READ)
def one(id: str) -> Response:
    """Show a grade and the places by what they lack."""
    query, found = OneQuery.of(request), seen(id)
    today = now().date()
    rows = kept.places(
        connection(), found, today, lacks=query.lacks, met=query.met, after=query.after, limit=ON_PAGE + 1
    )
    return page(
        "desk/grade.html", "grades", grade=found, counts=kept.counts(connection(), [found], today)[found.id],
        places=rows[:ON_PAGE], lacks=query.lacks, met=query.met,
        cursor=cursor_after(rows[ON_PAGE - 1] if len(rows) > ON_PAGE else None), kinds=words().kinds,
        evidence=choices(words(), lang()), now_lang=lang(),
    )  # fmt: skip


@grades.get("/manage/grades/<id>/edit")
@needs(Scope.AMEND)
def edit(id: str) -> Response:
    """Show the form of a grade."""
    Spoken.of(request)
    found = seen(id)
    return _form(filled(found), found)


@grades.post("/manage/grades/<id>/edit")
@needs(Scope.AMEND)
def amend(id: str) -> Response:
    """Change a grade as the form says."""
    found, form = seen(id), sent(request.form)
    if "more" in request.form:
        return _form(with_empty(form), found)
    try:
        amended(found, _number("version"), understood(form))
    except (BadRequest, Conflict) as error:
        return _form(with_empty(form), found, wrong=error)
    return _done("saved", url_for("grades.one", id=found.id))


@grades.post("/manage/grades/<id>/retire")
@needs(Scope.AMEND)
def retire(id: str) -> Response:
    """Take a grade out of use."""
    retired(seen(id), _number("version"))
    return _done("grade.retired", url_for("grades.listed"))


@grades.get("/manage/stations/<id>/grades")
@needs(Scope.READ)
def of_place(id: str) -> Response:
    """Show how a place stands, point by point, and its awards."""
    Spoken.of(request)
    place = mine(id)
    shown = section(place)
    names = {(one.grade.id, point.code): one.grade.point_name(point.code, lang())
             for one in shown["standings"] for point in one.points}  # fmt: skip
    return page(
        "desk/grades_of_place.html", "grades", place=place, **shown, point_names=names, china_day=_china_day,
        said=kept.said(connection(), place.id, limit=LATEST),
    )  # fmt: skip


@grades.post("/manage/stations/<id>/grades")
@needs(Scope.AMEND)
def said(id: str) -> Response:
    """Confirm a point, or withdraw it."""
    place = mine(id, amends=True)
    say(place, _body(SaidBody, grade=_number("grade"), met=request.form.get("met") == "yes"))
    return _done("saved", url_for("grades.of_place", id=place.id))


@grades.post("/manage/stations/<id>/awards")
@needs(Scope.AMEND)
def awarded(id: str) -> Response:
    """Keep an award, or withdraw one."""
    place = mine(id, amends=True)
    if "withdraw" in request.form:
        given.withdraw(connection(), place.id, _number("withdraw"))
    else:
        award(place, _body(AwardBody))
    return _done("saved", url_for("grades.of_place", id=place.id))


def section(place: Station | branch.Place) -> dict[str, Any]:
    """Give what the desk's page of a place shows of its grades."""
    return {
        "standings": kept.standings(connection(), place.id, now().date()),
        "awards": given.awards(connection(), place.id),
        "today": now().date(),
        "amends": acting().may(Scope.AMEND),
        "now_lang": lang(),
    }


SECTIONS["grades"] = section


def _china_day(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def _form(form: Filled, of: Grade | None, *, wrong: Exception | None = None) -> Response:
    return page(
        "desk/grade_form.html", "grades", status=400 if wrong else 200, form=form, grade=of, wrong=wrong,
        units=branch.units(connection()), unit=request.form.get("unit", ""), kinds=words().kinds,
        choices=choices(words(), lang()), now_lang=lang(),
        version=request.form.get("version", of.version if of else ""),
    )  # fmt: skip


def _done(word: str, to: str) -> Response:
    flash(speaker(lang(), "desk", "grades")(word))
    return make_response(redirect(to, 303))


def _number(name: str) -> int:
    text = request.form.get(name, "")
    if not is_number(text):
        raise BadRequest(f"{name!r}: {text[:40]!r} is no number", parameter=name)
    return int(text)


def _body(body: Any, **more: Any) -> Any:
    """Read a small form; what is left empty is left out."""
    sent_by = {name: text for name, text in request.form.items() if text and name in body.model_fields}
    try:
        return body.model_validate({**sent_by, **more})
    except ValidationError as error:
        raise refusal(error) from None
