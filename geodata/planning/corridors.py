"""Corridors: where along a road the next place ahead is too far, in each direction."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.coverage.corridor import corridor
from geodata.demand import Sites
from geodata.errors import BadPlan, BadRequest
from geodata.planning.document import closed, heading
from geodata.planning.inputs import Inputs
from geodata.planning.layers import collection, places_layer
from geodata.planning.looking import masks
from geodata.planning.notes import Note, note
from geodata.planning.telling import Telling
from geodata.roads.carriageways import carriageways
from geodata.roads.corridor import Line, drawn, places_along
from geodata.roads.travel import OnRoads
from stations.asking import Asked, Corridor
from stations.plans import Made

Floats = NDArray[np.float64]
STEP_KM = 0.25
STEPS_WITHIN = 8  # looked at, at least, on the way that is still near enough
FINER = 16  # parts of a step in which the beginning of a stretch is looked for again


class Stretch(NamedTuple):
    """Kilometres from the carriageway's beginning; `without_km` is inf where no place comes at all."""

    from_km: float
    to_km: float
    without_km: float


class Found(NamedTuple):
    """One carriageway with its stretches, how many places serve it, and from how far on nobody knows."""

    way: Line
    stretches: list[Stretch]
    places: int
    longest_km: float
    unknown_km: float


def corridors(inputs: Inputs, asked: Asked, telling: Telling) -> Made:
    """Work out a plan of a road or a line."""
    began = monotonic()
    part = asked.part
    assert isinstance(part, Corridor)  # noqa: S101 - for the type checker; asking made it
    notes: list[Note] = [] if len(inputs.places) else [note("no_places")]
    places = _open(inputs, asked, notes)
    if part.road is None:
        found = [_straight(way, places, part) for way in _lines(part)]
        notes.append(note("beside_line", places=found[0].places, all=len(places), beside_m=part.beside_m))
    else:
        found = _driven(inputs, places, part, telling)
    rows = _rows(found, part)
    told = {
        "within_km": part.within_km,
        "roads": [_road(one, part) for one in found],
        "stretches": [row for row, _ in rows],
    }
    document = {**heading(inputs, asked), "standard": part.within_km * 1000, "corridor": told}
    document["travel"]["unit"] = "m"
    lines = collection([shape for _, shape in rows], [row for row, _ in rows])
    layers = {"corridor": lines, "places": places_layer(places, None)}
    return closed(document, [*inputs.notes, *notes], layers, monotonic() - began)


def _open(inputs: Inputs, asked: Asked, notes: list[Note]) -> Sites:
    """Take the places that are open at the moment that is asked for."""
    if asked.hours == "always" or not len(inputs.places):
        return inputs.places
    if asked.hours == "week":
        raise BadPlan(
            "a corridor is looked at at one time: give always, now, or a time such as 2026-11-18T23:00"
        )
    opened = masks(inputs.places, [datetime.fromisoformat(asked.hours)], asked, inputs, notes)[:, 0]
    if not opened.any():
        notes.append(note("none_open"))
    return inputs.places.at(opened)


def _lines(part: Corridor) -> list[Line]:
    return _refused(lambda: drawn("", [(one["lon"], one["lat"]) for one in part.line]))


def _refused(find: Callable[[], list[Line]]) -> list[Line]:
    """Find lines; what is no line, or no road of the graph, is told of the plan."""
    try:
        return find()
    except BadRequest as error:
        raise BadPlan(str(error)) from error


def _straight(way: Line, places: Sites, part: Corridor) -> Found:
    """Measure along a line: a place serves it where it stands beside it."""
    (km,) = places_along([way], places.lon, places.lat, near_m=part.beside_m)
    at = km[~np.isnan(km)]
    measured = corridor(0.0, way.length_km, at, part.within_km)
    stretches = [
        Stretch(one.from_km, one.to_km, np.inf if one.next_km is None else one.without_km)
        for one in measured.stretches
    ]
    return Found(way, stretches, len(at), measured.longest_km, measured.unknown_km)


def _driven(inputs: Inputs, places: Sites, part: Corridor, telling: Telling) -> list[Found]:
    """Measure by driving: from each point of the road, on in its direction, to the nearest place."""
    if not isinstance(inputs.travel, OnRoads):
        raise BadPlan(
            "a road is known by its number on roads: go by truck (load-roads --mode truck), or give a line"
        )
    travel = OnRoads(inputs.travel.graph, "m")
    ways = _refused(lambda: carriageways(travel.graph, part.road or ""))
    found = []
    for number, way in enumerate(ways):
        telling.tell("measuring", number / len(ways))
        found.append(_along(travel, way, places, part.within_km))
    return found


