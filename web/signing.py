"""The cookie of who is signed in: signed, for our own host alone, out of reach of scripts; a secret, and no name."""

from typing import Any

from flask import Flask, Response, current_app, request, session
from flask.sessions import SecureCookieSessionInterface

COOKIE = "desk"
KEPT_S = 30 * 24 * 3600


class OurCookie(SecureCookieSessionInterface):
    """Marked for https alone wherever the page came by it."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - the shape is Flask's
        """Tell whether the cookie is to travel by https alone."""
        return request.is_secure


def install(app: Flask) -> None:
    """Hook the cookie in, and keep answers made for an account out of every cache."""
    app.session_interface = OurCookie()
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=KEPT_S,
        # Else every answer, those for caches too, would carry the cookie anew, and a late one an older state of it.
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.after_request(_unkept)


def begin(proof: str) -> None:
    """Sign in: nothing that the cookie held before stays in it, but for the language."""
    end()
    session.permanent = True
    session["proof"] = proof


def end() -> None:
    """Sign out on this device."""
    lang = session.get("lang")
    session.clear()
    if lang:
        session["lang"] = lang


def _unkept(response: Response) -> Response:
    view: Any = current_app.view_functions.get(request.endpoint or "")
    if hasattr(view, "needs"):
        response.headers["Cache-Control"] = "no-store"
    return response
