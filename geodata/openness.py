"""Which places are open at which hour: a plain week without a holiday, and one public holiday."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.errors import BadRequest
from stations.calendar import SATURDAY, Calendar, Day, SpecialDay, china
from stations.errors import BadHours
from stations.hours import Hours, parse
from stations.hours.days import day_segments

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAY = "PH"
WEEK_H, DAY_H = 168, 24
SUNDAY = slice(6 * DAY_H, WEEK_H)
ONE_DAY = timedelta(days=1)
# So far around a date is a plain week, or a holiday, looked for.
AROUND_DAYS = 400

Unknown = Literal["closed", "open"]


class Week(NamedTuple):
    """The hours that coverage is worked out for, by the clock on the wall where the places are.

    Monday 00:00 to Sunday 23:00 of a week in which every day is what its name says, then the 24 hours of a public
    holiday, where the calendar knows one.
    """

    monday: date
    holiday: date | None

    @property
    def moments(self) -> list[datetime]:
        """The full hours, 168, or 192 with the holiday's."""
        days = [self.monday + day * ONE_DAY for day in range(7)] + ([self.holiday] if self.holiday else [])
        return [datetime.combine(day, time(hour)) for day in days for hour in range(DAY_H)]

    @property
    def labels(self) -> list[tuple[str, int]]:
        """Name each moment: Mo to Su or PH, and the hour."""
        days = [*DAYS, HOLIDAY] if self.holiday else list(DAYS)
        return [(day, hour) for day in days for hour in range(DAY_H)]


def week_moments(on: date, calendar: Calendar | None = None) -> Week:
    """Choose a plain week and a public holiday near a date.

    The week is the first from that of the date on (else the last before it) without a holiday, a make-up workday, or a
    day that the calendar does not know, the Sunday before it included: nights reach over. The holiday is the first
    from Monday to Friday from the date on (else the last before it): there hours of workdays and of holidays differ.

    Parameters
    ----------
    calendar
        China's when not given; `calendar_of_holidays` makes another.

    Raises
    ------
    BadRequest
        When the calendar knows no plain week within a year of the date.

    Examples
    --------
    >>> week = week_moments(date(2026, 10, 1))
    >>> week.monday.isoformat(), week.holiday.isoformat(), len(week.moments), week.labels[-1]
    ('2026-10-12', '2026-10-01', 192, ('PH', 23))
    """
    calendar = calendar or china()
    own = on - on.weekday() * ONE_DAY
    weeks = [own + days * ONE_DAY for days in (*range(0, AROUND_DAYS, 7), *range(-7, -AROUND_DAYS, -7))]
    monday = next((one for one in weeks if _is_plain(one, calendar)), None)
    if monday is None:
        raise BadRequest(
            f"the calendar knows no week without a holiday around {on}: name a date of another year"
        )
    around = [on + days * ONE_DAY for days in (*range(AROUND_DAYS), *range(-1, -AROUND_DAYS, -1))]
    return Week(monday, next((one for one in around if _is_working_holiday(one, calendar)), None))


def calendar_of_holidays(holidays: Iterable[date], years: Iterable[int]) -> Calendar:
    """Make the calendar of another country: its public holidays, complete for some years; nobody works in for one.

    Examples
    --------
    >>> finland = calendar_of_holidays([date(2019, 5, 1)], [2019])
    >>> week_moments(date(2019, 4, 29), finland).monday.isoformat()
    '2019-05-06'
    """
    special = [SpecialDay(on, Day.HOLIDAY, "", "") for on in holidays]
    return Calendar().with_days(special, years=years)


def open_masks(
    hours_texts: Sequence[str | None],
    moments: Sequence[datetime],
    calendar: Calendar | None = None,
    *,
    unknown: Unknown = "closed",
    notes: list[dict[str, Any]],
) -> NDArray[np.bool_]:
    """Tell which places are open at which moments.

    Parameters
    ----------
    hours_texts
        The hours in force of each place in their stored form; None where they are not known, and a text that is not of
        the grammar is not known either.
    moments
        By the clock on the wall; an offset is not looked at.
    calendar
        China's when not given.
    unknown
        What not being known counts as.
    notes
        What was not known is told here: `unknown_hours` with the number of places, of those among them without any
        known hour, and what they were counted as.

    Returns
    -------
    open
        Shape (places, moments).

    Examples
    --------
    >>> notes = []
    >>> noon, night = datetime(2026, 10, 12, 12), datetime(2026, 10, 12, 23)
    >>> open_masks(["Mo-Fr 09:00-17:00", "24/7", None], [noon, night], notes=notes).tolist()
    [[True, False], [True, True], [False, False]]
    >>> notes
    [{'code': 'unknown_hours', 'params': {'n': 1, 'of': 3, 'never_known': 1, 'counted': 'closed'}}]
    """
    if unknown not in {"closed", "open"}:
        raise BadRequest(f"hours that are not known count as closed or open, not as {unknown!r}")
    calendar = calendar or china()
    texts = list(dict.fromkeys(hours_texts))
    states = np.array([_states(text, moments, calendar) for text in texts], np.int8).reshape(
        len(texts), len(moments)
    )
    number = {text: at for at, text in enumerate(texts)}
    by_place = states[[number[text] for text in hours_texts]]
    not_known = by_place == _UNKNOWN
    if (some := not_known.any(axis=1)).any():
        never = int(not_known.all(axis=1).sum())
        told = {"n": int(some.sum()), "of": len(hours_texts), "never_known": never, "counted": unknown}
        notes.append({"code": "unknown_hours", "params": told})
    return np.asarray((by_place == _OPEN) | (not_known & (unknown == "open")))


def weight_by_moment(by_hour: NDArray[np.float64], week: Week) -> NDArray[np.float64]:
    """Give the demand at the moments of a week: the holiday's hours, of which no data tell, take Sunday's.

    Parameters
    ----------
    by_hour
        By demand point and hour of the week, Monday 00:00 first, shape (n, 168).

    Examples
    --------
    >>> weight_by_moment(np.arange(168.0)[None], Week(date(2026, 10, 12), date(2026, 10, 1)))[0, 168:170].tolist()
    [144.0, 145.0]
    """
    return np.hstack([by_hour, by_hour[:, SUNDAY]]) if week.holiday else by_hour


_CLOSED, _OPEN, _UNKNOWN = 0, 1, 2


def _states(text: str | None, moments: Sequence[datetime], calendar: Calendar) -> list[int]:
    hours = _hours(text)
    if hours is None:
        return [_UNKNOWN] * len(moments)
    days = {on: day_segments(hours, on, calendar=calendar) for on in {one.date() for one in moments}}
    states = []
    for one in moments:
        minute = one.hour * 60 + one.minute
        value = next(part.value for part in days[one.date()] if part.end > minute)
        states.append(_UNKNOWN if value is None else _OPEN if value else _CLOSED)
    return states


def _hours(text: str | None) -> Hours | None:
    if text is None:
        return None
    try:
        return parse(text)
    except BadHours:
        return None


def _is_plain(monday: date, calendar: Calendar) -> bool:
    ordinary = {True: Day.REST_DAY, False: Day.WORKDAY}
    week = [monday + days * ONE_DAY for days in range(-1, 7)]
    return all(calendar.day(on) is ordinary[on.weekday() >= SATURDAY] for on in week)


def _is_working_holiday(on: date, calendar: Calendar) -> bool:
    return calendar.day(on) is Day.HOLIDAY and on.weekday() < SATURDAY
