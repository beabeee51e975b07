"""Grades of units, by what records say and by what people confirm."""

from datetime import date, timedelta
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from stations import awards, grades
from stations.acting import act_by
from stations.grades import Definition, shortest_day_min
from stations.known_grades import KNOWN
from tests.make import enter_one
from tests.people import account, keep, session, unit, value

TODAY = date(2026, 11, 23)


def point(code: str, **evidence: Any) -> dict[str, Any]:
    return {"code": code, "name_zh": f"有{code}", "name_en": "", "evidence": evidence or None}


def definition(*points: dict[str, Any], needed: int = 0, kinds: tuple[str, ...] = ()) -> Definition:
    return Definition("六有", "", "", kinds, needed or len(points), points)


class Town:
    """A city with two counties, a place in each, and a manager who acts; beside it, another city."""

    def __init__(self, store: Connection, level: str = "city") -> None:
        self.city = unit(store, level="city")
        self.county, self.other_county = unit(store, parent=self.city), unit(store, parent=self.city)
        self.elsewhere = unit(store, level="city")
        self.place, self.next, self.far = (enter_one(store) for _ in range(3))
        for place, of in (
            (self.place, self.county),
            (self.next, self.other_county),
            (self.far, self.elsewhere),
        ):
            keep(store, place, of)
        self.manager = account(store, "manager", self.city if level == "city" else self.county)
        self.store = store
        self.act()

    def act(self, manager: int | None = None) -> None:
        act_by(self.store, session(self.store, manager or self.manager))

    def grade(self, *points: dict[str, Any], **more: Any) -> grades.Grade:
        made = grades.define(self.store, self.city, definition(*points, **more))
        found = grades.grade(self.store, made)
        assert found is not None
        return found


@pytest.fixture
def town(store: Connection) -> Town:
    return Town(store)


def lacking(town: Town, grade: grades.Grade, **asked: Any) -> dict[int, list[str]]:
    found = grades.places(town.store, grade, TODAY, **asked)
    return {one.station_id: list(one.lacking) for one in found}


def test_a_grade_holds_for_the_whole_branch_of_its_unit_and_for_nobody_else(town: Town) -> None:
    grade = town.grade(point("sign"))
    assert lacking(town, grade) == {town.place: ["sign"], town.next: ["sign"]}
    assert grades.counts(town.store, [grade], TODAY)[grade.id] == (2, 0, {"sign": 2})


def test_a_manager_below_counts_the_own_places_alone(town: Town, store: Connection) -> None:
    grade = town.grade(point("sign"))
    town.act(account(store, "manager", town.county))
    assert [one.id for one in grades.grades(store)] == [grade.id]
    assert lacking(town, grade) == {town.place: ["sign"]}


def test_another_city_sees_nothing_of_it(town: Town, store: Connection) -> None:
    grade = town.grade(point("sign"))
    town.act(account(store, "manager", town.elsewhere))
    assert grades.grades(store) == []
    assert grades.grade(store, grade.id) is None
    assert grades.places(store, grade, TODAY) == []


@pytest.mark.parametrize(
    ("evidence", "record"),
    [
        pytest.param({"by": "service", "service": "aed"}, {"services": ("aed",)}, id="a service"),
        pytest.param({"by": "hours_known"}, {"hours": "08:00-20:00"}, id="hours"),
        pytest.param({"by": "open_daily", "hours": 12}, {"hours": "08:00-20:00"}, id="long hours"),
        pytest.param({"by": "confirmed", "days": 30}, {"verified_at": TODAY - timedelta(days=30)}, id="lately"),
        pytest.param({"by": "capacity", "least": 20}, {"capacity": 20}, id="room"),
        pytest.param(
            {"by": "detail", "detail": "showers", "least": 2},
            {"kind": "driver_home", "details": {"showers": 2}},
            id="a number",
        ),
        pytest.param(
            {"by": "detail", "detail": "private", "least": 1},
            {"kind": "nursing_room", "details": {"private": True}},
            id="yes",
        ),
    ],
)  # fmt: skip
def test_a_point_is_met_by_what_the_record_says(
    town: Town, store: Connection, evidence: dict[str, Any], record: dict[str, Any]
) -> None:
    has = enter_one(store, **record)
    keep(store, has, town.county)
    grade = town.grade(point("it", **evidence))
    assert lacking(town, grade) == {has: [], town.place: ["it"], town.next: ["it"]}


