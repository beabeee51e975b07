"""The forms that plans are asked for with: shown, read, and shown again as they were where something is wrong."""

from typing import NamedTuple

from flask import Response, flash, make_response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from stations import counties, plans
from stations.acting import Scope
from stations.datum import Datum
from stations.errors import NotFound
from stations.jobs import TooManyJobs
from stations.plans import What
from web.db import connection, words
from web.desk import page
from web.errors import BadRequest
from web.plans import brought, early, form, sources
from web.plans.brought import BadFile
from web.plans.form_fields import Form, WrongLine
from web.plans.speaking import say, told
from web.rights import needs

# Beside which field of the form an option of another name is told to be wrong.
FIELDS = {
    "within": "standard",
    "unit": "standard",
    "by": "way",
    "roads": "way",
    "speed_kmh": "way",
    "places": "kinds",
    "candidates_of": "points",
}


class Wrong(NamedTuple):
    """What is wrong with a form: beside which field it is told, in words, and in those of the API."""

    field: str
    said: str
    detail: str


@needs(Scope.PLAN)
def asking(what: str) -> Response:
    """Show the form of a question."""
    return _form(_kind(what), MultiDict())


@needs(Scope.PLAN)
def ask(what: str) -> Response:
    """Ask, and lead to what comes of it; a form with something wrong is shown again as it was filled in."""
    kind = _kind(what)
    given = MultiDict(request.form)
    try:
        brought.with_files(request.form, request.files, given)
        body = form.body(kind, given)
        early.refuse(body.what, body.asked)
        asked = plans.ask(connection(), body.what, body.asked, title=body.title or say(f"what.{kind}"))
    except BadRequest as error:
        return _form(kind, given, wrong=_wrong(error), status=400)
    except TooManyJobs:
        return _form(kind, given, wrong=Wrong("", say("too_many"), ""), status=409)
    return make_response(redirect(url_for("plan.one", id=asked), 303))


def take_files() -> None:
    """Let a form bring files, before anybody looks into it for its token."""
    if request.endpoint == "plan.ask":
        request.max_content_length = brought.TAKEN_BYTES
        request.max_form_memory_size = brought.FORM_BYTES


def too_large(_: RequestEntityTooLarge) -> Response:
    """Say how much is taken; what was sent is not read, so the form comes empty."""
    flash(say("file.too_large", most=brought.MOST_BYTES >> 20))
    what = (request.view_args or {}).get("what", What.SITE)
    return make_response(redirect(url_for("plan.asking", what=what), 303))


def _form(what: str, given: Form, *, wrong: Wrong | None = None, status: int = 200) -> Response:
    return page(
        "desk/plan_form.html", "plan", status=status, what=what, given=given, wrong=wrong, choices=form,
        demand=sources.demand_sets(), roads=sources.road_graphs(), kinds=words().kinds.values(), datums=list(Datum),
        has_counties=any(one.code for one in counties.choices(connection())), files=brought.FILES,
        most_mb=brought.MOST_BYTES >> 20, kept={one.field: one for one in brought.kept(given)},
    )  # fmt: skip


def _wrong(error: BadRequest) -> Wrong:
    """Word what is wrong with a form in its language, and tell beside which field."""
    named = (error.parameter or "").removeprefix("options.").partition(".")[0]
    field, there = FIELDS.get(named, named), told()
    if isinstance(error, BadFile):
        key = f"file.{error.reason}"
        said = say(key if key in there else "file.unread", **error.params)
    else:
        said = there.get(f"wrong.{field}", say("wrong"))
        said = say("wrong.nth", n=error.line, said=said) if isinstance(error, WrongLine) else said
    return Wrong(field if f"wrong.{field}" in there else "", said, str(error))


def _kind(what: str) -> str:
    if what not in list(What):
        raise NotFound(f"there is no plan of {what[:40]!r}: there are {', '.join(What)}")
    return what
