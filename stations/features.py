"""A station to JSON, in one place."""

from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from stations.datum import Datum, convert
from stations.errors import BadHours
from stations.freshness import Fact, Lang, confidence
from stations.hours import Hours, parse, say
from stations.lookup import Hint
from stations.station import Station, Status

COORDINATE_DECIMALS = 7


def feature(
    station: Station, opened: Any, *, lang: Lang = "zh", datum: Datum = Datum.WGS84,
    distance_m: float | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Write a station as a GeoJSON Feature.

    Parameters
    ----------
    opened
        Whether it is open, as `stations.opening.Moment.said` tells it.
    """
    properties = _properties(station, opened, lang)
    if distance_m is not None:
        properties["distance_m"] = round(distance_m, 1)
    return _feature(station, properties, datum)


def whole_feature(
    station: Station, opened: Any, at: datetime, *, lang: Lang = "zh", datum: Datum = Datum.WGS84
) -> dict[str, Any]:
    """Write all that is public about a station, with links to map apps, as a GeoJSON Feature."""
    return _feature(station, _properties(station, opened, lang) | _more(station, at, lang), datum)


def hint_json(hint: Hint, *, lang: Lang) -> dict[str, Any]:
    """Write which filter to drop, and what place that would find."""
    return {
        "parameter": hint.parameter,
        "value": hint.value,
        "id": str(hint.station.id),
        "name": name(hint.station, lang),
        "distance_m": round(hint.distance_m, 1),
    }


def name(station: Station, lang: Lang) -> str:
    """Give the name in a language, Chinese where there is no other."""
    return station.name_en if lang == "en" and station.name_en else station.name


def coordinates(station: Station, datum: Datum) -> tuple[float, float]:
    """Give longitude and latitude in a datum, to about a centimetre."""
    return coordinates_at(station.lon, station.lat, datum)


def coordinates_at(lon: float, lat: float, datum: Datum) -> tuple[float, float]:
    """Put a point in WGS-84 into a datum, to about a centimetre."""
    if datum is not Datum.WGS84:
        lon, lat = map(float, convert(lon, lat, Datum.WGS84, datum))
    return round(lon, COORDINATE_DECIMALS), round(lat, COORDINATE_DECIMALS)


def links(station: Station) -> dict[str, str]:
    """Links that open a map app at the place, each with the datum and the order of numbers that app expects.

    AMap, Tencent and Apple get GCJ-02: Apple tells no datum, but draws the mainland from AMap's survey and reads
    numbers there as such. Baidu shifts WGS-84 itself when told so; RFC 5870 says that geo: is WGS-84.
    """
    gcj_lon, gcj_lat = coordinates(station, Datum.GCJ02)
    lon, lat = coordinates(station, Datum.WGS84)
    called = _one_line(station.name)
    return {
        "amap": _url("https://uri.amap.com/navigation", to=f"{gcj_lon},{gcj_lat},{called.replace(',', '，')}",
                     mode="walk", coordinate="gaode", callnative="1", src="waystation"),
        "baidu": _url("https://api.map.baidu.com/marker", location=f"{lat},{lon}", title=called,
                      content=_one_line(station.address) or called, output="html", coord_type="wgs84",
                      src="webapp.waystation.finder"),
        "tencent": _url("https://apis.map.qq.com/uri/v1/routeplan", type="walk", to=called,
                        tocoord=f"{gcj_lat},{gcj_lon}", referer="waystation"),
        "apple": _url("https://maps.apple.com/", daddr=f"{gcj_lat},{gcj_lon}", dirflg="w"),
        "geo": f"geo:{lat},{lon}",
    }  # fmt: skip


def sentence(station: Station, lang: Lang) -> str | None:
    """Say the hours in force as a person would, or None where they cannot be read."""
    hours = in_force(station)
    return say(hours, lang) if hours else None


def in_force(station: Station) -> Hours | None:
    """Read the hours in force; one record that cannot be read takes no page down."""
    try:
        return parse(station.hours_in_force) if station.hours_in_force else None
    except BadHours:
        return None


def freshness(station: Station, at: datetime, lang: Lang) -> dict[str, dict[str, Any]]:
    """Tell how sure each fact is, from 0 for never confirmed to 1 for today, and in words."""
    dates = {
        Fact.EXISTENCE: station.verified_at,
        Fact.HOURS: station.hours_verified_at,
        Fact.SERVICES: station.services_verified_at,
    }
    left_locked = station.left_locked(at)
    found = {fact: confidence(on, at.date(), fact, left_locked=left_locked) for fact, on in dates.items()}
    return {
        fact.value: {"confidence": round(one.confidence, 2), "words": one.words(lang)}
        for fact, one in found.items()
    }


def _feature(station: Station, properties: dict[str, Any], datum: Datum) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": str(station.id),
        "geometry": {"type": "Point", "coordinates": list(coordinates(station, datum))},
        "properties": properties,
    }


def _properties(station: Station, opened: Any, lang: Lang) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "name": name(station, lang),
        "kind": station.kind,
        "address": station.address,
        "services": list(station.services),
        "services_inferred": list(station.services_inferred),
        "services_out": list(station.services_out),
        "hours": station.hours,
        "hours_text": station.hours_text,
        "hours_inferred": station.hours_inferred,
        "open": opened,
        "rating": {"score": station.score, "count": station.votes},
        "reports": [one.json for one in station.reports],
        "status": station.status.value,
        "verified_at": _day(station.verified_at),
        "made_up": station.made_up,
    }
    if station.status is not Status.OPEN:
        properties["status_reason"] = station.status_reason
        properties["status_until"] = _day(station.status_until)
    return properties


def _more(station: Station, at: datetime, lang: Lang) -> dict[str, Any]:
    county = {"code": station.county_code, "name": station.county_name} if station.county_name else None
    return {
        "county": county,
        "phone": station.phone,
        "operator": station.operator,
        "entry_mode": station.entry_mode,
        "entry_hint": station.entry_hint,
        "capacity": station.capacity,
        "capacity_inferred": station.capacity_inferred,
        "details": dict(station.details),
        "hours_inferred_text": station.hours_inferred_text,
        "hours_exceptions": station.hours_exceptions,
        "sentence": sentence(station, lang),
        "freshness": freshness(station, at, lang),
        "hours_verified_at": _day(station.hours_verified_at),
        "services_verified_at": _day(station.services_verified_at),
        "observed_on": _day(station.observed_on),
        "source": station.source,
        "source_id": station.source_id,
        "licence": station.licence,
        "version": station.version,
        "changed_at": station.changed_at.isoformat(),
        "links": links(station),
    }


def _one_line(text: str) -> str:
    """Put what people wrote on one line."""
    return " ".join(text.split())


def _url(base: str, **query: str) -> str:
    return f"{base}?{urlencode(query, quote_via=quote, safe=',')}"


def _day(value: Any) -> str | None:
    return None if value is None else value.isoformat()
