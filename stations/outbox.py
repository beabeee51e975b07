"""What changed since a reader last looked: exact by transactions, whatever the order in which they commit.

A reader keeps the `Position` of its last read and asks for what was committed since, in the one transaction in which it
also reads the places that changed (`at_one_moment`), so that place and position belong to one snapshot::

    listen(connection)
    while True:
        with at_one_moment(connection):
            told = changes(connection, position)
            lines = list(copy_out(connection, "shown", {"ids": list(told.ids)}))  # all of them, when told.everything
        position = told.position
        wait(connection, 0.5)

What managers and lists change ends the wait at once. Votes and confirmations do not, since commits that notify queue;
the time that `wait` is given bounds how late they are seen.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from psycopg2.extensions import connection as Connection

from stations import database
from stations.database import at_one_moment, run

__all__ = ["Changes", "Position", "at_one_moment", "changes", "listen", "prune", "wait"]

CHANNEL = "waystation_outbox"
KEEP = timedelta(days=1)
_WRITTEN = re.compile(r"([0-9a-f.-]+) (\d+:\d+:[\d,]*)")


class Position(NamedTuple):
    """Where a reader stands: in which life of the store, and which transactions it has seen (a pg_snapshot)."""

    life: str
    snapshot: str

    def __str__(self) -> str:
        return f"{self.life} {self.snapshot}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a position that was written as text.

        Raises
        ------
        ValueError
            When it is none.
        """
        found = _WRITTEN.fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is no position in the outbox: begin without one")
        return cls(found[1], found[2])


@dataclass(frozen=True, slots=True)
class Changes:
    """What was committed since a position; `position` is where to go on, `as_of` the moment of this read.

    `ids` are the places that differ, each to be read anew, whatever became of it. With `everything` all others may
    differ, too.
    """

    position: Position
    as_of: datetime
    ids: frozenset[int]
    everything: bool


def changes(connection: Connection, since: Position | None) -> Changes:
    """Tell which places changed by transactions that `since` did not see; without it, everything.

    No change is lost or told twice between reads that each begin where the one before ended. Everything is also the
    answer to a position of another store or another life of this one, and to one from before the last pruning.
    On a standby a change may be told again while older transactions are open.

    Raises
    ------
    StoreError
        When the connection was lost; the position still holds on another one.
    """
    values = {"life": None, "since": None} if since is None else {"life": since.life, "since": since.snapshot}
    row = run(connection, "changes", values)[0]
    position = Position(row["life"], row["snapshot"])
    return Changes(position, row["as_of"], frozenset(row["ids"]), row["everything"])


def prune(connection: Connection, *, keep: timedelta = KEEP) -> int:
    """Remove what has stood in the outbox for one to two times `keep`, and tell how many rows; readers go on reading.

    A reader that has been away for longer is told that everything may differ. To be called now and then, each time in a
    transaction of its own; it does something once in the time `keep`.
    """
    removed: int = run(connection, "prune_outbox", {"keep": keep})[0]["removed"]
    return removed


def listen(connection: Connection) -> bool:
    """Have this connection woken by changes from now on; False on a standby, where `wait` only waits.

    To be called on every new connection before its first read, so that nothing falls between reading and waiting.
    """
    return database.listen(connection, CHANNEL)


def wait(connection: Connection, timeout_s: float) -> bool:
    """Wait for a change to be committed, outside any transaction; False when the time was over first.

    Not for votes and confirmations: look again in any case.

    Raises
    ------
    StoreError
        When the connection was lost.
    """
    return database.notified(connection, timeout_s)
