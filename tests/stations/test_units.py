"""The tree of units, and which places they keep."""

import pytest
from psycopg2.extensions import connection as Connection

from stations import units
from stations.counties import County, assign_counties, enter_counties
from stations.database import act_as
from stations.errors import NotFound
from stations.refusals import Refused
from tests.make import enter_one
from tests.people import unit, value


def square(west: float, south: float) -> bytes:
    """A county of one degree."""
    from shapely import box

    found: bytes = box(west, south, west + 1, south + 1).wkb
    return found


def counties(store: Connection) -> None:
    """Two counties of a city, one of a province without one, one of a municipality."""
    told = [
        County("230102", "道里区", "哈尔滨市", "黑龙江省", square(126, 45)),
        County("230103", "南岗区", "哈尔滨市", "黑龙江省", square(127, 45)),
        County("429004", "仙桃市", None, "湖北省", square(113, 30)),
        County("110101", "东城区", "北京市", "北京市", square(116, 39)),
    ]
    enter_counties(store, told, source="test", licence=None)


def keeper(store: Connection, place: int) -> int | None:
    """The unit that keeps a place."""
    found: int | None = value(store, "SELECT unit_id FROM station WHERE id = %s", place)
    return found


def test_a_tree_grows_from_the_loaded_counties_and_only_once(store: Connection) -> None:
    noise = unit(store, "别的单位", level="city")
    counties(store)
    assert units.from_counties(store) == units.Made(new=8, known=0)
    assert units.from_counties(store) == units.Made(new=0, known=8)
    daoli = units.find(store, "黑龙江省/哈尔滨市/道里区")
    assert units.one(store, daoli, everywhere=True).county_code == "230102"
    assert units.one(store, units.find(store, "湖北省/仙桃市"), everywhere=True).depth == 2
    assert units.one(store, units.find(store, "北京市/东城区"), everywhere=True).depth == 2
    assert units.find(store, str(noise)) == noise


def test_places_without_a_unit_go_to_that_of_their_county_and_others_stay(store: Connection) -> None:
    counties(store)
    kept = unit(store, "自管单位", level="place")
    lost, own, outside = (enter_one(store, lon=lon, lat=45.5) for lon in (126.5, 126.6, 100.0))
    assign_counties(store)
    units.from_counties(store)
    street = unit(store, "道里街道", level="street", county="230102")
    act_as(store, "test")
    assert units.assign(store, kept, ids=[own]) == 1
    assert units.assign_by_county(store) == 1
    assert units.assign_by_county(store) == 0
    assert [keeper(store, one) for one in (lost, own, outside)] == [units.find(store, "道里区"), kept, None]
    assert units.without_unit(store) == 1
    assert street not in (keeper(store, lost), keeper(store, own))


def test_a_source_or_a_kind_goes_to_a_unit_and_nothing_else(store: Connection) -> None:
    one = unit(store)
    retreat = enter_one(store, kind="retreat")
    place = enter_one(store)
    source = value(store, "SELECT source FROM station WHERE id = %s", retreat)
    act_as(store, "test")
    assert units.assign(store, one, source="another list") == 0
    assert units.assign(store, one, source=source, kind="retreat") == 1
    assert (keeper(store, retreat), keeper(store, place)) == (one, None)
    changed_by = value(store, "SELECT changed_by FROM station WHERE id = %s", retreat)
    assert changed_by == "test"


def test_a_unit_is_found_by_id_name_or_path_and_several_are_named(store: Connection) -> None:
    north, south = unit(store, "北省", level="province"), unit(store, "南省", level="province")
    inner = unit(store, "新城区", parent=north)
    other = unit(store, "新城区", parent=south)
    assert units.find(store, "北省/新城区") == inner
    with pytest.raises(NotFound, match=f"{inner} 北省/新城区; {other} 南省/新城区"):
        units.find(store, "新城区")
    for nothing in ("老城区", "西省/新城区", "999999999", ""):
        with pytest.raises(NotFound):
            units.find(store, nothing)


def test_a_unit_of_a_known_name_or_of_too_high_a_level_is_refused(store: Connection) -> None:
    city = units.add(store, "city", "甲市")
    units.add(store, "county", "甲区", city)
    store.commit()
    with pytest.raises(Refused, match="already"):
        units.add(store, "city", "甲市")
    store.rollback()
    for level, rule in (("province", "level_order"), ("village", "level_is_known")):
        store.commit()
        with pytest.raises(Refused) as told:
            units.add(store, level, "乙", city)
        store.rollback()
        assert told.value.rule == rule
    assert value(store, "SELECT count(*) FROM unit WHERE name = '乙'") == 0
