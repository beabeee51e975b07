"""Clauses that lean on their neighbours, made whole: days, dates and times that were written once for several."""

from dataclasses import replace
from itertools import pairwise

from stations.errors import BadHours
from stations.hours.clauses import HOLIDAY, Clause, What
from stations.hours.model import EVERY_WEEKDAY
from stations.hours.pieces import not_understood

EVERY_DAY = frozenset({*EVERY_WEEKDAY, HOLIDAY})


def completed(text: str, found: list[Clause]) -> list[Clause]:
    """Lend each clause the days and dates of its neighbours, where they are meant."""
    for before, clause in pairwise(found):
        if before.what is What.CLOSED and clause.what is What.EXCEPT:
            raise refuse(text, clause, "may be an exception from the closing, or closed as well")
    whole: list[Clause] = []
    waiting: Clause | None = None
    for clause in found:
        if waiting is not None and clause.what is not What.EXCEPT:
            if whole and whole[-1].what is What.OPEN and whole[-1].days is None and whole[-1].seasons is None:
                raise refuse(text, waiting, "may belong to the times before or after it")
            clause = _lent(text, waiting, clause)  # noqa: PLW2901 - the clause with what it was lent
            waiting = None
        if clause.what is What.NOTHING:
            waiting = clause
        elif clause.what is What.OPEN and clause.spans and _goes_on(whole, clause):
            whole[-1].spans += clause.spans
            whole[-1].comment = whole[-1].comment or clause.comment
            whole[-1].end = clause.end
        else:
            whole.append(clause)
    if waiting is not None:
        _lend_back(text, whole, waiting)
    _stretch_seasons(text, whole)
    return whole


def _lent(text: str, before: Clause, clause: Clause) -> Clause:
    """Give the days or dates that stand alone before a clause to it."""
    if clause.seasons and (before.seasons or before.days is not None):
        raise refuse(text, before)
    if clause.days is not None and before.days is not None:
        raise refuse(text, before)
    lent = replace(clause, seasons=clause.seasons or before.seasons, start=before.start)
    if before.days is not None:
        lent = replace(lent, days=before.days, workdays=before.workdays)
    return lent


def _goes_on(whole: list[Clause], clause: Clause) -> bool:
    """Tell whether times alone continue those of the clause before: 上午 8:30-11:30；下午 2:00-5:00."""
    if clause.days is not None or clause.seasons or not whole:
        return False
    last = whole[-1]
    return last.what is What.OPEN and bool(last.spans) and last.spans[-1].end <= clause.spans[0].start


def _lend_back(text: str, whole: list[Clause], days: Clause) -> None:
    """Give days at the end to the only clause, which has none: 9:00-17:00（周一至周五）."""
    if (
        len(whole) == 1
        and whole[0].days is None
        and whole[0].what is What.OPEN
        and not (whole[0].seasons and days.seasons)
    ):
        whole[0].days, whole[0].workdays = days.days, days.workdays
        whole[0].seasons = whole[0].seasons or days.seasons
        return
    if not whole and days.days is not None:
        days.what = What.OPEN_SOMETIME
        whole.append(days)
        return
    raise refuse(text, days)


def _stretch_seasons(text: str, whole: list[Clause]) -> None:
    """Let dates at the beginning hold for all clauses; dates that change in between must be written in each."""
    first = whole[0].seasons
    if first and whole[0].what is not What.OPEN and any(one.seasons is None for one in whole):
        raise refuse(text, whole[0], "may hold in some months or in all: write which")
    dated = {one.seasons for one in whole if one.seasons is not None and one.what is What.OPEN}
    for clause in whole:
        if clause.seasons is None and first is not None and len(dated) == 1:
            clause.seasons = first
        elif clause.seasons is None and dated and clause is not whole[0]:
            raise refuse(text, clause, "may hold in some months or in all: write which")


def days_of(clause: Clause) -> frozenset[int]:
    """Give the days of a clause, statutory holidays as 7; all where none are named."""
    return EVERY_DAY if clause.days is None else clause.days


def refuse(text: str, clause: Clause, why: str = "was not understood") -> BadHours:
    """Refuse a text for one of its clauses."""
    return not_understood(text, clause.start, max(clause.end, clause.start + 1), why)
