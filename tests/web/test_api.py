"""The contract of the lookups, visited through the client."""

from datetime import datetime
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection
from pyproj import Geod

from stations import Datum, Point, convert
from tests.conftest import Clock
from tests.make import enter, enter_one, record

HERE = "lon=126.62&lat=45.77"


def test_one_whole_feature(visit: FlaskClient, store: Connection, clock: Clock) -> None:
    clock.set("2026-11-21 19:00")
    number = enter_one(
        store,
        Point(126.616, 45.779),
        name="中央大街驿站",
        address="中央大街89号",
        services=("drinking_water", "toilet"),
        services_inferred=("wifi",),
        hours="8:00-20:00",
        hours_inferred="9:00-17:00",
        verified_at="2026-11-01",
    )
    answer = visit.get(f"/api/v1/nearest?{HERE}")
    assert (answer.status_code, answer.content_type) == (200, "application/geo+json")
    assert answer.get_json()["features"] == [
        {
            "type": "Feature",
            "id": str(number),
            "geometry": {"type": "Point", "coordinates": [126.616, 45.779]},
            "properties": {
                "name": "中央大街驿站",
                "kind": "station",
                "address": "中央大街89号",
                "services": ["drinking_water", "toilet"],
                "services_inferred": ["wifi"],
                "services_out": [],
                "hours": "Mo-Su 08:00-20:00",
                "hours_text": "8:00-20:00",
                "hours_inferred": "Mo-Su 09:00-17:00",
                "open": {"now": True, "until": "2026-11-21T20:00:00+08:00"},
                "rating": {"score": None, "count": 0},
                "reports": [],
                "status": "open",
                "verified_at": "2026-11-01",
                "made_up": False,
                "distance_m": round(Geod(ellps="WGS84").inv(126.62, 45.77, 126.616, 45.779)[2], 1),
            },
        }
    ]


def test_the_head_of_a_collection_tells_when_and_in_which_datum(visit: FlaskClient) -> None:
    body = visit.get(f"/api/v1/nearest?{HERE}").get_json()
    assert (body["type"], body["datum"], body["features"]) == ("FeatureCollection", "wgs84", [])
    for moment in (body["timeStamp"], body["asOf"]):
        assert datetime.fromisoformat(moment).utcoffset() is not None


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "lon"),
        ("lon=126", "lat"),
        ("lon=nan&lat=45", "lon"),
        ("lon=126&lat=inf", "lat"),
        ("lon=126&lat=-infinity", "lat"),
        ("lon=&lat=45", "lon"),
        ("lon=126,5&lat=45", "lon"),
        ("lon=126.62_3456&lat=45", "lon"),
        ("lon=181&lat=45", "lon"),
        ("lon=45&lat=126", "lat"),
        ("lon=126&lon=127&lat=45", "lon"),
        (f"{HERE}&lng=126", "lng"),
        (f"{HERE}&LIMIT=3", "LIMIT"),
        (f"{HERE}&limit=0", "limit"),
        (f"{HERE}&limit=-1", "limit"),
        (f"{HERE}&limit=2.5", "limit"),
        (f"{HERE}&limit=ten", "limit"),
        (f"{HERE}&within_m=0", "within_m"),
        (f"{HERE}&within_m=nan", "within_m"),
        (f"{HERE}&kind=castle", "kind"),
        (f"{HERE}&kind=station,castle", "kind"),
        (f"{HERE}&kind=", "kind"),
        (f"{HERE}&service=swimming", "service"),
        (f"{HERE}&service=wifi,", "service"),
        (f"{HERE}&inferred=1", "inferred"),
        (f"{HERE}&open=yes", "open"),
        (f"{HERE}&open=2026-11-21", "open"),
        (f"{HERE}&open=2026-13-01T00:00", "open"),
        (f"{HERE}&open=9999-12-31T23:59:00Z", "open"),
        (f"{HERE}&open=0001-01-01T00:00:00%2B14:00", "open"),
        (f"{HERE}&min_rating=0", "min_rating"),
        (f"{HERE}&min_rating=6", "min_rating"),
        (f"{HERE}&datum=beijing54", "datum"),
        (f"{HERE}&lang=fr", "lang"),
    ],
)
def test_a_wrong_or_unknown_parameter_is_named(visit: FlaskClient, query: str, parameter: str) -> None:
    answer = visit.get(f"/api/v1/nearest?{query}")
    problem = answer.get_json(force=True)
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert (problem["status"], problem["parameter"]) == (400, parameter)
    assert parameter in problem["detail"]


