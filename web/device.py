"""A signed cookie that tells a second vote from a first, with no person in it; and how much one address may write."""

import secrets

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from itsdangerous import BadSignature, Signer

COOKIE = "device"
COOKIE_AGE_S = 400 * 24 * 3600
# A shift of couriers behind one carrier's address gets through; a script that votes without a cookie does not get far.
WRITES_BY_DEVICE = "60 per hour"
NEW_DEVICES_BY_ADDRESS = "300 per hour"


def install(app: Flask) -> None:
    """Hook the cookie in."""
    app.extensions["limiter_of_writes"] = Limiter(
        _writer, app=app, storage_uri="memory://", headers_enabled=False
    )
    app.after_request(_remember)


def device() -> str:
    """Give the mark of the asking device, a new one where it brought none or a forged one."""
    if "device" not in g:
        g.device = _brought()
    if g.device is None:
        g.device = g.new_device = secrets.token_hex(16)
    found: str = g.device
    return found


def limit_of_writes() -> str:
    """Tell how often the writer may write: a known device by itself, new ones by their address."""
    return WRITES_BY_DEVICE if _brought() else NEW_DEVICES_BY_ADDRESS


def _writer() -> str:
    return _brought() or get_remote_address()


def _signer() -> Signer:
    return Signer(str(current_app.secret_key), salt="device")


def _brought() -> str | None:
    try:
        return _signer().unsign(request.cookies.get(COOKIE, "")).decode()
    except BadSignature:
        return None


def _remember(response: Response) -> Response:
    if "new_device" in g:
        response.set_cookie(
            COOKIE, _signer().sign(g.new_device).decode(), max_age=COOKIE_AGE_S, path="/api/",
            secure=request.is_secure, httponly=True, samesite="Lax",
        )  # fmt: skip
    return response
