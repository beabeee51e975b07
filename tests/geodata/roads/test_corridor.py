"""Lines of a road, and the places that drivers on them meet: a made-up motorway, and pencil."""

from pathlib import Path

import numpy as np
import pytest

from geodata.coverage.corridor import corridor
from geodata.errors import BadRequest
from geodata.roads.carriageways import carriageways, plain
from geodata.roads.corridor import drawn, heading_named, places_along
from geodata.roads.cut import cut
from geodata.roads.osm import read
from geodata.roads.speeds import Mode
from geodata.roads.travel import OnRoads
from stations.point import Point
from tests.geodata.roads.drawn import graph, write
from tests.geodata.roads.oracle import metres

WIDE = 0.0004  # between the carriageways: some 30 m
STEP = 0.02  # some 2.2 km


def motorway(*, two_way: bool = False) -> tuple[dict[str, Point], dict[str, dict[str, str]]]:
    """Draw a motorway from north to south, with a rest area on each side, a ramp, and a local road across.

    Southward on the west side A to F, northward on the east side G to L; the areas are s (south) and n (north).
    """
    at = {sign: Point(126.0, 45.8 - nth * STEP) for nth, sign in enumerate("ABCDEF")}
    at |= {sign: Point(126.0 + WIDE, 45.7 + nth * STEP) for nth, sign in enumerate("GHIJKL")}
    at |= {"s": Point(126.0 - 0.001, 45.8 - 2.5 * STEP), "n": Point(126.0 + WIDE + 0.001, 45.7 + 2.5 * STEP)}
    at |= {"x": Point(126.05, 45.76), "y": Point(125.95, 45.76)}
    g1 = {"highway": "motorway", "ref": "G1;G102"}
    ways = {
        "ABC 1": g1, "CD": g1, "DEF": g1, "GHI 2": g1, "IJ": g1, "JKL": g1,
        "CsD": {"highway": "service", "oneway": "yes"}, "InJ": {"highway": "service", "oneway": "yes"},
        "xK": {"highway": "motorway_link", "oneway": "yes", "ref": "G1"}, "xy": {"highway": "secondary", "ref": "S5"},
    }  # fmt: skip
    if two_way:
        ways = {"ABCDEF 1": {"highway": "trunk", "ref": "G 1"}, "CsD": ways["CsD"]}
    return at, ways


@pytest.fixture
def made(tmp_path: Path) -> tuple[OnRoads, dict[str, Point]]:
    at, ways = motorway()
    return OnRoads(cut(read(write(tmp_path, at, ways), [Mode.TRUCK]), Mode.TRUCK)), at


def columns(*points: Point) -> tuple[np.ndarray, np.ndarray]:
    return np.array([one.lon for one in points]), np.array([one.lat for one in points])


def test_each_direction_has_its_own_carriageway(made: tuple[OnRoads, dict[str, Point]]) -> None:
    travel, at = made
    north, south = carriageways(travel.graph, "g1")
    assert [(one.road, one.direction) for one in (north, south)] == [("G1", "forward"), ("G1", "backward")]
    for line, first, last in ((south, "A", "F"), (north, "G", "L")):
        assert line.at(0) == pytest.approx((at[first].lon, at[first].lat))
        assert line.at(line.length_km) == pytest.approx((at[last].lon, at[last].lat))
        assert line.length_km == pytest.approx(metres(at[first], at[last]) / 1000, rel=1e-6)
    assert (round(south.heading_deg), round(north.heading_deg)) == (180, 0)
    assert [line.road for line in carriageways(travel.graph, "G102")] == ["G102", "G102"]


