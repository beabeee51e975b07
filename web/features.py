"""A station to JSON, in one place."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from stations.datum import Datum, convert
from stations.errors import BadHours
from stations.freshness import Fact, confidence
from stations.hours import Hours, parse, say
from stations.lookup import Hint
from stations.station import Located, Station, Status
from web.opening import now, told
from web.words import Lang

COORDINATE_DECIMALS = 7
GEOJSON = "application/geo+json"


def feature(
    station: Station, *, lang: Lang = "zh", datum: Datum = Datum.WGS84, distance_m: float | None = None,
    full: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Write a station as a GeoJSON Feature; `full` adds all that is public about it, and links to map apps."""
    properties = _properties(station, lang)
    if full:
        properties |= _more(station, lang)
    if distance_m is not None:
        properties["distance_m"] = round(distance_m, 1)
    return {
        "type": "Feature",
        "id": str(station.id),
        "geometry": {"type": "Point", "coordinates": list(_at(station, datum))},
        "properties": properties,
    }


def located(found: Iterable[Located], *, lang: Lang, datum: Datum) -> list[dict[str, Any]]:
    """Write what a lookup found."""
    return [feature(one.station, lang=lang, datum=datum, distance_m=one.distance_m) for one in found]


def hint_json(hint: Hint, *, lang: Lang) -> dict[str, Any]:
    """Write which filter to drop, and what place that would find."""
    return {
        "parameter": hint.parameter,
        "value": hint.value,
        "id": str(hint.station.id),
        "name": _name(hint.station, lang),
        "distance_m": round(hint.distance_m, 1),
    }


def links(station: Station) -> dict[str, str]:
    """Links that open a map app at the place, each with the datum and the order of numbers that app expects."""
    gcj_lon, gcj_lat = _at(station, Datum.GCJ02)
    lon, lat = _at(station, Datum.WGS84)
    name = station.name
    return {
        "amap": _url("https://uri.amap.com/navigation", to=f"{gcj_lon},{gcj_lat},{name.replace(',', '，')}",
                     mode="walk", coordinate="gaode", callnative="1"),
        "baidu": _url("https://api.map.baidu.com/marker", location=f"{lat},{lon}", title=name,
                      content=station.address or name, output="html", coord_type="wgs84", src="waystation"),
        "tencent": _url("https://apis.map.qq.com/uri/v1/routeplan", type="walk", to=name,
                        tocoord=f"{gcj_lat},{gcj_lon}", referer="waystation"),
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


def freshness(station: Station, lang: Lang) -> dict[str, dict[str, Any]]:
    """Tell how sure each fact is, from 0 for never confirmed to 1 for today, and in words."""
    today = now().date()
    dates = {
        Fact.EXISTENCE: station.verified_at,
        Fact.HOURS: station.hours_verified_at,
        Fact.SERVICES: station.services_verified_at,
    }
    found = {fact: confidence(on, today, fact) for fact, on in dates.items()}
    return {
        fact.value: {"confidence": round(one.confidence, 2), "words": one.words(lang)}
        for fact, one in found.items()
    }


def _properties(station: Station, lang: Lang) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "name": _name(station, lang),
        "kind": station.kind,
        "address": station.address,
        "services": list(station.services),
        "services_inferred": list(station.services_inferred),
        "hours": station.hours,
        "hours_text": station.hours_text,
        "hours_inferred": station.hours_inferred,
        "open": told(station),
        "rating": {"score": station.score, "count": station.votes},
        "status": station.status.value,
        "verified_at": _day(station.verified_at),
        "made_up": station.made_up,
    }
    if station.status is not Status.OPEN:
        properties["status_reason"] = station.status_reason
        properties["status_until"] = _day(station.status_until)
    return properties


def _more(station: Station, lang: Lang) -> dict[str, Any]:
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
        "freshness": freshness(station, lang),
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


def _name(station: Station, lang: Lang) -> str:
    return station.name_en if lang == "en" and station.name_en else station.name


def _at(station: Station, datum: Datum) -> tuple[float, float]:
    lon, lat = convert(station.lon, station.lat, Datum.WGS84, datum)
    return round(float(lon), COORDINATE_DECIMALS), round(float(lat), COORDINATE_DECIMALS)


def _url(base: str, **query: str) -> str:
    return f"{base}?{urlencode(query, quote_via=quote, safe=',')}"


def _day(value: Any) -> str | None:
    return None if value is None else value.isoformat()
