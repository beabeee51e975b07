"""From memory and by SQL the same is answered, byte for byte, but for `asOf`, which tells what an answer rests on."""

import gzip
import json
import re
from datetime import date, datetime

import brotli
import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection
from werkzeug.test import TestResponse

from stations import exceptions, faults, ratings
from stations.atlas.atlas import Atlas
from stations.atlas.drawing import Entry
from stations.atlas.following import lay_over
from stations.database import act_as, copy_out, run
from stations.faults import Device, Fault, What
from stations.hours import CHINA
from stations.point import Point
from tests.conftest import Clock, Drawn, visitor_of
from tests.make import enter, enter_one, record
from tests.town import town

AS_OF = re.compile(rb'"asOf":"[^"]*"')
# Off the grid of the town: mirror images differ by less than the last digit of either library.
HERE = "lon=126.6213&lat=45.7707"
NEAREST = [
    "", "&limit=1", "&limit=3", "&limit=1000", "&limit=007", "&within_m=900", "&within_m=1e3", "&within_m=0.5",
    "&kind=water_point", "&kind=water_point,driver_home", "&kind=retreat", "&kind=station&service=wifi",
    "&service=wifi", "&service=wifi,toilet", "&service=wifi%2Ctoilet", "&service=wifi,wifi", "&service=sewing_kit,wifi",
    "&service=books&inferred=true", "&service=books&inferred=false", "&open=now", "&open=2026-11-23T07:00:00",
    "&open=2026-11-21T03:00:00%2B08:00", "&open=2026-12-05T12:00:00Z", "&min_rating=3", "&min_rating=4.9",
    "&open=now&service=wifi&kind=station&min_rating=3", "&datum=gcj02", "&datum=bd09&service=wifi", "&lang=en",
    "&lang=en&datum=gcj02&limit=2", "&", "&lang=zh&datum=wgs84", "&service=wifi&within_m=1&kind=station",
    "&open=now&within_m=5", "&service=cooling,wifi&open=now&min_rating=4&kind=driver_home",
]  # fmt: skip
WRONG = [
    "&limit=0", "&limit=x", "&limit=", "&service=", "&service=wifi,", "&service=nonsense", "&kind=a,b", "&open=later",
    "&open=", "&min_rating=0", "&min_rating=6", "&within_m=0", "&within_m=-5", "&within_m=nan", "&within_m=inf",
    "&lon=5", "&datum=mars", "&lang=fr", "&inferred=yes", "&limt=3", "&x",
]  # fmt: skip
OTHER = [
    "nearest", "nearest?lon=1", "nearest?lon=200&lat=5", "nearest?lon=45.7&lat=126.6", "nearest?lon=nan&lat=1",
    "nearest?lon=1_0&lat=1", "nearest?lon=%2B1&lat=1", "nearest?lon=+1&lat=1", "nearest?lat=45.77&lon=126.62",
    "nearest?lon=-180&lat=-90", "nearest?lon=180&lat=90&limit=2", "nearest?lon=-53.4&lat=-45.77",
    "nearest?lon=1e1&lat=4",
    "stations?bbox=126,45,127,46", "stations?bbox=126,45,127,46&limit=2",
    "stations?bbox=126,45,127,46&limit=2&cursor=2",
    "stations?bbox=126,45,127,46&limit=0", "stations?bbox=170,-90,-170,90", "stations?bbox=1,2,3", "stations",
    "stations?bbox=126,45,127,46&service=wifi&open=now&datum=gcj02", "stations?bbox=126,45,127,46&kind=x",
    "stations?bbox=126.5,45.7,126.7,45.8&lang=en&kind=station,water_point", "stations?bbox=-180,-90,180,90&limit=5000",
    "stations/0", "stations/999999999", "stations/x", "stations/1?x=1", "stations/12345678901234567890",
]  # fmt: skip