@pytest.mark.parametrize(
    ("evidence", "record"),
    [
        ({"by": "service", "service": "aed"}, {"services_inferred": ("aed",)}),
        ({"by": "open_daily", "hours": 12}, {"hours": "Mo-Sa 08:00-20:00"}),
        ({"by": "open_daily", "hours": 1}, {}),
        ({"by": "confirmed", "days": 30}, {"verified_at": TODAY - timedelta(days=31)}),
        ({"by": "capacity", "least": 20}, {"capacity": 19}),
        ({"by": "capacity", "least": 20}, {"capacity_inferred": 40}),
        (
            {"by": "detail", "detail": "showers", "least": 2},
            {"kind": "driver_home", "details": {"showers": 1}},
        ),
        (
            {"by": "detail", "detail": "private", "least": 1},
            {"kind": "nursing_room", "details": {"private": False}},
        ),
    ],
)
def test_a_guess_or_too_little_is_no_evidence(
    town: Town, store: Connection, evidence: dict[str, Any], record: dict[str, Any]
) -> None:
    place = enter_one(store, **record)
    keep(store, place, town.county)
    assert lacking(town, town.grade(point("it", **evidence)))[place] == ["it"]


def test_a_service_that_is_reported_out_is_no_evidence(town: Town, store: Connection) -> None:
    place = enter_one(store, services=("aed",))
    keep(store, place, town.county)
    grade = town.grade(point("it", by="service", service="aed"))
    assert lacking(town, grade)[place] == []
    value(
        store,
        "INSERT INTO station_condition (station_id, services_out) VALUES (%s, '{aed}')"
        " ON CONFLICT (station_id) DO UPDATE SET services_out = excluded.services_out",
        place,
    )
    assert lacking(town, grade)[place] == ["it"]


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [
        ("24/7", 1440),
        ("08:00-20:00", 720),
        ("Mo-Fr 08:00-20:00", 0),
        ("22:00-06:00", 480),
        ("08:00-20:00; PH off", 720),
        ("gibberish", None),
    ],
)
def test_the_shortest_day_of_an_ordinary_week(hours: str, minutes: int | None) -> None:
    assert shortest_day_min(hours, date(2026, 10, 1)) == minutes


def test_what_somebody_confirms_counts_until_it_ends_or_is_withdrawn(town: Town, store: Connection) -> None:
    grade = town.grade(point("sign"), point("rules"), needed=1)
    grades.say(store, grade.id, town.place, "sign", met=True, note="照片已存", until=TODAY)
    assert lacking(town, grade) == {town.place: ["rules"], town.next: ["sign", "rules"]}
    assert grades.counts(store, [grade], TODAY)[grade.id] == (2, 1, {"sign": 1, "rules": 2})
    assert grades.counts(store, [grade], TODAY + timedelta(days=1))[grade.id].met == 0
    grades.say(store, grade.id, town.place, "sign", met=False)
    assert lacking(town, grade)[town.place] == ["sign", "rules"]
    assert [(one["met"], one["note"]) for one in grades.said(store, town.place)] == [
        (False, ""),
        (True, "照片已存"),
    ]


def test_places_are_listed_by_how_much_they_lack_page_by_page(town: Town, store: Connection) -> None:
    grade = town.grade(point("sign"), point("rules"))
    grades.say(store, grade.id, town.next, "sign", met=True)
    assert list(lacking(town, grade, limit=1)) == [town.next]
    assert list(lacking(town, grade, after=(1, town.next))) == [town.place]
    assert list(lacking(town, grade, lacks="sign")) == [town.place]
    assert list(lacking(town, grade, met=True)) == []


