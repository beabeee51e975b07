"""A plan of coverage says what the slow and obvious way says, and never a silent zero."""

import numpy as np
import pytest

from geodata.errors import BadPlan
from geodata.planning.making import make
from stations.plans import Made
from tests.geodata.planning.towns import nearest_slowly, quarters, question, town

STREET = [(0.0, 3.0), (0.4, 1.0), (1.0, 2.0), (5.0, 4.0)]


def codes(made: Made) -> set[str]:
    return {one["code"] for one in made.result["notes"]}


def test_figures_are_those_of_the_way_to_the_nearest_place() -> None:
    inputs = town(STREET, [0.1, 1.2])
    made = make(inputs, question("coverage", within=450))
    slowly = nearest_slowly(inputs)
    weight = [one[1] for one in STREET]
    near = sum(w for w, far in zip(weight, slowly, strict=True) if far <= 450)
    figures = made.result["figures"]
    assert (figures["weight"], figures["covered"], figures["share"]) == (10.0, near, near / 10)
    assert figures["max"] == pytest.approx(max(slowly), abs=1e-4)
    assert figures["mean"] == pytest.approx(np.average(slowly, weights=weight), abs=1e-4)
    drawn = [one["properties"]["cost"] for one in made.layers["demand"]["features"]]
    assert drawn == pytest.approx(slowly, abs=1e-3)


def test_places_of_another_city_count_and_are_not_drawn() -> None:
    alone, beside = (make(town(STREET, at), question("coverage", within=450)) for at in ([0.1], [0.1, 900.0]))
    assert beside.result["figures"] == alone.result["figures"]
    assert beside.result["inputs"]["places"]["count"] == 2
    assert [len(one.layers["places"]["features"]) for one in (alone, beside)] == [1, 1]
    far = make(town(STREET, [900.0]), question("coverage", within=450))
    assert far.result["figures"]["max"] > 800_000
    assert far.layers["places"]["features"] == []


def test_areas_add_up_to_the_whole_and_an_empty_one_is_named() -> None:
    inputs = town(STREET, [0.1], areas=quarters(-0.5, 0.7, 2.0, 3.0))
    made = make(inputs, question("coverage", within=450))
    rows = made.result["by_area"]
    assert [(row["code"], row["weight"], row["share"]) for row in rows] == [
        ("q0", 4.0, 1.0), ("q1", 2.0, 0.0), ("q2", 0.0, None), (None, 4.0, 0.0),
    ]  # fmt: skip
    said = {one["code"]: one for one in made.result["notes"]}
    assert said["empty_area"]["params"] == {"areas": ["quarter 2"]}
    assert said["outside_areas"]["params"] == {"points": 1, "weight": 4.0}
    assert [one["properties"]["area"] for one in made.layers["demand"]["features"]] == [
        "q0",
        "q0",
        "q1",
        None,
    ]
    assert len(made.layers["areas"]["features"]) == 3


HOURS = ["Mo-Fr 09:00-17:00; PH off", "24/7", None]


def test_over_a_week_people_hours_are_counted_hour_by_hour() -> None:
    inputs = town([(0.0, 3.0), (2.0, 1.0)], [0.0, 2.0, 2.0], hours=HOURS)
    made = make(inputs, question("coverage", within=450, hours="week"))
    rows = made.result["by_hour"]
    # Of 168 hours the first place is open for 40, the second always; so 3 x 40 + 1 x 168 of 4 x 168 people-hours.
    assert made.result["figures"]["share"] == pytest.approx((3 * 40 + 168) / (4 * 168))
    assert made.result["figures"]["share"] == pytest.approx(
        sum(row["covered"] for row in rows[:168]) / sum(row["weight"] for row in rows[:168])
    )
    noon = {row["day"]: row["share"] for row in rows if row["hour"] == 12}
    assert noon == {**dict.fromkeys(("Mo", "Tu", "We", "Th", "Fr"), 1.0), "Sa": 0.25, "Su": 0.25, "PH": 0.25}
    times = made.result["times"]
    assert (times["night"]["share"], times["holiday"]["share"], times["weekend"]["share"]) == (
        0.25,
        0.25,
        0.25,
    )
    assert times["best"] == {"day": "Mo", "hour": 9, "share": 1.0}
    assert {one["properties"]["open_hours"] for one in made.layers["places"]["features"]} == {40, 168, None}
    assert [one["properties"]["covered"] for one in made.layers["demand"]["features"]] == [
        pytest.approx(40 / 168, abs=1e-6), 1.0,
    ]  # fmt: skip
    unknown = next(one for one in made.result["notes"] if one["code"] == "hours_unknown")
    assert unknown["params"] == {"places": 1, "counted": "closed"}


