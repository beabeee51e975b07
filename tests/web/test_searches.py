"""A search that finds nothing within 1,200 m is counted, whichever way it was answered; nothing else is."""

import time
from collections import Counter
from pathlib import Path

import h3
import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection
from pyproj import Geod

from stations.atlas import following
from stations.atlas.following import Follower
from stations.settings import Settings
from stations.unmet import NEAR_M
from tests.conftest import Clock, Drawn, RehearsalStore, visitor_of
from tests.make import enter_one
from tests.people import value
from web import create_app, searches

PLACE = (126.62, 45.77)
GEOD = Geod(ellps="WGS84")


def metres_east(metres: float) -> tuple[float, float]:
    lon, lat, _ = GEOD.fwd(*PLACE, 90, metres)
    return round(lon, 6), round(lat, 6)


def counted(visit: FlaskClient) -> Counter[tuple[int, int]]:
    return visit.application.extensions["searches"].counted._counts


@pytest.fixture(params=["memory", "sql"])
def visit(request: pytest.FixtureRequest, store: Connection, clock: Clock) -> FlaskClient:
    clock.set("2026-11-18 23:10")  # a Wednesday
    enter_one(store, hours="Mo-Su 08:00-20:00", services=("wifi",))
    found = visitor_of(store, clock, atlas=request.param == "memory")
    if request.param == "sql":  # as before the first picture
        found.application.extensions["presence"].source = searches_nobody()
    return found


def searches_nobody() -> object:
    from web.presence import Nobody

    return Nobody()


ASKED = {
    "near enough": ("", 1_190, False),
    "too far": ("", 1_210, True),
    "far": ("", 5_000, True),
    "near and locked": ("&open=now", 100, True),
    "near at another time": ("&open=2026-11-19T12:00:00", 100, False),
    "far at another time": ("&open=2026-11-19T12:00:00", 5_000, False),
    "with a service it has": ("&service=wifi", 100, False),
    "with a service it has not": ("&service=toilet", 100, True),
    "only as far as somebody looks": ("&within_m=500", 5_000, False),
    "farther than somebody looks": ("&within_m=3000", 5_000, True),
    "in English": ("&lang=en", 5_000, True),
    "in English, near": ("&lang=en", 5, False),
}


@pytest.mark.parametrize("case", ASKED)
def test_what_found_nothing_near_is_counted(visit: FlaskClient, case: str) -> None:
    filters, metres, misses = ASKED[case]
    lon, lat = metres_east(metres)
    answer = visit.get(f"/api/v1/nearest?lon={lon}&lat={lat}{filters}")
    assert answer.status_code == 200
    cell = h3.str_to_int(h3.latlng_to_cell(lat, lon, 8))
    assert dict(counted(visit)) == ({(cell, 2 * 24 + 23): 1} if misses else {})


def test_a_shifted_position_is_counted_where_it_is(visit: FlaskClient) -> None:
    lon, lat = metres_east(5_000)
    visit.get(f"/api/v1/nearest?lon={lon}&lat={lat}")
    first = dict(counted(visit))
    from stations.datum import Datum, convert

    east, north = convert(lon, lat, Datum.WGS84, Datum.GCJ02)
    visit.get(f"/api/v1/nearest?lon={east}&lat={north}&datum=gcj02", environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert dict(counted(visit)) == dict.fromkeys(first, 2)


def test_the_page_is_counted_once_with_what_its_script_asks(visit: FlaskClient) -> None:
    lon, lat = metres_east(5_000)
    page = visit.get(f"/?lon={lon}&lat={lat}")
    assert page.status_code == 200
    assert sum(counted(visit).values()) == 1
    visit.get(f"/api/v1/nearest?lon={lon}&lat={lat}")
    assert sum(counted(visit).values()) == 1


def test_whoever_only_looks_around_a_county_is_not_counted(visit: FlaskClient) -> None:
    assert visit.get("/?open=now").status_code == 200
    assert not counted(visit)


def test_a_wrong_question_is_not_counted(visit: FlaskClient) -> None:
    assert visit.get("/api/v1/nearest?lon=5&lat=95").status_code == 400
    assert not counted(visit)


def test_behind_proxies_each_line_counts(store: Connection, clock: Clock) -> None:
    enter_one(store)
    settings = Settings(secret_key="a secret of the tests", proxies=1)
    app = create_app(settings, store=RehearsalStore(store), source=Drawn(store), clock=clock)
    lon, lat = metres_east(5_000)
    for forwarded in ("10.1.1.1, 10.0.0.1", "10.1.1.1, 10.0.0.2", "10.2.2.2, 10.0.0.2"):
        app.test_client().get(f"/api/v1/nearest?lon={lon}&lat={lat}", headers={"X-Forwarded-For": forwarded})
    assert sum(counted(app.test_client()).values()) == 2


def test_switched_off_nothing_is_counted(store: Connection, clock: Clock) -> None:
    settings = Settings(secret_key="a secret of the tests", unmet=False)
    app = create_app(settings, store=RehearsalStore(store), source=Drawn(store), clock=clock)
    enter_one(store)
    for path in ("/api/v1/nearest?lon=100&lat=45", "/?lon=100&lat=45"):
        assert app.test_client().get(path).status_code == 200
    assert app.extensions["searches"] is None


@pytest.mark.parametrize(
    ("found", "metres"),
    [
        (b'"datum":"wgs84","features":[],"hint":{"distance_m":5.0}}', float("inf")),
        (
            b'"datum":"wgs84","features":[{"properties":{"name":"\\"distance_m\\":7}","distance_m":312.4}},{}]}',
            312.4,
        ),
    ],
)
def test_the_first_distance_is_read_and_no_other(found: bytes, metres: float) -> None:
    assert searches.nearest_m(found) == metres


def test_the_follower_runs_the_errand_and_outlives_its_failure(
    store: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "ERRAND_S", 0.0)
    follower = Follower("", tmp_path / "p", lambda: pytest.fail("nothing is drawn here"))
    follower._run_errand_if_due(store)  # it has none
    done = []
    follower.errand = lambda connection: done.append(value(connection, "SELECT 1"))
    follower._run_errand_if_due(store)
    follower.errand = lambda connection: value(connection, "SELECT no_such_column")
    time.sleep(0.01)
    follower._run_errand_if_due(store)
    assert done == [1]
    monkeypatch.setattr(following, "ERRAND_S", 60.0)
    follower.errand = lambda _: done.append(2)
    follower._run_errand_if_due(store)
    assert done == [1]


def test_what_is_counted_reaches_the_store(visit: FlaskClient, store: Connection, clock: Clock) -> None:
    clock.time = None
    lon, lat = metres_east(NEAR_M + 100)
    visit.get(f"/api/v1/nearest?lon={lon}&lat={lat}")
    visit.application.extensions["searches"].bring(store)
    assert value(store, "SELECT sum(today) FROM unmet") == 1
    assert not counted(visit)
