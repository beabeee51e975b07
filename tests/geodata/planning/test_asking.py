"""What is asked is read whole, written back whole, and refused with a sentence."""

from typing import Any

import pytest

from geodata.coverage import gaps
from stations.asking import asked, coverage
from stations.errors import BadPlan
from tests.geodata.planning.towns import NOON

LINE = [{"lon": 126.6, "lat": 45.7}, {"lon": 126.7, "lat": 45.7}]
WHOLE: list[tuple[str, dict[str, Any]]] = [
    ("coverage", {"demand": "people", "within": 500}),
    ("coverage", {"demand": "people", "within": 15, "by": "walk", "hours": "week", "access": "e2sfca", "close_m": 300}),
    ("coverage", {"demand": "people", "within": 15, "speed_kmh": 4.8, "hours": "now", "areas": "counties"}),
    ("gaps", {"demand": "people", "within": 500, "resolution": 9, "places": {"kinds": ["station"], "units": [3]}}),
    ("site", {"demand": "people", "within": 500, "sites": 3, "must": ["7"], "spacing_m": 200}),
    ("site", {"demand": "people", "model": "pmedian", "sites": 3}),
    ("site", {"demand": "people", "model": "lscp", "share": 0.95, "within": 500,
              "points": [{"id": "a", "lon": 126.6, "lat": 45.7}]}),
    ("site", {"demand": "people", "within": 500, "sites": 3, "capacity": 40, "candidates": "buildings",
              "points": [{"id": "way/1", "lon": 126.6, "lat": 45.7, "capacity": 20}],
              "candidates_of": {"name": "town.osm.pbf", "sha256": "0f", "buildings": 9, "no_shelter": 1}}),
    ("corridor", {"road": "G30", "by": "truck", "within_km": 50}),
    ("corridor", {"line": LINE}),
    ("compare", {"demand": "people", "within": 500, "evening": "22:00",
                 "changes": [{"do": "close", "id": "7"}, {"do": "add", "lon": 126.6, "lat": 45.7}]}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "given"), WHOLE, ids=range(len(WHOLE)))
def test_what_is_kept_asks_the_same_again(what: str, given: dict[str, Any]) -> None:
    once = asked(what, given, now=NOON)
    again = asked(what, once.options, now=NOON.replace(year=2031))
    assert again.options == once.options


def test_now_is_written_out_as_the_moment_it_was() -> None:
    once = asked("coverage", {"demand": "people", "within": 500, "hours": "now"}, now=NOON)
    assert (once.hours, once.date) == ("2026-11-18T12:00+08:00", "2026-11-18")


WRONG: dict[str, tuple[str, dict[str, Any]]] = {
    "there is no option 'witin' here: there are": ("coverage", {"witin": 5}),
    "within is missing": ("coverage", {"within": None}),
    "within is 'far': give a number": ("coverage", {"within": "far"}),
    "within is -5: give more than 0": ("coverage", {"within": -5}),
    "within is nan: give a number": ("coverage", {"within": float("nan")}),
    "demand is missing": ("coverage", {"demand": None}),
    "there is no by 'car': there are geodesic, walk": ("coverage", {"by": "car"}),
    "roads 'city' are for going by walk": ("coverage", {"roads": "city"}),
    "detour is 0.5: no way is shorter": ("coverage", {"detour": 0.5}),
    "leave detour out": ("coverage", {"by": "walk", "detour": 1.2}),
    "leave speed_kmh out": ("coverage", {"by": "truck", "speed_kmh": 80}),
    "straight ways are in m here: give speed_kmh for min": ("coverage", {"unit": "min"}),
    "hours is 'noon': give always, week, now": ("coverage", {"hours": "noon"}),
    "date is 'today': give one such as": ("coverage", {"date": "today"}),
    "there is no access '3sfca': there are 2sfca": ("coverage", {"access": "3sfca"}),
    "there is no places.statuses 'shut': there are open": ("coverage", {"places": {"statuses": ["shut"]}}),
    "there is no option 'places.kind' here": ("coverage", {"places": {"kind": "x"}}),
    "places.units is [True]: give a list of whole numbers": ("coverage", {"places": {"units": [True]}}),
    "sites is missing": ("site", {}),
    "sites is 2.5: give a whole number": ("site", {"sites": 2.5}),
    "sites is 0: give a whole number from 1": ("site", {"sites": 0}),
    "lscp tells how many sites are needed": ("site", {"model": "lscp", "sites": 3}),
    "share is for lscp": ("site", {"sites": 3, "share": 0.9}),
    "share is 1.5: give more than 0, at most 1": ("site", {"model": "lscp", "share": 1.5}),
    "there is no candidate: give points": ("site", {"sites": 1, "candidates": "points"}),
    "seconds is 6000: give more than 0, at most 600": ("site", {"sites": 1, "seconds": 6000}),
    "pcenter is looked at at one time: give always": (
        "site",
        {"model": "pcenter", "sites": 1, "hours": "week"},
    ),
    "pmedian with places that may move is looked at": (
        "site",
        {"model": "pmedian", "sites": 1, "hours": "week", "existing": "movable"},
    ),
    "capacity is weighed at one time": ("site", {"sites": 1, "hours": "week", "capacity": 40}),
    "lscp does not weigh capacity": ("site", {"model": "lscp", "capacity": 40}),
    "capacity is 0: give more than 0": ("site", {"sites": 1, "capacity": 0}),
    "there is no option 'candidates_of.file' here": ("site", {"sites": 1, "candidates_of": {"file": "x"}}),
    "resolution is 3: give a whole number from 4 to 11": ("gaps", {"resolution": 3}),
    "say which road by its number": ("corridor", {}),
    "there is no changes.do 'open': there are add": ("compare", {"changes": [{"do": "open", "id": "1"}]}),
    "to move '1', say where to: give lon and lat": ("compare", {"changes": [{"do": "move", "id": "1"}]}),
    "say which hours '1' would have": ("compare", {"changes": [{"do": "hours", "id": "1"}]}),
    "evening is 'late': give an hour such as 22:00": ("compare", {"evening": "late"}),
    "changes is no list of options": ("compare", {"changes": ["close 7"]}),
}


@pytest.mark.parametrize("said", WRONG)
def test_what_cannot_be_worked_with_is_refused_by_name(said: str) -> None:
    what, given = WRONG[said]
    whole = {"demand": "people", "within": 500, **given}
    with pytest.raises(BadPlan) as refusal:
        asked(what, whole, now=NOON)
    assert said in str(refusal.value)


def test_options_that_nobody_asked_for_leave_digests_of_earlier_plans_as_they_were() -> None:
    options = asked("site", {"demand": "people", "within": 500, "sites": 3}, now=NOON).options
    assert not {"capacity", "candidates_of"} & set(options)


def test_gaps_are_gathered_in_the_resolutions_that_may_be_asked_for() -> None:
    assert (coverage.COARSEST, coverage.FINEST) == (gaps.COARSEST, gaps.FINEST)
