"""Sites that fill up: what is served is what the best allotment of all choices serves, beside what stands."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from geodata.errors import BadPlan, NoPlan
from geodata.planning import choosing
from geodata.planning.inputs import Inputs
from geodata.planning.making import make
from tests.geodata.planning.towns import A_KM, HERE, question, town

STREET = [(0.0, 30.0), (0.5, 20.0), (1.0, 20.0), (5.0, 40.0), (5.6, 25.0), (9.0, 15.0)]
WHERE = (0.3, 0.9, 5.2, 5.4, 9.0)
CAPACITY = (25.0, None, 30.0, None, 10.0)  # of candidates; others serve 20
POINTS = [
    {"id": f"c{at}", "lon": HERE[0] + km * A_KM, "lat": HERE[1]}
    | ({} if most is None else {"capacity": most})
    for at, (km, most) in enumerate(zip(WHERE, CAPACITY, strict=True))
]
ELSE = 20.0


def sited(inputs: Inputs, **options: Any) -> dict[str, Any]:
    asked = {"sites": 2, "points": POINTS, "capacity": ELSE, "seconds": 10, "within": 700, **options}
    found: dict[str, Any] = make(inputs, question("site", **asked)).result
    return found


def allotted(kilometres: Sequence[float], capacity: Sequence[float], within: float | None) -> float | None:
    """The most that is served within a standard, or without one the least mean cost: a linear program of all pairs."""
    weight = np.array([one[1] for one in STREET])
    at = np.array([one[0] for one in STREET])
    cost = np.abs(at[:, None] - np.array(kilometres)[None, :]) * 1000
    near = np.ones(cost.shape, bool) if within is None else cost <= within
    rows = np.kron(np.eye(len(weight)), np.ones(len(kilometres)))
    columns = np.tile(np.eye(len(kilometres)), len(weight))
    bounds = [(0, None if one else 0) for one in near.ravel()]
    if within is not None:
        whole, room = np.vstack([rows, columns]), np.concatenate([weight, capacity])
        return -float(linprog(-near.ravel().astype(float), whole, room, bounds=bounds).fun)
    found = linprog(cost.ravel(), columns, capacity, rows, weight, bounds)
    return float(found.fun) / weight.sum() if found.status == 0 else None


def best(places: Sequence[float], of_places: Sequence[float], sites: int, within: float | None) -> float:
    """Try every choice of candidates beside what stands."""
    room = [ELSE if one is None else one for one in CAPACITY]
    tried = [
        allotted([*places, *(WHERE[at] for at in chosen)], [*of_places, *(room[at] for at in chosen)], within)
        for chosen in itertools.combinations(range(len(WHERE)), sites)
    ]
    known = [one for one in tried if one is not None]
    return min(known) if within is None else max(known)


@pytest.mark.parametrize(
    ("places", "capacity"),
    [([], []), ([0.4], [15.0]), ([0.4, 5.3], [np.nan, 50.0])],
    ids=["none", "one", "two"],
)
def test_the_most_is_served_that_any_choice_serves_beside_what_stands(
    places: list[float], capacity: list[float]
) -> None:
    made = sited(town(STREET, places, capacity=capacity))
    site, known = made["site"], [ELSE if np.isnan(one) else one for one in capacity]
    assert site["value"] == pytest.approx(best(places, known, 2, 700))
    assert site["bound"] >= site["value"] - 1e-9
    assert len(site["sites"]) == 2
    assert {one["id"] for one in site["sites"]} <= {one["id"] for one in POINTS}
    assert all(one["served"] <= one["capacity"] + 1e-9 for one in site["sites"])
    served = sum(one["served"] for one in site["sites"])
    assert served + site["existing_served"] == pytest.approx(site["value"])
    unknown = [one["params"] for one in made["notes"] if one["code"] == "no_capacity"]
    assert unknown == ([{"places": 1, "capacity": ELSE}] if np.isnan(capacity).any() else [])


def test_a_place_that_is_closed_then_serves_nobody() -> None:
    at_night = {"hours": "2026-11-18T23:00"}
    shut = sited(town(STREET, [0.4], hours=["Mo-Su 08:00-18:00"], capacity=[15.0]), **at_night)["site"]
    without = sited(town(STREET, []), **at_night)["site"]
    assert shut["value"] == without["value"]
    assert shut["existing_served"] == 0


def test_the_mean_way_is_the_least_of_all_allotments() -> None:
    places, capacity = [0.4, 5.3], [80.0, 70.0]
    made = sited(town(STREET, places, capacity=capacity), model="pmedian", within=None, sites=2)["site"]
    assert made["value"] == pytest.approx(best(places, capacity, 2, None), rel=2e-3)  # degrees on a plane
    assert sum(one["served"] for one in made["sites"]) + made["existing_served"] == pytest.approx(150)


def test_too_little_room_for_all_is_refused() -> None:
    with pytest.raises(NoPlan, match="capacit"):
        sited(town(STREET, [0.4], capacity=[15.0]), model="pmedian", within=None)


def test_ways_that_are_too_many_to_weigh_are_refused_as_that_and_not_as_too_little_room(monkeypatch) -> None:
    monkeypatch.setattr(choosing, "MOST_PAIRS", 10)
    monkeypatch.setattr(choosing, "NEIGHBOURS", 1)
    with pytest.raises(BadPlan, match="6 demand points and 5 candidates") as refused:
        sited(town(STREET, []), model="pmedian", within=None, capacity=1e6, points=POINTS)
    assert refused.value.parameter == "options.capacity"


def test_a_candidate_may_have_the_id_of_a_place_that_stays() -> None:
    named = [{**one, "id": f"p{at}"} for at, one in enumerate(POINTS)]
    made = sited(town(STREET, [0.4], capacity=[15.0]), points=named)["site"]
    assert made["value"] == pytest.approx(best([0.4], [15.0], 2, 700))
