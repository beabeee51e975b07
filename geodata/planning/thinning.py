"""Fewer points where there are too many to be weighed: of each H3 cell the one that counts most."""

import h3
import numpy as np

from geodata.coverage.gaps import COARSEST, FINEST
from geodata.travel import Floats, Ints


def thinned(lon: Floats, lat: Floats, worth: Floats, most: int) -> tuple[Ints, int | None]:
    """Choose at most so many points, and tell the resolution of H3 of whose cells each is the first.

    Cells are made coarser until they are few enough; None where all points are taken. Of points that are worth the
    same, the one that stands first is taken. Cells of the coarsest resolution, some 1,800 km² each, are taken however
    many they are.

    Examples
    --------
    Two houses of one street corner, and one in another town:

    >>> lon, lat = np.array([126.6, 126.60001, 128.0]), np.full(3, 45.7)
    >>> thinned(lon, lat, np.array([80.0, 120.0, 50.0]), 2)
    (array([1, 2]), 11)
    """
    rows = np.arange(len(lon))
    if len(rows) <= most:
        return rows, None
    for resolution in range(FINEST, COARSEST - 1, -1):
        rows = _first_of_cells(lon, lat, worth, resolution)
        if len(rows) <= most:
            break
    return rows, resolution


def _first_of_cells(lon: Floats, lat: Floats, worth: Floats, resolution: int) -> Ints:
    cells = [
        h3.latlng_to_cell(north, east, resolution)
        for east, north in zip(lon.tolist(), lat.tolist(), strict=True)
    ]
    _, which = np.unique(cells, return_inverse=True)
    order = np.lexsort((np.arange(len(cells)), -worth, which))
    first = np.concatenate([[True], np.diff(which[order]) > 0])
    return np.sort(order[first])
