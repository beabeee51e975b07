"""Demand in the store: what comes out is what went in, to the last bit, and only branches see their own."""

from datetime import date

import numpy as np
import psycopg2
import pytest
import shapely
from psycopg2.errors import InsufficientPrivilege
from psycopg2.extensions import connection as Connection

from stations import demand
from stations.acting import act_by
from stations.demand import Arrays, Told, What
from stations.errors import BadRecord, NotFound
from tests.people import account, session, unit, value

SHA = "a" * 64
OTHER = "b" * 64


def points(rows: int = 2, *, by_hour: bool = False, outlines: bool = False, seed: int = 7) -> Arrays:
    rng = np.random.default_rng(seed)
    lon, lat, weight = rng.uniform(-180, 180, rows), rng.uniform(-90, 90, rows), rng.uniform(0.1, 1e6, rows)
    hours = rng.uniform(0, 9, (rows, 168)) if by_hour else None
    shapes = [shapely.to_wkb(shapely.box(1, 1, 2, 2)), *[None] * (rows - 1)] if outlines else None
    return Arrays([f'点{nth}\\,\t"{nth}' for nth in range(rows)], lon, lat, weight, hours, shapes)


def told(name: str = "riders", sha256: str = SHA, **more: object) -> Told:
    return Told(name, "riders.csv", sha256, **more)


@pytest.mark.parametrize("by_hour", [False, True])
@pytest.mark.parametrize("outlines", [False, True])
def test_points_come_back_to_the_last_bit(store: Connection, *, by_hour: bool, outlines: bool) -> None:
    given = points(50, by_hour=by_hour, outlines=outlines)
    made = demand.enter(store, told(), given, actor="me")
    found = demand.points(store, made.id)
    assert list(found.id) == list(given.id)
    for name in ("lon", "lat", "weight"):
        assert getattr(found, name).tolist() == getattr(given, name).tolist(), name
    assert (found.by_hour is None) == (not by_hour)
    if found.by_hour is not None and given.by_hour is not None:
        assert found.by_hour.tolist() == given.by_hour.tolist()
    assert (found.outlines is None) == (not outlines)
    if found.outlines is not None:
        assert found.outlines[1:] == [None] * 49
        assert shapely.from_wkb(found.outlines[0]).equals(shapely.box(1, 1, 2, 2))


def test_a_data_set_tells_where_it_comes_from(store: Connection) -> None:
    said = told(
        what=What.RIDERS, source="survey", licence="CC0", observed_on=date(2026, 11, 1), datum="gcj02",
        asked={"to_h3": 8}, notes=["joined"],
    )  # fmt: skip
    given = points(3)
    demand.enter(store, said, given, actor="me")
    found = demand.one(store, "riders")
    assert (found.what, found.source, found.licence) == (What.RIDERS, "survey", "CC0")
    assert found.observed_on == date(2026, 11, 1)
    assert (found.points, found.weight, found.by_hour) == (3, float(given.weight.sum()), False)
    assert (found.datum, found.asked, found.notes) == ("gcj02", {"to_h3": 8}, ("joined",))
    assert found.loaded_by == "me"
    assert found.bbox == (given.lon.min(), given.lat.min(), given.lon.max(), given.lat.max())
    assert demand.listed(store)[0] == found


def test_the_same_file_changes_nothing_but_what_is_told_of_it(store: Connection) -> None:
    first = demand.enter(store, told(), points(), actor="me")
    assert demand.enter(store, told(), points(), actor="me") == (first.id, "unchanged")
    assert demand.enter(store, told(licence="CC0"), points(), actor="me") == (first.id, "retold")
    assert demand.enter(store, told(source="survey"), points(), actor="me") == (first.id, "retold")
    assert [(one.source, one.licence) for one in demand.listed(store, past=True)] == [("survey", "CC0")]


@pytest.mark.parametrize("second", [told(sha256=OTHER), told(asked={"to_h3": 8})])
def test_another_file_replaces_and_the_one_before_stays(store: Connection, second: Told) -> None:
    first = demand.enter(store, told(), points(seed=1), actor="me")
    other = demand.enter(store, told("orders"), points(seed=3), actor="me")
    made = demand.enter(store, second, points(seed=2), actor="me")
    assert (first.state, made.state) == ("entered", "replaced")
    assert demand.one(store, "riders").id == made.id
    assert {one.id for one in demand.listed(store)} == {made.id, other.id}
    assert demand.version(store, first.id).replaced_at is not None
    assert demand.points(store, first.id).lon.tolist() == points(seed=1).lon.tolist()


