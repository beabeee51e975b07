"""Boundaries in, the county of each place out, and what disagrees."""

import pytest
import shapely
from psycopg2.extensions import connection as Connection

import stations
from stations import BadRecord, County, Point
from stations.counties import choices, county_findings, enter_counties, outlines, somewhere
from stations.point import BBox
from tests.make import enter, enter_one, record


def square(code: str, name: str, west: float) -> County:
    """A county one degree wide, from 45 to 46 north."""
    return County(code, name, "哈尔滨市", "黑龙江省", shapely.box(west, 45, west + 1, 46).wkb)


@pytest.fixture
def two_counties(store: Connection) -> Connection:
    enter_counties(
        store,
        [square("230102", "道里区", 126), square("230103", "南岗区", 127)],
        source="drawn",
        licence=None,
    )
    return store


def test_a_place_lies_in_the_county_of_its_point(two_counties: Connection) -> None:
    inside, outside = enter_one(two_counties, Point(126.5, 45.5)), enter_one(two_counties, Point(100, 30))
    assert stations.station(two_counties, inside).county_code == "230102"
    assert stations.station(two_counties, outside).county_code is None


def test_on_a_shared_border_the_lower_code_decides(two_counties: Connection) -> None:
    assert stations.station(two_counties, enter_one(two_counties, Point(127, 45.5))).county_code == "230102"


def test_places_entered_before_the_boundaries_are_assigned_without_a_new_version(store: Connection) -> None:
    place = enter_one(store, Point(126.5, 45.5))
    enter_counties(store, [square("230102", "道里区", 126)], source="drawn", licence=None)
    assert stations.assign_counties(store) == 1
    found = stations.station(store, place)
    assert (found.county_code, found.version) == ("230102", 1)
    assert stations.assign_counties(store) == 0


def test_a_moved_place_changes_its_county(two_counties: Connection) -> None:
    told = record(Point(126.5, 45.5))
    enter(two_counties, told)
    enter(two_counties, record(Point(127.5, 45.5), source_id=told.source_id))
    assert [one.code for one in choices(two_counties)] == ["230103"]


@pytest.mark.parametrize(
    ("stated", "what"),
    [
        pytest.param("道里区", None, id="the same"),
        pytest.param("哈尔滨市道里区", None, id="with its city"),
        pytest.param("道里", None, id="without its last sign"),
        pytest.param("230102", None, id="by its code"),
        pytest.param("", None, id="nothing stated"),
        pytest.param("南岗区", "county_differs", id="another county"),
        pytest.param("南岗", "county_differs", id="another county, shortened"),
        pytest.param("高新区", "county_unknown", id="a zone that is no county"),
    ],
)
def test_a_stated_county_is_held_against_the_point(
    two_counties: Connection, stated: str, what: str | None
) -> None:
    enter(two_counties, record(Point(126.5, 45.5), county_stated=stated))
    found = county_findings(two_counties)
    assert [one.what for one in found] == ([what] if what else [])
    if what:
        assert found[0].detail == f"the list says {stated}, the point lies in 道里区"


def test_findings_are_forgotten_once_the_list_is_mended(two_counties: Connection) -> None:
    told = record(Point(126.5, 45.5), county_stated="南岗区")
    enter(two_counties, told)
    assert len(county_findings(two_counties)) == 1
    enter(two_counties, record(Point(126.5, 45.5), county_stated="道里区", source_id=told.source_id))
    assert county_findings(two_counties) == []


def test_boundaries_entered_again_replace_and_do_not_double(two_counties: Connection) -> None:
    enter_counties(two_counties, [square("230102", "道里新区", 126)], source="drawn", licence=None)
    place = enter_one(two_counties, Point(126.5, 45.5))
    assert stations.station(two_counties, place).county_name == "道里新区"


def test_a_code_that_comes_twice_is_refused(store: Connection) -> None:
    twice = [square("1", "甲", 126), square("1", "乙", 127)]
    with pytest.raises(BadRecord, match="comes twice"):
        enter_counties(store, twice, source="drawn", licence=None)


def test_choices_fall_back_to_stated_names_and_count_shown_places_only(store: Connection) -> None:
    enter(
        store,
        record(Point(126, 45), county_stated="呼兰区"),
        record(Point(126.2, 45), county_stated="呼兰区"),
        record(Point(120, 30), county_stated="余杭区"),
        record(Point(120, 30), county_stated="余杭区", status="closed"),
    )
    assert [(one.code, one.name, one.count) for one in choices(store)] == [
        (None, "呼兰区", 2),
        (None, "余杭区", 1),
    ]
    assert (choices(store)[0].lon, choices(store)[0].lat) == pytest.approx((126.1, 45))


def test_where_no_county_is_known_the_first_place_is_somewhere_to_look(store: Connection) -> None:
    enter(store, record(Point(100, 30), status="closed"), record(Point(120, 30)), record(Point(126, 45)))
    assert somewhere(store) == (120, 30)


def test_nowhere_to_look_in_an_empty_store(store: Connection) -> None:
    assert somewhere(store) is None


def test_outlines_are_lines_that_meet_the_box(two_counties: Connection) -> None:
    (line,) = outlines(two_counties, BBox(126.1, 45.1, 126.2, 45.2), tolerance=0.001)
    assert line.name == "道里区"
    assert shapely.from_geojson(line.geometry).length == pytest.approx(4)
