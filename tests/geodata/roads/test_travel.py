"""Times over roads, beside networkx and by pencil."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from geodata.errors import BadRequest
from geodata.roads.cut import cut
from geodata.roads.graph import Graph
from geodata.roads.osm import read
from geodata.roads.speeds import LEG_KMH, Mode
from geodata.roads.times import node_times
from geodata.roads.travel import OnRoads
from geodata.travel import Reach, Travel
from stations.point import Point
from tests.geodata.roads.drawn import STREET, drawn, graph, write
from tests.geodata.roads.oracle import Oracle, metres, pieces, walked
from tests.real import FOLDER

HELSINKI = FOLDER / "helsinki/Helsinki.osm.pbf"
M_A_MIN = 4.8 * 1000 / 60


def columns(*points: Point) -> tuple[np.ndarray, np.ndarray]:
    return np.array([one.lon for one in points]), np.array([one.lat for one in points])


def between(one: Point, other: Point, share: float = 0.5) -> Point:
    return Point(one.lon + (other.lon - one.lon) * share, one.lat + (other.lat - one.lat) * share)


def table(reach: Reach, places: int) -> np.ndarray:
    found = np.full((len(reach), places), np.inf)
    found[np.repeat(np.arange(len(reach)), np.diff(reach.starts)), reach.places] = reach.cost
    return found


TOWN = """
    a b c d
    e f g h
    i j k l
