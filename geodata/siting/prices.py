"""What no choice of sites can exceed: a bound from prices of being covered, proved whatever the prices are.

For demand rows i of weight w and prices 0 <= l <= w, any p sites cover at most

    sum over i of (w_i - l_i)  +  the p largest of  g_j = sum of l_i over the rows i that j covers

since a row that is covered pays its price to a site that covers it (Lagrangian relaxation of the maximal covering
location problem: Galvão and ReVelle 1996, doi:10.1016/0377-2217(94)00159-6). The least of these bounds over all prices
is that of the linear relaxation. Good prices come from `geodata.siting.interior`; here they are valued and bettered.
"""

from typing import NamedTuple

import numpy as np

from geodata.siting.compiled import compiled
from geodata.siting.covering import Cover
from geodata.travel import Floats, Ints


class Bound(NamedTuple):
    """A bound for each number of free sites from 0 up, and the prices that prove it for the number asked."""

    curve: Floats
    prices: Floats

    def lower(self, other: "Bound", sites: int) -> "Bound":
        """Give the better of both for each number of sites, with the prices of the one better for `sites`."""
        prices = self.prices if self.curve[sites] <= other.curve[sites] else other.prices
        return Bound(np.minimum(self.curve, other.curve), prices)


def bound_of(cover: Cover, prices: Floats) -> Bound:
    """Value prices: what no 0, 1, … free sites can cover more than, what is fixed left out.

    Examples
    --------
    Two rows of 3 and 2, each covered by a candidate of its own; with the full weights as prices, the bound is exact:

    >>> reach = Reach(np.array([0, 1, 2]), np.array([0, 1]), np.array([5.0, 5.0]))
    >>> cover = cover_of(Problem(reach, np.array([3.0, 2.0]), candidates=2), within=10)
    >>> bound_of(cover, cover.weight).curve.round(9).tolist()
    [0.0, 3.0, 5.0]
    """
    taken = np.clip(prices, 0.0, cover.weight)
    income = gathered(cover.column_starts, cover.rows, taken)[cover.free]
    best_first = np.concatenate([[0.0], np.cumsum(np.sort(income)[::-1])])
    curve = (cover.weight - taken).sum() + best_first
    slack = 1e-12 * (curve + cover.coverable)  # more than rounding can have taken
    return Bound(np.minimum(np.where(curve > 0, curve + slack, 0.0), cover.coverable), taken)


def whole(bound: Floats, weight: Floats) -> Floats:
    """Round bounds down where all weights are whole numbers, and so all that can be covered."""
    if len(weight) and float(weight.sum()) < 2**50 and bool((weight == np.rint(weight)).all()):
        return np.floor(bound + 1e-6)
    return bound


@compiled
def gathered(starts: Ints, entries: Ints, value: Floats) -> Floats:
    """Sum over each row's entries of what `value` says of them."""
    out = np.zeros(len(starts) - 1)
    for i in range(len(starts) - 1):
        total = 0.0
        for e in range(starts[i], starts[i + 1]):
            total += value[entries[e]]
        out[i] = total
    return out


def descend(cover: Cover, prices: Floats, sites: int, reached: float, steps: int) -> Floats:
    """Better prices by steps against the subgradient (Held, Wolfe and Crowder 1974), sized after Polyak.

    Parameters
    ----------
    reached
        A value that some plan has; the bound cannot fall below it.
    """
    now, best, least, boldness, idle = prices.copy(), prices, np.inf, 1.0, 0
    for _ in range(steps):
        income = gathered(cover.column_starts, cover.rows, now)
        leading = cover.free[np.argpartition(-income[cover.free], sites - 1)[:sites]]
        value = float((cover.weight - now).sum() + income[leading].sum())
        if value < least:
            best, least, idle = now, value, 0
        else:
            idle += 1
        if idle >= 10:
            now, boldness, idle = best, boldness / 2, 0
            continue
        slope = _covered_by(cover.column_starts, cover.rows, leading, len(now)) - 1.0
        slope[((now <= 0) & (slope > 0)) | ((now >= cover.weight) & (slope < 0))] = 0.0
        steep = float(slope @ slope)
        if steep == 0 or value <= reached:
            break
        now = np.clip(now - boldness * (value - reached) / steep * slope, 0.0, cover.weight)
    return best


@compiled
def _covered_by(column_starts: Ints, rows: Ints, sites: Ints, size: int) -> Floats:
    """Tell how many of some sites cover each row."""
    count = np.zeros(size)
    for site in sites:
        for e in range(column_starts[site], column_starts[site + 1]):
            count[rows[e]] += 1.0
    return count
