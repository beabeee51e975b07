"""Who may ask what: each view says what it needs, and one that says nothing is refused.

The store decides again, by row-level security, over every place and thing that a view touches: what is checked here is
told early and in words.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import CSRFError, validate_csrf

from stations.acting import Acting, Scope, act_by
from stations.database import transaction
from stations.errors import StationsError
from web.db import connection

# Rooms whose every view is for everybody. All others say for each view what it needs.
PUBLIC = frozenset(
    {"api", "area", "ratings", "faults", "counties", "docs", "health", "phone", "plain", "assets", "app"}
)
SAFE = ("GET", "HEAD", "OPTIONS")
BEARER = "Bearer "
V = TypeVar("V", bound=Callable[..., Any])


class SignedOut(StationsError):
    """Nobody, or somebody whose session is over, asks for what only an account may see."""


class NotAllowed(StationsError):
    """An account that may not do this, or not here."""


def needs(scope: Scope | None) -> Callable[[V], V]:
    """Have a view run in one transaction that the asker's account acts in, committed when the view ends well.

    Parameters
    ----------
    scope
        What the account must be allowed; None for any account, about itself.
    """

    def mark(view: V) -> V:
        @functools.wraps(view)
        def within(*given: Any, **named: Any) -> Any:
            with acted(scope):
                return view(*given, **named)

        within.needs = scope  # type: ignore[attr-defined]
        return within  # type: ignore[return-value]

    return mark


def open_to_all(view: V) -> V:
    """Mark a view of a room with accounts that needs none: the login page."""
    view.needs = "nothing"  # type: ignore[attr-defined]
    return view


def acting() -> Acting:
    """Give the account that acts in this request."""
    found: Acting = g.acting
    return found


def brought() -> str:
    """Give the secret that the request brought, of a token or of a session, or nothing."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix(BEARER).strip() if header.startswith(BEARER) else session.get("proof", "")


@contextmanager
def acted(scope: Scope | None) -> Iterator[Acting]:
    """Act as the asker's account in one transaction.

    Raises
    ------
    SignedOut
        When the request brought no secret that is good.
    NotAllowed
        When the account may not do that anywhere, or the request may come of another site.
    """
    proof = brought()
    if not proof:
        raise SignedOut("sign in, or send a token: Authorization: Bearer …")
    by_token = request.headers.get("Authorization", "").startswith(BEARER)
    if not by_token and request.method not in SAFE:
        from_here()
    with transaction(connection()):
        who = act_by(connection(), proof)
        if who is None:
            session.pop("proof", None)
            raise SignedOut("this sign-in is over: sign in again, or send another token")
        if scope is not None and not who.may(scope):
            raise NotAllowed(
                f"the account {who.name} ({who.role}) may not do this: it needs the right {scope.value!r}"
            )
        g.acting = who
        yield who


def from_here() -> None:
    """Refuse a form or call that a page of another site may have sent with the reader's cookie.

    Raises
    ------
    NotAllowed
        When it brings no token of this session.
    """
    token = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token")
    try:
        validate_csrf(token)
    except (CSRFError, ValueError) as error:
        raise NotAllowed(
            "the token of this form is missing or old: reload the page and send it again (programs send X-CSRF-Token)"
        ) from error


def install(app: Flask) -> None:
    """Refuse what no view of ours has declared."""
    app.before_request(_declared)


def _declared() -> None:
    if request.endpoint is None:
        return  # no such address: it is told as any other
    room = request.endpoint.partition(".")[0]
    view = current_app.view_functions[request.endpoint]
    if room not in PUBLIC and not hasattr(view, "needs"):
        raise NotAllowed("this address is not open to anybody: its view does not say who may use it")
