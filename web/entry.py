"""Signing in, as the page and the API do it: a password, a code perhaps, and a secret in the cookie."""

import hmac
import secrets
import time
from typing import Any

import psycopg2.errors
from flask import Blueprint, Response, current_app, flash, g, make_response, redirect, request, session
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, Signer

from stations import accounts, passwords
from stations.accounts import Proven
from stations.database import transaction
from stations.passwords import Busy
from web import signing
from web.db import connection, give_back
from web.device import line
from web.errors import problem
from web.tries import TooManyTries, Tries

KNOWN = "known"
KNOWN_S = 400 * 24 * 3600
MOST_KNOWN = 5
STEP_S = 300


def prove(name: str, password: str) -> Proven | None:
    """Look whether a password is right, with the same work for an account that is not there.

    Raises
    ------
    TooManyTries, Busy
        Before anything was looked at.
    """
    begin(name)
    try:
        recipe = accounts.recipe(connection(), name) or passwords.pretended(_key(), name)
        give_back()  # working it out takes a moment, and others need connections
        derived = passwords.derive(password, recipe)
        with transaction(connection()):
            proven = accounts.prove(connection(), name, derived)
    except Exception:
        _tries().take_back(*_asker(name))
        raise
    if proven and proven.second_factor:
        _tries().take_back(*_asker(name))
    return proven


def enter(proven: Proven, code: str | None = None) -> bool:
    """Open a session for who proved the password, and sign this browser in; False when the code is wrong."""
    if proven.second_factor:
        begin(proven.name)
    try:
        with transaction(connection()):
            proof = accounts.open_session(connection(), proven.name, proven.derived, code)
    except psycopg2.errors.InsufficientPrivilege:
        return False
    if proof is None:
        return False
    _tries().succeed(*_asker(proven.name))
    signing.begin(proof)
    g.pop("csrf_token", None)
    generate_csrf()  # once and now: two pages that are opened side by side would draw two, and one be void
    g.known = [_mark(proven.name), *(one for one in _known() if not one.startswith(_digest(proven.name)))]
    return True


def begin(name: str) -> None:
    """Count a try of this browser.

    Raises
    ------
    TooManyTries
        When it is to wait.
    """
    _tries().begin(*_asker(name))


def right(name: str) -> None:
    """Forget the wrong tries: it is the account's own person."""
    _tries().succeed(*_asker(name))


# --- Between password and code ----------------------------------------------------------------------------------------


def wait_for_code(proven: Proven) -> None:
    """Keep in the cookie what the password proved, for five minutes, in a writing that only we can read."""
    nonce = secrets.token_bytes(16)
    session["step"] = {
        "name": proven.name,
        "nonce": nonce.hex(),
        "sealed": _veiled(proven.derived, nonce).hex(),
        "until": int(time.time()) + STEP_S,
    }


def awaited() -> Proven | None:
    """Give what the password proved, or None where nothing waits for a code."""
    step: dict[str, Any] = session.get("step") or {}
    if step.get("until", 0) < time.time():
        session.pop("step", None)
        return None
    derived = _veiled(bytes.fromhex(step["sealed"]), bytes.fromhex(step["nonce"]))
    return Proven(step["name"], derived, second_factor=True)


def _veiled(derived: bytes, nonce: bytes) -> bytes:
    """Cover 32 bytes by 32 that nobody else can work out; done twice, they are bare again."""
    cover = hmac.digest(_key().encode(), b"between password and code\0" + nonce, "sha256")
    return bytes(one ^ other for one, other in zip(derived, cover, strict=True))


# --- Browsers that are known ------------------------------------------------------------------------------------------


def _asker(name: str) -> tuple[str, str | None]:
    """Tell by what a try is counted: a known browser by itself, others by the account and their line."""
    mark = next((one for one in _known() if one.startswith(_digest(name))), None)
    return (f"{name} {mark}", None) if mark else (name, line(get_remote_address()))


def _mark(name: str) -> str:
    return f"{_digest(name)}.{secrets.token_hex(8)}"


def _digest(name: str) -> str:
    return hmac.new(_key().encode(), b"known here\0" + name.encode("utf-8", "replace"), "sha256").hexdigest()[
        :16
    ]


def _known() -> list[str]:
    try:
        return _signer().unsign(request.cookies.get(KNOWN, "")).decode().split("~")
    except (BadSignature, UnicodeDecodeError):
        return []


def _signer() -> Signer:
    return Signer(_key(), salt="known")


def _key() -> str:
    return str(current_app.secret_key)


def _tries() -> Tries:
    found: Tries = current_app.extensions["tries"]
    return found


# --- What every room with passwords shares ----------------------------------------------------------------------------


def install(blueprint: Blueprint) -> None:
    """Remember a browser that signed in, and tell who is to wait."""
    blueprint.record_once(lambda state: state.app.extensions.setdefault("tries", Tries()))
    blueprint.after_request(_remember)
    blueprint.register_error_handler(TooManyTries, to_wait)
    blueprint.register_error_handler(Busy, to_wait)


def to_wait(error: TooManyTries | Busy) -> Response:
    """Answer a program that is to wait."""
    if isinstance(error, TooManyTries):
        answer = problem(429, "Too many requests", str(error))
    else:
        answer = problem(503, "Service unavailable", str(error))
    answer.headers["Retry-After"] = str(seconds(error))
    return answer


def seconds(error: TooManyTries | Busy) -> int:
    """Tell how long to wait."""
    return error.wait_s if isinstance(error, TooManyTries) else 2


def _remember(response: Response) -> Response:
    if "known" in g:
        response.set_cookie(
            KNOWN, _signer().sign("~".join(g.known[:MOST_KNOWN])).decode(), max_age=KNOWN_S, path="/login",
            secure=request.is_secure, httponly=True, samesite="Lax",
        )  # fmt: skip
    return response


def local(address: str | None) -> str | None:
    """Give an address of ours to go on to; None for any other, however it is dressed up."""
    if not address or not address.startswith("/") or address.startswith(("//", "/login", "/logout", "/api/")):
        return None
    if "\\" in address or any(ord(sign) <= 32 or ord(sign) == 127 for sign in address) or len(address) > 1000:
        return None
    return address


def gone(said: str, to: str) -> Response:
    """Say something on the page that comes next."""
    flash(said)
    return make_response(redirect(to, 303))