@pytest.fixture
def places(store: Connection, clock: Clock) -> list[int]:
    """A town with everything that an answer can say; the ids of its places."""
    clock.set("2026-11-21 09:30")
    at = town("""
        . A B C
        D . H E
        . F G .
    """)
    enter(
        store,
        record(
            at["A"],
            services=("wifi", "toilet"),
            hours="8:00-20:00",
            name_en="Post A",
            verified_at=date(2026, 11, 1),
        ),
        record(at["B"], kind="water_point", hours="周一至周五 8:30-17:00", services=("wifi",)),
        record(
            at["C"],
            kind="driver_home",
            hours="24小时",
            services_inferred=("books",),
            address='路"引号"，\\斜线',
        ),
        record(at["D"], hours="看情况", name='制表\t和"引号"，"kind":', hours_inferred="24小时"),
        record(
            at["E"], status="suspended", status_until=date(2026, 11, 30), status_reason="装修", hours="24小时"
        ),
        record(
            at["F"],
            status="suspended",
            status_until=date(2026, 1, 1),
            hours="10:00-11:00",
            services=("books",),
        ),
        record(at["G"], status="closed"),
        record(at["G"], status="planned"),
        record(at["A"], name="同一处", name_en="Same spot", services=("sewing_kit", "wifi")),
        record(Point(-170.0, 45.0), name="远", capacity=12, details={"books": 3}, kind="book_corner"),
        record(Point(179.9, -17.0), name="更远", hours="工作日 9:00-17:00"),
    )
    excepted = enter_one(store, at["H"], name="有例外", hours="8:00-20:00")
    act_as(store, "test")
    exceptions.add(store, excepted, date(2026, 11, 20), date(2026, 11, 22), reason="停电")
    for nth in range(12):
        voter = ratings.voter("secret", f"device {nth}", excepted, date(2026, 11, 20))
        ratings.rate(store, excepted, voter=voter, day=date(2026, 11, 20), stars=5, comment=None)
    found = [row["id"] for row in run(store, "ids_of_source", {"source": "test"})]
    report(store, found[0], What.BROKEN, "wifi")
    report(store, found[1], What.NO_WATER)
    report(store, found[2], What.BROKEN, "books")
    for place in (found[4], excepted):
        report(store, place, What.DOOR_LOCKED, devices="ab")
    return [*found, excepted]


def report(store: Connection, place: int, what: What, service: str | None = None, devices: str = "a") -> None:
    at = datetime(2026, 11, 21, 9, 10, tzinfo=CHINA)
    for name in devices:
        faults.report(store, Fault(place, what, service), Device("secret", name), at=at, now=at)


def test_what_is_reported_is_said(visit: FlaskClient, visit_memory: FlaskClient, places: list[int]) -> None:
    told = {
        number: same(visit, visit_memory, f"/api/v1/stations/{number}").get_json()["properties"]
        for number in places
    }
    assert told[places[0]]["services"] == ["toilet"]
    assert told[places[0]]["services_out"] == ["wifi"]
    assert told[places[2]]["services_inferred"] == []
    locked = {"what": "door_locked", "service": None, "at": "2026-11-21T09:10:00+08:00", "count": 2,
              "since": "2026-11-21T09:10:00+08:00", "answer": None}  # fmt: skip
    assert told[places[-1]]["reports"] == [locked]
    box = same(visit, visit_memory, "/api/v1/stations?bbox=126,45,127,46&service=wifi").get_json()
    assert str(places[0]) not in {one["id"] for one in box["features"]}


def body(answer: TestResponse) -> bytes:
    return AS_OF.sub(b'"asOf":""', answer.data)


def headers(answer: TestResponse) -> dict[str, str]:
    """All headers but the server's clock, which the server itself adds where the application does not."""
    return {name: value for name, value in answer.headers.items() if name != "Date"}


def same(visit: FlaskClient, visit_memory: FlaskClient, path: str, **options: object) -> TestResponse:
    """Ask both, and compare all that they say."""
    by_sql, from_memory = (one.get(path, **options) for one in (visit, visit_memory))  # type: ignore[arg-type]
    assert from_memory.status_code == by_sql.status_code
    assert body(from_memory) == body(by_sql)
    assert headers(from_memory) == headers(by_sql)
    return from_memory


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("query", NEAREST)
def test_nearest_is_the_same(visit: FlaskClient, visit_memory: FlaskClient, query: str) -> None:
    answer = same(visit, visit_memory, f"/api/v1/nearest?{HERE}{query}")
    assert answer.status_code == 200
    assert answer.json is not None


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("query", WRONG)
def test_wrong_questions_are_refused_in_the_same_words(
    visit: FlaskClient, visit_memory: FlaskClient, query: str
) -> None:
    assert same(visit, visit_memory, f"/api/v1/nearest?{HERE}{query}").status_code == 400


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("path", OTHER)
def test_other_addresses_are_the_same(visit: FlaskClient, visit_memory: FlaskClient, path: str) -> None:
    same(visit, visit_memory, f"/api/v1/{path}")


