"""p sites that fill up, for the least total travel of everybody: the capacitated p-median problem."""

from typing import NamedTuple

import numpy as np

from geodata.errors import BadRequest, NoPlan
from geodata.siting import exact_with_capacity as exact
from geodata.siting.allotting import cheapest
from geodata.siting.compiled import Array
from geodata.siting.costs import PENALTY, pairs_of
from geodata.siting.covering import free_candidates, neighbours
from geodata.siting.filling import saved_by_room, savings_of_room
from geodata.siting.interchange import Pairs, greedy_medians
from geodata.siting.limit import Limit
from geodata.siting.plan import SPACED, Plan
from geodata.siting.problem import Problem
from geodata.siting.swapping import Swapping, free_of
from geodata.travel import Floats, Ints

MOST_WORK = (
    6_000_000  # demand points times the square of sites: one allotment, which nothing stops, takes a second
)
SMALL_PAIRS, TINY_PAIRS = 8_000, 500  # a general solver may finish; it has finished before anything has begun
TRY_S, CELL_S = 5e-4, 50e-9  # what a trial of other sites is held to take
STEP_S, PAIR_S = 1e-4, 60e-9
STEPS, TRIES, EVERY = 600, 40, 15
PART_OF_PROOF, PART_OF_SEARCH = 0.3, 0.4  # of the time, counted in steps and trials
SAME = 1e-7
DUST = 1e-9  # of all weight: less than this is rounding
LEAST_STEP = 0.05  # of the bound, while all sites that were found leave somebody out
LEFT_OUT = 1 / DUST  # times the dear way: one unit of dust outweighs all ways together


class Town(NamedTuple):
    """Who is served by whom at what cost, and how much each candidate can serve at most."""

    pairs: Pairs
    room: Floats
    must: Ints
    free: Ints
    near_starts: Array
    near: Array
    sites: int
    dear: float  # for whoever no site has room for

    def allotted(self, sites: Ints) -> tuple[float, Floats]:
        """Serve all as cheaply as some sites can; minus the cost, and what each site, and nobody, serves."""
        pairs = self.pairs
        cost = np.full((len(pairs.weight), len(sites) + 1), np.inf)
        cost[:, -1] = self.dear
        for slot, site in enumerate(sites):
            own = slice(pairs.column_starts[site], pairs.column_starts[site + 1])
            cost[pairs.rows[own], slot] = pairs.column_cost[own]
        flow = cheapest(cost, pairs.weight, np.append(self.room[sites], pairs.weight.sum()))
        paid = np.where(flow > 0, cost.T, 0.0)
        return -float((paid * flow).sum()), flow.sum(axis=1)

    def worth(self, sites: Ints) -> float:
        """Tell what some sites are worth: minus what it costs to be served by them.

        Sites that leave nobody out are worth more than any that do, however far people go.
        """
        worth, served = self.allotted(sites)
        left_out = float(served[-1])
        return worth - LEFT_OUT * self.dear * left_out if left_out > self.dust else worth

    @property
    def dust(self) -> float:
        """The weight below which what is left out is rounding."""
        return DUST * float(self.pairs.weight.sum())

    def paid(self, sites: Ints) -> float:
        """Tell what it costs to be served by some sites, where whoever is left out pays the dear way."""
        return -self.allotted(sites)[0]


def pmedian_with_capacity(problem: Problem, sites: int, limit: Limit, seed: int) -> Plan:
    """Choose sites so that everybody's way is least in sum, where no site serves more than it has room for.

        minimise  sum f_ij c_ij   where   sum over j of f_ij = w_i,  sum over i of f_ij <= Q_j x_j,  sum x_j <= p

    with demand that may be split. The value of a choice is a transport problem solved to the end; choices are found
    greedily, by the prices of the bound, and by swaps; the bound is Lagrangian, as that of `pmedian`.

    Raises
    ------
    BadRequest
        When there are more demand points times sites than an allotment works on.
    NoPlan
        When no sites have room for all, or none that do were found.
    """
    town = _town(problem, sites)
    _check_room(town, problem.total)
    swapping = Swapping(town.free, town.near_starts, town.near, len(town.must), seed)
    for start in _starts(town):
        swapping.offer(start, town.worth)
    bound, proved = _prove(problem, town, swapping, limit)
    searched = _search(town, swapping, bound, limit)
    chosen, settled = swapping.best, False
    if -swapping.value > bound * (1 + SAME) and len(town.pairs.rows) <= SMALL_PAIRS and not limit.over:
        chosen, bound, settled = _finish(problem, town, swapping, bound, limit)
    return _told(problem, town, chosen, bound, limit, stopped=not (settled or (proved and searched)))