def test_what_is_not_there_is_told_with_what_is(store: Connection) -> None:
    demand.enter(store, told("orders"), points(), actor="me")
    with pytest.raises(NotFound, match="no demand «riders»; there is «orders»"):
        demand.one(store, "riders")
    with pytest.raises(NotFound, match="no demand 0"):
        demand.version(store, 0)


def test_a_rule_of_the_store_is_told(store: Connection) -> None:
    with pytest.raises(BadRecord, match="«riders» was refused"):
        demand.enter(store, told(sha256="no digest"), points(), actor="me")


def _as_web(store: Connection, proof: str) -> None:
    store.play("waystation_web")  # type: ignore[attr-defined]
    act_by(store, proof)


def test_a_branch_sees_its_own_and_what_is_for_all(store: Connection) -> None:
    city = unit(store, level="city")
    ours, others = unit(store, parent=city), unit(store, parent=city)
    for_all = demand.enter(store, told(sha256=OTHER), points(seed=1), actor="me")
    planner, stranger, above = (
        session(store, account(store, "planner", where)) for where in (ours, others, city)
    )
    _as_web(store, planner)
    own = demand.enter(store, told(), points(seed=2))
    assert demand.one(store, "riders").id == own.id
    assert demand.version(store, own.id).loaded_by.startswith("planner")
    assert len(demand.points(store, own.id).id) == 2
    seen = {}
    for name, proof in (("stranger", stranger), ("above", above), ("nobody", "x")):
        act_by(store, proof)
        seen[name] = {one.id for one in demand.listed(store)}
        assert (len(demand.points(store, own.id).id) > 0) == (name == "above"), name
    assert seen == {"stranger": {for_all.id}, "above": {for_all.id, own.id}, "nobody": set()}


FORGED = (
    "INSERT INTO demand (unit_id, name, what, file_name, sha256, datum, points, weight, bbox, loaded_by)"
    " SELECT {}, 'x', 'people', 'f', repeat('a', 64), 'wgs84', 1, 1, '{{0,0,1,1}}', {} FROM acting()"
)
ATTACKS = {
    "a point is added": "INSERT INTO demand_point SELECT %(mine)s, 9, 'x', 'POINT(1 1)', 1",
    "for all": FORGED.format("NULL", "shown_name"),
    "as another": FORGED.format("unit_id", "'another'"),
    "numbers": "UPDATE demand SET points = 1",
    "gone": "DELETE FROM demand",
    "points gone": "DELETE FROM demand_point",
    "weights": "UPDATE demand_point SET weight = 1",
    "searches": "SELECT * FROM unmet",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_kept_is_not_changed_by_hand(store: Connection, attack: str) -> None:
    mine = demand.enter(store, told(), points(), actor="me").id
    where = unit(store)
    value(store, "UPDATE demand SET unit_id = %s, loaded_at = now() - interval '1 minute'", where)
    _as_web(store, session(store, account(store, "planner", where)))
    assert len(demand.listed(store)) == 1
    with pytest.raises(InsufficientPrivilege), store.cursor() as cursor:
        cursor.execute(ATTACKS[attack].replace("{{", "{").replace("}}", "}"), {"mine": mine})


def test_who_may_not_plan_brings_no_demand(store: Connection) -> None:
    where = unit(store)
    planner, other = (account(store, "planner", where) for _ in range(2))
    value(
        store,
        "INSERT INTO api_token (account_id, name, secret, scopes, expires_at)"
        " VALUES (%s, 't', sha256('reads'), '{read}', now() + interval '1 d')",
        other,
    )
    _as_web(store, session(store, planner))
    made = demand.enter(store, told(), points())
    act_by(store, "reads")
    assert [one.id for one in demand.listed(store)] == [made.id]
    with pytest.raises(psycopg2.Error):
        demand.enter(store, told(sha256=OTHER), points())
