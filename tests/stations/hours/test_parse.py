"""What of OpenStreetMap's grammar is read, and what is refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.errors import BadHours
from stations.hours import parse, write


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("mo-fr 8:00-17:00", "Mo-Fr 08:00-17:00"),
        ("Mo-Fr 08:00-17:00;", "Mo-Fr 08:00-17:00"),
        ("08:00-17:00", "Mo-Su 08:00-17:00"),
        ("00:00-24:00", "24/7"),
        ("Mo-Su,PH 08:00-17:00", "Mo-Su 08:00-17:00"),
        ("Mo,Tu,We 08:00-17:00", "Mo-We 08:00-17:00"),
        ("Fr,Sa,Su,Mo 08:00-17:00", "Fr-Mo 08:00-17:00"),
        ("PH closed", "PH off"),
        ("Apr-Oct: 06:00-22:00", "Apr-Oct 06:00-22:00"),
        ("Apr 01-Oct 31 06:00-22:00", "Apr-Oct 06:00-22:00"),
        ("2026 Feb 05-2026 Feb 12 off", "2026 Feb 05-12 off"),
        ("22:00-30:00", "Mo-Su 22:00-06:00"),
        ("08:00-05:00", "Mo-Su 08:00-29:00"),
        ("Mo 08:00-12:00, 14:00-18:00", "Mo 08:00-12:00,14:00-18:00"),
        ('"call us"', 'unknown "call us"'),
        ("Mo-Fr", "Mo-Fr 00:00-24:00"),
    ],
)
def test_the_same_meaning_is_the_same_text(text: str, stored: str) -> None:
    assert write(parse(text)) == stored
    assert write(parse(stored)) == stored


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ""),
        (";", ";"),
        ("Mo-Fr 08:00-17:00; SH off", "SH off"),
        ("week 1-10 08:00-17:00", "week 1-10 08:00-17:00"),
        ("sunrise-sunset", "sunrise-sunset"),
        ("Mo[1] 08:00-17:00", "[1] 08:00-17:00"),
        ("PH Mo 08:00-17:00", "Mo 08:00-17:00"),
        ("08:00-17:00/30", "/30"),
        ("08:00", "08:00"),
        ("08:00-", "08:00-"),
        ("25:00-26:00", "25:00-26:00"),
        ("08:00-49:00", "49:00"),
        ("08:60-09:00", "08:60-09:00"),
        ("08:00-08:00", "08:00-08:00"),
        ("08:00+,12:00-14:00", "08:00+,12:00-14:00"),
        ("08:00+ off", "08:00+ off"),
        ("Feb 30 off", "30 off"),
        ("Mo-08:00", "08:00"),
        ("Jan-08:00", "08:00"),
        ("2027-2026 off", "2026 off"),
        ("2026 Feb 12-05 off", "2026 Feb 12-05 off"),
        ("2026 Feb 05,Mar 01 off", "2026 Feb 05,Mar 01 off"),
        ("Jan-Mar 05 off", "05 off"),
        ("Mo 08:00-12:00 Tu", "Tu"),
        ('Mo "open', '"open'),
        ("周一", "周一"),
    ],
)
def test_what_is_not_supported_is_named(text: str, part: str) -> None:
    with pytest.raises(BadHours) as refusal:
        parse(text)
    assert refusal.value.part == part


def test_a_text_too_long_is_refused() -> None:
    with pytest.raises(BadHours, match="at most 2200"):
        parse("Mo" * 1200)


SIGNS = st.sampled_from(
    [*"MoTuSaPHJanFeb0123456789:-+,;| \"'/", "24/7", "off", "open ", "08:00-12:00", "2026 "]
)


@given(st.one_of(st.text(), st.lists(SIGNS, max_size=20).map("".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        hours = parse(text)
    except BadHours:
        return
    assert parse(write(hours)).rules == hours.rules
