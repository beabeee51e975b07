"""Nearest, within and one: by SQL, against brute force over the geodesic."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection as Connection
from pyproj import Geod

import stations
from stations import BBox, NotFound, Point, Question, Status, opening, ratings
from stations.hours import CHINA
from stations.lookup import Open
from tests.make import enter, enter_one, record
from tests.town import town

ELLIPSOID = Geod(ellps="WGS84")
HERE = Point(126.62, 45.77)


def brute_force(places: list[tuple[int, Point]], here: Point) -> list[tuple[int, float]]:
    """The slow, obvious way: measure every place and sort."""
    measured = [(ELLIPSOID.inv(here.lon, here.lat, at.lon, at.lat)[2], number) for number, at in places]
    return [(number, distance_m) for distance_m, number in sorted(measured)]


def names(store: Connection, **asked: object) -> list[str]:
    return [one.station.name for one in stations.nearest(store, Question(HERE, **asked))]  # type: ignore[arg-type]


def test_nearest_goes_by_distance_whatever_the_kind(store: Connection) -> None:
    at = town("""
        R . c W
        . . . .
        H . . .
    """)
    enter(
        store,
        record(at["H"], kind="driver_home"),
        record(at["R"], kind="station"),
        record(at["W"], kind="water_point"),
    )
    found = stations.nearest(store, Question(at["c"]))
    assert [one.station.kind for one in found] == ["water_point", "station", "driver_home"]


def test_nearest_of_an_empty_store_is_nothing(store: Connection) -> None:
    assert stations.nearest(store, Question(HERE)) == []
    assert stations.hint(store, Question(HERE, kinds=("station",))) is None


def test_ties_go_by_id(store: Connection) -> None:
    enter(store, *[record(HERE, name=f"同{number}") for number in range(12)])
    found = stations.nearest(store, Question(HERE, limit=5))
    assert [one.station.name for one in found] == ["同0", "同1", "同2", "同3", "同4"]


@pytest.mark.parametrize(
    "corner",
    [
        pytest.param(Point(126.6, 45.8), id="harbin"),
        pytest.param(Point(180.0, 52.0), id="180th meridian"),
        pytest.param(Point(-179.9, -17.0), id="180th meridian, south"),
        pytest.param(Point(10.0, 89.8), id="north pole"),
        pytest.param(Point(0.0, -89.9), id="south pole"),
    ],
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nearest_agrees_with_brute_force(store: Connection, corner: Point, data: st.DataObject) -> None:
    steps = st.integers(-40, 40).map(lambda step: step * 0.01)
    points = st.builds(
        lambda east, north: Point(
            (corner.lon + east * 3 + 180) % 360 - 180, max(-90.0, min(90.0, corner.lat + north))
        ),
        steps,
        steps,
    )
    places = data.draw(st.lists(points, min_size=1, max_size=30))
    here, limit = data.draw(points), data.draw(st.integers(1, 12))
    store.rollback()
    enter(store, *[record(at) for at in places])
    ids = [one.id for one in stations.within(store, BBox(-180, -90, 180, 90), limit=1000)]
    found = stations.nearest(store, Question(here, limit=limit))
    expected = brute_force(list(zip(ids, places, strict=True)), here)
    distances = [distance_m for _, distance_m in expected][:limit]
    assert [one.distance_m for one in found] == pytest.approx(distances, abs=1e-4)
    # Two mirror images may differ by less than the last digit of either library, so order is checked where it is told.
    gaps = [abs(after[1] - before[1]) for before, after in itertools.pairwise(expected)]
    if all(gap == 0 or gap > 1e-6 for gap in gaps):
        assert [one.station.id for one in found] == [number for number, _ in expected][:limit]


def test_filters_hold_together(store: Connection) -> None:
    enter(
        store,
        record(HERE, name="没有热饭", services=("toilet",)),
        record(HERE, name="水点", kind="water_point", services=("toilet", "meal_heating")),
        record(HERE, name="都有", services=("toilet", "meal_heating", "wifi")),
    )
    assert names(store, services=("toilet", "meal_heating"), kinds=("station", "retreat")) == ["都有"]


def test_a_guessed_service_counts_only_when_guesses_are_asked_for(store: Connection) -> None:
    enter(
        store,
        record(HERE, name="推测", services=("toilet",), services_inferred=("wifi",)),
        record(HERE, name="没有", services=("toilet",)),
    )
    assert names(store, services=("toilet", "wifi")) == []
    assert names(store, services=("toilet", "wifi"), inferred=True) == ["推测"]


def test_within_m_is_inclusive(store: Connection) -> None:
    enter(store, record(Point(126.63, 45.77)))
    (only,) = stations.nearest(store, Question(HERE))
    assert len(stations.nearest(store, Question(HERE, within_m=only.distance_m))) == 1
    assert stations.nearest(store, Question(HERE, within_m=only.distance_m - 0.01)) == []


def test_closed_and_planned_places_are_left_out_and_suspended_ones_shown(store: Connection) -> None:
    enter(store, *[record(HERE, name=status, status=status) for status in Status])
    assert names(store) == ["open", "suspended"]


def test_a_suspension_ends_the_day_after_its_last(store: Connection) -> None:
    today = (datetime.now(UTC) + timedelta(hours=8)).date()
    lasting = enter_one(store, status="suspended", status_until=today)
    ended = enter_one(store, status="suspended", status_until=today - timedelta(days=1))
    assert stations.station(store, lasting).status is Status.SUSPENDED
    assert stations.station(store, ended).status is Status.OPEN


def test_min_rating_leaves_out_places_without_a_vote(store: Connection) -> None:
    enter_one(store, name="无评价")
    rated = enter_one(store, name="好评")
    for number in range(10):
        voter = ratings.voter("secret", f"device {number}", rated, datetime.now(UTC).date())
        ratings.rate(store, rated, voter=voter, day=datetime.now(UTC).date(), stars=5, comment=None)
    assert names(store, min_rating=4.25) == ["好评"]
    assert names(store, min_rating=4.26) == []


def test_only_places_known_to_be_open_at_the_time_are_found(store: Connection) -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=CHINA)
    enter(
        store,
        record(HERE, name="全天", hours="24小时"),
        record(HERE, name="早上", hours="6:00-9:00"),
        record(HERE, name="读不懂", hours="看情况"),
        record(HERE, name="没说"),
        record(HERE, name="推测", hours_inferred="24小时"),
        record(HERE, name="停用", hours="24小时", status="suspended", status_until=date(2026, 11, 20)),
        record(HERE, name="停用已过", hours="24小时", status="suspended", status_until=date(2026, 11, 19)),
    )
    asked = opening.at(noon, opening.hours_in_force(store)).open
    assert names(store, open=asked) == ["全天", "停用已过"]


def test_the_hint_may_be_to_ask_for_a_shut_place(store: Connection) -> None:
    enter_one(store, name="早上", hours="6:00-9:00")
    asked = Question(HERE, open=Open.of([], date(2026, 11, 20)))
    assert stations.nearest(store, asked) == []
    hint = stations.hint(store, asked)
    assert hint is not None
    assert (hint.parameter, hint.station.name) == ("open", "早上")


def test_the_hint_is_the_nearest_place_that_fails_only_one_filter(store: Connection) -> None:
    at = town("""
        c A B C
    """)
    enter(
        store,
        record(at["A"], name="两样不合", kind="retreat", services=("wifi",)),
        record(at["B"], name="只差热饭", services=("wifi",)),
        record(at["C"], name="只差类型", kind="retreat", services=("wifi", "meal_heating")),
    )
    hint = stations.hint(store, Question(at["c"], kinds=("station",), services=("wifi", "meal_heating")))
    assert hint is not None
    assert (hint.parameter, hint.value, hint.station.name) == ("service", "meal_heating", "只差热饭")


def test_within_lists_by_id_and_goes_on_after_a_cursor(store: Connection) -> None:
    enter(store, *[record(Point(126.6 + 0.001 * number, 45.77), name=str(number)) for number in range(5)])
    enter_one(store, Point(127.5, 45.77), name="盒外")
    box = BBox(126.5, 45.7, 126.7, 45.8)
    first = stations.within(store, box, limit=3)
    rest = stations.within(store, box, limit=3, after=first[-1].id)
    assert [one.name for one in first + rest] == ["0", "1", "2", "3", "4"]


def test_a_box_across_the_180th_meridian_holds_both_sides_and_not_the_rest(store: Connection) -> None:
    enter(
        store,
        record(Point(179.5, 0), name="西"),
        record(Point(-179.5, 0), name="东"),
        record(Point(0, 0), name="远"),
    )
    assert [one.name for one in stations.within(store, BBox(179, -1, -179, 1))] == ["西", "东"]


def test_the_edge_of_a_box_is_inside(store: Connection) -> None:
    enter_one(store, Point(126.7, 45.8))
    assert len(stations.within(store, BBox(126.6, 45.7, 126.7, 45.8))) == 1
    assert stations.within(store, BBox(126.6, 45.7, 126.6999999, 45.8)) == []


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
def test_a_station_that_is_not_there_is_named(store: Connection, number: int) -> None:
    with pytest.raises(NotFound, match=str(number)):
        stations.station(store, number)


def test_hours_with_quotes_and_slashes_are_matched_to_the_letter(store: Connection) -> None:
    odd = 'Mo-Su 08:00-20:00 "二楼\\后门, {左}"'
    enter_one(store, name="怪", hours=odd)
    (found,) = stations.nearest(store, Question(HERE))
    assert found.station.hours_in_force is not None
    assert names(store, open=Open.of([found.station.hours_in_force], date(2026, 11, 20))) == ["怪"]
    assert names(store, open=Open.of(["24/7"], date(2026, 11, 20))) == []
