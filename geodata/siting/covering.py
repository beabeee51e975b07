"""A problem as rows to cover: what a standard makes of it, with equal rows merged and settled ones left out."""

from typing import NamedTuple

import numpy as np

from geodata.siting.compiled import Array
from geodata.siting.laying import covering, differing, least_cost, rows_of, sums_of, transposed
from geodata.siting.problem import Problem
from geodata.travel import Floats


class Cover(NamedTuple):
    """Rows of demand, the candidates that cover each, and the same the other way around.

    Demand that existing places or must-have candidates cover is in `fixed`; demand that no candidate covers is in
    neither. Demand that the same candidates cover is one row. Forbidden candidates, and those too close to a must-have
    one, are in no row.
    """

    starts: Array
    columns: Array  # int32: half the memory, and twice as much of it in the processor's cache
    column_starts: Array
    rows: Array  # int32
    weight: Floats
    fixed: float
    must: Array
    free: Array  # candidates that may be chosen beside `must`
    near_starts: Array
    near: Array  # int32: candidates that stand too close to each

    @property
    def candidates(self) -> int:
        """How many candidates there are, free or not."""
        return len(self.column_starts) - 1

    @property
    def coverable(self) -> float:
        """The weight that any candidates cover beyond what is fixed."""
        return float(self.weight.sum())


def cover_of(problem: Problem, within: float) -> Cover:
    """Tell which candidates cover whom within a standard, inclusive."""
    must, free = np.unique(problem.rules.must), free_candidates(problem)
    is_must, open_to_all = np.zeros(problem.candidates, bool), np.zeros(problem.candidates, bool)
    is_must[must] = open_to_all[free] = True
    settled = least_cost(*problem.reach, is_must, problem.standing) <= within
    fixed = float(problem.weight[settled].sum())
    starts, columns = covering(*problem.reach, within, open_to_all, settled | (problem.weight <= 0))
    starts, columns, weight = _merged(starts, columns, problem.weight)
    column_starts, by_column = transposed(starts, columns, problem.candidates)
    near_starts, near = neighbours(problem.rules.apart, problem.candidates)
    return Cover(starts, columns, column_starts, by_column, weight, fixed, must, free, near_starts, near)


def free_candidates(problem: Problem) -> Array:
    """Give the candidates that may be chosen beside the must-have ones."""
    rules = problem.rules
    allowed = np.ones(problem.candidates, bool)
    allowed[rules.forbidden] = False
    allowed[rules.must] = False
    for one, other in (rules.apart.T, rules.apart.T[::-1]) if len(rules.apart) else ():
        allowed[other[np.isin(one, rules.must)]] = False
    return np.flatnonzero(allowed)


def _merged(starts: Array, columns: Array, weight: Floats) -> tuple[Array, Array, Floats]:
    """Make one row of all that the same candidates cover, in the order of their candidates.

    Rows are told apart by a random number for each candidate, summed; then those with the same sum are compared whole.
    """
    present = np.flatnonzero(np.diff(starts))
    if len(present) == 0:
        return np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0)
    mark = np.random.default_rng(0).integers(0, 2**63, columns.max() + 1, dtype=np.uint64)
    begun = np.concatenate([starts[present], starts[-1:]])  # rows that nobody covers lie between them, empty
    _, chosen, which = np.unique(sums_of(begun, columns, mark), return_index=True, return_inverse=True)
    differs = differing(begun, columns, chosen[which])
    if differs.any():  # two sums that are equal by chance: such a row stays by itself
        which[differs] = len(chosen) + np.arange(differs.sum())
        chosen = np.concatenate([chosen, np.flatnonzero(differs)])
    merged_weight = np.bincount(which, weight[present]).astype(np.float64)
    order = np.lexsort((columns[begun[chosen + 1] - 1], columns[begun[chosen]]))
    return *rows_of(begun, columns, chosen[order]), merged_weight[
        order
    ]  # neighbours in memory share candidates


def neighbours(apart: Array, candidates: int) -> tuple[Array, Array]:
    """Give the candidates that stand too close to each."""
    both = np.concatenate([apart, apart[:, ::-1]]) if len(apart) else np.empty((0, 2), np.int64)
    both = np.unique(both[both[:, 0] != both[:, 1]], axis=0)
    starts = np.concatenate([[0], np.cumsum(np.bincount(both[:, 0], minlength=candidates))])
    return starts.astype(np.int64), both[:, 1].astype(np.int32)
