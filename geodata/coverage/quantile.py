"""Means and quantiles of costs that people have, each counted by its weight."""

import numpy as np

from geodata.coverage.errors import NoMeasure
from geodata.travel import Floats

# Sums of weights that ought to be equal differ by their last digits.
ROUNDING = 1e-12


def check(weight: Floats, cost: Floats) -> None:
    """Refuse weights that count nobody, and costs that are no lengths of a way.

    Raises
    ------
    NoMeasure
        Naming the rule.
    """
    if weight.shape != cost.shape or weight.ndim != 1:
        raise NoMeasure(f"{weight.shape} weights and {cost.shape} costs: give one cost a demand point")
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise NoMeasure(
            "a weight is negative or no number: weights count people, riders or orders, 0 or more"
        )
    with np.errstate(over="ignore"):
        whole = weight.sum()
    if not 0 < whole < np.inf:
        raise NoMeasure(f"the weights add up to {whole:g}: there is no share and no quantile of that")
    if np.isnan(cost).any() or (cost < 0).any():
        raise NoMeasure("a cost is negative or no number; a point that reaches nothing costs inf")


def quantile(weight: Floats, cost: Floats, share: float) -> float:
    """Give the cost within which a share of the weight reaches its place: P50 is `share` 0.5.

    The least cost c in the data such that the weight of all points with a cost of at most c is at least
    ``share * sum(weight)``: the inverse of the weighted empirical distribution, type 1 of Hyndman and Fan (1996),
    Sample quantiles in statistical packages, The American Statistician 50(4). Nothing is interpolated: the answer is a
    way that somebody has. Points of weight 0 count nowhere.

    Parameters
    ----------
    weight, cost
        By demand point, shape (n,); `inf` where no place is reached.
    share
        Above 0, up to 1.

    Returns
    -------
    float
        In the unit of `cost`; `inf` when more than the rest of the weight reaches nothing.

    Examples
    --------
    >>> quantile(np.array([1.0, 1.0, 2.0]), np.array([100.0, 200.0, 900.0]), 0.5)
    200.0
    >>> quantile(np.array([1.0, 1.0, 2.0]), np.array([100.0, 200.0, 900.0]), 0.51)
    900.0
    """
    check(weight, cost)
    if not 0 < share <= 1:
        raise NoMeasure(f"share {share:g}: a quantile is asked for above 0 and up to 1")
    counted = weight > 0
    order = np.argsort(cost[counted], kind="stable")
    upto = np.cumsum(weight[counted][order])
    at = int(np.searchsorted(upto, share * upto[-1] * (1 - ROUNDING)))
    return float(cost[counted][order[at]])


def mean(weight: Floats, cost: Floats) -> float:
    """Give the weighted mean cost of those who reach a place: ``sum(w c) / sum(w)`` over finite costs.

    `inf` when nobody reaches any: read it beside the weight that is unreachable.

    Examples
    --------
    >>> mean(np.array([3.0, 1.0, 5.0]), np.array([100.0, 500.0, np.inf]))
    200.0
    """
    check(weight, cost)
    reached = np.isfinite(cost) & (weight > 0)
    if not reached.any():
        return float(np.inf)
    return float(np.average(cost[reached], weights=weight[reached]))


def greatest(weight: Floats, cost: Floats) -> float:
    """Give the greatest cost of those who reach a place; `inf` when nobody reaches any.

    Examples
    --------
    >>> greatest(np.array([3.0, 1.0, 0.0, 5.0]), np.array([100.0, 500.0, 800.0, np.inf]))
    500.0
    """
    check(weight, cost)
    reached = np.isfinite(cost) & (weight > 0)
    return float(cost[reached].max()) if reached.any() else float(np.inf)


def unreachable_weight(weight: Floats, cost: Floats) -> float:
    """Give the weight of the points from which no way leads to any place: those of cost `inf`.

    Examples
    --------
    >>> unreachable_weight(np.array([3.0, 1.0]), np.array([100.0, np.inf]))
    1.0
    """
    check(weight, cost)
    return float(weight[np.isinf(cost)].sum())
