"""Coverage: who is near an open place, by area and by hour; made into a document with layers."""

from time import monotonic
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.coverage.access import LUO_QI_MIN, LUO_QI_WEIGHTS, two_step
from geodata.coverage.closing import close_pairs
from geodata.coverage.equity import gini
from geodata.coverage.measures import Measures
from geodata.coverage.quantile import mean, quantile
from geodata.demand import Demand, Sites
from geodata.geodesic import Geodesic
from geodata.planning.document import closed, heading
from geodata.planning.gathering import gaps_told
from geodata.planning.inputs import Inputs, first_notes
from geodata.planning.layers import areas_layer, demand_layer, places_layer
from geodata.planning.looking import Looked, by_hour, look, times
from geodata.planning.notes import Note, note
from geodata.planning.telling import Telling
from geodata.travel import Ints
from stations.asking import Asked, Coverage
from stations.plans import Made

MOST_PAIRS = 200
A_HEAD = 1000  # access is told in capacity for a thousand people: one person's is a very small number


class Inside(NamedTuple):
    """In which area each demand point lies, and the code of it."""

    number: Ints | None
    code: NDArray[np.object_] | None


def inside(inputs: Inputs) -> Inside:
    """Find the areas of demand; nothing where no areas were asked for."""
    if inputs.areas is None or inputs.demand is None:
        return Inside(None, None)
    number = inputs.areas.of(inputs.demand)
    code = np.array([*inputs.areas.code, None], dtype=object)[number]  # -1 takes the last, which is none
    return Inside(number, code)


def coverage(inputs: Inputs, asked: Asked, telling: Telling) -> Made:
    """Work out a plan of coverage: figures, by area, by hour, access, gaps, and places too near one another."""
    began = monotonic()
    part, demand = asked.part, inputs.people
    assert isinstance(part, Coverage)  # noqa: S101 - for the type checker; asking made it
    where = inside(inputs)
    looked = look(inputs, asked, telling)
    figures = looked.costs.figures(asked.within or 0)
    document = {**heading(inputs, asked), "figures": figures}
    if inputs.areas is not None and where.number is not None:
        document["by_area"] = area_rows(
            inputs, looked.costs.by_area(asked.within or 0, where.number, len(inputs.areas))
        )
    if looked.week is not None and looked.opened is not None:
        telling.tell("by_hour", 0.6)
        document["by_hour"] = by_hour(inputs, asked, looked.week, looked.opened)
        document["times"] = times(document["by_hour"])
    telling.tell("gathering", 0.8)
    notes = [*standing_notes(inputs, where.number, looked), *_with_access(document, inputs, asked, part)]
    document["gaps"], gaps, more = gaps_told(inputs, asked, looked, most=50, resolution=None)
    if part.close_m is not None:
        document["close_pairs"], left = pairs(inputs.places, part.close_m)
        more = [*more, *left]
    drawn, cut = demand_layer(demand, looked.costs.least, looked.costs.covered(asked.within or 0), where.code)
    layers = {
        "demand": drawn,
        "gaps": gaps,
        "places": places_layer(inputs.places, known_hours(inputs.places, looked)),
    }
    if inputs.areas is not None:
        layers["areas"] = areas_layer(inputs.areas, document["by_area"])
    return closed(document, [*notes, *more, *cut], layers, monotonic() - began)


def standing_notes(inputs: Inputs, number: Ints | None, looked: Looked) -> list[Note]:
    """Tell what any plan of demand has to: how it was travelled, who reaches nothing, whose hours are unknown."""
    demand, told = inputs.people, inputs.travel.told
    found = list(inputs.notes)
    if told["by"] == "geodesic":
        found.append(note("geodesic", detour=told["detour"], speed_kmh=told["speed_kmh"]))
    found += first_notes(demand, inputs.areas, number)
    if not len(inputs.places):
        return [*found, note("no_places")]
    nowhere = np.isinf(looked.costs.least)
    if nowhere.any() and looked.costs.masks.any():
        weight = float(demand.weight[nowhere].sum())
        found.append(note("unreachable_demand", points=int(nowhere.sum()), weight=weight))
    return found + looked.notes


def area_rows(inputs: Inputs, figures: list[Measures]) -> list[dict[str, Any]]:
    """Name the figures of areas; those of demand in none of them come last, without a code."""
    assert inputs.areas is not None  # noqa: S101 - asked only where there are some
    codes, names = [*inputs.areas.code, None], [*inputs.areas.name, None]
    return [
        {"code": code, "name": name, **one} for code, name, one in zip(codes, names, figures, strict=False)
    ]


def known_hours(places: Sites, looked: Looked) -> Ints | None:
    """Count the open hours of places whose hours are known; -1 for the others."""
    if looked.open_hours is None:
        return None
    return np.where([one is None for one in places.hours], -1, looked.open_hours)


def pairs(places: Sites, close_m: float) -> tuple[list[dict[str, Any]], list[Note]]:
    """List places that stand nearer than so many metres to one another, nearest first."""
    found = close_pairs(Geodesic(), places.lon, places.lat, close_m)
    told = [
        {
            "a": places.id[one.first],
            "a_name": places.name[one.first],
            "b": places.id[one.second],
            "b_name": places.name[one.second],
            "distance_m": one.cost,
        }
        for one in found[:MOST_PAIRS]
    ]
    left = len(found) > MOST_PAIRS
    return told, [note("rows_left_out", of="close_pairs", shown=MOST_PAIRS, all=len(found))] * left


def _with_access(document: dict[str, Any], inputs: Inputs, asked: Asked, part: Coverage) -> list[Note]:
    """Add access by floating catchments, and tell what was put for capacities that are not known."""
    if part.access is None or not len(inputs.places):
        return []
    demand, places = inputs.people, inputs.places
    known = np.isfinite(places.capacity)
    put = float(np.median(places.capacity[known])) if known.any() else 1.0
    capacity = np.where(known, places.capacity, put)
    reach = inputs.travel.within(demand.lon, demand.lat, places.lon, places.lat, asked.within or 0)
    zones = None if part.access == "2sfca" else _zones(asked.within or 0)
    score = A_HEAD * two_step(reach, demand.weight, capacity, zones)
    document["access"] = {
        "method": part.access,
        "catchment": asked.within,
        "decay": zones,
        "capacity": float(capacity.sum()),
        "without_capacity": int((~known).sum()),
        **_spread(demand, score),
    }
    return [note("no_capacity", places=int((~known).sum()), capacity=put)] if not known.all() else []


def _zones(within: float) -> list[tuple[float, float]]:
    """Give the zones of Luo and Qi (2009), thirds of the catchment, with their weights."""
    whole = LUO_QI_MIN[-1]
    return [
        (within * limit / whole, weight) for limit, weight in zip(LUO_QI_MIN, LUO_QI_WEIGHTS, strict=True)
    ]


def _spread(demand: Demand, score: NDArray[np.float64]) -> dict[str, float]:
    return {
        **{f"p{share:.0%}"[:-1]: quantile(demand.weight, score, share) for share in (0.1, 0.5, 0.9)},
        "mean": mean(demand.weight, score),
        "none_weight": float(demand.weight[score == 0].sum()),
        "gini": gini(demand.weight, score),
    }
