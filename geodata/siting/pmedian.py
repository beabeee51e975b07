"""p sites for the least total travel: the p-median problem (Hakimi 1964)."""

import numpy as np

from geodata.errors import NoPlan
from geodata.siting import exact
from geodata.siting.capacitated_medians import pmedian_with_capacity
from geodata.siting.compiled import Array
from geodata.siting.costs import check_reached, pairs_of
from geodata.siting.covering import free_candidates, neighbours
from geodata.siting.interchange import (
    BEST,
    HEAT,
    NOW,
    Medians,
    Pairs,
    greedy_medians,
    incomes,
    interchange,
    serve,
    served,
)
from geodata.siting.laying import least_cost
from geodata.siting.limit import Limit
from geodata.siting.plan import Plan
from geodata.siting.problem import Problem
from geodata.travel import Floats, Ints

TRY_S, ENTRY_S = 0.5e-6, 3.0e-9
SEARCH_SHARE = 0.3
PART_OF_SEARCH = 0.6  # of the time, at most: the rest is for the proof
HOT, COLD = 0.01, 0.0001  # of what a site's visitors pay on average
ROUNDS = (0.1, 0.9)
CHUNK, CHUNK_PAIRS = 500, 10_000_000
STEPS, STEP_PAIRS = 1_500, 5_000_000
SAME = 2e-9  # a gap of this share is rounding
SMALL_PAIRS, TINY_PAIRS = (
    25_000,
    2_000,
)  # a general solver may finish; it has finished before anything has begun


def pmedian(problem: Problem, sites: int, *, limit: Limit | None = None, seed: int = 0) -> Plan:
    """Choose sites so that everybody's way to the nearest site, or place that stands, is least in sum.

        minimise  sum w_i c_ij z_ij   where   sum of z_ij over j  =  1,  z_ij <= x_j,  sum x_j = p

    S. L. Hakimi (1964), Optimum locations of switching centers, Operations Research 12, 450-459,
    doi:10.1287/opre.12.3.450. Sites are found greedily and by interchange (Teitz and Bart 1968; Whitaker 1983), with
    annealing; the bound is Lagrangian (Cornuéjols, Fisher and Nemhauser 1977, doi:10.1287/mnsc.23.8.789). Small
    problems are solved to the end.

    Returns
    -------
    plan
        `value` and `bound` are weighted means of the cost, in its unit. Whoever has only ways `beyond` those that were
        measured to the sites counts in `value` with more than the longest of them: measure again what was chosen.

    Raises
    ------
    NoPlan
        When demand reaches no candidate and no place, or none of the sites that were found.

    Examples
    --------
    >>> reach = Reach(np.array([0, 2, 4]), np.array([0, 1, 0, 1]), np.array([100.0, 400.0, 300.0, 200.0]))
    >>> plan = pmedian(Problem(reach, np.array([30.0, 10.0]), candidates=2), 1)
    >>> plan.value, plan.bound, plan.sites.tolist()
    (150.0, 150.0, [0])
    """
    limit = limit or Limit()
    problem.check_sites(sites)
    check_reached(problem)
    if problem.capacity is not None:
        return pmedian_with_capacity(problem, sites, limit, seed)
    must, free = np.unique(problem.rules.must), free_candidates(problem)
    pairs = pairs_of(problem, np.concatenate([must, free]))
    medians, done = _search(problem, pairs, must, free, sites, seed, limit.part(PART_OF_SEARCH))
    total = problem.total
    bound, prices, settled = _prove(problem, pairs, must, free, sites, medians, limit)
    bound = max(bound, _if_all_stood(problem, pairs))
    chosen, value = medians.best, float(medians.tally[BEST])
    if done and settled and bound < value * (1 - 1e-9):
        chosen, value, bound, done = _finish(problem, pairs, free, sites, medians, prices, bound, limit)
    if bound >= value * (1 - SAME):
        bound = value
    _check_served(problem, pairs, chosen)
    order, gains = _ranked(pairs, must, chosen, total)
    return Plan(
        "pmedian", value / total, min(bound, value) / total, order, gains, limit.spent,
        stopped=not (done and settled),
    )  # fmt: skip


def _if_all_stood(problem: Problem, pairs: Pairs) -> float:
    """Give the cost if everybody had the nearest of all candidates: no choice costs less, however little was tried."""
    everywhere = np.ones(problem.candidates, bool)
    rest = np.minimum(problem.standing, problem.beyond)
    least = least_cost(pairs.starts, pairs.places, pairs.cost, everywhere, rest)
    return float(pairs.weight @ np.where(np.isfinite(least), least, 0.0)) * (1 - 1e-12)


