"""Signing in as a person does it: with the form, a password, and a code perhaps."""

import re

from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection
from werkzeug.test import TestResponse

from stations import accounts, passwords
from tests.people import value

PASSWORD = "eine Brücke über den Songhua"
OTHER = "zwei Brücken über den Songhua"
_kept = {}


def with_password(store: Connection, account_id: int, password: str = PASSWORD) -> str:
    """Give an account a password, by a one-time link; and tell its name. A password is worked out once a run."""
    kept = _kept.get(password) or _kept.setdefault(password, passwords.keep(password))
    link = accounts.link(store, account_id)
    name = accounts.redeem(store, link.secret, kept)
    assert name
    return name


def name_of(store: Connection, account_id: int) -> str:
    """The name of an account."""
    return str(value(store, "SELECT name FROM account WHERE id = %s", account_id))


def csrf(page: TestResponse) -> str:
    """The token in a page's form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def send(visit: FlaskClient, form: str, to: str | None = None, **fields: str) -> TestResponse:
    """Fill in a form of a page and send it."""
    token = csrf(visit.get(form))
    return visit.post(to or form, data={"csrf_token": token, **fields})


def enter(visit: FlaskClient, name: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """Sign in at the page."""
    return send(visit, "/login", name=name, password=password, **more)


def is_in(visit: FlaskClient) -> bool:
    """Whether the visitor is signed in."""
    return visit.get("/api/v1/session").status_code == 200


def browser_like(visit: FlaskClient) -> FlaskClient:
    """Another browser of the same application."""
    return visit.application.test_client()
