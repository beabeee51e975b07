"""Searches that found nothing: counted by cell and hour, told from five on, in steps, a day late."""

from datetime import datetime, timedelta

import h3
import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from stations import unmet
from stations.acting import act_by
from stations.hours import CHINA
from stations.unmet import Count, Unmet
from tests.people import account, session, unit, value

NOON = datetime.now(CHINA).replace(hour=12, minute=0, second=0, microsecond=0)
TODAY = NOON.date()
HOUR = NOON.weekday() * 24 + 12
CELL = h3.str_to_int(h3.latlng_to_cell(45.77, 126.62, 8))
HERE = (126.62, 45.77)


def rows(store: Connection) -> list[tuple[int, int, int, int]]:
    with store.cursor() as cursor:
        cursor.execute("SELECT cell, hour, searches, today FROM unmet ORDER BY cell, hour")
        return cursor.fetchall()


def yesterday(store: Connection) -> None:
    """A day goes by."""
    value(store, "UPDATE unmet SET day = day - 1")


def test_a_worker_counts_by_cell_and_hour_and_keeps_nothing_else(store: Connection) -> None:
    counted = Unmet()
    for nth in range(7):
        counted.note(*HERE, NOON, f"10.0.0.{nth}")
    counted.note(126.9, 45.77, NOON, "10.0.0.1")
    assert not any("10.0.0" in str(one) or "126" in str(one) for one in vars(counted).values())
    counted.bring(store, NOON)
    other = h3.str_to_int(h3.latlng_to_cell(45.77, 126.9, 8))
    assert rows(store) == sorted([(CELL, HOUR, 0, 7), (other, HOUR, 0, 1)])
    columns = value(
        store,
        "SELECT array_agg(column_name::text ORDER BY column_name::text) FROM information_schema.columns"
        " WHERE table_name = 'unmet'",
    )
    assert columns == ["cell", "day", "hour", "searches", "today"]


def test_one_line_counts_once_an_hour_and_cell(store: Connection) -> None:
    counted = Unmet()
    for minute in (0, 1, 59):
        counted.note(*HERE, NOON.replace(minute=minute), "one")
    counted.note(*HERE, NOON + timedelta(hours=1), "one")
    counted.bring(store, NOON)
    assert [(hour, today) for _, hour, _, today in rows(store)] == [(HOUR, 1), (HOUR + 1, 1)]


def test_what_was_brought_is_not_brought_again_and_what_was_not_is(store: Connection) -> None:
    counted = Unmet()
    counted.note(*HERE, NOON, "one")
    with pytest.raises(psycopg2.Error):
        counted.bring(store, NOON - timedelta(days=9))  # of a day that the store does not take
    counted.bring(store, NOON)
    counted.bring(store, NOON)
    assert rows(store) == [(CELL, HOUR, 0, 1)]


@pytest.mark.parametrize(("searches", "said"), [(4, []), (5, [5]), (9, [5]), (10, [10])])
def test_counts_are_told_from_five_on_in_steps_of_five(
    store: Connection, searches: int, said: list[int]
) -> None:
    unmet.add(store, {(CELL, HOUR): searches}, TODAY)
    yesterday(store)
    assert unmet.told(store, TODAY) == [Count(CELL, HOUR, one) for one in said]


def test_today_is_not_told_whoever_says_that_it_is_over(store: Connection) -> None:
    unmet.add(store, {(CELL, HOUR): 50}, datetime.now(CHINA).date())
    assert unmet.told(store, TODAY) == []
    assert unmet.told(store, TODAY + timedelta(days=9)) == []


def test_two_readings_never_differ_by_fewer_than_five(store: Connection) -> None:
    told = []
    for searches in (3, 1, 1, 4, 2, 7):
        unmet.add(store, {(CELL, HOUR): searches}, TODAY)
        yesterday(store)
        told.append(sum(one.searches for one in unmet.told(store, TODAY)))
    assert told == [0, 0, 5, 5, 10, 15]  # of 3, 4, 5, 9, 11, 18


def test_a_flood_has_an_end(store: Connection) -> None:
    for _ in range(3):
        unmet.add(store, {(CELL, HOUR): 80}, TODAY)
    assert rows(store) == [(CELL, HOUR, 0, 100)]
    with pytest.raises(psycopg2.Error, match="by the thousand"):
        unmet.add(store, {(CELL + nth, 1): 1 for nth in range(2001)}, TODAY)


def test_a_day_has_room_for_so_many_rows_and_no_more(store: Connection) -> None:
    value(
        store,
        "INSERT INTO unmet (cell, hour, today, day) SELECT n, 0, 1, %s FROM generate_series(1, 49999) AS n",
        TODAY,
    )
    assert unmet.add(store, {(CELL, hour): 1 for hour in range(5)}, TODAY) == 1


def test_a_worker_holds_so_many_cells_and_no_more(monkeypatch: pytest.MonkeyPatch, store: Connection) -> None:
    monkeypatch.setattr(unmet, "MOST_COUNTED", 3)
    counted = Unmet()
    for nth in range(9):
        counted.note(126 + nth / 10, 45.77, NOON, "one")
    counted.bring(store, NOON)
    assert len(rows(store)) == 3


def test_what_is_no_cell_is_not_kept(store: Connection) -> None:
    coarse = h3.str_to_int(h3.latlng_to_cell(45.77, 126.62, 7))
    assert unmet.add(store, {(coarse, 1): 9, (-1, 2): 9, (12, 3): 9, (CELL, 4): -9}, TODAY) == 0


def test_a_few_searches_are_forgotten_after_ninety_days(store: Connection) -> None:
    unmet.add(store, {(CELL, 1): 4, (CELL, 2): 5}, TODAY)
    value(store, "UPDATE unmet SET day = day - 91")
    unmet.add(store, {(CELL, 3): 1}, TODAY)
    assert [hour for _, hour, *_ in rows(store)] == [2, 3]


def test_only_who_plans_is_told(store: Connection) -> None:
    unmet.add(store, {(CELL, HOUR): 50}, TODAY)
    yesterday(store)
    planner = session(store, account(store, "planner", unit(store)))
    store.play("waystation_web")  # type: ignore[attr-defined]
    assert unmet.told(store, TODAY) == []
    act_by(store, planner)
    assert unmet.told(store, TODAY) == [Count(CELL, HOUR, 50)]


def test_today_is_not_told_though_somebody_brings_a_search_of_tomorrow(store: Connection) -> None:
    unmet.add(store, {(CELL, HOUR): 9}, TODAY)
    unmet.add(store, {(CELL, HOUR): 1}, TODAY + timedelta(days=1))
    assert rows(store) == [(CELL, HOUR, 0, 10)]
    assert unmet.told(store, TODAY) == []
