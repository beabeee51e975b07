"""A `Reach` as a sparse matrix: what sums over places and over demand are made with."""

import numpy as np
from scipy.sparse import csr_array

from geodata.coverage.errors import NoMeasure
from geodata.travel import Reach


def matrix(reach: Reach, places: int) -> csr_array:
    """Give the matrix demand x places with 1 where a place is within reach, shape (n, places)."""
    if len(reach.places) and reach.places.max() >= places:
        raise NoMeasure(f"the reach names place {int(reach.places.max())}, and there are {places}")
    ones = np.ones(len(reach.places))
    return csr_array((ones, reach.places, reach.starts), shape=(len(reach), places))
