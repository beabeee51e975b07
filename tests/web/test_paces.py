"""How fast a device goes from place to place, and how soon that is forgotten."""

from datetime import datetime, timedelta

import pytest

from stations.hours import CHINA
from web import paces
from web.paces import Paces

NOON = datetime(2026, 11, 21, 12, tzinfo=CHINA)


def test_ten_places_in_ten_minutes_are_walked_and_the_eleventh_is_not() -> None:
    known = Paces()
    assert all(known.walked("a", place, NOON, NOON) for place in [*range(10), *range(10)])
    assert not known.walked("a", 10, NOON, NOON)
    assert known.walked("b", 10, NOON, NOON)
    assert known.walked("a", 10, NOON, NOON + timedelta(minutes=10))


def test_what_is_sent_at_once_counts_by_its_taps() -> None:
    known = Paces()
    taps = [NOON - timedelta(minutes=2 * nth) for nth in range(40)]
    assert all(known.walked("a", nth, at, NOON) for nth, at in enumerate(taps))
    assert not all(known.walked("b", nth, at, NOON) for nth, at in enumerate(taps[:1] * 11))


def test_who_said_nothing_for_ten_minutes_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Paces()
    for nth in range(100):
        known.walked(f"d{nth}", 1, NOON + timedelta(minutes=nth), NOON + timedelta(minutes=nth))
    assert len(known._told) == 10
    monkeypatch.setattr(paces, "MOST_DEVICES", 5)
    known.walked("one more", 1, NOON + timedelta(minutes=100), NOON + timedelta(minutes=100))
    assert len(known._told) == 5
