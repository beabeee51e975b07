"""The planner's table: plans that there are, a form for the next, what came of one, and two beside one another."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from markupsafe import Markup
from pydantic import Field
from werkzeug.datastructures import MultiDict

from stations import counties, plans
from stations.acting import Scope
from stations.errors import NotFound
from stations.hours import CHINA
from stations.jobs import TooManyJobs
from stations.plans import Plan, State, What
from web import rights
from web.bodies_plans import FileBody
from web.db import connection, words
from web.desk import lang, page
from web.errors import BadRequest, Conflict
from web.params import Query
from web.plans import api, form, kept, sources, tables
from web.plans import words as plan_words
from web.plans.method import measured
from web.plans.picture import Picture, svg
from web.plans.report import parts
from web.rights import needs
from web.words import dictionary, speaker

plan = Blueprint("plan", __name__, url_prefix="/plan")
SHOWN = 30
FILES = ("xlsx", "csv", "gpkg", "parquet")
NAMED = (
    "standard",
    "demand",
    "sites",
    "share",
    "road",
    "within_km",
    "add",
    "longer",
    "at",
    "close_m",
    "spacing_m",
    "way",
)


class BesideQuery(Query):
    """Which two plans."""

    one: int = Field(ge=1, lt=2**63)
    other: int = Field(ge=1, lt=2**63)
    lang: str = ""


@plan.get("")
@needs(Scope.READ)
def listed() -> Response:
    """Show the plans, the newest first, each with what it found; and the ways to ask for another."""
    found = plans.listed(connection(), limit=SHOWN)
    heads = plans.heads(connection(), [one.id for one in found if one.state is State.DONE])
    return page(
        "desk/plans.html", "plan", plans=found, kinds=list(What), moment=_moment, titled=_titled,
        starts=rights.acting().may(Scope.PLAN),
        sentences={number: plan_words.headline(head, _say) for number, head in heads.items()},
    )  # fmt: skip


@plan.get("/data")
@needs(Scope.READ)
def data() -> Response:
    """Show the demand and the roads that there are, and where they come from."""
    return page(
        "desk/plan_data.html",
        "plan",
        demand=sources.demand_sets(),
        roads=sources.road_graphs(),
        moment=_moment,
    )


@plan.get("/new/<what>")
@needs(Scope.PLAN)
def asking(what: str) -> Response:
    """Show the form of a question."""
    return _form(_kind(what), MultiDict())


@plan.post("/new/<what>")
@needs(Scope.PLAN)
def ask(what: str) -> Response:
    """Ask, and lead to what comes of it; a form with something wrong is shown again as it was filled in."""
    kind = _kind(what)
    try:
        body = form.body(kind, request.form)
        asked = plans.ask(connection(), body.what, body.asked, title=body.title or _say(f"what.{kind}"))
    except BadRequest as error:
        named = (error.parameter or "").rpartition(".")[2]
        wrong = _say(f"wrong.{named}") if named in NAMED else _say("wrong")
        return _form(kind, request.form, wrong=wrong, detail=str(error), status=400)
    except TooManyJobs:
        return _form(kind, request.form, wrong=_say("too_many"), status=409)
    return _to("plan.one", id=asked)


@plan.get("/<id>")
@needs(Scope.READ)
def one(id: str) -> Response:
    """Show how far a plan is, or what it found."""
    found = kept.one(id)
    may = rights.acting().may(Scope.PLAN)
    if found.state is not State.DONE or found.result is None:
        return page("desk/plan_under_way.html", "plan", plan=found, starts=may, moment=_moment, why=_why(found),
                    stages=_stages(), titled=_titled)  # fmt: skip
    layers = kept.layers(found)
    others = [
        each
        for each in plans.listed(connection(), limit=SHOWN)
        if each.state is State.DONE and each.id != found.id
    ]
    return page(
        "desk/plan.html", "plan", plan=found, made=parts(found.result, layers, _say, title=found.title), starts=may,
        moment=_moment, drawn=_drawn, others=others, files=FILES, titled=_titled,
    )  # fmt: skip


@plan.get("/<id>/map")
@needs(Scope.READ)
def shown(id: str) -> Response:
    """Show the map of a plan as a page of its own."""
    return api.shown(kept.one(id), lang())


@plan.get("/beside")
@needs(Scope.READ)
def beside() -> Response:
    """Show the figures of two plans beside one another."""
    query = BesideQuery.of(request)
    both = [kept.done(str(number)) for number in (query.one, query.other)]
    told = [
        (found, plan_words.headline(document, _say), measured(document, _say)) for found, document in both
    ]
    figures = [_figures(document) for _, document in both]
    names = list(dict.fromkeys([*figures[0], *figures[1]]))
    rows = [(name, *(one.get(name, "—") for one in figures)) for name in names]
    return page("desk/plan_beside.html", "plan", both=told, rows=rows, titled=_titled)


@plan.post("/<id>/stop")
@needs(Scope.PLAN)
def stop(id: str) -> Response:
    """Have a plan come to an end with what it has."""
    found = kept.one(id)
    return _done(lambda: api.stopped(found), "plan.one", said="stopping", id=found.id)


@plan.post("/<id>/again")
@needs(Scope.PLAN)
def again(id: str) -> Response:
    """Ask the same once more."""
    found = kept.one(id)
    return _done(lambda: _to("plan.one", id=api.asked_again(found)), "plan.one", id=found.id)


@plan.post("/<id>/discard")
@needs(Scope.PLAN)
def discard(id: str) -> Response:
    """Put a plan away."""
    found = kept.one(id)
    return _done(lambda: api.put_away(found), "plan.listed", said="discarded")


@plan.post("/<id>/files")
@needs(Scope.READ)
def file(id: str) -> Response:
    """Ask for a file; it is among the account's files when it is written."""
    found, _ = kept.done(id)
    chosen = FileBody.of_form(request.form)
    return _done(lambda: api.file_asked(found, chosen.form), "imports.listed", said="file.asked")


