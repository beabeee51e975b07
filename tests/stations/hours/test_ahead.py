"""States worked out ahead hold as long as they say, with a clock that the test sets."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.calendar import Calendar, Day, SpecialDay, china
from stations.errors import BadHours
from stations.hours import CHINA, DatedException, Timetable, parse, state, states, write
from tests.stations.hours import made

TEXTS = ["24/7", "Mo-Su 08:00-20:00", "Mo-Fr 09:00-17:00; PH off", "2026 Dec 12 10:00-12:00", "随时"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def test_every_text_has_its_state() -> None:
    found = states(TEXTS, at("2026-11-21T12:00"))
    assert {text: held.state.open for text, held in found.items()} == {
        "24/7": True, "Mo-Su 08:00-20:00": True, "Mo-Fr 09:00-17:00; PH off": False,
        "2026 Dec 12 10:00-12:00": False, "随时": None,
    }  # fmt: skip
    assert found["Mo-Su 08:00-20:00"].until == at("2026-11-21T20:00")
    assert found["2026 Dec 12 10:00-12:00"].state.until is None
    assert found["2026 Dec 12 10:00-12:00"].until == at("2026-11-22T12:00")
    assert found["随时"].until is None


def test_only_what_no_longer_holds_is_worked_out_again() -> None:
    timetable = Timetable(TEXTS)
    assert timetable.refresh(at("2026-11-21T12:00")) == len(TEXTS)
    assert timetable.refresh(at("2026-11-21T19:59")) == 0
    assert timetable.holds_until == at("2026-11-21T20:00")
    assert timetable.refresh(at("2026-11-21T20:00")) == 1
    assert timetable.now["Mo-Su 08:00-20:00"].open is False


@pytest.mark.parametrize(
    ("before", "after", "text", "states_of_it"),
    [
        ("2026-11-21T23:59", "2026-11-22T00:00", "Sa 00:00-24:00", (True, False)),
        ("2026-09-30T23:59", "2026-10-01T00:00", "24/7; PH off", (True, False)),
        ("2026-10-07T23:59", "2026-10-08T00:00", "24/7; PH off", (False, True)),
        ("2026-12-31T23:59", "2027-01-01T00:00", "24/7; PH off", (True, None)),
        ("2026-12-31T23:59", "2027-01-01T00:00", "2026 00:00-24:00", (True, False)),
    ],
    ids=[
        "a day's end",
        "a holiday's midnight",
        "after the holiday",
        "a year without a table",
        "a year's end",
    ],
)
def test_midnights(before: str, after: str, text: str, states_of_it: tuple[bool | None, bool | None]) -> None:
    timetable = Timetable([text])
    timetable.refresh(at(before))
    first = timetable.now[text].open
    timetable.refresh(at(after))
    assert (first, timetable.now[text].open) == states_of_it


def test_a_clock_set_back_is_followed() -> None:
    timetable = Timetable(["Mo-Su 08:00-20:00"])
    timetable.refresh(at("2026-11-21T21:00"))
    assert timetable.refresh(at("2026-11-21T12:00")) == 1
    assert timetable.now["Mo-Su 08:00-20:00"].open is True


def test_new_texts_are_taken_in() -> None:
    timetable = Timetable()
    assert timetable.refresh(at("2026-11-21T12:00")) == 0
    timetable.add(["24/7"])
    assert timetable.refresh(at("2026-11-21T12:00")) == 1
    assert timetable.now["24/7"].open is True


@settings(deadline=None)
@given(made.hours(), st.lists(st.integers(1, 3 * 1440), min_size=1, max_size=6))
def test_what_is_held_is_what_would_be_found(hours, steps) -> None:
    text, moment = write(hours), at("2026-09-19T10:07")
    timetable = Timetable([text])
    for minutes in steps:
        timetable.refresh(moment)
        assert timetable.now[text] == state(parse(text), moment)
        moment += timedelta(minutes=minutes)


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    utc = datetime.fromisoformat("2026-11-21T00:00+00:00")
    assert state(parse("08:00-20:00"), utc) == state(parse("08:00-20:00"), datetime(2026, 11, 21, 8))  # noqa: DTZ001


def test_the_first_and_last_days_there_are_do_no_harm() -> None:
    assert state(parse("22:00-06:00"), datetime.min).open is True  # noqa: DTZ901
    assert state(parse("22:00-06:00"), datetime.max).until is None  # noqa: DTZ901


def test_a_province_has_its_own_holidays() -> None:
    song = SpecialDay(date(2026, 4, 20), Day.HOLIDAY, "三月三", "Song Festival")
    hours, monday = parse("Mo-Fr 09:00-17:00; PH off"), at("2026-04-20T10:00")
    assert state(hours, monday).open is True
    assert state(hours, monday, calendar=china().with_days([song])).open is False
    assert state(hours, monday, calendar=Calendar()).open is None


def test_an_exception_ends_after_it_begins() -> None:
    with pytest.raises(BadHours, match="before it begins"):
        DatedException(date(2026, 2, 12), date(2026, 2, 5))
