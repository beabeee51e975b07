"""`waystation load-roads`, called as a person calls it, on a store of its own."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from geodata.roads.loading import roads_of
from scripts.main import main
from stations import roads
from stations.database import connect
from tests.databases import own_database
from tests.geodata.roads.drawn import STREET, drawn, write

WAYS = {"ab": STREET, "bc": {"highway": "motorway", "ref": "G1"}, "bd": {"highway": "footway"}}


@pytest.fixture(scope="module")
def own_store(database_url: str) -> Iterator[str]:
    with own_database(database_url, "roads") as url:
        yield url


@pytest.fixture
def store_url(own_store: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("WAYSTATION_DATABASE_URL", own_store)
    return own_store


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return write(tmp_path, drawn("a b c\n. d ."), WAYS, name="town.osm.pbf")


def kept(url: str, name: str) -> dict[str, roads.Roads]:
    with closing(connect(url)) as store:
        return {one.mode: one for one in roads.listed(store) if one.name == name}


def test_an_extract_becomes_a_network_for_each_mode(
    store_url: str, extract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load-roads", str(extract)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("town.osm.pbf → roads town\n")
    assert "  walk: 0.2 km of ways in 2 edges between 3 nodes (0.0 MB)\n" in told
    found = kept(store_url, "town")
    assert {mode: (one.edges, one.licence, one.source) for mode, one in found.items()} == {
        mode: (edges, "ODbL 1.0, © OpenStreetMap contributors", "OpenStreetMap, town.osm.pbf")
        for mode, edges in (("walk", 2), ("ebike", 1), ("truck", 2))
    }
    with closing(connect(store_url)) as store:
        one, travel = roads_of(store, "town", "walk", sha256=found["walk"].sha256)
    at = drawn("a b c\n. d .")
    _, cost = travel.nearest(
        np.array([at["a"].lon]), np.array([at["a"].lat]), np.array([at["d"].lon]), np.array([at["d"].lat])
    )
    assert cost[0, 0] == pytest.approx(one.length_m / 80)
    assert travel.told["roads"] == "town"


def test_the_same_file_again_changes_nothing(
    store_url: str, extract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--name", "twice", "--source", "a friend", "--licence", "CC0", "--by", "me"]
    assert main(["load-roads", str(extract), *options]) == 0
    before = kept(store_url, "twice")
    assert {(one.source, one.licence, one.made_by) for one in before.values()} == {("a friend", "CC0", "me")}
    capsys.readouterr()
    assert main(["load-roads", str(extract), "--name", "twice"]) == 0
    assert capsys.readouterr().out.count("unchanged, the same file was loaded before") == 3
    assert kept(store_url, "twice") == before


def test_a_newer_file_is_taken_from_then_on(
    store_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for ways in (WAYS, {**WAYS, "cd": STREET}):
        path = write(tmp_path, drawn("a b c\n. d ."), ways)
        assert main(["load-roads", str(path), "--name", "grown", "--mode", "walk", "--forget-earlier"]) == 0
    assert kept(store_url, "grown")["walk"].edges == 3
    assert "1 earlier networks of this name were forgotten" in capsys.readouterr().out


def test_only_the_modes_that_were_asked_for_are_kept(store_url: str, extract: Path) -> None:
    assert main(["load-roads", str(extract), "--name", "two", "--mode", "truck, walk"]) == 0
    assert set(kept(store_url, "two")) == {"walk", "truck"}


def test_a_mode_without_ways_is_told_or_where_it_was_asked_for_refused(
    store_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, drawn("a b"), {"ab": {"highway": "footway"}}, name="park.osm.pbf")
    assert main(["load-roads", str(path), "--mode", "truck"]) == 1
    assert main(["load-roads", str(path), "--mode", "walk,truck"]) == 1
    told = capsys.readouterr().err
    assert "none that may be used by truck" in told
    assert "none of them may be used by truck" in told
    assert kept(store_url, "park") == {}
    assert main(["load-roads", str(path)]) == 0
    assert "  truck: the extract has no way for it\n" in capsys.readouterr().out
    assert set(kept(store_url, "park")) == {"walk"}


@pytest.mark.usefixtures("store_url")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["none.osm.pbf"], "there is no such file"),
        (["--mode", "fly"], "--mode fly: it is one or some of walk, ebike, truck"),
        (["--mode", " ,"], "--mode names nothing"),
    ],
)
def test_what_cannot_be_loaded_is_said_in_a_line(
    extract: Path, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = [] if arguments[0].endswith("pbf") else [str(extract)]
    assert main(["load-roads", *file, *arguments]) == 1
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1