def test_swapped_axes_and_usual_slips_are_told_the_cure(visit: FlaskClient) -> None:
    assert "swapped" in visit.get("/api/v1/nearest?lon=45&lat=126").get_json(force=True)["detail"]
    assert "'lon'" in visit.get("/api/v1/nearest?lng=126&lat=45").get_json(force=True)["detail"]


def test_a_limit_above_the_most_is_lowered_to_it(visit: FlaskClient, store: Connection) -> None:
    enter(store, *[record() for _ in range(103)])
    assert len(visit.get(f"/api/v1/nearest?{HERE}&limit=5000").get_json()["features"]) == 100


@pytest.mark.parametrize(
    "moment", ["now", "2026-11-21T20:00", "2026-11-21T20:00:00Z", "2026-11-21T20:00:00+08:00"]
)
def test_open_takes_now_and_times(visit: FlaskClient, store: Connection, moment: str) -> None:
    enter_one(store)
    body = visit.get(f"/api/v1/nearest?{HERE}&open={quote(moment)}").get_json()
    assert body["features"] == []
    assert (body["hint"]["parameter"], body["hint"]["value"]) == ("open", moment)


def test_the_datum_holds_for_the_question_and_the_answer(visit: FlaskClient, store: Connection) -> None:
    enter_one(store, Point(126.62, 45.77))
    lon, lat = convert(126.62, 45.77, Datum.WGS84, Datum.GCJ02)
    body = visit.get(f"/api/v1/nearest?lon={lon}&lat={lat}&datum=gcj02").get_json()
    (found,) = body["features"]
    assert body["datum"] == "gcj02"
    assert found["properties"]["distance_m"] == 0
    assert found["geometry"]["coordinates"] == pytest.approx([lon, lat], abs=1e-7)


def test_a_suspended_place_is_shown_as_not_open_with_its_reason(
    visit: FlaskClient, store: Connection
) -> None:
    enter_one(store, status="suspended", status_reason="检修", status_until="2199-01-01")
    (found,) = visit.get(f"/api/v1/nearest?{HERE}").get_json()["features"]
    told = found["properties"]
    assert told["open"] == {"now": False, "reason": "检修"}
    assert (told["status"], told["status_reason"], told["status_until"]) == (
        "suspended",
        "检修",
        "2199-01-01",
    )


def test_english_names_are_given_where_there_are_any(visit: FlaskClient, store: Connection) -> None:
    enter(store, record(name="甲", name_en="First"), record(name="乙"))
    found = visit.get(f"/api/v1/nearest?{HERE}&lang=en").get_json()["features"]
    assert [one["properties"]["name"] for one in found] == ["First", "乙"]


def test_a_lookup_is_private_and_validated(visit: FlaskClient, store: Connection) -> None:
    enter_one(store)
    answer = visit.get(f"/api/v1/nearest?{HERE}")
    assert answer.headers["Cache-Control"] == "private, max-age=30"
    again = visit.get(f"/api/v1/nearest?{HERE}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    enter_one(store)
    changed = visit.get(f"/api/v1/nearest?{HERE}", headers={"If-None-Match": answer.headers["ETag"]})
    assert changed.status_code == 200


def test_pages_follow_their_links_to_the_end_and_miss_none(visit: FlaskClient, store: Connection) -> None:
    enter(store, *[record(name=str(number)) for number in range(7)])
    address, seen = "/api/v1/stations?bbox=126,45,127,46&limit=3&kind=station", []
    while address:
        body = visit.get(address).get_json()
        assert body["numberReturned"] == len(body["features"])
        seen += [one["properties"]["name"] for one in body["features"]]
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), "")
    assert seen == [str(number) for number in range(7)]


@pytest.mark.parametrize("box", ["", "1,2,3", "1,2,3,x", "1,5,3,4", "1,2,3,91", "nan,1,2,3", "1,2,3,4,5"])
def test_a_wrong_box_is_named(visit: FlaskClient, box: str) -> None:
    answer = visit.get(f"/api/v1/stations?bbox={box}")
    assert (answer.status_code, answer.get_json(force=True)["parameter"]) == (400, "bbox")


@pytest.mark.parametrize(
    "box",
    [
        pytest.param("82.473,45.12,82.4745,45.8", id="narrower than the shift"),
        pytest.param("110,30,126.61041225,54.5", id="an edge through the places"),
        pytest.param("126.61041225,10,150,60", id="the other side of that edge"),
        pytest.param("100,10,-170,60", id="across the 180th meridian"),
    ],
)
def test_a_box_in_another_datum_holds_what_lies_in_it_and_nothing_else(
    visit: FlaskClient, store: Connection, box: str
) -> None:
    enter(store, *[record(Point(126.6 + 0.0007 * number, 45.75)) for number in range(20)])
    enter_one(store, Point(-179.9, 50))
    everywhere = visit.get("/api/v1/stations?bbox=-180,-90,180,90&datum=gcj02&limit=1000").get_json()[
        "features"
    ]
    west, south, east, north = map(float, box.split(","))

    def inside(lon: float, lat: float) -> bool:
        return south <= lat <= north and (west <= lon <= east if west <= east else lon >= west or lon <= east)

    found = visit.get(f"/api/v1/stations?bbox={box}&datum=gcj02").get_json()
    assert [one["id"] for one in found["features"]] == [
        one["id"] for one in everywhere if inside(*one["geometry"]["coordinates"])
    ]
    assert found["numberReturned"] == len(found["features"])


