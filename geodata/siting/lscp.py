"""The fewest sites that cover everybody, or a share of all: the location set covering problem (Toregas et al. 1971)."""

from dataclasses import replace

import numpy as np

from geodata.errors import BadRequest, NoPlan
from geodata.siting import exact
from geodata.siting.covering import Cover, cover_of
from geodata.siting.limit import Limit
from geodata.siting.mclp import SMALL_ENTRIES, covered, first_sites, ranked, search
from geodata.siting.plan import Plan
from geodata.siting.prices import Bound, whole
from geodata.siting.problem import Problem
from geodata.siting.proving import Proof
from geodata.travel import Ints

STEP_SHARE = 0.1  # of the time, for the search of one site fewer
ENOUGH = 1 - 1e-12


def lscp(
    problem: Problem, within: float, *, share: float = 1.0, limit: Limit | None = None, seed: int = 0
) -> Plan:
    """Choose the fewest sites so that a share of the demand is within a standard of one, or of a place that stands.

        minimise  sum x_j   where   sum of x_j over the candidates j within the standard of i  >=  1   for every i

    C. Toregas, R. Swain, C. ReVelle and L. Bergman (1971), The location of emergency service facilities, Operations
    Research 19, 1363-1373, doi:10.1287/opre.19.6.1363. With a share below 1 it is the p of the least maximal cover that
    reaches it (Church and ReVelle 1974). As few as `bound` sites may do, none fewer: for fewer, prices prove that the
    most that can be covered is too little.

    Parameters
    ----------
    within
        Service standard in the unit of the problem's costs, inclusive.
    share
        Of the weight, more than 0 and at most 1; 1 is every point whose weight is more than 0.

    Raises
    ------
    NoPlan
        When all candidates together do not cover that share; the message says how much none reaches.

    Examples
    --------
    >>> reach = Reach(np.array([0, 2, 3, 5]), np.array([0, 1, 0, 1, 2]), np.array([300.0, 200.0, 400.0, 500.0, 100.0]))
    >>> town = Problem(reach, np.array([40.0, 60.0, 10.0]), candidates=3)
    >>> lscp(town, within=500).value, lscp(town, within=500, share=0.9).value
    (2.0, 1.0)
    """
    limit = limit or Limit()
    problem.refuse_capacity("lscp")
    if not 0 < share <= 1:
        raise BadRequest(f"share {share:g}: give more than 0 and at most 1; 0.95 is 95 %")
    cover = cover_of(problem, within)
    _check(problem, cover, share, within)
    if share == 1:
        cover = cover._replace(weight=np.ones(len(cover.weight)), fixed=0.0)
        needed = cover.coverable
    else:
        needed = share * problem.total * ENOUGH - cover.fixed
    sites, fewest, settled = _fewest(cover, needed, limit, seed)
    order, _ = ranked(cover, sites)
    gains = np.full(len(cover.must) + len(order), 1.0)
    value = float(len(gains))
    least = min(float(len(cover.must) + fewest), value)
    chosen = np.concatenate([cover.must, order])
    return Plan("lscp", value, least, chosen, gains, limit.spent, stopped=not settled and least < value)


def _check(problem: Problem, cover: Cover, share: float, within: float) -> None:
    reached = cover.fixed + cover.coverable
    if reached >= share * problem.total * ENOUGH and (share < 1 or _everybody(problem, within)):
        return
    lonely = problem.total - reached
    raise NoPlan(
        f"no choice covers {share:.6g} of the demand: a weight of {lonely:,.10g} of {problem.total:,.10g} "
        f"({lonely / problem.total:.2%}) has no allowed candidate and no place within {within:,.10g}; "
        f"ask for a share of {np.floor(reached / problem.total * 1e4) / 1e4:.4f} or less, widen the standard, "
        "or add candidates"
    )


def _everybody(problem: Problem, within: float) -> bool:
    """Tell whether each point of weight is within reach, were its weight as small as rounding."""
    alone = replace(problem, weight=(problem.weight > 0).astype(np.float64))
    counted = cover_of(alone, within)
    return counted.fixed + counted.coverable >= alone.total


def _fewest(cover: Cover, needed: float, limit: Limit, seed: int) -> tuple[Ints, int, bool]:
    """Give free sites, how few they can be, and whether that was worked out to the end."""
    if needed <= 0:
        return np.empty(0, np.int64), 0, True
    sites = first_sites(cover, len(cover.free), needed)
    if covered(cover, sites) < needed * ENOUGH:
        return _where_greed_fails(cover, needed, limit)
    fewest = _least(cover, Proof(cover, max(len(sites) - 1, 1), limit), needed, limit)
    if fewest < len(sites) and len(cover.rows) <= SMALL_ENTRIES:
        found, proved, optimal = exact.fewest_sites(cover, needed, sites, limit, least=fewest)
        return found, max(fewest, len(found) if optimal else proved), optimal
    while fewest < len(sites):
        step = Limit(max(min(limit.seconds * STEP_SHARE, limit.left), 1e-3), limit.asked)
        start = ranked(cover, sites)[0][:-1]
        choice, _ = search(cover, len(start), seed=seed, limit=step, goal=needed * ENOUGH, start=start)
        if choice.value < needed * ENOUGH:
            break
        sites = _without_idle(cover, choice.best, needed)
    if fewest < len(sites) - 1 and not limit.over:
        fewest = max(fewest, _least(cover, Proof(cover, len(sites) - 1, limit), needed, limit))
    return sites, fewest, not limit.over


def _where_greed_fails(cover: Cover, needed: float, limit: Limit) -> tuple[Ints, int, bool]:
    """Under spacing a greedy choice may block itself; then only the general solver tells."""
    found, proved, settled = exact.fewest_sites(cover, needed, np.empty(0, np.int64), limit)
    if len(found) == 0:
        why = "the spacing of sites leaves none" if settled else "none was found in the time given"
        raise NoPlan(f"no choice of sites covers what was asked: {why}; lessen the spacing or the share")
    return found, proved, settled


def _least(cover: Cover, proof: Proof, needed: float, limit: Limit) -> int:
    """Wait for a bound, and tell how few sites it leaves possible."""
    while not (proof.wait(0.05) or limit.over):
        pass
    bound: Bound = proof.stop()
    enough = whole(bound.curve, cover.weight) >= needed * ENOUGH
    return int(np.argmax(enough)) if enough.any() else len(bound.curve)


def _without_idle(cover: Cover, sites: Ints, needed: float) -> Ints:
    """Leave out the last sites while the others still cover enough."""
    order, gains = ranked(cover, sites)
    enough = np.flatnonzero(np.cumsum(gains) >= needed * ENOUGH)
    return order[: enough[0] + 1]
