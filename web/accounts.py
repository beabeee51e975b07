"""Units and accounts of the branch, for its operators."""

from typing import Any

from flask import Blueprint, Response, current_app, request, url_for

from stations import accounts as kept
from stations import units
from stations.accounts import Link
from stations.acting import Role, Scope
from stations.errors import NotFound
from stations.refusals import Refused
from stations.units import Level
from web import entry, rights
from web.api import station_id as number
from web.db import connection
from web.desk import lang, page
from web.entry import gone
from web.rights import needs
from web.words import speaker

accounts = Blueprint("accounts", __name__, url_prefix="/manage/accounts")
entry.install(accounts)
ROOMS = ("accounts", "login")
MOST = 50
MOST_UNITS = 500


@accounts.get("")
@needs(Scope.ACCOUNTS)
def listed() -> Response:
    """Show a unit, those below it, and the accounts of its branch."""
    return _listed(_unit(request.args.get("unit")))


@accounts.post("")
@needs(Scope.ACCOUNTS)
def add() -> Response:
    """Enter an account, and show its one-time link, this once."""
    unit = _unit(request.form.get("unit"))
    role = request.form.get("role", "")
    if role not in list(Role):
        return _listed(unit, 400, "accounts.choose_role")
    name = request.form.get("name", "").strip().casefold()
    if kept.plain_name(name) == kept.NOBODY:
        return _listed(unit, 400, "refused.account_name_is_plain")
    shown = _line("shown_name", 60)
    if shown is None:
        return _listed(unit, 400, "refused.shown_name_is_short")
    made = kept.add(connection(), name, shown, Role(role), unit)
    return _linked(unit, made)


@accounts.post("/units")
@needs(Scope.ACCOUNTS)
def add_unit() -> Response:
    """Enter a unit below the one that is shown."""
    unit = _unit(request.form.get("unit"))
    level, name = request.form.get("level", ""), _line("unit_name", 100)
    if level not in list(Level) or name is None:
        return _listed(unit, 400, "refused.unit_name_is_short")
    made = units.add(connection(), level, name, unit, _line("county_code", 12))
    return _said("accounts.unit_added", made, name=name)


@accounts.post("/<id>/link")
@needs(Scope.ACCOUNTS)
def make_link(id: str) -> Response:
    """Make a one-time link, and show it, this once."""
    one = kept.one(connection(), number(id))
    return _linked(_unit(request.form.get("unit")), one.id)


@accounts.post("/<id>/<any(disable, enable):what>")
@needs(Scope.ACCOUNTS)
def switch(id: str, what: str) -> Response:
    """Disable an account, or enable it again."""
    one = kept.one(connection(), number(id))
    kept.switch(connection(), one, disabled=what == "disable")
    return _said(f"accounts.{what}d", name=one.name)


@accounts.post("/<id>/end")
@needs(Scope.ACCOUNTS)
def end_sessions(id: str) -> Response:
    """End all sessions and tokens of an account."""
    one = kept.one(connection(), number(id))
    kept.end_sessions(connection(), one.id)
    return _said("accounts.ended", name=one.name)


@accounts.errorhandler(Refused)
def refused(error: Refused) -> Response:
    """Say what the store refused."""
    return _said(f"refused.{error.rule}")


def address_of(link: Link) -> str:
    """Write where a one-time link leads; by our own setting alone, never by what a request calls us."""
    return f"{current_app.extensions['settings'].public_url or ''}{link.path}"


def _linked(unit: int | None, account_id: int) -> Response:
    link = kept.link(connection(), account_id)
    return _listed(unit, 201, link=link, address=address_of(link), invited=kept.one(connection(), account_id))


def _listed(unit: int | None, status: int = 200, wrong: str = "", **values: Any) -> Response:
    after = request.args.get("after", "")
    found = kept.kept(connection(), unit, after=kept.plain_name(after) if after else "", most=MOST)
    below = units.listed(connection(), below=unit or 0, most=MOST_UNITS)
    here = units.one(connection(), unit) if unit else None
    return page(
        "desk/accounts.html", *ROOMS, status=status, wrong=wrong, unit=here, below=below[:MOST_UNITS],
        path=units.path(connection(), unit) if unit else [], accounts=found[:MOST],
        more=found[MOST - 1].name if len(found) > MOST else None, roles=_roles(here is None),
        levels=_levels(here), me=rights.acting(), **values,
    )  # fmt: skip


def _roles(whole_store: bool) -> list[Role]:  # noqa: FBT001 - said by its name
    """Name the roles of a unit's accounts; only operators act in the whole store."""
    return [Role.OPERATOR] if whole_store else list(Role)


def _levels(above: units.Unit | None) -> list[Level]:
    every = list(Level)
    return every[every.index(Level(above.level)) + 1 :] if above else every


def _unit(asked: str | None) -> int | None:
    """Read which unit is meant: by default the own one; the whole store, only where one acts there."""
    home = rights.acting().unit_id
    if not asked:
        return home
    try:
        return units.one(connection(), number(asked)).id
    except NotFound:
        raise NotFound(f"there is no unit {asked[:20]!r} in your branch") from None


def _line(field: str, most: int) -> str | None:
    """Read a line of text, without signs that nobody sees; None where there is none, or too much."""
    text = " ".join(
        "".join(sign if sign.isprintable() else " " for sign in request.form.get(field, "")).split()
    )
    return text if 1 <= len(text) <= most else None


def _said(key: str, unit: int | None = None, **values: object) -> Response:
    asked = unit or request.form.get("unit") or None
    return gone(speaker(lang(), *ROOMS)(key, **values), url_for("accounts.listed", unit=asked))
