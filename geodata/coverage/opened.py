"""The nearest places among those that are open, for many sets of open places at little more than the price of one."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.travel import Floats, Ints, Travel

# So many nearest places are kept of each point, open or not; most points find an open one among them.
KEPT = 12
# With fewer sets than these, asking for each is no dearer.
FEW = 3


class Points(NamedTuple):
    """Where some points are: degrees, WGS-84, both (n,)."""

    lon: Floats
    lat: Floats


def nearest_open(
    travel: Travel, demand: Points, places: Points, masks: NDArray[np.bool_], k: int = 1
) -> Iterator[tuple[Ints, Floats]]:
    """Give, for each set of open places, each point's k nearest of them and their costs, as `Travel.nearest` would.

    Each point's nearest places are asked for once, whether open or not; the first k of these that are open are the
    answer. Points that have too few among them are asked again, with the open places alone.

    Parameters
    ----------
    masks
        Which places are open, shape (sets, places).

    Yields
    ------
    tuple
        Numbers of places and costs, both (n, k); -1 and inf where there is none.

    Examples
    --------
    >>> from geodata.geodesic import Geodesic
    >>> demand, places = Points(np.zeros(1), np.zeros(1)), Points(np.array([0.001, 0.002]), np.zeros(2))
    >>> masks = np.array([[True, True], [False, True], [False, False]])
    >>> [number.tolist() for number, _ in nearest_open(Geodesic(), demand, places, masks)]
    [[[0]], [[1]], [[-1]]]
    """
    near = None
    if len(masks) > FEW and len(places.lon):
        near = travel.nearest(*demand, *places, min(KEPT, len(places.lon)))
    for mask in masks:
        yield (
            _asked(travel, demand, places, mask, k)
            if near is None
            else _chosen(travel, demand, places, mask, k, *near)
        )


def distinct(masks: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], Ints]:
    """Give the different columns of a table, in rising order, and which of them each column is.

    As `np.unique(masks, axis=1, return_inverse=True)`, which takes half a minute for the hours of 200,000 places.

    Examples
    --------
    >>> different, which = distinct(np.array([[True, False, True], [False, True, False]]))
    >>> different.astype(int).tolist(), which.tolist()
    ([[0, 1], [1, 0]], [1, 0, 1])
    """
    packed = [column.tobytes() for column in np.packbits(masks.T, axis=1)]
    first = {key: at for at, key in reversed(list(enumerate(packed)))}
    keys = sorted(first)
    number = {key: at for at, key in enumerate(keys)}
    return masks[:, [first[key] for key in keys]], np.array([number[key] for key in packed], np.int64)


def _chosen(
    travel: Travel, demand: Points, places: Points, mask: NDArray[np.bool_], k: int, near: Ints, far: Floats
) -> tuple[Ints, Floats]:
    """Take the first k open ones of each row, and ask again where there are too few and may be more."""
    number, cost = _nothing(len(near), k)
    held = np.zeros(len(near), np.int64)
    waiting = np.arange(len(near))
    for column in range(near.shape[1]):
        candidate = near[waiting, column]
        rows = waiting[mask[candidate] & (candidate >= 0)]
        number[rows, held[rows]], cost[rows, held[rows]] = near[rows, column], far[rows, column]
        held[rows] += 1
        waiting = waiting[held[waiting] < k]
    # A row that ends with -1 has told all that it reaches; so has one that holds every place.
    more = (near[:, -1] >= 0) & (near.shape[1] < len(mask)) & (held < k)
    again = np.flatnonzero(more)
    if len(again):
        rows = Points(demand.lon[again], demand.lat[again])
        number[again], cost[again] = _asked(travel, rows, places, mask, k)
    return number, cost


def _asked(
    travel: Travel, demand: Points, places: Points, mask: NDArray[np.bool_], k: int
) -> tuple[Ints, Floats]:
    opened = np.flatnonzero(mask)
    if len(opened) == 0:
        return _nothing(len(demand.lon), k)
    number, cost = travel.nearest(*demand, places.lon[opened], places.lat[opened], k)
    return np.where(number >= 0, opened[number], -1), cost


def _nothing(points: int, k: int) -> tuple[Ints, Floats]:
    return np.full((points, k), -1, np.int64), np.full((points, k), np.inf)
