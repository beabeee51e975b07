"""A p-median over the hours of a week: demand that has the same way to what is open shares a row."""

import numpy as np

from geodata.errors import BadPlan
from geodata.planning.costs import Costs
from geodata.siting import Problem, Rules
from geodata.travel import Floats, Ints, Reach

MOST_ROWS = 200_000
MOST_PAIRS = 40_000_000


def over_hours(costs: Costs, reach: Reach, beyond: Floats | float, candidates: int, rules: Rules) -> Problem:
    """Put a p-median over hours as one without.

    At an hour a point pays the way to the nearest place that is open then, or to a new site, which is open always.
    Hours at which it has the same way to what is open cost it the same, whatever is chosen: they are one row, with
    their weights added up. A point has as many rows as it has different ways, and the same candidates in each.

    Raises
    ------
    BadPlan
        When there are more rows than memory holds; the message says what to do.
    """
    weight, existing = costs.weight, costs.cost[..., 0]
    order = np.argsort(existing, axis=0, kind="stable")
    cost, share = np.take_along_axis(existing, order, axis=0), np.take_along_axis(weight, order, axis=0)
    new = np.ones(cost.shape, dtype=bool)
    new[1:] = cost[1:] != cost[:-1]
    group = np.cumsum(new.T.ravel()) - 1  # point by point, each from its shortest way to its longest
    added = np.bincount(group, share.T.ravel()).astype(np.float64)
    point = np.repeat(np.arange(cost.shape[1]), len(cost))[new.T.ravel()]
    kept = added > 0
    rows, pairs = point[kept], int(np.diff(reach.starts)[point[kept]].sum())
    if len(rows) > MOST_ROWS or pairs > MOST_PAIRS:
        raise BadPlan(
            f"over the hours of a week {cost.shape[1]:,} demand points have {len(rows):,} different ways to what is "
            f"open, and {pairs:,} to candidates, more than {MOST_ROWS:,} or {MOST_PAIRS:,}: take coarser cells "
            "(load-demand --to-h3 8), fewer candidates, or look at one time",
            "options.hours",
        )
    far = beyond if np.ndim(beyond) == 0 else np.asarray(beyond)[rows]
    return Problem(
        repeated(reach, rows), added[kept], candidates, cost.T.ravel()[new.T.ravel()][kept], far, rules
    )


def repeated(reach: Reach, rows: Ints) -> Reach:
    """Give rows of a reach again, in this order, each as often as it is named."""
    counts = np.diff(reach.starts)[rows]
    starts = np.concatenate([[0], np.cumsum(counts)])
    at = np.arange(starts[-1]) + np.repeat(reach.starts[rows] - starts[:-1], counts)
    return Reach(starts, reach.places[at], reach.cost[at])
