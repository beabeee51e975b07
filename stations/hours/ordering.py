"""Clauses set in the order they are meant, and refused where they say two things about the same day."""

from dataclasses import replace

from stations.errors import BadHours
from stations.hours.clauses import HOLIDAY, Clause, What
from stations.hours.completing import EVERY_DAY, days_of, refuse
from stations.hours.model import DAY_MIN, EVERY_WEEKDAY, Join, Meaning, Rule

NO_TIMES = "时间未注明"
MEANINGS = {What.OPEN: Meaning.OPEN, What.CLOSED: Meaning.CLOSED, What.EXCEPT: Meaning.CLOSED}
RESTLESS = [EVERY_DAY, {HOLIDAY}, {5, 6}, {5, 6, HOLIDAY}]  # days of which one says that there is no rest


def ordered(text: str, whole: list[Clause]) -> list[Rule]:
    """Order clauses as they are meant: general before particular, holidays after weekdays, closing last."""
    opening = [one for one in whole if one.what in (What.OPEN, What.OPEN_SOMETIME, What.UNSURE)]
    closing = [one for one in whole if one.what in (What.CLOSED, What.EXCEPT)]
    resting = [one for one in whole if one.what is What.NO_REST]
    opening = _with_no_rest(text, opening, closing, resting)
    if not opening and len(closing) == 1 and closing[0].days == EVERY_DAY and not closing[0].seasons:
        return [rule_of(closing[0])]
    if not opening:
        _check_only_closing(text, closing)
        opening = [Clause(0, what=What.UNSURE)]
    _check_sometime(text, opening)
    merged = _merged(text, opening)
    merged.sort(key=_names_holidays)
    _check_closing(text, merged, closing)
    rules = []
    for clause in merged:
        rules.append(rule_of(clause))
        if clause.workdays and not any(HOLIDAY in days_of(one) and one.days for one in closing):
            rules.append(Rule(frozenset(), holidays=True, meaning=Meaning.CLOSED,
                              years=rules[-1].years, periods=rules[-1].periods))  # fmt: skip
    return rules + [rule_of(one) for one in closing]


def _with_no_rest(
    text: str, opening: list[Clause], closing: list[Clause], resting: list[Clause]
) -> list[Clause]:
    """Take 全年无休 and 节假日不休 for what they say: no day off, and nothing of times."""
    if not resting:
        return opening
    named = all(days_of(one) in RESTLESS for one in resting)
    if closing or not named or any(days_of(one) != EVERY_DAY or one.workdays for one in opening):
        raise refuse(text, resting[0], "doesn't agree with the rest")
    if opening:
        return opening
    if days_of(resting[0]) != EVERY_DAY:
        raise refuse(text, resting[0])
    return [replace(resting[0], what=What.UNSURE)]


def _check_only_closing(text: str, closing: list[Clause]) -> None:
    if not closing:
        raise BadHours("the text says nothing of hours", text)
    for one in closing:
        if one.what is What.EXCEPT or one.spans:
            raise refuse(text, one)
        if one.days is None and (len(closing) > 1 or not one.seasons):
            raise refuse(text, one)


def _check_sometime(text: str, opening: list[Clause]) -> None:
    """Refuse a clause that says open but not when, beside others that say when."""
    for one in opening:
        if one.what is What.OPEN_SOMETIME and len(opening) > 1:
            raise refuse(text, one, "says no times")


def _merged(text: str, opening: list[Clause]) -> list[Clause]:
    """Put the times of the same days together, and refuse clauses that say two things about a day."""
    merged: list[Clause] = []
    for clause in opening:
        same = next(
            (one for one in merged if days_of(one) == days_of(clause) and one.seasons == clause.seasons), None
        )
        if same is None:
            for one in merged:
                if _collide(one, clause):
                    raise refuse(text, clause, "says something else about days named before")
            merged.append(clause)
        elif (
            same.spans
            and clause.spans
            and same.spans[-1].end <= clause.spans[0].start
            and same.what is clause.what
        ):
            same.spans += clause.spans
        else:
            raise refuse(text, clause, "says something else about days named before")
    return merged


def _collide(general: Clause, particular: Clause) -> bool:
    """Tell whether two clauses share days without the later being the more particular one."""
    if not days_of(general) & days_of(particular):
        return False
    if general.seasons != particular.seasons:
        if _names_holidays(general) != _names_holidays(particular):
            return _share_dates(general, particular)
        return not (general.seasons is None or not _share_dates(general, particular))
    return not days_of(particular) < days_of(general)


def _names_holidays(clause: Clause) -> bool:
    return HOLIDAY in days_of(clause) and days_of(clause) != EVERY_DAY


def _share_dates(one: Clause, other: Clause) -> bool:
    """Tell whether two clauses can fall on the same date; years apart are told, dates are compared day by day."""
    if not one.seasons or not other.seasons or one.seasons[0] or other.seasons[0]:
        return True
    return any(
        mine.first.year
        or theirs.first.year
        or _overlap(mine.first[1:], mine.last[1:], theirs.first[1:], theirs.last[1:])
        for mine in one.seasons[1] or ()
        for theirs in other.seasons[1] or ()
    )


def _overlap(
    first: tuple[int, ...], last: tuple[int, ...], begin: tuple[int, ...], end: tuple[int, ...]
) -> bool:
    def within(day: tuple[int, ...], start: tuple[int, ...], stop: tuple[int, ...]) -> bool:
        return start <= day <= stop if start <= stop else day >= start or day <= stop

    return within(begin, first, last) or within(first, begin, end)


def _check_closing(text: str, opening: list[Clause], closing: list[Clause]) -> None:
    """Refuse days off that were named as open by themselves: which of the two holds?"""
    for off in closing:
        if off.days is None and not off.spans and not off.seasons:
            if opening and opening[0].end:
                raise refuse(text, off, "closes on no day that is named")
            continue
        if off.what is What.EXCEPT and (off.workdays or days_of(off) >= EVERY_DAY or off.spans):
            raise refuse(text, off)
        if off.spans and not any(_contains(one, off) for one in opening):
            raise refuse(text, off, "closes at times that are not named as open")
        for one in opening:
            if off.workdays or _contradicts(off, one):
                raise refuse(text, off, "closes on days that are named as open")


def _contradicts(off: Clause, opening: Clause) -> bool:
    """Tell whether a clause closes all the days that another names as open; closing some dates or times does not."""
    if off.spans or (off.seasons and off.seasons != opening.seasons):
        return False
    return bool(days_of(off) & days_of(opening)) and not days_of(off) < days_of(opening)


def _contains(opening: Clause, off: Clause) -> bool:
    """Tell whether all times of a closing clause lie within one's opening hours."""
    open_from_to = [(one.start, one.end) for one in opening.spans] or [(0, DAY_MIN)]
    return all(any(start <= one.start and one.end <= end for start, end in open_from_to) for one in off.spans)


def rule_of(clause: Clause) -> Rule:
    """Make the rule that a clause stands for."""
    days = days_of(clause)
    weekdays = days - {HOLIDAY}
    meaning = MEANINGS.get(clause.what, Meaning.UNKNOWN)
    comment = clause.comment or (NO_TIMES if meaning is Meaning.UNKNOWN and not clause.spans else "")
    years, periods = clause.seasons or ((), ())
    holidays = HOLIDAY in days and weekdays != EVERY_WEEKDAY
    return Rule(
        weekdays, holidays, clause.spans, meaning, comment, periods, years, clause.join or Join.OVERRIDE
    )
