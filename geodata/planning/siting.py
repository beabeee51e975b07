"""Where the next places go: chosen by a solver of `geodata.siting`, with the proved bound, before and after."""

from collections.abc import Callable
from time import monotonic
from typing import Any, NamedTuple

import numpy as np

from geodata import siting
from geodata.demand import Sites
from geodata.errors import BadPlan
from geodata.planning.asking import Asked, Siting
from geodata.planning.candidates import Candidates, candidates, rules
from geodata.planning.document import closed, heading
from geodata.planning.inputs import Inputs
from geodata.planning.layers import areas_layer, demand_layer, places_layer, points_layer
from geodata.planning.looking import Looked, look
from geodata.planning.measuring import area_rows, inside, known_hours, standing_notes
from geodata.planning.notes import Note, note
from geodata.planning.telling import Telling
from geodata.siting import Limit, Plan, Problem
from geodata.travel import Floats, Reach
from stations.plans import Made

ALWAYS = "24/7"  # a site that does not stand yet has no hours: it is planned to be open
MOST_PAIRS = 40_000_000
NEIGHBOURS = 200  # candidates that are weighed for each demand point where all would be too many
COVERING = ("mclp", "lscp")


class Sited(NamedTuple):
    """A plan, its candidates, and the weight that standing places cover at hours at which no site is needed."""

    plan: Plan
    found: Candidates
    covered: float


def site(inputs: Inputs, asked: Asked, telling: Telling) -> Made:
    """Work out a plan of sites."""
    began = monotonic()
    part = asked.part
    assert isinstance(part, Siting)  # noqa: S101 - for the type checker; asking made it
    standing = (
        inputs
        if part.existing != "none"
        else inputs.with_places(inputs.places.at(np.zeros(len(inputs.places), bool)))
    )
    where, before = inside(standing), look(standing, asked, telling)
    sited = _sited(standing, asked, part, before, telling)
    telling.tell("gathering", 0.95)
    chosen = sited.found.sites.at(sited.plan.sites)
    places = _after(standing, part, sited, chosen)
    after = look(standing, asked, telling, places)
    told = _told(part, sited, inputs, asked, (before, after))
    document = {**heading(inputs, asked), "figures": told["after"], "site": told}
    document["inputs"] = {**document["inputs"], "candidates": sited.found.told}
    standard = asked.within or 0
    later = (after.costs.least, after.costs.covered(standard))
    demand, cut = demand_layer(
        inputs.people, before.costs.least, before.costs.covered(standard), where.code, later
    )
    layers = {
        "demand": demand,
        "sites": points_layer(told["sites"]),
        "places": places_layer(
            inputs.places, known_hours(inputs.places, before) if standing is inputs else None
        ),
    }
    if inputs.areas is not None and where.number is not None:
        sides = [one.costs.by_area(standard, where.number, len(inputs.areas)) for one in (before, after)]
        document["by_area"] = area_rows(inputs, sides[1])
        layers["areas"] = areas_layer(inputs.areas, *sides)
    notes = [one for one in standing_notes(standing, where.number, before) if one["code"] != "no_places"]
    return closed(document, [*notes, *_notes(part, sited), *cut], layers, monotonic() - began)


def _sited(inputs: Inputs, asked: Asked, part: Siting, before: Looked, telling: Telling) -> Sited:
    found = candidates(inputs.people, inputs.places, part, asked.demand)
    if part.model not in COVERING and len(before.costs.weight) > 1:
        raise BadPlan(
            f"{part.model} is looked at at one time: give always, now, or a time such as 2026-11-18T12:00"
        )
    problem, covered = _problem(inputs, asked, part, before, found)
    share = _share(part.share or 1.0, covered, problem) if part.model == "lscp" else 1.0
    limit = Limit(asked.seconds, telling.stop, _following(asked.seconds, telling))
    solve = _solver(part, asked, len(inputs.places) if part.existing == "movable" else 0, share)
    return Sited(solve(problem, limit), found, covered)


