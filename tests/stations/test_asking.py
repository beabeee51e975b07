"""A name that nothing has is refused when it is asked for, with those that there are."""

from datetime import datetime
from typing import Any

import numpy as np
import pytest
from psycopg2.extensions import connection as Connection

from stations import demand, roads
from stations.asking import asked, refuse_unknown
from stations.errors import BadPlan
from stations.hours import CHINA

NOW = datetime(2026, 11, 18, 12, tzinfo=CHINA)
WITHIN = {"demand": "riders", "within": 500}


def enter_demand(store: Connection, name: str = "riders") -> int:
    """One rider in the middle of the box that the roads have."""
    one = np.ones(1)
    told = demand.Told(name, "d.csv", name.encode().hex().ljust(64, "0")[:64])
    return demand.enter(store, told, demand.Arrays(["1"], one * 126.6, one * 45.7, one)).id


def enter_roads(store: Connection, name: str, west: float, mode: str = "walk") -> None:
    """A graph of roads that nobody goes along."""
    box = (west, 45.0, west + 1, 46.0)
    sha256 = name.encode().hex().ljust(64, "0")[:64]
    new = roads.New(name, mode, "survey", "ODbL", "r.pbf", sha256, 1, box, 2, 1, 10.0, b"x")
    roads.enter(store, new, by="x")


def refused(store: Connection, what: str, **options: Any) -> BadPlan:
    """Ask, and give what is said."""
    with pytest.raises(BadPlan) as refusal:
        refuse_unknown(store, asked(what, {**WITHIN, **options}, now=NOW))
    return refusal.value


def test_what_is_there_is_not_refused(store: Connection) -> None:
    enter_demand(store)
    enter_roads(store, "city", 126.0)
    enter_roads(store, "elsewhere", 20.0)
    for options in ({}, {"by": "walk"}, {"by": "walk", "roads": "elsewhere"}):
        refuse_unknown(store, asked("coverage", {**WITHIN, **options}, now=NOW))


@pytest.mark.parametrize(
    ("options", "said", "parameter"),
    [
        ({"demand": "orders"}, "there is no demand «orders»; there is «riders»", "options.demand"),
        (
            {"by": "walk", "roads": "town"},
            "there are no roads 'town' for walk: there are elsewhere (ebike), city (walk)",
            "options.roads",
        ),
        ({"by": "truck"}, "there are no roads for truck: load some", "options.by"),
        ({"by": "ebike"}, "the demand lies outside all roads for ebike: there are elsewhere", "options.by"),
        ({"areas": "villages"}, "there are no areas 'villages': give counties", "options.areas"),
        ({"areas": "counties:99"}, "no county of the store whose code begins with 99 meets", "options.areas"),
        ({"places": {"kinds": ["palace"]}}, "there is no kind 'palace': there are", "options.places"),
        ({"places": {"services": ["opera"]}}, "there is no service 'opera': there are", "options.places"),
        (
            {"places": {"counties": ["9999"]}},
            "there is no county with places '9999': there are",
            "options.places",
        ),
    ],
    ids=lambda one: str(one)[:40],
)
def test_what_is_not_there_is_refused_by_its_name(
    store: Connection, options: dict[str, Any], said: str, parameter: str
) -> None:
    enter_demand(store)
    enter_roads(store, "city", 126.0)
    enter_roads(store, "elsewhere", 20.0, "ebike")
    error = refused(store, "coverage", **options)
    assert said in str(error)
    assert error.parameter == parameter


def test_of_several_roads_around_the_demand_one_must_be_named(store: Connection) -> None:
    enter_demand(store)
    enter_roads(store, "city", 126.0)
    enter_roads(store, "province", 125.9)
    assert "several roads for walk: say which (roads): province, city" in str(
        refused(store, "coverage", by="walk")
    )


def test_a_plan_that_is_run_again_needs_its_own_demand_not_its_name(store: Connection) -> None:
    first = enter_demand(store)
    question = asked("coverage", {**WITHIN, "demand": "called otherwise by now"}, now=NOW)
    refuse_unknown(store, question, earlier={"demand": {"id": first}})
    with pytest.raises(BadPlan, match="there is no demand 999"):
        refuse_unknown(store, question, earlier={"demand": {"id": 999}})
