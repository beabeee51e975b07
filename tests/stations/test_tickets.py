"""Tickets follow the reports of a place, whatever happens in whatever order, as a slow reader finds."""

import threading
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection as Connection

from stations import tickets
from stations.acting import act_by
from stations.database import connect, transaction
from stations.errors import NotFound
from stations.faults import Device, Fault, What, mend, report, withdraw
from stations.hours import CHINA
from stations.tickets import Ended, Show, State
from tests.databases import own_database
from tests.make import enter_one
from tests.people import account, keep, session, unit, value

START = datetime(2026, 11, 20, 9, tzinfo=CHINA)
LOCKED = What.DOOR_LOCKED


def device(name: str) -> Device:
    return Device("s", name)


def said(store: Connection, place: int, what: What = LOCKED, *, by: str = "a", minute: int = 0) -> None:
    at = START + timedelta(minutes=minute)
    report(store, Fault(place, what), device(by), at=at, now=at)


def states(store: Connection, place: int) -> list[tuple[str, str]]:
    found = value(
        store, "SELECT array_agg(ARRAY[what, state] ORDER BY id) FROM ticket WHERE station_id = %s", place
    )
    return [(what, state) for what, state in found or []]


def only(store: Connection, place: int) -> int:
    return int(value(store, "SELECT max(id) FROM ticket WHERE station_id = %s", place))


def test_each_fault_of_a_place_is_one_ticket_while_it_is_open(store: Connection) -> None:
    place, bystander = enter_one(store), enter_one(store)
    for by in "ab":
        said(store, place, by=by)
    said(store, place, What.OTHER)
    assert states(store, place) == [("door_locked", "new"), ("other", "new")]
    assert states(store, bystander) == []


def test_what_comes_after_it_was_mended_opens_another(store: Connection) -> None:
    place = enter_one(store)
    said(store, place)
    mend(store, Fault(place, LOCKED), at=START + timedelta(minutes=5), by="courier")
    said(store, place, minute=9)
    assert states(store, place) == [("door_locked", "mended"), ("door_locked", "new")]


def test_a_mending_that_comes_late_parts_the_reports_before_it_from_those_after(store: Connection) -> None:
    place = enter_one(store)
    said(store, place, by="a", minute=0)
    said(store, place, by="b", minute=10)
    mend(store, Fault(place, LOCKED), at=START + timedelta(minutes=5), by="courier")
    assert states(store, place) == [("door_locked", "mended"), ("door_locked", "new")]
    assert value(
        store, "SELECT opened_at FROM ticket WHERE id = %s", only(store, place)
    ) == START + timedelta(minutes=10)


def test_what_all_took_back_is_no_longer_open(store: Connection) -> None:
    place = enter_one(store)
    said(store, place)
    withdraw(store, Fault(place, LOCKED), device("a"), now=START + timedelta(minutes=1))
    assert states(store, place) == [("door_locked", "withdrawn")]


def test_a_branch_moves_its_own_tickets_and_the_times_and_people_are_kept(store: Connection) -> None:
    mine, other = unit(store), unit(store)
    place, foreign = enter_one(store), enter_one(store)
    keep(store, place, mine)
    keep(store, foreign, other)
    for one in (place, foreign):
        said(store, one)
    act_by(store, session(store, account(store, "manager", mine)))
    tickets.move(store, only(store, place), State.SEEN)
    tickets.move(store, only(store, place), State.REFUSED, reason="门铃在左边")
    with pytest.raises(NotFound):
        tickets.move(store, only(store, foreign), State.MENDED)
    with pytest.raises(NotFound):
        tickets.answer(store, only(store, foreign), "好")
    with pytest.raises(Ended):
        tickets.move(store, only(store, place), State.MENDED)
    assert states(store, place) == [("door_locked", "refused")]
    assert states(store, foreign) == [("door_locked", "new")]
    told = value(
        store,
        "SELECT jsonb_agg(detail - 'ticket' ORDER BY id) FROM journal WHERE act = 'move_ticket' AND station_id = %s",
        place,
    )
    assert [(one["from"], one["to"]) for one in told] == [("new", "seen"), ("seen", "refused")]
    assert value(store, "SELECT ended_by FROM fault WHERE station_id = %s", place) == "manager"


def test_needs_name_what_is_open_and_since_when_nobody_answered(store: Connection) -> None:
    place, answered, quiet = enter_one(store), enter_one(store), enter_one(store)
    for one in (place, answered):
        said(store, one)
    tickets.answer(store, only(store, answered), "在开门的路上")
    assert tickets.needs(store, [place, answered, quiet]) == {
        place: [tickets.Need("door_locked", 1, START)],
        answered: [tickets.Need("door_locked", 1, None)],
    }


def test_what_nobody_answered_comes_before_what_somebody_did(store: Connection) -> None:
    first, second = enter_one(store), enter_one(store)
    said(store, first, minute=0)
    said(store, second, minute=5)
    said(store, first, What.NO_WATER, minute=-5)
    tickets.answer(store, value(store, "SELECT min(id) FROM ticket WHERE station_id = %s", first), "来了")
    found = [(one.station_id, one.what) for one in tickets.listed(store, show=Show.OPEN)]
    assert [one for one in found if one[0] in (first, second)] == [
        (second, "door_locked"), (first, "door_locked"), (first, "no_water"),
    ]  # fmt: skip


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("report", "mend", "withdraw", "seen", "mended", "refused")),
        st.sampled_from("abc"),
        st.sampled_from((LOCKED, What.OTHER)),
        st.integers(0, 3),  # minutes that a phone kept it
    ),
    max_size=12,
)


