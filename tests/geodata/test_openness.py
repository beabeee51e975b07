"""Which hour a place is open: against the state that a courier would be told, and on days that are none of a week."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from geodata.errors import BadRequest
from geodata.openness import (
    Week,
    calendar_of_holidays,
    open_masks,
    week_moments,
    weight_by_moment,
)
from stations.calendar import Calendar, Day, china
from stations.hours import parse, state

TEXTS = [
    "Mo-Fr 09:00-17:00",
    "24/7",
    "Mo-Su 22:00-04:00",
    "Mo-Fr 08:30-12:00,13:00-17:30; PH off",
    "PH 10:00-14:00",
    "Sa 20:00-26:00; Su off",
    "Mo-Su 08:00-20:00+",
]


def test_masks_are_what_asking_at_each_moment_tells():
    week = week_moments(date(2026, 9, 28))
    masks = open_masks(TEXTS, week.moments, notes=[])
    wanted = [[state(parse(text), at).open is True for at in week.moments] for text in TEXTS]
    assert masks.tolist() == wanted


def test_a_week_and_a_holiday_have_a_name_for_every_hour():
    week = week_moments(date(2026, 9, 28))
    assert (len(week.moments), len(week.labels)) == (192, 192)
    assert (week.labels[0], week.labels[167], week.labels[168]) == (("Mo", 0), ("Su", 23), ("PH", 0))
    assert week.moments[0] == datetime(2026, 10, 12)  # noqa: DTZ001 - the clock on the wall
    assert week.holiday == date(2026, 10, 1)


@pytest.mark.parametrize("on", [date(2026, 1, 1) + timedelta(days=days) for days in range(0, 365, 13)])
def test_a_plain_week_has_no_holiday_and_no_make_up_workday(on):
    week = week_moments(on)
    days = [china().day(week.monday + timedelta(days=day)) for day in range(7)]
    assert days == [Day.WORKDAY] * 5 + [Day.REST_DAY] * 2
    assert china().day(week.holiday) is Day.HOLIDAY
    assert week.holiday.weekday() < 5


def test_when_the_year_to_come_has_no_table_the_week_lies_before():
    years = china().years
    calendar = Calendar(china().special, frozenset(year for year in years if year <= 2025))
    week = week_moments(date(2025, 12, 30), calendar)
    assert week.monday < date(2025, 12, 30)


def test_another_country_has_its_own_holidays():
    finland = calendar_of_holidays([date(2019, 4, 19), date(2019, 4, 22), date(2019, 5, 1)], [2019])
    week = week_moments(date(2019, 4, 15), finland)
    assert (week.monday, week.holiday) == (date(2019, 5, 6), date(2019, 4, 19))
    masks = open_masks(["Mo-Su 08:00-20:00; PH off"], week.moments, finland, notes=[])
    assert (masks[0, :168].sum(), masks[0, 168:].sum()) == (7 * 12, 0)


def test_a_calendar_without_holidays_gives_a_week_alone():
    week = week_moments(date(2019, 5, 1), calendar_of_holidays([], [2019]))
    assert (week.holiday, len(week.moments), week.labels[-1]) == (None, 168, ("Su", 23))


def test_a_calendar_that_knows_nothing_is_refused():
    with pytest.raises(BadRequest, match="no week without a holiday around 2019-05-01"):
        week_moments(date(2019, 5, 1), Calendar())


@pytest.mark.parametrize(("unknown", "open_hours"), [("closed", 0), ("open", 192)])
def test_unknown_hours_count_as_told_and_are_always_noted(unknown, open_hours):
    notes = []
    week = week_moments(date(2026, 9, 28))
    masks = open_masks([None, "24/7", "what", "Mo 08:00+"], week.moments, unknown=unknown, notes=notes)
    assert masks.sum(axis=1).tolist()[:3] == [open_hours, 192, open_hours]
    assert notes == [
        {"code": "unknown_hours", "params": {"n": 3, "of": 4, "never_known": 2, "counted": unknown}}
    ]


def test_when_all_hours_are_known_there_is_no_note():
    notes = []
    open_masks(["24/7"], week_moments(date(2026, 9, 28)).moments, notes=notes)
    assert notes == []


def test_without_places_there_are_no_masks():
    week = week_moments(date(2026, 9, 28))
    assert open_masks([], week.moments, notes=[]).shape == (0, 192)


def test_what_unknown_counts_as_is_closed_or_open():
    with pytest.raises(BadRequest, match="closed or open"):
        open_masks([None], [], unknown="maybe", notes=[])


def test_on_a_holiday_people_are_where_they_are_on_sundays():
    by_hour = np.arange(336.0).reshape(2, 168)
    weight = weight_by_moment(by_hour, Week(date(2026, 10, 12), date(2026, 10, 1)))
    assert weight[:, :168].tolist() == by_hour.tolist()
    assert weight[:, 168:].tolist() == by_hour[:, 144:].tolist()
    assert weight_by_moment(by_hour, Week(date(2026, 10, 12), None)) is by_hour
