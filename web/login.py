"""Signing in and out, and the first password by a one-time link."""

from flask import Blueprint, Response, make_response, redirect, request, session, url_for

from stations import accounts, own, passwords
from stations.accounts import Invited
from stations.database import transaction
from stations.passwords import BadPassword, Busy, Kept
from web import entry, rights, signing
from web.db import connection
from web.desk import lang, page, there
from web.entry import gone
from web.rights import NotAllowed, needs, open_to_all
from web.tries import TooManyTries
from web.words import speaker

login = Blueprint("login", __name__)
entry.install(login)


@login.get("/login")
@open_to_all
def form() -> Response:
    """Show the form, for the code where one is awaited."""
    lang()
    if request.args.get("again") is not None:
        session.pop("step", None)
    return _form()


@login.post("/login")
@open_to_all
def enter() -> Response:
    """Sign in, or ask for the code."""
    try:
        rights.from_here()
        return _coded() if "code" in request.form else _named()
    except NotAllowed:
        return _form(403, "login.old")
    except (TooManyTries, Busy) as error:
        answer = _form(429 if isinstance(error, TooManyTries) else 503, *_wait(error))
        answer.headers["Retry-After"] = str(entry.seconds(error))
        return answer


def _named() -> Response:
    name = accounts.plain_name(request.form.get("name", ""))
    proven = entry.prove(name, request.form.get("password", ""))
    if proven is None or not (proven.second_factor or entry.enter(proven)):
        return _form(401, "login.wrong")
    if proven.second_factor:
        entry.wait_for_code(proven)
        return _form()
    return _gone_on()


def _coded() -> Response:
    proven = entry.awaited()
    if proven is None:
        return _form(401, "login.late")
    if not entry.enter(proven, request.form.get("code")):
        return _form(401, "login.wrong_code")
    return _gone_on()


def _gone_on() -> Response:
    return make_response(redirect(entry.local(request.form.get("next")) or there("places.mine"), 303))


def _wait(error: TooManyTries | Busy) -> tuple[str, int]:
    if isinstance(error, Busy):
        return "login.busy", 0
    return ("login.wait", error.wait_s) if error.wait_s < 100 else ("login.wait_long", -(-error.wait_s // 60))


def _form(status: int = 200, wrong: str = "", number: int = 0) -> Response:
    return page(
        "desk/login.html", "login", status=status, wrong=wrong, number=number,
        awaited=entry.awaited() is not None, name=request.form.get("name", session.get("named", ""))[:64],
        next=entry.local(request.values.get("next")) or "",
    )  # fmt: skip


@login.post("/logout")
@needs(None)
def leave() -> Response:
    """Sign out: the secret is worth nothing any more, here or anywhere."""
    me = rights.acting().session_id
    own.end_sessions(connection(), me or 0)
    signing.end()
    return gone(speaker(lang(), "login")("login.left"), url_for("login.form"))


@login.get("/login/link/<secret>")
@open_to_all
def link(secret: str) -> Response:
    """Show the form for a password; looking uses nothing up."""
    return _set_form(secret)


@login.post("/login/link/<secret>")
@open_to_all
def redeem(secret: str) -> Response:
    """Set the password; the link is over then."""
    invited = accounts.invited(connection(), secret)
    try:
        rights.from_here()
        kept = _chosen(invited) if invited else None
    except NotAllowed:
        return _set_form(secret, 403, "login.old")
    except BadPassword as error:
        return _set_form(secret, 400, f"password.{error.rule}")
    except Busy:
        return _set_form(secret, 503, "login.busy")
    with transaction(connection()):
        name = accounts.redeem(connection(), secret, kept) if kept else None
    if name is None:
        return _set_form(secret)
    signing.end()
    session["named"] = name
    return gone(speaker(lang(), "login")("login.password_set"), url_for("login.form"))


def _chosen(invited: Invited) -> Kept:
    first, second = request.form.get("password", ""), request.form.get("again", "")
    if first != second:
        raise BadPassword("differs", "the two passwords differ")
    passwords.check(first, invited.name, invited.shown_name)
    return passwords.keep(first)


def _set_form(secret: str, status: int = 200, wrong: str = "") -> Response:
    lang()
    invited = accounts.invited(connection(), secret)
    if invited is None:
        status = 404
    return page("desk/login_link.html", "login", status=status, wrong=wrong, invited=invited)
