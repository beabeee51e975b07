"""How far each demand point has it to the nearest open place, for each set of places that is open at some time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.coverage.measures import Measures, measures, measures_by_area
from geodata.coverage.opened import Points, distinct, nearest_open
from geodata.demand import WEEK_H, Demand, Sites
from geodata.errors import BadPlan
from geodata.planning.telling import Telling
from geodata.travel import Floats, Ints, Travel

MOST_ROWS = 24_000_000


@dataclass(frozen=True, eq=False)
class Costs:
    """Costs to the two nearest open places, by group of hours at which the same places are open.

    Attributes
    ----------
    masks
        Which places are open in each group, shape (groups, places).
    cost, nearest
        To the two nearest of these, and which they are, shape (groups, n, 2); inf and -1 where there is none.
    weight
        Of each point in each group, shape (groups, n): its weight in the hours of the group, over the hours of all. The
        sum over groups is the weight of the point.
    """

    masks: NDArray[np.bool_]
    cost: Floats
    nearest: Ints
    weight: Floats

    def figures(self, standard: float) -> Measures:
        """Give the figures of all demand: each point counts once a group, with its weight there."""
        return measures(self.weight.ravel(), self.cost[..., 0].ravel(), self.cost[..., 1].ravel(), standard)

    def by_area(self, standard: float, area: Ints, areas: int) -> list[Measures]:
        """Give the figures by area; what lies in none comes last, where anything does."""
        numbers = np.tile(np.where(area < 0, areas, area), len(self.weight))
        told = measures_by_area(
            self.weight.ravel(),
            self.cost[..., 0].ravel(),
            self.cost[..., 1].ravel(),
            standard,
            numbers,
            areas + 1,
        )
        return told if (area < 0).any() else told[:-1]

    @property
    def least(self) -> Floats:
        """The cost to the nearest place of all that are open at some time, shape (n,)."""
        return np.asarray(self.cost[..., 0].min(axis=0))

    def covered(self, standard: float) -> Floats:
        """Give the share of its own weight in which each point is covered, shape (n,): 0 or 1 with one group."""
        within = self.cost[..., 0] <= standard
        whole = self.weight.sum(axis=0)
        idle = whole == 0
        share = (self.weight * within).sum(axis=0) / np.where(idle, 1, whole)
        return np.asarray(np.where(idle, within.all(axis=0), np.minimum(share, 1.0)))


def always(travel: Travel, demand: Demand, places: Sites) -> Costs:
    """Measure with all places, whenever they are open."""
    return _measured(travel, demand, places, np.ones((1, len(places)), bool), demand.weight[None], Telling())


def at_hour(travel: Travel, demand: Demand, places: Sites, opened: NDArray[np.bool_], hour: int) -> Costs:
    """Measure with the places that are open at one hour of the week, and who is there then."""
    weight = demand.weight if demand.by_hour is None else demand.by_hour[:, hour]
    return _measured(travel, demand, places, opened[None], weight[None], Telling())


def over_week(
    travel: Travel, demand: Demand, places: Sites, opened: NDArray[np.bool_], telling: Telling
) -> Costs:
    """Measure over the 168 hours of a week; `opened` has the shape (places, 168).

    Raises
    ------
    BadPlan
        When there is more to measure than memory holds; the message says what to do.
    """
    masks, which = distinct(opened)
    if masks.shape[1] * len(demand) > MOST_ROWS:
        raise BadPlan(
            f"{len(demand):,} demand points at {masks.shape[1]} times with other places open are more than memory "
            "holds: take coarser cells, or look at one hour (--hours 2026-11-18T12:00)"
        )
    weight = np.empty((masks.shape[1], len(demand)))
    for group in range(len(weight)):
        hours = which == group
        weight[group] = (
            demand.weight * (hours.sum() / WEEK_H)
            if demand.by_hour is None
            else demand.by_hour[:, hours].sum(axis=1) / WEEK_H
        )
    return _measured(travel, demand, places, masks.T, weight, telling)


def _measured(
    travel: Travel, demand: Demand, places: Sites, masks: NDArray[np.bool_], weight: Floats, telling: Telling
) -> Costs:
    cost = np.full((len(masks), len(demand), 2), np.inf)
    nearest = np.full(cost.shape, -1, np.int64)
    points = Points(demand.lon, demand.lat), Points(places.lon, places.lat)
    telling.tell("measuring", 0.0)
    for group, (found, far) in enumerate(nearest_open(travel, *points, masks, 2)):
        cost[group], nearest[group] = far, found
        telling.tell("measuring", (group + 1) / len(masks))
    return Costs(np.ascontiguousarray(masks), cost, nearest, weight)
