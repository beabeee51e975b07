"""Accounts of the desk: made and kept by operators, signed in by their own people.

Whether the asker may do a thing is decided by the store (migration 0018); the owner of the store may do all.
"""

import hashlib
import re
import secrets
from datetime import date, datetime
from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations.acting import Role
from stations.database import run
from stations.errors import NotFound
from stations.passwords import Kept, Recipe
from stations.refusals import in_words
from stations.second_factor import step_of

NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{2,63}")
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
NOBODY = "-"  # no account's name, since it is too short


class Account(NamedTuple):
    """An account as an operator sees it."""

    id: int
    name: str
    shown_name: str
    role: str
    unit_id: int | None
    unit_name: str | None
    created_at: datetime
    disabled_at: datetime | None
    has_password: bool
    has_second_factor: bool
    sessions: int
    seen_on: date | None


class Link(NamedTuple):
    """A one-time link: its secret is known now and never again."""

    secret: str
    expires_at: datetime

    @property
    def path(self) -> str:
        """Where it leads."""
        return f"/login/link/{self.secret}"


class Invited(NamedTuple):
    """Whose one-time link it is."""

    name: str
    shown_name: str
    expires_at: datetime


class Proven(NamedTuple):
    """An account whose password was right; `second_factor` when a code is asked for as well."""

    name: str
    derived: bytes
    second_factor: bool


def plain_name(text: str) -> str:
    """Write an account's name as the store has it; a name that no account can have becomes nobody's."""
    name = text.strip().casefold()
    return name if NAME.fullmatch(name) else NOBODY


def new_secret() -> tuple[str, bytes]:
    """Draw a secret of 256 bits, and give it with the digest that the store keeps."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> bytes:
    """Digest a secret as the store does."""
    return hashlib.sha256(secret.encode()).digest()


# --- Signing in -------------------------------------------------------------------------------------------------------


def recipe(connection: Connection, name: str) -> Recipe | None:
    """Tell how an account's password was worked out; None for an account that cannot sign in."""
    rows = run(connection, "password_salt", {"name": name})
    return Recipe(bytes(rows[0]["salt"]), rows[0]["memory_kib"], rows[0]["passes"]) if rows else None


def prove(connection: Connection, name: str, derived: bytes) -> Proven | None:
    """Look whether a password is right."""
    rows = run(connection, "check_password", {"name": name, "derived": derived})
    return Proven(name, derived, rows[0]["totp_secret"] is not None) if rows else None


def open_session(connection: Connection, name: str, derived: bytes, code: str | None) -> str | None:
    """Open a session and give its secret; None when the password or the code is wrong, or the code was used before.

    Raises
    ------
    psycopg2.errors.InsufficientPrivilege
        When another request used the code, or changed the password, at the same moment.
    """
    rows = run(connection, "check_password", {"name": name, "derived": derived})
    if not rows:
        return None
    step = None
    if rows[0]["totp_secret"] is not None:
        step = step_of(rows[0]["totp_secret"], code or "")
        if step is None or step <= rows[0]["totp_step"]:
            return None
    secret, its_digest = new_secret()
    run(connection, "open_session", {"name": name, "derived": derived, "digest": its_digest, "step": step})
    return secret


def invited(connection: Connection, secret: str) -> Invited | None:
    """Tell whose one-time link it is; looking uses nothing up. None for one that is over, or never was."""
    rows = run(connection, "link_of", {"secret": secret}) if SECRET.fullmatch(secret) else []
    return Invited(**rows[0]) if rows else None


def redeem(connection: Connection, secret: str, kept: Kept) -> str | None:
    """Set the password by a one-time link, and give the account's name; None for a link that is over."""
    found: str | None = run(connection, "redeem_link", {"secret": secret, **_values(kept)})[0]["name"]
    return found


# --- Keeping accounts -------------------------------------------------------------------------------------------------


def add(connection: Connection, name: str, shown_name: str, role: Role, unit_id: int | None) -> int:
    """Enter an account.

    Raises
    ------
    Refused
        When the name is taken or not one that an account can have, or the role needs a unit.
    """
    values = {"name": name, "shown_name": shown_name, "role": role, "unit_id": unit_id}
    with in_words(RULES):
        return int(run(connection, "add_account", values)[0]["id"])


def amend(
    connection: Connection, was: Account, *, shown_name: str, role: str, unit_id: int | None, disabled: bool
) -> None:
    """Give an account another shown name, role or unit; disable or enable it.

    Raises
    ------
    Refused
        For the own account, and for the last operator of the whole store.
    """
    values = {
        "id": was.id,
        "shown_name": shown_name,
        "role": role,
        "unit_id": unit_id,
        "disabled": disabled,
    }
    with in_words(RULES):
        run(connection, "amend_account", values)


def switch(connection: Connection, was: Account, *, disabled: bool) -> None:
    """Disable an account, which ends its sessions, tokens and links, or enable it."""
    amend(connection, was, shown_name=was.shown_name, role=was.role, unit_id=was.unit_id, disabled=disabled)


def kept(
    connection: Connection, below: int | None = None, *, after: str = "", most: int = 100
) -> list[Account]:
    """List the accounts that the asker keeps, by name, with one more than `most` where there are more."""
    values = {"id": None, "below": below, "after": after, "most": most + 1}
    return [Account(**row) for row in run(connection, "kept_accounts", values)]


def one(connection: Connection, account_id: int) -> Account:
    """Give an account that the asker keeps.

    Raises
    ------
    NotFound
        When there is none, or it is another branch's.
    """
    values = {"id": account_id, "below": None, "after": "", "most": 1}
    rows = run(connection, "kept_accounts", values)
    if not rows:
        raise NotFound(f"there is no account {account_id}")
    return Account(**rows[0])


def named(connection: Connection, name: str) -> Account:
    """Give the account of a name, for the owner of the store.

    Raises
    ------
    NotFound
        When there is none.
    """
    rows = run(connection, "account_named", {"name": name})
    if not rows:
        raise NotFound(f"there is no account {name!r}: `waystation account list` names all")
    return one(connection, rows[0]["id"])


def link(connection: Connection, account_id: int) -> Link:
    """Make a link by which the account's password can be set, once and within a day.

    Raises
    ------
    Refused
        When the account is disabled.
    """
    secret, its_digest = new_secret()
    with in_words(RULES):
        expires_at = run(connection, "make_link", {"id": account_id, "digest": its_digest})[0]["expires_at"]
    return Link(secret, expires_at)


def end_sessions(connection: Connection, account_id: int) -> None:
    """End all sessions and tokens of an account."""
    with in_words(RULES):
        run(connection, "end_sessions", {"id": account_id})


def _values(kept: Kept) -> dict[str, object]:
    return {**kept.recipe._asdict(), "verifier": kept.verifier}


RULES = {
    "account_name_key": "there is an account of this name: take another one",
    "account_unit_id_fkey": "there is no such unit",
    "account_name_is_plain": "an account's name has 3 to 64 small letters, digits and . _ @ -, a letter or digit first",
    "shown_name_is_short": "the shown name has 1 to 60 signs",
    "only_operators_act_everywhere": "managers and planners belong to a unit: name it",
    "an_operator_stays": "this is the last operator of the whole store: make another one first",
    "not_the_own_account": "nobody changes or disables the own account: another operator does",
    "account_is_enabled": "the account is disabled: enable it first",
}
