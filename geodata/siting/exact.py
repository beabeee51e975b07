"""Small problems solved to the end by HiGHS, a general solver of mixed integer programs."""

from typing import Any, NamedTuple

import highspy
import numpy as np
from scipy.sparse import csr_matrix, hstack, identity, vstack

from geodata.siting.covering import Cover
from geodata.siting.interchange import Pairs
from geodata.siting.limit import Limit
from geodata.siting.problem import Problem
from geodata.travel import Floats, Ints

WHOLE = highspy.HighsVarType.kInteger


class Program(NamedTuple):
    """Minimise `cost` over variables from 0 to 1, whole where `whole` says so, with rows between two limits."""

    cost: Floats
    whole: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
    matrix: csr_matrix
    least: Floats
    most: Floats


class Solved(NamedTuple):
    """The best variables found, or None; what no others can go below; whether that is settled."""

    values: Floats | None
    bound: float
    optimal: bool
    infeasible: bool


def solve(program: Program, limit: Limit, start: Floats | None = None) -> Solved:
    """Solve a program, from a start that keeps its rules where there is one."""
    solver: Any = highspy.Highs()
    options = {
        "output_flag": False,
        "time_limit": max(limit.left, 1e-3),
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 1e-9,
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.cbMipInterrupt += lambda event: event.interrupt() if limit.over else None
    solver.passModel(_as_lp(program))
    if start is not None:
        given = highspy.HighsSolution()
        given.col_value = start.tolist()
        solver.setSolution(given)
    solver.run()
    status, about = solver.getModelStatus(), solver.getInfo()
    found = about.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if found else None
    optimal = status == highspy.HighsModelStatus.kOptimal
    return Solved(
        values, float(about.mip_dual_bound), optimal, status == highspy.HighsModelStatus.kInfeasible
    )


def _as_lp(program: Program) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = program.matrix.shape
    lp.col_cost_ = program.cost
    lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.ones(lp.num_col_)
    lp.row_lower_, lp.row_upper_ = program.least, program.most
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.matrix.indptr
    lp.a_matrix_.index_ = program.matrix.indices
    lp.a_matrix_.value_ = program.matrix.data.astype(np.float64)
    lp.integrality_ = [WHOLE if whole else highspy.HighsVarType.kContinuous for whole in program.whole]
    return lp


def most_covered(cover: Cover, free: Ints, sites: int, start: Ints, limit: Limit) -> tuple[Ints, float, bool]:
    """Choose the free candidates that cover most; the sites, what none covers more than, whether that is settled.

    Parameters
    ----------
    free
        The candidates to choose from: all free ones of the cover, or those that are not yet ruled out.
    """
    m, n = len(free), len(cover.weight)
    reach = _matrix(cover)[:, free]
    rows = [hstack([reach, -identity(n)]), hstack([csr_matrix(np.ones((1, m))), csr_matrix((1, n))])]
    pairs = _pairs(cover, free)
    rows.append(hstack([pairs, csr_matrix((pairs.shape[0], n))]))
    program = Program(
        cost=np.concatenate([np.zeros(m), -cover.weight]),
        whole=np.arange(m + n) < m,
        matrix=vstack(rows).tocsr(),
        least=np.concatenate([np.zeros(n), np.full(1 + pairs.shape[0], -np.inf)]),
        most=np.concatenate([np.full(n, np.inf), [float(sites)], np.ones(pairs.shape[0])]),
    )
    begun = np.isin(free, start).astype(np.float64)
    covered = np.asarray(reach @ begun > 0, np.float64)
    solved = solve(program, limit, np.concatenate([begun, covered]))
    if solved.values is None:
        return start, np.inf, False
    chosen = free[solved.values[:m] > 0.5]
    return chosen, -solved.bound, solved.optimal


def as_written(problem: Problem, sites: int, within: float, limit: Limit) -> tuple[float, bool]:
    """Solve the maximal cover as papers write it, every demand point a row: an oracle, and the peer of the bench."""
    reach, n, m = problem.reach, len(problem.reach), problem.candidates
    near = reach.cost <= within
    rows = np.repeat(np.arange(n), np.diff(reach.starts))[near]
    matrix = csr_matrix((np.ones(len(rows)), (rows, reach.places[near])), shape=(n, m))
    sums = hstack([csr_matrix(np.ones((1, m))), csr_matrix((1, n))])
    program = Program(
        cost=np.concatenate([np.zeros(m), -problem.weight]),
        whole=np.ones(m + n, bool),
        matrix=vstack([hstack([matrix, -identity(n)]), sums]).tocsr(),
        least=np.zeros(n + 1),
        most=np.concatenate([np.full(n, np.inf), [float(sites)]]),
    )
    solved = solve(program, limit)
    value = 0.0 if solved.values is None else float(problem.weight @ np.rint(solved.values[m:]))
    return value, solved.optimal


def fewest_sites(
    cover: Cover, needed: float, start: Ints, limit: Limit, *, least: int = 0
) -> tuple[Ints, int, bool]:
    """Choose the fewest free candidates that cover a weight; the sites, how few they can be, whether that is settled.

    Parameters
    ----------
    needed
        The weight to cover of what the cover holds; all rows where it is all of it.
    least
        Fewer are already known not to do.
    """
    free, n = cover.free, len(cover.weight)
    m, reach, pairs = len(free), _matrix(cover)[:, cover.free], _pairs(cover, cover.free)
    one = csr_matrix(np.ones((1, m)))
    if needed >= cover.coverable * (1 - 1e-12):
        matrix, cost, lows = vstack([reach, one, pairs]), np.ones(m), np.ones(n)
    else:
        share = csr_matrix(cover.weight / cover.weight.sum())
        none = csr_matrix((1 + pairs.shape[0], n))
        matrix = vstack([
            hstack([reach, -identity(n)]),
            hstack([csr_matrix((1, m)), share]),
            hstack([vstack([one, pairs]), none]),
        ])  # fmt: skip
        cost, lows = (
            np.r_[np.ones(m), np.zeros(n)],
            np.r_[np.zeros(n), needed / cover.weight.sum() * (1 - 1e-12)],
        )
    least_of = np.concatenate([lows, [float(least)], np.full(pairs.shape[0], -np.inf)])
    most_of = np.concatenate([np.full(len(lows) + 1, np.inf), np.ones(pairs.shape[0])])
    program = Program(cost, np.arange(len(cost)) < m, matrix.tocsr(), least_of, most_of)
    begun = np.isin(free, start).astype(np.float64)
    given = np.concatenate([begun, np.asarray(reach @ begun > 0, np.float64)])[: len(cost)]
    solved = solve(program, limit, given if len(start) else None)
    if solved.values is None:
        return start, (10**9 if solved.infeasible else least), solved.infeasible
    bound = int(np.ceil(solved.bound - 1e-6)) if np.isfinite(solved.bound) else least
    return free[solved.values[:m] > 0.5], max(bound, least), solved.optimal


def least_travel(
    pairs: Pairs, left: Ints, must: Ints, sites: int, rest: Floats, apart: Ints, limit: Limit
) -> tuple[Ints | None, float, bool]:
    """Choose the candidates of least total travel; the sites, what none costs less than, whether that is settled.

    Parameters
    ----------
    left
        The candidates to choose from.
    rest
        What each demand point pays at least where none of them serves it, `inf` where one must.
    """
    m, n = len(left), len(pairs.weight)
    place = np.full(len(pairs.column_starts) - 1, -1)
    place[left] = np.arange(m)
    rows = np.repeat(np.arange(n), np.diff(pairs.starts))
    kept = place[pairs.places] >= 0
    rows, columns, cost = rows[kept], place[pairs.places[kept]], pairs.cost[kept]
    ways, other = len(rows), np.flatnonzero(np.isfinite(rest))
    served = csr_matrix((np.ones(ways), (rows, np.arange(ways))), shape=(n, ways))
    elsewhere = csr_matrix((np.ones(len(other)), (other, np.arange(len(other)))), shape=(n, len(other)))
    opened = csr_matrix((np.ones(ways), (np.arange(ways), columns)), shape=(ways, m))
    pair = apart[(place[apart] >= 0).all(axis=1)] if len(apart) else apart
    ends = place[pair].reshape(-1)
    spaced = csr_matrix(
        (np.ones(len(ends)), (np.repeat(np.arange(len(pair)), 2), ends)), shape=(len(pair), m)
    )
    head = vstack([csr_matrix(np.ones((1, m))), csr_matrix(np.isin(left, must).astype(float)), spaced])
    tail = ways + len(other)
    matrix = vstack([
        hstack([csr_matrix((n, m)), served, elsewhere]),
        hstack([opened, -identity(ways), csr_matrix((ways, len(other)))]),
        hstack([head, csr_matrix((head.shape[0], tail))]),
    ])  # fmt: skip
    program = Program(
        cost=np.concatenate([np.zeros(m), pairs.weight[rows] * cost, pairs.weight[other] * rest[other]]),
        whole=np.arange(m + tail) < m,
        matrix=matrix.tocsr(),
        least=np.concatenate([np.ones(n), np.zeros(ways + 1), [len(must)], np.zeros(len(pair))]),
        most=np.concatenate([np.ones(n), np.ones(ways), [sites, len(must)], np.ones(len(pair))]),
    )
    solved = solve(program, limit)
    found = None if solved.values is None else left[solved.values[:m] > 0.5]
    return found, solved.bound, solved.optimal


def _matrix(cover: Cover) -> csr_matrix:
    shape = (len(cover.weight), cover.candidates)
    return csr_matrix((np.ones(len(cover.columns)), cover.columns, cover.starts), shape=shape)


def _pairs(cover: Cover, free: Ints) -> csr_matrix:
    """Give a row for each pair of candidates that stand too close to one another."""
    one, other = np.repeat(np.arange(cover.candidates), np.diff(cover.near_starts)), cover.near
    place = np.full(cover.candidates, -1)
    place[free] = np.arange(len(free))
    kept = (one < other) & (place[one] >= 0) & (place[other] >= 0)
    columns = np.column_stack([place[one[kept]], place[other[kept]]]).reshape(-1)
    starts = np.arange(0, len(columns) + 1, 2)
    return csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(starts) - 1, len(free)))
