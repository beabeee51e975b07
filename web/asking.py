"""The plain form of a query of `GET /nearest`, read in a few microseconds; what is not plain goes the careful way."""

import re
from datetime import datetime
from typing import Literal, NamedTuple

from stations.datum import Datum
from stations.freshness import Lang
from stations.hours import CHINA

# What most ask. Longer and rarer forms cost a microsecond more.
PLAINEST = re.compile(
    r"lon=(-?\d{1,3}(?:\.\d{1,15})?)&lat=(-?\d{1,2}(?:\.\d{1,15})?)(?:&limit=([1-9]\d{0,5}))?", re.ASCII
).fullmatch
PLAIN_NUMBER = re.compile(r"-?\d{1,8}(?:\.\d{1,20})?", re.ASCII).fullmatch
PLAIN_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?", re.ASCII).fullmatch
PLAIN_COUNT = re.compile(r"[1-9]\d{0,5}", re.ASCII).fullmatch
PLAIN_CODES = re.compile(r"[a-z0-9_]+(?:,[a-z0-9_]+)*", re.ASCII).fullmatch


class Nearby(NamedTuple):
    """What a plain query asks for; the members are those of `web.params.NearestQuery`."""

    lon: float
    lat: float
    limit: int = 10
    within_m: float | None = None
    kind: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    open: datetime | Literal["now"] | None = None
    min_rating: float | None = None
    inferred: bool = False
    datum: Datum = Datum.WGS84
    lang: Lang = "zh"

    @property
    def filtered(self) -> bool:
        """Whether a place must have anything."""
        return self[4:9] != UNFILTERED


UNFILTERED = Nearby(0, 0)[4:9]


def nearby(query: str) -> Nearby | None:
    """Read a query that holds nothing unusual, or give None: then `NearestQuery` reads it, or refuses it in words."""
    if plainest := PLAINEST(query):
        lon, lat, limit = plainest.groups()
        asked = Nearby(float(lon), float(lat), int(limit) if limit else 10)
        return asked if -180 <= asked.lon <= 180 and -90 <= asked.lat <= 90 else None
    given: dict[str, str] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name in given:
            return None
        given[name] = value
    east, north = _number(given.pop("lon", "")), _number(given.pop("lat", ""))
    if east is None or north is None or not (-180 <= east <= 180 and -90 <= north <= 90):
        return None
    return _filtered(east, north, given)


def _filtered(lon: float, lat: float, given: dict[str, str]) -> Nearby | None:
    limit = given.pop("limit", "10")
    within_m = given.pop("within_m", None)
    min_rating = given.pop("min_rating", None)
    kind, service = _codes(given.pop("kind", None)), _codes(given.pop("service", None))
    opened = _moment(given.pop("open", None))
    far, stars = _number(within_m), _number(min_rating)
    if (
        given
        or not PLAIN_COUNT(limit)
        or kind is None
        or service is None
        or opened == ""
        or (within_m is not None and not (far and far > 0))
        or (min_rating is not None and not (stars and 1 <= stars <= 5))
    ):
        return None
    return Nearby(lon, lat, int(limit), far, kind, service, opened or None, stars)


def _number(text: str | None) -> float | None:
    return float(text) if text and PLAIN_NUMBER(text) else None


def _moment(text: str | None) -> datetime | Literal["now", ""] | None:
    """Read a time of China, or now; empty when it is not plain."""
    if text is None:
        return None
    if text == "now":
        return "now"
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA) if PLAIN_TIME(text) else ""
    except ValueError:
        return ""


def _codes(text: str | None) -> tuple[str, ...] | None:
    """Read a comma list; None when it is not plain."""
    if text is None:
        return ()
    return tuple(dict.fromkeys(text.split(","))) if PLAIN_CODES(text) else None