"""
STREETS = {
    "abcd": STREET,
    "efgh": {"highway": "residential", "oneway": "yes"},
    "ijkl": {"highway": "residential", "oneway": "-1"},
    "aei": {"highway": "primary"},
    "bf": {"highway": "steps"},
    "cgk": {"highway": "service"},
    "dhl": {"highway": "secondary", "oneway": "yes"},
}


def test_it_is_a_way_of_travelling(tmp_path: Path) -> None:
    roads, _ = graph(tmp_path, "a b", {"ab": STREET})
    travel: Travel = OnRoads(roads, name="town")
    assert (travel.unit, OnRoads(roads, "m").unit) == ("min", "m")
    assert travel.told == {"by": "walk", "detour": None, "speed_kmh": 4.8, "roads": "town", "limit_m": 300.0}
    assert OnRoads(roads, "m").told["speed_kmh"] is None


def test_a_walk_along_a_street_takes_its_length_by_the_speed(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, "a b", {"ab": STREET})
    place, cost = OnRoads(roads).nearest(
        *columns(at["a"], between(at["a"], at["b"], 0.25)), *columns(at["b"])
    )
    whole = metres(at["a"], at["b"]) / M_A_MIN
    assert place.tolist() == [[0], [0]]
    np.testing.assert_allclose(cost[:, 0], [whole, 0.75 * whole], rtol=1e-6)


def test_people_walk_as_fast_as_is_told(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, "a b", {"ab": STREET})
    asked = (*columns(at["a"]), *columns(at["b"]))
    slow, usual = OnRoads(roads, walking_kmh=2.4), OnRoads(roads)
    assert slow.nearest(*asked)[1] == pytest.approx(2 * usual.nearest(*asked)[1])
    assert slow.told["speed_kmh"] == 2.4
    whole = float(slow.nearest(*asked)[1][0, 0])
    assert slow.within(*asked, whole).cost == pytest.approx(whole)
    assert len(slow.within(*asked, whole * 0.999).cost) == 0


def test_a_limit_is_inclusive_to_the_last_step(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, "a b c", {"ab": STREET, "bc": STREET})
    asked = (*columns(at["a"], at["b"]), *columns(at["c"]))
    for travel in (OnRoads(roads), OnRoads(roads, "m"), OnRoads(roads, walking_kmh=3.1)):
        for cost in travel.nearest(*asked)[1][:, 0].tolist():
            assert cost in travel.within(*asked, cost).cost
            assert cost not in travel.within(*asked, cost - 3e-5).cost
    with pytest.raises(BadRequest, match="most nan"):
        travel.within(*asked, float("nan"))


def test_two_points_on_one_edge_need_not_go_to_its_ends(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, "a . . . b", {"ab": STREET})
    one, other = between(at["a"], at["b"], 0.4), between(at["a"], at["b"], 0.6)
    for points in ((one, other), (other, one)):
        _, cost = OnRoads(roads, "m").nearest(*columns(points[0]), *columns(points[1]))
        assert cost[0, 0] == pytest.approx(metres(one, other), abs=1e-3)


def test_against_a_one_way_street_one_goes_around(tmp_path: Path) -> None:
    ways = {"ab": {"highway": "primary", "oneway": "yes"}, "acb": {"highway": "primary"}}
    roads, at = graph(tmp_path, "a b\nc .", ways, Mode.TRUCK)
    one, other = between(at["a"], at["b"], 0.3), between(at["a"], at["b"], 0.7)
    around = metres(at["a"], at["b"]) + metres(at["a"], at["c"]) + metres(at["c"], at["b"])
    travel = OnRoads(roads, "m")
    along = travel.nearest(*columns(one), *columns(other))[1][0, 0]
    against = travel.nearest(*columns(other), *columns(one))[1][0, 0]
    assert along == pytest.approx(0.4 * metres(at["a"], at["b"]), abs=0.01)
    assert against == pytest.approx(around - along, abs=0.01)


def test_the_way_leads_from_the_point_to_the_place(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, "a b", {"ab": {"highway": "primary", "oneway": "yes"}}, Mode.TRUCK)
    travel = OnRoads(roads)
    assert np.isfinite(travel.nearest(*columns(at["a"]), *columns(at["b"]))[1]).all()
    place, cost = travel.nearest(*columns(at["b"]), *columns(at["a"]))
    assert (place.tolist(), cost.tolist()) == ([[-1]], [[np.inf]])
    assert len(travel.within(*columns(at["b"]), *columns(at["a"]), 1e9).places) == 0


def test_far_off_the_roads_nothing_is_reached(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, "a b\n. .\n. .\n. .\nx .\ny .", {"ab": STREET})
    travel = OnRoads(roads)
    metres_off = [metres(at["a"], at[sign]) for sign in "xy"]
    assert metres_off[0] > 300
    near = OnRoads(roads, limit_m=metres_off[0] + 0.1)
    assert travel.off_roads(*columns(at["a"], at["x"])).tolist() == [False, True]
    assert near.off_roads(*columns(at["x"], at["y"])).tolist() == [False, True]
    place, cost = travel.nearest(*columns(at["x"]), *columns(at["a"]))
    assert (place.tolist(), cost.tolist()) == ([[-1]], [[np.inf]])
    assert near.nearest(*columns(at["x"]), *columns(at["a"]))[1][0, 0] == pytest.approx(
        metres_off[0] / M_A_MIN, rel=1e-6
    )


def test_no_place_and_no_point_are_no_failure(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, "a b", {"ab": STREET})
    travel, none, here = OnRoads(roads), (np.empty(0), np.empty(0)), columns(at["a"])
    place, cost = travel.nearest(*here, *none, k=2)
    assert (place.tolist(), cost.tolist()) == ([[-1, -1]], [[np.inf, np.inf]])
    assert travel.nearest(*none, *here)[0].shape == (0, 1)
    assert travel.within(*here, *none, 5).starts.tolist() == [0, 0]
    assert travel.within(*none, *here, 5).starts.tolist() == [0]


def test_places_equally_far_come_by_their_number(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, "a b c", {"abc": STREET})
    place, cost = OnRoads(roads).nearest(*columns(at["a"]), *columns(at["c"], at["b"], at["b"], at["b"]), k=3)
    assert place.tolist() == [[1, 2, 3]]
    assert cost[0, 0] == cost[0, 2]


def test_neighbours_need_not_go_to_the_road(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, "a . b\n. x .", {"ab": STREET})
    beside = Point(at["x"].lon + 0.0002, at["x"].lat)
    travel = OnRoads(roads)
    assert travel.nearest(*columns(at["x"]), *columns(at["x"]))[1][0, 0] == 0
    assert travel.nearest(*columns(at["x"]), *columns(beside))[1][0, 0] == pytest.approx(
        metres(at["x"], beside) / M_A_MIN
    )


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("unit", ["m", "min"])
@pytest.mark.parametrize("barred", [{}, {"g": {"barrier": "bollard"}}], ids=["open", "bollard"])
def test_times_are_those_of_networkx(
    tmp_path: Path, mode: Mode, unit: str, barred: dict[str, dict[str, str]]
) -> None:
    at = drawn(TOWN)
    found = read(write(tmp_path, at, STREETS, barred), [mode])
    lon, lat = spread(at, 30)
    roads = cut(found, mode)
    anywhere = replace(roads, island=np.zeros(roads.edges, dtype=np.bool_))  # the oracle knows of no islands
    agrees(anywhere, pieces(found, mode), lon, lat, places=8, unit=unit)


def spread(at: dict[str, Point], number: int) -> tuple[np.ndarray, np.ndarray]:
    """Throw points over a town, some of them at its very corners."""
    chance = np.random.default_rng(7)
    corners = columns(*at.values())
    box = [(one.min() - 0.0005, one.max() + 0.0005) for one in corners]
    lon, lat = (
        np.concatenate([chance.uniform(*b, number - 6), c[:6]]) for b, c in zip(box, corners, strict=True)
    )
    order = chance.permutation(number)
    return lon[order], lat[order]


def agrees(
    roads: Graph, road_pieces: list, lon: np.ndarray, lat: np.ndarray, *, places: int, unit: str
) -> None:
    """Compare the nearest three and all pairs with networkx; the first points are the places."""
    travel = OnRoads(roads, unit)
    oracle = Oracle(road_pieces, list(zip(lon, lat, strict=True)), LEG_KMH[roads.mode])
    true = oracle.costs(range(places, len(lon)), range(places), unit)
    points, to = (lon[places:], lat[places:]), (lon[:places], lat[:places])
    straight = (
        Geod(ellps="WGS84")
        .inv(*(np.repeat(one, places) for one in points), *(np.tile(one, len(points[0])) for one in to))[2]
        .reshape(true.shape)
    )
    legs = np.add.outer(oracle.leg_m[places:], oracle.leg_m[:places])
    told = table(travel.within(*points, *to, 1e12), places)
    apart = straight > legs  # neighbours may keep off the road, of which the oracle knows nothing
    assert apart.mean() > 0.5
    np.testing.assert_allclose(told[apart], true[apart], rtol=1e-4, atol=2e-3)
    assert (told[~apart] <= true[~apart] + 2e-3).all()
    place, cost = travel.nearest(*points, *to, k=3)
    np.testing.assert_allclose(cost, np.sort(told, axis=1)[:, :3], rtol=1e-9)
    chosen = np.take_along_axis(told, np.maximum(place, 0), axis=1)
    np.testing.assert_allclose(np.where(place < 0, np.inf, chosen), cost, rtol=1e-9)
    most = float(np.median(told[np.isfinite(told)]))
    near = table(travel.within(*points, *to, most), places)
    np.testing.assert_allclose(near, np.where(told <= most, told, np.inf), rtol=1e-9)


def test_what_each_node_knows_is_what_a_walker_there_finds(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, TOWN, STREETS)
    travel = OnRoads(roads)
    places = columns(at["a"], between(at["k"], at["l"]))
    cost, which = node_times(roads, travel.put(*places), k=2)
    place, true = travel.nearest(roads.lon, roads.lat, *places, k=2)
    np.testing.assert_allclose(cost, true)
    assert which.tolist() == place.tolist()


def test_a_wide_choice_of_places_is_searched_as_a_narrow_one(tmp_path: Path) -> None:
    """More seeds than the search made room for at first, and costs over many buckets."""
    roads, at = graph(tmp_path, TOWN, STREETS)
    lon, lat = spread(at, 4000)
    travel = OnRoads(roads)
    _, cost = travel.nearest(lon[:50], lat[:50], lon[50:], lat[50:], k=2)
    told = table(travel.within(lon[:50], lat[:50], lon[50:], lat[50:], 1e9), len(lon) - 50)
    np.testing.assert_allclose(cost, np.sort(told, axis=1)[:, :2])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"limit_m": 0}, "limit_m 0"),
        ({"walking_kmh": -1}, "walking_kmh -1"),
        ({"limit_m": np.nan}, "limit_m nan"),
    ],
)
def test_numbers_that_mean_nothing_are_refused(tmp_path: Path, options: dict[str, float], says: str) -> None:
    roads, _ = graph(tmp_path, "a b", {"ab": STREET})
    with pytest.raises(BadRequest, match=says):
        OnRoads(roads, **options)


def test_trucks_do_not_walk(tmp_path: Path) -> None:
    roads, _ = graph(tmp_path, "a b", {"ab": STREET}, Mode.TRUCK)
    with pytest.raises(BadRequest, match="load some for walk"):
        OnRoads(roads, walking_kmh=5)


@pytest.mark.skipif(not HELSINKI.exists(), reason=f"no {HELSINKI}: set WAYSTATION_REAL_DATA to try it")
@pytest.mark.parametrize("mode", list(Mode))
def test_helsinki_is_as_networkx_has_it(mode: Mode) -> None:
    found = read(HELSINKI, [mode])
    roads = cut(found, mode)
    anywhere = replace(roads, island=np.zeros(roads.edges, dtype=np.bool_))
    at = np.random.default_rng(11).choice(len(roads.shape_lon), 20)
    lon, lat = roads.shape_lon[at] + 1e-4, roads.shape_lat[at] + 3e-5
    ways = walked(HELSINKI) if mode is Mode.WALK else pieces(found, mode)
    agrees(anywhere, ways, lon, lat, places=6, unit="min")
