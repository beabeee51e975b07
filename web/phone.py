"""The courier's page: nearest first as a plain list, which a script then makes quick and puts on a map."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, current_app, make_response, render_template, request

from stations.counties import Choice
from stations.hours import CHINA
from stations.lookup import Hint, Question
from stations.point import Point
from stations.settings import Settings
from stations.vocabulary import Vocabulary
from web import lookups
from web.api import station_id
from web.db import choices, words
from web.moments import clock
from web.opening import moment, now, presence
from web.showing import Shown, metres, shown
from web.wish import Wish
from web.words import Lang, dictionary, speaker

phone = Blueprint("phone", __name__)
LISTED = 20
# Of the nearest so many, those that are shut but open later come after the open ones.
LATER_AMONG, LATER_LISTED = 60, 5
# The services that people look for most come as chips; the others wait behind "more".
FIRST_CHIPS = ("drinking_water", "meal_heating", "toilet", "phone_charging", "rest_seating", "wifi")


@phone.get("/")
def home() -> Response:
    """Show the nearest places; only the part that changes when the script asks for it."""
    known = words()
    wish = Wish.of(request.args, known)
    listed = choices()
    here, place = _where(wish, listed)
    rows = _rows(wish, here, known) if here else []
    hint = lookups.hint(_question(wish, here)) if here and not rows else None
    later = _later(wish, here, known) if here and wish.open else []
    return _page(
        "panel.html" if request.args.get("part") == "panel" else "phone.html",
        wish,
        here=here,
        place=place,
        rows=rows,
        later=later,
        choices=listed,
        first_chips=FIRST_CHIPS,
        hint=_hint_words(hint, wish, known) if hint else None,
        made_up=any(row.station.made_up for row in rows),
        kept_since=_kept_since(wish.lang),
    )


@phone.get("/stations/<id>")
def place(id: str) -> Response:
    """Show one place as a page, or its card alone when the script asks for it."""
    known = words()
    wish = Wish.of(request.args, known)
    found, distance_m, said = lookups.station(station_id(id), wish.here)
    return _page(
        "card.html" if request.args.get("part") == "card" else "place.html",
        wish,
        one=Shown(found, wish.lang, known, moment(), wish.services, distance_m),
        said=said,
    )


def _page(template: str, wish: Wish, **values: object) -> Response:
    settings: Settings = current_app.extensions["settings"]
    data = {
        "lang": wish.lang,
        "words": dictionary(wish.lang),
        "kinds": {
            code: {"name": kind.name(wish.lang), "shape": kind.shape, "icon": kind.icon}
            for code, kind in words().kinds.items()
        },
        "tiles": {"url": settings.tile_url, "attribution": settings.tile_attribution}
        if settings.tile_url
        else None,
    }
    text = render_template(
        template, wish=wish, say=speaker(wish.lang), words=words(), page_data=data, **values
    )
    response = make_response(text)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _where(wish: Wish, listed: Sequence[Choice]) -> tuple[Point | None, Choice | None]:
    """Tell around which point to look: the person's, the chosen county's, the one's with the most places."""
    if wish.here:
        return wish.here, None
    chosen = (
        next((one for one in listed if wish.county in (one.code, one.name)), None) if wish.county else None
    )
    chosen = chosen or next(iter(listed), None)
    return (Point(chosen.lon, chosen.lat), chosen) if chosen else (lookups.somewhere(), None)


def _kept_since(lang: Lang) -> str:
    """Tell since when nothing new came in while the store is away, or nothing."""
    present = presence().now()
    if present is None or presence().source.connected:
        return ""
    return clock(present.atlas.as_of.astimezone(CHINA), now(), lang)


def _question(wish: Wish, here: Point) -> Question:
    wanted = moment().open if wish.open else None
    return Question(here, limit=LISTED, kinds=wish.kinds, services=wish.services, open=wanted)


def _rows(wish: Wish, here: Point, known: Vocabulary) -> list[Shown]:
    found = lookups.nearest(_question(wish, here))
    return shown(found, known, moment(), lang=wish.lang, asked=wish.services)


def _later(wish: Wish, here: Point, known: Vocabulary) -> list[Shown]:
    """The nearest places that are shut now and known to open within 14 days."""
    asked = replace(_question(replace(wish, open=False), here), limit=LATER_AMONG)
    found = shown(lookups.nearest(asked), known, moment(), lang=wish.lang, asked=wish.services)
    return [one for one in found if one.opening.open is False and one.opening.then][:LATER_LISTED]


def _hint_words(hint: Hint, wish: Wish, known: Vocabulary) -> tuple[str, str]:
    """A sentence for what to drop, and the address that drops it."""
    if hint.parameter == "service":
        dropped = known.services[hint.value].name(wish.lang)
        address = wish.toggled("services", hint.value)
    elif hint.parameter == "open":
        dropped = speaker(wish.lang)("filter.open")
        address = wish.address(open=False)
    else:
        dropped = speaker(wish.lang)("filter.kind")
        address = wish.address(kinds=())
    distance = metres(hint.distance_m, wish.lang)
    return speaker(wish.lang)("nothing.hint", dropped=dropped, distance=distance), address
