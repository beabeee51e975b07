"""The courier's page: nearest first as a plain list, which a script then makes quick and puts on a map."""

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, make_response, render_template, request
from psycopg2.extensions import connection as Connection
from werkzeug.datastructures import MultiDict

import stations
from stations import counties, ratings
from stations.counties import Choice
from stations.errors import BadPoint
from stations.lookup import Hint, Question
from stations.point import Point
from stations.settings import Settings
from stations.vocabulary import Vocabulary
from web.api import station_id
from web.db import choices, connection, words
from web.showing import Shown, metres, shown
from web.words import Lang, dictionary, speaker

phone = Blueprint("phone", __name__)
LISTED = 20
# The services that people look for most come as chips; the others wait behind "more".
FIRST_CHIPS = ("drinking_water", "meal_heating", "toilet", "phone_charging", "rest_seating", "wifi")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked the page for. What makes no sense is left out: a page is no place for an error code."""

    lang: Lang = "zh"
    here: Point | None = None
    county: str | None = None
    kinds: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    @classmethod
    def of(cls, args: MultiDict[str, str], known: Vocabulary) -> Self:
        """Read an address."""
        return cls(
            lang="en" if args.get("lang") == "en" else "zh",
            here=_point(args.get("lon"), args.get("lat")),
            county=args.get("county", "").strip()[:40] or None,
            kinds=_chosen(args, "kind", known.kinds),
            services=_chosen(args, "service", known.services),
        )

    def address(self, **change: object) -> str:
        """Give the address of the page for this wish, changed."""
        wish = replace(self, **change)  # type: ignore[arg-type]
        pairs: dict[str, str] = {"lang": "en"} if wish.lang == "en" else {}
        if wish.here:
            pairs |= {"lon": f"{wish.here.lon:.5f}", "lat": f"{wish.here.lat:.5f}"}
        elif wish.county:
            pairs["county"] = wish.county
        pairs |= {
            name: ",".join(values)
            for name, values in (("kind", wish.kinds), ("service", wish.services))
            if values
        }
        return f"/?{urlencode(pairs, safe=',')}" if pairs else "/"

    def toggled(self, name: str, code: str) -> str:
        """Give the address with one kind or service more, or less."""
        had: tuple[str, ...] = getattr(self, name)
        return self.address(
            **{name: tuple(one for one in had if one != code) if code in had else (*had, code)}
        )


@phone.get("/")
def home() -> Response:
    """Show the nearest places; only the part that changes when the script asks for it."""
    known = words()
    wish = Wish.of(request.args, known)
    listed = choices()
    here, place = _where(wish, listed)
    found = stations.nearest(connection(), _question(wish, here)) if here else []
    hint = stations.hint(connection(), _question(wish, here)) if here and not found else None
    rows = shown(found, known, lang=wish.lang, asked=wish.services)
    return _page(
        "panel.html" if request.args.get("part") == "panel" else "phone.html",
        wish,
        here=here,
        place=place,
        rows=rows,
        choices=listed,
        first_chips=FIRST_CHIPS,
        hint=_hint_words(hint, wish, known) if hint else None,
        made_up=any(row.station.made_up for row in rows),
    )


@phone.get("/stations/<id>")
def place(id: str) -> Response:
    """Show one place as a page, or its card alone when the script asks for it."""
    known = words()
    wish = Wish.of(request.args, known)
    found = stations.station(connection(), station_id(id))
    one = Shown(found, wish.lang, known, wish.services, _distance_m(connection(), wish.here, found.id))
    return _page(
        "card.html" if request.args.get("part") == "card" else "place.html",
        wish,
        one=one,
        said=ratings.recent(connection(), found.id, limit=5),
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


def _where(wish: Wish, listed: list[Choice]) -> tuple[Point | None, Choice | None]:
    """Tell around which point to look: the person's, the chosen county's, the one's with the most places."""
    if wish.here:
        return wish.here, None
    chosen = (
        next((one for one in listed if wish.county in (one.code, one.name)), None) if wish.county else None
    )
    chosen = chosen or next(iter(listed), None)
    return (Point(chosen.lon, chosen.lat), chosen) if chosen else (counties.somewhere(connection()), None)


def _question(wish: Wish, here: Point) -> Question:
    return Question(here, limit=LISTED, kinds=wish.kinds, services=wish.services)


def _hint_words(hint: Hint, wish: Wish, known: Vocabulary) -> tuple[str, str]:
    """A sentence for what to drop, and the address that drops it."""
    if hint.parameter == "service":
        dropped = known.services[hint.value].name(wish.lang)
        address = wish.toggled("services", hint.value)
    else:
        dropped = speaker(wish.lang)("filter.kind")
        address = wish.address(kinds=())
    distance = metres(hint.distance_m, wish.lang)
    return speaker(wish.lang)("nothing.hint", dropped=dropped, distance=distance), address


def _distance_m(store: Connection, here: Point | None, station: int) -> float | None:
    return stations.distance_m(store, here, station) if here else None


def _chosen(args: MultiDict[str, str], name: str, known: Container[str]) -> tuple[str, ...]:
    asked = ",".join(args.getlist(name)).split(",")
    return tuple(dict.fromkeys(code for code in asked if code in known))


def _point(lon: str | None, lat: str | None) -> Point | None:
    try:
        return Point.of(float(lon or "nan"), float(lat or "nan"))
    except (BadPoint, ValueError):
        return None
