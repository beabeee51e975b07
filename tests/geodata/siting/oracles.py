"""Every set of sites tried: slow, obvious, and right."""

import itertools
from collections.abc import Iterator

import numpy as np

from geodata.siting import Problem, Rules
from geodata.travel import Reach


def problem_of(cost, weight, *, existing=None, rules=None) -> Problem:
    """Make a problem of a table of costs, demand by candidate; inf where no way leads."""
    cost = np.asarray(cost, float)
    rows, places = np.nonzero(np.isfinite(cost))
    starts = np.concatenate([[0], np.cumsum(np.isfinite(cost).sum(axis=1))])
    reach = Reach(starts.astype(np.int64), places.astype(np.int64), cost[rows, places])
    existing = None if existing is None else np.asarray(existing, float)
    return Problem(reach, np.asarray(weight, float), cost.shape[1], existing, rules=rules or Rules())


def plans(candidates: int, sites: int, rules: Rules) -> Iterator[list[int]]:
    """Every set of at most so many candidates that keeps the rules."""
    must, forbidden = set(rules.must.tolist()), set(rules.forbidden.tolist())
    apart = [set(pair) for pair in rules.apart.tolist()]
    for size in range(sites + 1):
        for one in itertools.combinations(range(candidates), size):
            chosen = set(one)
            if must <= chosen and not chosen & forbidden and not any(pair <= chosen for pair in apart):
                yield list(one)


def ways(cost, existing, chosen: list[int]) -> np.ndarray:
    """What each demand point pays for the nearest of some sites or of what stands."""
    cost = np.asarray(cost, float)
    standing = np.full(len(cost), np.inf) if existing is None else np.asarray(existing, float)
    return np.minimum(cost[:, chosen].min(axis=1, initial=np.inf), standing)
