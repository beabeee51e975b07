"""Reports of faults at the desk: seen, mended or refused by one tap, answered in a sentence; what waits in a crowd."""

from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from stations import moderation as said
from stations import tickets as kept
from stations.acting import Scope
from stations.held import Held
from stations.hours import in_china
from stations.station import Station
from stations.tickets import Show, State
from web.bodies.tickets import AnswerBody, JudgeBody, MoveBody
from web.calls import number, sent, written
from web.db import connection, words
from web.desk import SECTIONS, lang, page
from web.judging import done, filled, page_of, told
from web.moments import ago
from web.opening import now
from web.params.tickets import TicketsQuery
from web.rights import acting, needs
from web.words import speaker

tickets = Blueprint("tickets", __name__)
PAGE = 30


@tickets.get("/manage/tickets")
@needs(Scope.READ)
def listed() -> Response:
    """Show what is reported, a locked door first, and below it what waits in a crowd."""
    show = _shown()
    after = request.args.get("after", "")
    found = kept.listed(
        connection(), show=show, after=number(after, "ticket") if after else None, limit=PAGE + 1
    )
    judges = acting().may(Scope.MODERATE)
    return page(
        "desk/tickets.html",
        "tickets",
        **_manner(),
        found=found[:PAGE],
        more=found[PAGE - 1].id if len(found) > PAGE else None,
        show=show.value,
        waiting=said.waiting(connection()) if judges and not after else [],
    )


@tickets.post("/manage/tickets/<id>/<act>")
@needs(Scope.MODERATE)
def act(id: str, act: str) -> ResponseReturnValue:
    """Do what a button of a ticket says."""
    one = kept.ticket(connection(), number(id, "ticket"))
    say = speaker(lang(), "desk", "tickets")
    form = request.form
    if act == "answer":
        given = filled(AnswerBody, text=form.get("text"))
        if given is None:
            return done(say("tickets.incomplete"), "tickets.listed", one.station_id)
        kept.answer(connection(), one.id, given.text)
        return done(say("tickets.answered"), "tickets.listed", one.station_id)
    move = filled(
        MoveBody, state=act, reason=(form.get("other") or form.get("reason")) if act == "refused" else None
    )
    if move is None:
        return done(say("tickets.incomplete"), "tickets.listed", one.station_id)
    try:
        kept.move(connection(), one.id, State(move.state), reason=move.reason)
    except kept.Ended:
        return done(say("tickets.ended"), "tickets.listed", one.station_id)
    return done(say(f"tickets.{move.state}.done", name=one.name), "tickets.listed", one.station_id)


@tickets.post("/manage/held/<id>")
@needs(Scope.MODERATE)
def judge_form(id: str) -> ResponseReturnValue:
    """Count or drop what waits."""
    counted = request.form.get("counted") == "yes"
    said.judge(connection(), id, counted=counted)
    say = speaker(lang(), "desk", "tickets")
    return done(say("held.counted" if counted else "held.dropped"), "tickets.listed")


@tickets.get("/api/v1/tickets")
@needs(Scope.READ)
def many() -> Response:
    """List tickets, page by page."""
    return page_of("tickets", kept.listed, TicketsQuery.of(request))


@tickets.get("/api/v1/tickets/<id>")
@needs(Scope.READ)
def one(id: str) -> Response:
    """Give one ticket."""
    TicketsQuery.none(request)
    return _told(number(id, "ticket"))


@tickets.patch("/api/v1/tickets/<id>")
@needs(Scope.MODERATE)
def move(id: str) -> Response:
    """Move a ticket on: 409 when it ended before."""
    given, ticket = sent(MoveBody), number(id, "ticket")
    kept.move(connection(), ticket, State(given.state), reason=given.reason)
    return _told(ticket)


@tickets.put("/api/v1/tickets/<id>/answer")
@needs(Scope.MODERATE)
def answer(id: str) -> Response:
    """Answer a ticket for all to read."""
    given, ticket = sent(AnswerBody), number(id, "ticket")
    kept.answer(connection(), ticket, given.text)
    return _told(ticket)


@tickets.get("/api/v1/held")
@needs(Scope.MODERATE)
def held() -> Response:
    """List what waits because too much came at once, the oldest first; at most 200."""
    TicketsQuery.none(request)
    return written({"held": [_held(one) for one in said.waiting(connection())]})


@tickets.patch("/api/v1/held/<id>")
@needs(Scope.MODERATE)
def judge(id: str) -> Response:
    """Count or drop what waits."""
    given = sent(JudgeBody)
    said.judge(connection(), id, counted=given.counted)
    return written({"id": id, "counted": given.counted})


def section(place: Station) -> dict[str, Any]:
    """What the page of a place shows of its tickets."""
    return {**_manner(), "found": kept.listed(connection(), station_id=place.id, limit=20)}


SECTIONS["tickets"] = section


def _manner() -> dict[str, Any]:
    present, spoken = now(), lang()
    return {
        "words": words(),
        "judges": acting().may(Scope.MODERATE),
        "ago": lambda at: ago(in_china(at), present, spoken),
    }


def _shown() -> Show:
    asked = request.args.get("show", "")
    return Show(asked) if asked in list(Show) else Show.OPEN


def _told(ticket: int) -> Response:
    return written(told(kept.ticket(connection(), ticket)))


def _held(one: Held) -> dict[str, Any]:
    return {**one._asdict(), "station_id": str(one.station_id)}
