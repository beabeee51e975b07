"""The layers of a plan as a map shows them: not more than it shows well, what matters most kept, and said so."""

from collections.abc import Iterator, Mapping
from typing import Any

from web.plans.numbers import Say, amount

Layers = Mapping[str, Mapping[str, Any]]
Feature = Mapping[str, Any]
MOST = 2_000
BESIDE, LEAST_BESIDE = (
    0.25,
    0.02,
)  # of the longer side, and in degrees: how far around the question places are shown


def features(layers: Layers, name: str, most: int = MOST) -> list[Feature]:
    """Give the features of a layer that have a geometry, of too many the heaviest, in the order of the layer."""
    found = [one for one in (layers.get(name) or {}).get("features", ()) if one.get("geometry")]
    if len(found) <= most:
        return found
    heaviest = sorted(range(len(found)), key=lambda nth: -_weight(found[nth]))[:most]
    return [found[nth] for nth in sorted(heaviest)]


def near(layers: Layers) -> Layers:
    """Leave out the places far from what was asked about: those of the whole country make a city a dot on its map."""
    asked = [
        at
        for name in layers
        for one in (layers[name] or {}).get("features", ())
        if one.get("geometry") and not _stands(name, one)
        for _, ring in rings(one["geometry"])
        for at in ring
    ]
    if not asked:
        return layers
    lons, lats = [at[0] for at in asked], [at[1] for at in asked]
    side = max(BESIDE * max(max(lons) - min(lons), max(lats) - min(lats)), LEAST_BESIDE)

    def shown(name: str, one: Feature) -> bool:
        if not _stands(name, one) or not one.get("geometry"):
            return True
        lon, lat = map(float, one["geometry"]["coordinates"][:2])
        return min(lons) - side <= lon <= max(lons) + side and min(lats) - side <= lat <= max(lats) + side

    return {
        name: {**layer, "features": [one for one in layer.get("features", ()) if shown(name, one)]}
        for name, layer in layers.items()
    }


def thinned(layers: Layers, say: Say, most: int = MOST) -> list[str]:
    """Say of which layers not all is shown."""
    there = len(layers.get("places", {}).get("features", ()))
    layers = near(layers)
    counts = {name: len(layer.get("features", ())) for name, layer in layers.items()}
    beyond = there - counts.get("places", 0)
    return [say("map.beyond", n=amount(beyond))] * bool(beyond) + [
        say("map.thinned", what=say(f"layer.{name}"), shown=amount(most), all=amount(count))
        for name, count in counts.items()
        if count > most
    ]


def share_of(feature: Feature, *, after: bool = False) -> float | None:
    """Give the share that an area or a demand point is drawn by."""
    told = feature["properties"]
    if "covered" in told and "share" not in told:
        share = told.get("covered_after") if after else told["covered"]
    else:
        share = told.get("after_share") if after else told.get("share")
    return None if share is None else float(share)


def has_after(layers: Layers, name: str) -> bool:
    """Tell whether a layer says what comes after a change."""
    wanted = "after_share" if name == "areas" else "covered_after"
    return any(one["properties"].get(wanted) is not None for one in features(layers, name, 10**9))


def rings(geometry: Mapping[str, Any]) -> Iterator[tuple[bool, list[tuple[float, float]]]]:
    """Walk along the rings and lines of a geometry, each with whether it is closed; a point is a line of one."""
    kind, at = geometry["type"], geometry.get("coordinates", ())
    if kind == "GeometryCollection":
        for one in geometry["geometries"]:
            yield from rings(one)
    elif kind == "Point":
        yield False, [(at[0], at[1])]
    elif kind in ("MultiPoint", "LineString"):
        yield from ((False, [(x[0], x[1])]) for x in at) if kind == "MultiPoint" else [(False, _line(at))]
    elif kind == "MultiLineString":
        yield from ((False, _line(one)) for one in at)
    elif kind == "Polygon":
        yield from ((True, _line(one)) for one in at)
    elif kind == "MultiPolygon":
        yield from ((True, _line(one)) for polygon in at for one in polygon)


def _stands(name: str, one: Feature) -> bool:
    """Tell whether it is a place that stands and stays as it is: supply, not what was asked about."""
    told = one["properties"]
    kept = (name == "places" and not told.get("change")) or (name == "sites" and told.get("existing"))
    return bool(kept) and (one.get("geometry") or {}).get("type") == "Point"


def _line(at: Any) -> list[tuple[float, float]]:
    return [(one[0], one[1]) for one in at]


def _weight(feature: Feature) -> float:
    return float(feature["properties"].get("weight") or 0.0)
