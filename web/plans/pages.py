"""The planner's table: plans that there are, a form for the next, what came of one, and two beside one another."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from markupsafe import Markup
from pydantic import Field
from werkzeug.exceptions import RequestEntityTooLarge

from stations import plans
from stations.acting import Scope
from stations.hours import CHINA
from stations.jobs import TooManyJobs
from stations.plans import Plan, State, What
from web import rights
from web.bodies.plans import FileBody
from web.db import connection
from web.desk import lang, page
from web.errors import Conflict
from web.params import Query
from web.plans import api, form_pages, kept, sources, tables
from web.plans import words as plan_words
from web.plans.method import measured
from web.plans.picture import Picture, svg
from web.plans.report import parts
from web.plans.speaking import say, told
from web.rights import needs

plan = Blueprint("plan", __name__, url_prefix="/plan")
plan.get("/new/<what>")(form_pages.asking)
plan.post("/new/<what>")(form_pages.ask)
plan.before_request(form_pages.take_files)
plan.register_error_handler(RequestEntityTooLarge, form_pages.too_large)
SHOWN = 30
FILES = ("xlsx", "csv", "gpkg", "parquet")


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
        sentences={number: plan_words.headline(head, say) for number, head in heads.items()},
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
        "desk/plan.html", "plan", plan=found, made=parts(found.result, layers, say, title=found.title), starts=may,
        moment=_moment, drawn=_drawn, others=others, files=FILES, titled=_titled,
    )  # fmt: skip


@plan.get("/<id>/progress")
@needs(Scope.READ)
def progress(id: str) -> Response:
    """Tell the page of a plan under way how far it is, and nothing of what was brought to it."""
    found = kept.one(id, whole=False)
    names = ("state", "stage", "share", "stopping")
    return api.written({name: getattr(found, name) for name in names})


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
    read = [(found, plan_words.headline(document, say), measured(document, say)) for found, document in both]
    figures = [_figures(document) for _, document in both]
    names = list(dict.fromkeys([*figures[0], *figures[1]]))
    rows = [(name, *(one.get(name, "—") for one in figures)) for name in names]
    return page("desk/plan_beside.html", "plan", both=read, rows=rows, titled=_titled)


@plan.post("/<id>/stop")
@needs(Scope.PLAN)
def stop(id: str) -> Response:
    """Have a plan come to an end with what it has."""
    found = kept.one(id, whole=False)
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
    found = kept.one(id, whole=False)
    return _done(lambda: api.put_away(found), "plan.listed", said="discarded")


@plan.post("/<id>/files")
@needs(Scope.READ)
def file(id: str) -> Response:
    """Ask for a file; it is among the account's files when it is written."""
    found, _ = kept.done(id)
    chosen = FileBody.of_form(request.form)
    return _done(lambda: api.file_asked(found, chosen.form), "imports.listed", said="file.asked")


def _to(endpoint: str, **where: Any) -> Response:
    return make_response(redirect(url_for(endpoint, **where), 303))


def _done(act: Callable[[], Any], endpoint: str, *, said: str | None = None, **where: Any) -> Response:
    """Do what a form asks and lead on; a refusal is told on the page that it leads to."""
    try:
        led = act()
        if isinstance(led, Response):
            return led
        if said:
            flash(say(said))
    except TooManyJobs:
        flash(say("too_many"))
    except Conflict:
        flash(say("not_now"))
    return _to(endpoint, **where)


def _figures(document: plan_words.Document) -> dict[str, str]:
    table = tables.figures(document, say)
    return {row[0]: row[-1] for row in table.rows} if table else {}


def _drawn(picture: Picture) -> Markup:
    return Markup(svg(picture))  # noqa: S704 - it escapes all that people wrote


def _moment(at: datetime) -> str:
    here = at.astimezone(CHINA)
    return say("moment", month=here.month, day=here.day, time=f"{here:%H:%M}")


def _titled(one: Plan) -> str:
    return plan_words.titled(one.title, one.what, say)


def _stages() -> dict[str, str]:
    prefix = "stage."
    return {key.removeprefix(prefix): words for key, words in told().items() if key.startswith(prefix)}


def _why(found: Plan) -> str | None:
    """Say in the page's language why a plan came to nothing."""
    if found.reason is None:
        return None
    return told().get(f"why.{found.reason}", say("why.unexpected"))
