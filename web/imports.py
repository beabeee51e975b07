"""Lists in and files out at the desk: bring one, see what it would do, choose, apply, undo."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from stations import branch, claims, jobs, undoing
from stations.acting import Scope
from stations.datum import Datum
from stations.errors import NotFound
from stations.hours import CHINA
from stations.jobs import Job, State, Task, TooManyJobs
from web import bringing, rights
from web.bodies.imports import ApplyBody, ExportBody
from web.db import connection, words
from web.desk import lang, page
from web.errors import BadRequest, Conflict
from web.imports_api import job_id
from web.rights import needs
from web.words import speaker

imports = Blueprint("imports", __name__, url_prefix="/manage/imports")
bringing.take_large_files(imports)
SHOWN = 20
STAGES = ("waiting", "starting", "reading", "understanding", "comparing", "duplicates", "merging", "noting", "telling",
          "writing", "undoing")  # fmt: skip
TOLD = ("new", "changed", "unchanged", "pairs", "refused", "doubtful", "elsewhere", "repeated")
DONE = ("new", "changed", "unchanged", "left_out", "refused", "elsewhere", "sample_closed")


class Spot(NamedTuple):
    """A place on the small map of a pair, in its own units."""

    x: float
    y: float


@imports.get("")
@needs(Scope.READ)
def listed() -> Response:
    """Show the form for a list, the lists there are, the form for a file, and the files there are."""
    brings = rights.acting().may(Scope.IMPORT)
    return page(
        "desk/imports.html",
        "desk",
        "imports",
        brings=brings,
        lists=jobs.listed(connection(), limit=SHOWN) if brings else [],
        files=jobs.listed(connection(), exports=True, limit=SHOWN),
        units=branch.units(connection()),
        sources=claims.sources(connection()) if brings else [],
        kinds=words().kinds.values(),
        datums=list(Datum),
        endings=",".join(bringing.ENDINGS),
        most_mb=bringing.MOST_BYTES >> 20,
        moment=_moment,
    )


@imports.post("")
@needs(Scope.IMPORT)
def bring() -> Response:
    """Take a list in and lead to what comes of it."""
    return _done(lambda: _to(bringing.brought()), "imports.listed")


@imports.errorhandler(RequestEntityTooLarge)
def too_large(_: RequestEntityTooLarge) -> Response:
    """Say how much is taken."""
    flash(_say("file.too_large", most=bringing.MOST_BYTES >> 20))
    return make_response(redirect(url_for("imports.listed"), 303))


@imports.get("/<id>")
@needs(Scope.IMPORT)
def one(id: str) -> Response:
    """Show how far a list has come, what it would do, or what it did."""
    job = jobs.one(connection(), job_id(id))
    return page(
        "desk/imports_one.html",
        "desk",
        "imports",
        job=job,
        units=branch.units(connection()),
        pairs=[(pair, _spots(pair)) for pair in (job.preview or {}).get("pairs", [])],
        why=_why(job),
        shown=_shown,
        moment=_moment,
        sentence=_sentence,
        field_name=_field_name,
        stages={one: _say(f"stage.{one}") for one in STAGES},
        undoing=_undoing(job),
    )


@imports.post("/<id>/apply")
@needs(Scope.IMPORT)
def apply(id: str) -> Response:
    """Apply a list as the form says."""
    job = jobs.one(connection(), job_id(id))
    return _done(lambda: bringing.apply(job, _choices(request.form)), "imports.one", id=job.id)


@imports.post("/<id>/undo")
@needs(Scope.IMPORT)
def undo(id: str) -> Response:
    """Take back what a list brought."""
    job = jobs.one(connection(), job_id(id))
    return _done(lambda: bringing.undo(job), "imports.one", id=job.id)


@imports.post("/<id>/discard")
@needs(Scope.IMPORT)
def discard(id: str) -> Response:
    """Put a list away."""
    job = jobs.one(connection(), job_id(id))
    return _done(lambda: bringing.discard(job), "imports.listed", said="discarded")


@imports.post("/exports")
@needs(Scope.READ)
def export() -> Response:
    """Ask for a file."""
    form = MultiDict((name, value) for name, value in request.form.items() if name != "csrf_token")
    return _done(lambda: bringing.export(ExportBody.of_form(form)), "imports.listed", said="export.asked")


@imports.post("/exports/<id>/discard")
@needs(Scope.READ)
def drop(id: str) -> Response:
    """Put a file away."""
    job = jobs.one(connection(), job_id(id), exports=True)
    return _done(lambda: bringing.discard(job), "imports.listed", said="discarded")


def _say(key: str, **values: object) -> str:
    return speaker(lang(), "desk", "imports")(key, **values)


def _to(job: int) -> Response:
    return make_response(redirect(url_for("imports.one", id=job), 303))


def _done(act: Callable[[], Any], endpoint: str, *, said: str | None = None, **where: object) -> Response:
    """Do what a form asks and lead on; a refusal is told on the page that it leads to."""
    try:
        led = act()
        if isinstance(led, Response):
            return led
        if said:
            flash(_say(said))
    except TooManyJobs:
        flash(_say("file.too_many"))
    except Conflict:
        flash(_say("not_now"))
    except BadRequest as error:
        flash(
            _say(
                f"wrong.{error.parameter}"
                if error.parameter in ("file", "kind", "source", "unit_id")
                else "wrong"
            )
        )
    return make_response(redirect(url_for(endpoint, **where), 303))  # type: ignore[arg-type]


def _choices(form: MultiDict[str, str]) -> ApplyBody:
    """Read the form of a preview: a choice a pair, and a tick for each row to leave out."""
    pairs = [
        {"row": int(name[5:]), "choice": choice}
        for name, choice in form.items()
        if name.startswith("pair-") and name[5:].isdecimal() and choice
    ]
    rows = [int(row) for row in form.getlist("leave_out") if row.isdecimal()]
    return ApplyBody.of_fields(
        pairs=pairs, leave_out=rows, others=form.get("others") or "leave", unit_id=form.get("unit_id") or None,
        skip_bad=form.get("skip_bad") == "yes",
    )  # fmt: skip


def _sentence(counts: dict[str, int], *, done: bool = False) -> str:
    """Say the numbers of a list, but for those that are nothing: what it would do, or what it did."""
    said = [_say(f"count.{name}", n=counts[name]) for name in (DONE if done else TOLD) if counts.get(name)]
    return _say("comma").join(said) or _say("nothing")


def _field_name(name: str) -> str:
    try:
        return _say(f"field.{name}")
    except KeyError:
        return name


def _moment(at: datetime) -> str:
    here = at.astimezone(CHINA)
    return _say("moment", month=here.month, day=here.day, time=f"{here:%H:%M}")


def _undoing(job: Job) -> dict[str, int] | None:
    """Tell what an undoing would do, for a list that was applied; None where somebody undid it elsewhere."""
    if job.task is not Task.APPLY or job.state is not State.DONE or job.import_id is None:
        return None
    try:
        told = undoing.import_account(connection(), job.import_id)
    except (undoing.NothingToUndo, NotFound):
        return None
    return {"closed": told.closed, "restored": told.restored, "kept": len(told.kept)}


def _why(job: Job) -> str | None:
    """Say in the page's language why a list came to nothing."""
    if job.state is not State.FAILED or not job.reason:
        return None
    values = {name: value for name, value in job.params.items() if name != "detail"}
    try:
        return _say(f"why.{job.reason}", **values)
    except KeyError:
        return _say("why.unexpected")


def _shown(name: str, value: Any) -> str:
    """Write a field's value as a person reads it."""
    if value in (None, "", [], {}):
        return "—"
    if name in ("services", "services_inferred"):
        known, english = words().services, lang() == "en"
        return "、".join(
            (known[one].name_en if english else known[one].name_zh) if one in known else one for one in value
        )
    if isinstance(value, dict):
        return "; ".join(f"{one}={told}" for one, told in value.items())
    return f"{value:.6f}" if isinstance(value, float) else str(value)


def _spots(pair: dict[str, Any]) -> tuple[Spot, Spot]:
    """Place a row and the known place beside it on a map of 120 by 90, north above, at most 100 m apart."""
    known = pair["known"]
    east = (pair["lon"] - known["lon"]) * 111_320 * 0.72
    north = (pair["lat"] - known["lat"]) * 111_320
    reach = max(abs(east) / 45, abs(north) / 30, 0.6)
    here = Spot(round(60 + east / 2 / reach, 1), round(45 - north / 2 / reach, 1))
    return here, Spot(round(120 - here.x, 1), round(90 - here.y, 1))