def test_at_one_moment_the_open_places_and_those_who_are_there_count() -> None:
    by_hour = np.zeros((2, 168))
    by_hour[0], by_hour[1, 2 * 24 + 12] = 1, 5  # the second point is busy on Wednesdays at noon alone
    inputs = town([(0.0, 1), (2.0, 1)], [0.0], hours=["Mo-Fr 09:00-17:00"], by_hour=by_hour)
    noon = make(inputs, question("coverage", within=450, hours="2026-11-18T12:00")).result
    assert (noon["figures"]["weight"], noon["figures"]["covered"]) == (6.0, 1.0)
    night = make(inputs, question("coverage", within=450, hours="2026-11-18T23:00"))
    assert (night.result["figures"]["share"], night.result["figures"]["p50"]) == (0.0, None)
    assert "none_open" in codes(night)


def test_access_gives_back_the_capacity_that_is_reached() -> None:
    inputs = town([(0.0, 3.0), (0.2, 1.0), (9.0, 2.0)], [0.1, 0.1], capacity=[8, np.nan])
    made = make(inputs, question("coverage", within=450, access="2sfca"))
    access = made.result["access"]
    # Both places are reached by four people: (8 + 8) / 4 for each of these, told for a thousand.
    assert (access["p50"], access["none_weight"], access["without_capacity"]) == (4000.0, 2.0, 1)
    assert access["mean"] * made.result["figures"]["weight"] == pytest.approx(1000 * 16)
    assert "no_capacity" in codes(made)
    enhanced = make(inputs, question("coverage", within=450, access="e2sfca")).result["access"]
    assert [limit for limit, _ in enhanced["decay"]] == [150.0, 300.0, 450.0]


def test_places_nearer_than_asked_are_listed_once() -> None:
    made = make(town([(0.0, 1.0)], [0.0, 0.1, 3.0]), question("coverage", within=450, close_m=200))
    (pair,) = made.result["close_pairs"]
    assert (pair["a"], pair["b"], round(pair["distance_m"])) == ("p0", "p1", 100)


def test_gaps_hold_all_who_are_not_covered() -> None:
    made = make(town(STREET, [0.0]), question("gaps", within=450))
    rows = made.result["gaps"]
    assert [row["weight"] for row in rows] == [4.0, 2.0]
    figures = made.result["figures"]
    assert sum(row["weight"] for row in rows) == figures["weight"] - figures["covered"]
    assert rows[0]["farthest"] == pytest.approx(figures["max"], abs=1e-3)
    few = make(town(STREET, [0.0]), question("gaps", within=450, most=1))
    assert len(few.result["gaps"]) == 1
    assert "rows_left_out" in codes(few)


def test_without_any_place_it_is_said_that_nobody_can_be_covered() -> None:
    made = make(town(STREET, []), question("coverage", within=450, hours="week"))
    assert (made.result["figures"]["share"], made.result["figures"]["mean"]) == (0.0, None)
    assert made.result["figures"]["unreachable_weight"] == 10.0
    assert "no_places" in codes(made)


def test_an_hour_at_which_nobody_is_there_is_refused_and_not_zero() -> None:
    by_hour = np.zeros((1, 168))
    by_hour[0, 12] = 1
    inputs = town([(0.0, 1)], [0.0], hours=["24/7"], by_hour=by_hour)
    with pytest.raises(BadPlan, match="the demand counts nobody at 2026-11-18T12:00"):
        make(inputs, question("coverage", within=450, hours="2026-11-18T12:00"))


def test_the_same_plan_has_the_same_digest_and_another_has_not() -> None:
    asked = question("coverage", within=450)
    one, same = (make(town(STREET, [0.1]), asked) for _ in range(2))
    other = make(town(STREET, [0.11]), asked)
    assert one.digest == same.digest != other.digest
    assert one.result["inputs"]["places"]["sha256"] != other.result["inputs"]["places"]["sha256"]
    assert one.result["inputs"]["demand"] == other.result["inputs"]["demand"]
