"""Cells as people write them."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.sources.cells import Unread, angle, count, day, pair, yes

NOON_LON, NOON_LAT = 113 + 37 / 60 + 42 / 3600, 34 + 44 / 60 + 6 / 3600


@pytest.mark.parametrize(
    ("cell", "degrees", "axis"),
    [
        ("113.6285", 113.6285, ""),
        (" -0.1276 ", -0.1276, ""),
        ("１１３．６２８５", 113.6285, ""),
        ("113。6285", 113.6285, ""),
        ("113,62851", 113.62851, ""),
        ("1.136E2", 113.6, ""),
        ("113.6285°", 113.6285, ""),
        ("113.6E", 113.6, "lon"),
        ("N34.75", 34.75, "lat"),
        ("33.45°S", -33.45, "lat"),
        ("0.5 W", -0.5, "lon"),
        ("东经113.6度", 113.6, "lon"),
        ("113°37′42″", NOON_LON, ""),
        ("113°37'42''E", NOON_LON, "lon"),
        ("113度37分42秒", NOON_LON, ""),
        ("北纬34度44分6秒", NOON_LAT, "lat"),
        ("113 37 42 E", NOON_LON, "lon"),
        ("113:37:42", NOON_LON, ""),
        ("113°37.7′", NOON_LON, ""),
        ("113 37.7", NOON_LON, ""),
    ],
)
def test_a_coordinate_is_read_in_every_usual_form(cell: str, degrees: float, axis: str) -> None:
    found = angle(cell)
    assert float(found) == pytest.approx(degrees, abs=1e-12)
    assert found.axis == axis


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("", "no coordinate"),
        ("nan", "finite"),
        ("-inf", "finite"),
        ("待补充", "not a number of degrees"),
        ("113.6,34.7", "here are two"),
        ("113.6 34.7", "here are two"),
        ("113°70′00″", "end at 59"),
        ("113.5°30′", "no minutes"),
        ("34.7N E", "not a number of degrees"),
    ],
)
def test_a_coordinate_that_cannot_be_read_says_why(cell: str, rule: str) -> None:
    with pytest.raises(Unread, match=rule):
        angle(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "113.6,34.7",
        "113.6，34.7",
        "113.6 34.7",
        "113.6;34.7",
        "113.6、34.7",
        "113.6/34.7",
        "(113.6, 34.7)",
        "[113.6,34.7]",
        "POINT(113.6 34.7)",
        '{"lng":113.6,"lat":34.7}',
        "E113.6N34.7",
        "113.6E 34.7N",
        "东经113.6，北纬34.7",
        "经度：113.6，纬度：34.7",
        "113°36′E，34°42′N",
        "113°36′00″E34°42′00″N",
        "113 36 0 E 34 42 0 N",
    ],
)
def test_two_numbers_in_one_cell_are_told_apart(cell: str) -> None:
    assert tuple(map(float, pair(cell))) == pytest.approx((113.6, 34.7))


@pytest.mark.parametrize("cell", ["34.7N,113.6E", '{"lat":34.7,"lng":113.6}', "纬度34.7 经度113.6"])
def test_letters_and_words_tell_which_number_is_which(cell: str) -> None:
    first, second = pair(cell)
    assert (first.axis, second.axis) == ("lat", "lon")


@pytest.mark.parametrize("cell", ["", "113.6", "113.6,34.7,20", "abc,def", "113.6E,114.2E"])
def test_a_cell_without_two_coordinates_is_unread(cell: str) -> None:
    with pytest.raises(Unread):
        pair(cell)


@given(st.floats(0, 179.99), st.sampled_from("EW"))
def test_degrees_written_as_minutes_and_seconds_come_back(degrees: float, letter: str) -> None:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    seconds = min(59.9999, ((degrees - whole) * 60 - minutes) * 60)
    found = angle(f"{whole}°{minutes}′{seconds:.4f}″{letter}")
    assert abs(found) == pytest.approx(degrees, abs=1e-6)
    assert (found <= 0) == (letter == "W") or degrees < 1e-6


@given(st.text(max_size=30))
def test_no_text_is_too_strange(cell: str) -> None:
    for read in (angle, pair, count, day):
        with contextlib.suppress(Unread):
            read(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("20", 20),
        ("２０", 20),
        ("约20人", 20),
        ("20个座位", 20),
        ("可容纳20人", 20),
        ("1,200", 1200),
        ("20.0", 20),
        ("0", 0),
    ],
)
def test_a_count_is_read_with_the_words_around_it(cell: str, number: int) -> None:
    assert count(cell) == number


@pytest.mark.parametrize("cell", ["8-12", "20.5", "二十", "若干", "-3"])
def test_a_count_that_is_not_one_whole_number_is_unread(cell: str) -> None:
    with pytest.raises(Unread):
        count(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-01",
        "2026/3/1",
        "2026.3.1",
        "2026年3月1日",
        "20260301",
        "2026-03-01T08:00:00",
        "2026-03-01 00:00:00",
        "46082",
    ],
)
def test_a_date_is_read_year_first(cell: str) -> None:
    assert day(cell) == date(2026, 3, 1)


@pytest.mark.parametrize("cell", ["3/4/2026", "2026年3月", "2026-02-30", "去年", "03-01"])
def test_half_a_date_is_unread(cell: str) -> None:
    with pytest.raises(Unread):
        day(cell)


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("是", True), ("有", True), ("Ｙ", True), ("√", True), ("TRUE", True), ("2", True), ("否", False), ("无", False),
     ("N", False), ("×", False), ("0", False), ("", False), ("大概", None)],
)  # fmt: skip
def test_yes_is_told_from_no(cell: str, *, answer: bool | None) -> None:
    assert yes(cell) is answer
