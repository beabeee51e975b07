"""Which sites are chosen: the question of a plan put to a solver of `geodata.siting`."""

from collections.abc import Callable
from time import monotonic
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata import siting
from geodata.demand import Sites
from geodata.errors import BadPlan
from geodata.planning.by_hour import over_hours
from geodata.planning.candidates import Candidates, candidates, rules
from geodata.planning.inputs import Inputs
from geodata.planning.looking import Looked
from geodata.planning.telling import Telling
from geodata.siting import Limit, Plan, Problem
from geodata.travel import Floats, Reach
from stations.asking import Asked, Siting

MOST_PAIRS = 40_000_000
NEIGHBOURS = 200  # candidates that are weighed for each demand point where all would be too many
COVERING = ("mclp", "lscp")


class Sited(NamedTuple):
    """A plan, its candidates, and the weight that standing places cover at hours at which no site is needed."""

    plan: Plan
    found: Candidates
    covered: float

    @property
    def new(self) -> NDArray[np.bool_]:
        """Which of the plan's sites were chosen: all but places that stay, which are in it where capacity counts."""
        return ~self.found.staying[self.plan.sites]


def choose(inputs: Inputs, asked: Asked, part: Siting, before: Looked, telling: Telling) -> Sited:
    """Choose sites, and prove how near they are to the best possible."""
    places = (
        inputs.places
        if part.capacity is None
        else inputs.places.at(np.asarray(before.costs.masks.any(axis=0)))
    )
    found = candidates(inputs.people, places, part, asked.demand)
    problem, covered = _problem(inputs, asked, part, before, found)
    share = _share(part.share or 1.0, covered, problem) if part.model == "lscp" else 1.0
    limit = Limit(asked.seconds, telling.stop, _following(asked.seconds, telling))
    solve = _solver(part, asked, int((found.standing | found.staying).sum()), share)
    return Sited(solve(problem, limit), found, covered)


def _problem(
    inputs: Inputs, asked: Asked, part: Siting, before: Looked, found: Candidates
) -> tuple[Problem, float]:
    """Put the question to a solver: who needs a site, and at what cost each candidate is reached.

    Over hours, what places cover at some of them needs no site then: only the rest of a point's weight is at stake.
    """
    ruled = rules(found, inputs.places, part)
    reach, beyond = _reach(inputs, asked, part, found.sites)
    weight = before.costs.weight.sum(axis=0)
    if not len(reach.places):
        raise BadPlan(
            f"none of the {len(found.sites):,} candidates has any demand within {asked.within:g} {inputs.travel.unit}: "
            "give others, or a longer way"
        )
    if part.existing == "movable" or found.capacity is not None:
        return Problem(reach, weight, len(found.sites), None, beyond, ruled, found.capacity), 0.0
    if part.model in COVERING:
        open_share = 1 - before.costs.covered(asked.within or 0)
        left = weight * open_share
        if not left.any():
            raise BadPlan(
                "all demand is covered already, whenever somebody is there: no site would add anything"
            )
        return Problem(reach, left, len(found.sites), None, beyond, ruled), float(weight.sum() - left.sum())
    if len(before.costs.weight) > 1:
        return over_hours(before.costs, reach, beyond, len(found.sites), ruled), 0.0
    existing = before.costs.least if len(inputs.places) else None
    return Problem(reach, weight, len(found.sites), existing, beyond, ruled), 0.0


def _reach(inputs: Inputs, asked: Asked, part: Siting, sites: Sites) -> tuple[Reach, Floats | float]:
    demand = inputs.people
    points = (demand.lon, demand.lat, sites.lon, sites.lat)
    if part.model in COVERING:
        return inputs.travel.within(*points, asked.within or 0), np.inf
    if len(demand) * len(sites) <= MOST_PAIRS:
        return inputs.travel.within(*points, np.inf), np.inf
    if part.capacity is not None:  # whoever finds the nearest ones full goes farther than they are
        raise BadPlan(
            f"{len(demand):,} demand points and {len(sites):,} candidates with a capacity are more than {MOST_PAIRS:,} "
            "ways to weigh: take coarser cells (load-demand --to-h3 8), fewer candidates, or choose by mclp",
            "options.capacity",
        )
    nearest, cost = inputs.travel.nearest(*points, NEIGHBOURS)
    there = nearest >= 0
    order = np.argsort(np.where(there, nearest, len(sites)), axis=1, kind="stable")
    nearest = np.take_along_axis(nearest, order, axis=1)
    cost, there = np.take_along_axis(cost, order, axis=1), np.take_along_axis(there, order, axis=1)
    starts = np.concatenate([[0], np.cumsum(there.sum(axis=1))])
    return Reach(starts, nearest[there], cost[there]), np.where(there, cost, -np.inf).max(axis=1)


def _solver(part: Siting, asked: Asked, standing: int, share: float) -> Callable[[Problem, Limit], Plan]:
    """Choose the solver of a model, and give it what else it needs; places among the candidates are sites, too."""
    within, seed, sites = asked.within or 0, asked.seed, (part.sites or 0) + standing
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
