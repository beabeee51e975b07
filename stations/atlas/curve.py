"""The Mercator square and a Morton curve through it, on which every tile of every zoom is one run."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

DEEPEST = 24  # the zoom whose tiles the curve steps through: 2.4 m at the equator
NORTHMOST = 85.0511287798066  # where the square ends, degrees

Floats = NDArray[np.float64]


def mercator(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Put degrees on the Mercator square: x eastward and y southward, each from 0 to 1; the poles lie on its edge."""
    north = np.radians(np.clip(np.asarray(lat, np.float64), -NORTHMOST, NORTHMOST))
    x = (np.asarray(lon, np.float64) + 180.0) / 360.0
    y = 0.5 - np.arcsinh(np.tan(north)) / (2.0 * np.pi)
    return np.clip(x, 0.0, 1.0), np.clip(y, 0.0, 1.0)


def degrees(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Give longitude and latitude of points of the Mercator square."""
    return x * 360.0 - 180.0, np.degrees(np.arctan(np.sinh(np.pi * (1.0 - 2.0 * y))))


def code(x: Floats, y: Floats) -> NDArray[np.uint64]:
    """Give the position of points of the square along the curve (Morton, 1966): x in the even bits, y in the odd."""
    return _spread(_step(x)) | (_spread(_step(y)) << np.uint64(1))


def first_of(z: int, x: int, y: int) -> np.uint64:
    """Give the position where the run of a tile begins; 4 to the power of `DEEPEST - z` positions are its own."""
    corner = _spread(np.array([x])) | (_spread(np.array([y])) << np.uint64(1))
    return np.uint64(corner[0] << np.uint64(2 * (DEEPEST - z)))


def _step(part: Floats) -> NDArray[np.uint64]:
    step: NDArray[np.uint64] = np.minimum(part * 2**DEEPEST, 2**DEEPEST - 1).astype(np.uint64)
    return step


def _spread(value: NDArray[Any]) -> NDArray[np.uint64]:
    """Set the bits of 24-bit numbers two apart, moving smaller and smaller blocks of them together."""
    spread = value.astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F), (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):  # fmt: skip
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread
