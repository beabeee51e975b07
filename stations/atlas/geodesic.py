"""The shortest way over the WGS-84 ellipsoid between two points, as PostGIS and PROJ measure it.

After C. F. F. Karney, "Algorithms for geodesics", Journal of Geodesy 87 (2013), 43-55, doi:10.1007/s00190-012-0578-z:
the series are his equations 15 to 25, to sixth order in the flattening. His way around the antipodes is left out:
there the answer is NaN, and who needs one asks `pyproj`.

Latitudes are reduced ones wherever a name says beta: tan(beta) = (1 - f) tan(latitude).
"""

import math

import numpy as np
from numpy.typing import NDArray

from stations.atlas.compiled import compiled

EQUATOR_M = 6378137.0
FLATTENING = 1 / 298.257223563
POLE_M = EQUATOR_M * (1 - FLATTENING)
ECCENTRICITY_2 = FLATTENING * (2 - FLATTENING)
THIRD_FLATTENING = FLATTENING / (2 - FLATTENING)
# Every normal section of the ellipsoid is curved more than the wide circle and less than the narrow one. The wide
# one is half a kilometre wider than the ellipsoid's widest, which leaves room for the torsion of a geodesic.
WIDE_M = 6_400_100.0
NARROW_M = 6_335_000.0
# Up to this chord an arc of the circle that fits the surface half way is as long as the geodesic, to a nanometre.
ARC_M = 30_000.0
# Cosine of the angle at the centre past which two points are too near to antipodes; all are over ANTIPODAL_M apart.
ANTIPODAL_COSINE = -0.9994
ANTIPODAL_M = 19_700_000.0
ROUNDS = 12
# Lengths that are compared count in steps of 10 micrometres, here and in SQL: places equally far, such as mirror
# images, or all on one parallel from the pole, are ties then, whatever the last digits of two libraries say.
STEPS_A_METRE = 1e5
STEP_M = 1e-5


@compiled
def earth_centred_point(lon: float, lat: float) -> tuple[float, float, float]:
    """Earth-centred x, y and z in metres of a point on the ellipsoid."""
    along, up = math.radians(lon), math.radians(lat)
    sine, cosine = math.sin(up), math.cos(up)
    normal = EQUATOR_M / math.sqrt(1 - ECCENTRICITY_2 * sine * sine)
    from_axis = normal * cosine
    return from_axis * math.cos(along), from_axis * math.sin(along), normal * (1 - ECCENTRICITY_2) * sine


@compiled
def _earth_centred(lon: NDArray[np.float64], lat: NDArray[np.float64], xyz: NDArray[np.float64]) -> None:
    for i in range(lon.shape[0]):
        xyz[i, 0], xyz[i, 1], xyz[i, 2] = earth_centred_point(lon[i], lat[i])


