"""One line of JSON per request, without anybody's position: no number keeps more than three decimals."""

import json
import logging
import re
import sys
import time
from urllib.parse import unquote

from flask import Flask, Response, current_app, g, request

# Each looks at a digit once: whoever sends a query of digits alone must not keep a worker busy with its log line.
LONG_DECIMAL = re.compile(r"(?<=\d)([.\uff0e\u3002]\d{3})\d+")
WITH_EXPONENT = re.compile(r"(?<!\d)\d+(?:\.\d+)?[eE][-+]?\d{1,3}")
# 126,621234: many write a decimal so, and are refused; it is where they stand all the same.
DECIMAL_COMMA = re.compile(r"(?<=\d)([,\uff0c\u066b]\d{3})\d+")
# What somebody looks for may be their address.
SEARCHED = re.compile(r"(?<![^&])q=[^&]+")
# Whoever reads a one-time link can use it.
LINK = re.compile(r"(?s)^(/login/link/).+")


class Line(logging.Formatter):
    """Writes a record as JSON and cuts every decimal number, in messages and tracebacks alike, to three places."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        entry = {"time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"), "level": record.levelname.lower()}
        entry["message"] = record.getMessage()
        entry |= getattr(record, "request", {})
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return LONG_DECIMAL.sub(r"\1", json.dumps(entry, ensure_ascii=False))


def install(app: Flask) -> None:
    """Log requests and errors to standard error, once however many applications are made."""
    for name in ("waystation", app.logger.name):
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        logger.propagate = False
        # In place of what is there: Flask has put a handler of its own, which knows nothing of positions.
        if not any(isinstance(one.formatter, Line) for one in logger.handlers):
            handler = logging.StreamHandler(sys.stderr)
            handler.setFormatter(Line())
            logger.handlers = [handler]
    app.before_request(_start)
    app.after_request(_log)


def query(asked: str) -> str:
    """Give a query without what was searched for, and without a position in whatever way it is written."""
    plain = WITH_EXPONENT.sub(_written_out, unquote(SEARCHED.sub("q=…", asked)))
    return DECIMAL_COMMA.sub(r"\1", plain)


def _written_out(number: re.Match[str]) -> str:
    """4577123e-5 is a position too."""
    return f"{float(number[0]):.3f}"


def _start() -> None:
    g.started = time.perf_counter()


def _log(response: Response) -> Response:
    took_ms = (time.perf_counter() - g.started) * 1000 if "started" in g else 0.0
    entry = {
        "method": request.method,
        "path": LINK.sub(r"\1…", request.path),
        "query": query(request.query_string.decode("ascii", "replace")),
        "status": response.status_code,
        "took_ms": round(took_ms, 1),
    }
    current_app.extensions["meter"].count("other", response.status_code, took_ms / 1000)
    if not request.path.startswith(("/healthz", "/readyz", "/metrics", "/assets/")):
        logging.getLogger("waystation").info("request", extra={"request": entry})
    return response
