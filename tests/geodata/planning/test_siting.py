"""Sites: the plan is worth what coverage says of a town with its sites, and never less than by trying all."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from geodata.errors import BadPlan
from geodata.planning.inputs import Inputs
from geodata.planning.making import make
from geodata.planning.telling import Telling
from stations.plans import Made
from tests.geodata.planning.towns import A_KM, HERE, quarters, question, town

STREET = [(0.0, 3.0), (0.6, 1.0), (1.0, 2.0), (5.0, 4.0), (5.8, 2.5), (9.0, 1.5)]
WHERE = (0.3, 0.9, 5.4, 9.0, 20.0)
POINTS = [{"id": f"c{at}", "lon": HERE[0] + km * A_KM, "lat": HERE[1]} for at, km in enumerate(WHERE)]


def sited(inputs: Inputs, **options: Any) -> Made:
    return make(inputs, question("site", **{"within": 700, "seconds": 5, **options}))


def by_trying_all(places: list[float], kilometres: Sequence[float], sites: int) -> float:
    """The most that so many of these sites cover, beside what stands."""
    best = 0.0
    for chosen in itertools.combinations(kilometres, sites):
        inputs = town(STREET, [*places, *chosen])
        best = max(best, make(inputs, question("coverage", within=700)).result["figures"]["covered"])
    return best


@pytest.mark.parametrize("places", [[], [0.0], [0.0, 5.1]], ids=["none", "one", "two"])
def test_the_plan_is_the_best_of_all_beside_what_stands(places: list[float]) -> None:
    made = sited(town(STREET, places), sites=2, points=POINTS).result["site"]
    best = by_trying_all(places, WHERE, 2)
    assert (made["value"], made["bound"], made["gap"]) == pytest.approx((best, best, 0.0), rel=1e-9, abs=1e-9)
    assert made["after"]["covered"] == made["value"]
    assert made["before"] == make(town(STREET, places), question("coverage", within=700)).result["figures"]
    assert [one["existing"] for one in made["sites"]] == [False, False]


def test_the_curve_rises_to_the_value_and_stays_below_its_bound() -> None:
    made = sited(town(STREET, [0.0]), sites=3).result["site"]
    curve = made["curve"]
    assert [one["sites"] for one in curve] == [0, 1, 2, 3]
    assert curve[0]["value"] == made["before"]["covered"]
    assert curve[-1]["value"] == made["value"]
    assert all(one["value"] <= one["bound"] for one in curve)
    gains = [one["gain"] for one in made["sites"] if not one["existing"]]
    assert np.diff([one["value"] for one in curve]).tolist() == pytest.approx(gains)


def test_hours_at_which_nothing_is_open_are_what_a_site_can_add() -> None:
    inputs = town(STREET, [0.0, 5.0], hours=["Mo-Fr 09:00-17:00", "24/7"])
    made = sited(inputs, sites=1, points=POINTS, hours="week").result["site"]
    # 3 + 1 people near the first place have 128 of 168 hours without it: more than the 1.5 or 2 who never have one.
    assert made["sites"][0]["id"] == "c0"
    assert made["value"] - made["before"]["covered"] == pytest.approx(4 * 128 / 168)
    assert made["after"]["covered"] == pytest.approx(made["value"])


def test_must_haves_forbidden_ones_and_spacing_are_kept() -> None:
    inputs = town(STREET, [])
    must = sited(inputs, sites=2, points=POINTS, must=["c4"]).result["site"]["sites"]
    assert "c4" in [one["id"] for one in must]
    without = sited(inputs, sites=2, points=POINTS, forbidden=["c0", "c2"]).result["site"]["sites"]
    assert not {"c0", "c2"} & {one["id"] for one in without}
    spaced = sited(town(STREET, [5.4]), sites=3, points=POINTS, spacing_m=1_000).result
    chosen = {one["id"] for one in spaced["site"]["sites"] if not one["existing"]}
    assert "c2" not in chosen
    assert not {"c0", "c1"} <= chosen


def test_places_that_may_move_go_where_they_are_needed() -> None:
    inputs = town(STREET, [20.0, 5.4])
    made = sited(inputs, sites=1, points=POINTS, existing="movable").result
    site = made["site"]
    assert len([one for one in site["sites"] if one["rank"]]) == 3
    assert site["value"] == by_trying_all([], WHERE, 3)
    assert next(one for one in made["notes"] if one["code"] == "moved_away")["params"] == {
        "places": 1,
        "all": 2,
    }


def test_the_fewest_sites_for_a_share_are_found() -> None:
    made = sited(town(STREET, [0.0]), model="lscp", points=POINTS, share=0.85).result["site"]
    assert made["after"]["share"] >= 0.85
    fewer = int(made["value"]) - 1
    assert by_trying_all([0.0], WHERE, fewer) < 0.85 * 14


@pytest.mark.parametrize("model", ["pmedian", "pcenter"])
def test_ways_are_as_short_as_any_choice_makes_them(model: str) -> None:
    made = sited(town(STREET, []), model=model, sites=2, within=None, points=POINTS).result["site"]
    figure = {"pmedian": "mean", "pcenter": "max"}[model]
    tried = [
        make(town(STREET, list(chosen)), question("coverage", within=1)).result["figures"][figure]
        for chosen in itertools.combinations(WHERE, 2)
    ]
    assert made["value"] == pytest.approx(min(tried))
    assert made["after"][figure] == pytest.approx(made["value"])


def test_a_search_that_is_stopped_is_still_a_plan() -> None:
    random = np.random.default_rng(3)
    inputs = town([(km, 1.0) for km in random.uniform(0, 900, 3_000)], [])
    told: list[str] = []
    telling = Telling(lambda stage, _share: told.append(stage), lambda: True)
    made = make(inputs, question("site", within=700, sites=200, seconds=60), telling).result
    assert made["site"]["stopped"]
    assert made["site"]["value"] == made["site"]["after"]["covered"] > 0
    assert made["site"]["bound"] >= made["site"]["value"]
    assert "stopped" in {one["code"] for one in made["notes"]}


def test_the_same_seed_gives_the_same_plan() -> None:
    random = np.random.default_rng(4)
    inputs = town([(km, 1.0) for km in random.uniform(0, 100, 500)], [], areas=quarters(0, 50, 101))
    # So much time that none cuts the search short, however busy the machine is.
    one, other = (sited(inputs, sites=20, seed=7, seconds=60) for _ in range(2))
    assert not one.result["site"]["stopped"]
    assert one.digest == other.digest
    assert sum(row["weight"] for row in one.result["by_area"]) == 500


REFUSED: dict[str, tuple[list[float], dict[str, Any]]] = {
    "all demand is covered already": ([0.3, 0.9, 5.4, 9.0], {"sites": 1}),
    "none of the 1 candidates has any demand within 700 m": ([], {"sites": 1, "points": [POINTS[4]]}),
    "there is no candidate 'c9' (must): there are c0": ([], {"sites": 1, "must": ["c9"], "points": POINTS}),
    "'c2' must be in the plan, and a place stands nearer": (
        [5.4], {"sites": 1, "must": ["c2"], "points": POINTS, "spacing_m": 500}),
    "9 sites of 5 candidates": ([], {"sites": 9, "points": POINTS}),
    "a candidate has no id, lon and lat": ([], {"sites": 1, "points": [{"id": "a", "lon": "x", "lat": 4}]}),
    "covered already, more than the 10.0% asked for": ([0.0], {"model": "lscp", "share": 0.1}),
    "pcenter is looked at at one time": ([0.0], {"model": "pcenter", "sites": 1, "hours": "week"}),
}  # fmt: skip


@pytest.mark.parametrize("said", REFUSED)
def test_what_no_plan_can_be_made_of_is_said(said: str) -> None:
    places, options = REFUSED[said]
    inputs = town(STREET, places, hours=["Mo-Fr 09:00-17:00"] * len(places) if "hours" in options else None)
    with pytest.raises(Exception, match=said.replace("(", r"\(").replace(")", r"\)")) as refusal:
        sited(inputs, **options)
    assert isinstance(refusal.value, ValueError)
    assert not isinstance(refusal.value, KeyError) or isinstance(refusal.value, BadPlan)
