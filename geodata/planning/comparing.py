"""What if: every figure before and after some changes, which place is missed least, what a longer evening gives."""

from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.coverage.closing import Loss, least_missed, loss_of_closing
from geodata.coverage.hours import covered_by_hour, gain_of_hours
from geodata.coverage.measures import Measures, difference
from geodata.demand import WEEK_H, Sites
from geodata.errors import BadPlan
from geodata.openness import DAY_H
from geodata.planning.changing import changed
from geodata.planning.costs import Costs
from geodata.planning.document import closed, heading
from geodata.planning.inputs import Inputs
from geodata.planning.layers import areas_layer, demand_layer, places_layer
from geodata.planning.looking import Looked, by_hour, look, masks, the_week
from geodata.planning.measuring import area_rows, inside, known_hours, standing_notes
from geodata.planning.notes import Note
from geodata.planning.telling import Telling
from stations.asking import Asked, Change, Comparing
from stations.plans import Made

MOST_LOSSES = 500


def compare(inputs: Inputs, asked: Asked, telling: Telling) -> Made:
    """Work out a plan that compares today with how it would be."""
    began = monotonic()
    part, standard = asked.part, asked.within or 0
    assert isinstance(part, Comparing)  # noqa: S101 - for the type checker; asking made it
    if not (part.changes or part.losses or part.evening):
        raise BadPlan(
            "nothing is compared: add, move or close a place, give one other hours, or ask for losses"
        )
    notes: list[Note] = []
    where, before = inside(inputs), look(inputs, asked, telling)
    places, changes = changed(inputs.places, part.changes)
    after = look(inputs, asked, telling, places)
    found = _compared(before.costs, after.costs, standard) | {"changes": [one._asdict() for one in changes]}
    document = {**heading(inputs, asked), "figures": found["before"], "compare": found}
    layers = _layers(inputs, asked, (before, after), places, changes, where.code)
    if inputs.areas is not None and where.number is not None:
        sides = [one.costs.by_area(standard, where.number, len(inputs.areas)) for one in (before, after)]
        document["by_area"] = area_rows(inputs, sides[0])
        found["by_area"] = _area_rows(inputs, *sides)
        layers["areas"] = areas_layer(inputs.areas, *sides)
    if before.week is not None and before.opened is not None and after.opened is not None:
        telling.tell("by_hour", 0.6)
        document["by_hour"] = by_hour(inputs, asked, before.week, before.opened)
        found["by_hour"] = _hours(
            document["by_hour"], by_hour(inputs, asked, before.week, after.opened, places)
        )
    if part.losses and len(inputs.places):
        telling.tell("losses", 0.8)
        found["losses"] = losses(inputs.places, before.costs, standard)
    if part.evening:
        telling.tell("evening", 0.9)
        found["evening"] = evening(inputs, asked, part.evening, notes)
    notes += [one for one in standing_notes(inputs, where.number, before) if one not in notes]
    return closed(document, notes, layers, monotonic() - began)


def losses(places: Sites, costs: Costs, standard: float) -> list[dict[str, Any]]:
    """Tell of each place what closing it alone would lose, the least first."""
    each = [
        (
            loss_of_closing(weight, nearest, cost, standard, len(places)),
            float(weight[nearest[:, 0] >= 0].sum()),
        )
        for weight, nearest, cost in zip(costs.weight, costs.nearest, costs.cost, strict=True)
        if weight.any()
    ]
    served = max(sum(weight for _, weight in each), np.finfo(float).tiny)
    loss = Loss(
        only_weight=np.sum([one.only_weight for one, _ in each], axis=0),
        mean_rise=np.sum([one.mean_rise * weight for one, weight in each], axis=0) / served,
        cut_off_weight=np.sum([one.cut_off_weight for one, _ in each], axis=0),
    )
    return [
        {
            "rank": rank,
            "id": places.id[at],
            "name": places.name[at],
            "weight": float(loss.only_weight[at]),
            "mean": float(loss.mean_rise[at]),
            "cut_off_weight": float(loss.cut_off_weight[at]),
        }
        for rank, at in enumerate(least_missed(loss)[:MOST_LOSSES], 1)
    ]


