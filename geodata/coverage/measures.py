"""The figures of a plan: of all demand, by area, each as the plan document holds it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from geodata.coverage.equity import gini, worst_mean
from geodata.coverage.errors import NoMeasure
from geodata.coverage.quantile import check, greatest, mean, quantile, unreachable_weight
from geodata.coverage.standard import coverage_share, covered, twice_share
from geodata.travel import Floats


class Measures(TypedDict):
    """Figures of some demand; costs in the unit of the travel, None where there is no such figure.

    `share`, `twice_share`, `p50` and `p90` count those who reach nothing as infinitely far (a quantile that falls among
    them is None); `max`, `mean`, `gini` and `worst5` are of those who reach a place, beside `unreachable_weight`.
    """

    weight: float
    covered: float
    share: float | None
    twice_share: float | None
    p50: float | None
    p90: float | None
    max: float | None
    mean: float | None
    unreachable_weight: float
    gini: float | None
    worst5: float | None


def measures(weight: Floats, cost: Floats, second_cost: Floats | None, standard: float) -> Measures:
    """Work out all figures of some demand.

    Parameters
    ----------
    weight
        By demand point, shape (n,).
    cost, second_cost
        To the nearest and the second nearest open place, shape (n,), metres or minutes; `inf` where there is none.
        Without second costs there is no `twice_share`.
    standard
        Service standard in the unit of the costs, inclusive.

    Examples
    --------
    >>> told = measures(np.array([3.0, 1.0]), np.array([400.0, 900.0]), np.array([500.0, np.inf]), 500.0)
    >>> told["weight"], told["covered"], told["share"], told["twice_share"], told["p50"], told["p90"], told["mean"]
    (4.0, 3.0, 0.75, 0.75, 400.0, 900.0, 525.0)
    """
    check(weight, cost)
    return Measures(
        weight=float(weight.sum()),
        covered=float(weight[covered(cost, standard)].sum()),
        share=coverage_share(weight, cost, standard),
        twice_share=None if second_cost is None else twice_share(weight, second_cost, standard),
        p50=_finite(quantile(weight, cost, 0.5)),
        p90=_finite(quantile(weight, cost, 0.9)),
        max=_finite(greatest(weight, cost)),
        mean=_finite(mean(weight, cost)),
        unreachable_weight=unreachable_weight(weight, cost),
        gini=_finite(gini(weight, cost)),
        worst5=_finite(worst_mean(weight, cost)),
    )


def without_demand() -> Measures:
    """Give the figures of an area in which nobody is: a weight of 0, and no share of it.

    Examples
    --------
    >>> without_demand()["share"] is None
    True
    """
    return Measures(
        weight=0.0, covered=0.0, share=None, twice_share=None, p50=None, p90=None, max=None, mean=None,
        unreachable_weight=0.0, gini=None, worst5=None,
    )  # fmt: skip


def measures_by_area(
    weight: Floats,
    cost: Floats,
    second_cost: Floats | None,
    standard: float,
    area: NDArray[np.integer[Any]],
    areas: int,
) -> list[Measures]:
    """Work out all figures area by area.

    Parameters
    ----------
    area
        Which area each demand point lies in, 0 to `areas` - 1, shape (n,); -1 for none of them.
    areas
        How many there are; one without demand gets `without_demand()`.

    Examples
    --------
    >>> one, two = measures_by_area(np.array([3.0, 1.0]), np.array([4.0, 9.0]), None, 5.0, np.array([0, 0]), 2)
    >>> one["share"], two["share"], two["weight"]
    (0.75, None, 0.0)
    """
    if area.shape != weight.shape or (len(area) and not -1 <= area.min() <= area.max() < areas):
        raise NoMeasure(f"areas are numbered 0 to {areas - 1} for each demand point, -1 for none")
    order = np.argsort(area, kind="stable")
    edges = np.searchsorted(area[order], np.arange(areas + 1))
    return [_of(order[a:b], weight, cost, second_cost, standard) for a, b in pairwise(edges)]


def difference(before: Measures, after: Measures) -> dict[str, float | None]:
    """Give by how much each figure rose, `after` less `before`; None where either has none.

    Examples
    --------
    >>> one = measures(np.array([3.0, 1.0]), np.array([400.0, 900.0]), None, 500.0)
    >>> two = measures(np.array([3.0, 1.0]), np.array([400.0, 300.0]), None, 500.0)
    >>> difference(one, two)["share"], difference(one, two)["max"], difference(one, two)["twice_share"]
    (0.25, -500.0, None)
    """
    pairs: Sequence[tuple[str, Any, Any]] = [
        (name, before.get(name), after.get(name)) for name in Measures.__annotations__
    ]
    return {name: None if old is None or new is None else new - old for name, old, new in pairs}


def _of(
    rows: NDArray[np.int64], weight: Floats, cost: Floats, second_cost: Floats | None, standard: float
) -> Measures:
    if not weight[rows].sum() > 0:
        return without_demand()
    second = None if second_cost is None else second_cost[rows]
    return measures(weight[rows], cost[rows], second, standard)


def _finite(figure: float) -> float | None:
    return figure if np.isfinite(figure) else None
