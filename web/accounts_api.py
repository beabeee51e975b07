"""Sessions, units, accounts and tokens over the API, with the rights of the pages."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request, session
from flask_wtf.csrf import generate_csrf

from stations import accounts as kept
from stations import own, units
from stations.accounts import Account
from stations.acting import Acting, Scope, act_by
from stations.database import transaction
from stations.hours import in_china
from stations.refusals import Refused
from web import entry, rights, signing
from web.accounts import address_of
from web.api import station_id as number
from web.bodies.accounts import (
    AccountBody,
    AccountChange,
    AccountsQuery,
    SessionBody,
    TokenBody,
    UnitBody,
    UnitsQuery,
)
from web.calls import sent, written
from web.db import connection
from web.errors import BadRequest, problem
from web.params import NoQuery
from web.rights import NotAllowed, SignedOut, needs, open_to_all

accounts_api = Blueprint("accounts_api", __name__, url_prefix="/api/v1")
entry.install(accounts_api)


@accounts_api.post("/session")
@open_to_all
def sign_in() -> Response:
    """Sign in by name and password; only JSON is read, which no page of another site can send."""
    body = sent(SessionBody)
    proven = entry.prove(kept.plain_name(body.name), body.password)
    if proven is None:
        raise SignedOut("the name or the password is wrong")
    if proven.second_factor and body.code is None:
        raise SignedOut("this account asks for a code as well: send 'code'")
    if not entry.enter(proven, body.code):
        raise SignedOut("the code is wrong, or was used before")
    with transaction(connection()):
        me = act_by(connection(), session["proof"])
    if me is None:
        raise SignedOut("the account was disabled at this moment")
    return written({"account": _me(me), "csrf_token": generate_csrf()}, 201)


@accounts_api.get("/session")
@needs(None)
def who() -> Response:
    """Tell who is signed in, and the token for calls with the cookie."""
    NoQuery.of(request)
    return written({"account": _me(rights.acting()), "csrf_token": generate_csrf()})


@accounts_api.delete("/session")
@needs(None)
def sign_out() -> Response:
    """End this session."""
    NoQuery.of(request)
    me = _by_session()
    own.end_sessions(connection(), me.session_id)
    signing.end()
    return written({"ended": True})


@accounts_api.get("/units")
@needs(Scope.READ)
def listed_units() -> Response:
    """List the units of the branch."""
    query = UnitsQuery.of(request)
    found = units.listed(connection(), below=query.below, after=query.cursor, most=query.limit)
    shown = found[: query.limit]
    return written(
        {"units": [_unit(one) for one in shown], "next": shown[-1].id if len(found) > len(shown) else None}
    )


@accounts_api.post("/units")
@needs(Scope.ACCOUNTS)
def add_unit() -> Response:
    """Enter a unit."""
    body = sent(UnitBody)
    made = units.add(connection(), body.level, body.name, body.parent, body.county_code)
    return written(_unit(units.one(connection(), made)), 201)


@accounts_api.get("/accounts")
@needs(Scope.ACCOUNTS)
def listed() -> Response:
    """List the accounts of the branch."""
    query = AccountsQuery.of(request)
    found = kept.kept(connection(), query.below, after=query.cursor, most=query.limit)
    shown = found[: query.limit]
    return written(
        {
            "accounts": [_account(one) for one in shown],
            "next": shown[-1].name if len(found) > len(shown) else None,
        }
    )


@accounts_api.post("/accounts")
@needs(Scope.ACCOUNTS)
def add() -> Response:
    """Enter an account."""
    body = sent(AccountBody)
    made = kept.add(connection(), body.name, body.shown_name, body.role, body.unit_id)
    return written(_account(kept.one(connection(), made)), 201)


@accounts_api.patch("/accounts/<id>")
@needs(Scope.ACCOUNTS)
def amend(id: str) -> Response:
    """Change an account; what the body leaves out stays."""
    body = sent(AccountChange)
    was = kept.one(connection(), number(id))
    said = body.model_dump(exclude_unset=True)
    if any(value is None for name, value in said.items() if name != "unit_id"):
        raise BadRequest("only 'unit_id' can be null: leave out what is to stay")
    now = was._replace(**{name: value for name, value in said.items() if name != "disabled"})
    kept.amend(
        connection(), was, shown_name=now.shown_name, role=now.role, unit_id=now.unit_id,
        disabled=said.get("disabled", was.disabled_at is not None),
    )  # fmt: skip
    return written(_account(kept.one(connection(), was.id)))


@accounts_api.post("/accounts/<id>/link")
@needs(Scope.ACCOUNTS)
def make_link(id: str) -> Response:
    """Make a one-time link."""
    NoQuery.of(request)
    link = kept.link(connection(), kept.one(connection(), number(id)).id)
    return written({"link": address_of(link), "expires_at": _time(link.expires_at)}, 201)


@accounts_api.get("/tokens")
@needs(None)
def tokens() -> Response:
    """List the own tokens."""
    NoQuery.of(request)
    return written({"tokens": [_token(one) for one in own.tokens(connection())]})


@accounts_api.post("/tokens")
@needs(None)
def make_token() -> Response:
    """Make a token, of rights that one has."""
    body = sent(TokenBody)
    me = _by_session()
    beyond = [scope.value for scope in body.scopes if not me.may(scope)]
    if beyond:
        raise NotAllowed(f"the account {me.name} has not these rights itself: {', '.join(beyond)}")
    made, secret = own.make_token(connection(), body.name, body.scopes, body.days)
    return written({"token": _token(made), "secret": secret}, 201)


@accounts_api.delete("/tokens/<id>")
@needs(None)
def revoke_token(id: str) -> Response:
    """End an own token."""
    NoQuery.of(request)
    _by_session()
    own.revoke_token(connection(), number(id))
    return written({"revoked": True})


@accounts_api.errorhandler(Refused)
def refused(error: Refused) -> Response:
    """Say what the store refused."""
    return problem(409, "Conflict", str(error))


def _by_session() -> Acting:
    """Give who signed in: what a token does must not outlive it."""
    me = rights.acting()
    if me.session_id is None:
        raise NotAllowed("a token cannot do this: sign in with the password")
    return me


def _me(me: Acting) -> dict[str, Any]:
    scopes = [scope.value for scope in Scope if me.may(scope)]
    return {
        "id": me.account_id, "name": me.name, "shown_name": me.shown_name, "role": me.role, "unit_id": me.unit_id,
        "scopes": scopes,
    }  # fmt: skip


def _unit(one: units.Unit) -> dict[str, Any]:
    told = one._asdict()
    del told["depth"]
    return told


def _account(one: Account) -> dict[str, Any]:
    return {
        **one._asdict(),
        "created_at": _time(one.created_at),
        "disabled_at": one.disabled_at and _time(one.disabled_at),
    }


def _token(one: own.Token) -> dict[str, Any]:
    return {**one._asdict(), "created_at": _time(one.created_at), "expires_at": _time(one.expires_at)}


def _time(at: datetime) -> str:
    return in_china(at).isoformat(timespec="seconds")
