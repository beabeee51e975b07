"""Lay pairs of demand and candidates out both ways around, in one walk each: millions leave no list on the way."""

import numpy as np

from geodata.siting.compiled import Array, compiled
from geodata.travel import Floats, Reach


def laid_out(reach: Reach, allowed: Array, below: Floats) -> tuple[Array, Array, Floats]:
    """Keep the pairs of allowed candidates that cost less than a limit of their row; starts, places, costs."""
    counts = _counted(reach.starts, reach.places, reach.cost, allowed, below)
    starts = np.concatenate([[0], np.cumsum(counts)])
    places, cost = _kept(reach.starts, reach.places, reach.cost, allowed, below, starts)
    return starts, places, cost


@compiled
def _counted(starts: Array, places: Array, cost: Floats, allowed: Array, below: Floats) -> Array:
    counts = np.zeros(len(starts) - 1, np.int64)
    for i in range(len(counts)):
        for e in range(starts[i], starts[i + 1]):
            counts[i] += allowed[places[e]] and cost[e] < below[i]
    return counts


@compiled
def _kept(
    starts: Array, places: Array, cost: Floats, allowed: Array, below: Floats, room: Array
) -> tuple[Array, Floats]:
    kept, costs, at = np.empty(room[-1], np.int32), np.empty(room[-1]), 0
    for i in range(len(starts) - 1):
        for e in range(starts[i], starts[i + 1]):
            if allowed[places[e]] and cost[e] < below[i]:
                kept[at], costs[at] = places[e], cost[e]
                at += 1
    return kept, costs


@compiled
def turned(starts: Array, places: Array, cost: Floats, size: int) -> tuple[Array, Array, Floats]:
    """Give the rows of each place, rising, and what each costs."""
    column_starts = np.zeros(size + 1, np.int64)
    for place in places:
        column_starts[place + 1] += 1
    for j in range(size):
        column_starts[j + 1] += column_starts[j]
    at, rows, by_column = column_starts[:-1].copy(), np.empty(len(places), np.int32), np.empty(len(places))
    for i in range(len(starts) - 1):
        for e in range(starts[i], starts[i + 1]):
            rows[at[places[e]]], by_column[at[places[e]]] = i, cost[e]
            at[places[e]] += 1
    return column_starts, rows, by_column


@compiled
def least_cost(starts: Array, places: Array, cost: Floats, allowed: Array, standing: Floats) -> Floats:
    """Give each row's cost to the nearest allowed place or to what stands; inf where neither is reached."""
    least = standing.copy()
    for i in range(len(least)):
        for e in range(starts[i], starts[i + 1]):
            if cost[e] < least[i] and allowed[places[e]]:
                least[i] = cost[e]
    return least


@compiled
def covering(
    starts: Array, places: Array, cost: Floats, within: float, allowed: Array, settled: Array
) -> tuple[Array, Array]:
    """Keep the pairs within a standard of rows that are not settled; starts and places."""
    room = np.zeros(len(starts), np.int64)
    for i in range(len(starts) - 1):
        for e in range(starts[i], starts[i + 1] if not settled[i] else starts[i]):
            room[i + 1] += cost[e] <= within and allowed[places[e]]
        room[i + 1] += room[i]
    kept, at = np.empty(room[-1], np.int32), 0
    for i in range(len(starts) - 1):
        for e in range(starts[i], starts[i + 1] if not settled[i] else starts[i]):
            if cost[e] <= within and allowed[places[e]]:
                kept[at] = places[e]
                at += 1
    return room, kept


@compiled
def sums_of(starts: Array, columns: Array, mark: Array) -> Array:
    """Sum each row's marks."""
    sums = np.zeros(len(starts) - 1, np.uint64)
    for i in range(len(sums)):
        for e in range(starts[i], starts[i + 1]):
            sums[i] += mark[columns[e]]
    return sums


@compiled
def differing(starts: Array, columns: Array, like: Array) -> Array:
    """Tell which rows are not the row that they are taken to be like."""
    differs = np.zeros(len(like), np.bool_)
    for i in range(len(like)):
        mine, other = starts[i], starts[like[i]]
        size = starts[i + 1] - mine
        differs[i] = size != starts[like[i] + 1] - other
        for e in range(0 if differs[i] or other == mine else size):
            if columns[mine + e] != columns[other + e]:
                differs[i] = True
                break
    return differs


@compiled
def rows_of(starts: Array, columns: Array, chosen: Array) -> tuple[Array, Array]:
    """Copy some rows; starts and columns."""
    begun = np.zeros(len(chosen) + 1, np.int64)
    for k in range(len(chosen)):
        begun[k + 1] = begun[k] + starts[chosen[k] + 1] - starts[chosen[k]]
    copied = np.empty(begun[-1], np.int32)
    for k in range(len(chosen)):
        copied[begun[k] : begun[k + 1]] = columns[starts[chosen[k]] : starts[chosen[k] + 1]]
    return begun, copied


@compiled
def transposed(starts: Array, columns: Array, size: int) -> tuple[Array, Array]:
    """Give the rows of each column, rising."""
    column_starts = np.zeros(size + 1, np.int64)
    for column in columns:
        column_starts[column + 1] += 1
    for j in range(size):
        column_starts[j + 1] += column_starts[j]
    at, rows = column_starts[:-1].copy(), np.empty(len(columns), np.int32)
    for i in range(len(starts) - 1):
        for e in range(starts[i], starts[i + 1]):
            rows[at[columns[e]]] = i
            at[columns[e]] += 1
    return column_starts, rows
