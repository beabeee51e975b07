"""What people write to hours: the stored form, or the very part that wasn't understood, never a wrong reading."""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from stations.errors import BadHours
from stations.hours.clauses import Clause, What, clauses
from stations.hours.completing import completed, refuse
from stations.hours.grammar import LONGEST_STORED, parse
from stations.hours.model import DAY_MIN, Hours, Join, Meaning, Rule, Span
from stations.hours.ordering import ordered, rule_of
from stations.hours.pieces import pieces
from stations.hours.write import write

FORMAL = re.compile(r"24/7|\+|\b(?:2[5-9]|3\d|4[0-8]):")


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a text: `hours` and their stored form, or None and the part that wasn't understood, and why."""

    text: str
    hours: Hours | None
    stored: str | None
    not_understood: str = ""
    why: str = ""


@lru_cache(maxsize=10_000)
def read(text: str) -> Reading:
    """Read hours as people write them, in the stored form, in Chinese or loosely in English; it never raises."""
    try:
        hours = understood(text)
    except BadHours as error:
        return Reading(text, None, None, error.part or text, str(error))
    stored = write(hours)
    if len(stored) > LONGEST_STORED:
        return Reading(text, None, None, text, f"the stored form would be longer than {LONGEST_STORED} signs")
    return Reading(text, hours, stored)


def understood(text: str) -> Hours:
    """Read hours as people write them.

    Raises
    ------
    BadHours
        Naming the part that wasn't understood; the text is then kept as it is.
    """
    if '"' in text or "||" in text:
        return parse(text)
    if _is_formal(text):
        with suppress(BadHours):
            return parse(text)
    found = clauses(text, pieces(text))
    if not found:
        raise BadHours("the text says nothing of hours", text)
    rules = _exact(text, found) if any(one.join for one in found) else ordered(text, completed(text, found))
    return _simplest(rules)


def _is_formal(text: str) -> bool:
    """Tell whether a text can be the stored form; bare times are taken with people's slips in mind: 8:00-5:00."""
    return any(sign.isalpha() for sign in text) or bool(FORMAL.search(text))


def _simplest(rules: list[Rule]) -> Hours:
    """Write a whole day without times; several clauses of 24 hours stay as they are."""
    return Hours(tuple(replace(one, spans=()) if _whole_day(one) else one for one in rules))


def _whole_day(rule: Rule) -> bool:
    return rule.spans == (Span(0, DAY_MIN),) and rule.meaning is not Meaning.CLOSED


def _exact(text: str, found: list[Clause]) -> list[Rule]:
    """Read clauses that say how they stand to each other (改为, 另有, 上述以外): rule by rule, in their order."""
    rules = []
    if found[0].join in (Join.ADD, Join.FALLBACK):
        raise refuse(text, found[0], "adds to nothing before it")
    for clause in found:
        if clause.workdays or clause.what in (What.NOTHING, What.EXCEPT, What.NO_REST):
            raise refuse(text, clause)
        rules.append(rule_of(clause))
    return rules