def _search(
    problem: Problem, pairs: Pairs, must: Ints, free: Ints, sites: int, seed: int, limit: Limit
) -> tuple[Medians, bool]:
    near_starts, near = neighbours(problem.rules.apart, problem.candidates)
    chosen = np.concatenate(
        [must, greedy_medians(_beside(pairs, must), free, near_starts, near, sites - len(must), limit)]
    )
    medians = _medians_of(pairs, chosen)
    state = np.array([np.random.SeedSequence(seed).generate_state(1, np.uint64)[0] | np.uint64(1)], np.uint64)
    looked_at = len(pairs.rows) / max(len(free), 1) + len(chosen)
    swaps = int(SEARCH_SHARE * limit.seconds / (TRY_S + ENTRY_S * looked_at))
    swaps = min(swaps, 20 * len(free) * sites)
    heat, chunk = float(medians.tally[BEST]) / max(len(chosen), 1), _chunk(pairs, len(free))
    for part in ROUNDS if len(free) and len(chosen) > len(must) else ():
        tries = max(int(part * swaps), 1)
        _restart(pairs, medians)
        medians.tally[HEAT] = HOT * heat
        cooling = (COLD / HOT) ** (1 / tries)
        for done in range(0, tries, chunk):
            if limit.over:
                return medians, False
            limit.tell(float(medians.tally[BEST]) / problem.total, 0.0)
            many = min(chunk, tries - done)
            interchange(pairs, free, near_starts, near, len(must), medians, state, many, cooling)
    return _settled(pairs, free, near_starts, near, len(must), medians, state, limit)


def _chunk(pairs: Pairs, candidates: int) -> int:
    """How many swaps to try between two looks at the clock; each looks at the rows of two columns."""
    column = len(pairs.rows) / max(candidates, 1)
    row = len(pairs.rows) / len(pairs.weight)
    return int(np.clip(CHUNK_PAIRS / (column * row + 1), 5, CHUNK))


def _settled(
    pairs: Pairs,
    free: Ints,
    near_starts: Ints,
    near: Ints,
    kept: int,
    medians: Medians,
    state: Array,
    limit: Limit,
) -> tuple[Medians, bool]:
    """Go on without heat until nothing drawn betters the best any more."""
    _restart(pairs, medians)
    medians.tally[HEAT] = 0.0
    idle = 0
    while len(free) and len(medians.chosen) > kept and idle < 4 * len(free):
        if limit.over:
            return medians, False
        many = min(len(free), _chunk(pairs, len(free)))
        changes = interchange(pairs, free, near_starts, near, kept, medians, state, many, 1.0)
        idle = 0 if changes else idle + many
    return medians, True


def _beside(pairs: Pairs, must: Ints) -> Pairs:
    """Give the pairs with the must-have sites as places that stand."""
    last = pairs.last.copy()
    for site in must:
        own = slice(pairs.column_starts[site], pairs.column_starts[site + 1])
        last[pairs.rows[own]] = np.minimum(last[pairs.rows[own]], pairs.column_cost[own])
    return pairs._replace(last=last)


def _medians_of(pairs: Pairs, chosen: Ints) -> Medians:
    n, none = len(pairs.weight), np.full(len(pairs.column_starts) - 1, -1)
    first = np.zeros(n, np.int64)
    medians = Medians(
        chosen.copy(),
        none,
        first,
        np.zeros(n),
        np.zeros(n),
        np.zeros(len(chosen)),
        chosen.copy(),
        np.zeros(3),
    )
    _restart(pairs, medians)
    medians.tally[BEST] = medians.tally[NOW]
    return medians


def _restart(pairs: Pairs, medians: Medians) -> None:
    medians.chosen[:] = medians.best
    medians.slot_of[:] = -1
    medians.slot_of[medians.chosen] = np.arange(len(medians.chosen))
    serve(pairs, medians)