class Slowly:
    """All reports of one place and what became of each; tickets are read out of them anew after each act."""

    def __init__(self) -> None:
        self.reports: list[dict[str, Any]] = []
        self.ends: list[tuple[What, datetime]] = []
        self.tickets: list[dict[str, Any]] = []

    def act(self, name: str, by: str, what: What, at: datetime, now: datetime) -> None:
        if name == "report":
            ended = min((end for of, end in self.ends if of is what and end >= at), default=None)
            self.reports.append({"by": by, "what": what, "at": at, "end": ended, "how": ended and "mended"})
        elif name == "mend":
            self.ends.append((what, at))
            self._end(lambda one: one["what"] is what and one["at"] <= at, at, "mended")
        elif name == "withdraw":
            self._end(lambda one: one["what"] is what and one["by"] == by, now, "withdrawn")
        elif (one := self.open(what)) is not None:
            self._move(one, name, what)
        self._read()

    def open(self, what: What) -> dict[str, Any] | None:
        return next((one for one in self.tickets if one["what"] is what and one["open"]), None)

    def _move(self, one: dict[str, Any], name: str, what: What) -> None:
        one["state"] = name
        if name != "seen":
            one["open"] = False
            last = max(
                report["at"] for report in self.reports if report["what"] is what and not report["end"]
            )
            end = max(FUTURE, last)
            self.ends.append((what, end))
            self._end(lambda report: report["what"] is what, end, "mended")

    def _end(self, which: Any, at: datetime, how: str) -> None:
        for one in self.reports:
            if one["end"] is None and which(one):
                one.update(end=at, how=how)

    def _read(self) -> None:
        for what in (LOCKED, What.OTHER):
            still = [one["at"] for one in self.reports if one["what"] is what and one["end"] is None]
            ticket = self.open(what)
            if ticket:
                before = [
                    one for one in self.reports
                    if one["what"] is what and one["end"] and one["at"] >= ticket["since"]
                    and (not still or (one["how"] == "mended" and one["end"] < min(still)))
                ]  # fmt: skip
                if not still or (min(still) > ticket["since"] and before):
                    mended = any(one["how"] == "mended" for one in before)
                    ticket.update(open=False, state="mended" if mended else "withdrawn")
                else:
                    ticket["since"] = min(ticket["since"], *still)
            if still and self.open(what) is None:
                self.tickets.append({"what": what, "since": min(still), "open": True, "state": "new"})


# The store ends what a manager ends by its own clock, which the tests do not set.
FUTURE = datetime(2100, 1, 1, tzinfo=CHINA)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_tickets_are_what_a_slow_reader_finds(
    store: Connection, acts: list[tuple[str, str, What, int]]
) -> None:
    place, slowly = enter_one(store), Slowly()
    for minute, (name, by, what, kept) in enumerate(acts):
        now = START + timedelta(minutes=5 * minute)
        at = now - timedelta(minutes=5 * kept, seconds=1) if name in ("report", "mend") else now
        fault, open_one = Fault(place, what), slowly.open(what)
        if name == "report":
            report(store, fault, device(by), at=at, now=now)
        elif name == "mend":
            mend(store, fault, at=at, by="courier")
        elif name == "withdraw":
            withdraw(store, fault, device(by), now=now)
        elif open_one is not None:
            number = value(
                store, "SELECT id FROM ticket WHERE station_id = %s AND what = %s AND ended_at IS NULL",
                place, what.value,
            )  # fmt: skip
            tickets.move(store, number, State(name), reason="不是" if name == "refused" else None)
        slowly.act(name, by, what, at, now)
        expected = [(one["what"].value, one["state"]) for one in slowly.tickets]
        assert sorted(states(store, place)) == sorted(expected)
        shut = value(store, "SELECT count(*) FROM ticket WHERE station_id = %s AND ended_at IS NULL", place)
        assert shut == sum(one["open"] for one in slowly.tickets)


def test_who_reports_and_who_mends_at_once_leave_no_report_without_a_ticket(database_url: str) -> None:
    with own_database(database_url, "tickets") as url:
        store = connect(url)
        place = enter_one(store)
        store.commit()
        threads = [threading.Thread(target=_many, args=(url, place, nth)) for nth in range(6)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(60)
        still = value(store, "SELECT count(*) FROM fault WHERE ended_at IS NULL")
        tickets_open = value(store, "SELECT count(*) FROM ticket WHERE ended_at IS NULL")
        assert value(store, "SELECT count(*) FROM fault") == 60
        assert tickets_open == (1 if still else 0)
        store.close()


def _many(url: str, place: int, nth: int) -> None:
    store = connect(url)
    for time in range(20):
        now = datetime.now(CHINA)
        with transaction(store):
            if nth % 2:
                report(store, Fault(place, LOCKED), device(f"{nth}-{time}"), at=now, now=now)
            else:
                found = tickets.listed(store)
                if found:
                    with suppress(Ended):
                        tickets.move(store, found[0].id, State.MENDED)
    store.close()
