"""What a file draws: outlines or points with what is told of each, as a form of file gives them."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[np.object_]
Box = tuple[float, float, float, float]


class Drawn(NamedTuple):
    """Ids, names, capacities (NaN where not known), values of `building`, and geometries in the file's datum.

    `beyond` counts what was passed over while reading, since it lies far from the box that was asked for.
    """

    id: list[str]
    name: list[str]
    capacity: list[float]
    kind: list[str]
    outline: Texts
    beyond: int = 0


def capacity_of(told: Any) -> float:
    """Read a capacity; NaN where none is told, or where it is no number, as `yes` and `20-30` are.

    Examples
    --------
    >>> capacity_of("40"), capacity_of("20-30"), capacity_of(None)
    (40.0, nan, nan)
    """
    try:
        found = float(told)
    except (TypeError, ValueError):
        return float("nan")
    return found if np.isfinite(found) and found > 0 else float("nan")


def texts(values: Any) -> Texts:
    """Lay values side by side, each as it is."""
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made
