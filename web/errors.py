"""From exception to HTTP status and problem: one table, RFC 9457."""

import logging

import psycopg2
import psycopg2.errors
from flask import Flask, Response, json, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, InternalServerError

from stations.errors import BadText, KeyConflict, KeyInFlight, NotFound, StationsError, StoreError
from stations.jobs import TooManyJobs
from stations.moderation import NothingToDo
from stations.tickets import Ended
from web.db import give_back, store
from web.rights import NotAllowed, SignedOut
from web.words import Lang, speaker

log = logging.getLogger("waystation")


class BadRequest(StationsError, ValueError):
    """A request that breaks a rule of the contract; `parameter` is what to mend."""

    def __init__(self, detail: str, *, parameter: str | None = None) -> None:
        super().__init__(detail)
        self.parameter = parameter


class Conflict(StationsError):
    """A request that does not fit the state of the thing."""


class WrongMediaType(StationsError):
    """A body that is not JSON."""


class Stale(StationsError):
    """A change to a version that is not the present one."""


class VersionMissing(StationsError):
    """A change that does not say which version it is made to."""


class StillDrawing(StationsError):
    """The places are not in memory yet; it takes some seconds."""


STATUS: dict[type[Exception], tuple[int, str]] = {
    BadRequest: (400, "Bad request"),
    BadText: (400, "Bad request"),
    SignedOut: (401, "Unauthorized"),
    NotAllowed: (403, "Forbidden"),
    psycopg2.errors.InsufficientPrivilege: (403, "Forbidden"),
    NotFound: (404, "Not found"),
    KeyInFlight: (409, "Conflict"),
    Conflict: (409, "Conflict"),
    TooManyJobs: (409, "Conflict"),
    NothingToDo: (409, "Conflict"),
    Ended: (409, "Conflict"),
    Stale: (412, "Precondition failed"),
    VersionMissing: (428, "Precondition required"),
    WrongMediaType: (415, "Unsupported media type"),
    KeyConflict: (422, "Unprocessable content"),
    StillDrawing: (503, "Service unavailable"),
    StoreError: (503, "Service unavailable"),
    psycopg2.OperationalError: (503, "Service unavailable"),
    psycopg2.InterfaceError: (503, "Service unavailable"),
}


def problem(status: int, title: str, detail: str, *, parameter: str | None = None) -> Response:
    """Write a problem; `parameter` names the query parameter, header or field to mend."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if parameter is not None:
        body["parameter"] = parameter
    text = json.dumps(body, ensure_ascii=False)
    response = Response(text, status, content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = "5"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def install(app: Flask) -> None:
    """Register the table."""
    for kind in STATUS:
        app.register_error_handler(kind, _ours)
    app.register_error_handler(HTTPException, _http)


def _ours(error: Exception) -> Response:
    status, title = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    detail = str(error)
    if isinstance(error, psycopg2.errors.InsufficientPrivilege):
        log.warning("store refused: %s", error.diag.message_primary)
        detail = "the store does not let this account do that, or not here"
    if status == 503 and not isinstance(error, StillDrawing):
        log.warning("store: %s", error)
        give_back()
        store().drop_idle()
        detail = "the database does not answer at the moment; please try again shortly"
    return _answer(status, title, detail, getattr(error, "parameter", None))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if isinstance(error, InternalServerError):
        detail = "something went wrong here; it was noted"
    else:
        detail = error.description or error.name
    response = _answer(status, error.name, detail, None)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _answer(status: int, title: str, detail: str, parameter: str | None) -> Response:
    """Answer programs with a problem, people with a page; who is signed out is led to where one signs in."""
    if request.path.startswith("/api/") or "text/html" not in request.headers.get("Accept", ""):
        return problem(status, title, detail, parameter=parameter)
    if status == 401:
        led = redirect(
            url_for("login.form", next=request.full_path.rstrip("?") if request.method == "GET" else None),
            303,
        )
        led.headers["Cache-Control"] = "no-store"
        return make_response(led)
    lang: Lang = "en" if request.args.get("lang") == "en" else "zh"
    told = status if status in (403, 404, 503) else 404 if status < 500 else 500
    page = render_template("error.html", status=told, lang=lang, say=speaker(lang))
    response = Response(page, status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response