def test_a_grade_of_other_kinds_tells_nothing_of_a_place(town: Town) -> None:
    assert lacking(town, town.grade(point("sign"), kinds=("driver_home",))) == {}


def test_a_place_is_told_how_it_stands(town: Town, store: Connection) -> None:
    grade = town.grade(point("sign"), point("hours", by="hours_known"), point("rules"), needed=2)
    grades.say(store, grade.id, town.place, "rules", met=True)
    (standing,) = grades.standings(store, town.place, TODAY)
    assert (standing.met, standing.lacking, standing.short_of) == (False, ["sign", "hours"], 1)
    assert standing.points[2].said_by == value(
        store, "SELECT shown_name FROM account WHERE id = %s", town.manager
    )


def test_a_closed_place_is_counted_no_more(town: Town, store: Connection) -> None:
    grade = town.grade(point("sign"))
    value(store, "UPDATE station SET status = 'closed' WHERE id = %s", town.next)
    assert list(lacking(town, grade)) == [town.place]


def test_a_grade_is_changed_in_the_version_that_was_read(town: Town, store: Connection) -> None:
    grade = town.grade(point("sign"))
    assert grades.amend(store, grade.id, 1, definition(point("sign"), point("rules"))) == 2
    assert grades.amend(store, grade.id, 1, definition(point("rules"))) is None
    assert not grades.retire(store, grade.id, 1)
    assert grades.retire(store, grade.id, 2)
    assert grades.grades(store) == []
    assert grades.amend(store, grade.id, 3, definition(point("rules"))) is None


def test_a_unit_below_cannot_change_the_grade_of_one_above(town: Town, store: Connection) -> None:
    grade = town.grade(point("sign"))
    town.act(account(store, "manager", town.county))
    assert not grades.grades(store)[0].mine
    assert grades.amend(store, grade.id, 1, definition(point("rules"))) is None
    assert not grades.retire(store, grade.id, 1)


@pytest.mark.parametrize("which", ["code", "place", "retired"])
def test_only_a_point_that_holds_for_the_place_is_confirmed(
    town: Town, store: Connection, which: str
) -> None:
    grade = town.grade(point("sign"))
    if which == "retired":
        grades.retire(store, grade.id, 1)
    with pytest.raises(psycopg2.errors.CheckViolation):
        grades.say(
            store, grade.id, town.far if which == "place" else town.place, "no" if which == "code" else "sign", met=True
        )  # fmt: skip


@pytest.mark.parametrize(
    "points",
    [
        [],
        [point("sign"), point("sign")],
        [{"code": "A", "name_zh": "有", "name_en": "", "evidence": None}],
        [point("it", by="open_daily", hours="x")],
        [point("it", by="capacity", least=-1)],
        [{"code": "a", "name_zh": "有", "name_en": "", "evidence": "x"}],
    ],
)
def test_the_store_refuses_points_that_would_break_a_listing(
    town: Town, store: Connection, points: list[dict[str, Any]]
) -> None:
    with pytest.raises(psycopg2.errors.CheckViolation):
        grades.define(store, town.city, definition(*points, needed=1))


@pytest.mark.parametrize("statement", [
    "DELETE FROM grade_confirmation", "UPDATE grade_confirmation SET met = true", "DELETE FROM grade",
    "DELETE FROM award",
])  # fmt: skip
def test_the_history_only_grows(town: Town, store: Connection, statement: str) -> None:
    grade = town.grade(point("sign"))
    grades.say(store, grade.id, town.place, "sign", met=True)
    with pytest.raises(psycopg2.Error, match="never removed"):
        value(store, statement)


def test_all_of_it_is_in_the_journal(town: Town, store: Connection) -> None:
    grade = town.grade(point("sign"))
    grades.amend(store, grade.id, 1, definition(point("sign")))
    grades.say(store, grade.id, town.place, "sign", met=True)
    grades.say(store, grade.id, town.place, "sign", met=False)
    awards.withdraw(store, town.place, _award(town))
    grades.retire(store, grade.id, 2)
    told = value(store, "SELECT array_agg(act ORDER BY id) FROM journal WHERE account_id = %s", town.manager)
    assert told == [
        "define_grade", "amend_grade", "confirm_point", "withdraw_point", "note_award", "withdraw_award",
        "retire_grade",
    ]  # fmt: skip


