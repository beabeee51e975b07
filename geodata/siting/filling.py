"""What no choice of sites that fill up can better: bounds from prices, and a greedy choice. Compiled.

Demand rows i of weight w_i are served in parts f_ij of at most w_i by sites j of capacity Q_j. The rule that no row is
served more than its weight (or, for the p-median, that all of it is) has a price l_i; then each candidate fills up by
itself, with the best rows first, which is a fractional knapsack (Dantzig 1957, doi:10.1287/opre.5.2.266), and the p
best candidates make a bound, whatever the prices are (Lagrangian relaxation: Pirkul and Schilling 1991,
doi:10.1287/mnsc.37.2.233).
"""

import numpy as np

from geodata.siting.compiled import Array, compiled
from geodata.siting.interchange import Pairs
from geodata.siting.searching import barred
from geodata.travel import Floats


@compiled
def incomes_of_room(
    starts: Array, columns: Array, weight: Floats, room: Floats, price: Floats, order: Array
) -> Floats:
    """What each candidate is worth by itself: 1 - price of each unit that it serves. `order` sorts rows by price."""
    left, income = room.copy(), np.zeros(len(room))
    for i in order:
        if price[i] >= 1:
            break
        for e in range(starts[i], starts[i + 1]):
            j = columns[e]
            given = min(left[j], weight[i])
            left[j] -= given
            income[j] += given * (1 - price[i])
    return income


@compiled
def served_by_room(
    starts: Array, columns: Array, weight: Floats, room: Floats, price: Floats, order: Array, leading: Array
) -> Floats:
    """How much of each row the leading candidates serve, each by itself."""
    left, served = np.zeros(len(room)), np.zeros(len(weight))
    for j in leading:
        left[j] = room[j]
    for i in order:
        if price[i] >= 1:
            break
        for e in range(starts[i], starts[i + 1]):
            given = min(left[columns[e]], weight[i])
            left[columns[e]] -= given
            served[i] += given
    return served


@compiled
def savings_of_room(pairs: Pairs, room: Floats, price: Floats) -> Floats:
    """What each candidate saves by itself: the price less the cost of each unit that it serves."""
    out = np.zeros(len(room))
    for j in range(len(room)):
        own = _worth(pairs, j, price)
        left = room[j]
        for k in own:
            i = pairs.rows[k]
            given = min(left, pairs.weight[i])
            out[j] += given * (price[i] - pairs.column_cost[k])
            left -= given
            if left <= 0:
                break
    return out


@compiled
def saved_by_room(pairs: Pairs, room: Floats, price: Floats, leading: Array) -> Floats:
    """How much of each demand point the leading candidates serve, each by itself."""
    served = np.zeros(len(pairs.weight))
    for j in leading:
        left = room[j]
        for k in _worth(pairs, j, price):
            given = min(left, pairs.weight[pairs.rows[k]])
            served[pairs.rows[k]] += given
            left -= given
            if left <= 0:
                break
    return served


@compiled
def _worth(pairs: Pairs, j: int, price: Floats) -> Array:
    """The entries of a candidate that cost less than their price, those that save most first."""
    first, last = pairs.column_starts[j], pairs.column_starts[j + 1]
    over, many = np.empty(last - first, np.int64), 0
    for k in range(first, last):
        if pairs.column_cost[k] < price[pairs.rows[k]]:
            over[many] = k
            many += 1
    over = over[:many]
    return over[np.argsort(pairs.column_cost[over] - price[pairs.rows[over]])]


@compiled
def greedy_with_room(
    starts: Array, column_starts: Array, rows: Array, weight: Floats, room: Floats, must: Array, free: Array,
    near_starts: Array, near: Array, most: int,
) -> Array:  # fmt: skip
    """Choose after the must-have ones, one after the other, the candidate that can serve most of what is left.

    Each serves first whoever the fewest candidates reach. What one can serve only falls as others are chosen.
    """
    rest, is_site = weight.copy(), np.zeros(len(room), np.bool_)
    gain, asked = np.full(len(free), np.inf), np.full(len(free), -1)
    chosen, held = np.empty(most, np.int64), 0
    while held < most:
        if held < len(must):
            site = must[held]
        else:
            best = np.argmax(gain) if len(free) else -1
            if best < 0 or gain[best] < 0:
                break
            site = free[best]
            if barred(site, -1, is_site, near_starts, near):
                gain[best] = -1.0
                continue
            if asked[best] < held:
                there = 0.0
                for k in range(column_starts[site], column_starts[site + 1]):
                    there += rest[rows[k]]
                gain[best], asked[best] = min(there, room[site]), held
                continue
            gain[best] = -1.0
        chosen[held], is_site[site] = site, True
        held += 1
        own, left = rows[column_starts[site] : column_starts[site + 1]], room[site]
        for i in own[np.argsort(starts[own + 1] - starts[own])]:
            given = min(left, rest[i])
            rest[i] -= given
            left -= given
    return chosen[:held]
