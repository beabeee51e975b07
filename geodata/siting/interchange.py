"""Better sites for the least total travel by interchange; compiled, for `pmedian`.

For a candidate that enters, one walk over those near it tells the best site to leave (Whitaker 1983,
doi:10.1080/03155986.1983.11731889; Resende and Werneck 2007). FAR marks demand that no site serves: it pays `last`.
"""

from typing import NamedTuple

import numpy as np

from geodata.siting.compiled import Array, compiled
from geodata.siting.limit import Limit
from geodata.siting.searching import barred, draw
from geodata.travel import Floats

FAR = -1
WORK = 10_000_000  # pairs between two looks at the clock: a tenth of a second
GRACE = 5
NOW, BEST, HEAT = range(3)


class Pairs(NamedTuple):
    """Who is served by whom at what cost, both ways around; `last` is the cost where no site serves."""

    starts: Array
    places: Array
    cost: Floats
    column_starts: Array
    rows: Array
    column_cost: Floats
    weight: Floats
    last: Floats


class Medians(NamedTuple):
    """Sites, one in each slot, and for each demand point the nearest and the second nearest of them."""

    chosen: Array
    slot_of: Array  # of each candidate, -1 where it is no site
    first: Array  # the slot that serves
    first_cost: Floats
    second_cost: Floats
    loss: Floats  # by slot: what everybody pays more when it leaves
    best: Array
    tally: Floats


@compiled
def serve(pairs: Pairs, medians: Medians) -> None:
    """Find who serves everybody; write what that costs into the tally."""
    medians.tally[NOW] = 0.0
    medians.loss[:] = 0.0
    for i in range(len(pairs.weight)):
        _serve_one(pairs, medians, i)


@compiled
def _serve_one(pairs: Pairs, medians: Medians, i: int) -> None:
    slot, least, next_least = FAR, pairs.last[i], pairs.last[i]
    for e in range(pairs.starts[i], pairs.starts[i + 1]):
        held, cost = medians.slot_of[pairs.places[e]], pairs.cost[e]
        if held >= 0 and cost < least:
            slot, next_least, least = held, least, cost
        elif held >= 0 and cost < next_least:
            next_least = cost
    medians.first[i], medians.first_cost[i], medians.second_cost[i] = slot, least, next_least
    medians.tally[NOW] += pairs.weight[i] * least
    if slot >= 0:
        medians.loss[slot] += pairs.weight[i] * (next_least - least)


class Picking(NamedTuple):
    """Where a greedy choice stands, so that it can be taken up again."""

    free: Array
    saving: Floats  # of each free candidate when it was last asked: it can only have fallen since
    asked: Array  # how many were chosen when it was last asked
    now: Floats  # what each demand point pays
    is_site: Array
    chosen: Array
    held: Array  # of one number: how many are chosen


def picking(pairs: Pairs, free: Array, most: int) -> Picking:
    """Set up a greedy choice of so many candidates at most."""
    return Picking(
        free, np.full(len(free), np.inf), np.full(len(free), -1), pairs.last.copy(),
        np.zeros(len(pairs.column_starts) - 1, np.bool_), np.empty(most, np.int64), np.zeros(1, np.int64),
    )  # fmt: skip


def greedy_medians(
    pairs: Pairs, free: Array, near_starts: Array, near: Array, most: int, limit: Limit | None = None
) -> Array:
    """Choose one after the other the candidate that saves most; ties go to the first.

    When somebody asks to stop, or some steps after the time is over, the rest is chosen by what each would have saved
    when it was last asked.
    """
    at, late = picking(pairs, free, most), 0
    while True:
        over = limit is not None and limit.over
        late += over
        hasty = limit is not None and over and (late > GRACE or limit.asked())
        if pick(pairs, at, near_starts, near, 0 if hasty else WORK):
            break
    return at.chosen[: at.held[0]]


@compiled
def pick(pairs: Pairs, at: Picking, near_starts: Array, near: Array, work: int) -> bool:
    """Choose on, until so many pairs were looked at; none is looked at where `work` is 0. Tells whether it is done.

    What a candidate saves only falls as others are chosen, so it is worked out again only when it leads (Minoux 1978).
    """
    left = work
    while at.held[0] < len(at.chosen) and len(at.free) > 0:
        best = np.argmax(at.saving)
        if at.saving[best] < 0:
            return True
        site, held = at.free[best], at.held[0]
        column = range(pairs.column_starts[site], pairs.column_starts[site + 1])
        if barred(site, -1, at.is_site, near_starts, near):
            at.saving[best] = -1.0
        elif at.asked[best] < held and work > 0:
            if left <= 0:
                return False
            left -= len(column)
            at.saving[best], at.asked[best] = 0.0, held
            for e in column:
                i = pairs.rows[e]
                at.saving[best] += pairs.weight[i] * max(at.now[i] - pairs.column_cost[e], 0.0)
        else:
            at.chosen[held], at.is_site[site], at.saving[best] = site, True, -1.0
            at.held[0] += 1
            for e in column:
                at.now[pairs.rows[e]] = min(at.now[pairs.rows[e]], pairs.column_cost[e])
    return True


