"""What a plan is worked out from, as it lies in memory: each with what the document tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from geodata.demand import Demand, Sites
from geodata.errors import BadPlan
from geodata.planning import digests
from geodata.planning.areas import Areas
from geodata.planning.notes import Note, note
from geodata.travel import Travel
from stations.calendar import Calendar

MOST_ROWS = 20_000_000


@dataclass(frozen=True, eq=False)
class Inputs:
    """Demand, places, areas, a way to travel and a calendar; `about` tells of each by name, with its digest."""

    demand: Demand | None
    places: Sites
    areas: Areas | None
    travel: Travel
    calendar: Calendar
    about: Mapping[str, Any]
    notes: tuple[Note, ...] = ()

    @property
    def people(self) -> Demand:
        """The demand of a plan that needs one."""
        if self.demand is None:
            raise BadPlan("this plan needs demand: name the people, riders or orders it is for")
        return self.demand

    def with_places(self, places: Sites) -> Self:
        """Give the same with other places."""
        return replace(self, places=places)


def about(
    demand: Demand | None,
    places: Sites,
    areas: Areas | None,
    told: Mapping[str, Mapping[str, Any] | None],
) -> dict[str, Any]:
    """Tell what a plan is worked out from, with the digest of each; `told` is what is known of each beside."""
    return {
        "demand": demand
        and {
            **(told.get("demand") or {}),
            "sha256": digests.of_demand(demand),
            "points": len(demand),
            "weight": demand.total,
        },
        "places": {
            **(told.get("places") or {}),
            "count": len(places),
            "sha256": digests.of_sites(places),
            "without_hours": int(sum(one is None for one in places.hours)),
        },
        "roads": told.get("roads"),
        "areas": areas and {**areas.told, "count": len(areas), "sha256": digests.of_areas(areas)},
        "candidates": told.get("candidates"),
    }


def first_notes(demand: Demand | None, areas: Areas | None, inside: NDArray[np.int64] | None) -> list[Note]:
    """Tell what must be known of demand and areas before any figure: what weighs nothing, what lies in no area."""
    found = []
    if demand is not None and (idle := int((demand.weight == 0).sum())):
        found.append(note("zero_weight", points=idle))
    if demand is not None and areas is not None and inside is not None:
        outside = inside < 0
        if outside.any():
            weight = float(demand.weight[outside].sum())
            found.append(note("outside_areas", points=int(outside.sum()), weight=weight))
        filled = np.bincount(inside[~outside], demand.weight[~outside], len(areas))
        if empty := areas.name[filled == 0].tolist():
            found.append(note("empty_area", areas=empty))
    return found
