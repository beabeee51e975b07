"""The own account: password, second factor, where one is signed in, tokens for programs."""

from datetime import datetime
from typing import Any

import segno
from flask import Blueprint, Response, request, session, url_for
from markupsafe import Markup

from stations import accounts, own, passwords, second_factor
from stations.acting import Scope
from stations.hours import in_china
from stations.passwords import BadPassword, Busy
from stations.refusals import Refused
from web import entry, rights
from web.api import station_id as number
from web.db import connection
from web.desk import lang, page
from web.entry import gone
from web.rights import needs
from web.tries import TooManyTries
from web.words import speaker

account = Blueprint("account", __name__, url_prefix="/account")
entry.install(account)
ROOMS = ("account", "login")
DAYS = (30, 90, 366)


@account.get("")
@needs(None)
def mine() -> Response:
    """Show what the account keeps of itself."""
    return _mine()


@account.post("/password")
@needs(None)
def change_password() -> Response:
    """Change the password; other sessions and all tokens end."""
    me = rights.acting()
    first, second = request.form.get("password", ""), request.form.get("again", "")
    if first != second:
        return _mine(400, "password.differs")
    try:
        passwords.check(first, me.name, me.shown_name)
        derived = _derived()
        if not own.change_password(connection(), derived, passwords.keep(first)):
            return _mine(403, "account.wrong_password")
    except BadPassword as error:
        return _mine(400, f"password.{error.rule}")
    entry.right(me.name)
    return _said("account.password_changed")


@account.post("/sessions/<id>/end")
@needs(None)
def end_session(id: str) -> Response:
    """Sign out somewhere else."""
    own.end_sessions(connection(), number(id))
    return _said("account.session_ended")


@account.post("/sessions/end")
@needs(None)
def end_others() -> Response:
    """Sign out everywhere else."""
    return _said("account.sessions_ended", n=own.end_sessions(connection()))


@account.get("/second-factor")
@needs(None)
def second_factor_form() -> Response:
    """Show a secret as a QR code and as text; it counts only once a code proved it."""
    if "totp" not in session:
        session["totp"] = second_factor.new_secret()
    return _second_factor()


@account.post("/second-factor")
@needs(None)
def set_second_factor() -> Response:
    """Ask for codes from now on."""
    secret = session.get("totp", "")
    step = second_factor.step_of(secret, request.form.get("code", "")) if secret else None
    if step is None:
        return _second_factor(400, "login.wrong_code") if secret else _said("account.factor_again")
    if not own.change_second_factor(connection(), _derived(), secret, step):
        return _second_factor(403, "account.wrong_password")
    entry.right(rights.acting().name)
    session.pop("totp")
    return _said("account.factor_set")


@account.post("/second-factor/remove")
@needs(None)
def remove_second_factor() -> Response:
    """Ask for no code any more."""
    if not own.change_second_factor(connection(), _derived(), None, None):
        return _mine(403, "account.wrong_password")
    entry.right(rights.acting().name)
    return _said("account.factor_removed")


@account.post("/tokens")
@needs(None)
def make_token() -> Response:
    """Make a token, and show its secret, this once."""
    scopes = [Scope(one) for one in request.form.getlist("scope") if one in set(Scope)]
    days = request.form.get("days", "")
    if not scopes or days not in map(str, DAYS):
        return _mine(400, "account.token_choose")
    name = " ".join(request.form.get("token_name", "").split())
    if not 1 <= len(name) <= 60 or "\0" in name:
        return _mine(400, "refused.token_name_is_short")
    made, secret = own.make_token(connection(), name, scopes, int(days))
    return _mine(201, made=made, secret=secret)


@account.post("/tokens/<id>/revoke")
@needs(None)
def revoke_token(id: str) -> Response:
    """End a token."""
    own.revoke_token(connection(), number(id))
    return _said("account.token_revoked")


@account.errorhandler(Refused)
def refused(error: Refused) -> Response:
    """Say what the store refused."""
    return _said(f"refused.{error.rule}")


@account.errorhandler(TooManyTries)
@account.errorhandler(Busy)
def to_wait(error: TooManyTries | Busy) -> Response:
    """Ask somebody to wait."""
    if isinstance(error, Busy):
        return _said("login.busy")
    return _said("login.wait", n=error.wait_s)


def _derived() -> bytes:
    """Work out the password that was sent for one's own account; guesses of it are limited as at the door."""
    name = rights.acting().name
    entry.begin(name)
    recipe = accounts.recipe(connection(), name)
    if recipe is None:
        raise rights.NotAllowed("this account has no password")
    return passwords.derive(request.form.get("old", ""), recipe)


def _mine(status: int = 200, wrong: str = "", **values: Any) -> Response:
    me = rights.acting()
    return page(
        "desk/account.html", *ROOMS, status=status, wrong=wrong, credential=own.credential(connection()),
        sessions=own.sessions(connection()), tokens=own.tokens(connection()), days=DAYS,
        scopes=[one for one in Scope if me.may(one)], day=_day, **values,
    )  # fmt: skip


def _day(at: datetime) -> str:
    return in_china(at).date().isoformat()


def _second_factor(status: int = 200, wrong: str = "") -> Response:
    secret = session["totp"]
    address = second_factor.address(secret, rights.acting().name)
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", dark="#000")
    return page(
        "desk/account_second_factor.html", *ROOMS, status=status, wrong=wrong, address=address,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        drawn=Markup(drawn),  # noqa: S704 - segno's own drawing
    )  # fmt: skip


def _said(key: str, **values: object) -> Response:
    return gone(speaker(lang(), *ROOMS)(key, **values), url_for("account.mine"))
