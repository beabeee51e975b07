"""What managers do about what people say: answer, hide and show comments, judge what waits, rule on abuse.

Which comments wait is decided by the store when they are given (migration 0015); the text of one that waits or is
hidden lies in a table of its own.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run
from stations.errors import NotFound, StationsError
from stations.held import Held


class Show(StrEnum):
    """Which ratings to list: whose comment waits or is hidden, put to the unit above, of places that dropped, all."""

    WAITING = "waiting"
    ASKED = "asked"
    DROPPED = "dropped"
    HIDDEN = "hidden"
    ALL = "all"


class NothingToDo(StationsError):
    """What was asked for does not fit how the rating is: it has no comment, say."""


class Said(NamedTuple):
    """A rating as its managers see it; `why` tells why its comment is not public, None for one that is."""

    id: int
    station_id: int
    name: str
    unit: str | None
    stars: int
    comment: str | None
    reasons: Sequence[str]
    rated_on: date
    rated_at: datetime
    counted: bool
    why: str | None
    hidden: str | None
    asked: str | None
    abuse: bool | None
    ruling: str | None
    ruled_by: str | None
    answer: str | None
    answered_at: datetime | None
    above: bool


def listed(
    connection: Connection, *, show: Show = Show.ALL, station_id: int | None = None, after: int | None = None,
    limit: int = 50,
) -> list[Said]:  # fmt: skip
    """List ratings of the acting account's branch, the newest first.

    Parameters
    ----------
    after
        The last rating of the page before.
    """
    values = {"show": show.value, "station_id": station_id, "after": after, "id": None, "limit": limit}
    return [Said(**row) for row in run(connection, "moderated", values)]


def rating(connection: Connection, rating_id: int) -> Said:
    """Give one rating.

    Raises
    ------
    NotFound
        When the branch has none such.
    """
    values = {"show": "all", "station_id": None, "after": None, "id": rating_id, "limit": 1}
    rows = run(connection, "moderated", values)
    if not rows:
        raise _unknown(rating_id)
    return Said(**rows[0])


def answer(connection: Connection, rating_id: int, text: str) -> None:
    """Answer a rating for all to read, in place of an earlier answer."""
    _told(rating_id, run(connection, "answer_rating", {"id": rating_id, "text": text})[0]["done"])


def hide(connection: Connection, rating_id: int, reason: str) -> None:
    """Hide a comment, for a reason that its writer can read; the stars count on.

    Raises
    ------
    NotFound
        When the branch has no such rating.
    NothingToDo
        When it has no comment.
    """
    done = run(connection, "hide_comment", {"id": rating_id, "reason": reason})[0]["done"]
    if not _told(rating_id, done):
        raise NothingToDo(f"rating {rating_id} has no comment to hide")


def show(connection: Connection, rating_id: int) -> None:
    """Let a comment be public that waits or was hidden.

    Raises
    ------
    NotFound
        When the branch has no such rating.
    NothingToDo
        When no comment of it waits or is hidden.
    """
    if not _told(rating_id, run(connection, "show_comment", {"id": rating_id})[0]["done"]):
        raise NothingToDo(f"no comment of rating {rating_id} waits or is hidden")


def ask_above(connection: Connection, rating_id: int, why: str) -> None:
    """Ask the unit above whether a rating is abuse."""
    _told(rating_id, run(connection, "ask_above", {"id": rating_id, "why": why})[0]["done"])


def rule(connection: Connection, rating_id: int, *, abuse: bool, reason: str) -> None:
    """Rule, as a unit above, that a rating is abuse and counts no longer, or that it is none, and counts.

    Raises
    ------
    NotFound
        When the branch has no such rating.
    NothingToDo
        When it waits, or was dropped, as one of a crowd: it does not count in any case.
    """
    values = {"id": rating_id, "abuse": abuse, "reason": reason}
    if not _told(rating_id, run(connection, "rule_abuse", values)[0]["done"]):
        raise NothingToDo(f"rating {rating_id} does not count now: judge it among what is held")


def waiting(connection: Connection) -> list[Held]:
    """List what waits in the acting account's branch because too much came at once, the oldest first; at most 200."""
    return [Held(**row) for row in run(connection, "held_in_branch")]


def judge(connection: Connection, held_id: str, *, counted: bool) -> None:
    """Count or drop what waits.

    Raises
    ------
    NotFound
        When nothing of the branch waits under this id.
    """
    sort, number = held_id[:1], held_id[1:]
    place = None
    if sort in ("r", "f", "m") and number.isascii() and number.isdigit() and len(number) < 19:
        values = {"sort": sort, "number": int(number), "counted": counted}
        place = run(connection, "judge_held", values)[0]["station_id"]
    if place is None:
        raise NotFound(f"nothing of this account's branch waits under {held_id[:40]!r}")


def words(connection: Connection) -> list[str]:
    """List the words for which a comment waits."""
    return [row["word"] for row in run(connection, "listed_words")]


def list_word(connection: Connection, word: str) -> None:
    """Have comments with a word wait from now on."""
    run(connection, "change_word", {"word": word, "listed": True})


def unlist_word(connection: Connection, word: str) -> None:
    """Have a word no longer hold a comment.

    Raises
    ------
    NotFound
        When it is not on the list.
    """
    if not run(connection, "change_word", {"word": word, "listed": False})[0]["changed"]:
        raise NotFound(f"{word[:40]!r} is not on the list")


def _told(rating_id: int, done: object) -> object:
    if done is None:
        raise _unknown(rating_id)
    return done


def _unknown(rating_id: int) -> NotFound:
    return NotFound(f"there is no rating {rating_id} in this account's branch")
