"""Find sites that cover much: greedily, then by annealing over swaps. Compiled; `mclp` and `lscp` call it.

Annealing (Kirkpatrick, Gelatt and Vecchi 1983, doi:10.1126/science.220.4598.671) over swaps (Teitz and Bart 1968): one
site moves to a candidate that shares demand with it, or to one that covers somebody who is not covered; a loss is taken
with the probability that its size and the temperature give it.
"""

import heapq
from typing import NamedTuple

import numpy as np

from geodata.siting.compiled import Array, compiled
from geodata.siting.covering import Cover
from geodata.travel import Floats

TO_BARE = 0.5  # how often a swap aims at somebody who is not covered
SHIFTED = np.uint64(0x2545F4914F6CDD1D)


@compiled
def draw(state: Array) -> float:
    """A number from 0 up to 1, the next of a row that depends on the seed alone (xorshift64*, Vigna 2016)."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return float((x * SHIFTED) >> np.uint64(11)) / 9007199254740992.0


@compiled
def barred(candidate: int, leaving: int, is_site: Array, near_starts: Array, near: Array) -> bool:
    """Tell whether a candidate stands too close to a site other than the one that leaves."""
    for e in range(near_starts[candidate], near_starts[candidate + 1]):
        if is_site[near[e]] and near[e] != leaving:
            return True
    return False


@compiled
def greedy(
    column_starts: Array,
    rows: Array,
    weight: Floats,
    free: Array,
    near_starts: Array,
    near: Array,
    most: int,
    enough: float,
) -> Array:
    """Choose one after the other the candidate that adds most, until they are enough; ties go to the first.

    What a candidate adds only falls as others are chosen, so it is worked out again only when it leads (Minoux 1978).
    """
    covered, is_site = np.zeros(len(weight), np.bool_), np.zeros(len(column_starts) - 1, np.bool_)
    leading, asked = (
        [(0.0, 0)][:0],
        np.zeros(len(free), np.int64),
    )  # a heap: of 5,000 each, to seek the first is long
    for c in range(len(free)):
        gain = 0.0
        for e in range(column_starts[free[c]], column_starts[free[c] + 1]):
            gain += weight[rows[e]]
        leading.append((-gain, c))
    heapq.heapify(leading)
    chosen, held, value = np.empty(most, np.int64), 0, 0.0
    while held < most and value < enough and len(leading) > 0:
        less, best = leading[0]
        site = free[best]
        if barred(site, -1, is_site, near_starts, near):
            heapq.heappop(leading)
        elif asked[best] < held:
            gain, asked[best] = 0.0, held
            for e in range(column_starts[site], column_starts[site + 1]):
                if not covered[rows[e]]:
                    gain += weight[rows[e]]
            heapq.heapreplace(leading, (-gain, best))
        else:
            heapq.heappop(leading)
            chosen[held], is_site[site] = site, True
            held += 1
            value -= less
            for e in range(column_starts[site], column_starts[site + 1]):
                covered[rows[e]] = True
    return chosen[:held]


class Choice(NamedTuple):
    """A choice of sites, one in each slot, and what is kept of it so that a swap is judged by one look at its rows."""

    chosen: Array
    is_site: Array  # of each candidate
    times: Array  # by how many sites each row is covered
    slots: Array  # the sum of their slots: the slot itself where there is one
    sole: Array  # the slot that alone covers a row, BARE, or SHARED
    bare: Array  # the rows that are not covered, the first `tally[HELD]` of them
    at: Array  # where a row stands in `bare`, or BARE
    loss: Floats  # what only this slot covers
    best: Array
    tally: Floats  # see below

    @property
    def value(self) -> float:
        """The most that was covered."""
        return float(self.tally[BEST])


BARE, SHARED = -1, -2
NOW, BEST, HEAT, HELD = range(4)


def choice_of(cover: Cover, sites: Array) -> Choice:
    """Set up a choice of sites."""
    times, slots, sole, bare, at = (np.zeros(len(cover.weight), np.int32) for _ in range(5))
    choice = Choice(
        sites.copy(), np.zeros(cover.candidates, bool), times, slots, sole, bare, at, np.zeros(len(sites)),
        sites.copy(), np.zeros(4),
    )  # fmt: skip
    restart(choice, cover.column_starts, cover.rows, cover.weight)
    choice.tally[BEST] = choice.tally[NOW]
    return choice


@compiled
def restart(choice: Choice, column_starts: Array, rows: Array, weight: Floats) -> None:
    """Begin again from the best choice so far."""
    choice.chosen[:] = choice.best
    choice.is_site[:] = False
    choice.times[:] = 0
    choice.slots[:] = 0
    choice.sole[:] = BARE
    choice.loss[:] = 0.0
    choice.tally[NOW] = 0.0
    for i in range(len(weight)):
        choice.bare[i] = choice.at[i] = i
    choice.tally[HELD] = len(weight)
    for slot in range(len(choice.chosen)):
        choice.is_site[choice.chosen[slot]] = True
        _enter(choice, slot, choice.chosen[slot], column_starts, rows, weight)


@compiled
def _leave(choice: Choice, slot: int, column_starts: Array, rows: Array, weight: Floats) -> None:
    """Take the site of a slot away."""
    site, held = choice.chosen[slot], int(choice.tally[HELD])
    choice.tally[NOW] -= choice.loss[slot]
    choice.loss[slot] = 0.0
    for e in range(column_starts[site], column_starts[site + 1]):
        row = rows[e]
        choice.times[row] -= 1
        choice.slots[row] -= slot
        if choice.times[row] == 0:
            choice.sole[row] = BARE
            choice.bare[held], choice.at[row] = row, held
            held += 1
        elif choice.times[row] == 1:
            choice.sole[row] = choice.slots[row]
            choice.loss[choice.slots[row]] += weight[row]
    choice.tally[HELD] = held


@compiled
def _enter(choice: Choice, slot: int, site: int, column_starts: Array, rows: Array, weight: Floats) -> None:
    """Put a site into an empty slot."""
    held = int(choice.tally[HELD])
    choice.chosen[slot] = site
    for e in range(column_starts[site], column_starts[site + 1]):
        row = rows[e]
        choice.times[row] += 1
        if choice.times[row] == 1:
            choice.sole[row] = slot
            choice.loss[slot] += weight[row]
            held -= 1
            last = choice.bare[held]
            choice.bare[choice.at[row]], choice.at[last] = last, choice.at[row]
            choice.at[row] = BARE
        elif choice.times[row] == 2:
            choice.loss[choice.slots[row]] -= weight[row]
            choice.sole[row] = SHARED
        choice.slots[row] += slot
    choice.tally[NOW] += choice.loss[slot]
    choice.tally[HELD] = held


@compiled
def anneal(
    starts: Array, columns: Array, column_starts: Array, rows: Array, weight: Floats, near_starts: Array, near: Array,
    draws: Floats, choice: Choice, state: Array, moves: int, cooling: float,
) -> None:  # fmt: skip
    """Try so many swaps; stops early when all is covered. `draws` is what each candidate covers by itself."""
    chosen, is_site, sole, tally = choice.chosen, choice.is_site, choice.sole, choice.tally
    for _ in range(moves):
        tally[HEAT] *= cooling
        if tally[HELD] == 0:
            return
        slot = int(draw(state) * len(chosen))
        old = chosen[slot]
        size = column_starts[old + 1] - column_starts[old]
        if size == 0 or draw(state) < TO_BARE:
            row = choice.bare[int(draw(state) * tally[HELD])]
        else:
            row = rows[column_starts[old] + int(draw(state) * size)]
        new = columns[starts[row] + int(draw(state) * (starts[row + 1] - starts[row]))]
        needed = choice.loss[slot] + tally[HEAT] * np.log(draw(state) + 1e-300)
        if is_site[new] or draws[new] <= needed or barred(new, old, is_site, near_starts, near):
            continue
        gain = 0.0
        for e in range(column_starts[new], column_starts[new + 1]):
            alone = sole[rows[e]]
            if alone in (BARE, slot):
                gain += weight[rows[e]]
        if gain <= needed:
            continue
        _leave(choice, slot, column_starts, rows, weight)
        is_site[old], is_site[new] = False, True
        _enter(choice, slot, new, column_starts, rows, weight)
        if tally[NOW] > tally[BEST]:
            tally[BEST] = tally[NOW]
            choice.best[:] = chosen
