"""What every answer carries: compression, validators, and the security policy."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from stations.settings import Settings
from web.answers import MVT, Answer
from web.db import give_back


def install(app: Flask) -> None:
    """Hook the headers in; compression comes last, after validators were compared."""
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.config["COMPRESS_MIMETYPES"] = [
        "text/html", "text/css", "text/javascript", "image/svg+xml", "application/json",
        "application/geo+json", "application/problem+json", "application/manifest+json", MVT,
    ]  # fmt: skip
    Compress(app)
    app.after_request(_secure)
    app.after_request(_share)
    app.teardown_appcontext(give_back)
    settings: Settings = app.extensions["settings"]
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    app.extensions["headers"] = of_every_answer(settings)


def policy(tile_url: str | None) -> str:
    """Write the content security policy: our own host alone, and the host of the map tiles if one is set."""
    images = " ".join(["'self' data:", *hosts_of(tile_url or "")])
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
    )


def hosts_of(tile_url: str) -> list[str]:
    """Name the hosts that map tiles come from: none where they are ours; for `{s}` those of Leaflet, a, b and c."""
    urls = (urlsplit(tile_url.replace("{s}", one)) for one in "abc")
    return list(dict.fromkeys(f"{url.scheme}://{url.netloc}" for url in urls if url.netloc))


def reply(answer: Answer) -> Response:
    """Send an answer with its ETag and lifetime, or 304 to who has it already."""
    response = Response(answer.head + answer.found, content_type=answer.media)
    response.headers["Cache-Control"] = answer.cache
    response.vary.add("Accept-Encoding")
    if request.method != "POST":
        response.set_etag(answer.tag, weak=True)
        response.make_conditional(request)
    return response


def of_every_answer(settings: Settings) -> dict[str, str]:
    """Name the headers that each answer of ours carries."""
    return {
        "Content-Security-Policy": policy(settings.tile_url),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    }


OF_THE_API = {"Access-Control-Allow-Origin": "*", "Vary": "Accept-Encoding"}


def _secure(response: Response) -> Response:
    if current_app.extensions["draining"].is_set():
        response.headers["Connection"] = "close"
    for name, value in current_app.extensions["headers"].items():
        response.headers.setdefault(name, value)
    return response


def _share(response: Response) -> Response:
    """Let pages of other hosts read what is public."""
    if request.path.startswith("/api/") and request.method in ("GET", "HEAD"):
        response.headers["Access-Control-Allow-Origin"] = OF_THE_API["Access-Control-Allow-Origin"]
    return response
