"""What every answer carries: compression, validators, and the security policy."""

import hashlib
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from stations.settings import Settings
from web.db import give_back

NEAREST = "private, max-age=30"
PUBLIC = "public, max-age=60, stale-while-revalidate=300"


def install(app: Flask) -> None:
    """Hook the headers in; compression comes last, after validators were compared."""
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.config["COMPRESS_MIMETYPES"] = [
        "text/html", "text/css", "text/javascript", "image/svg+xml", "application/json",
        "application/geo+json", "application/problem+json",
    ]  # fmt: skip
    Compress(app)
    app.after_request(_secure)
    app.after_request(_share)
    app.teardown_appcontext(give_back)
    settings: Settings = app.extensions["settings"]
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    app.extensions["content_security_policy"] = policy(settings.tile_url)


def policy(tile_url: str | None) -> str:
    """Write the content security policy: our own host alone, and the host of the map tiles if one is set."""
    images = "'self' data:"
    if tile_url:
        parts = urlsplit(tile_url.replace("{s}", "*"))
        images += f" {parts.scheme}://{parts.netloc}"
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    )


def conditional(response: Response, digested: bytes, *, cache: str) -> Response:
    """Give an answer its ETag and lifetime, and answer 304 to who has it already.

    Parameters
    ----------
    digested
        What the ETag stands for: the answer without the time it was written. Hence a weak one.
    """
    response.set_etag(hashlib.sha256(digested).hexdigest()[:24], weak=True)
    response.headers["Cache-Control"] = cache
    response.vary.add("Accept-Encoding")
    response.make_conditional(request)
    return response


def _secure(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", current_app.extensions["content_security_policy"])
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=()"
    return response


def _share(response: Response) -> Response:
    """Let pages of other hosts read what is public."""
    if request.path.startswith("/api/") and request.method in ("GET", "HEAD"):
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response
