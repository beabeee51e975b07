"""Votes that come, change, wait, are judged and are taken back: the sums are those of the votes that are there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection as Connection

from stations import held, ratings
from stations.errors import NotFound
from stations.hours import CHINA
from stations.ratings import Summary
from tests.make import enter_one

NOON = datetime(2026, 11, 21, 12, tzinfo=CHINA)
ACTS = st.tuples(
    st.sampled_from(["rate"] * 4 + ["late", "held", "withdraw", "count", "drop"]),
    st.sampled_from("abc"),
    st.integers(1, 5),
    st.one_of(
        st.none(), st.lists(st.sampled_from(["clean", "crowded", "hot_water"]), unique=True, max_size=2)
    ),
)


@dataclass
class Vote:
    """A vote as it should stand."""

    stars: int
    at: datetime
    reasons: list[str]
    counts: bool
    waits: bool


def voter(place: int, name: str) -> bytes:
    return ratings.voter("secret", name, place, NOON.date())


def rate(
    store: Connection, place: int, name: str, stars: int, at: datetime = NOON, **more: object
) -> ratings.Given:
    return ratings.rate(
        store,
        place,
        voter=voter(place, name),
        day=NOON.date(),
        stars=stars,
        comment=None,
        at=at,
        now=at,
        **more,
    )  # type: ignore[arg-type]


def judge(store: Connection, place: int, votes: dict[str, Vote], name: str, *, to_count: bool) -> None:
    waiting = [one.id for one in held.held(store) if one.station_id == place]
    assert len(waiting) == sum(one.waits for one in votes.values())
    if not votes.get(name, Vote(0, NOON, [], counts=True, waits=False)).waits:
        return
    with store.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM rating WHERE station_id = %s AND voter = %s", (place, voter(place, name))
        )
        row = cursor.fetchone()
    assert row is not None
    assert f"r{row[0]}" in waiting
    (held.count if to_count else held.drop)(store, f"r{row[0]}")
    votes[name].counts, votes[name].waits = to_count, False


def act(
    store: Connection, place: int, votes: dict[str, Vote], what: str, name: str, stars: int,
    reasons: list[str] | None, now: datetime,
) -> None:  # fmt: skip
    if what in {"count", "drop"}:
        judge(store, place, votes, name, to_count=what == "count")
        return
    if what == "withdraw":
        there = ratings.withdraw(store, place, voter=voter(place, name), day=NOON.date())
        mine = votes.get(name)
        dropped = mine is not None and not (mine.counts or mine.waits)  # it stays, or it would come back
        assert there == (mine is not None and not dropped)
        if there:
            votes.pop(name)
        return
    at = NOON if what == "late" else now
    done = rate(store, place, name, stars, at, reasons=reasons, held="burst" if what == "held" else None)
    assert done.first == (name not in votes)
    mine = votes.setdefault(name, Vote(stars, at, reasons or [], counts=what != "held", waits=what == "held"))
    if at >= mine.at:
        mine.stars, mine.at = stars, at
        mine.reasons = mine.reasons if reasons is None else reasons
    elif not mine.reasons:
        mine.reasons = reasons or []
    assert (done.stars, done.reasons, done.counted) == (mine.stars, mine.reasons, mine.counts)


def follow(store: Connection, acts: list[tuple[str, str, int, list[str] | None]]) -> None:
    place, votes = enter_one(store), dict[str, Vote]()
    for nth, (what, name, stars, reasons) in enumerate(acts):
        act(store, place, votes, what, name, stars, reasons, NOON + timedelta(minutes=nth))
        counted = [one for one in votes.values() if one.counts]
        score = (35 + sum(one.stars for one in counted)) / (10 + len(counted)) if counted else None
        expected = Summary(pytest.approx(score, abs=0.0051) if counted else None, len(counted))
        assert ratings.summary(store, place) == (expected if counted else Summary(None, 0))
        assert ratings.spread(store, place) == {
            stars: sum(one.stars == stars for one in counted) for stars in range(1, 6)
        }
        given_reasons = [code for one in counted for code in one.reasons]
        assert ratings.reasons(store, place) == {
            code: given_reasons.count(code)
            for code in ("clean", "hot_water", "crowded")
            if code in given_reasons
        }


def test_the_sums_are_those_of_the_votes_that_count(store: Connection) -> None:
    @settings(max_examples=40, deadline=None, derandomize=True, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(acts=st.lists(ACTS, min_size=1, max_size=20))
    def check(acts: list[tuple[str, str, int, list[str] | None]]) -> None:
        follow(store, acts)

    check()


def test_reasons_are_words_of_the_store(store: Connection) -> None:
    place = enter_one(store)
    store.commit()
    with pytest.raises(psycopg2.errors.ForeignKeyViolation, match="unknown reason"):
        rate(store, place, "a", 5, reasons=["nonsense"])
    store.rollback()


def test_what_does_not_wait_cannot_be_judged(store: Connection) -> None:
    place = enter_one(store)
    rate(store, place, "a", 5)
    for one in ("r1", "f1", "m1", "", "r", "rr", "12"):
        with pytest.raises(NotFound, match="nothing waits under"):
            held.count(store, one)
