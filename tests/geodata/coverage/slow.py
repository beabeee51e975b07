"""The measures once more as their papers write them: loops over points and places, nothing sorted or summed ahead."""

from collections.abc import Sequence

import numpy as np

from geodata.travel import Floats, Reach


def quantile(weight: Sequence[float], cost: Sequence[float], share: float) -> float:
    whole = sum(weight)
    for limit in sorted({c for w, c in zip(weight, cost, strict=True) if w > 0}):
        if sum(w for w, c in zip(weight, cost, strict=True) if c <= limit) >= share * whole * (1 - 1e-12):
            return limit
    raise AssertionError("there is always one")


def gini(weight: Sequence[float], value: Sequence[float]) -> float:
    pairs = list(zip(weight, value, strict=True))
    whole, total = sum(weight), sum(w * x for w, x in pairs)
    apart = sum(w * v * abs(x - y) for w, x in pairs for v, y in pairs)
    return apart / (2 * whole * total) if total else 0.0


def worst_mean(weight: Sequence[float], cost: Sequence[float], share: float) -> float:
    left = wanted = share * sum(weight)
    total = 0.0
    for c, w in sorted(zip(cost, weight, strict=True), reverse=True):
        taken = min(w, left)
        total += taken * c
        left -= taken
    return total / wanted


def two_step(
    cost: Floats, weight: Floats, capacity: Floats, zones: Sequence[tuple[float, float]]
) -> list[float]:
    """Access from the whole matrix of costs, demand by places."""

    def nearness(c: float) -> float:
        return next((w for limit, w in zones if c <= limit), 0.0)

    ratios = []
    for j in range(len(capacity)):
        asked = sum(weight[k] * nearness(cost[k, j]) for k in range(len(weight)))
        ratios.append(capacity[j] / asked if asked else 0.0)
    return [sum(r * nearness(c) for r, c in zip(ratios, row, strict=True)) for row in cost]


def reach_of(cost: Floats, most: float) -> Reach:
    """Everything of a matrix that is near enough."""
    near = cost <= most
    return Reach(np.concatenate([[0], np.cumsum(near.sum(axis=1))]), np.nonzero(near)[1], cost[near])