@compiled
def _weigh(
    pairs: Pairs, medians: Medians, new: int, kept: int, relief: Floats, touched: Array
) -> tuple[int, float]:
    """Tell which slot should make way for a candidate, and what is won by it; `relief` is nought before and after."""
    gain, many = 0.0, 0
    for e in range(pairs.column_starts[new], pairs.column_starts[new + 1]):
        i, cost = pairs.rows[e], pairs.column_cost[e]
        if cost >= medians.second_cost[i]:
            continue
        slot, paid = medians.first[i], medians.first_cost[i]
        gain += pairs.weight[i] * max(paid - cost, 0.0)
        if slot >= 0:
            if relief[slot] == 0.0:
                touched[many] = slot
                many += 1
            relief[slot] += pairs.weight[i] * (medians.second_cost[i] - max(cost, paid)) + 1e-300
    out, least = -1, np.inf
    for slot in range(kept, len(medians.chosen)):
        if medians.loss[slot] - relief[slot] < least:
            out, least = slot, medians.loss[slot] - relief[slot]
    relief[touched[:many]] = 0.0
    return out, gain - least


@compiled
def interchange(
    pairs: Pairs, free: Array, near_starts: Array, near: Array, kept: int, medians: Medians, state: Array, tries: int,
    cooling: float,
) -> int:  # fmt: skip
    """Let candidates drawn by chance take the place of the site that loses least by it; the first `kept` slots stay.

    A change for the worse is taken as the temperature allows. Tells how many changes there were.
    """
    relief, touched = np.zeros(len(medians.chosen)), np.empty(len(medians.chosen), np.int64)
    is_site, changes = medians.slot_of >= 0, 0
    for _ in range(tries):
        medians.tally[HEAT] *= cooling
        new = free[int(draw(state) * len(free))]
        if medians.slot_of[new] >= 0:
            continue
        out, won = _weigh(pairs, medians, new, kept, relief, touched)
        if out < 0 or won <= medians.tally[HEAT] * np.log(draw(state) + 1e-300):
            continue
        old = medians.chosen[out]
        if barred(new, old, is_site, near_starts, near):
            continue
        _swap(pairs, medians, out, new)
        is_site[old], is_site[new] = False, True
        changes += 1
        if medians.tally[NOW] < medians.tally[BEST] * (1 - 1e-12):
            medians.tally[BEST] = medians.tally[NOW]
            medians.best[:] = medians.chosen
    return changes


@compiled
def _swap(pairs: Pairs, medians: Medians, slot: int, new: int) -> None:
    """Put a candidate into a slot, and serve anew whoever either of the two was near."""
    old = medians.chosen[slot]
    medians.chosen[slot] = new
    medians.slot_of[old], medians.slot_of[new] = -1, slot
    for site, mine in ((old, False), (new, True)):
        for e in range(pairs.column_starts[site], pairs.column_starts[site + 1]):
            i, cost = pairs.rows[e], pairs.column_cost[e]
            if cost > medians.second_cost[i] or (mine and cost == medians.second_cost[i]):
                continue
            if medians.first[i] >= 0:
                medians.loss[medians.first[i]] -= pairs.weight[i] * (
                    medians.second_cost[i] - medians.first_cost[i]
                )
            medians.tally[NOW] -= pairs.weight[i] * medians.first_cost[i]
            _serve_one(pairs, medians, i)


@compiled
def incomes(pairs: Pairs, price: Floats) -> Floats:
    """Sum over those whom each candidate serves at less than their price what it leaves of it."""
    out = np.zeros(len(pairs.column_starts) - 1)
    for j in range(len(out)):
        for e in range(pairs.column_starts[j], pairs.column_starts[j + 1]):
            i = pairs.rows[e]
            if pairs.column_cost[e] < price[i]:
                out[j] += pairs.weight[i] * (price[i] - pairs.column_cost[e])
    return out


@compiled
def served(pairs: Pairs, price: Floats, sites: Array) -> Floats:
    """Count for each demand point the sites that serve it at less than its price."""
    count = np.zeros(len(pairs.weight))
    for j in sites:
        for e in range(pairs.column_starts[j], pairs.column_starts[j + 1]):
            if pairs.column_cost[e] < price[pairs.rows[e]]:
                count[pairs.rows[e]] += 1.0
    return count
