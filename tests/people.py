"""The smallest valid units and accounts, and a visitor who is signed in as one."""

import hashlib
import itertools
from typing import Any

from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from stations.acting import Scope

_numbers = itertools.count(1)


def value(store: Connection, statement: str, *given: Any) -> Any:
    """Run a statement of a test, as the owner of the store, and give the first value of its first row."""
    with store.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone()[0] if cursor.description else None


def unit(
    store: Connection,
    name: str = "",
    *,
    level: str = "county",
    parent: int | None = None,
    county: str | None = None,
) -> int:
    """A union unit."""
    return int(value(
        store, "INSERT INTO unit (parent, level, name, county_code) VALUES (%s, %s, %s, %s) RETURNING id",
        parent, level, name or f"单位{next(_numbers)}", county,
    ))  # fmt: skip


def keep(store: Connection, station: int, unit_id: int | None) -> None:
    """Give a place to a unit."""
    value(store, "SELECT set_config('waystation.actor', 'test', true)")
    value(store, "UPDATE station SET unit_id = %s WHERE id = %s", unit_id, station)


def account(store: Connection, role: str = "manager", unit_id: int | None = None) -> int:
    """An account without a password."""
    number = next(_numbers)
    return int(value(
        store, "INSERT INTO account (name, shown_name, role, unit_id) VALUES (%s, %s, %s, %s) RETURNING id",
        f"{role}{number}", f"{role} {number}", role, unit_id,
    ))  # fmt: skip


def session(store: Connection, account_id: int) -> str:
    """The secret of a new session."""
    secret = f"session-{next(_numbers)}-of-the-tests"
    value(
        store, "INSERT INTO session (account_id, secret, expires_at) VALUES (%s, %s, now() + interval '1 day')",
        account_id, hashlib.sha256(secret.encode()).digest(),
    )  # fmt: skip
    return secret


def token(store: Connection, account_id: int, *scopes: str) -> str:
    """The secret of a new token; send it as `Authorization: Bearer …`."""
    secret = f"token-{next(_numbers)}-of-the-tests"
    value(
        store,
        "INSERT INTO api_token (account_id, name, secret, scopes, expires_at)"
        " VALUES (%s, 't', %s, %s, now() + interval '1 day')",
        account_id, hashlib.sha256(secret.encode()).digest(), list(scopes or Scope),
    )  # fmt: skip
    return secret


def sign_in(visit: FlaskClient, store: Connection, account_id: int) -> str:
    """Sign a visitor in by cookie, and give the token that its forms and calls send as `X-CSRF-Token`."""
    from flask import session as cookie
    from flask_wtf.csrf import generate_csrf

    with visit.session_transaction() as kept, visit.application.test_request_context():
        token = generate_csrf()
        kept["proof"] = session(store, account_id)
        kept["csrf_token"] = cookie["csrf_token"]
    return token
