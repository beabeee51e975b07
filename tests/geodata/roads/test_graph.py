"""From an extract to a graph: what is read, where it is cut, how it is kept."""

import io
import json
from pathlib import Path

import numpy as np
import pytest

from geodata.errors import BadRequest, UnreadableFile
from geodata.roads.cut import cut
from geodata.roads.graph import Graph
from geodata.roads.osm import read
from geodata.roads.speeds import Mode
from geodata.roads.travel import OnRoads
from stations.point import Point
from tests.geodata.roads.drawn import STREET, drawn, graph, write
from tests.geodata.roads.oracle import metres

CROSS = """
    . n .
    w c e
    . s .
"""


def ends(roads: Graph, at: dict[str, Point]) -> set[frozenset[str]]:
    """Name the edges by the letters of their ends."""
    signs = {(one.lon, one.lat): sign for sign, one in at.items()}
    node = [signs[lon, lat] for lon, lat in zip(roads.lon.tolist(), roads.lat.tolist(), strict=True)]
    return {frozenset((node[a], node[b])) for a, b in zip(roads.start, roads.end, strict=True)}


def test_ways_are_cut_where_they_meet_and_keep_their_bends(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, CROSS, {"nwcs": STREET, "ce": STREET})
    assert ends(roads, at) == {frozenset("nc"), frozenset("cs"), frozenset("ce")}
    assert roads.nodes == 4
    bent = metres(at["n"], at["w"]) + metres(at["w"], at["c"])
    assert sorted(roads.length_m) == pytest.approx(
        sorted([bent, metres(at["c"], at["s"]), metres(at["c"], at["e"])])
    )
    assert len(roads.shape_lon) == 3 + 2 + 2


def test_a_ring_that_meets_nothing_is_an_edge_back_to_itself(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, CROSS, {"nesw 1": STREET, "nw": STREET})
    assert ends(roads, at) == {frozenset("nw")}
    lone, _ = graph(tmp_path, CROSS, {"neswn": STREET})
    assert (lone.nodes, lone.edges, lone.start.tolist()) == (1, 1, lone.end.tolist())


def test_a_way_that_crosses_itself_is_cut_there(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, CROSS, {"wcnec": STREET})
    assert ends(roads, at) == {frozenset("wc"), frozenset("c")}


def test_a_bollard_parts_trucks_and_lets_walkers_through(tmp_path: Path) -> None:
    bollard = {"c": {"barrier": "bollard"}}
    for mode, parts in ((Mode.WALK, 3), (Mode.TRUCK, 4)):
        roads, _ = graph(tmp_path, "w c e", {"wce": STREET, "wc 2": STREET}, mode, bollard)
        assert roads.nodes == parts + (mode is Mode.TRUCK), mode


def test_minutes_follow_the_direction(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, "w e", {"we": {"highway": "primary", "oneway": "-1"}}, Mode.TRUCK)
    assert roads.forward_min.tolist() == [np.inf]
    assert roads.backward_min[0] == pytest.approx(metres(at["w"], at["e"]) / (50_000 / 60))


def test_a_small_part_is_an_island_and_points_keep_to_the_rest(tmp_path: Path) -> None:
    drawing = "a . . . . . . . . . . b\nc d . . . . . . . . . ."
    roads, at = graph(tmp_path, drawing, {"ab": STREET, "cd": STREET})
    assert sorted(zip(roads.length_m.round(), roads.island.tolist(), strict=True)) == [
        (78, True),
        (855, False),
    ]
    travel = OnRoads(roads)
    on = travel.put(*(np.array(one) for one in zip(*(at[sign] for sign in "cd"), strict=True))).spots
    # 111 m to the main road are too far to prefer it to an island underfoot; half as far is not.
    assert roads.island[on.edge].tolist() == [True, True]
    between = travel.put(np.array([at["c"].lon]), np.array([at["c"].lat + 0.0002])).spots
    assert not roads.island[between.edge].any()


def test_one_way_stubs_are_islands_where_most_roads_lead_everywhere(tmp_path: Path) -> None:
    stub = {"highway": "residential", "oneway": "yes"}
    roads, _ = graph(tmp_path, CROSS, {"nesw 1": STREET, "nw": STREET, "cn": stub}, Mode.TRUCK)
    assert roads.island.sum() == 1
    lone, _ = graph(tmp_path, "a b c\nd e f", {"abc": stub, "fed": stub}, Mode.TRUCK)
    assert not lone.island.any()


