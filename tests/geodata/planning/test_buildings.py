"""Buildings within reach of the demand are candidates; of too many, the largest of each quarter."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geodata.demand_sources.asked import Asked
from geodata.geodesic import Geodesic
from geodata.planning import buildings as of_buildings
from geodata.planning.buildings import buildings, farthest_m, widened
from geodata.planning.siting import site
from geodata.planning.telling import Telling
from geodata.planning.thinning import thinned
from scripts.main import main
from tests.geodata.demand.test_buildings import extract, square
from tests.geodata.planning.towns import A_KM, HERE, question, town

BOX = (HERE[0], HERE[1], HERE[0] + 3 * A_KM, HERE[1])


def houses(path: Path, *kilometres: float, sides: tuple[float, ...] = ()) -> Path:
    """Write houses along the street, all of one size but where sizes are given."""
    each = sides or (0.0002,) * len(kilometres)
    drawn = [
        (square(HERE[0] + at * A_KM, HERE[1], side), {"building": "yes"})
        for at, side in zip(kilometres, each, strict=True)
    ]
    return extract(path / "town.osm.pbf", drawn)


def test_only_buildings_that_somebody_could_reach_are_candidates(tmp_path: Path) -> None:
    path = houses(tmp_path, -0.9, -0.3, 1.5, 3.3, 4.2)
    asked = question("site", within=500, sites=1)
    found = buildings(path, Asked(), asked, BOX)
    assert [one["id"] for one in found.points] == ["way/2", "way/3", "way/4"]
    assert (found.told["buildings"], found.told["elsewhere"], found.told["resolution"]) == (3, 2, None)
    assert found.told["licence"] == "ODbL 1.0, © OpenStreetMap contributors"


ASKED: list[tuple[dict[str, Any], float]] = [
    ({"within": 500}, 500),
    ({"within": 500, "detour": 1.25}, 400),
    ({"within": 15, "speed_kmh": 4.8, "detour": 1.2}, 1000),
    ({"within": 10, "by": "truck", "detour": None}, 80_000 / 6),
    ({"model": "pmedian"}, 1000),
]


@pytest.mark.parametrize(("options", "most_m"), ASKED, ids=[str(one) for one, _ in ASKED])
def test_the_reach_is_that_of_the_standard(options: dict[str, Any], most_m: float) -> None:
    assert farthest_m(question("site", sites=1, **options)) == pytest.approx(most_m)


def test_a_widened_box_holds_whatever_is_as_near() -> None:
    box = (126.5, 60.0, 126.6, 60.1)
    west, south, east, north = widened(box, 2_000.0)
    corners = np.array([(box[0], box[1]), (box[2], box[3])])
    for lon, lat in ((west, 60.1), (east, 60.1), (126.5, south), (126.6, north)):
        _, cost = Geodesic().nearest(np.array([lon]), np.array([lat]), np.array([box[0], box[2]] * 2),
                                     np.array([box[1], box[1], box[3], box[3]]))  # fmt: skip
        assert cost[0, 0] >= 2_000.0 - 1e-6, corners


def test_of_too_many_the_largest_of_each_cell_is_taken_and_rules_keep_what_they_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_buildings, "MOST_BUILDINGS", 3)
    sides = (0.0001, 0.0003, 0.0002, 0.0002, 0.0004)
    path = houses(tmp_path, 0.0, 0.001, 1.5, 3.0, 3.001, sides=sides)
    asked = question("site", within=500, sites=2, must=["way/1"], forbidden=["way/5"])
    found = buildings(path, Asked(), asked, BOX)
    # The largest of the first corner is 2, of the last 5, which is forbidden: so 4 stands for it. Rules keep 1 and 5.
    assert [one["id"] for one in found.points] == ["way/1", "way/2", "way/3", "way/4", "way/5"]
    assert found.told["resolution"] is not None
    plain = buildings(path, Asked(), question("site", within=500, sites=2), BOX)
    assert [one["id"] for one in plain.points] == ["way/2", "way/3", "way/5"]


def test_thinning_takes_the_first_of_what_is_worth_the_same_and_all_where_they_are_few() -> None:
    lon, lat = np.full(3, HERE[0]), np.full(3, HERE[1])
    assert thinned(lon, lat, np.ones(3), 1)[0].tolist() == [0]
    rows, resolution = thinned(lon, lat, np.ones(3), 3)
    assert (rows.tolist(), resolution) == ([0, 1, 2], None)


def test_a_plan_tells_of_which_buildings_its_candidates_were(tmp_path: Path) -> None:
    inputs = town([(0.0, 10), (3.0, 30)], [])
    path = houses(tmp_path, 0.1, 2.9)
    first = question("site", within=500, sites=1)
    brought = buildings(path, Asked(), first, inputs.people.bbox)
    options = {"candidates": "buildings", "points": brought.points, "candidates_of": brought.told}
    asked = question("site", within=500, sites=1, **options)
    made = site(inputs, asked, Telling()).result
    told = made["inputs"]["candidates"]
    assert [one["id"] for one in made["site"]["sites"]] == ["way/2"]
    assert (told["from"], told["name"], told["count"]) == ("buildings", "town.osm.pbf", 2)
    assert told["source"] == "OpenStreetMap, town.osm.pbf"
    assert len(told["file_sha256"]) == len(told["sha256"]) == 64
    notes = {one["code"]: one["params"] for one in made["notes"]}
    assert notes["buildings"] == {"buildings": 2, "no_shelter": 0}
    assert "buildings_left_out" not in notes


def test_a_plan_from_files_alone_takes_buildings_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = houses(tmp_path, 0.1, 2.9, 9.0)
    demand = tmp_path / "demand.csv"
    rows = [
        f"{at},{HERE[0] + km * A_KM},{HERE[1]},{weight}"
        for at, (km, weight) in enumerate(((0.0, 10), (3.0, 30)))
    ]
    demand.write_text("\n".join(["id,lon,lat,weight", *rows]))
    asked = [
        "plan",
        "site",
        "--demand",
        str(demand),
        "--candidates",
        str(path),
        "--sites",
        "1",
        "--within-m",
        "500",
    ]
    assert main([*asked, "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["sites"] == ["way/2"]
    assert "2 buildings lie within reach of the demand" in printed.err
