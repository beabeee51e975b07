"""The calendar says what the State Council's notices say, and of other years nothing."""

from datetime import date, timedelta

import pytest

from stations.calendar import Calendar, Day, SpecialDay, china

# 国务院办公厅关于2025年部分节假日安排的通知, 12 November 2024, and 关于2026年…, 4 November 2025:
# off work from one date to another, and the weekend days worked instead.
NOTICES = {
    2025: (
        [("元旦", "01-01", "01-01"), ("春节", "01-28", "02-04"), ("清明节", "04-04", "04-06"),
         ("劳动节", "05-01", "05-05"), ("端午节", "05-31", "06-02"), ("国庆节", "10-01", "10-08")],
        ["01-26", "02-08", "04-27", "09-28", "10-11"],
    ),
    2026: (
        [("元旦", "01-01", "01-03"), ("春节", "02-15", "02-23"), ("清明节", "04-04", "04-06"),

         ("劳动节", "05-01", "05-05"), ("端午节", "06-19", "06-21"), ("中秋节", "09-25", "09-27"),
         ("国庆节", "10-01", "10-07")],
        ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
    ),
}  # fmt: skip


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [one for ahead in range(366) if (one := first + timedelta(days=ahead)).year == year]


def noticed(year: int) -> dict[date, Day]:
    periods, makeup = NOTICES[year]
    special = {date.fromisoformat(f"{year}-{day}"): Day.MAKEUP_WORKDAY for day in makeup}
    for _, first, last in periods:
        for one in days_of(year):
            if first <= one.isoformat()[5:] <= last:
                special[one] = Day.HOLIDAY
    usual = {one: Day.REST_DAY if one.weekday() > 4 else Day.WORKDAY for one in days_of(year)}
    return usual | special


@pytest.mark.parametrize("year", NOTICES)
def test_each_day_is_what_the_notice_says(year: int) -> None:
    assert {one: china().day(one) for one in days_of(year)} == noticed(year)


@pytest.mark.parametrize("year", NOTICES)
def test_holidays_have_their_names(year: int) -> None:
    for name, first, _ in NOTICES[year][0]:
        found = china().holiday(date.fromisoformat(f"{year}-{first}"))
        assert found is not None
        assert (found.zh, found.day) == (name, Day.HOLIDAY)
        assert found.en.isascii()


def test_a_makeup_workday_names_its_holiday() -> None:
    assert china().holiday(date(2026, 10, 10)) == SpecialDay(
        date(2026, 10, 10), Day.MAKEUP_WORKDAY, "国庆节", "National Day"
    )


def test_every_name_is_known_in_chinese() -> None:
    assert not [one for one in china().special.values() if one.zh.isascii()]


def test_the_years_with_a_table_are_told() -> None:
    years = china().years
    assert {2025, 2026} <= years
    assert years == frozenset(range(min(years), max(years) + 1))


@pytest.mark.parametrize("on", [date(1999, 10, 1), date(2099, 10, 1), date(2099, 5, 6), date.min, date.max])
def test_other_years_are_unknown(on: date) -> None:
    assert china().day(on) is Day.UNKNOWN
    assert china().holiday(on) is None


def test_a_province_adds_its_own_days() -> None:
    song = [SpecialDay(date(2026, 4, day), Day.HOLIDAY, "三月三", "Song Festival") for day in (20, 21)]
    guangxi = china().with_days(song)
    assert guangxi.day(date(2026, 4, 20)) is Day.HOLIDAY
    assert china().day(date(2026, 4, 20)) is Day.WORKDAY
    assert guangxi.years == china().years


def test_a_new_notice_makes_a_year_known() -> None:
    calendar = Calendar().with_days([SpecialDay(date(2099, 1, 1), Day.HOLIDAY, "元旦", "New Year's Day")])
    assert calendar.day(date(2099, 1, 1)) is Day.HOLIDAY
    assert calendar.day(date(2099, 1, 5)) is Day.UNKNOWN
    complete = calendar.with_days([], years=[2099])
    assert complete.day(date(2099, 1, 5)) is Day.WORKDAY
    assert complete.day(date(2099, 1, 3)) is Day.REST_DAY