def test_it_is_kept_and_read_again_as_it_was(tmp_path: Path) -> None:
    ref = {"highway": "trunk", "ref": "G102;G1", "name": "京哈线"}
    roads, _ = graph(tmp_path, CROSS, {"ncs": ref, "wce": {**STREET, "oneway": "yes"}}, Mode.TRUCK)
    again = Graph.load(roads.dump())
    for name, value in vars(roads).items():
        if not name.startswith("_"):
            np.testing.assert_array_equal(getattr(again, name), value, err_msg=name)
    assert sorted(again.refs) == ["", "G102;G1"]


@pytest.mark.parametrize("what", ["nothing", "text", "another archive", "cut short", "pickle", "newer form"])
def test_what_is_no_graph_is_refused(tmp_path: Path, what: str) -> None:
    roads, _ = graph(tmp_path, "a b", {"ab": STREET})
    other = io.BytesIO()
    np.savez(other, lon=np.zeros(2))
    evil = io.BytesIO()
    np.savez(evil, head=np.array([{"form": 1}], dtype=object))
    newer = io.BytesIO()
    np.savez(
        newer,
        head=np.frombuffer(json.dumps({"form": 9, "mode": "walk", "sha256": ""}).encode(), dtype=np.uint8),
    )
    kept = {
        "nothing": b"", "text": b"roads", "another archive": other.getvalue(), "cut short": roads.dump()[:-300],
        "pickle": evil.getvalue(), "newer form": newer.getvalue(),
    }  # fmt: skip
    with pytest.raises(UnreadableFile, match="load the extract again"):
        Graph.load(kept[what])


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = write(tmp_path, drawn("a b"), {"ab": STREET})
    read(path, tell=lambda done, of: told.append((done, of)))
    size = path.stat().st_size
    assert told[-1] == (size, size)
    assert all(0 <= done <= of == size for done, of in told)


def test_one_file_gives_every_mode_its_own_graph(tmp_path: Path) -> None:
    ways = {"ab": {"highway": "motorway", "ref": "G1"}, "bc": STREET, "cd": {"highway": "footway"}}
    found = read(write(tmp_path, drawn("a b c d"), ways))
    assert {mode: cut(found, mode).edges for mode in Mode} == {Mode.WALK: 2, Mode.EBIKE: 1, Mode.TRUCK: 2}


@pytest.mark.parametrize(
    ("kept", "says"),
    [(b"", "cannot be read as OpenStreetMap"), (b"lon,lat\n1,2\n" * 20, "cannot be read as OpenStreetMap")],
    ids=["empty", "a table"],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, kept: bytes, says: str) -> None:
    path = tmp_path / "x.osm.pbf"
    path.write_bytes(kept)
    with pytest.raises(UnreadableFile, match=says):
        read(path)


def test_a_file_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, drawn("a b"), {"ab": STREET})
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UnreadableFile, match="compare its checksum"):
        read(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no such file"):
        read(tmp_path / "none.osm.pbf")


def test_an_extract_without_ways_of_a_mode_says_so(tmp_path: Path) -> None:
    path = write(tmp_path, drawn("a b"), {"ab": {"highway": "footway"}})
    with pytest.raises(UnreadableFile, match="1 ways, and none that may be used by truck"):
        read(path, [Mode.TRUCK])
    with pytest.raises(UnreadableFile, match="none of them may be used by truck"):
        cut(read(path), Mode.TRUCK)


def test_ways_of_which_points_are_missing_are_cut_and_counted(tmp_path: Path) -> None:
    at = drawn("a b c d e")
    path = write(tmp_path, at, {"abcde": STREET})
    import osmium

    class Without(osmium.SimpleHandler):
        def __init__(self, writer: osmium.SimpleWriter, missing: set[int]) -> None:
            super().__init__()
            self.writer, self.missing = writer, missing

        def node(self, node: object) -> None:
            if node.id not in self.missing:
                self.writer.add_node(node)

        def way(self, way: object) -> None:
            self.writer.add_way(way)

    for name, missing in (("some", {3}), ("all", {1, 2, 3, 4, 5})):
        with osmium.SimpleWriter(str(tmp_path / f"{name}.osm.pbf")) as writer:
            Without(writer, missing).apply_file(str(path))
    found = read(tmp_path / "some.osm.pbf")
    assert found.incomplete == 1
    assert ends(cut(found, Mode.WALK), at) == {frozenset("ab"), frozenset("de")}
    with pytest.raises(UnreadableFile, match="complete_ways"):
        read(tmp_path / "all.osm.pbf")


def test_a_way_across_the_180th_meridian_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, {"a": Point(179.9995, 10), "b": Point(-179.9995, 10)}, {"ab": STREET})
    with pytest.raises(BadRequest, match="180th meridian near latitude 10"):
        cut(read(path), Mode.WALK)
