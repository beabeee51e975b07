"""Votes: one a device, place and day; a score that one vote cannot swing; sent twice, counted once."""

from datetime import UTC, datetime, timedelta

import pytest
from psycopg2.extensions import connection as Connection

from stations import KeyConflict, KeyInFlight, ratings
from stations.database import connect
from stations.ratings import Answer, Summary
from tests.make import enter_one

TODAY = datetime.now(UTC).date()


def vote(store: Connection, place: int, stars: int, *, device: str = "a", comment: str | None = None) -> bool:
    voter = ratings.voter("secret", device, place, TODAY)
    return ratings.rate(store, place, voter=voter, day=TODAY, stars=stars, comment=comment).first


def test_a_place_without_votes_has_no_score(store: Connection) -> None:
    assert ratings.summary(store, enter_one(store)) == Summary(None, 0)


def test_one_vote_cannot_swing_the_score(store: Connection) -> None:
    place = enter_one(store)
    vote(store, place, 5)
    one = ratings.summary(store, place)
    assert one == Summary(pytest.approx((10 * 3.5 + 5) / 11, abs=0.005), 1)
    for number in range(99):
        vote(store, place, 5, device=f"b{number}")
    many = ratings.summary(store, place)
    assert many == Summary(pytest.approx((10 * 3.5 + 500) / 110, abs=0.005), 100)
    vote(store, place, 1, device="spiteful")
    assert many.score is not None
    assert ratings.summary(store, place).score == pytest.approx(many.score, abs=0.05)


def test_a_second_vote_of_the_day_replaces_the_first_and_keeps_its_words(store: Connection) -> None:
    place, bystander = enter_one(store), enter_one(store)
    vote(store, bystander, 1)
    assert vote(store, place, 2, comment="水凉") is True
    assert vote(store, place, 4) is False
    assert ratings.spread(store, place) == {1: 0, 2: 0, 3: 0, 4: 1, 5: 0}
    assert [(one.stars, one.comment) for one in ratings.recent(store, place)] == [(4, "水凉")]


def test_the_summary_equals_counting_all_votes(store: Connection) -> None:
    place = enter_one(store)
    given = [(f"d{number % 7}", 1 + number * 3 % 5) for number in range(20)]
    for device, stars in given:
        vote(store, place, stars, device=device)
    last = dict(given)
    assert ratings.summary(store, place) == Summary(
        pytest.approx((35 + sum(last.values())) / (10 + len(last)), abs=0.005), len(last)
    )


def test_a_voter_cannot_be_linked_across_places_and_days() -> None:
    marks = {
        ratings.voter("secret", "a", place, TODAY + timedelta(days=day)) for place in (1, 2) for day in (0, 1)
    }
    assert len(marks) == 4
    assert ratings.voter("secret", "a", 1, TODAY) != ratings.voter("other secret", "a", 1, TODAY)


def test_a_key_gives_its_first_answer_again_and_no_other(store: Connection) -> None:
    asked = ratings.fingerprint("/x", b"1")
    assert ratings.earlier_answer(store, "k", asked) is None
    ratings.keep_answer(store, "k", asked, Answer(201, {"z": 1, "a": "二"}))
    assert ratings.earlier_answer(store, "k", asked) == Answer(201, {"z": 1, "a": "二"})
    with pytest.raises(KeyConflict):
        ratings.earlier_answer(store, "k", ratings.fingerprint("/x", b"2"))
    with pytest.raises(KeyConflict):
        ratings.earlier_answer(store, "k", ratings.fingerprint("/y", b"1"))


def test_a_key_in_flight_is_told_and_free_again_afterwards(store: Connection, database_url: str) -> None:
    other = connect(database_url)
    try:
        asked = ratings.fingerprint("/x", b"1")
        ratings.earlier_answer(other, "in flight", asked)
        with pytest.raises(KeyInFlight):
            ratings.earlier_answer(store, "in flight", asked)
        other.rollback()
        assert ratings.earlier_answer(store, "in flight", asked) is None
    finally:
        other.close()


def test_old_answers_are_forgotten(store: Connection) -> None:
    asked = ratings.fingerprint("/x", b"1")
    ratings.keep_answer(store, "old", asked, Answer(201, {}))
    with store.cursor() as cursor:
        cursor.execute("UPDATE answered SET answered_at = now() - interval '8 days'")
    ratings.keep_answer(store, "new", asked, Answer(201, {}))
    assert ratings.earlier_answer(store, "old", asked) is None
    assert ratings.earlier_answer(store, "new", asked) is not None
