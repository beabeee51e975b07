"""p sites that cover the most demand: the maximal covering location problem (Church and ReVelle 1974)."""

import numpy as np

from geodata.errors import NoPlan
from geodata.siting import exact
from geodata.siting.capacitated import mclp_with_capacity
from geodata.siting.covering import Cover, cover_of
from geodata.siting.limit import Limit
from geodata.siting.plan import SPACED, Plan
from geodata.siting.prices import Bound, bound_of, gathered, whole
from geodata.siting.problem import Problem
from geodata.siting.proving import Proof
from geodata.siting.searching import HEAT, Choice, anneal, choice_of, greedy, restart
from geodata.travel import Floats, Ints

# Work is counted in swaps, so that a seed gives one plan on every machine that is fast enough. What a swap is held to
# take is twice what it took on a machine of 2026, so that time cuts nothing short there.
SWAP_S, ENTRY_S = 0.3e-6, 2.0e-9
SEARCH_SHARE = 0.35
SMALL_ENTRIES = 150_000  # up to here a general solver may finish
TINY_ENTRIES = 2_000  # up to here it has finished before anything else has begun
MOST_SWAPS_SMALL = 300_000
SWAPS_A_PAIR = 50  # of a site and a candidate: small towns need no more
CHUNK = 20_000
ROUNDS = (0.1, 0.9)  # of the swaps: a quick plan first, for whoever stops early
HOT, COLD = 0.05, 0.003  # of what a site of the first plan covers on average


def mclp(problem: Problem, sites: int, within: float, *, limit: Limit | None = None, seed: int = 0) -> Plan:
    """Choose sites so that the most demand is within a standard of one of them, or of a place that stands.

        maximise  sum w_i y_i   where   y_i <= sum of x_j over the candidates j within the standard of i,  sum x_j <= p

    R. Church and C. ReVelle (1974), The maximal covering location problem, Papers in Regional Science 32, 101-118,
    doi:10.1111/j.1435-5597.1974.tb00902.x. Sites are found greedily and by annealing over swaps; the bound is that of
    the linear relaxation, proved by prices. Small problems are solved to the end.

    Parameters
    ----------
    sites
        How many, must-have ones among them. Fewer are given where spacing leaves no room.
    within
        Service standard in the unit of the problem's costs, inclusive.
    limit
        How long it may take, 10 s if not given; with the same seed and seconds, the plan is the same unless the time
        cut it short, which `stopped` tells.

    Returns
    -------
    plan
        `value` is the weight covered by sites and standing places together; `bound` what no choice can exceed.

    Raises
    ------
    BadRequest
        When so many sites cannot be chosen.
    NoPlan
        When no candidate covers anybody, and nobody is covered as it is.

    Examples
    --------
    Three quarters and three candidates; two sites cover all:

    >>> reach = Reach(np.array([0, 2, 3, 5]), np.array([0, 1, 0, 1, 2]), np.array([300.0, 200.0, 400.0, 500.0, 100.0]))
    >>> plan = mclp(Problem(reach, np.array([40.0, 60.0, 10.0]), candidates=3), 2, within=500)
    >>> plan.value, plan.bound, plan.sites.tolist()
    (110.0, 110.0, [0, 1])
    """
    limit = limit or Limit()
    problem.check_sites(sites)
    if problem.capacity is not None:
        return mclp_with_capacity(problem, sites, within, limit, seed)
    cover = cover_of(problem, within)
    if cover.fixed + cover.coverable == 0:
        raise NoPlan(
            f"no allowed candidate lies within {within:,.10g} of any demand: widen the standard, or look whether "
            "demand and candidates are of the same city and datum"
        )
    slots = sites - len(cover.must)
    if len(cover.rows) <= TINY_ENTRIES:
        return _at_once(cover, slots, limit)
    proof = Proof(cover, min(slots, len(cover.free)), limit)
    choice, done = search(cover, slots, seed=seed, limit=limit, proof=proof)
    while not (proof.wait(0.05) or limit.over or proof.value <= choice.value):
        limit.tell(cover.fixed + choice.value, cover.fixed + proof.value)
    stopped = not done or limit.over
    bound = proof.stop()
    chosen, least = choice.best, _tight(cover, bound, proof.sites, choice.value)
    if least > choice.value and not stopped:
        chosen, least, stopped = _finish(cover, bound, proof.sites, choice, limit)
    return told(cover, filled(cover, chosen, slots), least, bound, limit, stopped=stopped)


