"""`waystation plan data` and `remove`: what is kept, who needs it, and that nothing else goes with it."""

from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest
from psycopg2.extensions import connection as Connection

from scripts.main import main
from stations import demand, plans, roads
from stations.acting import act_by
from stations.database import connect, transaction
from stations.errors import NotFound
from tests.databases import own_database
from tests.people import account, session, unit

STREET = demand.Arrays(["a", "b"], np.array([126.62, 126.63]), np.array([45.77] * 2), np.array([30.0, 10.0]))
NEAR = ("--within-m", "500")


@pytest.fixture
def store(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    with own_database(database_url, "plan_data") as url, closing(connect(url)) as opened:
        monkeypatch.setenv("WAYSTATION_DATABASE_URL", url)
        yield opened


def load(store: Connection, name: str, digit: int = 1) -> int:
    with transaction(store):
        return demand.enter(store, demand.Told(name, f"{name}.csv", f"{digit:064}"), STREET, actor="test").id


def load_roads(store: Connection, digit: int) -> int:
    box = (126.0, 45.0, 127.0, 46.0)
    new = roads.New(
        "city", "walk", "survey", "ODbL", "city.osm.pbf", f"{digit:064}", 1, box, 2, 1, 10.0, b"x"
    )
    with transaction(store):
        roads.enter(store, new, by="test")
    return max(one.id for one in roads.listed(store, everything=True))


def left(store: Connection) -> tuple[list[int], list[int], list[int]]:
    """Numbers of demand, of demand whose points are there, and of roads."""
    with transaction(store):
        sets = [one.id for one in demand.listed(store, past=True)]
        return sorted(sets), sorted(one for one in sets if len(demand.points(store, one).id)), sorted(
            one.id for one in roads.listed(store, everything=True)
        )  # fmt: skip


def test_what_nobody_needs_is_removed_and_nothing_else(
    store: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, other = load(store, "people"), load(store, "people", 2), load(store, "riders", 3)
    first, second = load_roads(store, 4), load_roads(store, 5)
    assert main(["plan", "data"]) == 0
    told = capsys.readouterr().out
    assert [line.split()[:3] for line in told.splitlines() if "people" in line] == [
        ["demand", str(new), "people"], ["demand", str(old), "people"]
    ]  # fmt: skip
    assert "replaced" in told
    assert main(["plan", "remove", "--demand", str(old), "--roads", str(first), "--dry-run"]) == 0
    assert left(store) == ([old, new, other], [old, new, other], [first, second])
    assert main(["plan", "remove", "--demand", str(old), "--roads", str(first)]) == 0
    told = capsys.readouterr().out
    assert f"demand {old}, «people»: 2 points of people.csv" in told
    assert f"roads {first}, «city» for walk: 1 edges of city.osm.pbf" in told
    assert left(store) == ([new, other], [new, other], [second])


def test_what_kept_plans_were_made_from_is_refused_until_it_is_said_anyway(
    store: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    used, spare = load(store, "people"), load(store, "riders", 3)
    assert main(["plan", "coverage", "--demand", "people", *NEAR]) == 0
    capsys.readouterr()
    assert main(["plan", "remove", "--demand", str(spare), "--demand", str(used)]) == 1
    assert (
        f"demand {used}, «people»: 2 points of people.csv: plan 1 was made from it" in capsys.readouterr().err
    )
    assert left(store)[0] == [used, spare]  # all of it, or nothing
    assert main(["plan", "remove", "--demand", str(used), "--anyway"]) == 0
    assert "plan 1 was made from it, and cannot be made again" in capsys.readouterr().out
    assert left(store)[0] == [spare]
    assert main(["plan", "show", "1"]) == 0
    assert main(["plan", "again", "1"]) == 1
    assert f"there is no demand {used}" in capsys.readouterr().err


def test_what_a_plan_under_way_asks_for_stays_whatever_is_said(
    store: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    number, graph = load(store, "people"), load_roads(store, 4)
    with transaction(store):
        act_by(store, session(store, account(store, "planner", unit(store))))
        asked = {"demand": "people", "within": 5, "by": "walk"}
        plan = plans.ask(store, "coverage", asked, title="waits")
    for option, one in (("--demand", number), ("--roads", graph)):
        assert main(["plan", "remove", option, str(one), "--anyway"]) == 1
        assert f"plan {plan} is under way and may need it" in capsys.readouterr().err
    assert left(store) == ([number], [number], [graph])


def test_a_number_that_nothing_has_is_refused(store: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "remove", "--demand", "99"]) == 1
    assert main(["plan", "remove", "--roads", "99"]) == 1
    assert main(["plan", "remove"]) == 2
    told = capsys.readouterr().err
    assert "there is no demand 99" in told
    assert "there are no roads 99: `waystation plan data` tells which there are" in told
    assert "say which: --demand N or --roads N" in told
    with pytest.raises(NotFound), transaction(store):
        demand.one(store, "people")