def _prove(
    problem: Problem, pairs: Pairs, must: Ints, free: Ints, sites: int, medians: Medians, limit: Limit
) -> tuple[float, Floats, bool]:
    """Better prices of being served by subgradient steps; the bound, its prices, whether all steps were taken."""
    cap = np.minimum(problem.standing, problem.beyond)
    _restart(pairs, medians)
    price = np.minimum(
        0.5 * (medians.first_cost + np.minimum(medians.second_cost, 2 * medians.first_cost)), cap
    )
    reached, slots = float(medians.tally[BEST]), min(sites - len(must), len(free))
    best, best_price, boldness, idle = -np.inf, price, 1.5, 0
    between = max(1, min(25, STEP_PAIRS // (len(pairs.rows) + 1)))  # steps between two looks at the clock
    for step in range(STEPS if len(pairs.rows) > TINY_PAIRS else 1):
        income = incomes(pairs, price)
        order = free[np.argpartition(-income[free], slots - 1)[:slots]] if slots else free[:0]
        leading = np.concatenate([must, order])
        value = float(pairs.weight @ price - income[leading].sum())
        idle = 0 if value > best + 1e-7 * abs(best) else idle + 1
        if value > best:
            best, best_price = value, price
        if idle >= 20:
            boldness, idle, price = boldness / 2, 0, best_price
            continue
        slope = (1.0 - served(pairs, price, leading)) * pairs.weight
        slope[(price >= cap) & (slope > 0)] = 0.0
        steep = float(slope @ slope)
        if steep == 0 or best >= reached * (1 - 1e-9) or boldness < 1e-4:
            break
        price = np.clip(price + boldness * (reached - value) / steep * slope, 0.0, cap)
        if step % between == 0 and limit.over:
            return best, best_price, False
        if step % between == 0:
            limit.tell(reached / problem.total, max(best, 0.0) / problem.total)
    return best - 1e-12 * abs(best), best_price, True


def _finish(
    problem: Problem, pairs: Pairs, free: Ints, sites: int, medians: Medians, price: Floats, bound: float,
    limit: Limit,
) -> tuple[Ints, float, float, bool]:  # fmt: skip
    """Rule candidates out by their prices, and solve what is left to the end if it is small."""
    value, must, income = float(medians.tally[BEST]), np.unique(problem.rules.must), incomes(pairs, price)
    slots = sites - len(must)
    last = np.sort(income[free])[::-1][slots - 1] if 0 < slots <= len(free) else 0.0
    left = np.concatenate([must, free[bound + last - np.minimum(income[free], last) <= value * (1 + 1e-9)]])
    if int(np.diff(pairs.column_starts)[left].sum()) > SMALL_PAIRS:
        return medians.best, value, bound, True
    rest = np.minimum(problem.standing, problem.beyond)
    found, proved, optimal = exact.least_travel(pairs, left, must, sites, rest, problem.rules.apart, limit)
    if found is not None:
        again = _medians_of(pairs, found)
        if again.tally[BEST] < value:
            medians, value = again, float(again.tally[BEST])
    proved = max(bound, min(value, proved * (1 - 1e-9)))
    if optimal and proved >= value * (1 - 1e-7):
        proved = value
    return medians.best, value, proved, optimal


def _check_served(problem: Problem, pairs: Pairs, chosen: Ints) -> None:
    medians = _medians_of(pairs, chosen)
    # Whoever has ways beyond those that were measured is served by one of them: the caller knows how long it is.
    nowhere = ~np.isfinite(problem.standing) & ~np.isfinite(problem.beyond)
    lonely = (medians.first < 0) & nowhere & (problem.weight > 0)
    if lonely.any():
        raise NoPlan(
            f"{int(lonely.sum()):,} demand points of weight {problem.weight[lonely].sum():,.10g} reach none of the "
            f"{len(chosen):,} sites: ask for more sites, or measure farther"
        )


def _ranked(pairs: Pairs, must: Ints, chosen: Ints, total: float) -> tuple[Ints, Floats]:
    """Put sites in the order in which each saves most beside those before it; what each saves of the mean."""
    free = np.sort(np.setdiff1d(chosen, must))
    alone = np.zeros(len(pairs.column_starts), np.int64)
    order = np.concatenate(
        [must, greedy_medians(_beside(pairs, must), free, alone, pairs.places[:0], len(free))]
    )
    now, gains = pairs.last.copy(), np.zeros(len(order))
    for rank, site in enumerate(order):
        own = slice(pairs.column_starts[site], pairs.column_starts[site + 1])
        rows, before = pairs.rows[own], float(pairs.weight @ now)
        now[rows] = np.minimum(now[rows], pairs.column_cost[own])
        gains[rank] = (before - float(pairs.weight @ now)) / total
    return order, gains
