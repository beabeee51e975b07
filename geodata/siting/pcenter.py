"""p sites for the shortest way of whoever is worst off: the p-center problem (Hakimi 1964)."""

import numpy as np

from geodata.errors import NoPlan
from geodata.siting import exact
from geodata.siting.costs import check_reached
from geodata.siting.covering import Cover, cover_of
from geodata.siting.laying import least_cost
from geodata.siting.limit import Limit
from geodata.siting.mclp import SMALL_ENTRIES, covered, filled, first_sites, ranked, search
from geodata.siting.plan import Plan
from geodata.siting.prices import whole
from geodata.siting.problem import Problem
from geodata.siting.proving import Proof
from geodata.travel import Floats, Ints

STEP_SHARE = 0.05  # of the time, for one radius


def pcenter(
    problem: Problem, sites: int, *, limit: Limit | None = None, seed: int = 0, start: Ints | None = None
) -> Plan:
    """Choose sites so that the longest way to the nearest site, or place that stands, is shortest.

        minimise  r   where   some x_j = 1 with c_ij <= r for every i,  sum x_j <= p

    S. L. Hakimi (1964), as for the p-median. The radius is halved in on among all costs there are, each time asking
    whether p sites cover everybody within it (Minieka 1970, doi:10.1137/1012016; Elloumi, Labbé and Pochet 2004,
    doi:10.1287/ijoc.1030.0028). A radius is ruled out only by proof; whoever has no weight does not count.

    Parameters
    ----------
    start
        Sites that keep the rules and reach everybody, if some are known.

    Returns
    -------
    plan
        `value` and `bound` are costs, in their unit; `gains` tell nothing here and are 0.

    Examples
    --------
    >>> reach = Reach(np.array([0, 2, 4]), np.array([0, 1, 0, 1]), np.array([100.0, 400.0, 300.0, 200.0]))
    >>> pcenter(Problem(reach, np.array([30.0, 10.0]), candidates=2), 1).value
    300.0
    """
    limit = limit or Limit()
    problem.check_sites(sites)
    problem.refuse_capacity("pcenter")
    check_reached(problem)
    best = start if start is None else np.asarray(start, np.int64)
    high = _widest(problem) if best is None else _farthest(problem, best)
    bound = _first(problem)
    between, settled, longest = _radii(problem, bound, high), True, 0.0
    while best is None or (len(between) and not limit.over and limit.left > longest):
        begun = limit.spent
        middle = high if best is None else _median(between)
        found, impossible = _within(problem, sites, middle, limit, seed)
        if found is not None:
            best, high = found, _farthest(problem, found)
            between = between[between < high]
            limit.tell(high, bound)
        elif best is None:
            raise _nothing(problem, sites, high, impossible)
        else:
            between, settled = between[between > middle], settled and impossible
        if settled:
            bound = float(between.min(initial=high))
        longest = max(longest, limit.spent - begun)
    stopped = len(between) > 0
    notes = ["not every radius below was ruled out"] if bound < high and not (settled and not stopped) else []
    return Plan(
        "pcenter",
        high,
        min(bound, high),
        best,
        np.zeros(len(best)),
        limit.spent,
        stopped=stopped,
        notes=notes,
    )


def _nothing(problem: Problem, sites: int, widest: float, impossible: bool) -> NoPlan:  # noqa: FBT001
    why = (
        "they do not reach everybody"
        if impossible
        else "none was found in the time given that reach everybody"
    )
    return NoPlan(
        f"no {sites:,} sites reach all {len(problem.reach):,} demand points within {widest:,.10g}: {why}; "
        "ask for more sites, lessen the spacing, or measure farther"
    )


def _widest(problem: Problem) -> float:
    """The longest way there is."""
    standing = problem.standing[np.isfinite(problem.standing)]
    return float(max(problem.reach.cost.max(initial=0.0), standing.max(initial=0.0)))


def _radii(problem: Problem, least: float, high: float) -> Floats:
    """Give the costs that can be the longest way, and are shorter than one that is known."""
    parts = [one[(one >= least) & (one < high)] for one in (problem.reach.cost, problem.standing)]
    return np.concatenate([*parts, [least] if least < high else []])


def _median(radii: Floats) -> float:
    """Give the one in the middle, the lower of two."""
    place = (len(radii) - 1) // 2
    return float(np.partition(radii, place)[place])


def _first(problem: Problem) -> float:
    """No radius is shorter than the way to the nearest of all candidates, for any that counts."""
    return _farthest(problem, np.setdiff1d(np.arange(problem.candidates), problem.rules.forbidden))


def _farthest(problem: Problem, sites: Ints) -> float:
    """The longest way to the nearest of some sites or of the places that stand."""
    chosen = np.zeros(problem.candidates, bool)
    chosen[sites] = True
    return float(least_cost(*problem.reach, chosen, problem.standing)[problem.weight > 0].max())


def _within(problem: Problem, sites: int, radius: float, limit: Limit, seed: int) -> tuple[Ints | None, bool]:
    """Find sites that reach everybody within a radius, or tell whether there are none."""
    cover = cover_of(problem, radius)
    slots, n = sites - len(cover.must), len(cover.weight)
    everybody = (problem.weight > 0) & (problem.standing > radius)
    if cover.fixed + cover.coverable < problem.total * (1 - 1e-12) or not _all_rows(
        problem, radius, everybody
    ):
        return None, True
    cover = cover._replace(weight=np.ones(n), fixed=0.0)
    chosen = first_sites(cover, max(slots, 0), float(n))
    if covered(cover, chosen) == n:
        return _whole_plan(cover, chosen, slots), False
    if len(cover.rows) <= SMALL_ENTRIES:
        fewest, least, settled = exact.fewest_sites(cover, float(n), chosen[:0], limit)
        if len(fewest) and len(fewest) <= slots:
            return _whole_plan(cover, fewest, slots), False
        return None, settled or least > slots
    return _large(cover, slots, limit, seed)


def _all_rows(problem: Problem, radius: float, counted: "np.ndarray") -> bool:
    """Tell whether each point that counts has an allowed candidate, however little its weight."""
    allowed = np.ones(problem.candidates, bool)
    allowed[problem.rules.forbidden] = False
    return bool((least_cost(*problem.reach, allowed, problem.standing)[counted] <= radius).all())


def _large(cover: Cover, slots: int, limit: Limit, seed: int) -> tuple[Ints | None, bool]:
    n = float(len(cover.weight))
    step = Limit(max(min(limit.seconds * STEP_SHARE, limit.left), 1e-3), limit.asked)
    proof = Proof(cover, min(slots, len(cover.free)), limit)
    choice, _ = search(cover, slots, seed=seed, limit=step, goal=n)
    if choice.value >= n:
        proof.stop()
        return _whole_plan(cover, choice.best, slots), False
    while not (proof.wait(0.05) or limit.over):
        pass
    return None, bool(whole(proof.stop().curve, cover.weight)[proof.sites] < n)


def _whole_plan(cover: Cover, chosen: Ints, slots: int) -> Ints:
    order, _ = ranked(cover, chosen)
    return np.concatenate([cover.must, filled(cover, order, slots)])
