import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from stations.atlas import geodesic
from stations.atlas.geodesic import chord_bound_m, earth_centred, geodesic_bound_m, geodesic_m

GEOD = Geod(ellps="WGS84")
LON = st.floats(-180, 180)
LAT = st.floats(-90, 90)


def true_m(lon1, lat1, lon2, lat2):
    return GEOD.inv(lon1, lat1, lon2, lat2)[2]


def measured(lon1, lat1, lon2, lat2):
    return np.array([geodesic_m(*four) for four in zip(lon1, lat1, lon2, lat2, strict=True)])


def anywhere(count, seed):
    rng = np.random.default_rng(seed)
    return rng.uniform(-180, 180, count), np.degrees(np.arcsin(rng.uniform(-1, 1, count)))


def test_earth_centred_coordinates_are_those_of_proj():
    lon, lat = anywhere(1000, 1)
    x, y, z = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True).transform(lon, lat, 0 * lon)
    assert np.abs(earth_centred(lon, lat) - np.column_stack([x, y, z])).max() < 1e-8


def test_a_geodesic_between_any_two_points_is_that_of_proj():
    (lon1, lat1), (lon2, lat2) = anywhere(20_000, 2), anywhere(20_000, 3)
    ours, true = measured(lon1, lat1, lon2, lat2), true_m(lon1, lat1, lon2, lat2)
    assert np.nanmax(np.abs(ours - true)) < 3e-8
    assert true[np.isnan(ours)].min(initial=2e7) > geodesic.ANTIPODAL_M


@pytest.mark.parametrize("length_m", [1e-6, 0.01, 1, 100, 9_990, 29_990, 30_010, 1e5, 3e6])
def test_a_geodesic_of_any_length_is_that_of_proj(length_m):
    lon, lat = anywhere(3000, 4)
    azimuth = np.random.default_rng(5).uniform(0, 360, 3000)
    there_lon, there_lat, _ = GEOD.fwd(lon, lat, azimuth, np.full(3000, length_m))
    ours = measured(lon, lat, there_lon, there_lat)
    assert np.abs(ours - true_m(lon, lat, there_lon, there_lat)).max() < 1e-8


@pytest.mark.parametrize(
    "four",
    [
        (0.0, 90.0, 120.0, 90.0),
        (0.0, 90.0, 55.0, 89.9999),
        (-180.0, 30.0, 180.0, 30.0),
        (179.9999, 0.0, -179.9999, 0.0),
        (10.0, 0.0, 100.0, 0.0),
        (10.0, 0.0, 10.0, 90.0),
        (116.4, 39.9, 116.4, -39.9),
        (116.4, 39.9, -63.6, 80.0),
        (0.0, -90.0, 7.0, 60.0),
    ],
)
def test_poles_the_equator_and_the_180th_meridian_are_no_exception(four):
    assert geodesic_m(*four) == pytest.approx(true_m(*four), abs=2e-8)


@given(LON, LAT, LON, LAT)
def test_any_two_points_agree_with_proj_or_lie_near_antipodes(lon1, lat1, lon2, lat2):
    ours, true = geodesic_m(lon1, lat1, lon2, lat2), true_m(lon1, lat1, lon2, lat2)
    assert true > geodesic.ANTIPODAL_M if np.isnan(ours) else abs(ours - true) < 3e-8


def test_towards_the_antipode_the_answer_is_right_or_none():
    rng = np.random.default_rng(6)
    lon1, lat1 = anywhere(5000, 7)
    azimuth, length_m = rng.uniform(0, 360, 5000), rng.uniform(19.2e6, 20.003e6, 5000)
    lon2, lat2, _ = GEOD.fwd(lon1, lat1, azimuth, length_m)
    ours, true = measured(lon1, lat1, lon2, lat2), true_m(lon1, lat1, lon2, lat2)
    assert np.nanmax(np.abs(ours - true)) < 5e-8
    assert true[np.isnan(ours)].min() > geodesic.ANTIPODAL_M
    assert np.isnan(geodesic_m(0.0, 0.0, 180.0, 0.0))


@given(LON, LAT)
def test_a_point_is_no_way_from_itself(lon, lat):
    assert geodesic_m(lon, lat, lon, lat) == 0.0


@given(LON, LAT, LON, LAT)
def test_known_earth_centred_coordinates_change_no_bit(lon1, lat1, lon2, lat2):
    here, there = earth_centred(np.array([lon1, lon2]), np.array([lat1, lat2]))
    ours = geodesic.geodesic_between(lon1, lat1, *here.tolist(), lon2, lat2, *there.tolist())
    assert np.array_equal(ours, geodesic_m(lon1, lat1, lon2, lat2), equal_nan=True)


def test_no_chord_and_no_geodesic_passes_its_bound():
    lon1, lat1 = anywhere(60_000, 8)
    rng = np.random.default_rng(9)
    length_m = np.concatenate([10.0 ** rng.uniform(-2, 7, 30_000), rng.uniform(0, 20_003_000, 30_000)])
    lon2, lat2, _ = GEOD.fwd(lon1, lat1, rng.uniform(0, 360, 60_000), length_m)
    true = true_m(lon1, lat1, lon2, lat2)
    chord = np.linalg.norm(earth_centred(lon1, lat1) - earth_centred(lon2, lat2), axis=1)
    assert (chord <= [chord_bound_m(one) for one in true.tolist()]).all()
    assert (true <= [geodesic_bound_m(one) for one in chord.tolist()]).all()


def test_without_a_compiler_the_length_is_the_same():
    plainly = getattr(geodesic.geodesic_between, "py_func", geodesic.geodesic_between)
    lon, lat = anywhere(200, 10)
    xyz = earth_centred(lon, lat)
    for i in range(199):
        four = (float(lon[i]), float(lat[i]), *xyz[i].tolist())
        there = (float(lon[i + 1]), float(lat[i + 1]), *xyz[i + 1].tolist())
        ours = plainly(*four, *there)
        assert ours == pytest.approx(geodesic.geodesic_between(*four, *there), abs=2e-8, nan_ok=True)
