"""The pages of one place at the desk, as they are written."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask import Response, current_app, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from stations import amending, desk
from stations.amending import Kept, Moved
from stations.freshness import Fact, Freshness, confidence
from stations.lookup import station
from stations.settings import Settings
from stations.station import Station
from web import place_forms as forms
from web.calls import is_number
from web.db import connection, words
from web.desk import SECTIONS, lang, page
from web.moments import ago, weekday
from web.needing import said as need_said
from web.opening import moment, now
from web.place_merge import Say, closure_in_words, sides
from web.showing import Shown
from web.words import speaker

# Where the lines of what needs somebody lead (web/needing.py), by the room that writes about it.
ANCHORS = {"tickets": "reports", "moderation": "ratings"}


def say() -> Say:
    """Say a key of these pages in the desk's language."""
    return speaker(lang(), "desk", "places")


def whole(place: Kept, wrong: str | None = None) -> Response:
    """Write the page of a place; `wrong` names what could not be kept."""
    found, today, spoken = station(connection(), place.id), now().date(), lang()
    told = {*place.record["services"], *place.record["services_inferred"]}
    done = request.args.get("done")
    return page(
        "desk/place.html", "places",
        status=400 if wrong else 200,
        place=place,
        one=shown_of(found),
        wrong=wrong,
        asked=request.form,
        done=done if done in ("saved", "confirmed", "out", "back") else None,
        undone=_undo(place),
        needs=[need_said(one, None, say(), spoken) for one in desk.needs_of(connection(), place.id, today=today)],
        services=words().services,
        offers=[code for code in words().services if code in told],
        closures=[
            (forms.named(one), closure_in_words(one, say(), spoken)) for one in place.closures if not one.over(today)
        ],
        coming=_coming(today),
        reasons=forms.REASONS,
        sure=_sure(found, today),
        stocked="stock" in words().details.get(place.record["kind"], {}),
        sections=[(ANCHORS.get(name), _section(name, found)) for name in sorted(SECTIONS, key=_pressing)],
    )  # fmt: skip


def _coming(today: date) -> list[tuple[str, str]]:
    """Give the days on which a place may open again, to be tapped."""
    days = [today + timedelta(days=ahead) for ahead in range(1, forms.DAYS_TO_CHOOSE + 1)]
    return [(one.isoformat(), say()("close.day", weekday=weekday(one, lang()), day=one.day)) for one in days]


def _sure(found: Station, today: date) -> list[tuple[Fact, Freshness]]:
    dates = {
        Fact.EXISTENCE: found.verified_at,
        Fact.HOURS: found.hours_verified_at,
        Fact.SERVICES: found.services_verified_at,
    }
    return [(fact, confidence(on, today, fact)) for fact, on in dates.items()]


def _pressing(name: str) -> bool:
    """What people say comes before what is ours to keep."""
    return name not in ANCHORS


def _section(name: str, found: Station) -> Markup:
    """Write what another room has to say of a place."""
    spoken = lang()
    text = render_template(
        f"desk/section_{name}.html", lang=spoken, say=speaker(spoken, "desk", name), csrf=generate_csrf, station=found,
        **SECTIONS[name](found),
    )  # fmt: skip
    return Markup(text.strip())  # noqa: S704 - a template wrote it, and escaped what people wrote


def about_form(place: Kept, record: Mapping[str, Any], wrong: str | None = None) -> Response:
    """Write the form of name, address and the like."""
    return page(
        "desk/edit_about.html", "places", status=400 if wrong else 200,
        place=place, record=record, modes=words().entry_modes, wrong=wrong, version=version_of(request.form, place),
    )  # fmt: skip


def pin_form(
    place: Kept, lon: float, lat: float, *, moved: Moved | None = None, wrong: str | None = None
) -> Response:
    """Write the page of the pin; `moved` when it is to be asked about."""
    settings: Settings = current_app.extensions["settings"]
    return page(
        "desk/edit_pin.html", "places", status=400 if wrong else 200,
        place=place, lon=lon, lat=lat, moved=moved, wrong=wrong, version=version_of(request.form, place),
        tiles={"url": settings.tile_url, "attribution": settings.tile_attribution, "datum": settings.tile_datum}
        if settings.tile_url else None,
    )  # fmt: skip


def beside(place: Kept, patch: Mapping[str, Any], seen: int) -> Response:
    """Write what somebody else changed beside what was to be changed."""
    since = amending.since(connection(), place, seen)
    before = amending.as_of(connection(), place, seen)
    beside = sides(patch, before, place, words(), say(), lang())
    names = [say()(f"field.{one}") for one in since.fields]
    return page(
        "desk/merge.html", "places", status=412,
        place=place, since=since, names=names, sides=beside, patch=json.dumps(patch, ensure_ascii=False),
        at=_moment_said(since.at),
    )  # fmt: skip


def shown_of(found: Station) -> Shown:
    """Make a place ready to be shown."""
    return Shown(found, lang(), words(), moment())


def version_of(given: Mapping[str, str], place: Kept) -> int:
    """Read the version that a form was made of; one that is missing is the present one's."""
    text = given.get("version", "")
    return int(text) if is_number(text, 9) else place.version


def _undo(place: Kept) -> str | None:
    """Give the address that takes the last change back, where there is a room for it and the change is the last."""
    saved = request.args.get("saved", "")
    if "history.undo" not in current_app.view_functions or saved != str(place.version):
        return None
    return url_for("history.undo", id=place.id, version=place.version)


def _moment_said(at: datetime) -> str:
    return ago(at, now(), lang())