def test_a_filter_said_many_times_is_one_filter(visit: FlaskClient, store: Connection) -> None:
    enter_one(store)
    many = ",".join(["toilet"] * 2000)
    body = visit.get(f"/api/v1/nearest?{HERE}&service={many}").get_json()
    assert (body["features"], body["hint"]["parameter"]) == ([], "service")


def test_one_station_tells_everything_public(visit: FlaskClient, store: Connection) -> None:
    number = enter_one(
        store,
        Point(113.62, 34.75),
        name="郑州,驿站",
        entry_mode="staffed",
        entry_hint="按门铃",
        details={"stock": 3},
    )
    answer = visit.get(f"/api/v1/stations/{number}")
    told = answer.get_json()["properties"]
    assert (told["entry_mode"], told["entry_hint"], told["details"]) == ("staffed", "按门铃", {"stock": 3})
    assert answer.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300"
    again = visit.get(f"/api/v1/stations/{number}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_links_carry_the_datum_and_order_that_each_app_expects(visit: FlaskClient, store: Connection) -> None:
    number = enter_one(store, Point(113.62, 34.75), name="郑州,驿站")
    links = visit.get(f"/api/v1/stations/{number}").get_json()["properties"]["links"]
    lon, lat = (round(value, 7) for value in convert(113.62, 34.75, Datum.WGS84, Datum.GCJ02))
    assert f"to={lon},{lat},%E9%83%91" in links["amap"]
    assert "coordinate=gaode" in links["amap"]
    assert "location=34.75,113.62&" in links["baidu"]
    assert "coord_type=wgs84" in links["baidu"]
    assert f"tocoord={lat},{lon}&" in links["tencent"]
    assert links["geo"] == "geo:34.75,113.62"


@pytest.mark.parametrize("number", ["0", "x", "-1", "1e3", "99999999999999999999", "%00", "１"])
def test_a_station_that_is_not_there_is_a_problem(visit: FlaskClient, number: str) -> None:
    answer = visit.get(f"/api/v1/stations/{number}")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_addresses_and_methods_that_are_not_there_are_problems(visit: FlaskClient) -> None:
    assert visit.get("/api/v1/nowhere").content_type == "application/problem+json"
    refused = visit.delete("/api/v1/nearest")
    assert (refused.status_code, refused.content_type) == (405, "application/problem+json")
    assert "GET" in refused.headers["Allow"]


def test_counties_vocabulary_and_health(visit: FlaskClient, store: Connection) -> None:
    enter_one(store, county_stated="道里区")
    assert visit.get("/api/v1/counties").get_json()["counties"] == [
        {"code": None, "name": "道里区", "city": None, "count": 1, "centre": [126.62, 45.77]}
    ]
    assert {"code": "toilet", "name_zh": "厕所"}.items() <= visit.get("/api/v1/vocabulary").get_json()[
        "services"
    ][4].items()
    assert visit.get("/healthz").get_json() == {"status": "alive"}
    assert visit.get("/readyz").status_code == 200


def test_every_answer_carries_the_policy_and_the_api_is_shared(visit: FlaskClient) -> None:
    answer = visit.get(f"/api/v1/nearest?{HERE}")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_answers_are_compressed_for_who_takes_it(visit: FlaskClient, store: Connection) -> None:
    enter(store, *[record() for _ in range(10)])
    packed = visit.get(f"/api/v1/nearest?{HERE}", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    again = visit.get(
        f"/api/v1/nearest?{HERE}",
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]},
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["/api/v1/counties?county=%00", "/list?county=%00", "/api/v1/search?q=%00", "/?q=%00"]
)
def test_the_one_sign_that_no_text_of_the_store_holds_is_no_failure(visit: FlaskClient, path: str) -> None:
    assert visit.get(path).status_code in {200, 400, 404}


def test_nobody_signs_in_by_a_name_with_that_sign(visit: FlaskClient) -> None:
    answer = visit.post("/api/v1/session", json={"name": "a\0b", "password": "a\0b"})
    assert answer.status_code in {400, 401}
