"""Access to places that can bear so many people: the two-step floating catchment area and its enhancement."""

from collections.abc import Sequence

import numpy as np

from geodata.coverage.errors import NoMeasure
from geodata.travel import Floats, Reach

# Travel minutes of the zones in Luo and Qi (2009), and the weights of their slower step of decay.
LUO_QI_MIN = (10.0, 20.0, 30.0)
LUO_QI_WEIGHTS = (1.0, 0.68, 0.22)


def two_step(
    reach: Reach, weight: Floats, capacity: Floats, zones: Sequence[tuple[float, float]] | None = None
) -> Floats:
    """Give each demand point's access: how much capacity there is a head, over all places it reaches.

    2SFCA, Luo and Wang (2003), Measures of spatial accessibility to health care in a GIS environment, Environment and
    Planning B 30. Step one, for each place j: ``R_j = S_j / sum_k P_k`` over the demand k within the reach. Step two,
    for each point i: ``A_i = sum_j R_j`` over the places within the reach.

    E2SFCA, Luo and Qi (2009), An enhanced two-step floating catchment area method, Health and Place 15: the same with a
    weight by zone of cost in both steps, ``R_j = S_j / sum_k P_k W(c_kj)`` and ``A_i = sum_j R_j W(c_ij)``.

    When: to see where many share few seats, which coverage cannot. When not: to count people; it has no standard, and
    within a zone the near and the far are alike. Demand beyond the edge of the data is missing in step one: places near
    the edge look emptier than they are.

    Parameters
    ----------
    reach
        Which places each point reaches and at what cost (`Travel.within`); its limit is the catchment of 2SFCA.
    weight
        People P by demand point, shape (n,).
    capacity
        What each place can bear, S, shape (places,): seats, or 1 each.
    zones
        For E2SFCA, pairs of a greatest cost, inclusive and rising, and a weight W; beyond the last there is nothing.

    Returns
    -------
    access
        Capacity a head, shape (n,); 0 for points that reach no place. A place that nobody reaches gives nothing to
        anyone.

    Examples
    --------
    Two places with 10 and 4 seats; the second point, of 30 people, reaches both:

    >>> reach = Reach(np.array([0, 1, 3]), np.array([0, 0, 1]), np.array([5.0, 5.0, 5.0]))
    >>> two_step(reach, np.array([10.0, 30.0]), np.array([10.0, 4.0])).round(4).tolist()
    [0.25, 0.3833]
    """
    _check(reach, weight, capacity)
    nearness = np.ones(len(reach.cost)) if zones is None else zone_weights(reach.cost, zones)
    points = np.repeat(np.arange(len(reach)), np.diff(reach.starts))
    asked = np.bincount(reach.places, weight[points] * nearness, len(capacity))
    a_head = np.divide(capacity, asked, out=np.zeros(len(capacity)), where=asked > 0)
    access: Floats = np.bincount(points, a_head[reach.places] * nearness, len(reach)).astype(np.float64)
    return access


def zone_weights(cost: Floats, zones: Sequence[tuple[float, float]]) -> Floats:
    """Give the weight of the zone that each cost falls into; 0 beyond the last.

    Examples
    --------
    >>> zone_weights(np.array([10.0, 10.1, 31.0]), [(10, 1.0), (20, 0.68), (30, 0.22)]).tolist()
    [1.0, 0.68, 0.0]
    """
    limits, weights = np.array([one[0] for one in zones]), np.array([one[1] for one in zones] + [0.0])
    if (
        len(limits) == 0
        or (np.diff(limits) <= 0).any()
        or not np.isfinite(weights).all()
        or (weights < 0).any()
    ):
        raise NoMeasure("zones are pairs of a greatest cost, rising, and a weight of 0 or more")
    return weights[np.searchsorted(limits, cost, side="left")]


def _check(reach: Reach, weight: Floats, capacity: Floats) -> None:
    if len(weight) != len(reach):
        raise NoMeasure(f"{len(weight)} weights and {len(reach)} demand points: give one each")
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise NoMeasure("a weight is negative or no number: weights count people, 0 or more")
    bad = int((~(np.isfinite(capacity) & (capacity >= 0))).sum())
    if bad:
        raise NoMeasure(
            f"{bad} of {len(capacity)} places have no capacity of 0 or more: leave them out, or count each as 1"
        )