def evening(inputs: Inputs, asked: Asked, until: str, notes: list[Note]) -> dict[str, Any]:
    """Tell what it would give were each place that closes earlier open until an hour, on the days on which it opens.

    `places` ranks them by the person-hours a week that each alone would add; `before` and `after` are shares of
    people-hours with none and with all of them.
    """
    demand, places = inputs.people, inputs.places
    opened = masks(places, the_week(inputs, asked).moments[:WEEK_H], asked, inputs, notes)
    longer = opened | stretched(opened, int(until.partition(":")[0]))
    reach = inputs.travel.within(demand.lon, demand.lat, places.lon, places.lat, asked.within or 0)
    weight = np.repeat(demand.weight[:, None], WEEK_H, axis=1) if demand.by_hour is None else demand.by_hour
    hours = np.flatnonzero((longer & ~opened).any(axis=0))
    gain = gain_of_hours(reach, weight, opened, hours) * (longer & ~opened)[:, hours]
    each = gain.sum(axis=1)
    order = np.lexsort((np.arange(len(each)), -each))
    return {
        "until": until,
        "before": _people_hours(covered_by_hour(reach, opened), weight),
        "after": _people_hours(covered_by_hour(reach, longer), weight),
        "places": [
            {"rank": rank, "id": places.id[at], "name": places.name[at], "weight_hours": float(each[at])}
            for rank, at in enumerate(order[:MOST_LOSSES], 1)
            if (longer & ~opened)[at].any()
        ],
    }


def stretched(opened: NDArray[np.bool_], until: int) -> NDArray[np.bool_]:
    """Keep each place open from its last open hour of a day until an hour, shape (places, hours).

    Examples
    --------
    >>> day = np.isin(np.arange(24), [9, 10, 11, 14, 15, 16])[None]
    >>> np.flatnonzero(stretched(day, 20)[0]).tolist()
    [9, 10, 11, 14, 15, 16, 17, 18, 19]
    """
    days = opened.reshape(len(opened), -1, DAY_H)
    begun = np.maximum.accumulate(days, axis=2)
    over = ~np.maximum.accumulate(days[:, :, ::-1], axis=2)[:, :, ::-1]
    return np.asarray((days | (begun & over & (np.arange(DAY_H) < until))).reshape(opened.shape))


def _people_hours(covered: NDArray[np.bool_], weight: NDArray[np.float64]) -> float:
    return float((weight * covered).sum() / weight.sum())


def _compared(before: Costs, after: Costs, standard: float) -> dict[str, Any]:
    one, other = before.figures(standard), after.figures(standard)
    return {"before": one, "after": other, "difference": difference(one, other)}


def _area_rows(inputs: Inputs, before: list[Measures], after: list[Measures]) -> list[dict[str, Any]]:
    named = area_rows(inputs, before)
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "before": one,
            "after": other,
            "difference": difference(one, other),
        }
        for row, one, other in zip(named, before, after, strict=True)
    ]


def _hours(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"day": one["day"], "hour": one["hour"], "before": one["share"], "after": other["share"]}
        for one, other in zip(before, after, strict=True)
    ]


def _layers(
    inputs: Inputs,
    asked: Asked,
    sides: tuple[Looked, Looked],
    places: Sites,
    changes: list[Change],
    codes: NDArray[np.object_] | None,
) -> dict[str, Any]:
    """Draw demand before and after, and all places that stand before or after with what would happen to each."""
    before, after = sides
    standard = asked.within or 0
    later = (after.costs.least, after.costs.covered(standard))
    drawn, _ = demand_layer(inputs.people, before.costs.least, before.costs.covered(standard), codes, later)
    told = {one.id: one.do for one in changes}
    gone = places_layer(inputs.places, known_hours(inputs.places, before), told)
    stands = places_layer(places, known_hours(places, after), told)
    gone["features"] = [one for one in gone["features"] if told.get(one["properties"]["id"]) == "close"]
    return {"demand": drawn, "places": {**stands, "features": gone["features"] + stands["features"]}}
