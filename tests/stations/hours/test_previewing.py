"""The next fourteen days, with holidays and make-up workdays marked."""

from datetime import date

from stations.calendar import Day
from stations.hours import DatedException, parse, preview


def test_a_fortnight_over_national_day() -> None:
    found = preview(parse("Mo-Fr 09:00-17:00; PH off"), date(2026, 9, 30))
    assert len(found) == 14
    assert [one.on.day for one in found if one.open_spans] == [30, 8, 9, 10, 12, 13]
    assert [one.on.day for one in found if one.day is Day.HOLIDAY] == [1, 2, 3, 4, 5, 6, 7]
    makeup = found[10]
    assert (makeup.on, makeup.day, makeup.special and makeup.special.zh) == (
        date(2026, 10, 10), Day.MAKEUP_WORKDAY, "国庆节",
    )  # fmt: skip
    assert makeup.open_spans == [(540, 1020)]


def test_a_day_has_no_gaps_and_nights_reach_into_it() -> None:
    (day,) = preview(parse("22:00-06:00"), date(2026, 11, 21), days=1)
    assert [(one.start, one.end, one.value) for one in day.segments] == [
        (0, 360, True), (360, 1320, False), (1320, 1440, True),
    ]  # fmt: skip
    assert day.exception is None


def test_what_is_not_known_is_shown_apart() -> None:
    (day,) = preview(parse("Mo-Fr 09:00-17:00; PH off"), date(2027, 1, 6), days=1)
    assert (day.open_spans, day.unknown_spans, day.day) == ([], [(540, 1020)], Day.UNKNOWN)


def test_an_exception_is_named() -> None:
    closed = DatedException(date(2026, 11, 22), None, reason="装修")
    found = preview(parse("24/7"), date(2026, 11, 21), exceptions=[closed], days=2)
    assert [(one.exception, bool(one.open_spans)) for one in found] == [(None, True), ("装修", False)]
    assert found[1].segments[0].comment == "装修"


def test_days_end_with_the_last_date_there_is() -> None:
    assert len(preview(parse("24/7"), date.max)) == 1