def _problem(
    inputs: Inputs, asked: Asked, part: Siting, before: Looked, found: Candidates
) -> tuple[Problem, float]:
    """Put the question to a solver: who needs a site, and at what cost each candidate is reached.

    Over hours, what places cover at some of them needs no site then: only the rest of a point's weight is at stake.
    """
    demand, ruled = inputs.people, rules(found, inputs.places, part)
    reach, beyond = _reach(inputs, asked, part, found.sites)
    weight = before.costs.weight.sum(axis=0)
    if not len(reach.places):
        raise BadPlan(
            f"none of the {len(found.sites):,} candidates has any demand within {asked.within:g} {inputs.travel.unit}: "
            "give others, or a longer way"
        )
    if part.existing == "movable":
        return Problem(reach, weight, len(found.sites), None, beyond, ruled), 0.0
    if part.model in COVERING:
        open_share = 1 - before.costs.covered(asked.within or 0)
        left = weight * open_share
        if not left.any():
            raise BadPlan(
                "all demand is covered already, whenever somebody is there: no site would add anything"
            )
        return Problem(reach, left, len(found.sites), None, beyond, ruled), float(weight.sum() - left.sum())
    existing = before.costs.least if len(inputs.places) else None
    return Problem(
        reach, demand.weight if demand.by_hour is None else weight, len(found.sites), existing, beyond, ruled
    ), 0.0


def _reach(inputs: Inputs, asked: Asked, part: Siting, sites: Sites) -> tuple[Reach, Floats | float]:
    demand = inputs.people
    points = (demand.lon, demand.lat, sites.lon, sites.lat)
    if part.model in COVERING:
        return inputs.travel.within(*points, asked.within or 0), np.inf
    if len(demand) * len(sites) <= MOST_PAIRS:
        return inputs.travel.within(*points, np.inf), np.inf
    nearest, cost = inputs.travel.nearest(*points, NEIGHBOURS)
    there = nearest >= 0
    order = np.argsort(np.where(there, nearest, len(sites)), axis=1, kind="stable")
    nearest = np.take_along_axis(nearest, order, axis=1)
    cost, there = np.take_along_axis(cost, order, axis=1), np.take_along_axis(there, order, axis=1)
    starts = np.concatenate([[0], np.cumsum(there.sum(axis=1))])
    return Reach(starts, nearest[there], cost[there]), np.where(there, cost, -np.inf).max(axis=1)


def _solver(part: Siting, asked: Asked, movable: int, share: float) -> Callable[[Problem, Limit], Plan]:
    """Choose the solver of a model, and give it what else it needs; places that may move count among its sites."""
    within, seed, sites = asked.within or 0, asked.seed, (part.sites or 0) + movable
    match part.model:
        case "mclp":
            return lambda problem, limit: siting.mclp(problem, sites, within, limit=limit, seed=seed)
        case "lscp":
            return lambda problem, limit: siting.lscp(problem, within, share=share, limit=limit, seed=seed)
        case "pmedian":
            return lambda problem, limit: siting.pmedian(problem, sites, limit=limit, seed=seed)
        case _:
            return lambda problem, limit: siting.pcenter(problem, sites, limit=limit, seed=seed)


def _share(share: float, covered: float, problem: Problem) -> float:
    """Give how much of what is not covered yet must be, so that the share of all demand is."""
    whole = covered + problem.total
    if share * whole <= covered:
        raise BadPlan(
            f"{covered / whole:.1%} of the demand is covered already, more than the {share:.1%} asked for"
        )
    return 1.0 if share == 1 else (share * whole - covered) / problem.total


def _following(seconds: float, telling: Telling) -> Callable[[float, float], None]:
    began = monotonic()

    def tell(value: float, bound: float) -> None:  # noqa: ARG001 - what it is worth shows in the end
        telling.tell("siting", 0.2 + 0.75 * min(1.0, (monotonic() - began) / seconds))

    return tell