def _form(
    what: str, given: MultiDict[str, str], *, wrong: str = "", detail: str = "", status: int = 200
) -> Response:
    return page(
        "desk/plan_form.html", "plan", status=status, what=what, given=given, wrong=wrong, detail=detail,
        demand=sources.demand_sets(), roads=sources.road_graphs(), kinds=words().kinds.values(), choices=form,
        has_counties=bool(counties.choices(connection())),
    )  # fmt: skip


def _kind(what: str) -> str:
    if what not in list(What):
        raise NotFound(f"there is no plan of {what[:40]!r}: there are {', '.join(What)}")
    return what


def _say(key: str, **values: object) -> str:
    return speaker(lang(), "desk", "plan")(key, **values)


def _to(endpoint: str, **where: Any) -> Response:
    return make_response(redirect(url_for(endpoint, **where), 303))


def _done(act: Callable[[], Any], endpoint: str, *, said: str | None = None, **where: Any) -> Response:
    """Do what a form asks and lead on; a refusal is told on the page that it leads to."""
    try:
        led = act()
        if isinstance(led, Response):
            return led
        if said:
            flash(_say(said))
    except TooManyJobs:
        flash(_say("too_many"))
    except Conflict:
        flash(_say("not_now"))
    return _to(endpoint, **where)


def _figures(document: plan_words.Document) -> dict[str, str]:
    table = tables.figures(document, _say)
    return {row[0]: row[-1] for row in table.rows} if table else {}


def _drawn(picture: Picture) -> Markup:
    return Markup(svg(picture))  # noqa: S704 - it escapes all that people wrote


def _moment(at: datetime) -> str:
    here = at.astimezone(CHINA)
    return _say("moment", month=here.month, day=here.day, time=f"{here:%H:%M}")


def _titled(one: Plan) -> str:
    return plan_words.titled(one.title, one.what, _say)


def _stages() -> dict[str, str]:
    prefix = "stage."
    return {key.removeprefix(prefix): told for key, told in _told().items() if key.startswith(prefix)}


def _told() -> dict[str, str]:
    return dictionary(lang(), "plan")


def _why(found: Plan) -> str | None:
    """Say in the page's language why a plan came to nothing."""
    if found.reason is None:
        return None
    return _told().get(f"why.{found.reason}", _say("why.unexpected"))
