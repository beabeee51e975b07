"""Hours to a sentence for a person, Chinese or English, that means the same when it is read again."""

from dataclasses import replace
from functools import lru_cache
from typing import Literal

from stations.errors import BadHours
from stations.hours.model import WORKING_WEEK, Hours, Join, Meaning, Rule
from stations.hours.ordering import NO_TIMES
from stations.hours.phrases import LANGUAGES, Language, phrase
from stations.hours.reading import understood

HOLIDAYS_OFF = Rule(frozenset(), holidays=True, meaning=Meaning.CLOSED)
Lang = Literal["zh", "en"]


@lru_cache(maxsize=10_000)
def say(hours: Hours, lang: Lang = "zh") -> str:
    """Say hours as one sentence.

    It is plain where the plain words are read again as the same rules. Else every rule says how it stands to those
    before it: 改为 (instead), 另有 (also), 上述以外 (otherwise).
    """
    words = LANGUAGES[lang]
    for plain in (
        _plain(hours.rules, words),
        _plain(_without_shadow(hours.rules), words),
        _workdays(hours.rules, words),
    ):
        if _means(plain, hours):
            return plain
    return _exact(hours.rules, words)


def _plain(rules: tuple[Rule, ...], words: Language) -> str:
    dated = _dated(rules)
    return words.clause.join(phrase(_untold(rule), words, seasons=dated) for rule in rules)


def _workdays(rules: tuple[Rule, ...], words: Language) -> str:
    """Say workdays where Monday to Friday is followed by holidays off."""
    dated, said, skip = _dated(rules), [], False
    for rule, after in zip(rules, [*rules[1:], None], strict=True):
        if not skip:
            working = rule.weekdays == WORKING_WEEK and not rule.holidays and after is not None
            skip = working and after == replace(HOLIDAYS_OFF, periods=rule.periods, years=rule.years)
            said.append(phrase(_untold(rule), words, seasons=dated, workdays=skip))
        else:
            skip = False
    return words.clause.join(said)


def _exact(rules: tuple[Rule, ...], words: Language) -> str:
    dated, alone = _dated(rules), len(rules) == 1
    return words.clause.join(
        phrase(
            _untold(rule), words, seasons=dated, instead=rule.join is Join.OVERRIDE and (number > 0 or alone)
        )
        for number, rule in enumerate(rules)
    )


def _dated(rules: tuple[Rule, ...]) -> bool:
    return len(rules) > 1 and any(rule.years or rule.periods for rule in rules)


def _untold(rule: Rule) -> Rule:
    """Leave out the comment that the words say anyway."""
    return replace(rule, comment="") if rule.comment == NO_TIMES and rule.meaning is Meaning.UNKNOWN else rule


def _without_shadow(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Leave out a first rule that says nothing of times where others follow: 周一休息 says the same without it."""
    return (
        rules[1:] if len(rules) > 1 and rules[0] == Rule(meaning=Meaning.UNKNOWN, comment=NO_TIMES) else rules
    )


def _means(sentence: str, hours: Hours) -> bool:
    try:
        read_again = understood(sentence)
    except BadHours:
        return False
    return [_core(rule) for rule in read_again.rules] == [_core(rule) for rule in hours.rules]


def _core(rule: Rule) -> Rule:
    return replace(rule, comment="")
