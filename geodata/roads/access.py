"""Which ways of OpenStreetMap may be used, by whom and in which direction: the rules of `docs/methods/roads.md`."""

from typing import NamedTuple

from geodata.roads.speeds import Mode, Tags, speed_kmh


class Speeds(NamedTuple):
    """How fast one goes along a way and against it, km/h; 0 where one may not."""

    forward_kmh: float
    backward_kmh: float


RULES = 1  # raised with each change of what is read from an extract: older graphs are kept beside newer ones

# Who is meant by which key, the most exact first: `foot=yes` opens what `access=no` closes.
KEYS = {
    Mode.WALK: ("foot", "access"),
    Mode.EBIKE: ("electric_bicycle", "bicycle", "vehicle", "access"),
    Mode.TRUCK: ("hgv", "motor_vehicle", "vehicle", "access"),
}
OPEN = {
    "yes",
    "designated",
    "permissive",
    "official",
    "public",
    "destination",
    "delivery",
    "customers",
    "local",
}
SHUT = {
    "no", "private", "permit", "military", "emergency", "forestry", "agricultural", "agricultural;forestry", "psv",
    "bus", "residents", "restricted", "use_sidepath", "separate",
}  # fmt: skip

_LINKED = {"trunk", "primary", "secondary", "tertiary"}
_STREETS = {"unclassified", "residential", "living_street", "service", "road"}
_STREETS |= _LINKED | {f"{one}_link" for one in _LINKED}
USUAL = {
    Mode.WALK: _STREETS - {"trunk", "trunk_link"}
    | {"footway", "path", "pedestrian", "steps", "corridor", "elevator", "track", "bridleway", "platform"},
    Mode.EBIKE: _STREETS | {"cycleway", "path", "track"},
    Mode.TRUCK: _STREETS | {"motorway", "motorway_link"},
}
# Of these, a tag that lets one in says no more than who may: they are not there yet, or no way at all.
NEVER = {
    "construction", "proposed", "planned", "abandoned", "disused", "razed", "demolished", "raceway", "bus_guideway",
    "escape", "no", "via_ferrata", "rest_area", "services", "emergency_bay",
}  # fmt: skip
# So many of a mode's keys name it. The others speak of everybody: `access=yes` makes no road for trucks of a footpath.
NAMED = {Mode.WALK: 1, Mode.EBIKE: 2, Mode.TRUCK: 2}
SIDEWALKS = {"yes", "both", "left", "right"}
ONE_WAY, AGAINST = {"yes", "true", "1"}, {"-1", "reverse"}
OPPOSITE = {"opposite", "opposite_lane", "opposite_track", "opposite_share_busway"}


def speeds(tags: Tags, mode: Mode) -> Speeds | None:
    """Tell how fast one may go along a way and against it, or None where one may not use it."""
    if not usable(tags, mode):
        return None
    forward, backward = directions(tags, mode)
    if not (forward or backward):
        return None
    return Speeds(
        speed_kmh(tags, mode) if forward else 0.0,
        speed_kmh(tags, mode, backward=True) if backward else 0.0,
    )


def usable(tags: Tags, mode: Mode) -> bool:
    """Tell whether a way may be used at all."""
    kind = way_class(tags)
    if kind is None or kind in NEVER:
        return False
    told = permission(tags, mode)
    if told is not None:
        named, at = told
        return named and (at < NAMED[mode] or _usual(tags, kind, mode))
    return _usual(tags, kind, mode)


def permission(tags: Tags, mode: Mode) -> tuple[bool, int] | None:
    """Tell what the most exact access tag says, and the place of its key; None where there is none.

    Examples
    --------
    >>> permission({"access": "no", "foot": "yes"}, Mode.WALK), permission({"access": "private"}, Mode.TRUCK)
    ((True, 0), (False, 3))
    """
    for at, key in enumerate(KEYS[mode]):
        value = tags.get(key)
        if value in SHUT:
            return False, at
        if value in OPEN or (value == "dismount" and mode is Mode.EBIKE):
            return True, at
    return None


def way_class(tags: Tags) -> str | None:
    """Name the class of a way: its `highway`, `platform`, `pier` or `ferry`; None for what is no way."""
    highway = tags.get("highway")
    if highway is not None:
        return highway
    if tags.get("railway") == "platform" or tags.get("public_transport") == "platform":
        return "platform"
    if tags.get("man_made") == "pier":
        return "pier"
    return "ferry" if tags.get("route") == "ferry" else None


def _usual(tags: Tags, kind: str, mode: Mode) -> bool:
    """Tell whether a class is used where no tag says who may."""
    if mode is Mode.WALK:
        beside = any(
            tags.get(key) in SIDEWALKS
            for key in ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")
        )
        if kind in ("trunk", "trunk_link", "cycleway") or tags.get("motorroad") == "yes":
            return beside
        return kind in USUAL[mode] or kind == "pier"
    if mode is Mode.EBIKE and tags.get("motorroad") == "yes":
        return False
    return kind in USUAL[mode]


def directions(tags: Tags, mode: Mode) -> tuple[bool, bool]:
    """Tell whether one may go along a way, and against it."""
    if mode is Mode.WALK:
        return _on_foot(tags)
    forward, backward = _by_wheel(tags)
    if mode is Mode.EBIKE:
        return _riding(tags, forward=forward, backward=backward)
    return forward, backward


def _on_foot(tags: Tags) -> tuple[bool, bool]:
    """One-way streets do not bind walkers; escalators and what is said of walkers do."""
    told = tags.get("oneway:foot", "")
    moving = tags.get("conveying", "")
    forward = told not in AGAINST and moving != "backward" and tags.get("foot:forward") not in SHUT
    backward = told not in ONE_WAY and moving != "forward" and tags.get("foot:backward") not in SHUT
    return forward, backward


def _by_wheel(tags: Tags) -> tuple[bool, bool]:
    told = tags.get("oneway", "")
    if told in ("reversible", "alternating"):  # when it is which is not known: neither can be relied upon
        return (False, False) if told == "reversible" else (True, True)
    around = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    if told in AGAINST:
        return False, True
    return True, told not in ONE_WAY and (told == "no" or not around)


def _riding(tags: Tags, *, forward: bool, backward: bool) -> tuple[bool, bool]:
    told = tags.get("oneway:bicycle", "")
    if told == "no":
        return True, True
    if told in ONE_WAY | AGAINST:
        return told in ONE_WAY, told in AGAINST
    if tags.get("bicycle") == "dismount":  # who pushes a bicycle walks
        return True, True
    lanes = [tags.get(key, "") for key in ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")]
    sides = [tags.get(f"cycleway:{side}:oneway", "") for side in ("left", "right", "both")]
    if any(lane in OPPOSITE for lane in lanes) or any(side in {"no", *AGAINST} for side in sides):
        return True, True
    return (
        (forward or tags.get("bicycle:forward") in OPEN) and tags.get("bicycle:forward") not in SHUT,
        (backward or tags.get("bicycle:backward") in OPEN) and tags.get("bicycle:backward") not in SHUT,
    )
