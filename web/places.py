"""/manage: a manager's places and what needs somebody there, one place, and the small forms that keep it true."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, request, url_for

from stations import amending, desk
from stations.acting import Scope
from stations.desk import Asked
from stations.hours import read
from stations.lookup import station
from web import place_forms as forms
from web import place_pages as pages
from web.amend import amendable, columns, offered, readable
from web.bodies.places import PlacePatch
from web.db import connection, words
from web.desk import lang, page
from web.errors import BadRequest
from web.needing import said as need_said
from web.opening import now
from web.params.places import ManagePage
from web.rights import needs

places = Blueprint("places", __name__, url_prefix="/manage")
ON_A_PAGE = 50


@places.get("")
@needs(Scope.READ)
def mine() -> Response:
    """Show my places, what needs me first."""
    query = ManagePage.of(request)
    found = desk.places(
        connection(), Asked(query.unit, query.q.strip(), query.needs), today=now().date(), limit=ON_A_PAGE,
        after=query.after,
    )  # fmt: skip
    further = {**request.args.to_dict(), "cursor": "{}.{}".format(*found.after)} if found.after else None
    return page(
        "desk/places.html", "places",
        query=query,
        units=desk.units(connection()),
        found=found,
        kinds=words().kinds,
        needed=lambda one, need: need_said(need, one, pages.say(), lang()),
        further=f"{request.path}?{urlencode(further)}" if further else None,
    )  # fmt: skip


@places.get("/stations/<id>")
@needs(Scope.READ)
def one(id: str) -> Response:
    """Show one place: how it stands, and the forms that change it."""
    return pages.whole(readable(id))


@places.post("/stations/<id>/confirm")
@needs(Scope.AMEND)
def confirm(id: str) -> Response:
    """Say that everything is still right, what was only guessed as well."""
    return _save(id, forms.confirming(amendable(id), now().date()), "confirmed")


@places.post("/stations/<id>/close")
@needs(Scope.AMEND)
def close(id: str) -> Response:
    """Close it for some days, or until further notice."""
    place = amendable(id)
    reasons = {code: pages.say()(f"reason.{code}") for code in forms.REASONS}
    try:
        patch = forms.closing(request.form, place, now().date(), reasons)
    except BadRequest as error:
        return pages.whole(place, wrong=error.parameter)
    # Another closure beside those that are there runs over nothing: it is added to whatever there is now.
    return _save(id, patch, version=place.version)


@places.post("/stations/<id>/reopen")
@needs(Scope.AMEND)
def reopen(id: str) -> Response:
    """Open it again: a suspension ends, or one closure is dropped."""
    place = amendable(id)
    return _save(id, forms.reopening(request.form, place), version=place.version)


@places.post("/stations/<id>/out")
@needs(Scope.AMEND)
def out(id: str) -> Response:
    """Take a service out from today on."""
    place = amendable(id)
    amending.take_out(connection(), place.id, offered(place, request.form.get("service", "")), now())
    return _back(place.id, done="out")


@places.post("/stations/<id>/back")
@needs(Scope.AMEND)
def back(id: str) -> Response:
    """Say that a service works again."""
    place = amendable(id)
    amending.bring_back(connection(), place.id, request.form.get("service", "")[:60], now())
    return _back(place.id, done="back")


@places.post("/stations/<id>/services")
@needs(Scope.AMEND)
def services(id: str) -> Response:
    """Set what it offers."""
    return _save(id, {"services": request.form.getlist("services")})


@places.post("/stations/<id>/stock")
@needs(Scope.AMEND)
def stock(id: str) -> Response:
    """Set the bottles that are there."""
    return _filled(id, forms.stock)


@places.get("/stations/<id>/hours")
@needs(Scope.READ)
def hours(id: str) -> Response:
    """Choose hours, and see what they mean before they are kept."""
    place = readable(id)
    text = request.args.get("text", "")[:500].strip()
    reading = read(text) if text else None
    shown = None
    if reading and reading.stored:
        found = station(connection(), place.id)
        rules = place.record["hours_exceptions"]
        in_force = f"{reading.stored}; {rules}" if rules else reading.stored
        shown = pages.shown_of(replace(found, hours=reading.stored, hours_text=text, hours_in_force=in_force))
    return page(
        "desk/edit_hours.html", "places",
        place=place, text=text, reading=reading, shown=shown, usual=forms.USUAL_HOURS,
        version=pages.version_of(request.args, place),
    )  # fmt: skip


@places.post("/stations/<id>/hours")
@needs(Scope.AMEND)
def set_hours(id: str) -> Response:
    """Keep hours: as they are understood, or as text when somebody says so."""
    text = request.form.get("text", "").strip() or None
    return _save(id, {"hours_text" if request.form.get("as_text") else "hours": text})


@places.get("/stations/<id>/about")
@needs(Scope.READ)
def about(id: str) -> Response:
    """Show name, address and the like in one form."""
    place = readable(id)
    return pages.about_form(place, place.record)


@places.post("/stations/<id>/about")
@needs(Scope.AMEND)
def set_about(id: str) -> Response:
    """Keep what was changed of name, address and the like."""
    place = amendable(id)
    version = pages.version_of(request.form, place)
    seen = amending.as_of(connection(), place, version)
    try:
        patch = forms.changed(forms.about(request.form), seen)
        return _save(id, patch) if patch else _back(place.id)
    except BadRequest as error:
        return pages.about_form(place, {**place.record, **request.form.to_dict()}, wrong=error.parameter)


@places.get("/stations/<id>/pin")
@needs(Scope.READ)
def pin(id: str) -> Response:
    """Show the pin on a map, and its two numbers."""
    place = readable(id)
    return pages.pin_form(place, place.record["lon"], place.record["lat"])


@places.post("/stations/<id>/pin")
@needs(Scope.AMEND)
def set_pin(id: str) -> Response:
    """Move the pin; far, or over the county's border, only when asked again."""
    place = amendable(id)
    try:
        patch = forms.point(request.form)
        PlacePatch.of(json.dumps(patch).encode())
    except (BadRequest, ValueError):
        return pages.pin_form(place, place.record["lon"], place.record["lat"], wrong="lon")
    moved = amending.moved(connection(), place.id, patch["lon"], patch["lat"])
    if moved.far and request.form.get("sure") != "yes":
        return pages.pin_form(place, patch["lon"], patch["lat"], moved=moved)
    return _save(id, patch)


