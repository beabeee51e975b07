"""Plans over HTTP: asked for, followed, stopped, looked at, and taken along."""

import orjson
from flask import Blueprint, Response, request

from stations import jobs, plans
from stations.acting import Scope
from stations.jobs import Task
from stations.plans import Plan
from web import bringing
from web.answers import GEOJSON, JSON
from web.bodies.plans import FileBody, LayerQuery, MapQuery, PlanBody, PlansQuery, ReportQuery
from web.db import connection
from web.errors import BadRequest, Conflict, WrongMediaType
from web.params import NoQuery
from web.plans import early, kept
from web.plans.child import drawn
from web.plans.report import report
from web.rights import needs
from web.words import Lang

MOST_LISTED = 100
LONGEST_BODY = 8 << 20
HTML, PDF, CSV = "text/html; charset=utf-8", "application/pdf", "text/csv; charset=utf-8"
# A map or report is a page of its own: it may run what stands in it, as nobody and on no host of ours.
ALONE = (
    "sandbox allow-scripts allow-popups allow-downloads; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

plans_api = Blueprint("plans_api", __name__, url_prefix="/api/v1/plans")


@plans_api.get("")
@needs(Scope.READ)
def listed() -> Response:
    """List the plans that the account sees, the newest first."""
    query = PlansQuery.of(request)
    limit = min(query.limit, MOST_LISTED)
    found = plans.listed(connection(), before=query.cursor, limit=limit + 1)
    after = found[limit - 1].id if len(found) > limit else None
    return written({"plans": [kept.told(plan) for plan in found[:limit]], "next": after})


@plans_api.post("")
@needs(Scope.PLAN)
def ask() -> Response:
    """Ask for a plan: 201, and where to look what comes of it."""
    NoQuery.of(request)
    request.max_content_length = LONGEST_BODY
    asked = PlanBody.of(_json())
    early.refuse(asked.what, asked.asked)
    plan = plans.one(connection(), plans.ask(connection(), asked.what, asked.asked, title=asked.title))
    return written(kept.told(plan, whole=True), 201, f"/api/v1/plans/{plan.id}")


@plans_api.get("/<id>")
@needs(Scope.READ)
def one(id: str) -> Response:
    """Give a plan, and what came of it so far."""
    NoQuery.of(request)
    return written(kept.told(kept.one(id), whole=True))


@plans_api.delete("/<id>")
@needs(Scope.PLAN)
def discard(id: str) -> Response:
    """Put a plan away."""
    NoQuery.of(request)
    put_away(kept.one(id))
    return written(kept.told(kept.one(id), whole=True))


@plans_api.post("/<id>/stop")
@needs(Scope.PLAN)
def stop(id: str) -> Response:
    """Have a plan come to an end with what it has: 202."""
    NoQuery.of(request)
    stopped(kept.one(id))
    return written(kept.told(kept.one(id), whole=True), 202)


@plans_api.post("/<id>/again")
@needs(Scope.PLAN)
def again(id: str) -> Response:
    """Ask the same once more: 201. The same data give the same digest."""
    NoQuery.of(request)
    plan = plans.one(connection(), asked_again(kept.one(id)))
    return written(kept.told(plan, whole=True), 201, f"/api/v1/plans/{plan.id}")


@plans_api.get("/<id>/layer")
@needs(Scope.READ)
def layer(id: str) -> Response:
    """Give one map layer, as GeoJSON or CSV."""
    query = LayerQuery.of(request)
    plan = kept.one(id, whole=False)
    found = kept.layer(plan, query.name)
    if query.form == "csv":
        return _file(kept.rows(found).encode(), CSV, f"plan-{plan.id}-{query.name}.csv")
    return _file(orjson.dumps(found), GEOJSON, f"plan-{plan.id}-{query.name}.geojson")


@plans_api.get("/<id>/report")
@needs(Scope.READ)
def whole(id: str) -> Response:
    """Give the report, as one file of HTML or as PDF."""
    query = ReportQuery.of(request)
    plan, document = kept.done(id)
    layers = kept.layers(plan)
    if query.form == "pdf":
        body, media = drawn("pdf", document, layers, query.lang, title=plan.title), PDF
    else:
        body, media = report(document, layers, query.lang, "html", title=plan.title), HTML
    return _file(body, media, f"plan-{plan.id}-{query.lang}.{query.form}")


@plans_api.get("/<id>/map")
@needs(Scope.READ)
def map_file(id: str) -> Response:
    """Give the map as one file of HTML that needs no other host."""
    query = MapQuery.of(request)
    plan, document = kept.done(id)
    return _file(drawn("map", document, kept.layers(plan), query.lang), HTML, f"plan-{plan.id}-map.html")


@plans_api.post("/<id>/files")
@needs(Scope.READ)
def ask_file(id: str) -> Response:
    """Ask for a file with all layers and tables: 201, and where to look whether it is there."""
    NoQuery.of(request)
    plan, _ = kept.done(id)
    job = jobs.one(connection(), file_asked(plan, FileBody.of(_json()).form), exports=True)
    return written(bringing.told_export(job), 201, f"/api/v1/exports/{job.id}")


def shown(plan: Plan, lang: Lang) -> Response:
    """Show the map of a plan as a page of its own."""
    _, document = kept.done(str(plan.id))
    response = Response(drawn("map", document, kept.layers(plan), lang), content_type=HTML)
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def put_away(plan: Plan) -> None:
    """Put a plan away.

    Raises
    ------
    Conflict
        While it is under way.
    """
    if not plans.discard(connection(), plan.id):
        raise Conflict(f"plan {plan.id} is {plan.state}: stop it first, or it is not yours to put away")


def stopped(plan: Plan) -> None:
    """Have a plan come to an end.

    Raises
    ------
    Conflict
        When it is not under way.
    """
    if not plans.stop(connection(), plan.id):
        raise Conflict(f"plan {plan.id} is {plan.state}: only one that is under way can be stopped")


def asked_again(plan: Plan) -> int:
    """Ask the same once more."""
    return plans.ask(connection(), plan.what, plan.answers, title=plan.title, again_of=plan.id)


def file_asked(plan: Plan, form: str) -> int:
    """Ask for a file; a child writes it, since what it needs is not loaded here."""
    ending = "csv.zip" if form == "csv" else form  # a file for each table and layer
    return jobs.add(connection(), Task.EXPORT, f"plan-{plan.id}.{ending}", {"form": form, "plan": plan.id})


def written(body: dict[str, object], status: int = 200, location: str | None = None) -> Response:
    """Write an answer that nobody keeps."""
    response = Response(orjson.dumps(body), status, content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    if location:
        response.headers["Location"] = location
    return response


def _file(body: bytes, media: str, name: str) -> Response:
    response = Response(body, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = ALONE
    return response


def _json() -> bytes:
    if request.mimetype != "application/json":
        raise WrongMediaType(f"the body is {request.mimetype or 'of no type'}: send application/json")
    body = request.get_data()
    if not body:
        raise BadRequest("the body is empty: send {} at least", parameter="body")
    return body
