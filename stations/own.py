"""What an account keeps of itself: password, second factor, sessions, tokens."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations.accounts import new_secret
from stations.acting import Scope
from stations.database import run
from stations.errors import NotFound
from stations.passwords import Kept
from stations.refusals import in_words

MOST_DAYS = 366


class Credential(NamedTuple):
    """What the acting account signs in by, and where it acts."""

    unit_name: str | None
    changed_at: datetime | None
    has_second_factor: bool


class Session(NamedTuple):
    """A place where the account is signed in; `this` is the asking one."""

    id: int
    created_at: datetime
    seen_on: date
    this: bool


class Token(NamedTuple):
    """A secret for a program; the secret itself is shown once."""

    id: int
    name: str
    scopes: Sequence[str]
    created_at: datetime
    expires_at: datetime
    used_on: date | None


def credential(connection: Connection) -> Credential:
    """Tell what the acting account signs in by."""
    return Credential(**run(connection, "own_credential")[0])


def change_password(connection: Connection, derived: bytes, new: Kept) -> bool:
    """Change the own password, which ends other sessions and all tokens; False when the old one is wrong."""
    values = {"derived": derived, **new.recipe._asdict(), "verifier": new.verifier}
    return bool(run(connection, "change_password", values)[0]["done"])


def change_second_factor(
    connection: Connection, derived: bytes, secret: str | None, step: int | None
) -> bool:
    """Set or remove the own second factor; False when the password is wrong."""
    values = {"derived": derived, "secret": secret, "step": step}
    return bool(run(connection, "change_second_factor", values)[0]["done"])


def sessions(connection: Connection) -> list[Session]:
    """List where the account is signed in, this place first."""
    return [Session(**row) for row in run(connection, "own_sessions")]


def end_sessions(connection: Connection, session_id: int | None = None) -> int:
    """End one own session, or all but this one, and tell how many ended."""
    return int(run(connection, "end_own_sessions", {"id": session_id})[0]["ended"])


def tokens(connection: Connection) -> list[Token]:
    """List the tokens that are good, the newest first."""
    return [Token(**row) for row in run(connection, "own_tokens")]


def make_token(connection: Connection, name: str, scopes: Sequence[Scope], days: int) -> tuple[Token, str]:
    """Make a token, and give it with its secret.

    Raises
    ------
    Refused
        When the name is empty or long, or there are twenty already.
    """
    secret, its_digest = new_secret()
    values = {"name": name, "digest": its_digest, "scopes": [str(one) for one in scopes], "days": days}
    with in_words(RULES):
        made = run(connection, "make_token", values)[0]["id"]
    return next(one for one in tokens(connection) if one.id == made), secret


def revoke_token(connection: Connection, token_id: int) -> None:
    """End an own token.

    Raises
    ------
    NotFound
        When it is none of one's own, or over.
    """
    if not run(connection, "revoke_token", {"id": token_id})[0]["done"]:
        raise NotFound(f"there is no token {token_id} of yours")


RULES = {
    "token_name_is_short": "a token's name has 1 to 60 signs",
    "twenty_tokens": "there are twenty tokens: revoke one first",
    "scopes_are_known": "a token needs at least one right",
}