def _after(inputs: Inputs, part: Siting, sited: Sited, chosen: Sites) -> Sites:
    """Put the new sites beside the places that stay; what stands already and was chosen keeps its hours."""
    stands = sited.found.standing[sited.plan.sites]
    hours = np.where(stands, chosen.hours, ALWAYS)
    new = Sites(chosen.id, chosen.lon, chosen.lat, chosen.name, chosen.capacity, hours)
    if part.existing != "fixed" or not len(inputs.places):
        return new
    places = inputs.places
    taken = set(places.id.tolist())
    ids = np.array([f"new:{one}" if one in taken else one for one in new.id], dtype=object)
    columns = ("lon", "lat", "name", "capacity", "hours")
    rest = [np.concatenate([getattr(places, name), getattr(new, name)]) for name in columns]
    return Sites(np.concatenate([places.id, ids]), *rest)


def _told(
    part: Siting, sited: Sited, inputs: Inputs, asked: Asked, sides: tuple[Looked, Looked]
) -> dict[str, Any]:
    plan, standard = sited.plan, asked.within or 0
    plus = sited.covered if part.model == "mclp" else 0.0
    value, bound = plan.value + plus, plan.bound + plus
    return {
        "model": part.model,
        "value": value,
        "bound": bound,
        "gap": _gap(part.model, value, bound),
        "unit": {"mclp": "weight", "lscp": "sites"}.get(part.model, inputs.travel.unit),
        "asked": {"sites": part.sites, "share": part.share},
        "sites": _sites(sited),
        "curve": _curve(sited, plus),
        "before": sides[0].costs.figures(standard),
        "after": sides[1].costs.figures(standard),
        "stopped": plan.stopped,
    }


def _gap(model: str, value: float, bound: float) -> float:
    if model == "mclp":
        return max(bound - value, 0.0) / bound if bound else 0.0
    return max(value - bound, 0.0) / value if value else 0.0


def _sites(sited: Sited) -> list[dict[str, Any]]:
    """Tell the sites that were chosen: new ones, and of movable places those that stay."""
    found = sited.found
    return [
        _row(found.sites, int(at), rank, float(gain), existing=bool(found.standing[at]))
        for rank, (at, gain) in enumerate(zip(sited.plan.sites, sited.plan.gains, strict=True), 1)
    ]


def _row(sites: Sites, at: int, rank: int, gain: float, *, existing: bool) -> dict[str, Any]:
    return {
        "rank": rank,
        "id": sites.id[at],
        "name": sites.name[at] or None,
        "lon": float(sites.lon[at]),
        "lat": float(sites.lat[at]),
        "gain": gain,
        "existing": existing,
    }


def _curve(sited: Sited, plus: float) -> list[dict[str, Any]]:
    """What fewer sites would be worth, in the order of the plan, and what no choice of so many can better."""
    plan = sited.plan
    if plan.model != "mclp":
        return []
    begun = plan.value - float(plan.gains.sum()) + plus
    values = begun + np.concatenate([[0.0], np.cumsum(plan.gains)])
    bounds = None if plan.curve_bound is None else plan.curve_bound + plus
    return [
        {
            "sites": at,
            "value": float(value),
            "bound": None if bounds is None or at >= len(bounds) else max(float(bounds[at]), float(value)),
        }
        for at, value in enumerate(values)
    ]


def _notes(part: Siting, sited: Sited) -> list[Note]:
    plan = sited.plan
    found = [note("stopped", seconds=plan.seconds)] if plan.stopped else []
    if part.sites is not None and len(plan.sites) < part.sites:
        found.append(note("fewer_sites", asked=part.sites, sites=len(plan.sites)))
    if len(sited.found.sites) and part.existing == "movable":
        moved = int(sited.found.standing.sum() - sited.found.standing[plan.sites].sum())
        found.append(note("moved_away", places=moved, all=int(sited.found.standing.sum())))
    return found
