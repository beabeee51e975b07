"""Ratings at the desk: answered, hidden with a reason, shown again, put to the unit above, which rules on abuse."""

from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from stations import moderation as kept
from stations.acting import Scope
from stations.hours import in_china
from stations.moderation import NothingToDo, Show
from stations.station import Station
from web.bodies.tickets import AnswerBody, ReasonBody, RulingBody, WordBody
from web.calls import number, sent, written
from web.db import connection, words
from web.desk import SECTIONS, lang, page
from web.judging import done, filled, page_of, told
from web.moments import ago
from web.opening import now
from web.params import NoQuery
from web.params.tickets import ModeratedQuery, WordQuery
from web.rights import NotAllowed, acting, needs
from web.words import speaker

moderation = Blueprint("moderation", __name__)
PAGE, ON_TOP = 30, 20


@moderation.get("/manage/ratings")
@needs(Scope.MODERATE)
def listed() -> Response:
    """Show ratings: those that wait for somebody on top, then those of places that dropped, then the newest."""
    asked, after = request.args.get("show", ""), request.args.get("after", "")
    show = Show(asked) if asked in list(Show) else None
    last = number(after, "rating") if after else None
    store = connection()
    first = [Show.WAITING, Show.ASKED, Show.DROPPED] if show is None and last is None else []
    top = {one.value: kept.listed(store, show=one, limit=ON_TOP) for one in first}
    found = kept.listed(store, show=show or Show.ALL, after=last, limit=PAGE + 1)
    shown = {one.id for some in top.values() for one in some}
    return page(
        "desk/ratings.html",
        "moderation",
        **_manner(),
        first=top,
        found=[one for one in found[:PAGE] if one.id not in shown],
        more=found[PAGE - 1].id if len(found) > PAGE else None,
        show=show.value if show else "",
    )


@moderation.post("/manage/ratings/<id>/<act>")
@needs(Scope.MODERATE)
def act(id: str, act: str) -> ResponseReturnValue:
    """Do what a button of a rating says."""
    one = kept.rating(connection(), number(id, "rating"))
    say, form, store = speaker(lang(), "desk", "moderation"), request.form, connection()
    text = filled(ReasonBody, reason=form.get("other") or form.get("reason"))
    reason = text.reason if text else None
    try:
        if act == "show":
            kept.show(store, one.id)
        elif reason is None or act not in ("answer", "hide", "ask", "abuse", "fine"):
            return done(say("ratings.incomplete"), "moderation.listed", one.station_id)
        elif act == "answer":
            kept.answer(store, one.id, reason)
        elif act == "hide":
            kept.hide(store, one.id, reason)
        elif act == "ask":
            kept.ask_above(store, one.id, reason)
        else:
            kept.rule(store, one.id, abuse=act == "abuse", reason=reason)
    except NothingToDo:
        return done(say("ratings.nothing"), "moderation.listed", one.station_id)
    return done(say(f"ratings.{act}.done"), "moderation.listed", one.station_id)


@moderation.get("/api/v1/manage/ratings")
@needs(Scope.MODERATE)
def many() -> Response:
    """List ratings, the newest first, page by page."""
    return page_of("ratings", kept.listed, ModeratedQuery.of(request))


@moderation.get("/api/v1/manage/ratings/<id>")
@needs(Scope.MODERATE)
def one(id: str) -> Response:
    """Give one rating."""
    NoQuery.of(request)
    return _told(number(id, "rating"))


@moderation.put("/api/v1/manage/ratings/<id>/answer")
@needs(Scope.MODERATE)
def answer(id: str) -> Response:
    """Answer a rating for all to read."""
    given, rating = sent(AnswerBody), number(id, "rating")
    kept.answer(connection(), rating, given.text)
    return _told(rating)


@moderation.put("/api/v1/manage/ratings/<id>/hiding")
@needs(Scope.MODERATE)
def hide(id: str) -> Response:
    """Hide a comment for a reason that its writer can read; the stars count on."""
    given, rating = sent(ReasonBody), number(id, "rating")
    kept.hide(connection(), rating, given.reason)
    return _told(rating)


@moderation.delete("/api/v1/manage/ratings/<id>/hiding")
@needs(Scope.MODERATE)
def show(id: str) -> Response:
    """Let a comment be public that waits or was hidden."""
    NoQuery.of(request)
    rating = number(id, "rating")
    kept.show(connection(), rating)
    return _told(rating)


@moderation.put("/api/v1/manage/ratings/<id>/question")
@needs(Scope.MODERATE)
def ask(id: str) -> Response:
    """Ask the unit above whether a rating is abuse."""
    given, rating = sent(ReasonBody), number(id, "rating")
    kept.ask_above(connection(), rating, given.reason)
    return _told(rating)


@moderation.put("/api/v1/manage/ratings/<id>/ruling")
@needs(Scope.MODERATE)
def rule(id: str) -> Response:
    """Rule, as a unit above, whether a rating is abuse; one that is counts no longer."""
    given, rating = sent(RulingBody), number(id, "rating")
    kept.rule(connection(), rating, abuse=given.abuse, reason=given.reason)
    return _told(rating)


@moderation.get("/api/v1/listed-words")
@needs(Scope.MODERATE)
def listed_words() -> Response:
    """List the words for which a comment waits."""
    NoQuery.of(request)
    _everywhere()
    return written({"words": kept.words(connection())})


@moderation.post("/api/v1/listed-words")
@needs(Scope.MODERATE)
def list_word() -> Response:
    """Have comments with a word wait from now on."""
    given = sent(WordBody)
    _everywhere()
    kept.list_word(connection(), given.word)
    return written({"word": given.word}, 201)


@moderation.delete("/api/v1/listed-words")
@needs(Scope.MODERATE)
def unlist_word() -> Response:
    """Have a word no longer hold a comment."""
    query = WordQuery.of(request)
    _everywhere()
    kept.unlist_word(connection(), query.word)
    return written({"word": query.word})


def section(place: Station) -> dict[str, Any]:
    """What the page of a place shows of its ratings; nothing to who does not judge them."""
    judges = acting().may(Scope.MODERATE)
    found = kept.listed(connection(), station_id=place.id, limit=5) if judges else []
    return {**_manner(), "found": found}


SECTIONS["moderation"] = section


def _everywhere() -> None:
    if acting().unit_id is not None:
        raise NotAllowed("the list of words is of the whole store: only its operators keep it")


def _manner() -> dict[str, Any]:
    present, spoken = now(), lang()
    return {"words": words(), "ago": lambda at: ago(in_china(at), present, spoken)}


def _told(rating: int) -> Response:
    return written(told(kept.rating(connection(), rating)))