def _at_once(cover: Cover, slots: int, limit: Limit) -> Plan:
    """Give a handful of places to the general solver as they are."""
    start, most = first_sites(cover, slots), bound_of(cover, cover.weight)
    most = most.lower(bound_of(cover, np.zeros(len(cover.weight))), 0)
    curve = Bound(np.maximum.accumulate(np.minimum(most.curve, cover.coverable)), most.prices)
    value, least = covered(cover, start), float(curve.curve[min(slots, len(cover.free))])
    if value >= least or limit.over:
        return told(cover, filled(cover, start, slots), least, curve, limit, stopped=value < least)
    chosen, proved, optimal = exact.most_covered(cover, cover.free, slots, start, limit)
    least = covered(cover, chosen) if optimal else min(least, proved)
    return told(cover, filled(cover, chosen, slots), least, curve, limit, stopped=not optimal)


def search(
    cover: Cover, slots: int, *, seed: int, limit: Limit, proof: Proof | None = None, goal: float = np.inf,
    start: Ints | None = None,
) -> tuple[Choice, bool]:  # fmt: skip
    """Find sites from a start or greedily, and by annealing; it ends early at the bound or the goal.

    Tells the choice, and whether it came to its end.
    """
    sites = first_sites(cover, slots) if start is None else start
    choice = choice_of(cover, sites)
    state = np.array([np.random.SeedSequence(seed).generate_state(1, np.uint64)[0] | np.uint64(1)], np.uint64)
    alone = gathered(cover.column_starts, cover.rows, cover.weight)
    heat = choice.value / max(len(sites), 1)
    for part in ROUNDS if len(sites) else ():
        swaps = int(part * _swaps(cover, slots, limit))
        restart(choice, cover.column_starts, cover.rows, cover.weight)
        choice.tally[HEAT] = HOT * heat
        for done in range(0, swaps, CHUNK):
            if proof is not None:
                proof.reached = choice.value
                limit.tell(cover.fixed + choice.value, cover.fixed + proof.value)
            best = goal if proof is None else min(goal, proof.value)
            if choice.value >= min(best, cover.coverable * (1 - 1e-12)):
                return choice, True
            if limit.over:
                return choice, False
            anneal(
                cover.starts, cover.columns, cover.column_starts, cover.rows, cover.weight, cover.near_starts,
                cover.near, alone, choice, state, min(CHUNK, swaps - done), (COLD / HOT) ** (1 / swaps),
            )  # fmt: skip
    return choice, True


def first_sites(cover: Cover, most: int, enough: float = np.inf) -> Ints:
    """Choose sites greedily, until they cover enough."""
    return greedy(
        cover.column_starts, cover.rows, cover.weight, cover.free, cover.near_starts, cover.near, most, enough
    )


def _swaps(cover: Cover, slots: int, limit: Limit) -> int:
    """How many swaps the time is held to be good for."""
    looked_at = len(cover.rows) / max(len(cover.free), 1)
    swaps = int(SEARCH_SHARE * limit.seconds / (SWAP_S + ENTRY_S * looked_at))
    swaps = min(swaps, SWAPS_A_PAIR * len(cover.free) * slots)
    return min(swaps, MOST_SWAPS_SMALL) if len(cover.rows) <= SMALL_ENTRIES else swaps


def _tight(cover: Cover, bound: Bound, slots: int, reached: float) -> float:
    """Give the bound on what free sites cover, never below what was reached."""
    if slots == 0:
        return 0.0
    return max(float(whole(bound.curve, cover.weight)[slots]), reached)


