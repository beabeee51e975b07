"""Coverage by hour: which places are open decides who is near one, and who is there at that hour is asked."""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from geodata.coverage.errors import NoMeasure
from geodata.coverage.opened import Points, distinct, nearest_open
from geodata.coverage.quantile import quantile
from geodata.coverage.reached import matrix
from geodata.coverage.standard import coverage_share
from geodata.travel import Floats, Ints, Reach, Travel

__all__ = ["HourMeasures", "Points", "covered_by_hour", "gain_of_hours", "measures_by_hour"]


class HourMeasures(TypedDict):
    """Figures of one hour; `share`, `p50` and `p90` are None at an hour at which nobody is there."""

    weight: float
    share: float | None
    p50: float | None
    p90: float | None
    open: int


def measures_by_hour(
    travel: Travel,
    demand: Points,
    weight: Floats,
    places: Points,
    open_masks: NDArray[np.bool_],
    standard: float,
) -> list[HourMeasures]:
    """Work out the share within the standard and the quantiles of cost for each hour, among the places open then.

    The definitions are those of `coverage_share` and `quantile`; hours at which the same places are open are travelled
    once (`nearest_open`). While no place is open, nobody is covered and the quantiles are None.

    Parameters
    ----------
    weight
        By demand point, shape (n,), or by point and hour, shape (n, hours).
    open_masks
        Which places are open at which hour, shape (places, hours).

    Examples
    --------
    >>> from geodata.geodesic import Geodesic
    >>> demand, places = Points(np.zeros(2), np.array([0.0, 0.01])), Points(np.zeros(2), np.array([0.0, 0.03]))
    >>> by_day = np.array([[True, False], [True, True]])
    >>> told = measures_by_hour(Geodesic(), demand, np.array([3.0, 1.0]), places, by_day, 1000.0)
    >>> [(one["share"], one["open"]) for one in told]
    [(0.75, 2), (0.0, 1)]
    """
    hours = open_masks.shape[1]
    _check(weight, open_masks, len(demand.lon), len(places.lon))
    told: list[HourMeasures | None] = [None] * hours
    masks, which = distinct(open_masks)
    for number, (_, cost) in enumerate(nearest_open(travel, demand, places, masks.T)):
        count, hours_of = int(masks[:, number].sum()), np.flatnonzero(which == number)
        nearest = np.ascontiguousarray(cost[:, 0])
        order = np.argsort(nearest, kind="stable")
        if weight.ndim == 1:
            alike = _hour(weight, nearest, order, count, standard)
            for hour in hours_of:
                told[hour] = alike.copy()
            continue
        for hour in hours_of:
            told[hour] = _hour(weight[:, hour], nearest, order, count, standard)
    return [one for one in told if one is not None]


def covered_by_hour(reach: Reach, open_masks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which demand points have an open place within reach at which hour, shape (n, hours).

    Examples
    --------
    >>> reach = Reach(np.array([0, 1, 1]), np.array([0]), np.array([80.0]))
    >>> covered_by_hour(reach, np.array([[True, False]])).tolist()
    [[True, False], [False, False]]
    """
    near = matrix(reach, len(open_masks))
    found = np.zeros((len(reach), open_masks.shape[1]), bool)
    for hour, mask in enumerate(open_masks.T):
        found[:, hour] = near @ mask.astype(np.float64) > 0
    return found


def gain_of_hours(reach: Reach, weight: Floats, open_masks: NDArray[np.bool_], hours: Ints) -> Floats:
    """Give what each place would add if it were open at given hours too: the weight that only it would cover then.

    ``g_jh = sum of w_ih`` over the points i that reach j and have no open place within reach at h; 0 for a place that
    is open at h already. It is the first step of a greedy choice of longer hours (Church and ReVelle 1974): two
    neighbours may add less together than the sum of both.

    Parameters
    ----------
    reach
        Which places each point reaches within the standard.
    weight
        Shape (n,), or (n, hours of `open_masks`).
    open_masks
        Which places are open at which hour now, shape (places, all hours).
    hours
        The hours that are asked about, as columns of `open_masks`.

    Returns
    -------
    gain
        Shape (places, len(hours)), in the unit of weight; its sum over hours is in person-hours.

    Examples
    --------
    >>> reach = Reach(np.array([0, 2, 3]), np.array([0, 1, 1]), np.array([80.0, 90.0, 70.0]))
    >>> gain_of_hours(reach, np.array([5.0, 2.0]), np.array([[True], [False]]), np.array([0])).tolist()
    [[0.0], [2.0]]
    """
    _check(weight, open_masks, len(reach), len(open_masks))
    near, gain = matrix(reach, len(open_masks)), np.zeros((len(open_masks), len(hours)))
    for column, hour in enumerate(hours):
        open_then = open_masks[:, hour]
        there = weight if weight.ndim == 1 else weight[:, hour]
        missed = np.where(near @ open_then.astype(np.float64) > 0, 0.0, there)
        gain[:, column] = np.where(open_then, 0.0, near.T @ missed)
    return gain


def _hour(weight: Floats, cost: Floats, order: Ints, places_open: int, standard: float) -> HourMeasures:
    whole = float(weight.sum())
    if not whole > 0:
        return HourMeasures(weight=0.0, share=None, p50=None, p90=None, open=places_open)
    # By rising cost, quantiles find nothing left to sort.
    middle, most = (quantile(weight[order], cost[order], share) for share in (0.5, 0.9))
    return HourMeasures(
        weight=whole,
        share=coverage_share(weight, cost, standard),
        p50=middle if np.isfinite(middle) else None,
        p90=most if np.isfinite(most) else None,
        open=places_open,
    )


def _check(weight: Floats, open_masks: NDArray[np.bool_], points: int, places: int) -> None:
    if open_masks.ndim != 2 or len(open_masks) != places:
        raise NoMeasure(
            f"masks of shape {open_masks.shape} and {places} places: give one row a place, one column an hour"
        )
    if weight.shape not in {(points,), (points, open_masks.shape[1])}:
        raise NoMeasure(
            f"weights of shape {weight.shape}: give one a demand point ({points}), or one for each of the "
            f"{open_masks.shape[1]} hours as well"
        )
