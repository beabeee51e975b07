"""What waits for a manager because too much came at once: ratings, reports and mendings, to be counted or dropped."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run
from stations.errors import NotFound

JUDGED_BY: Final = {"r": "judge_rating", "f": "judge_fault", "m": "judge_mending"}


class Held(NamedTuple):
    """Something that waits; its id is a letter for what it is and a number: r a rating, f a report, m a mending."""

    id: str
    station_id: int
    name: str
    what: str
    at: datetime
    why: str


def held(connection: Connection) -> list[Held]:
    """List what waits, the oldest first."""
    return [Held(**row) for row in run(connection, "held")]


def count(connection: Connection, held_id: str) -> None:
    """Let it count from now on.

    Raises
    ------
    NotFound
        When nothing waits under this id.
    """
    row = _judge(connection, held_id, None)
    if held_id.startswith("m"):
        run(connection, "end_faults", row)


def drop(connection: Connection, held_id: str) -> None:
    """Let it never count; it is kept.

    Raises
    ------
    NotFound
        When nothing waits under this id.
    """
    _judge(connection, held_id, "dropped")


def _judge(connection: Connection, held_id: str, verdict: str | None) -> dict[str, Any]:
    statement, number = JUDGED_BY.get(held_id[:1]), held_id[1:]
    rows = []
    if statement and number.isascii() and number.isdigit() and len(number) < 19:
        rows = run(connection, statement, {"id": int(number), "held": verdict})
    if not rows:
        raise NotFound(
            f"nothing waits under {held_id[:40]!r}: `waystation held` lists what does, as r12 or f7"
        )
    return rows[0]
