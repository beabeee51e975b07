"""A p-median over a week is that of all its hours, one by one."""

import itertools

import numpy as np
import pytest

from geodata.errors import BadPlan
from geodata.planning import by_hour
from geodata.planning.by_hour import repeated
from geodata.planning.inputs import Inputs
from geodata.planning.making import make
from geodata.travel import Reach
from tests.geodata.planning.towns import A_KM, HERE, question, town

STREET = [(0.0, 10.0), (1.0, 4.0), (2.5, 7.0), (4.0, 12.0), (6.0, 3.0)]
WHERE = (0.4, 2.0, 3.5, 5.5)
POINTS = [{"id": f"c{at}", "lon": HERE[0] + km * A_KM, "lat": HERE[1]} for at, km in enumerate(WHERE)]
HOURS = ["Mo-Fr 08:00-18:00", "Sa-Su 10:00-16:00", "Mo-Su 00:00-06:00"]


def inputs(*, by_hour: bool) -> Inputs:
    """Three places with hours of their own, of which at many hours none is open."""
    week = np.random.default_rng(11).uniform(0, 5, (5, 168)) if by_hour else None
    return town(STREET, [0.2, 4.2, 6.5], hours=HOURS, by_hour=week)


def by_every_hour(given: Inputs, chosen: tuple[float, ...]) -> float:
    """The mean way, hour by hour and point by point, with new sites that are open always."""
    opened = {
        0: [day < 5 and 8 <= hour < 18 for day in range(7) for hour in range(24)],
        1: [day >= 5 and 10 <= hour < 16 for day in range(7) for hour in range(24)],
        2: [hour < 6 for _ in range(7) for hour in range(24)],
    }
    from pyproj import Geod

    earth, people, places = Geod(ellps="WGS84"), given.people, given.places
    sum_, whole = 0.0, 0.0
    for point, hour in itertools.product(range(len(people)), range(168)):
        weight = people.weight[point] if people.by_hour is None else people.by_hour[point, hour]
        there = [(HERE[0] + km * A_KM, HERE[1]) for km in chosen]
        there += [(places.lon[at], places.lat[at]) for at in range(3) if opened[at][hour]]
        sum_ += weight * min(earth.inv(people.lon[point], people.lat[point], *one)[2] for one in there)
        whole += weight
    return sum_ / whole


@pytest.mark.parametrize("by_hour", [False, True], ids=["one weight all week", "weights by hour"])
def test_no_choice_of_sites_has_a_shorter_mean_way_over_all_hours(*, by_hour: bool) -> None:
    given = inputs(by_hour=by_hour)
    asked = question("site", model="pmedian", sites=2, hours="week", points=POINTS)
    made = make(given, asked).result["site"]
    tried = {chosen: by_every_hour(given, chosen) for chosen in itertools.combinations(WHERE, 2)}
    assert made["value"] == pytest.approx(min(tried.values()), abs=1e-4)
    best = min(tried, key=lambda chosen: tried[chosen])
    assert {one["id"] for one in made["sites"]} == {f"c{WHERE.index(km)}" for km in best}
    assert made["gap"] == pytest.approx(0, abs=1e-6)
    assert made["after"]["mean"] == pytest.approx(made["value"])


def test_more_rows_than_memory_holds_are_refused_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_hour, "MOST_ROWS", 6)
    asked = question("site", model="pmedian", sites=1, hours="week", points=POINTS)
    with pytest.raises(BadPlan, match=r"5 demand points have \d+ different ways .* or look at one time"):
        make(inputs(by_hour=False), asked)


def test_rows_of_a_reach_are_given_again_as_often_as_they_are_named() -> None:
    reach = Reach(np.array([0, 2, 2, 3]), np.array([0, 4, 2]), np.array([5.0, 6.0, 7.0]))
    found = repeated(reach, np.array([0, 0, 1, 2]))
    assert found.starts.tolist() == [0, 2, 4, 4, 5]
    assert found.places.tolist() == [0, 4, 0, 4, 2]
    assert found.cost.tolist() == [5, 6, 5, 6, 7]
