"""Dated exceptions of one place: what is written, what holds then, and what is refused."""

from datetime import date, datetime

import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection as Connection

from stations import exceptions, history
from stations.database import act_as
from stations.errors import BadHours, NotFound
from stations.hours import CHINA, parse, state
from stations.lookup import station
from tests.make import enter, enter_one, record

FIRST, LAST = date(2027, 2, 5), date(2027, 2, 12)
TODAY = date(2027, 1, 20)
CLOSED = "2027 Feb 05-2027 Feb 12 off"


@pytest.fixture
def place(store: Connection) -> int:
    enter(store, record(hours="9-17"))  # a bystander
    found = enter_one(store, hours="周一至周五8:00-18:00，节假日休息")
    act_as(store, "manager")
    return found


def at(store: Connection, place: int, when: str) -> bool | None:
    hours = parse(station(store, place).hours_in_force or "unknown")
    return state(hours, datetime.fromisoformat(when).replace(tzinfo=CHINA)).open


def test_a_place_is_closed_from_the_first_day_to_the_last(store: Connection) -> None:
    place = enter_one(store, hours="8:00-18:00")
    act_as(store, "manager")
    said = exceptions.add(store, place, FIRST, LAST, reason="春节")
    assert said == f'Mo-Su 08:00-18:00; {CLOSED} "春节"' == station(store, place).hours_in_force
    days = ["2027-02-04T12:00", "2027-02-05T12:00", "2027-02-12T12:00", "2027-02-13T12:00"]
    assert [at(store, place, day) for day in days] == [True, False, False, True]
    assert station(store, place).hours == "Mo-Su 08:00-18:00"


@pytest.mark.parametrize(
    ("hours", "written"),
    [
        ("9-17", "09:00-17:00"),
        ("09:00-12:00,13:00-17:00", "09:00-12:00,13:00-17:00"),
        ("上午9点至下午5点半", "09:00-17:30"),
        ("22:00-次日6:00", "22:00-06:00"),
        ("24小时", "00:00-24:00"),
    ],
)
@pytest.mark.parametrize("reason", ["", "春节值班"])
def test_plain_times_stand_behind_the_dates_and_are_known(
    store: Connection, place: int, hours: str, written: str, reason: str
) -> None:
    exceptions.add(store, place, FIRST, LAST, hours=hours, reason=reason)
    said = f' "{reason}"' if reason else ""
    assert station(store, place).hours_exceptions == f"2027 Feb 05-2027 Feb 12 {written} open{said}"
    last = parse(station(store, place).hours_in_force or "").rules[-1]
    assert (last.meaning, last.comment) == ("open", reason)


def test_a_place_can_be_open_through_spring_festival(store: Connection) -> None:
    place = enter_one(store, hours="周一至周五8:00-18:00，节假日休息")
    act_as(store, "manager")
    exceptions.add(store, place, date(2026, 2, 15), date(2026, 2, 23), hours="9-17", reason="春节")
    days = ["2026-02-13T18:30", "2026-02-17T10:00", "2026-02-17T17:30", "2026-02-24T10:00"]
    assert [at(store, place, day) for day in days] == [False, True, False, True]


def test_a_newer_exception_goes_before_an_older_one(store: Connection, place: int) -> None:
    exceptions.add(store, place, FIRST, LAST)
    exceptions.add(store, place, date(2027, 2, 8), date(2027, 2, 8), hours="10:00-12:00")
    days = ["2027-02-05T11:00", "2027-02-08T11:00", "2027-02-09T11:00"]
    assert [at(store, place, day) for day in days] == [False, True, False]
    exceptions.add(store, place, FIRST, LAST)
    rules = (station(store, place).hours_exceptions or "").split("; ")
    assert rules == ["2027 Feb 08-2027 Feb 08 10:00-12:00 open", CLOSED]
    assert at(store, place, "2027-02-08T11:00") is False


def test_rules_that_ended_more_than_a_year_ago_are_dropped(store: Connection, place: int) -> None:
    exceptions.add(store, place, date(2026, 1, 1), date(2026, 1, 18), today=TODAY)
    exceptions.add(store, place, date(2026, 1, 1), date(2026, 1, 19), reason="甲; 乙", today=TODAY)
    exceptions.add(store, place, FIRST, LAST, today=TODAY)
    kept = '2026 Jan 01-2026 Jan 19 off "甲; 乙"'
    assert station(store, place).hours_exceptions == f"{kept}; {CLOSED}"
    exceptions.add(store, place, LAST, LAST, today=date(2027, 1, 21))
    assert station(store, place).hours_exceptions == f"{CLOSED}; 2027 Feb 12-2027 Feb 12 off"


