"""Pages for who has no such phone: a county's places to print, and an answer in a few lines for a text message."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

import psycopg2
from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from stations.counties import Choice
from stations.database import run
from stations.errors import StationsError, StoreError
from stations.hours import CHINA
from stations.lookup import in_county
from stations.station import Status
from stations.vocabulary import Vocabulary, Word
from web.db import choices, connection, words
from web.moments import day
from web.opening import moment
from web.panel import choice, panel
from web.showing import Shown
from web.wish import Wish
from web.words import Lang, speaker

plain = Blueprint("plain", __name__)
ON_A_PAGE = 200
IN_A_TEXT = 3
LONGEST_NAME, LONGEST_LINE = 24, 45
# A text message of Chinese holds 70 signs; of a longer text each part holds 67.
SIGNS_ALONE, SIGNS_A_PART = 70, 67
COMMAS = re.compile("[,，、;；+ ]+")


class Unclear(StationsError):
    """A question that cannot be answered, with the words to say so."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status


@plain.get("/list")
def listed() -> Response:
    """Show all places of a county on paper, page by page; without one, the counties to choose from."""
    known, counties = words(), choices()
    wish = Wish.of(request.args, known)
    county = choice(counties, wish.county)
    page = _page_number(request.args.get("page", ""))
    shown, total = _of_county(wish, county, known, page) if county else ([], 0)
    text = render_template(
        "list.html",
        wish=wish,
        say=speaker(wish.lang),
        county=county,
        choices=counties,
        rows=shown,
        total=total,
        first=(page - 1) * ON_A_PAGE + 1,
        pages={
            at: _list_address(wish, at) for at in (page - 1, page + 1) if 0 < at <= -(-total // ON_A_PAGE)
        },
        page=page,
        here=f"{request.host_url}?{urlencode({'county': wish.county})}" if county else "",
        open=Status.OPEN,
        as_of=_as_of(wish.lang),
    )
    status = 404 if wish.county and not county else 200
    return Response(text, status, content_type="text/html; charset=utf-8", headers=_private())


@plain.get("/text")
def text() -> Response:
    """Tell the three nearest places in plain text, as a gateway hands it on in a text message."""
    lang: Lang = "en" if request.args.get("lang") == "en" else "zh"
    status = 200
    try:
        lines = _told(request.args, words(), lang)
    except Unclear as unclear:
        status, lines = unclear.status, [str(unclear)]
    except (StoreError, psycopg2.Error):
        status, lines = 503, [speaker(lang)("error.503")]
    said = "\n".join(lines)
    signs = len(said.encode("utf-16-le")) // 2
    counted = {
        "Waystation-Characters": str(signs),
        "Waystation-Messages": str(1 if signs <= SIGNS_ALONE else math.ceil(signs / SIGNS_A_PART)),
    }
    return Response(
        f"{said}\n", status, content_type="text/plain; charset=utf-8", headers=_private() | counted
    )


def _of_county(wish: Wish, county: Choice, known: Vocabulary, page: int) -> tuple[list[Shown], int]:
    found, total = in_county(
        connection(), county, kinds=wish.kinds, services=wish.services,
        limit=ON_A_PAGE, offset=(page - 1) * ON_A_PAGE,
    )  # fmt: skip
    at = moment()
    return [Shown(one, wish.lang, known, at, wish.services) for one in found], total


def _list_address(wish: Wish, page: int) -> str:
    given = {"county": wish.county, "kind": ",".join(wish.kinds), "service": ",".join(wish.services)}
    pairs = {name: value for name, value in given.items() if value} | wish.manner | {"page": str(page)}
    return f"/list?{urlencode(pairs, safe=',')}"


def _page_number(text: str) -> int:
    return int(text) if re.fullmatch("[1-9][0-9]{0,5}", text, re.ASCII) else 1


def _as_of(lang: Lang) -> str:
    as_of: datetime = run(connection(), "as_of")[0]["as_of"]
    at = as_of.astimezone(CHINA)
    return f"{day(at.date(), lang)} {at:%H:%M}"


def _told(args: MultiDict[str, str], known: Vocabulary, lang: Lang) -> list[str]:
    """Answer in lines; each place has three at most."""
    counties = choices()
    wish = Wish.of(_understood(args, counties, known, lang), known)
    say = speaker(lang)
    if wish.county and not choice(counties, wish.county):
        raise Unclear(404, say("text.county", name=wish.county))
    if not (wish.here or wish.county or wish.q):
        raise Unclear(400, say("text.point" if args.get("lon") or args.get("lat") else "text.how"))
    found = panel(wish, counties, known)
    if not found.ready:
        raise Unclear(503, say("search.wait"))
    rows = found.rows[:IN_A_TEXT]
    if not rows:
        return [found.nothing or say("text.none"), *(way.said for way in found.ways)]
    lines = [found.nothing] if found.nothing else []
    for number, one in enumerate(rows, start=1):
        lines += _place(number, one)
    return lines + ([say("made_up")] if any(one.station.made_up for one in rows) else [])


def _place(number: int, one: Shown) -> list[str]:
    """Name and distance; what holds now, a warning first; the address."""
    said = [*one.warnings[:1], one.state[1].replace(" · ", " ")]
    if one.station.hours is None and one.station.hours_text:
        said.append(one.station.hours_text)
    first = f"{number}. {_cut(one.name, LONGEST_NAME)} {one.distance}".rstrip()
    lines = [first, _cut(" ".join(said), LONGEST_LINE), _cut(one.station.address, LONGEST_LINE)]
    return [line for line in lines if line]


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _understood(
    args: MultiDict[str, str], counties: Sequence[Choice], known: Vocabulary, lang: Lang
) -> MultiDict[str, str]:
    """Write a question as the page's own address does: codes for words, and a county that was searched for as one."""
    asked = MultiDict((name, value) for name, value in args.items() if value.strip())
    asked["lang"] = lang
    for name, of_it, more in (("kind", known.kinds, {}), ("service", known.services, known.service_words)):
        if name in asked:
            asked[name] = ",".join(
                _code(word, of_it, more, lang) for word in COMMAS.split(asked[name]) if word
            )
    if "q" in asked and choice(counties, asked["q"].strip()):
        asked["county"] = asked.pop("q").strip()
    return asked


def _code(word: str, known: Mapping[str, Word], more: Mapping[str, str], lang: Lang) -> str:
    names = {
        name.casefold(): one.code for one in known.values() for name in (one.code, one.name_zh, one.name_en)
    }
    found = names.get(word.casefold()) or more.get(word.casefold())
    if found is None:
        told = ("、" if lang == "zh" else ", ").join(one.name(lang) for one in list(known.values())[:8])
        raise Unclear(400, speaker(lang)("text.word", word=word[:20], known=told))
    return found


def _private() -> dict[str, str]:
    return {"Cache-Control": "private, no-cache"}
