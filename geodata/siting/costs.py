"""The p-median's costs laid out both ways around, and the refusal of demand that reaches nothing."""

import numpy as np

from geodata.errors import NoPlan
from geodata.siting.interchange import Pairs
from geodata.siting.laying import laid_out, least_cost, turned
from geodata.siting.problem import Problem
from geodata.travel import Floats, Ints

PENALTY = 10.0  # times the dearest way, for whom no site serves
FARTHER = 2.0  # times the length up to which was measured, for whom only longer ways lead to a site


def check_reached(problem: Problem) -> None:
    """Refuse demand that reaches no allowed candidate and no place that stands."""
    allowed = np.ones(problem.candidates, bool)
    allowed[problem.rules.forbidden] = False
    lonely = ~np.isfinite(least_cost(*problem.reach, allowed, problem.standing)) & (problem.weight > 0)
    if lonely.any():
        raise NoPlan(
            f"{int(lonely.sum()):,} demand points of weight {problem.weight[lonely].sum():,.10g} reach no allowed "
            "candidate and no place: leave them out, add candidates, or measure farther"
        )


def pairs_of(problem: Problem, allowed: Ints) -> Pairs:
    """Lay out costs both ways around; pairs dearer than the place that stands are left out."""
    kept = np.zeros(problem.candidates, bool)
    kept[allowed] = True
    starts, places, cost = laid_out(problem.reach, kept, problem.standing)
    finite = problem.standing[np.isfinite(problem.standing)]
    dearest = max(cost.max(initial=0.0), finite.max(initial=0.0), float(np.max(_capped(problem.beyond))))
    farther = np.where(
        np.isfinite(problem.beyond), FARTHER * np.asarray(problem.beyond), PENALTY * dearest + 1.0
    )
    last = np.where(np.isfinite(problem.standing), problem.standing, farther)
    return Pairs(
        starts, places, cost, *turned(starts, places, cost, problem.candidates), problem.weight, last
    )


def _capped(beyond: Floats | float) -> Floats:
    there = np.atleast_1d(np.asarray(beyond, np.float64))
    return np.where(np.isfinite(there), there, 0.0)
