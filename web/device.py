"""A signed cookie that tells a second vote from a first, with no person in it; and how much one address may write.

It holds a random mark and, but for the cookies of older versions, the hour in which it was made, in hours since 1970.
"""

import secrets
from ipaddress import IPv6Address, IPv6Network
from typing import NamedTuple

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from itsdangerous import BadSignature, Signer

from web.opening import now

COOKIE = "device"
COOKIE_AGE_S = 400 * 24 * 3600
# A shift of couriers behind one carrier's address gets through; a script that votes without a cookie does not get far.
WRITES_BY_DEVICE = "60 per hour"
NEW_DEVICES_BY_ADDRESS = "300 per hour"
NEW_FOR_H = 24


class Device(NamedTuple):
    """What a cookie says: a mark, and the hour it was made in, unless it is older than that custom."""

    mark: str
    made_h: int | None

    def __str__(self) -> str:
        return self.mark if self.made_h is None else f"{self.mark}.{self.made_h}"


def install(app: Flask) -> None:
    """Hook the cookie in."""
    app.extensions["limiter_of_writes"] = Limiter(
        _writer, app=app, storage_uri="memory://", headers_enabled=False
    )
    app.after_request(_remember)


def device() -> str:
    """Give the mark of the asking device, a new one where it brought none or a forged one."""
    return _device().mark


def is_new() -> bool:
    """Tell whether the asking device got its mark less than a day ago."""
    made_h = _device().made_h
    return made_h is not None and _hour() - made_h < NEW_FOR_H


def brought() -> bool:
    """Tell whether the asking device is known."""
    return _brought() is not None


def limit_of_writes() -> str:
    """Tell how often the writer may write: a known device by itself, new ones by their address."""
    return WRITES_BY_DEVICE if brought() else NEW_DEVICES_BY_ADDRESS


def _device() -> Device:
    if "device" not in g:
        g.device = _brought()
    if g.device is None:
        g.device = g.new_device = Device(secrets.token_hex(16), _hour())
    found: Device = g.device
    return found


def _hour() -> int:
    return int(now().timestamp() // 3600)


def _writer() -> str:
    found = _brought()
    return found.mark if found else line(get_remote_address())


def line(address: str) -> str:
    """Give the address of a line: of IPv6 its first half, since a single customer has all addresses that begin so."""
    try:
        found = IPv6Address(address)
    except ValueError:
        return address
    return str(found.ipv4_mapped or IPv6Network((found, 64), strict=False))


def _signer() -> Signer:
    return Signer(str(current_app.secret_key), salt="device")


def _brought() -> Device | None:
    try:
        mark, _, made_h = _signer().unsign(request.cookies.get(COOKIE, "")).decode().partition(".")
    except BadSignature:
        return None
    return Device(mark, int(made_h) if made_h else None)


def _remember(response: Response) -> Response:
    if "new_device" in g:
        response.set_cookie(
            COOKIE, _signer().sign(str(g.new_device)).decode(), max_age=COOKIE_AGE_S, path="/api/",
            secure=request.is_secure, httponly=True, samesite="Lax",
        )  # fmt: skip
    return response
