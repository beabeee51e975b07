"""Dated exceptions of one place: closed, or open at other times, from one date to another. Nothing here commits.

They override the hours of the place, the newest before the older ones. Whoever calls says first who makes the change
(`stations.database.act_as`), for each is a new version of the record.
"""

import re
from datetime import date, datetime, timedelta

from psycopg2.extensions import connection as Connection

from stations.database import run
from stations.errors import BadHours, NotFound
from stations.hours import CHINA, Hours, Reading, parse, read
from stations.hours.model import Rule
from stations.opening import closed, dated

LONGEST_RULES = 1_600  # as the column allows
KEPT = timedelta(days=366)  # after its last day a rule is of interest to nobody who looks for an open door
RULE = re.compile(r'(?:"[^"]*"|[^;"])+')  # a reason may hold a semicolon
CURE = "write 9:00-17:00, 9:00-12:00,13:00-17:00 or 24小时, or leave the hours out to close the place"


def add(
    connection: Connection,
    station_id: int,
    first: date,
    last: date,
    *,
    hours: str | None = None,
    reason: str = "",
    today: date | None = None,
) -> str:
    """Close a place from one date to another, both included, or give it other hours then.

    Parameters
    ----------
    hours
        Plain times as people write them, the same on each of the days; None closes the place.
    today
        In China, if it is not today: older rules that ended more than a year before it are dropped.

    Returns
    -------
    hours_in_force
        The hours of the place with all its exceptions, in the stored form.

    Raises
    ------
    NotFound
        When there is no place with this id.
    BadHours
        When the hours are not understood or are more than plain times, the dates are the wrong way round, or all
        exceptions together are more than can be read.
    """
    if last < first:
        raise BadHours(f"the exception ends on {last}, before it begins on {first}: swap the two dates")
    said = " ".join(reason.split())
    rule = closed(first, last, said) if hours is None else dated(first, last, f"{times(hours)} open", said)
    since = (today or datetime.now(CHINA).date()) - KEPT
    known, older = _known(connection, station_id)
    rules = "; ".join([*(one for one in older if one != rule and not _over(one, since)), rule])
    in_force = f"{known or 'unknown'}; {rules}"
    if len(rules) > LONGEST_RULES:
        raise BadHours(
            f"all exceptions of the place together have {len(rules):,} signs, more than {LONGEST_RULES:,}: "
            "write a shorter reason, or clear the older exceptions of the place",
            rule,
        )
    try:
        parse(in_force)
    except BadHours as error:
        cure = "write a shorter reason, or clear the older exceptions of the place"
        raise BadHours(
            f"with this exception the hours cannot be read: {error}; {cure}", error.part
        ) from error
    _keep(connection, station_id, rules)
    return in_force


def clear(connection: Connection, station_id: int) -> str | None:
    """Drop all dated exceptions of a place, and give the hours that hold then, in the stored form.

    Raises
    ------
    NotFound
        When there is no place with this id.
    """
    hours, _ = _known(connection, station_id)
    _keep(connection, station_id, None)
    return hours


def times(text: str) -> str:
    """Read plain times, the same every day, to the stored form without days: what can stand behind dates.

    Raises
    ------
    BadHours
        When they are not understood, or say more than times; `part` is the part that was not understood.
    """
    reading = read(text)
    if reading.hours is None:
        raise BadHours(
            f"the hours «{text}» were not understood: {reading.why}; {CURE}", reading.not_understood
        )
    if not _plain(reading.hours):
        raise BadHours(_more_than_times(reading), text)
    return "00:00-24:00" if reading.stored == "24/7" else str(reading.stored).removeprefix("Mo-Su ")


def _plain(hours: Hours) -> bool:
    return hours.rules == (Rule(spans=hours.rules[0].spans),)


def _more_than_times(reading: Reading) -> str:
    return (
        f"the hours «{reading.text}» say more than times ({reading.stored}): {CURE}; "
        "days that differ are exceptions of their own"
    )


def _known(connection: Connection, station_id: int) -> tuple[str | None, list[str]]:
    """Give the hours of a place and its rules, the newest last, and keep others from changing them meanwhile."""
    rows = run(connection, "exceptions_of", {"id": station_id}) if 0 < station_id < 2**63 else []
    if not rows:
        raise NotFound(f"there is no station {station_id}")
    rules = RULE.findall(rows[0]["hours_exceptions"] or "")
    return rows[0]["hours"], [rule.strip() for rule in rules if rule.strip()]


def _keep(connection: Connection, station_id: int, rules: str | None) -> None:
    run(connection, "keep_exceptions", {"id": station_id, "exceptions": rules})


def _over(rule: str, since: date) -> bool:
    """Tell whether the last day of a dated rule lies before a date; one without a year comes again."""
    last = [period.last for one in parse(rule).rules for period in one.periods]
    return bool(last) and all(edge.year and edge < since.timetuple()[:3] for edge in last)
