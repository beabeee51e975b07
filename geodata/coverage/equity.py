"""How evenly costs or access are spread over people."""

import numpy as np

from geodata.coverage.errors import NoMeasure
from geodata.coverage.quantile import check
from geodata.travel import Floats


def gini(weight: Floats, value: Floats) -> float:
    """Give the weighted Gini coefficient of a cost or an access: 0 when all have the same, towards 1 when one has all.

    ``G = sum_i sum_j w_i w_j |x_i - x_j| / (2 W^2 mean)``, with W the whole weight and the weighted mean; worked out by
    the sorted sum ``G = sum_i w_i x_i (2 (W_i - w_i / 2) - W) / (W^2 mean)``, W_i the weight up to and with i. Gini
    (1912), Variabilità e mutabilità; for access to services see Delbosc and Currie (2011), Using Lorenz curves to
    assess public transport equity, Journal of Transport Geography 19(6).

    When: to compare the same place before and after. When not: of two cities whose densities differ, since the
    coefficient of a cost falls when all have a long way. Points of value `inf` are left out: tell their weight as well.

    Parameters
    ----------
    weight, value
        By demand point, shape (n,); values 0 or more.

    Returns
    -------
    float
        0 when all values are 0; NaN when no point has a finite value.

    Examples
    --------
    >>> gini(np.array([1.0, 1.0]), np.array([0.0, 100.0]))
    0.5
    >>> gini(np.array([3.0, 5.0]), np.array([200.0, 200.0]))
    0.0
    """
    check(weight, value)
    reached = np.isfinite(value) & (weight > 0)
    order = np.argsort(value[reached], kind="stable")
    w, x = weight[reached][order], value[reached][order]
    if len(w) == 0:
        return float(np.nan)
    whole, total = w.sum(), (w * x).sum()
    if total == 0 or x[0] == x[-1]:
        return 0.0
    return float((w * x * (2 * (np.cumsum(w) - w / 2) - whole)).sum() / (whole * total))


def worst_mean(weight: Floats, cost: Floats, share: float = 0.05) -> float:
    """Give the mean cost of the worst-off share of the weight.

    The points are taken from the greatest cost down until they hold ``share * W`` of the weight; the point on the edge
    counts with the part that is needed. It is the expected shortfall of the costs, as in Rockafellar and Uryasev
    (2000), Optimization of conditional value-at-risk, Journal of Risk 2(3).

    When: beside P90, to see how bad it is for those behind it. When not: for an access, whose worst is its least.
    Points that reach nothing are left out: tell their weight beside it.

    Parameters
    ----------
    share
        Of the weight that reaches a place; above 0, up to 1.

    Returns
    -------
    float
        In the unit of `cost`; `inf` when nobody reaches a place.

    Examples
    --------
    >>> worst_mean(np.array([90.0, 4.0, 6.0]), np.array([100.0, 900.0, 500.0]), 0.05)
    820.0
    """
    check(weight, cost)
    if not 0 < share <= 1:
        raise NoMeasure(f"share {share:g}: the worst-off share is above 0 and up to 1")
    reached = np.isfinite(cost) & (weight > 0)
    if not reached.any():
        return float(np.inf)
    order = np.argsort(-cost[reached], kind="stable")
    w, c = weight[reached][order], cost[reached][order]
    wanted = share * w.sum()
    taken = np.clip(wanted - (np.cumsum(w) - w), 0, w)
    return float((taken * c).sum() / taken.sum())
