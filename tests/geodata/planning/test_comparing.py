"""What if: the figures after a change are those of a town that is so."""

import pytest

from geodata.demand import Sites
from geodata.errors import BadPlan
from geodata.planning.changing import changed
from geodata.planning.making import make
from stations.asking import Change
from tests.geodata.planning.towns import A_KM, HERE, quarters, question, town

STREET = [(0.0, 3.0), (1.0, 2.0), (5.0, 4.0)]
ADD = {"do": "add", "lon": HERE[0] + 5 * A_KM, "lat": HERE[1], "hours": "24/7", "name": "new"}
CASES = {
    "add": ([0.0], [ADD], [0.0, 5.0]),
    "close": ([0.0, 5.0], [{"do": "close", "id": "p0"}], [5.0]),
    "move": ([0.0], [{"do": "move", "id": "p0", "lon": HERE[0] + A_KM, "lat": HERE[1]}], [1.0]),
    "all": ([0.0, 1.0], [{"do": "close", "id": "p0"}, ADD], [1.0, 5.0]),
}


@pytest.mark.parametrize("case", CASES)
def test_after_the_changes_it_is_as_a_town_that_was_so(case: str) -> None:
    today, changes, then = CASES[case]
    area = quarters(-1.0, 2.0, 6.0)
    made = make(town(STREET, today, areas=area), question("compare", within=450, changes=changes)).result
    before = make(town(STREET, today, areas=area), question("coverage", within=450)).result
    after = make(town(STREET, then, areas=area), question("coverage", within=450)).result
    compared = made["compare"]
    assert compared["before"] == before["figures"]
    assert compared["after"] == pytest.approx(after["figures"], rel=1e-9)
    assert compared["difference"]["share"] == after["figures"]["share"] - before["figures"]["share"]
    assert [row["after"]["share"] for row in compared["by_area"]] == [
        row["share"] for row in after["by_area"]
    ]


def test_a_change_is_seen_on_the_map() -> None:
    made = make(town(STREET, [0.0, 1.0]), question("compare", within=450, changes=CASES["all"][1]))
    drawn = {
        one["properties"]["id"]: one["properties"]["change"] for one in made.layers["places"]["features"]
    }
    assert drawn == {"p0": "close", "p1": None, "new-2": "add"}
    last = made.layers["demand"]["features"][-1]["properties"]
    assert (last["covered"], last["covered_after"], last["cost_after"]) == (
        0.0,
        1.0,
        pytest.approx(0, abs=1e-3),
    )


def test_the_place_that_is_missed_least_comes_first() -> None:
    stand = (0.0, 0.1, 5.0)
    made = make(town(STREET, stand), question("compare", within=450)).result
    losses = made["compare"]["losses"]
    for row in losses:
        left = [at for number, at in enumerate(stand) if f"p{number}" != row["id"]]
        without = make(town(STREET, left), question("coverage", within=450)).result["figures"]
        assert row["weight"] == made["figures"]["covered"] - without["covered"]
        assert row["mean"] == pytest.approx(without["mean"] - made["figures"]["mean"], abs=1e-6)
    assert losses[-1]["id"] == "p2"


def test_longer_hours_count_in_the_hours_that_they_add() -> None:
    hours = ["Mo-Fr 09:00-17:00", "24/7"]
    inputs = town([(0.0, 3.0), (5.0, 1.0)], [0.0, 5.0], hours=hours)
    changes = [{"do": "hours", "id": "p0", "hours": "Mo-Fr 09:00-22:00"}]
    asked = question("compare", within=450, hours="week", changes=changes, evening="22:00")
    made = make(inputs, asked).result
    gained = 3 * 5 * 5  # three people, five days, five hours
    assert made["compare"]["difference"]["share"] == pytest.approx(gained / (4 * 168))
    evening = made["compare"]["evening"]
    assert [(row["id"], row["weight_hours"]) for row in evening["places"]] == [("p0", gained)]
    assert evening["after"] - evening["before"] == pytest.approx(gained / (4 * 168))
    at_six = next(row for row in made["compare"]["by_hour"] if row["day"] == "Mo" and row["hour"] == 18)
    assert (at_six["before"], at_six["after"]) == (0.25, 1.0)


def test_an_evening_longer_for_all_counts_nobody_twice() -> None:
    inputs = town([(0.0, 3.0)], [0.0, 0.1], hours=["Mo-Fr 09:00-17:00"] * 2)
    evening = make(inputs, question("compare", within=450, evening="18:00")).result["compare"]["evening"]
    assert [row["weight_hours"] for row in evening["places"]] == [15.0, 15.0]
    assert (evening["after"] - evening["before"]) * 3 * 168 == pytest.approx(15.0)


WRONG = {
    "there is no place 'p7' to close among the 1 that count: there are p0": {"do": "close", "id": "p7"},
    "the hours '8:00-5:00' cannot be read": {"do": "hours", "id": "p0", "hours": "8:00-5:00"},
}


@pytest.mark.parametrize("said", WRONG)
def test_a_change_that_cannot_be_made_is_refused_by_name(said: str) -> None:
    with pytest.raises(BadPlan) as refusal:
        make(town(STREET, [0.0]), question("compare", within=450, changes=[WRONG[said]]))
    assert said in str(refusal.value)


def test_a_comparison_of_nothing_is_refused() -> None:
    with pytest.raises(BadPlan, match="nothing is compared"):
        make(town(STREET, [0.0]), question("compare", within=450, losses=False))


def test_a_place_that_is_added_without_hours_is_always_open() -> None:
    there = Sites(["a"], [126.6], [45.7], hours=["Mo-Su 08:00-20:00"])
    after, told = changed(there, [Change("add", "new", "", 126.7, 45.7, None)])
    assert list(after.hours) == ["Mo-Su 08:00-20:00", "24/7"]
    assert told[0].hours == "24/7"
