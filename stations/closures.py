"""Dated exceptions of a place as a list: closed, or open at other times, from one day to another.

They are kept as rules behind the hours, which end by themselves (`stations.exceptions`).
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from stations.errors import BadHours
from stations.exceptions import CURE, KEPT, LONGEST_RULES, RULE, times
from stations.hours import parse
from stations.opening import MONTHS, closed, dated

PLAIN = re.compile(
    r'(\d{4} [A-Z][a-z]{2} \d{2})-(\d{4} [A-Z][a-z]{2} \d{2}) (off|(?P<times>.+) open)(?: "(?P<reason>[^"]*)")?'
)


class Closure(NamedTuple):
    """From the first to the last day, both included: closed, or open at `hours`; and why."""

    first: date
    last: date
    reason: str = ""
    hours: str | None = None

    def over(self, today: date) -> bool:
        """Tell whether its last day has passed."""
        return self.last < today

    @property
    def back(self) -> date:
        """The first day after it."""
        return self.last + timedelta(days=1)


def listed(rules: str | None) -> list[Closure]:
    """Read the dated rules of a place, the newest last; a rule of another form is nobody's closure."""
    return [one for one in map(_closure, _split(rules)) if one]


def written(closures: Sequence[Closure], hours: str | None, known: str | None, today: date) -> str | None:
    """Write closures as the dated rules of a place; those that ended more than a year ago are dropped.

    Parameters
    ----------
    hours
        Of the place, in the stored form, behind which they will stand.
    known
        Its present rules: those of another form stay, before all others.

    Raises
    ------
    BadHours
        When one ends before it begins, its hours are more than plain times, or all together cannot be read.
    """
    kept = [rule for rule in _split(known) if _closure(rule) is None]
    new = [_rule(one) for one in closures if one.last >= today - KEPT]
    rules = "; ".join(dict.fromkeys([*kept, *new]))
    if len(rules) > LONGEST_RULES:
        raise BadHours(
            f"all closures together have {len(rules):,} signs, more than {LONGEST_RULES:,}: write shorter reasons, "
            "or leave out those that are over",
            rules,
        )
    if not rules:
        return None
    try:
        parse(f"{hours or 'unknown'}; {rules}")
    except BadHours as error:
        raise BadHours(
            f"with these closures the hours cannot be read: {error}; {CURE}", error.part
        ) from error
    return rules


def _rule(one: Closure) -> str:
    if one.last < one.first:
        raise BadHours(f"the closure ends on {one.last}, before it begins on {one.first}: swap the two dates")
    said = " ".join(one.reason.split())
    if one.hours is None:
        return closed(one.first, one.last, said)
    return dated(one.first, one.last, f"{times(one.hours)} open", said)


def _split(rules: str | None) -> list[str]:
    return [rule.strip() for rule in RULE.findall(rules or "") if rule.strip()]


def _closure(rule: str) -> Closure | None:
    found = PLAIN.fullmatch(rule)
    if not found:
        return None
    return Closure(_day(found[1]), _day(found[2]), found["reason"] or "", found["times"])


def _day(text: str) -> date:
    year, month, day = text.split()
    return date(int(year), MONTHS.index(month) + 1, int(day))