def _town(problem: Problem, sites: int) -> Town:
    must, free = np.unique(problem.rules.must), free_candidates(problem)
    many = min(sites, len(must) + len(free))
    most = int((MOST_WORK / len(problem.reach)) ** 0.5)
    if many > most:
        raise BadRequest(
            f"{len(problem.reach):,} demand points and {many:,} sites with a capacity, those that stand included: "
            f"pmedian allots so many points to {most:,} sites at most; gather the demand in cells, or ask by mclp"
        )
    pairs = pairs_of(problem, np.concatenate([must, free]))
    reached = np.bincount(pairs.places, pairs.weight[np.repeat(np.arange(len(pairs.weight)), np.diff(pairs.starts))],
                          minlength=problem.candidates)  # fmt: skip
    assert problem.capacity is not None  # noqa: S101 - for the type checker
    near_starts, near = neighbours(problem.rules.apart, problem.candidates)
    # Room for the last may be had by a chain of moves through all sites: leaving them out must be dearer than that.
    dear = max(PENALTY, many + 1.0) * float(pairs.cost.max(initial=0.0)) + 1.0
    return Town(pairs, np.minimum(problem.capacity, reached), must, free, near_starts, near, many, dear)


def _check_room(town: Town, total: float) -> None:
    """Refuse demand that the sites of greatest capacity have no room for."""
    best = np.sort(town.room[town.free])[::-1][: town.sites - len(town.must)]
    most = float(town.room[town.must].sum() + best.sum())
    if most < total * (1 - 1e-12):
        raise NoPlan(
            f"the capacities of any {town.sites:,} sites together are {most:,.10g} at most, and the demand is "
            f"{total:,.10g}: ask for more sites, give a greater capacity, or choose by mclp, which may leave some out"
        )


def _starts(town: Town) -> list[Ints]:
    """Sites chosen as if none filled up; then with the smallest of them in favour of the roomiest."""
    open_to_all = town.pairs._replace(last=np.full(len(town.pairs.weight), town.dear))
    for site in town.must:
        own = slice(town.pairs.column_starts[site], town.pairs.column_starts[site + 1])
        rows = town.pairs.rows[own]
        open_to_all.last[rows] = np.minimum(open_to_all.last[rows], town.pairs.column_cost[own])
    slots = town.sites - len(town.must)
    found = [
        greedy_medians(open_to_all, one, town.near_starts, town.near, slots)
        for one in (town.free, town.free[np.argsort(-town.room[town.free], kind="stable")][: 2 * slots])
    ]
    return [np.concatenate([town.must, one]) for one in found]


def _prove(problem: Problem, town: Town, swapping: Swapping, limit: Limit) -> tuple[float, bool]:
    """Better prices of being served by subgradient steps; the bound on all travel, and whether all was done."""
    pairs, slots = town.pairs, town.sites - len(town.must)
    cap = np.broadcast_to(np.minimum(problem.beyond, town.dear), len(pairs.weight))
    steps = int(PART_OF_PROOF * limit.seconds / (STEP_S + PAIR_S * len(pairs.rows)))
    aim = _aim(town, swapping)
    price = np.minimum(np.full(len(pairs.weight), 1.5 * aim / problem.total), cap)
    best, best_price, boldness, idle = _nearest(pairs, cap), price, 1.0, 0
    for step in range(min(steps, STEPS) if len(pairs.rows) > TINY_PAIRS else EVERY):
        if limit.over:
            return best, False
        saving = savings_of_room(pairs, town.room, price)
        leading = np.concatenate(
            [town.must, town.free[np.argsort(-saving[town.free], kind="stable")[:slots]]]
        )
        value = float(pairs.weight @ price - saving[leading].sum()) * (1 - 1e-12)
        idle = 0 if value > best * (1 + 1e-7) else idle + 1
        if value > best:
            best, best_price = value, price
        if step % EVERY == 0 and not limit.over:
            if swapping.offer(leading, town.worth):
                aim = _aim(town, swapping)
            limit.tell(-swapping.value / problem.total, best / problem.total)
        if best >= -swapping.value * (1 - SAME) or boldness < 1e-3:
            break
        if idle >= EVERY:
            boldness, idle, price = boldness / 2, 0, best_price
            continue
        slope = pairs.weight - saved_by_room(pairs, town.room, price, leading)
        slope[((price >= cap) & (slope > 0)) | ((price <= 0) & (slope < 0))] = 0.0
        steep = float(slope @ slope)
        if steep == 0:
            break
        # What leaves somebody out may cost less than the bound.
        ahead = aim - value if -swapping.value <= aim else max(aim - value, LEAST_STEP * best)
        price = np.clip(price + boldness * ahead / steep * slope, 0.0, cap)
    return best, True


