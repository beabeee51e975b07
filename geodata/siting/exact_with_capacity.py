"""Small problems of sites that fill up, solved to the end by HiGHS."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack, identity, vstack

from geodata.siting.allotting import most_served as flow_of
from geodata.siting.compiled import Array
from geodata.siting.covering import Cover
from geodata.siting.exact import Program, solve
from geodata.siting.interchange import Pairs
from geodata.siting.limit import Limit
from geodata.travel import Floats, Ints

NEAR = 1e-6  # within HiGHS's tolerances
LEAST_SCALE = (
    1e-3  # of all weight: who has no room, or next to none, would make numbers that HiGHS cannot tell apart
)


class Rooms(NamedTuple):
    """Pairs of a row and a candidate, and the rules of candidates."""

    rows: Array
    columns: Array
    weight: Floats
    room: Floats
    must: Ints
    left: Ints  # the candidates that may be chosen
    sites: int
    near_starts: Array
    near: Array


def _program(of: Rooms, cost: Floats, least: float) -> Program:
    """Shares of rows that candidates serve: of each row at least so much, of all no more than there is room for."""
    ways, n, m = len(of.rows), len(of.weight), len(of.room)
    each, one = np.arange(ways), np.ones(ways)
    by_row = csr_matrix((one, (of.rows, each)), shape=(n, ways))
    by_site = csr_matrix((of.weight[of.rows], (of.columns, each)), shape=(m, ways))
    opened = csr_matrix((one, (each, of.columns)), shape=(ways, m))
    close = np.repeat(np.arange(m), np.diff(of.near_starts))
    pairs = np.column_stack([close, of.near])[close < of.near]
    spaced = csr_matrix(
        (np.ones(2 * len(pairs)), pairs.reshape(-1), 2 * np.arange(len(pairs) + 1)), shape=(len(pairs), m)
    )
    barred = np.setdiff1d(np.arange(m), of.left)
    heads = [np.ones(m), np.isin(np.arange(m), of.must), np.isin(np.arange(m), barred)]
    head = vstack([csr_matrix(np.array(heads, float)), spaced])
    scale = np.maximum(of.room, LEAST_SCALE * of.weight.sum())
    matrix = vstack([
        hstack([csr_matrix((n, m)), by_row]),
        hstack([diags(of.room / scale), -csr_matrix(by_site.multiply(1 / scale[:, None]))]),
        hstack([opened, -identity(ways)]),
        hstack([head, csr_matrix((head.shape[0], ways))]),
    ])  # fmt: skip
    rules = np.zeros(head.shape[0])
    rules[1] = len(of.must)
    most = np.concatenate([[of.sites, len(of.must), 0], np.ones(len(pairs))])
    return Program(
        cost=np.concatenate([np.zeros(m), cost]),
        whole=np.arange(m + ways) < m,
        matrix=matrix.tocsr(),
        least=np.concatenate([np.full(n, least), np.zeros(m + ways), rules]),
        most=np.concatenate([np.ones(n), np.full(m + ways, np.inf), most]),
    )


def most_served(
    cover: Cover, room: Floats, must: Ints, sites: int, start: Ints, bound: float, limit: Limit
) -> tuple[Ints, float, bool]:
    """Choose the sites that serve most; the sites, what none serve more than, whether that is settled."""
    rows = np.repeat(np.arange(len(cover.weight)), np.diff(cover.starts))
    left = np.union1d(must, cover.free)
    of = Rooms(rows, cover.columns, cover.weight, room, must, left, sites, cover.near_starts, cover.near)
    solved = solve(_program(of, -cover.weight[rows], 0.0), limit)

    def value(one: Ints) -> float:
        return flow_of(cover.starts, cover.columns, cover.weight, room[one], one).value

    best = start
    if solved.values is not None:
        found = np.flatnonzero(solved.values[: len(room)] > 0.5)
        best = found if value(found) > value(start) else start
    proved = min(bound, -solved.bound) if np.isfinite(solved.bound) else bound
    if solved.optimal and proved <= value(best) * (1 + NEAR):
        proved = value(best)
    return best, max(proved, value(best)), solved.optimal


def least_travel(
    pairs: Pairs,
    room: Floats,
    must: Ints,
    left: Ints,
    sites: int,
    near_starts: Array,
    near: Array,
    limit: Limit,
) -> tuple[Ints | None, float, bool, bool]:
    """Choose the sites that serve all most cheaply; the sites, what none cost less than, settled, infeasible."""
    rows = np.repeat(np.arange(len(pairs.weight)), np.diff(pairs.starts))
    of = Rooms(rows, pairs.places, pairs.weight, room, must, left, sites, near_starts, near)
    solved = solve(_program(of, pairs.weight[rows] * pairs.cost, 1.0), limit)
    found = None if solved.values is None else np.flatnonzero(solved.values[: len(room)] > 0.5)
    return found, solved.bound, solved.optimal, solved.infeasible
