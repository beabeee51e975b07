"""The area a device keeps: every place of it, and its opening for two weeks, as a lookup would tell it then."""

import gzip
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

import stations
from geodata.generate import generate
from stations import exceptions, opening
from stations.ahead import DAYS, course, midnight
from stations.atlas.atlas import Atlas
from stations.calendar import china
from stations.database import act_as
from stations.hours import CHINA
from stations.lookup import Question
from stations.point import Point
from stations.reference import Reference
from tests.conftest import Clock, Drawn, visitor_of
from tests.geodata.loading import loaded
from tests.make import enter, enter_one, record
from web import area
from web.presence import Nobody

HERE = Point(126.62, 45.77)
NEAR = "/api/v1/area?lon=126.62&lat=45.77"
EVERY_SORT_OF_HOURS = [
    "Mo-Fr 08:30-12:00, 13:00-17:30; PH off", "24/7", "22:00-06:00", "Mo-Su 00:00-24:00; PH 09:00-16:00",
    '09:00-18:00; 12:00-13:00 off "午休"', "Sa,Su 10:00-16:00", 'Oct 01-Oct 05 off "国庆"', "08:00-20:00+",
    'Mo-Fr 09:00-17:00; 2026 Sep 28-2026 Oct 02 off "停电"', "unknown", "off", "2027 08:00-20:00", "不是一种写法",
]  # fmt: skip


class Still:
    """A source whose picture is replaced only by the test."""

    connected = True

    def __init__(self, atlas: Atlas, reference: Reference) -> None:
        self.atlas, self.reference = atlas, reference


