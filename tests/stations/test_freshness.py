"""How sure a fact is, and how that is said."""

from datetime import date, timedelta

import pytest

from stations.freshness import HALF_LIFE_DAYS, Fact, confidence

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("fact", Fact)
def test_after_a_half_life_it_is_half_as_sure(fact: Fact) -> None:
    ago = TODAY - timedelta(days=HALF_LIFE_DAYS[fact])
    assert confidence(ago, TODAY, fact).confidence == pytest.approx(0.5)


def test_today_is_sure_and_never_is_not() -> None:
    assert confidence(TODAY, TODAY, Fact.HOURS).confidence == 1
    assert confidence(TODAY + timedelta(days=1), TODAY, Fact.HOURS).confidence == 1
    assert confidence(None, TODAY, Fact.HOURS).confidence == 0


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (None, "从未确认", "never confirmed"),
        (0, "今天确认", "confirmed today"),
        (1, "昨天确认", "confirmed yesterday"),
        (3, "3 天前确认", "confirmed 3 days ago"),
        (29, "29 天前确认", "confirmed 29 days ago"),
        (30, "1 个月前确认", "confirmed a month ago"),
        (364, "12 个月前确认", "confirmed 12 months ago"),
        (365, "一年没有确认", "not confirmed for a year"),
        (800, "2 年没有确认", "not confirmed for 2 years"),
    ],
)
def test_it_is_said_in_words(days: int | None, zh: str, en: str) -> None:
    found = confidence(None if days is None else TODAY - timedelta(days=days), TODAY, Fact.EXISTENCE)
    assert (found.words(), found.words("en")) == (zh, en)