def earth_centred(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Earth-centred metres, shape (n, 3), of points in degrees on the ellipsoid: bit by bit `earth_centred_point`."""
    xyz = np.empty((len(lon), 3))
    _earth_centred(np.array(lon, np.float64), np.array(lat, np.float64), xyz)
    return xyz


@compiled
def chord_bound_m(length_m: float) -> float:
    """The longest chord, metres, that a geodesic of at most this length can have.

    A curve that is everywhere bent at least as much as a circle spans no more than the circle's arc of its length.
    """
    if length_m >= math.pi * WIDE_M:
        return 2 * WIDE_M
    return min(length_m, 2 * WIDE_M * math.sin(length_m / (2 * WIDE_M))) * (1 + 1e-12) + STEP_M


@compiled
def geodesic_bound_m(chord_m: float) -> float:
    """The longest geodesic, metres, that a chord of at most this length can have (theorem of Schur)."""
    half = (chord_m + 1e-7) / (2 * NARROW_M)
    if half >= 1:
        return math.pi * EQUATOR_M
    return 2 * NARROW_M * math.asin(half) * (1 + 1e-12)


@compiled
def geodesic_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Metres from one point to another, right to some 10 nanometres; NaN within 220 km of the antipode.

    The same two points give the same bits, in `geodesic_between` too. Equal points are 0.0 apart.
    """
    x1, y1, z1 = earth_centred_point(lon1, lat1)
    x2, y2, z2 = earth_centred_point(lon2, lat2)
    return geodesic_between(lon1, lat1, x1, y1, z1, lon2, lat2, x2, y2, z2)


@compiled
def geodesic_between(
    lon1: float, lat1: float, x1: float, y1: float, z1: float,
    lon2: float, lat2: float, x2: float, y2: float, z2: float,
) -> float:  # fmt: skip
    """`geodesic_m` of points whose earth-centred coordinates are known."""
    if lon1 == lon2 and lat1 == lat2:
        return 0.0
    turn = lon2 - lon1
    if turn > 180:
        turn -= 360
    elif turn < -180:
        turn += 360
    turn = math.radians(abs(turn))
    cos1, sin1 = math.sqrt(x1 * x1 + y1 * y1) / EQUATOR_M, z1 / POLE_M
    cos2, sin2 = math.sqrt(x2 * x2 + y2 * y2) / EQUATOR_M, z2 / POLE_M
    # Differences of angles come from differences of degrees, which are exact: near points keep all their digits.
    rise = math.sin(math.radians(lat2 - lat1)) * (1 - FLATTENING)
    rise *= math.sqrt(
        (cos1 * cos1 + sin1 * sin1 / (1 - ECCENTRICITY_2))
        * (cos2 * cos2 + sin2 * sin2 / (1 - ECCENTRICITY_2))
    )
    half_turn = math.sin(turn / 2)
    arc = _fitting_arc_m(cos1, sin1, cos2, sin2, rise, half_turn)
    if arc >= 0:
        return arc
    return _karney_m(cos1, sin1, cos2, sin2, rise, turn)


@compiled
def _fitting_arc_m(
    cos1: float, sin1: float, cos2: float, sin2: float, rise: float, half_turn: float
) -> float:
    """Arc over the chord on the circle of the normal curvature half way (theorems of Euler and Meusnier); -1 if far.

    `rise` is the sine of the difference of reduced latitudes, `half_turn` that of half the difference of longitudes.
    """
    cosines, sines = cos1 * cos2, sin1 * sin2
    if cosines + sines < 0.99:
        return -1.0
    up2 = 2 * rise * rise / (1 + cosines + sines)
    middle_sin2 = 0.5 * (1 - cosines + sines)
    middle_cos2 = 1 - middle_sin2
    along_meridian = up2 * (EQUATOR_M * EQUATOR_M * middle_sin2 + POLE_M * POLE_M * middle_cos2)
    along_parallel = 4 * EQUATOR_M * EQUATOR_M * cosines * half_turn * half_turn
    chord2 = along_meridian + along_parallel
    if chord2 > ARC_M * ARC_M:
        return -1.0
    if chord2 == 0:
        return 0.0
    stretch2 = middle_cos2 + middle_sin2 / (1 - ECCENTRICITY_2)
    bend = along_meridian / ((1 - ECCENTRICITY_2) * stretch2) + along_parallel
    # The square of chord times curvature.
    bent2 = bend * bend / (chord2 * EQUATOR_M * EQUATOR_M * stretch2)
    return math.sqrt(chord2) * (1 + bent2 * (1 / 24 + bent2 * (3 / 640)))


@compiled
def _karney_m(cos1: float, sin1: float, cos2: float, sin2: float, rise: float, turn: float) -> float:
    """Inverse problem on the auxiliary sphere: find the spherical turn by secants, then sum up the length."""
    if sin1 * sin2 + cos1 * cos2 * math.cos(turn) < ANTIPODAL_COSINE:
        return math.nan
    before = now = turn
    error_before = length_before = 0.0
    for round_ in range(ROUNDS):
        missing, length = _triangle(cos1, sin1, cos2, sin2, rise, now)
        error = now - missing - turn
        if round_ == 0:
            step = error
        elif error == error_before:
            return length if abs(error) < 1e-15 else math.nan
        else:
            step = error * (now - before) / (error - error_before)
            # What is left to go is so little that the length changes evenly with it, to a tenth of a nanometre.
            if abs(step * (now - before)) < 1e-17:
                return length - step * (length - length_before) / (now - before)
        if step == 0:
            return length
        before, error_before, length_before = now, error, length
        now -= step
    return math.nan


@compiled
def _triangle(
    cos1: float, sin1: float, cos2: float, sin2: float, rise: float, turn: float
) -> tuple[float, float]:
    """For a turn on the auxiliary sphere: by how much the ellipsoid's turn is less (8), and the length (7), metres."""
    sine, half = math.sin(turn), math.sin(turn / 2)
    bulge = 2 * half * half
    north1, north2 = rise + sin1 * cos2 * bulge, rise - cos1 * sin2 * bulge
    sin_arc = math.sqrt(cos2 * cos2 * sine * sine + north1 * north1)
    arc = math.atan2(sin_arc, sin1 * sin2 + cos1 * cos2 * math.cos(turn))
    sin_a0 = cos1 * cos2 * sine / sin_arc
    # Sines and cosines of the arcs from the node to both points, times the cosine of alpha0, whose square is cos2_a0.
    ns1, nc1 = sin1, north1 * cos1 / sin_arc
    ns2, nc2 = sin2, north2 * cos2 / sin_arc
    sq1, sq2 = ns1 * ns1 + nc1 * nc1, ns2 * ns2 + nc2 * nc2
    cos2_a0 = max(1 - sin_a0 * sin_a0, 0.0)
    if sq1 == 0 or sq2 == 0:
        return FLATTENING * sin_a0 * _a3(0.0) * arc, POLE_M * arc
    k2 = cos2_a0 * ECCENTRICITY_2 / (1 - ECCENTRICITY_2)
    root = math.sqrt(1 + k2)
    eps = k2 / ((1 + root) * (1 + root))
    # Twice the arcs, by the double angle.
    s1, c1 = 2 * ns1 * nc1 / sq1, (nc1 * nc1 - ns1 * ns1) / sq1
    s2, c2 = 2 * ns2 * nc2 / sq2, (nc2 * nc2 - ns2 * ns2) / sq2
    i3 = _a3(eps) * (arc + _sum_c3(eps, s2, c2) - _sum_c3(eps, s1, c1))
    i1 = _a1(eps) * (arc + _sum_c1(eps, s2, c2) - _sum_c1(eps, s1, c1))
    return FLATTENING * sin_a0 * i3, POLE_M * i1


@compiled
def _a1(e: float) -> float:
    """Equation 17."""
    return (1 + e * e * (1 / 4 + e * e * (1 / 64 + e * e / 256))) / (1 - e)


@compiled
def _a3(e: float) -> float:
    """Equation 24."""
    n = THIRD_FLATTENING
    fourth = 3 / 64 + n / 32 + e * (3 / 128)
    third = 1 / 16 + 3 * n / 16 + n * n / 16 + e * fourth
    second = 1 / 4 + n / 8 - 3 * n * n / 8 + e * third
    return 1 - e * (1 / 2 - n / 2 + e * second)


@compiled
def _sum_c1(e: float, sine: float, cosine: float) -> float:
    """Equation 18: sum over l of c1[l] sin(2 l s), where `sine` and `cosine` are those of 2 s; after Clenshaw."""
    e2 = e * e
    b6 = -7 / 2048 * e2 * e2 * e2
    b5 = -7 / 1280 * e2 * e2 * e + 2 * cosine * b6
    b4 = e2 * e2 * (-5 / 512 + e2 * (3 / 512)) + 2 * cosine * b5 - b6
    b3 = e2 * e * (-1 / 48 + e2 * (3 / 256)) + 2 * cosine * b4 - b5
    b2 = e2 * (-1 / 16 + e2 * (1 / 32 - e2 * (9 / 2048))) + 2 * cosine * b3 - b4
    b1 = e * (-1 / 2 + e2 * (3 / 16 - e2 / 32)) + 2 * cosine * b2 - b3
    return b1 * sine


@compiled
def _sum_c3(e: float, sine: float, cosine: float) -> float:
    """Equation 25: sum over l of c3[l] sin(2 l s), as above."""
    n, e2 = THIRD_FLATTENING, e * e
    b5 = e2 * e2 * e * (21 / 2560)
    b4 = e2 * e2 * (7 / 512 - 7 * n / 256 + e * (7 / 512)) + 2 * cosine * b5
    third = 5 / 192 - 3 * n / 64 + 5 * n * n / 192 + e * (3 / 128 - 5 * n / 192 + e * (7 / 512))
    b3 = e2 * e * third + 2 * cosine * b4 - b5
    second = 3 / 64 - n / 32 - 3 * n * n / 64 + e * (3 / 128 + n / 128 + e * (5 / 256))
    b2 = e2 * (1 / 16 - 3 * n / 32 + n * n / 32 + e * second) + 2 * cosine * b3 - b4
    first = 3 / 64 + 3 * n / 64 - n * n / 64 + e * (5 / 128 + n / 64 + e * (3 / 128))
    b1 = e * (1 / 4 - n / 4 + e * ((1 - n * n) / 8 + e * first)) + 2 * cosine * b2 - b3
    return b1 * sine


@compiled
def in_steps(length_m: float) -> float:
    """Round a length to whole steps of 10 micrometres; NaN stays."""
    return float(np.rint(length_m * STEPS_A_METRE) / STEPS_A_METRE)
