"""What couriers say of a place: stars and reasons, one rating a device, place and day."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import count, run
from stations.errors import KeyConflict, KeyInFlight
from stations.station import Answered


class Rating(NamedTuple):
    """One person's stars, as others see them."""

    stars: int
    comment: str | None
    rated_on: date
    reasons: Sequence[str]
    answer: Answered | None = None


class Own(NamedTuple):
    """One's own rating: whether it counts, whether its comment waits, why it was hidden or ruled abuse, if it was."""

    rated_on: date
    stars: int
    comment: str | None
    reasons: Sequence[str]
    counted: bool
    waits: bool
    hidden: str | None
    ruled: str | None


class Given(NamedTuple):
    """A rating as it stands after a vote: whether it is the voter's first of the day, and whether it counts by now."""

    first: bool
    stars: int
    comment: str | None
    reasons: Sequence[str]
    counted: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """The score of a place: a Bayesian mean, None before the first vote, and how many votes stand behind it."""

    score: float | None
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request to write was told: an HTTP status and a JSON object. Kept, and given again to the same key."""

    status: int
    body: dict[str, Any]


def voter(secret: str, device: str, station_id: int, day: date) -> bytes:
    """Digest a device for one place and day, so that votes of other places and days cannot be linked to it."""
    text = f"{device}|{station_id}|{day.isoformat()}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()


def rate(
    connection: Connection,
    station_id: int,
    *,
    voter: bytes,
    day: date,
    stars: int,
    comment: str | None,
    reasons: Sequence[str] | None = None,
    at: datetime | None = None,
    now: datetime | None = None,
    newcomer: bool = False,
    held: str | None = None,
) -> Given:
    """Count a vote, and tell what stands now. Of two votes of a voter and a day here the one tapped later holds.

    A vote without a comment or reasons leaves the earlier ones.

    Parameters
    ----------
    at, now
        When it was tapped, and what time it is; both by default the store's time.
    newcomer
        Whether the device is less than a day old: a crowd of such votes for one place waits for a manager.
    held
        Why it is to wait for a manager in any case.
    """
    values = {
        "station_id": station_id,
        "voter": voter,
        "day": day,
        "stars": stars,
        "comment": comment,
        "reasons": None if reasons is None else list(dict.fromkeys(reasons)),
        "rated_at": at,
        "received_at": now,
        "newcomer": newcomer,
        "held": held,
    }
    if newcomer:
        run(connection, "take_place", {"station_id": station_id})
    return Given(**run(connection, "rate", values)[0])


def withdraw(connection: Connection, station_id: int, *, voter: bytes, day: date) -> bool:
    """Remove a voter's vote of a day, as if it had not been given; tell whether there was one."""
    return bool(count(connection, "withdraw_rating", {"station_id": station_id, "voter": voter, "day": day}))


def summary(connection: Connection, station_id: int) -> Summary:
    """Give the score of a place and its count."""
    rows = run(connection, "rating_summary", {"station_id": station_id})
    return Summary(rows[0]["score"], rows[0]["count"]) if rows else Summary(None, 0)


def spread(connection: Connection, station_id: int) -> dict[int, int]:
    """Count the votes by stars, 1 to 5."""
    counted = {
        row["stars"]: row["count"] for row in run(connection, "rating_spread", {"station_id": station_id})
    }
    return {stars: counted.get(stars, 0) for stars in range(1, 6)}


def reasons(connection: Connection, station_id: int) -> dict[str, int]:
    """Count the reasons given, in the order in which people should see them."""
    rows = run(connection, "rating_reasons", {"station_id": station_id})
    return {row["code"]: row["count"] for row in rows}


def recent(connection: Connection, station_id: int, *, limit: int = 10) -> list[Rating]:
    """List the newest ratings that say something in words."""
    rows = run(connection, "recent_ratings", {"station_id": station_id, "limit": limit})
    return [_rating(**row) for row in rows]


def own(connection: Connection, station_id: int, voters: Sequence[bytes]) -> list[Own]:
    """List what one device said of a place, the newest first, with the words that others do not see.

    Parameters
    ----------
    voters
        Its digests of the days to look at.
    """
    rows = run(connection, "own_ratings", {"station_id": station_id, "voters": list(voters)})
    return [Own(**row) for row in rows]


def _rating(answer: str | None, answered_at: datetime, **row: Any) -> Rating:
    return Rating(**row, answer=None if answer is None else Answered(answer, answered_at))


def fingerprint(route: str, body: bytes) -> bytes:
    """Digest what was asked, to tell the same request sent again from another one under the same key."""
    return hashlib.sha256(route.encode() + b"\n" + body).digest()


def earlier_answer(connection: Connection, key: str, asked: bytes) -> Answer | None:
    """Take an idempotency key for this transaction, and give the answer it already had, if any.

    Raises
    ------
    KeyInFlight
        When another request with this key has not ended yet.
    KeyConflict
        When the key answered for another request.
    """
    if not run(connection, "take_key", {"key": key})[0]["taken"]:
        raise KeyInFlight("a request with this Idempotency-Key has not ended yet: try again in a moment")
    rows = run(connection, "earlier_answer", {"key": key})
    if not rows:
        return None
    if bytes(rows[0]["fingerprint"]) != asked:
        raise KeyConflict(
            "this Idempotency-Key was used for another request: use a new key for a new request"
        )
    return Answer(rows[0]["status"], rows[0]["answer"])


def keep_answer(connection: Connection, key: str, asked: bytes, answer: Answer) -> None:
    """Keep an answer for seven days, in the transaction of what it reports."""
    values = {"key": key, "fingerprint": asked, "status": answer.status, "answer": json.dumps(answer.body)}
    run(connection, "keep_answer", values)
