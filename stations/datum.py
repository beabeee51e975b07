"""From one datum of Chinese maps to another: WGS-84, GCJ-02, BD-09."""

from collections.abc import Callable
from enum import StrEnum
from math import pi
from typing import Final, overload

import numpy as np
import shapely
from numpy.typing import NDArray

from stations import mainland

Degrees = NDArray[np.float64]
Step = Callable[[Degrees, Degrees], tuple[Degrees, Degrees]]

KRASOVSKY_A_M: Final = 6378245.0
KRASOVSKY_E2: Final = 0.00669342162296594323

ROUNDS: Final = 5  # that bring a pre-image within 1e-12 degrees, a tenth of a micrometre
BLOCK: Final = 32_768  # points worked on at once, so that intermediate values stay in the processor's cache


class Datum(StrEnum):
    """The earth a coordinate refers to."""

    WGS84 = "wgs84"  # GPS, and all we keep
    GCJ02 = "gcj02"  # AMap, Tencent, and most Chinese lists
    BD09 = "bd09"  # Baidu


@overload
def convert(lon: float, lat: float, source: Datum, target: Datum) -> tuple[float, float]: ...
@overload
def convert(lon: Degrees, lat: Degrees | float, source: Datum, target: Datum) -> tuple[Degrees, Degrees]: ...
@overload
def convert(lon: float, lat: Degrees, source: Datum, target: Datum) -> tuple[Degrees, Degrees]: ...
def convert(
    lon: float | Degrees, lat: float | Degrees, source: Datum, target: Datum
) -> tuple[float | Degrees, float | Degrees]:
    """Carry coordinates from one datum to another.

    GCJ-02 is the formula that became public as EvilTransform and stands alike in coordtransform and gcoord,
    on the Krasovsky ellipsoid of 1940; BD-09 is the one published beside it. Their makers never published
    any. gcoord's list of 664 Chinese cities is met within 0.75 m.

    Both shifts apply in mainland China only (`stations.mainland`). In Hong Kong, Macau, Taiwan, at sea far
    from the coast and in all other countries the three datums are taken to be equal, BD-09 included.

    A shifted point is in the mainland when the WGS-84 point it came from is. In the strip just beyond the
    border, at most some 700 m wide for GCJ-02 and 1.5 km for BD-09, a coordinate may be a shifted one from
    this side or a plain one of the other; it is read as shifted. So each mainland point makes every
    round trip within a millimetre (unless it lies on the outline to the micrometre), and a
    point of that strip may not.

    Parameters
    ----------
    lon, lat
        Degrees, in the datum ``source``: numbers, or arrays that broadcast, left as they are. NaN gives NaN.

    Returns
    -------
    lon, lat
        Degrees, in the datum ``target``; floats for two numbers, else new arrays of the common shape.

    Examples
    --------
    >>> lon, lat = convert(116.3912757, 39.9061970, Datum.WGS84, Datum.GCJ02)
    >>> round(lon, 5), round(lat, 5)
    (116.39752, 39.9076)
    """
    source, target = Datum(source), Datum(target)
    x, y = (
        np.array(each, dtype=np.float64, order="C")  # C order, so that reshape gives a view to write through
        for each in np.broadcast_arrays(np.asarray(lon), np.asarray(lat))
    )
    if source != target:
        flat_x, flat_y = x.reshape(-1), y.reshape(-1)
        for start in range(0, x.size, BLOCK):
            _convert_block(flat_x[start : start + BLOCK], flat_y[start : start + BLOCK], source, target)
    if x.ndim == 0:
        return float(x), float(y)
    return x, y


def _convert_block(x: Degrees, y: Degrees, source: Datum, target: Datum) -> None:
    """Convert the mainland's points among these, in place; `convert` hands over copies."""
    if source == Datum.WGS84:
        chosen = mainland.inside(x, y)
        if not chosen.any():
            return
        at = {Datum.WGS84: (x[chosen], y[chosen])}
    else:
        west, south, east, north = shapely.bounds(mainland.outline())
        margin = 0.03  # no shift is as large, 672 m for GCJ-02 and 1.5 km for BD-09
        chosen = (x > west - margin) & (x < east + margin) & (y > south - margin) & (y < north + margin)
        if not chosen.any():
            return
        at = {source: (x[chosen], y[chosen])}
        if source == Datum.BD09:
            at[Datum.GCJ02] = _pre_image(_bd09_from_gcj02, *at[Datum.BD09])
        at[Datum.WGS84] = _pre_image(_gcj02_from_wgs84, *at[Datum.GCJ02])
        kept = mainland.inside(*at[Datum.WGS84])
        chosen[chosen] = kept
        at = {datum: (lon[kept], lat[kept]) for datum, (lon, lat) in at.items()}
    if target != Datum.WGS84 and Datum.GCJ02 not in at:
        at[Datum.GCJ02] = _gcj02_from_wgs84(*at[Datum.WGS84])
    if target == Datum.BD09:
        at[Datum.BD09] = _bd09_from_gcj02(*at[Datum.GCJ02])
    x[chosen], y[chosen] = at[target]


def _gcj02_from_wgs84(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Shift by waves of longitude and latitude, metres on the ellipsoid, counted from 105 east 35 north."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    once = np.sin(2 * pi * x)
    ripple = (20 * once * (3 - 4 * once * once) + 20 * once) * 2 / 3  # sin 6πx = 3 sin 2πx - 4 sin³ 2πx
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north_m += (20 * np.sin(pi * y) + 40 * np.sin(pi / 3 * y)) * 2 / 3
    north_m += (160 * np.sin(pi / 12 * y) + 320 * np.sin(pi / 30 * y)) * 2 / 3
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east_m += (20 * np.sin(pi * x) + 40 * np.sin(pi / 3 * x)) * 2 / 3
    east_m += (150 * np.sin(pi / 12 * x) + 300 * np.sin(pi / 30 * x)) * 2 / 3
    phi = lat * (pi / 180)
    sine = np.sin(phi)
    w2 = 1 - KRASOVSKY_E2 * sine * sine
    w = np.sqrt(w2)
    meridian_m = KRASOVSKY_A_M * (1 - KRASOVSKY_E2) / (w2 * w)
    parallel_m = KRASOVSKY_A_M / w * np.cos(phi)
    return lon + east_m / parallel_m * (180 / pi), lat + north_m / meridian_m * (180 / pi)


def _bd09_from_gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Turn and stretch a little about the origin of degrees, then move by a constant."""
    wave = pi * 3000 / 180
    stretch = 1 + 0.00002 * np.sin(lat * wave) / np.hypot(lon, lat)
    turn = 0.000003 * np.cos(lon * wave)  # radians, so small that its sine is itself to the last digit
    cosine = 1 - turn * turn / 2
    return stretch * (lon * cosine - lat * turn) + 0.0065, stretch * (lat * cosine + lon * turn) + 0.006


def _pre_image(shift: Step, lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Find the points that the shift carries here.

    Moving back by the shift at the last guess shortens the error at least forty times, for both shifts. The
    customary one-line inverse of BD-09 stops after the first move. The rounds are counted, not judged by the
    farthest point, so that a point's answer does not depend on the points beside it.
    """
    x, y = lon, lat
    for _ in range(ROUNDS):
        there_x, there_y = shift(x, y)
        x, y = x + (lon - there_x), y + (lat - there_y)
    return x, y
