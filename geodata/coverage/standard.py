"""Who is within the service standard of a place, and who of two."""

import math

import numpy as np
from numpy.typing import NDArray

from geodata.coverage.errors import NoMeasure
from geodata.coverage.quantile import check
from geodata.travel import Floats


def covered(cost: Floats, standard: float) -> NDArray[np.bool_]:
    """Tell which demand points lie within the service standard of a place.

    Coverage as in Church and ReVelle (1974), The maximal covering location problem, Papers of the Regional Science
    Association 32: point i is covered when ``c_i <= S``.

    Parameters
    ----------
    cost
        From each demand point to its nearest open place, shape (n,), metres or minutes; `inf` where none is reached.
    standard
        Service standard S in the same unit, inclusive.

    Examples
    --------
    >>> covered(np.array([400.0, 500.0, 900.0, np.inf]), 500.0).tolist()
    [True, True, False, False]
    """
    if not (math.isfinite(standard) and standard >= 0):
        raise NoMeasure(f"standard {standard:g}: give the metres or minutes that are near enough, 0 or more")
    return np.asarray(cost <= standard)


def coverage_share(weight: Floats, cost: Floats, standard: float) -> float:
    """Give the share of the weight that is covered: ``sum(w_i, c_i <= S) / sum(w_i)``, 0 to 1.

    Points that reach no place are part of the whole and not covered.

    Examples
    --------
    >>> coverage_share(np.array([3.0, 1.0]), np.array([400.0, np.inf]), 500.0)
    0.75
    """
    check(weight, cost)
    return share_of(weight, covered(cost, standard))


def twice_share(weight: Floats, second_cost: Floats, standard: float) -> float:
    """Give the share of the weight that has two places within the standard: backup coverage.

    After Hogan and ReVelle (1986), Concepts and applications of backup coverage, Management Science 32(11).

    Parameters
    ----------
    second_cost
        From each demand point to its second nearest open place; `inf` where there is none.

    Examples
    --------
    >>> twice_share(np.array([3.0, 1.0]), np.array([450.0, 700.0]), 500.0)
    0.75
    """
    check(weight, second_cost)
    return share_of(weight, covered(second_cost, standard))


def share_of(weight: Floats, those: NDArray[np.bool_]) -> float:
    """Give the part that some points have in the whole weight, never above 1."""
    return min(float(weight[those].sum() / weight.sum()), 1.0)