def _along(travel: OnRoads, way: Line, places: Sites, within_km: float) -> Found:
    steps = max(2, int(np.ceil(way.length_km / min(STEP_KM, within_km / STEPS_WITHIN))) + 1)
    km = np.linspace(0.0, way.length_km, steps)
    cost = _cost_km(travel, way, places, km)
    beyond = cost > within_km
    # Driving on, the next place comes nearer step by step; it goes far off only behind the last way out to one.
    edges = np.flatnonzero(np.diff(beyond.astype(int)))
    fine = (np.arange(1, FINER) / FINER) * (km[1] - km[0])
    marks = np.unique(np.concatenate([km, *(km[at] + fine for at in edges)]))
    cost = _cost_km(travel, way, places, marks)
    beyond = cost > within_km
    reached = np.isfinite(cost)
    serving = (
        travel.nearest(*way.at(marks), places.lon, places.lat)[0][:, 0] if len(places) else np.empty(0, int)
    )
    return Found(
        way,
        _stretches(marks, cost, beyond, within_km),
        len(set(serving[serving >= 0].tolist())),
        float(cost[reached].max()) if reached.any() else np.inf,
        0.0,
    )


def _cost_km(travel: OnRoads, way: Line, places: Sites, km: Floats) -> Floats:
    if not len(places):
        return np.full(len(km), np.inf)
    return np.asarray(travel.nearest(*way.at(km), places.lon, places.lat)[1][:, 0] / 1000)


def _stretches(km: Floats, cost: Floats, beyond: NDArray[np.bool_], within_km: float) -> list[Stretch]:
    """Join the points that are too far into stretches; one ends where the place is at last near enough."""
    found = []
    padded = np.concatenate([[False], beyond, [False]])
    turns = np.diff(padded.astype(int))
    begins, ends = np.flatnonzero(turns == 1).tolist(), np.flatnonzero(turns == -1).tolist()
    for begin, behind in zip(begins, ends, strict=True):
        end = behind - 1
        to_km = min(km[end] + max(cost[end] - within_km, 0), km[min(end + 1, len(km) - 1)])
        found.append(Stretch(float(km[begin]), float(to_km), float(cost[begin])))
    return [one for one in found if one.to_km > one.from_km]


def _rows(found: list[Found], part: Corridor) -> list[tuple[dict[str, Any], shapely.Geometry]]:
    """Tell all stretches, the longest way without a place first."""
    each = [(one.way, stretch, number) for number, one in enumerate(found, 1) for stretch in one.stretches]
    each.sort(key=lambda one: (-one[1].without_km, -(one[1].to_km - one[1].from_km), one[2], one[1].from_km))
    rows: list[tuple[dict[str, Any], shapely.Geometry]] = []
    for rank, (way, stretch, number) in enumerate(each, 1):
        length = stretch.to_km - stretch.from_km
        lon, lat = (float(one[0]) for one in way.at(np.array([(stretch.from_km + stretch.to_km) / 2])))
        ends = not np.isfinite(stretch.without_km)
        row: dict[str, Any] = {
            "rank": rank,
            "road": part.road,
            "part": number,
            "direction": way.direction,
            "from_km": stretch.from_km,
            "to_km": stretch.to_km,
            "length_km": length,
            "without_km": way.length_km - stretch.from_km if ends else stretch.without_km,
            "at_least": ends,
            "lon": lon,
            "lat": lat,
            "flow": part.flow,
            "weight": None if part.flow is None else part.flow * length,
        }
        rows.append((row, shapely.LineString(way.part(stretch.from_km, stretch.to_km))))
    return rows


def _road(one: Found, part: Corridor) -> dict[str, Any]:
    beyond = sum(stretch.to_km - stretch.from_km for stretch in one.stretches)
    length = one.way.length_km
    return {
        "road": part.road,
        "direction": one.way.direction,
        "length_km": length,
        "places": one.places,
        "longest_km": one.longest_km,
        "beyond_km": beyond,
        "unknown_km": one.unknown_km,
        # Where the road ends before a place can come, none is near as far as anybody knows.
        "share": max(1 - (beyond + one.unknown_km) / length, 0.0),
    }