def test_each_place_is_the_same_whatever_its_status(
    visit: FlaskClient, visit_memory: FlaskClient, places: list[int]
) -> None:
    for number in places:
        for query in ("", "?lang=en", "?datum=bd09"):
            same(visit, visit_memory, f"/api/v1/stations/{number}{query}")


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    "accepted", ["gzip", "br", "gzip, deflate, br, zstd", "br;q=0.1, gzip", "identity", "*"]
)
def test_compression_is_chosen_the_same(visit: FlaskClient, visit_memory: FlaskClient, accepted: str) -> None:
    path, sent = f"/api/v1/nearest?{HERE}", {"Accept-Encoding": accepted}
    by_sql, from_memory = (one.get(path, headers=sent) for one in (visit, visit_memory))
    coding = from_memory.headers.get("Content-Encoding")
    assert coding == by_sql.headers.get("Content-Encoding")
    opened = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert json.loads(opened(from_memory.data))["features"] == json.loads(opened(by_sql.data))["features"]


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("path", [f"nearest?{HERE}", "stations?bbox=126,45,127,46"])
def test_who_has_it_already_is_told_so(visit: FlaskClient, visit_memory: FlaskClient, path: str) -> None:
    tag = visit.get(f"/api/v1/{path}").headers["ETag"]
    for brought, status in (
        (tag, 304),
        (tag.removeprefix("W/"), 304),
        (f'"x", {tag}', 304),
        ("*", 304),
        ('W/"x"', 200),
    ):
        answer = same(visit, visit_memory, f"/api/v1/{path}", headers={"If-None-Match": brought})
        assert (answer.status_code, bool(answer.data)) == (status, status == 200)


@pytest.mark.usefixtures("places")
def test_only_the_head_is_given_to_who_asks_for_it(visit: FlaskClient, visit_memory: FlaskClient) -> None:
    by_sql, from_memory = (one.head(f"/api/v1/nearest?{HERE}") for one in (visit, visit_memory))
    assert from_memory.data == b""
    assert headers(from_memory) == headers(by_sql)


@pytest.mark.usefixtures("places")
def test_many_points_are_answered_row_by_row(visit: FlaskClient, visit_memory: FlaskClient) -> None:
    points = [[126.62, 45.77], [126.6, 45.8], [-170.0, 45.0], [180.0, -17.0], [0.0, 0.0]]
    for asked in (
        {},
        {"limit": 3},
        {"limit": 10, "service": ["wifi"]},
        {"kind": ["retreat"]},
        {"datum": "gcj02"},
    ):
        by_sql, from_memory = (
            one.post("/api/v1/nearest", json={"points": points} | asked) for one in (visit, visit_memory)
        )
        assert (from_memory.status_code, from_memory.data) == (200, by_sql.data)
        assert len(from_memory.get_json()["ids"]) == len(points)


class LaidOver(Drawn):
    """A source whose picture is from before the changes, which lie over it."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.before = super().atlas

    @property
    def atlas(self) -> Atlas:
        """The places of the picture, with all that are shown now laid over it, and none that are no more."""
        entries: dict[int, Entry | None] = dict.fromkeys(self.before.layers[0].picture["ids"].tolist())
        entries |= {one.id: one for one in map(Entry.of, copy_out(self._connection, "shown", {"ids": None}))}
        changed = {
            number: one
            for number, one in entries.items()
            if number % 2 or number > max(self.before.layers[0].picture["ids"])
        }
        return Atlas(lay_over(self.before.layers[0], changed), self.before.as_of, "")


def test_what_changed_since_the_picture_is_answered_the_same(
    store: Connection, clock: Clock, visit: FlaskClient, places: list[int]
) -> None:
    laid_over = LaidOver(store)
    visit_memory = visitor_of(store, clock, atlas=True, source=laid_over)
    act_as(store, "test")
    with store.cursor() as cursor:
        odd = [number for number in places if number % 2]
        cursor.execute("UPDATE station SET name = name || '新', kind = 'retreat' WHERE id = ANY (%s)", [odd])
        cursor.execute("UPDATE station SET status = 'closed' WHERE id = %s", [odd[0]])
    for place in odd:
        report(store, place, What.CLOSED, devices="ab")
        report(store, place, What.BROKEN, "toilet")
    enter_one(store, Point(126.6201, 45.7701), name="新来", services=("wifi",), hours="9:00-10:00")
    for query in NEAREST:
        same(visit, visit_memory, f"/api/v1/nearest?{HERE}{query}")
    for path in (
        "stations?bbox=126,45,127,46",
        "stations?bbox=126,45,127,46&limit=3",
        f"stations/{odd[0]}",
        f"stations/{odd[1]}",
    ):
        same(visit, visit_memory, f"/api/v1/{path}")