def _award(town: Town) -> int:
    return awards.note(
        town.store, town.place, name="最美驿站", given_by="省总工会", given_on=TODAY, until=None
    )


def test_an_award_is_shown_until_it_is_withdrawn(town: Town, store: Connection) -> None:
    made = _award(town)
    assert [one.name for one in awards.awards(store, town.place)] == ["最美驿站"]
    assert awards.awards(store, town.next) == []
    with pytest.raises(LookupError):
        awards.withdraw(store, town.next, made)
    awards.withdraw(store, town.place, made)
    with pytest.raises(LookupError):
        awards.withdraw(store, town.place, made)
    assert awards.awards(store, town.place) == []


@pytest.mark.parametrize("code", KNOWN)
def test_a_published_grade_can_be_taken_over_as_it_is(town: Town, store: Connection, code: str) -> None:
    assert grades.grade(store, grades.define(store, town.city, KNOWN[code])) is not None


# --- As the role of the web, without any check of ours ---------------------------------------------------------------


@pytest.mark.parametrize("statement", [
    "INSERT INTO grade (unit_id, name_zh, needed, points) SELECT unit_id, 'x', 1, points FROM grade_copy",
    "INSERT INTO grade_confirmation (grade_id, station_id, code, met) SELECT id, {place}, 'sign', true FROM grade_copy",
    "INSERT INTO award (station_id, name, given_by, given_on) VALUES ({place}, 'x', 'x', now())",
])  # fmt: skip
def test_the_role_of_the_web_writes_nothing_of_another_branch(
    town: Town, store: Connection, statement: str
) -> None:
    town.grade(point("sign"))
    value(store, "CREATE TEMP TABLE grade_copy ON COMMIT DROP AS SELECT * FROM grade")
    value(store, "GRANT SELECT ON grade_copy TO waystation_web")
    town.act(account(store, "manager", town.elsewhere))
    value(store, "SET LOCAL ROLE waystation_web")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        value(store, statement.format(place=town.place))


def test_the_role_of_the_web_changes_nothing_of_another_branch_and_sees_nothing(
    town: Town, store: Connection
) -> None:
    grade = town.grade(point("sign"))
    grades.say(store, grade.id, town.place, "sign", met=True)
    _award(town)
    town.act(account(store, "manager", town.elsewhere))
    value(store, "SET LOCAL ROLE waystation_web")
    for table in ("grade", "grade_confirmation", "award"):
        assert value(store, f"SELECT count(*) FROM {table}") == 0
    for change in ("grade SET name_zh = 'x'", "award SET withdrawn_at = now()"):
        with store.cursor() as cursor:
            cursor.execute(f"UPDATE {change}")
            assert cursor.rowcount == 0


@pytest.mark.parametrize("statement", [
    "UPDATE grade SET unit_id = 1", "UPDATE grade SET version = 1", "UPDATE award SET name = 'x'",
    "INSERT INTO grade_confirmation (grade_id, station_id, code, met, said_by) VALUES (1, 1, 'x', true, 'x')",
    "DELETE FROM award", "DELETE FROM grade_confirmation",
])  # fmt: skip
def test_the_role_of_the_web_writes_no_more_than_it_must(store: Connection, statement: str) -> None:
    value(store, "SET LOCAL ROLE waystation_web")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        value(store, statement)


def test_the_role_of_the_web_does_what_a_manager_may(town: Town, store: Connection) -> None:
    value(store, "SET LOCAL ROLE waystation_web")
    grade = town.grade(point("sign"), point("hours", by="open_daily", hours=1))
    grades.say(store, grade.id, town.place, "sign", met=True)
    awards.withdraw(store, town.place, _award(town))
    assert grades.standings(store, town.place, TODAY)[0].lacking == ["hours"]
    assert grades.counts(store, [grade], TODAY)[grade.id].places == 2
    assert grades.retire(store, grade.id, 1)