def _finish(cover: Cover, bound: Bound, slots: int, choice: Choice, limit: Limit) -> tuple[Ints, float, bool]:
    """Rule candidates out by their prices, and solve what is left to the end if it is small."""
    least = _tight(cover, bound, slots, choice.value)
    left = _not_ruled_out(cover, bound, slots, choice.value)
    if int(np.diff(cover.column_starts)[left].sum()) > SMALL_ENTRIES:
        return choice.best, least, False
    chosen, proved, optimal = exact.most_covered(cover, left, slots, choice.best, limit)
    value = covered(cover, chosen)
    if value < choice.value:
        chosen, value = choice.best, choice.value
    proved = value if optimal else min(least, max(proved * (1 + 1e-9), value))
    return chosen, proved, not optimal


def _not_ruled_out(cover: Cover, bound: Bound, slots: int, reached: float) -> Ints:
    """Leave out candidates that no better choice has: with them, the prices prove less than what was reached.

    A candidate that is not among the `slots` of greatest income takes the place of the least of those.
    """
    income = gathered(cover.column_starts, cover.rows, bound.prices)[cover.free]
    last = np.sort(income)[::-1][slots - 1]
    proved = (cover.weight - bound.prices).sum() + np.sort(income)[::-1][:slots].sum()
    with_it = proved - np.maximum(last - income, 0.0)
    keep = with_it >= reached * (1 - 1e-9)
    return cover.free[keep]


def covered(cover: Cover, sites: Ints) -> float:
    """Add up the weight of the rows that some sites cover."""
    return float(cover.weight[covered_rows(cover, sites)].sum())


def covered_rows(cover: Cover, sites: Ints) -> Ints:
    """Give the rows that some sites cover."""
    parts = [cover.rows[cover.column_starts[j] : cover.column_starts[j + 1]] for j in sites]
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64)


def filled(cover: Cover, sites: Ints, slots: int) -> Ints:
    """Add candidates that cover nothing more until there are as many as were asked for, where rules leave room."""
    chosen = list(map(int, sites))
    taken = set(chosen)
    for one in cover.free.tolist():
        if len(chosen) >= slots:
            break
        near = cover.near[cover.near_starts[one] : cover.near_starts[one + 1]]
        if one not in taken and taken.isdisjoint(near.tolist()):
            chosen.append(one)
            taken.add(one)
    return np.array(chosen, np.int64)


def told(cover: Cover, sites: Ints, bound: float, curve: Bound, limit: Limit, *, stopped: bool) -> Plan:
    """Write a plan: sites in the order of what each adds."""
    order, gains = ranked(cover, sites)
    value = cover.fixed + float(gains.sum())
    notes = []
    if len(cover.near):
        notes.append(SPACED)
    proved = np.maximum.accumulate(np.minimum(whole(curve.curve, cover.weight), cover.coverable))
    return Plan(
        model="mclp",
        value=value,
        bound=max(cover.fixed + bound, value),
        sites=np.concatenate([cover.must, order]),
        gains=np.concatenate([np.zeros(len(cover.must)), gains]),
        seconds=limit.spent,
        stopped=stopped,
        curve_bound=cover.fixed + proved,
        notes=notes,
    )


def ranked(cover: Cover, sites: Ints) -> tuple[Ints, Floats]:
    """Put sites in the order in which each adds most to those before it; ties go to the first candidate."""
    sites = np.sort(sites)
    nobody_near = np.zeros(cover.candidates + 1, np.int64)
    order = greedy(
        cover.column_starts, cover.rows, cover.weight, sites, nobody_near, cover.near[:0], len(sites), np.inf
    )
    gains, seen = np.zeros(len(order)), np.zeros(len(cover.weight), bool)
    for rank, site in enumerate(order):
        rows = cover.rows[cover.column_starts[site] : cover.column_starts[site + 1]]
        gains[rank] = cover.weight[rows[~seen[rows]]].sum()
        seen[rows] = True
    return order, gains
