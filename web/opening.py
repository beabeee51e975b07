"""The time by the application's clock, and what is open at it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, TypeVar

from flask import current_app, g
from psycopg2.extensions import connection as Connection

from stations import opening
from stations.hours import CHINA, State
from stations.lookup import Open
from stations.opening import Moment, hours_in_force
from stations.station import Station
from web.db import connection, store

T = TypeVar("T")


def now() -> datetime:
    """Tell the time in China; tests set the clock."""
    told: datetime = current_app.extensions["clock"]()
    return told.astimezone(CHINA)


def moment() -> Moment:
    """Give what is open at the time of this request."""
    if "moment" not in g:
        g.moment = store().openings.at(now(), _remember(hours_in_force), _remember(opening.calendar))
    found: Moment = g.moment
    return found


def wanted(asked: datetime | Literal["now"] | None) -> Open | None:
    """Give what it is to be open at the time that somebody asked for."""
    if asked is None:
        return None
    if asked == "now":
        return moment().open
    return opening.at(asked, _remember(hours_in_force), _remember(opening.calendar)).open


def _remember(read: Callable[[Connection], T]) -> T:
    return store().remember(read, connection())


def told(station: Station) -> dict[str, Any]:
    """Tell whether a place is open: true, false, or null for not known; and the next change within 14 days."""
    state = moment().state(station)
    said: dict[str, Any] = {"now": state.open}
    if state.until is not None and state.open is not None:
        change = "until" if state.open else "opens"
        if state.open or state.then:
            said[change] = state.until.isoformat()
    reason = station.status_reason if station.status != "open" else _reason(state)
    return said | ({"reason": reason} if reason else {})


def _reason(state: State) -> str:
    return state.comment if state.open is not True else ""
