"""Said, stored and read again, hours mean the same; and the quick evaluation agrees with the slow one."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from stations.calendar import china
from stations.hours import CHINA, Hours, parse, preview, read, say, state, write
from tests.stations.hours import made, slow

TELLING = [date(2026, 9, 19), date(2026, 2, 8), date(2026, 12, 22), date(2025, 1, 20)]
THREE_WEEKS = 21
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def minutes(hours: Hours, first: date) -> list[bool | None]:
    """What holds in each minute of three weeks."""
    found: list[bool | None] = []
    for day in preview(hours, first, days=THREE_WEEKS):
        for one in day.segments:
            found.extend([one.value] * (one.end - one.start))
    assert len(found) == THREE_WEEKS * 1440
    return found


def same(hours: Hours, again: Hours | None) -> bool:
    return again is not None and all(minutes(hours, first) == minutes(again, first) for first in TELLING)


@unhurried
@given(made.hours())
def test_stored_and_parsed_again_the_rules_are_the_same(hours: Hours) -> None:
    assert parse(write(hours)).rules == hours.rules


@unhurried
@given(made.hours(), st.sampled_from(["zh", "en"]))
def test_the_sentence_read_again_means_the_same(hours: Hours, lang: str) -> None:
    sentence = say(hours, lang)  # type: ignore[arg-type]
    assume(len(sentence) <= 2_000)
    assert same(hours, read(sentence).hours), sentence


@unhurried
@given(made.hours())
def test_the_stored_form_is_openstreetmaps(hours: Hours) -> None:
    opening_hours = pytest.importorskip("opening_hours")
    opening_hours.OpeningHours(write(hours))


@unhurried
@given(made.hours(), st.sampled_from(TELLING), st.integers(0, THREE_WEEKS * 1440 - 1))
def test_the_quick_evaluation_agrees_with_the_slow_one(hours: Hours, first: date, minute: int) -> None:
    at = datetime.combine(first, datetime.min.time(), CHINA) + timedelta(minutes=minute)
    assert state(hours, at).open == slow.value_at(hours, at, china())


@settings(unhurried, max_examples=15)
@given(made.hours(), st.sampled_from(TELLING), st.integers(0, THREE_WEEKS * 1440 - 1))
def test_the_next_change_is_the_next_change(hours: Hours, first: date, minute: int) -> None:
    at = datetime.combine(first, datetime.min.time(), CHINA) + timedelta(minutes=minute)
    now = slow.value_at(hours, at, china())
    steps = (at + timedelta(minutes=step) for step in range(1, 14 * 1440 + 1))
    change = next((one for one in steps if slow.value_at(hours, one, china()) != now), None)
    found = state(hours, at)
    assert (found.open, found.until) == (now, change)
    if change is not None:
        assert found.then == slow.value_at(hours, change, china())