def test_a_piece_without_a_number_is_bridged(tmp_path: Path, made: tuple[OnRoads, dict[str, Point]]) -> None:
    travel, _ = made
    at, ways = motorway()
    ways["CD"] = {"highway": "motorway"}
    # What is left out is 2.2 km long: one line becomes two. Shorter, they are joined.
    for latitude, lines in ((at["D"].lat, 3), (45.76 - 0.015, 2)):
        at["D"] = Point(at["D"].lon, latitude)
        roads = cut(read(write(tmp_path, at, ways), [Mode.TRUCK]), Mode.TRUCK)
        found = carriageways(roads, "G1")
        assert len(found) == lines
    assert found[1].length_km == pytest.approx(carriageways(travel.graph, "G1")[1].length_km, rel=1e-6)


def test_a_road_with_traffic_both_ways_is_a_line_in_each(tmp_path: Path) -> None:
    at, ways = motorway(two_way=True)
    travel = OnRoads(cut(read(write(tmp_path, at, ways), [Mode.TRUCK]), Mode.TRUCK))
    north, south = carriageways(travel.graph, "G1")
    assert (north.direction, south.direction) == ("forward", "backward")
    np.testing.assert_allclose(south.lon, north.lon[::-1])
    met = places_along([south, north], *columns(at["B"]), travel=travel)
    assert [float(one[0]) for one in met] == pytest.approx(
        [metres(at["A"], at["B"]) / 1000, metres(at["B"], at["F"]) / 1000]
    )


def test_nobody_turns_back_at_a_roundabout(tmp_path: Path) -> None:
    """Twice the long way south of it would be longer than the whole road."""
    ring = {"p": (126.0, 45.7497), "q": (126.0004, 45.75), "r": (126.0, 45.7503), "t": (125.9996, 45.75)}
    at = {sign: Point(*one) for sign, one in {"a": (126.0, 45.70), **ring, "z": (126.0, 45.76)}.items()}
    road = {"highway": "primary", "ref": "S5"}
    ways = {"ap": road, "pqrtp": {**road, "junction": "roundabout"}, "rz": road}
    found = carriageways(cut(read(write(tmp_path, at, ways), [Mode.TRUCK]), Mode.TRUCK), "S5")
    assert [one.direction for one in found] == ["forward", "backward"]
    for line, letters in zip(found, ("apqrz", "zrtpa"), strict=True):
        wanted = columns(*(at[sign] for sign in letters))
        once = np.flatnonzero(
            np.append(True, np.diff(line.lon) + np.diff(line.lat) != 0)
        )  # edges meet in one point
        np.testing.assert_allclose([line.lon[once], line.lat[once]], wanted)


def test_nobody_turns_back_through_a_break_between_the_carriageways(tmp_path: Path) -> None:
    at, ways = motorway()
    ways["EH"] = {"highway": "trunk", "ref": "G1"}
    north, south = carriageways(cut(read(write(tmp_path, at, ways), [Mode.TRUCK]), Mode.TRUCK), "G1")
    for line, first, last in ((south, "A", "F"), (north, "G", "L")):
        assert line.length_km == pytest.approx(metres(at[first], at[last]) / 1000, rel=1e-6)


def test_a_rest_area_serves_the_drivers_who_can_turn_in(made: tuple[OnRoads, dict[str, Point]]) -> None:
    travel, at = made
    lines = carriageways(travel.graph, "G1")
    north, south = places_along(lines, *columns(at["s"], at["n"], at["x"]), travel=travel)
    assert south[0] == pytest.approx(metres(at["A"], at["C"]) / 1000, rel=1e-6)  # the driver leaves at C
    assert north[1] == pytest.approx(metres(at["G"], at["I"]) / 1000, rel=1e-6)
    assert np.isnan([south[1], north[0], south[2], north[2]]).all()


def test_without_roads_the_nearer_carriageway_counts(made: tuple[OnRoads, dict[str, Point]]) -> None:
    travel, at = made
    lines = carriageways(travel.graph, "G1")
    north, south = places_along(lines, *columns(at["s"], at["n"], at["x"]))
    half = 2.5 / 5
    assert south[0] == pytest.approx(half * lines[1].length_km, rel=1e-4)
    assert north[1] == pytest.approx(half * lines[0].length_km, rel=1e-4)
    assert np.isnan([south[1], north[0], south[2], north[2]]).all()


