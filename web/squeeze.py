"""Compression of what is answered before the application; the same choice as the application's."""

import gzip
from functools import lru_cache

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

SMALLEST = 500
BROTLI_QUALITY, GZIP_LEVEL = 4, 6


def squeezed(body: bytes, accepted: str) -> tuple[bytes, str | None]:
    """Compress a body as its reader accepts it, and name the encoding; a short one stays as it is."""
    coding = _chosen(accepted) if accepted and len(body) >= SMALLEST else None
    if coding == "br":
        return brotli.compress(body, quality=BROTLI_QUALITY), coding
    if coding == "gzip":
        return gzip.compress(body, GZIP_LEVEL), coding
    return body, None


@lru_cache(256)
def _chosen(accepted: str) -> str | None:
    wanted = parse_accept_header(accepted, Accept)
    best = max(("br", "gzip"), key=wanted.quality)
    return best if wanted.quality(best) > 0 else None
