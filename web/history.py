"""What became of a place, version by version, and a change taken back: a page of the desk, and the API."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, current_app, flash, make_response, redirect, request, url_for

import stations
from stations import history as kept
from stations import undoing
from stations.acting import Scope
from stations.database import run
from stations.history import Entry
from stations.hours import in_china
from stations.point import Point
from stations.station import Station
from stations.undoing import ChangedAgain, NothingToUndo, Undone
from web.answers import JSON, NEVER, Answer
from web.api import station_id
from web.bodies.history import HistoryPage, HistoryQuery, UndoBody
from web.calls import in_json, number, written
from web.changes import TOGETHER, Line, Told, fields, lines, units_in
from web.db import connection, words
from web.desk import SECTIONS, lang, page
from web.errors import problem
from web.headers import reply
from web.moments import day
from web.params import NoQuery
from web.rights import NotAllowed, acting, needs
from web.showing import metres
from web.words import speaker

history = Blueprint("history", __name__)
MOST = 100
MOST_DIGITS = 9  # of the number of a version
SHOWN = 20
IN_SECTION = 3


class Shown(NamedTuple):
    """A version on the page: who made it, when, what it changed."""

    version: int
    who: str
    at: str
    import_id: int | None
    lines: list[Line]
    undoable: bool


class Refused(NamedTuple):
    """An undo that was not done, in words; what else could be put back, by code and by name."""

    why: str
    version: int
    others: list[str]
    names: str


@history.get("/api/v1/stations/<id>/history")
@needs(Scope.READ)
def listed(id: str) -> Response:
    """Give the versions of a place, the newest first, page by page."""
    query = HistoryQuery.of(request)
    place = _place(id, Scope.READ)
    limit = min(query.limit, MOST)
    found = kept.entries(connection(), place.id, below=query.cursor, most=limit + 1)
    links = [_link("self", request.args.to_dict())]
    if len(found) > limit:
        links.append(_link("next", {**request.args.to_dict(), "cursor": str(found[limit - 1].version)}))
    body = {"versions": [_told(one) for one in found[:limit]], "links": links}
    return reply(Answer(orjson.dumps(body), media=JSON, cache=NEVER))


@history.post("/api/v1/stations/<id>/history/<version>/undo")
@needs(Scope.AMEND)
def undo_change(id: str, version: str) -> Response:
    """Put back what one version changed: 201 with the version that does it."""
    NoQuery.of(request)
    in_json(", {} for all fields")
    body = UndoBody.of(request.get_data())
    place = _place(id, Scope.AMEND)
    try:
        done = undoing.undo(
            connection(), place.id, number(version, "version", MOST_DIGITS), fields=body.fields
        )
    except (ChangedAgain, NothingToUndo) as refused:
        return _refused(refused)
    return written({"version": done.version, "fields": done.fields}, 201)


@history.get("/manage/stations/<id>/history")
@needs(Scope.READ)
def of_place(id: str) -> Response:
    """Show the versions of a place."""
    query = HistoryPage.of(request)
    return _page(_place(id, Scope.READ), query.cursor)


@history.post("/manage/stations/<id>/history/<version>/undo")
@needs(Scope.AMEND)
def undo(id: str, version: str) -> Response:
    """Take one change back, or show what stands against it."""
    place, version_number = _place(id, Scope.AMEND), number(version, "version", MOST_DIGITS)
    chosen = request.form.getlist("fields")
    body = UndoBody.of(orjson.dumps({"fields": chosen or None}))
    try:
        done = undoing.undo(connection(), place.id, version_number, fields=body.fields)
    except ChangedAgain as refused:
        why = _say()("refused", fields=_names(refused.fields)) if refused.fields else _say()("refused.busy")
        return _page(place, refused=Refused(why, version_number, refused.others, _names(refused.others)))
    except NothingToUndo:
        why = _say()("refused.first" if version_number == 1 else "refused.none")
        return _page(place, refused=Refused(why, version_number, [], ""))
    flash(_done(done))
    back = (
        "places.one" if request.form.get("back") == "place" and _built("places.one") else "history.of_place"
    )
    return make_response(redirect(url_for(back, id=place.id), 303))


def section(place: Station) -> dict[str, Any]:
    """Give what the page of a place shows of its past: the last changes."""
    found = kept.entries(connection(), place.id, most=IN_SECTION)
    return {"versions": _shown(found), "place": place, "may_undo": acting().may(Scope.AMEND)}


def _page(place: Station, below: int = kept.NEWEST, *, refused: Refused | None = None) -> Response:
    found = kept.entries(connection(), place.id, below=below, most=SHOWN + 1)
    more = found[-2].version if len(found) > SHOWN else None
    return page(
        "desk/history.html", "history",
        status=409 if refused else 200,
        place=place,
        versions=_shown(found[: SHOWN]),
        older=more,
        first=below == kept.NEWEST,
        refused=refused,
        may_undo=acting().may(Scope.AMEND),
        back=url_for("places.one", id=place.id) if _built("places.one") else None,
        imports=_built("imports.listed") and acting().may(Scope.IMPORT),
    )  # fmt: skip


def _shown(found: list[Entry]) -> list[Shown]:
    units = kept.unit_names(connection(), units_in(found))
    told = Told(lang(), _say(), words(), units, _apart)
    return [
        Shown(one.version, _who(one), _time(one.changed_at), one.import_id, lines(one, told), _undoable(one))
        for one in found
    ]


def _undoable(entry: Entry) -> bool:
    """Whether there is something to put back: whose a place is, only accounts of the whole store decide."""
    return bool(entry.changed.keys() - ({"unit_id"} if acting().unit_id is not None else set()))


def _who(entry: Entry) -> str:
    say = _say()
    if entry.shown_name and entry.unit_name:
        return say("by_account", name=entry.shown_name, unit=entry.unit_name)
    if entry.shown_name:
        return say("by_account_alone", name=entry.shown_name)
    if entry.source:
        return say("by_list", source=entry.source)
    return say("by_program", name=entry.changed_by)


def _told(entry: Entry) -> dict[str, Any]:
    who = "account" if entry.shown_name else "list" if entry.source else "program"
    by = {
        "who": who,
        "name": entry.shown_name or entry.source or entry.changed_by,
        "unit": entry.unit_name,
        "import_id": None if entry.import_id is None else str(entry.import_id),
    }
    changes = {name: {"before": before, "after": after} for name, (before, after) in entry.changed.items()}
    return {
        "version": entry.version,
        "at": entry.changed_at.isoformat(),
        "by": by,
        "fields": fields(entry),
        "changes": changes,
    }


def _place(id: str, scope: Scope) -> Station:
    """Give a place, or refuse: it is not there, or kept by another branch."""
    place = stations.station(connection(), station_id(id))
    if not run(connection(), "may_at", {"scope": scope, "station_id": place.id})[0]["allowed"]:
        raise NotAllowed(f"station {place.id} is kept by another unit: its history is for its own branch")
    return place


def _refused(refused: ChangedAgain | NothingToUndo) -> Response:
    answer = problem(409, "Conflict", str(refused))
    again = refused if isinstance(refused, ChangedAgain) else ChangedAgain("")
    body = orjson.loads(answer.get_data()) | {"fields": again.fields, "others": again.others}
    answer.set_data(orjson.dumps(body))
    return answer


def _link(rel: str, args: dict[str, str]) -> dict[str, str]:
    asked = urlencode(args)
    return {"rel": rel, "type": JSON, "href": f"{request.path}?{asked}" if asked else request.path}


def _say() -> Callable[..., str]:
    return speaker(lang(), "desk", "history")


def _names(codes: list[str]) -> str:
    say = _say()
    return say("and").join(say(f"field.{TOGETHER.get(one, one)}") for one in codes)


def _done(done: Undone) -> str:
    return _say()("undone", fields=_names(done.fields or ["edited_fields"]))


def _apart(one: tuple[float, float], other: tuple[float, float]) -> str:
    return metres(kept.moved_m(connection(), Point(*one), Point(*other)), lang())


def _time(at: datetime) -> str:
    here = in_china(at)
    on = day(here.date(), lang())
    return f"{on} {here:%Y} {here:%H:%M}" if lang() == "en" else f"{here:%Y}年{on} {here:%H:%M}"


def _built(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


SECTIONS["history"] = section
