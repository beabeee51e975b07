"""What hours, exceptions and suspensions mean for a place at a time."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from psycopg2.extensions import connection as Connection

import stations
from stations import opening
from stations.hours import CHINA
from stations.opening import Openings, closed, dated
from tests.make import enter, enter_one, record


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def test_distinct_hours_of_shown_places_are_listed_once(store: Connection) -> None:
    enter(
        store,
        record(hours="24小时"),
        record(hours="全天"),
        record(hours="8:00-20:00", status="closed"),
        record(hours="说不好"),
        record(),
    )
    assert opening.hours_in_force(store) == ["24/7"]


def test_a_suspended_place_is_shut_and_opens_when_its_suspension_is_over(store: Connection) -> None:
    number = enter_one(store, hours="8:00-20:00", status="suspended", status_until=date(2199, 12, 5))
    place = stations.station(store, number)
    moment = opening.at(at("2199-12-01 10:00"), [])
    assert moment.state(place).open is False
    assert moment.state(place).until == at("2199-12-06 08:00")
    assert moment.state(replace(place, status_until=None)).until is None
    assert moment.state(replace(place, hours_in_force=None)).until is None
    assert moment.state(replace(place, status_until=date(2199, 12, 31))).until is None


def test_a_closed_place_is_shut_for_good(store: Connection) -> None:
    place = stations.station(store, enter_one(store, hours="24小时", status="closed"))
    assert opening.at(at("2026-11-20 10:00"), []).state(place) == (False, None, "", None)


@pytest.mark.parametrize(
    ("rule", "time", "open_then"),
    [
        pytest.param(
            closed(date(2027, 2, 5), date(2027, 2, 12), "春节"), "2027-02-04 12:00", True, id="the day before"
        ),
        pytest.param(
            closed(date(2027, 2, 5), date(2027, 2, 12), "春节"), "2027-02-05 12:00", False, id="the first day"
        ),
        pytest.param(
            closed(date(2027, 2, 5), date(2027, 2, 12), "春节"), "2027-02-12 12:00", False, id="the last day"
        ),
        pytest.param(
            closed(date(2027, 2, 5), date(2027, 2, 12), "春节"), "2027-02-13 12:00", True, id="the day after"
        ),
        pytest.param(
            dated(date(2026, 2, 15), date(2026, 2, 23), "09:00-17:00"),
            "2026-02-17 18:00",
            False,
            id="shorter",
        ),
        pytest.param(
            dated(date(2026, 2, 15), date(2026, 2, 23), "09:00-17:00"),
            "2026-02-17 10:00",
            True,
            id="still open",
        ),
    ],
)
def test_a_dated_rule_overrides_the_hours(store: Connection, rule: str, time: str, open_then: bool) -> None:  # noqa: FBT001
    number = enter_one(store, hours="8:00-20:00")
    with store.cursor() as cursor:
        cursor.execute("UPDATE station SET hours_exceptions = %s WHERE id = %s", (rule, number))
    place = stations.station(store, number)
    assert place.hours_in_force == f"Mo-Su 08:00-20:00; {rule}"
    assert opening.at(at(time), []).state(place).open is open_then


def test_a_reason_cannot_end_its_own_quotes() -> None:
    assert closed(date(2027, 2, 5), date(2027, 2, 6), 'a"; 24/7; "b').count('"') == 2


def test_a_rule_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        closed(date(2027, 2, 5), date(2027, 2, 4))


def test_states_follow_the_clock_over_midnight_holidays_and_the_end_of_a_known_year() -> None:
    texts = ["Mo-Fr 09:00-17:00; PH off", "Mo-Su 08:00-24:00", "24/7"]
    openings = Openings()
    told = {
        time: tuple(openings.at(at(time), texts).known[text].open for text in texts)
        for time in (
            "2026-09-30 16:59",
            "2026-09-30 17:00",
            "2026-09-30 23:59",
            "2026-10-01 00:00",  # National Day
            "2026-10-01 10:00",
            "2026-10-08 10:00",
            "2026-10-10 10:00",  # a Saturday on which people work
            "2026-10-11 10:00",
            "2026-12-31 10:00",
            "2031-03-05 10:00",  # a Wednesday of a year without a table
            "2031-03-05 08:00",
        )
    }
    assert told == {
        "2026-09-30 16:59": (True, True, True),
        "2026-09-30 17:00": (False, True, True),
        "2026-09-30 23:59": (False, True, True),
        "2026-10-01 00:00": (False, False, True),
        "2026-10-01 10:00": (False, True, True),
        "2026-10-08 10:00": (True, True, True),
        "2026-10-10 10:00": (True, True, True),
        "2026-10-11 10:00": (False, True, True),
        "2026-12-31 10:00": (True, True, True),
        "2031-03-05 10:00": (None, True, True),
        "2031-03-05 08:00": (False, True, True),
    }


def test_days_of_the_store_win_and_make_a_year_known(store: Connection) -> None:
    text = "Mo-Fr 09:00-17:00; PH off"
    monday, tuesday = at("2031-04-07 10:00"), at("2031-04-08 10:00")
    openings = Openings()
    assert openings.at(monday, [text], opening.calendar(store)).known[text].open is None
    with store.cursor() as cursor:
        cursor.execute("INSERT INTO special_day VALUES ('2031-04-08', 'holiday', '三月三', 'Sanyuesan')")
        cursor.execute("INSERT INTO complete_year VALUES (2031)")
    assert openings.at(monday, [text], opening.calendar(store)).known[text].open is True
    assert openings.at(tuesday, [text], opening.calendar(store)).known[text].open is False


def test_a_suspended_place_of_the_night_opens_when_its_suspension_is_over(store: Connection) -> None:
    number = enter_one(store, hours="22:00-次日6:00", status="suspended", status_until=date(2199, 12, 5))
    place = stations.station(store, number)
    for time in ("2199-12-01 03:00", "2199-12-01 07:00"):
        found = opening.at(at(time), []).state(place)
        assert (found.open, found.until) == (False, at("2199-12-06 22:00"))


def test_threads_that_come_out_of_order_work_nothing_out_again() -> None:
    openings, now = Openings(), at("2026-11-20 12:00")
    first = openings.at(now, ["24/7", "Mo-Su 08:00-20:00"])
    earlier = openings.at(now - timedelta(milliseconds=3), [])
    assert earlier.known is first.known
