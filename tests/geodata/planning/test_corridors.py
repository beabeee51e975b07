"""Corridors: where the next place ahead is too far, along a line by pencil, and on roads beside networkx."""

import itertools
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest

from geodata.demand import Sites
from geodata.errors import BadPlan
from geodata.planning.inputs import Inputs, about
from geodata.planning.making import make
from geodata.roads.speeds import Mode
from geodata.roads.travel import OnRoads
from stations.calendar import china
from tests.geodata.planning.towns import A_KM, HERE, question, sites, town
from tests.geodata.roads.drawn import graph
from tests.geodata.roads.oracle import metres

LINE = [{"lon": HERE[0], "lat": HERE[1]}, {"lon": HERE[0] + 100 * A_KM, "lat": HERE[1]}]


def test_along_a_line_the_stretches_are_those_of_pencil() -> None:
    asked = question("corridor", demand=None, detour=None, line=LINE, within_km=20, flow=1000)
    made = make(replace(town([(0.0, 1.0)], [10.0, 60.0]), demand=None), asked)
    told = made.result["corridor"]
    seen = [
        (one["direction"], round(one["from_km"]), round(one["to_km"]), round(one["without_km"]))
        for one in told["stretches"]
    ]
    # Forward: from 10 on it is 50 km to 60; from 60 on none comes before the end, which is surely too far up to 80.
    # Backward counts from the other end: 40 km up to the place at 60; then from 40 to 90, less 20.
    assert sorted(seen) == [
        ("backward", 0, 20, 40), ("backward", 40, 70, 50), ("forward", 10, 40, 50), ("forward", 60, 80, 40),
    ]  # fmt: skip
    first = told["stretches"][0]
    assert first["weight"] == pytest.approx(1000 * first["length_km"])
    assert len(made.layers["corridor"]["features"]) == 4


def test_where_the_line_ends_before_a_place_can_come_none_is_said_to_be_near() -> None:
    asked = question("corridor", demand=None, detour=None, line=LINE, within_km=150)
    told = make(replace(town([(0.0, 1.0)], []), demand=None), asked).result["corridor"]
    assert told["stretches"] == []  # 100 km without any place: the next may come at 101
    assert [(round(one["unknown_km"]), one["share"]) for one in told["roads"]] == [(100, 0.0), (100, 0.0)]


def test_a_place_far_from_the_line_does_not_count() -> None:
    away = Sites(["p"], [HERE[0] + 50 * A_KM], [HERE[1] + 0.05])
    inputs = replace(town([(0.0, 1.0)], []), demand=None, places=away)
    told = {
        beside: make(
            inputs, question("corridor", demand=None, detour=None, line=LINE, beside_m=beside)
        ).result
        for beside in (1_000, 10_000)
    }
    assert [one["corridor"]["roads"][0]["places"] for one in told.values()] == [0, 1]


ROAD = {"highway": "motorway", "ref": "G1", "oneway": "yes"}
SIDE = {"highway": "primary"}
MAP = """
    a . . b . . c . . d
    . . . f . . . . . .
    l . . k . . j . . i
"""
WAYS = {"abcd": ROAD, "ijkl": ROAD, "bf": SIDE, "fk": SIDE, "di": SIDE, "la": SIDE}


def test_on_roads_it_is_the_driving_distance_in_the_direction_of_the_carriageway(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, MAP, WAYS, mode=Mode.TRUCK)
    places = Sites(["p"], [at["f"].lon], [at["f"].lat])
    travel = OnRoads(roads, "m", name="drawn")
    inputs = Inputs(None, places, None, travel, china(), about(None, places, None, {}))
    made = make(inputs, question("corridor", demand=None, detour=None, by="truck", road="G1", within_km=0.6))
    corridor = made.result["corridor"]
    assert {one["direction"] for one in corridor["roads"]} == {"forward", "backward"}
    forward = next(one for one in corridor["stretches"] if one["direction"] == "forward")
    # Behind b one drives on to d, around by i, j and k, and up to f.
    names = ["b", "c", "d", "i", "j", "k", "f"]
    around_m = sum(metres(at[one], at[other]) for one, other in itertools.pairwise(names))
    assert forward["without_km"] == pytest.approx(around_m / 1000, abs=0.01)
    assert forward["from_km"] == pytest.approx(metres(at["a"], at["b"]) / 1000, abs=0.01)
    slowly = nx.DiGraph()
    slowly.add_weighted_edges_from(
        (one, other, metres(at[one], at[other]) / 1000) for one, other in itertools.pairwise(names)
    )
    ahead = nx.shortest_path_length(slowly, "d", "f", weight="weight")
    to_km = metres(at["a"], at["d"]) / 1000 - max(0.0, 0.6 - ahead)
    assert forward["to_km"] == pytest.approx(min(to_km, metres(at["a"], at["d"]) / 1000), abs=0.01)


def test_what_no_corridor_is_made_of_is_said(tmp_path: Path) -> None:
    roads, at = graph(tmp_path, MAP, WAYS, mode=Mode.TRUCK)
    places = Sites(["p"], [at["f"].lon], [at["f"].lat])
    inputs = Inputs(None, places, None, OnRoads(roads, "m"), china(), about(None, places, None, {}))
    with pytest.raises(BadPlan, match="no road bears the number G2: there are G1"):
        make(inputs, question("corridor", demand=None, detour=None, by="truck", road="G2"))
    with pytest.raises(BadPlan, match="go by truck"):
        make(replace(town([(0.0, 1.0)], [1.0])), question("corridor", road="G1"))
    with pytest.raises(BadPlan, match="at one time"):
        make(inputs, question("corridor", demand=None, detour=None, line=LINE, hours="week"))
    nothing = replace(inputs, places=sites([]))
    made = make(
        nothing, question("corridor", demand=None, detour=None, by="truck", road="G1", within_km=0.6)
    ).result
    assert all(one["at_least"] for one in made["corridor"]["stretches"])
    assert sum(one["length_km"] for one in made["corridor"]["stretches"]) == pytest.approx(
        sum(one["length_km"] for one in made["corridor"]["roads"])
    )
    assert [one["code"] for one in made["notes"]] == ["no_places"]
