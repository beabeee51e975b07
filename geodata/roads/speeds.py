"""How fast one goes on which class of way. `docs/methods/roads.md` tells where each figure comes from."""

import re
from collections.abc import Mapping
from enum import StrEnum

Tags = Mapping[str, str]


class Mode(StrEnum):
    """By what one travels."""

    WALK = "walk"
    EBIKE = "ebike"
    TRUCK = "truck"


# Kilometres an hour where no limit is written. A class that isn't named is not used at all, unless a tag opens it.
WALKING_KMH = 4.8
STEPS_KMH = 2.4
ELEVATOR_KMH = 1.2  # a lift of some metres takes half a minute with the waiting
RIDING_KMH = 15.0
PUSHING_KMH = WALKING_KMH
FERRY_KMH = 10.0
TRUCK_KMH = {
    "motorway": 80.0, "motorway_link": 40.0, "trunk": 60.0, "trunk_link": 30.0, "primary": 50.0, "primary_link": 25.0,
    "secondary": 45.0, "secondary_link": 25.0, "tertiary": 40.0, "tertiary_link": 20.0, "unclassified": 30.0,
    "residential": 20.0, "road": 20.0, "living_street": 10.0, "service": 10.0, "track": 10.0,
}  # fmt: skip
OTHER_TRUCK_KMH = 5.0
# What a loaded truck drives of the limit over a longer way, and what it does not exceed on any road.
OF_LIMIT = 0.8
TRUCK_MOST_KMH = 80.0
# How one gets from a door to the road: on foot, or at the pace of a yard.
LEG_KMH = {Mode.WALK: WALKING_KMH, Mode.EBIKE: WALKING_KMH, Mode.TRUCK: 10.0}

_NUMBER = re.compile(r"^(\d{1,3}(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?$")
_MILE_KM = 1.609344


def limit_kmh(text: str | None) -> float | None:
    """Read a `maxspeed`, or give None for a text that names no number.

    Examples
    --------
    >>> limit_kmh("60"), limit_kmh("50 mph"), limit_kmh("walk"), limit_kmh("none")
    (60.0, 80.4672, 5.0, None)
    """
    told = (text or "").strip().lower()
    if told == "walk":
        return 5.0
    found = _NUMBER.match(told)
    if not found or float(found[1]) <= 0:
        return None
    return float(found[1]) * (_MILE_KM if found[2] == "mph" else 1.0)


def speed_kmh(tags: Tags, mode: Mode, *, backward: bool = False) -> float:
    """Tell how fast one goes on a way that one may use."""
    if tags.get("route") == "ferry" and "highway" not in tags:
        return FERRY_KMH
    if mode is Mode.WALK:
        return _walking(tags)
    if mode is Mode.EBIKE:
        return _riding(tags, backward=backward)
    return _driving(tags, backward=backward)


def _walking(tags: Tags) -> float:
    highway = tags.get("highway")
    return {"steps": STEPS_KMH, "elevator": ELEVATOR_KMH}.get(highway or "", WALKING_KMH)


def _riding(tags: Tags, *, backward: bool) -> float:
    if tags.get("bicycle") == "dismount" or tags.get("highway") in ("steps", "elevator"):
        return min(PUSHING_KMH, _walking(tags))
    return min(RIDING_KMH, _limit(tags, ("maxspeed",), backward=backward) or RIDING_KMH)


def _driving(tags: Tags, *, backward: bool) -> float:
    limit = _limit(tags, ("maxspeed:hgv", "maxspeed"), backward=backward)
    if limit is not None:
        return min(TRUCK_MOST_KMH, OF_LIMIT * limit)
    return TRUCK_KMH.get(tags.get("highway", ""), OTHER_TRUCK_KMH)


def _limit(tags: Tags, keys: tuple[str, ...], *, backward: bool) -> float | None:
    end = ":backward" if backward else ":forward"
    for key in keys:
        for named in (key + end, key):
            told = limit_kmh(tags.get(named))
            if told is not None:
                return told
    return None