def told(visit: FlaskClient, address: str) -> dict[str, Any]:
    answer = visit.get(address)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def opened_at(ahead: dict[str, Any], number: int | None, at: datetime) -> tuple[bool | None, datetime | None]:
    """Read a course as slowly as can be: minute by minute, with the next change within 14 days."""
    if number is None:
        return None, None
    minutes, state = ahead["from"], None
    turns = ahead["hours"][number]["course"]
    changes = [(minutes, turns[0])]
    for gap, then in zip(turns[1::2], turns[2::2], strict=True):
        minutes += gap
        changes.append((minutes, then))
    now = int(at.timestamp() // 60)
    state = [then for minute, then in changes if minute <= now][-1]
    value = ahead["states"][state][0]
    later = [minute for minute, then in changes if minute > now and ahead["states"][then][0] != value]
    until = datetime.fromtimestamp(later[0] * 60, CHINA) if later else None
    return value, until if until and until - at <= timedelta(days=14) else None


def test_every_published_place_within_its_reach_is_in_it(
    visit: FlaskClient, store: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(area, "MOST_AROUND", 60)
    generate(tmp_path / "list.csv", stations=800, seed=3)
    loaded(store, tmp_path / "list.csv")
    enter(store, record(HERE, status="closed"), record(HERE, status="planned"), record(HERE, name="这里"))
    chance = random.Random(1)
    for _ in range(12):
        centre = Point(round(chance.uniform(75, 133), 2), round(chance.uniform(19, 50), 2))
        found = told(visit, f"/api/v1/area?lon={centre.lon}&lat={centre.lat}")
        held = {int(one["id"]) for one in found["features"]}
        near = stations.nearest(store, Question(centre, limit=200, within_m=found["reach_m"]))
        assert {one.station.id for one in near} == held
        first_beyond = stations.nearest(store, Question(centre, limit=61))[-1]
        assert found["reach_m"] <= first_beyond.distance_m < found["reach_m"] + 0.2
        assert (found["centre"], found["county"]) == ([centre.lon, centre.lat], None)


def test_a_small_store_is_there_as_a_whole(visit: FlaskClient, store: Connection) -> None:
    enter(store, record(HERE), record(Point(-60.0, -45.0)), record(HERE, status="suspended"))
    found = told(visit, NEAR)
    assert found["reach_m"] is None
    assert len(found["features"]) == 3


def test_a_county_is_there_as_a_whole_and_reaches_to_the_first_place_of_another(
    visit: FlaskClient, store: Connection
) -> None:
    own = [
        record(Point(126.6 + nth / 100, 45.7), county_stated="道里区", name=f"里{nth}") for nth in range(9)
    ]
    other = [
        record(Point(126.64, 45.72), county_stated="道外区", name="外"),
        record(Point(120.0, 30.0), name="远"),
    ]
    enter(store, *own, *other)
    found = told(visit, "/api/v1/area?county=道里区")
    assert {one["properties"]["name"] for one in found["features"]} == {f"里{nth}" for nth in range(9)}
    assert found["county"] == {"code": None, "name": "道里区"}
    centre = Point(*found["centre"])
    nearest_other = next(
        one for one in stations.nearest(store, Question(centre, limit=20)) if one.station.name == "外"
    )
    assert found["reach_m"] <= nearest_other.distance_m < found["reach_m"] + 0.2


def test_the_places_of_a_county_are_looked_up_once_until_a_place_changes(
    store: Connection, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(store, *(record(Point(lon, 45.7), county_stated="鼓楼区") for lon in (80.0, 120.0)))
    source, looked = Drawn(store), []
    still = Still(source.atlas, source.reference)
    nearest = Atlas.nearest
    monkeypatch.setattr(Atlas, "nearest", lambda *given: looked.append(given) or nearest(*given))
    visit = visitor_of(store, clock, atlas=True, source=still)
    for lang in ("zh", "en", "zh"):
        still.atlas = replace(
            still.atlas, as_of=still.atlas.as_of + timedelta(seconds=1)
        )  # nothing was committed
        assert len(told(visit, f"/api/v1/area?county=鼓楼区&lang={lang}")["features"]) == 2
    assert len(looked) == 1
    enter(store, record(Point(100.0, 45.7), county_stated="鼓楼区"), source="another")
    still.atlas, still.reference = source.atlas, source.reference
    assert len(told(visit, "/api/v1/area?county=鼓楼区")["features"]) == 3


def test_a_county_with_too_many_places_gives_those_nearest_its_middle(
    visit: FlaskClient, store: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(area, "MOST_OF_COUNTY", 4)
    enter(store, *(record(Point(126.6 + nth / 100, 45.7), county_stated="道里区") for nth in range(9)))
    found = told(visit, "/api/v1/area?county=道里区")
    lons = sorted(one["geometry"]["coordinates"][0] for one in found["features"])
    assert len(lons) == 4
    assert all(abs(lon - 126.64) < 0.025 for lon in lons)
    assert found["reach_m"] is not None


def test_the_course_of_hours_says_what_hours_say_at_any_minute() -> None:
    first = datetime(2026, 9, 26, tzinfo=CHINA)
    chance = random.Random(2)
    for text in EVERY_SORT_OF_HOURS:
        changes = course(text, first.date(), china())
        assert changes[0].minute == midnight(first.date()) == int(first.timestamp() // 60)
        for at in (first + timedelta(seconds=chance.randrange(DAYS * 86_400)) for _ in range(60)):
            here = [one for one in changes if one.minute <= at.timestamp() / 60][-1]
            state = opening.at(at, [text], china()).known[text]
            assert (here.open, here.comment) == (state.open, state.comment), (text, at)


def test_opening_ahead_is_what_a_lookup_tells_then(
    visit_memory: FlaskClient, store: Connection, clock: Clock
) -> None:
    """Over two weeks with the National Day holiday and a make-up Saturday, at random times."""
    began = datetime(2026, 9, 26, 9, 30, tzinfo=CHINA)
    clock.time = began
    enter(store, *(record(HERE, hours=text) for text in EVERY_SORT_OF_HOURS), record(HERE))
    excepted = enter_one(store, HERE, hours="8:00-20:00")
    act_as(store, "test")
    exceptions.add(store, excepted, began.date(), began.date() + timedelta(days=3), reason="停电")
    ahead_of = told(visit_memory, NEAR)
    features = {one["id"]: one["properties"] for one in ahead_of["features"]}
    chance, states = random.Random(4), set()
    for at in [began, *(began + timedelta(seconds=chance.randrange(14 * 86_400)) for _ in range(25))]:
        clock.time = at
        for one in told(visit_memory, "/api/v1/nearest?lon=126.62&lat=45.77&limit=100")["features"]:
            then, until = opened_at(ahead_of["ahead"], features[one["id"]].get("ahead"), at)
            said = one["properties"]["open"]
            assert said["now"] == then, (one["properties"]["hours"], at)
            written = said.get("until") or said.get("opens")
            if written:
                assert until is not None
                assert until.isoformat() == written
            states.add(then)
    assert states == {True, False, None}


def test_hours_are_worked_out_once_a_day_and_anew_on_the_next(
    visit: FlaskClient, store: Connection, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stations import ahead

    worked_out: list[str] = []

    def counted(text: str, *rest: Any, course: Callable[..., Any] = ahead.course) -> Any:
        worked_out.append(text)
        return course(text, *rest)

    monkeypatch.setattr(ahead, "course", counted)
    enter(store, record(HERE, hours="8:00-20:00"), record(HERE, hours="8:00-20:00"))
    for moment, count in (("2026-11-21 09:30", 1), ("2026-11-21 23:59", 1), ("2026-11-22 00:00", 2)):
        clock.set(moment)
        told(visit, NEAR)
        assert len(worked_out) == count, moment


def test_what_a_card_needs_is_there_and_what_is_empty_is_not(visit: FlaskClient, store: Connection) -> None:
    enter(
        store,
        record(
            HERE,
            name="全",
            name_en="All",
            phone="0451-1",
            entry_mode="staffed",
            entry_hint="二楼",
            hours="24小时",
        ),
        record(HERE, name="空"),
    )
    full, bare = (one["properties"] for one in told(visit, NEAR)["features"])
    assert (full["name_en"], full["phone"], full["entry"][-2:]) == ("All", "0451-1", "二楼")
    assert {"name_en", "phone", "entry", "ahead", "hours_inferred_text"} & bare.keys() == set()
    english = told(visit, f"{NEAR}&lang=en")
    assert (
        english["features"][0]["properties"]["name"],
        english["features"][0]["properties"]["name_zh"],
    ) == ("All", "全")
    assert english["words"]["lang"] == "en"
    assert english["words"]["said"]["state.open"] == "Open"
    assert english["words"]["services"]["toilet"]["name"]


def test_an_area_is_light(visit: FlaskClient, store: Connection, tmp_path: Path) -> None:
    generate(tmp_path / "list.csv", stations=3_000, seed=3)
    loaded(store, tmp_path / "list.csv")
    body = visit.get(NEAR).data
    assert len(gzip.compress(body, 6)) < 80_000


def test_it_is_kept_by_its_reader_alone_and_known_again(
    visit: FlaskClient, store: Connection, clock: Clock
) -> None:
    clock.set("2026-11-21 09:30")
    enter(store, record(HERE, county_stated="道里区"))
    first = visit.get(NEAR)
    assert first.headers["Cache-Control"] == "private, max-age=60"
    assert visit.get(NEAR, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert visit.get("/api/v1/area?county=道里区").headers["Cache-Control"].startswith("public")
    assert visit.get(NEAR, headers={"Accept-Encoding": "br"}).headers["Content-Encoding"] == "br"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("", "lon"), ("lon=1", "lat"), ("lat=1", "lon"), ("lon=1&lat=1&county=道里区", "county"),
     ("county=没有", "county"), ("county=", "county"), ("lon=x&lat=1", "lon"), ("lon=1&lat=1&kind=station", "kind")],
)  # fmt: skip
def test_what_is_wrong_is_named(visit: FlaskClient, store: Connection, query: str, parameter: str) -> None:
    enter(store, record(HERE, county_stated="道里区"))
    answer = visit.get(f"/api/v1/area?{query}")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, parameter)


def test_without_a_picture_one_is_asked_to_try_again(store: Connection, clock: Clock) -> None:
    answer = visitor_of(store, clock, atlas=True, source=Nobody()).get(NEAR)
    assert answer.status_code == 503
    assert "drawn" in answer.get_json()["detail"]
