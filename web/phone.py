"""The courier's page: nearest first as a plain list, which a script then makes quick and puts on a map."""

from flask import Blueprint, Response, current_app, make_response, render_template, request

from stations import mainland
from stations.hours import CHINA
from stations.settings import Settings
from web import lookups
from web.answers import JSON
from web.api import station_id
from web.db import choices, words
from web.moments import clock
from web.opening import moment, now, presence
from web.panel import LISTED, panel
from web.showing import Shown
from web.wish import Wish
from web.words import Lang, dictionary, speaker

phone = Blueprint("phone", __name__)
# The services that people look for most come as chips; the others wait behind "more".
FIRST_CHIPS = ("drinking_water", "meal_heating", "toilet", "phone_charging", "rest_seating", "wifi")


@phone.get("/")
def home() -> Response:
    """Show the nearest places; only the part that changes when the script asks for it."""
    known = words()
    wish = Wish.of(request.args, known)
    listed = choices()
    if request.args.get("part") == "shell":  # for the worker, which puts into it what the phone keeps
        of = request.args.get("of", "county")
        template = "place_shell.html" if of == "place" else "phone.html"
        return _page(template, Wish(lang=wish.lang), choices=listed, panel=None, bare=of)
    return _page(
        "panel.html" if request.args.get("part") == "panel" else "phone.html",
        wish,
        panel=panel(wish, listed, known),
        most=LISTED,
        choices=listed,
        first_chips=FIRST_CHIPS,
        kept_since=_kept_since(wish.lang),
    )


@phone.get("/stations/<id>")
def place(id: str) -> Response:
    """Show one place as a page, or its card alone when the script asks for it."""
    known = words()
    wish = Wish.of(request.args, known)
    found = lookups.station(station_id(id), wish.here)
    settings: Settings = current_app.extensions["settings"]
    return _page(
        "card.html" if request.args.get("part") == "card" else "place.html",
        wish,
        one=Shown(found.station, wish.lang, known, moment(), wish.services, found.distance_m),
        said=found.said,
        told=found.told,
        spread=found.spread,
        reasons=found.reasons,
        public_url=settings.public_url,
    )


@phone.get("/mainland.json")
def shifted() -> Response:
    """Give the outline within which a basemap in GCJ-02 is shifted; the page asks for it only with such a one."""
    response = Response(mainland.written(), content_type=JSON)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _page(template: str, wish: Wish, **values: object) -> Response:
    settings: Settings = current_app.extensions["settings"]
    data = {
        "lang": wish.lang,
        "words": dictionary(wish.lang),
        "kinds": {
            code: {"name": kind.name(wish.lang), "shape": kind.shape, "icon": kind.icon}
            for code, kind in words().kinds.items()
        },
        "tiles": {
            "url": settings.tile_url,
            "attribution": settings.tile_attribution,
            "datum": settings.tile_datum,
        }
        if settings.tile_url
        else None,
    }
    text = render_template(
        template, wish=wish, say=speaker(wish.lang), words=words(), page_data=data, **values
    )
    response = make_response(text)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _kept_since(lang: Lang) -> str:
    """Tell since when nothing new came in while the store is away, or nothing."""
    present = presence().now()
    if present is None or presence().source.connected:
        return ""
    return clock(present.atlas.as_of.astimezone(CHINA), now(), lang)