def test_what_is_said_of_the_direction_overrules(made: tuple[OnRoads, dict[str, Point]]) -> None:
    travel, at = made
    lines = carriageways(travel.graph, "G1")
    here = columns(at["s"], at["s"], at["s"], at["s"])
    for how in (None, travel):
        north, south = places_along(lines, *here, said=["双向", "北向", "往北京方向", None], travel=how)
        assert np.isnan(south).tolist() == [False, True, False, False]
        assert np.isnan(north).tolist() == [False, False, True, True]


def test_the_stretches_without_a_place_follow(made: tuple[OnRoads, dict[str, Point]]) -> None:
    travel, at = made
    lines = carriageways(travel.graph, "G1")
    _, south = places_along(lines, *columns(at["s"], at["n"]), travel=travel)
    told = corridor(0.0, lines[1].length_km, south[~np.isnan(south)], 3.0)
    exit_km = metres(at["A"], at["C"]) / 1000
    ends = [end for one in told.stretches for end in (one.from_km, one.to_km)]
    assert ends == pytest.approx([0.0, exit_km - 3, exit_km, lines[1].length_km - 3])
    middle = lines[1].part(told.stretches[0].from_km, told.stretches[0].to_km)
    assert tuple(middle[0]) == pytest.approx((at["A"].lon, at["A"].lat))
    assert len(middle) == 2


def test_a_drawn_line_serves_both_directions() -> None:
    forward, backward = drawn(
        "G9",
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[126, 45, 7], [127, 45]]}},
    )
    assert (forward.direction, backward.direction) == ("forward", "backward")
    assert forward.length_km == pytest.approx(metres((126, 45), (127, 45)) / 1000)
    met = places_along([forward, backward], np.array([126.25, 126.5]), np.array([45.001, 45.1]))
    quarter = forward.length_km / 4
    assert [one.tolist() for one in met] == [
        pytest.approx([quarter, np.nan], nan_ok=True, rel=1e-3),
        pytest.approx([3 * quarter, np.nan], nan_ok=True, rel=1e-3),
    ]


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        ({"type": "Polygon", "coordinates": []}, "not as a Polygon"),
        ([[126, 45]], "two different points"),
        ([[126, 45], [126, 45]], "two different points"),
        ([[45, 126], [45, 127]], "swapped"),
        ([["a", "b"], ["c", "d"]], "pairs of longitude and latitude"),
        ({"type": "LineString"}, "pairs of longitude and latitude"),
    ],
)
def test_what_is_no_line_is_refused(geometry: object, says: str) -> None:
    with pytest.raises(BadRequest, match=says):
        drawn("x", geometry)


def test_an_unknown_number_is_refused_with_those_that_there_are(
    tmp_path: Path, made: tuple[OnRoads, dict[str, Point]]
) -> None:
    with pytest.raises(BadRequest, match="no road bears the number G7: there are G1, G102, S5"):
        carriageways(made[0].graph, "G7")
    lone, _ = graph(tmp_path, "a b", {"ab": {"highway": "primary"}}, Mode.TRUCK)
    with pytest.raises(BadRequest, match="no numbered roads at all"):
        carriageways(lone, "G7")


@pytest.mark.parametrize(
    ("said", "heading"),
    [
        ("北向", 0.0), ("G1 南行", 180.0), ("向西", 270.0), ("往东方向", 90.0), ("Eastbound", 90.0),
        ("southbound side", 180.0),
        ("双向", "both"), ("东向、西向", "both"), ("往北京方向", None), ("河北向", None),
        ("哈尔滨方向", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_directions_are_read_as_people_write_them(said: str | None, heading: object) -> None:
    assert heading_named(said) == heading


def test_numbers_are_written_plainly() -> None:
    assert {plain(one) for one in ("G1", "g 1", "Ｇ１ ")} == {"G1"}
