"""Faults as managers see them: one ticket a place, fault and service, from the first report to its end, and answers.

The store opens and ends tickets as reports come and go; the rules stand in migration 0015, beside those of reports.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run
from stations.errors import NotFound, StationsError


class State(StrEnum):
    """How far a ticket is; the last three are ends."""

    NEW = "new"
    SEEN = "seen"
    MENDED = "mended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Show(StrEnum):
    """Which tickets to list: those that are open, of them those new or seen, or ended ones as well."""

    OPEN = "open"
    NEW = "new"
    SEEN = "seen"
    ALL = "all"


class Ended(StationsError):
    """A ticket that ended before, and cannot be moved."""


class Ticket(NamedTuple):
    """A fault of a place: who said so and in what words, how far it is, and what was answered."""

    id: int
    station_id: int
    name: str
    unit: str | None
    what: str
    service: str | None
    state: State
    people: int
    public: bool
    notes: Sequence[str]
    opened_at: datetime
    last_at: datetime | None
    seen_at: datetime | None
    seen_by: str | None
    ended_at: datetime | None
    ended_by: str | None
    reason: str | None
    answer: str | None
    answered_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether somebody should still do something."""
        return self.ended_at is None


class Need(NamedTuple):
    """What is open at a place, of one sort: how many tickets, and since when one is not answered, if one is not."""

    what: str
    tickets: int
    unanswered_since: datetime | None


class Told(NamedTuple):
    """What a manager answered to a report that is no longer shown, or why it was refused."""

    what: str
    service: str | None
    text: str
    at: datetime


def listed(
    connection: Connection, *, show: Show = Show.OPEN, station_id: int | None = None, after: int | None = None,
    limit: int = 50,
) -> list[Ticket]:  # fmt: skip
    """List tickets of the acting account's branch: locked doors first, then what is not answered, the oldest first.

    Parameters
    ----------
    after
        The last ticket of the page before.
    """
    values = {"show": show.value, "station_id": station_id, "after": after, "id": None, "limit": limit}
    return [_ticket(row) for row in run(connection, "tickets", values)]


def ticket(connection: Connection, ticket_id: int) -> Ticket:
    """Give one ticket.

    Raises
    ------
    NotFound
        When the branch has none such.
    """
    values = {"show": "all", "station_id": None, "after": None, "id": ticket_id, "limit": 1}
    rows = run(connection, "tickets", values)
    if not rows:
        raise _unknown(ticket_id)
    return _ticket(rows[0])


def move(connection: Connection, ticket_id: int, to: State, *, reason: str | None = None) -> None:
    """Say that a ticket was seen, mended, or is refused for a reason, which all can read.

    Raises
    ------
    NotFound
        When the branch has none such.
    Ended
        When it ended before.
    """
    rows = run(connection, "move_ticket", {"id": ticket_id, "to": to.value, "reason": reason})
    if not rows:
        raise _unknown(ticket_id)
    if not rows[0]["moved"]:
        raise Ended(f"ticket {ticket_id} is {rows[0]['state']} already: a new report opens a new one")


def answer(connection: Connection, ticket_id: int, text: str) -> None:
    """Answer a ticket for all to read, in place of an earlier answer.

    Raises
    ------
    NotFound
        When the branch has none such.
    """
    if run(connection, "answer_ticket", {"id": ticket_id, "text": text})[0]["id"] is None:
        raise _unknown(ticket_id)


def needs(connection: Connection, station_ids: Sequence[int]) -> dict[int, list[Need]]:
    """Tell of some places what is open there, a locked door first; a place where nothing is open is not in it."""
    found: dict[int, list[Need]] = defaultdict(list)
    for row in run(connection, "ticket_needs", {"station_ids": list(station_ids)}):
        found[row["station_id"]].append(Need(row["what"], row["tickets"], row["unanswered_since"]))
    return dict(found)


def told(connection: Connection, station_id: int, now: datetime) -> list[Told]:
    """List what all can read of answers to reports that are no longer shown, the newest first, for two weeks."""
    return [Told(**row) for row in run(connection, "answers_of", {"station_id": station_id, "now": now})]


def _ticket(row: dict[str, object]) -> Ticket:
    return Ticket(**{**row, "state": State(str(row["state"]))})  # type: ignore[arg-type]


def _unknown(ticket_id: int) -> NotFound:
    return NotFound(f"there is no ticket {ticket_id} in this account's branch")
