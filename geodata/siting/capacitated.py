"""p sites that fill up, for the most demand served within a standard: maximal covering with capacity."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from geodata.errors import NoPlan
from geodata.siting import exact_with_capacity as exact
from geodata.siting.allotting import Allotted, most_served
from geodata.siting.covering import Cover, cover_of, free_candidates
from geodata.siting.filling import greedy_with_room, incomes_of_room, served_by_room
from geodata.siting.limit import Limit
from geodata.siting.plan import SPACED, Plan
from geodata.siting.prices import gathered, whole
from geodata.siting.problem import Problem, Rules
from geodata.siting.swapping import Swapping, free_of
from geodata.travel import Floats, Ints

SMALL_ENTRIES = 20_000  # up to here a general solver may finish
TINY_ENTRIES = 1_000  # up to here it has finished before anything else has begun
TRY_S, ENTRY_S = 3e-4, 20e-9  # what a trial of other sites is held to take
STEP_S, STEP_ENTRY_S = 1e-4, 10e-9
STEPS, TRIES = 800, 40
SAME = 1e-9
PART_OF_PROOF, PART_OF_SEARCH = 0.3, 0.4  # of the time, counted in steps and trials
EVERY = 10  # steps of the proof between two trials of the sites that lead in it


class Town(NamedTuple):
    """Who can be served by whom, and how much each candidate can serve at most."""

    cover: Cover
    room: Floats
    must: Ints
    free: Ints
    sites: int

    def allotted(self, sites: Ints) -> Allotted:
        """Serve as much as some sites can."""
        return most_served(self.cover.starts, self.cover.columns, self.cover.weight, self.room[sites], sites)


def mclp_with_capacity(problem: Problem, sites: int, within: float, limit: Limit, seed: int) -> Plan:
    """Choose sites so that the most demand is served within a standard, by none more than it has room for.

        maximise  sum f_ij   where   sum over j of f_ij <= w_i,  sum over i of f_ij <= Q_j x_j,  sum x_j <= p

    over pairs within the standard (H. Pirkul and D. A. Schilling 1991, The maximal covering location problem with
    capacities on total workload, Management Science 37, 233-248, doi:10.1287/mnsc.37.2.233). The value of a choice is a
    maximum flow; choices are found greedily, by the prices of the bound, and by swaps.
    """
    town = _town(problem, sites, within)
    if not len(town.cover.rows):
        raise NoPlan(
            f"no allowed candidate lies within {within:,.10g} of any demand: widen the standard, or look whether "
            "demand and candidates are of the same city and datum"
        )
    swapping = Swapping(town.free, town.cover.near_starts, town.cover.near, len(town.must), seed)
    swapping.offer(_greedy(town), lambda one: town.allotted(one).value)
    bound, proved = _prove(town, swapping, limit)
    searched = _search(town, swapping, bound, limit)
    chosen, settled = swapping.best, False
    if swapping.value < bound and len(town.cover.rows) <= SMALL_ENTRIES and not limit.over:
        chosen, bound, settled = exact.most_served(
            town.cover, town.room, town.must, sites, chosen, bound, limit
        )
    return _told(town, chosen, bound, limit, stopped=not (settled or (proved and searched)))


def _town(problem: Problem, sites: int, within: float) -> Town:
    must, free = np.unique(problem.rules.must), free_candidates(problem)
    left = np.setdiff1d(np.arange(problem.candidates), np.concatenate([must, free]))
    every = replace(problem, rules=Rules(forbidden=left, apart=problem.rules.apart), capacity=None)
    cover = cover_of(every, within)
    reached = gathered(cover.column_starts, cover.rows, cover.weight)
    assert problem.capacity is not None  # noqa: S101 - for the type checker
    return Town(cover, np.minimum(problem.capacity, reached), must, free, min(sites, len(must) + len(free)))


def _greedy(town: Town) -> Ints:
    cover = town.cover
    return greedy_with_room(
        cover.starts, cover.column_starts, cover.rows, cover.weight, town.room, town.must, town.free,
        cover.near_starts, cover.near, town.sites,
    )  # fmt: skip


def _prove(town: Town, swapping: Swapping, limit: Limit) -> tuple[float, bool]:
    """Better prices by subgradient steps, and try the sites that lead in them; the bound, whether all was done."""
    cover, slots = town.cover, town.sites - len(town.must)
    steps = int(PART_OF_PROOF * limit.seconds / (STEP_S + STEP_ENTRY_S * len(cover.rows)))
    price, best, boldness, idle = np.full(len(cover.weight), 0.3), np.inf, 1.0, 0
    best_price, reached = price, np.inf  # the best of these steps
    for first in (np.zeros(len(cover.weight)), np.ones(len(cover.weight))):
        best = min(best, _valued(town, first, slots)[0])
    for step in range(min(steps, STEPS) if len(cover.rows) > TINY_ENTRIES else EVERY):
        if limit.over:
            return best, False
        value, leading = _valued(town, price, slots)
        idle = 0 if value < reached * (1 - 1e-7) else idle + 1
        if value < reached:
            best, reached, best_price = min(value, best), value, price
        if step % EVERY == 0:
            swapping.offer(leading, lambda one: town.allotted(one).value)
            limit.tell(swapping.value, best)
        if best <= swapping.value * (1 + 1e-9) or boldness < 1e-3:
            break
        if idle >= EVERY:
            boldness, idle, price = boldness / 2, 0, best_price
            continue
        order = np.argsort(price, kind="stable")
        served = served_by_room(cover.starts, cover.columns, cover.weight, town.room, price, order, leading)
        slope = served - cover.weight
        slope[((price <= 0) & (slope < 0)) | ((price >= 1) & (slope > 0))] = 0.0
        steep = float(slope @ slope)
        if steep == 0:
            break
        price = np.clip(price + boldness * (value - swapping.value) / steep * slope, 0.0, 1.0)
    return best, True


def _valued(town: Town, price: Floats, slots: int) -> tuple[float, Ints]:
    """Value prices: what no choice can serve more than, and the sites that lead in it."""
    cover = town.cover
    order = np.argsort(price, kind="stable")
    income = incomes_of_room(cover.starts, cover.columns, cover.weight, town.room, price, order)
    first = town.free[np.argsort(-income[town.free], kind="stable")[:slots]]
    leading = np.concatenate([town.must, first])
    proved = float(price @ cover.weight) + float(income[leading].sum())
    return proved + 1e-12 * (proved + cover.coverable), leading


def _search(town: Town, swapping: Swapping, bound: float, limit: Limit) -> bool:
    """Let candidates that could serve whoever is left over take the place of sites that serve few."""
    cover = town.cover
    took = TRY_S + ENTRY_S * len(cover.rows)
    tries = int(min(PART_OF_SEARCH * limit.seconds / took, TRIES * (len(town.free) + 10)))
    if len(cover.rows) <= SMALL_ENTRIES:
        tries = min(tries, TRIES * 10) if len(cover.rows) > TINY_ENTRIES else 0
    better = True
    for _ in range(tries):
        if limit.over:
            return False
        if swapping.value >= min(bound, cover.coverable) * (1 - 1e-12):
            return True
        if better:
            now = town.allotted(swapping.best)
            limit.tell(swapping.value, bound)
        better = swapping.swap(
            now.served,
            lambda slot, now=now: _worth(town, now, int(swapping.best[slot])),  # type: ignore[misc]
            lambda one: town.allotted(one).value,
        )
    return True


def _worth(town: Town, now: Allotted, leaving: int) -> Floats:
    """How much each candidate could serve of those left over, and of those near a site that leaves."""
    cover, wanted = town.cover, now.wanted.copy()
    wanted[cover.rows[cover.column_starts[leaving] : cover.column_starts[leaving + 1]]] = True
    asked = gathered(cover.column_starts, cover.rows, np.where(wanted, cover.weight, 0.0))
    return np.minimum(asked, town.room)


def _told(town: Town, sites: Ints, bound: float, limit: Limit, *, stopped: bool) -> Plan:
    """Write a plan: must-have sites first, then those that serve most."""
    served = town.allotted(sites).served
    last = free_of(sites, town.must, served)
    order = np.concatenate([town.must, last]).astype(np.int64)
    found = town.allotted(order)
    value = found.value
    parts = np.concatenate([town.cover.weight, town.room])
    bound = min(float(whole(np.array([bound]), parts)[0]), town.cover.coverable)
    bound = value if bound <= value * (1 + SAME) else bound
    notes = [SPACED] if len(town.cover.near) else []
    return Plan(
        "mclp", value, bound, order, found.served, limit.spent, stopped=stopped and value < bound, notes=notes,
        served=found.served,
    )  # fmt: skip
