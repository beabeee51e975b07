"""What closing each place would lose, and which places stand closer to each other than they need."""

from typing import NamedTuple

import numpy as np

from geodata.coverage.errors import NoMeasure
from geodata.coverage.quantile import check
from geodata.travel import Floats, Ints, Travel


class Loss(NamedTuple):
    """What is lost when one place closes and all others stay, by place; each of shape (places,).

    `only_weight` is covered by that place alone. `mean_rise` is what the mean cost rises by, over the weight that
    reaches a place now; those who would reach none are not in it: their weight is `cut_off_weight`.
    """

    only_weight: Floats
    mean_rise: Floats
    cut_off_weight: Floats


def loss_of_closing(weight: Floats, nearest: Ints, cost: Floats, standard: float, places: int) -> Loss:
    """Give what closing each place would lose, when its visitors go to their second nearest.

    A place j is nearest to the points i of N_j, at cost c_i, and their second nearest costs d_i. Covered by j alone:
    ``sum(w_i, i in N_j, c_i <= S < d_i)``. Rise of the mean: ``sum(w_i (d_i - c_i), i in N_j) / sum(w)``.

    When: to find the place that is missed least. When not: for closing two at once, since each may be the other's
    second nearest; close one and ask again.

    Parameters
    ----------
    nearest, cost
        The two nearest places of each point and their costs, both (n, 2), as `Travel.nearest` gives them with k = 2.
    standard
        Service standard in the unit of the costs, inclusive.
    places
        How many there are.

    Examples
    --------
    >>> nearest, cost = np.array([[0, 1], [1, 0]]), np.array([[100.0, 600.0], [200.0, 300.0]])
    >>> loss = loss_of_closing(np.array([3.0, 1.0]), nearest, cost, 500.0, 2)
    >>> loss.only_weight.tolist(), loss.mean_rise.tolist()
    ([3.0, 0.0], [375.0, 25.0])
    """
    if nearest.shape != cost.shape or nearest.shape != (len(weight), 2):
        raise NoMeasure(f"give the two nearest places of each of the {len(weight)} points, and their costs")
    check(weight, cost[:, 0])
    served = nearest[:, 0] >= 0
    whose, w = nearest[served, 0], weight[served]
    first, second = cost[served, 0], cost[served, 1]
    again = np.isfinite(second)
    farther = np.where(again, second, first) - first
    only = (first <= standard) & (second > standard)
    return Loss(
        only_weight=_sums(whose, w * only, places),
        mean_rise=_sums(whose, w * farther, places) / max(float(w.sum()), np.finfo(float).tiny),
        cut_off_weight=_sums(whose, w * ~again, places),
    )


def least_missed(loss: Loss) -> Ints:
    """Give the places from the one whose closing loses least: by what it alone covers, who is cut off, the mean.

    Examples
    --------
    >>> least_missed(Loss(np.array([3.0, 0.0]), np.array([375.0, 25.0]), np.zeros(2))).tolist()
    [1, 0]
    """
    return np.lexsort((loss.mean_rise, loss.cut_off_weight, loss.only_weight)).astype(np.int64)


def _sums(whose: Ints, weight: Floats, places: int) -> Floats:
    return np.bincount(whose, weight, places).astype(np.float64)


class Pair(NamedTuple):
    """Two places and the cost from one to the other, the lesser of both ways."""

    first: int
    second: int
    cost: float


def close_pairs(travel: Travel, lon: Floats, lat: Floats, nearer_than: float) -> list[Pair]:
    """List the places that stand nearer to one another than a cost, nearest first, each pair once.

    Examples
    --------
    >>> from geodata.geodesic import Geodesic
    >>> close_pairs(Geodesic(), np.array([0.0, 0.001, 0.1]), np.zeros(3), 200.0)
    [Pair(first=0, second=1, cost=111.31949)]
    """
    reach = travel.within(lon, lat, lon, lat, nearer_than)
    points = np.repeat(np.arange(len(reach)), np.diff(reach.starts))
    apart = (points != reach.places) & (reach.cost < nearer_than)
    first, second = np.minimum(points, reach.places)[apart], np.maximum(points, reach.places)[apart]
    order = np.lexsort((reach.cost[apart], second, first))
    first, second, cost = first[order], second[order], reach.cost[apart][order]
    shorter = np.ones(len(order), bool)
    shorter[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    pairs = zip(first[shorter].tolist(), second[shorter].tolist(), cost[shorter].tolist(), strict=True)
    return sorted((Pair(*pair) for pair in pairs), key=lambda one: (one.cost, one))