@places.post("/stations/<id>/merge")
@needs(Scope.AMEND)
def merge(id: str) -> Response:
    """Keep of a change what its author chose, now that all was seen."""
    try:
        patch = json.loads(request.form.get("patch", ""))
    except ValueError:
        patch = None
    if not isinstance(patch, dict):
        raise BadRequest("the form is not whole: load the page anew", parameter="patch")
    kept = {name: value for name, value in patch.items() if request.form.get(f"take_{name}") != "theirs"}
    return _save(id, kept) if kept else _back(readable(id).id)


def _filled(id: str, read_form: Callable[[Mapping[str, str]], dict[str, Any]]) -> Response:
    try:
        return _save(id, read_form(request.form))
    except BadRequest as error:
        return pages.whole(amendable(id), wrong=error.parameter)


def _save(id: str, patch: Mapping[str, Any], done: str = "saved", version: int | None = None) -> Response:
    """Change a place as the API does, and lead back to it; or show what somebody else changed meanwhile."""
    place = amendable(id)
    seen = pages.version_of(request.form, place) if version is None else version
    try:
        asked = PlacePatch.of(json.dumps(patch, ensure_ascii=False).encode())
        made = amending.amend(connection(), place.id, seen, columns(place, asked))
    except BadRequest as error:
        if request.endpoint == "places.set_about":
            raise
        return pages.whole(place, wrong=error.parameter)
    except UnicodeEncodeError:
        return pages.whole(place, wrong="other")
    return _back(place.id, done=done, saved=made) if made else pages.beside(readable(id), patch, seen)


def _back(id: int, done: str | None = None, saved: int | None = None) -> Response:
    return make_response(redirect(url_for("places.one", id=id, done=done, saved=saved), 303))
