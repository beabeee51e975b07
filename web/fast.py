"""The hot addresses, answered before the application: a plain WSGI function over memory.

What it does not answer goes on to the application behind it: other addresses and methods, every wrong request (so that
errors are worded in one place), and whatever the atlas cannot tell.
"""

import re
import time
from collections.abc import Callable, Iterable
from functools import partial
from threading import Event
from typing import Any, TypeVar

from werkzeug.http import parse_etags
from werkzeug.wrappers import Request

from stations.errors import StationsError
from web.answers import Answer
from web.asking import nearby
from web.memory import Memory
from web.meter import Meter
from web.params import NearestQuery, SearchQuery, Shown, StationsQuery, TileQuery
from web.searches import Watch
from web.squeeze import squeezed

Environ = dict[str, Any]
S = TypeVar("S", bound=Shown)
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

CLOSE = ("Connection", "close")
PREFIX = "/api/v1/"
STATION = re.compile(r"stations/([0-9]{1,18})", re.ASCII).fullmatch
TILE = re.compile(r"tiles/([0-9]{1,2})/([0-9]{1,8})/([0-9]{1,8})\.(json|mvt)", re.ASCII).fullmatch


class Fast:
    """An application with its hot addresses in front.

    Parameters
    ----------
    headers
        Of every answer to a GET.
    draining
        Set when this worker is to be replaced: then no connection is kept.
    watch
        Counts searches that found nothing near; None where that is switched off.
    """

    def __init__(
        self,
        behind: Application,
        memory: Memory,
        meter: Meter,
        headers: list[tuple[str, str]],
        draining: Event,
        watch: Watch | None = None,
    ) -> None:
        self.behind = behind
        self._memory = memory
        self._meter = meter
        self._headers = headers
        self._draining = draining
        self._watch = watch

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer, or leave it to the application."""
        path: str = environ["PATH_INFO"]
        if path.startswith(PREFIX) and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            started = time.perf_counter()
            try:
                route, answer = self._answer(path[len(PREFIX) :], environ)
            except StationsError:  # it is told in words behind
                answer = None
            if answer is not None:
                status, body = self._send(answer, environ, start_response)
                self._meter.count(route, status, time.perf_counter() - started)
                return body
        return self.behind(environ, start_response)

    def _answer(self, path: str, environ: Environ) -> tuple[str, Answer | None]:
        if path == "nearest":
            query = environ["QUERY_STRING"]
            asked = nearby(query) or NearestQuery.of(Request(environ))
            answer = self._memory.nearest(asked, partial(_args, environ))
            if answer is not None and self._watch is not None:
                self._watch.answered(asked, answer.found, environ)
            return "nearest", answer
        if found := TILE(path):
            *at, form = found.groups()
            z, x, y = map(int, at)
            return "tile", self._memory.tile(z, x, y, form, _shown(TileQuery, environ))
        if found := STATION(path):
            return "station", self._memory.station(int(found[1]), _shown(Shown, environ))
        if path == "stations":
            request = Request(environ)
            listed = StationsQuery.of(request)
            return "stations", self._memory.within(listed, request.path, request.args.to_dict())
        if path == "search":
            return "search", self._memory.search(SearchQuery.of(Request(environ)))
        return "other", None

    def _send(
        self, answer: Answer, environ: Environ, start_response: Callable[..., Any]
    ) -> tuple[int, list[bytes]]:
        tag = answer.tag
        headers = [*self._headers, ("ETag", f'W/"{tag}"'), ("Cache-Control", answer.cache)]
        if self._draining.is_set():
            headers.append(CLOSE)
        brought = environ.get("HTTP_IF_NONE_MATCH")
        if brought and parse_etags(brought).contains_weak(tag):
            start_response("304 NOT MODIFIED", headers)
            return 304, []
        body, coding = answer.head + answer.found, None
        if accepted := environ.get("HTTP_ACCEPT_ENCODING"):
            body, coding = squeezed(body, accepted)
        headers += [("Content-Type", answer.media), ("Content-Length", str(len(body)))]
        if coding:
            headers.append(("Content-Encoding", coding))
        start_response("200 OK", headers)
        return 200, [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _args(environ: Environ) -> dict[str, str]:
    return Request(environ).args.to_dict()


def _shown(kind: type[S], environ: Environ) -> S:
    """Read how an answer is to be shown; most say nothing."""
    return kind.of(Request(environ)) if environ["QUERY_STRING"] else kind()