def _nearest(pairs: Pairs, cap: Floats) -> float:
    """Tell what it would cost if everybody went to the nearest candidate: no plan is cheaper."""
    least = np.full(len(pairs.weight), np.inf)
    np.minimum.at(least, np.repeat(np.arange(len(pairs.weight)), np.diff(pairs.starts)), pairs.cost)
    return float(pairs.weight @ np.minimum(least, cap)) * (1 - 1e-12)


def _aim(town: Town, swapping: Swapping) -> float:
    """Tell what the best sites cost; only where they leave somebody out, that has to be worked out again."""
    most = town.dear * float(town.pairs.weight.sum())
    return -swapping.value if -swapping.value < most else town.paid(swapping.best)


def _search(town: Town, swapping: Swapping, bound: float, limit: Limit) -> bool:
    """Let candidates that would save much, were there no others near, take the place of sites that serve few."""
    cells = len(town.pairs.weight) * (town.sites + 1)
    tries = int(min(PART_OF_SEARCH * limit.seconds / (TRY_S + CELL_S * cells), TRIES * (len(town.free) + 10)))
    tries = 0 if len(town.pairs.rows) <= TINY_PAIRS else tries
    better = True
    for _ in range(tries):
        if limit.over:
            return False
        if -swapping.value <= bound * (1 + SAME):
            return True
        if better:
            limit.tell(
                -swapping.value / float(town.pairs.weight.sum()), bound / float(town.pairs.weight.sum())
            )
            served = town.allotted(swapping.best)[1]
        better = swapping.swap(
            served[:-1], lambda slot: _worth(town, np.delete(swapping.best, slot)), town.worth
        )
    return True


def _worth(town: Town, sites: Ints) -> Floats:
    """What each free candidate would save of the ways to the nearest sites, were it the next."""
    pairs, now = town.pairs, np.full(len(town.pairs.weight), town.dear)
    for site in sites:
        own = slice(pairs.column_starts[site], pairs.column_starts[site + 1])
        now[pairs.rows[own]] = np.minimum(now[pairs.rows[own]], pairs.column_cost[own])
    return savings_of_room(pairs, town.room, 1.5 * now)


def _finish(
    problem: Problem, town: Town, swapping: Swapping, bound: float, limit: Limit
) -> tuple[Ints, float, bool]:
    """Solve to the end; what is left out of the reach is not looked at, and then settles nothing."""
    left = np.concatenate([town.must, town.free])
    found, least, optimal, infeasible = exact.least_travel(
        town.pairs, town.room, town.must, left, town.sites, town.near_starts, town.near, limit
    )
    if found is not None:
        swapping.offer(found, town.worth)
    if infeasible and town.allotted(swapping.best)[1][-1] > town.dust:
        raise NoPlan(
            f"no {town.sites:,} sites have room for all {len(problem.reach):,} demand points within their reach: "
            "ask for more sites, give a greater capacity, or lessen the spacing"
        )
    whole = optimal and not np.isfinite(problem.beyond).any()
    proved = max(bound, min(least, -swapping.value)) if whole and np.isfinite(least) else bound
    if whole and proved >= -swapping.value * (1 - 10 * SAME):
        proved = -swapping.value
    return swapping.best, proved, optimal


def _told(problem: Problem, town: Town, sites: Ints, bound: float, limit: Limit, *, stopped: bool) -> Plan:
    """Write a plan: must-have sites first, then those that serve most."""
    served = town.allotted(sites)[1]
    if served[-1] > town.dust:
        raise NoPlan(
            f"the {len(sites):,} sites that were found leave a weight of {served[-1]:,.10g} of {problem.total:,.10g} "
            "unserved: ask for more sites, give a greater capacity or more seconds"
        )
    order = np.concatenate([town.must, free_of(sites, town.must, served[:-1])]).astype(np.int64)
    worth, served = town.allotted(order)
    value = -worth
    bound = value if bound >= value * (1 - SAME) else bound
    notes = [SPACED] if len(town.near) else []
    return Plan(
        "pmedian", value / problem.total, bound / problem.total, order, np.zeros(len(order)), limit.spent,
        stopped=stopped and bound < value, notes=notes, served=served[:-1],
    )  # fmt: skip
