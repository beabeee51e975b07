"""Prices of the linear relaxation of maximal covering, by an interior point method made for it.

    maximise  sum w_i y_i   where   y_i <= sum of x_j over the candidates j that cover i,  y_i <= 1,
                                    0 <= x_j <= 1,  sum x_j = p

Rows are eliminated, which leaves one system of equations a step, as wide as the candidates that share demand (Mehrotra
1992, doi:10.1137/0802028, for the steps). Candidates are ordered so that those stand together (Cuthill and McKee 1969),
and the system is a band that LAPACK factors. A general solver keeps 50,000 rows in that system; here they are gone.
Prices are never trusted: `geodata.siting.prices` proves what they are worth.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.linalg import lapack
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import reverse_cuthill_mckee

from geodata.siting.compiled import Array, compiled
from geodata.siting.covering import Cover
from geodata.siting.laying import transposed
from geodata.siting.prices import gathered
from geodata.travel import Floats

ROUNDS = 60
NEAR_ENOUGH = 1e-4  # of the bound, between a fractional plan and the prices
BACK_OFF = 0.995  # of the way to the border
MOST_PAIRS = 150_000_000  # of candidates in a row, over all rows: some 0.15 s of one core a step
MOST_BAND = 2_000
MOST_ENTRIES = 10_000_000  # beyond, what it keeps on the way would take a gigabyte


class Step(NamedTuple):
    """Prices after a step, one for each row, and what the fractional plan behind them covers."""

    prices: Floats
    fractional: float


class _Rows(NamedTuple):
    """The rows in the order of candidates that makes the band narrow."""

    starts: Array
    columns: Array
    column_starts: Array
    by_column: Array
    weight: Floats
    band: int


def steps(cover: Cover, sites: int) -> Iterator[Step]:
    """Give better and better prices; nothing where the relaxation is settled without, or too wide for a band."""
    if len(cover.columns) > MOST_ENTRIES:
        return
    alike = _gathered_alike(cover)
    live = np.flatnonzero(np.diff(cover.column_starts))
    if sites >= len(live) or len(cover.weight) == 0:
        return
    rows = _in_band(cover, alike, live)
    if rows.band > MOST_BAND:
        return
    for prices, fractional in _interior(rows, sites):
        yield Step(cover.weight * (prices / rows.weight)[alike.row], fractional)


class _Alike(NamedTuple):
    """For each group of rows one that stands for it; for each row its group."""

    chosen: Array
    row: Array


def _gathered_alike(cover: Cover) -> _Alike:
    """Put rows that nearly the same candidates cover into one, until there are few enough pairs of candidates.

    Rows are alike when they have the same least candidates in random orders (Broder 1997): the more often the more
    candidates they share. In the midst of a city rows are long and alike; prices lose little by it.
    """
    sizes = np.diff(cover.starts).astype(np.float64)
    everyone = np.arange(len(sizes))
    if (sizes**2).sum() <= MOST_PAIRS:
        return _Alike(everyone, everyone)
    drawn = np.random.default_rng(1)
    least = np.array([
        np.minimum.reduceat(drawn.permutation(cover.candidates)[cover.columns], cover.starts[:-1])
        for _ in range(4)
    ])  # fmt: skip
    for depth in (4, 3, 2, 1):
        _, chosen, row = np.unique(least[:depth], axis=1, return_index=True, return_inverse=True)
        if (sizes[chosen] ** 2).sum() <= MOST_PAIRS:
            break
    return _Alike(chosen, row.reshape(-1))


def _in_band(cover: Cover, alike: _Alike, live: Array) -> _Rows:
    """Number candidates so that those which share a row have near numbers, and sort rows by them."""
    sizes = np.diff(cover.starts)[alike.chosen]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    entries = np.arange(starts[-1]) + np.repeat(cover.starts[alike.chosen] - starts[:-1], sizes)
    position = np.full(cover.candidates, -1)
    position[live] = np.arange(len(live))
    ones = np.ones(len(entries), np.float32)
    matrix = csr_matrix((ones, position[cover.columns[entries]], starts), shape=(len(sizes), len(live)))
    order = reverse_cuthill_mckee((matrix.T @ matrix).tocsr(), symmetric_mode=True)
    renumbered = np.empty(len(live), np.int64)
    renumbered[order] = np.arange(len(live))
    matrix.indices = renumbered[matrix.indices].astype(matrix.indices.dtype)
    matrix.has_sorted_indices = False
    matrix.sort_indices()
    first, last = matrix.indices[matrix.indptr[:-1]], matrix.indices[matrix.indptr[1:] - 1]
    by_place = np.lexsort((last, first))  # neighbours in memory meet the same part of the band
    alike.row[:] = np.argsort(by_place)[alike.row] if len(by_place) else alike.row
    matrix = matrix[by_place]
    weight = np.bincount(alike.row, cover.weight, minlength=len(sizes)).astype(np.float64)
    columns, row_starts = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int64)
    column_starts, by_column = transposed(row_starts, columns, len(live))
    return _Rows(row_starts, columns, column_starts, by_column, weight, int((last - first).max()))


class _Point:
    """Where the method stands: what is left of each limit, and the price of each limit, side by side.

    `room` holds s = Ax - y, t = 1 - y, x and 1 - x; `price` their prices l, w - l, z and u.
    """

    def __init__(self, rows: _Rows, sites: int) -> None:
        n, m = len(rows.weight), len(rows.column_starts) - 1
        x = np.full(m, sites / m)
        reached = gathered(rows.starts, rows.columns, x)
        y = np.minimum(0.5, 0.5 * reached)
        asked = 0.25 * rows.weight
        income = gathered(rows.column_starts, rows.by_column, asked)
        level = float(np.partition(income, m - sites)[m - sites])
        floor = 0.5 * float(rows.weight.mean())
        above = np.maximum(floor, income - level + floor)
        self.room = np.concatenate([reached - y, 1 - y, x, 1 - x])
        self.price = np.concatenate([asked, rows.weight - asked, above + level - income, above])
        self.cuts = np.cumsum([n, n, m])

    @property
    def gap(self) -> float:
        """The mean of room times price, nought at the optimum."""
        return float(self.room @ self.price) / len(self.room)


def _interior(rows: _Rows, sites: int) -> Iterator[Step]:
    at = _Point(rows, sites)
    n, m = len(rows.weight), len(rows.column_starts) - 1
    band = np.empty((m, rows.band + 1))
    for _ in range(ROUNDS):
        prices = at.price[:n].copy()
        x = at.room[2 * n : 2 * n + m]
        fractional = float(rows.weight @ np.minimum(gathered(rows.starts, rows.columns, x), 1.0))
        yield Step(prices, fractional)
        income = gathered(rows.column_starts, rows.by_column, prices)
        bound = float((rows.weight - prices).sum() + np.partition(income, m - sites)[m - sites :].sum())
        if bound - fractional <= NEAR_ENOUGH * bound or not _advance(rows, at, band):
            return


def _advance(rows: _Rows, at: _Point, band: Floats) -> bool:
    """Take one step: where a plain Newton step would lead tells how far to aim beside the border."""
    s, t, x, q = np.split(at.room, at.cuts)
    paid, v, z, u = np.split(at.price, at.cuts)
    diagonal = paid * v / (s * v + paid * t)
    _fill(rows.starts, rows.columns, diagonal, band)
    band[:, 0] += z / x + u / q
    factor, failed = lapack.dpbtrf(band.T, lower=1)
    if failed:
        return False

    def newton(right: Floats) -> tuple[Floats, Floats]:
        r1, r2, r3, r4 = np.split(right, at.cuts)
        rho = (r1 - paid * r2 / v) / (s + paid * t / v)
        wanted = gathered(rows.column_starts, rows.by_column, rho) + r3 / x - r4 / q
        solved, _ = lapack.dpbtrs(factor, np.column_stack([wanted, np.ones(len(x))]), lower=1)
        dx = solved[:, 0] - solved[:, 0].sum() / solved[:, 1].sum() * solved[:, 1]
        dl = rho - diagonal * gathered(rows.starts, rows.columns, dx)
        dy = -(r2 + t * dl) / v
        ds = (r1 - s * dl) / paid
        room = np.concatenate([ds, -dy, dx, -dx])
        return room, np.concatenate([dl, -dl, (r3 - z * dx) / x, (r4 + u * dx) / q])

    product = at.room * at.price
    room, price = newton(-product)
    far, dear = _length(at.room, room), _length(at.price, price)
    there = float((at.room + far * room) @ (at.price + dear * price)) / len(at.room)
    aim = (there / at.gap) ** 3 * at.gap
    room, price = newton(aim - product - room * price)
    far, dear = _length(at.room, room), _length(at.price, price)
    at.room = at.room + min(BACK_OFF * far, 1.0) * room
    at.price = at.price + min(BACK_OFF * dear, 1.0) * price
    return bool(np.isfinite(at.gap) and max(far, dear) > 1e-8)


def _length(now: Floats, change: Floats) -> float:
    """How far to go, 1 for all of it, until something is used up."""
    falling = change < 0
    return min(1.0, float((-now[falling] / change[falling]).min(initial=np.inf)))


@compiled
def _fill(starts: Array, columns: Array, diagonal: Floats, band: Floats) -> None:
    """Write the lower band of A'DA: the entry of candidates j <= k stands at [j, k - j]."""
    band[:] = 0.0
    for i in range(len(starts) - 1):
        for a in range(starts[i], starts[i + 1]):
            j = columns[a]
            for b in range(a, starts[i + 1]):
                band[j, columns[b] - j] += diagonal[i]
