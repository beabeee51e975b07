"""An answer of the API as bytes: the same whether it was read from memory or by SQL."""

from datetime import datetime
from typing import Any, NamedTuple

import orjson
import xxhash

from stations.datum import Datum
from stations.hours import CHINA

GEOJSON = "application/geo+json"
JSON = "application/json"
MVT = "application/vnd.mapbox-vector-tile"
NEAREST = "private, max-age=30"
PUBLIC = "public, max-age=60, stale-while-revalidate=300"
NEVER = "no-store"


class Answer(NamedTuple):
    """A body in two parts: `found` is what its ETag stands for, `head` what every second changes."""

    found: bytes
    head: bytes = b""
    media: str = GEOJSON
    cache: str = PUBLIC

    @property
    def tag(self) -> str:
        """The mark of what was found."""
        return xxhash.xxh3_128_hexdigest(self.found)


def head(at: datetime, as_of: datetime) -> bytes:
    """Begin a FeatureCollection: when it was written, and the moment whose commits it rests on."""
    written = at.isoformat(timespec="seconds")
    rests_on = as_of.astimezone(CHINA).isoformat(timespec="milliseconds")
    return f'{{"type":"FeatureCollection","timeStamp":"{written}","asOf":"{rests_on}",'.encode()


def members(datum: Datum, **named: Any) -> bytes:
    """Write the members of a collection that follow its head."""
    return orjson.dumps({"datum": datum.value, **named})[1:]


def features(written: list[bytes]) -> orjson.Fragment:
    """Put Features that are written already into a list."""
    return orjson.Fragment(b"[" + b",".join(written) + b"]")
