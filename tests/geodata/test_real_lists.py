"""A real list of a real city, read where it lies; no row of it is kept here."""

import csv
from pathlib import Path

import pytest
from psycopg2.extensions import connection as Connection
from pyproj import Geod

import stations
from geodata.boundaries import load_boundaries
from geodata.errors import DatumUnclear
from stations import survey
from stations.datum import Datum
from tests.geodata.loading import kept, loaded, written
from tests.real import COUNTIES, ZHENGZHOU, needs_real_data

pytestmark = needs_real_data
CENTRE = stations.Point(113.63, 34.75)


@pytest.fixture
def city(store: Connection) -> Connection:
    account = loaded(store, ZHENGZHOU, datum=Datum.GCJ02, source="zhengzhou")
    assert (account.entered, account.refused, account.evidence) == (82, [], [])
    return store


def test_guesses_stay_guesses(city: Connection) -> None:
    with ZHENGZHOU.open(encoding="utf-8-sig", newline="") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines)}
    places = kept(city, "zhengzhou")
    assert {one["source_id"] for one in places} == rows.keys()
    for one in places:
        row = rows[one["source_id"]]
        assert (one["hours"] or "") == row["open_hours_source"]
        assert (one["hours_inferred"] or "") == row["open_hours_inferred"]
        assert one["services"] == []
        assert len(one["services_inferred"]) == len(row["facilities_inferred"].split(";"))
        assert (one["capacity"], str(one["capacity_inferred"])) == (None, row["capacity_inferred"])
        assert one["operator"] is None


def test_the_points_are_where_the_list_itself_computed_them(city: Connection) -> None:
    with ZHENGZHOU.open(encoding="utf-8-sig", newline="") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines)}
    for one in kept(city, "zhengzhou"):
        row = rows[one["source_id"]]
        _, _, metres = Geod(ellps="WGS84").inv(
            one["lon"], one["lat"], float(row["lng_wgs84"]), float(row["lat_wgs84"])
        )
        assert metres < 5  # the list's own one-line inverse is that rough


def test_the_same_list_again_changes_nothing_and_a_newer_one_amends(city: Connection, tmp_path: Path) -> None:
    again = loaded(city, ZHENGZHOU, datum=Datum.GCJ02, source="zhengzhou")
    assert (again.entered, again.amended, again.unchanged) == (0, 0, 82)
    newer = written(
        tmp_path / "newer.csv", ZHENGZHOU.read_text(encoding="utf-8-sig").replace("24小时", "00:00-24:00")
    )
    amended = loaded(city, newer, datum=Datum.GCJ02, source="zhengzhou")
    assert (amended.entered, amended.amended, amended.unchanged) == (0, 2, 80)


def test_the_four_misplaced_points_and_twelve_zones_are_found(city: Connection) -> None:
    bounded = load_boundaries(city, COUNTIES, named={})
    assert (bounded.entered, bounded.moved) == (185, 82)
    found = survey.findings(city, source="zhengzhou")
    assert {one.source_id for one in found if one.what == "county_differs"} == {"37", "61", "77", "79"}
    assert len([one for one in found if one.what == "county_unknown"]) == 12
    again = loaded(city, ZHENGZHOU, datum=Datum.GCJ02, source="zhengzhou")
    assert again.doubtful_rows == 16


def test_the_list_read_in_the_wrong_datum_is_betrayed(city: Connection, tmp_path: Path) -> None:
    load_boundaries(city, COUNTIES, named={})
    text = ZHENGZHOU.read_text(encoding="utf-8-sig").replace("_gcj02", "").replace("_wgs84", "_x")
    account = loaded(city, written(tmp_path / "unlabelled.csv", text), source="unlabelled")
    assert {one.datum for one in account.evidence} == {Datum.GCJ02}
    assert len(account.evidence) == 2  # by the same places under another source, and by the counties


def test_a_datum_that_the_list_has_no_columns_for_is_refused(store: Connection) -> None:
    with pytest.raises(DatumUnclear, match="--datum wgs84 or --datum gcj02"):
        loaded(store, ZHENGZHOU, datum=Datum.BD09)


def test_nearest_is_in_the_order_and_at_the_distance_of_the_geodesic(city: Connection) -> None:
    geod = Geod(ellps="WGS84")
    expected = sorted(
        (geod.inv(CENTRE.lon, CENTRE.lat, one["lon"], one["lat"])[2], one["id"])
        for one in kept(city, "zhengzhou")
    )[:20]
    found = stations.nearest(city, stations.Question(CENTRE, limit=20))
    assert [one.station.id for one in found] == [place for _, place in expected]
    assert [one.distance_m for one in found] == pytest.approx([metres for metres, _ in expected], abs=0.1)
