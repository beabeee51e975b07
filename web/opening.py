"""The time by the application's clock, and what is open at it."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, TypeVar

from flask import current_app, g
from psycopg2.extensions import connection as Connection

from stations import opening
from stations.hours import CHINA
from stations.lookup import Open
from stations.opening import Moment, hours_in_force
from web.db import connection, store
from web.presence import Presence

T = TypeVar("T")


def now() -> datetime:
    """Tell the time in China; tests set the clock."""
    told: datetime = current_app.extensions["clock"]()
    return told.astimezone(CHINA)


def moment() -> Moment:
    """Give what is open at the time of this request."""
    if "moment" not in g:
        present = presence().now()
        g.moment = present.moment if present else _read()
    found: Moment = g.moment
    return found


def wanted(asked: datetime | Literal["now"] | None) -> Open | None:
    """Give what it is to be open at the time that somebody asked for."""
    if asked is None:
        return None
    if asked == "now":
        return moment().open
    return opening.at(asked, _remember(hours_in_force), _remember(opening.calendar)).open


def presence() -> Presence:
    """Give what answers from memory rest on."""
    found: Presence = current_app.extensions["presence"]
    return found


def _read() -> Moment:
    return store().openings.at(now(), _remember(hours_in_force), _remember(opening.calendar))


def _remember(read: Callable[[Connection], T]) -> T:
    return store().remember(read, connection())