def test_each_change_is_a_version_and_nothing_is_none(store: Connection, place: int) -> None:
    exceptions.add(store, place, FIRST, LAST)
    exceptions.add(store, place, FIRST, LAST)
    exceptions.clear(store, place)
    exceptions.clear(store, place)
    versions = history.versions(store, place)
    assert [one.record["hours_exceptions"] for one in versions] == [None, CLOSED, None]
    assert [one.changed_by for one in versions[1:]] == ["manager", "manager"]


def test_a_change_that_nobody_makes_is_refused(store: Connection, place: int) -> None:
    act_as(store, "")
    with pytest.raises(psycopg2.errors.NotNullViolation):
        exceptions.add(store, place, FIRST, LAST)


def test_hours_that_are_not_known_stay_so_beside_the_exception(store: Connection) -> None:
    place = enter_one(store, hours="随社区办公时间开放")
    act_as(store, "manager")
    assert exceptions.add(store, place, FIRST, LAST) == f"unknown; {CLOSED}"
    assert [at(store, place, f"2027-02-{day}T10:00") for day in ("04", "05")] == [None, False]
    assert exceptions.clear(store, place) is None
    assert station(store, place).hours_in_force is None


def test_clearing_gives_back_the_hours_of_the_place(store: Connection, place: int) -> None:
    exceptions.add(store, place, FIRST, LAST)
    assert (
        exceptions.clear(store, place) == "Mo-Fr 08:00-18:00; PH off" == station(store, place).hours_in_force
    )


@pytest.mark.parametrize(
    ("hours", "part", "said"),
    [
        ("周一至周五9-17", "周一至周五9-17", "days that differ are exceptions of their own"),
        ("9-17，周日休息", "9-17，周日休息", "write 9:00-17:00"),
        ("off", "off", "leave the hours out to close the place"),
        ("5月至9月9-17", "5月至9月9-17", "say more than times"),
        ("9-12", "9-12", "may be hours, days or dates; write 9:00-17:00"),
        ("8:00起", "起", "were not understood: '起'"),
        ("", "", "says nothing of hours"),
    ],
    ids=["some weekdays", "two rules", "closed", "a season", "times or dates", "not understood", "empty"],
)
def test_more_than_plain_times_is_refused_with_the_part_and_the_cure(
    store: Connection, place: int, hours: str, part: str, said: str
) -> None:
    with pytest.raises(BadHours, match=said) as refused:
        exceptions.add(store, place, FIRST, LAST, hours=hours)
    assert refused.value.part == part
    assert station(store, place).hours_exceptions is None


def test_dates_the_wrong_way_round_are_refused(store: Connection, place: int) -> None:
    with pytest.raises(BadHours, match="swap the two dates"):
        exceptions.add(store, place, LAST, FIRST)


def test_more_than_can_be_read_is_refused_and_leaves_what_was(store: Connection, place: int) -> None:
    exceptions.add(store, place, FIRST, LAST)
    with pytest.raises(BadHours, match="write a shorter reason"):
        exceptions.add(store, place, FIRST, LAST, reason="因" * 2_000)
    assert station(store, place).hours_exceptions == CLOSED


@pytest.mark.parametrize("nowhere", [0, -1, 2**63, 2**62])
def test_a_place_that_is_not_there_is_refused(store: Connection, nowhere: int) -> None:
    with pytest.raises(NotFound, match="there is no station"):
        exceptions.add(store, nowhere, FIRST, LAST)
    with pytest.raises(NotFound, match="there is no station"):
        exceptions.clear(store, nowhere)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    reasons=st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=25), max_size=5)
)
def test_whatever_the_reasons_every_rule_is_kept_and_read_again(
    store: Connection, place: int, reasons: list[str]
) -> None:
    exceptions.clear(store, place)
    for day, reason in enumerate(reasons, start=1):
        exceptions.add(store, place, date(2027, 3, day), date(2027, 3, day), reason=reason)
    rules = parse(station(store, place).hours_in_force or "").rules[2:]
    assert [one.periods[0].first.day for one in rules] == list(range(1, len(reasons) + 1))
