"""The slow and obvious evaluation, minute by minute, rule by rule; it shares only nouns with the quick one."""

from datetime import date, datetime, timedelta

from stations.calendar import Calendar, Day
from stations.hours.model import Hours, Join, Meaning, Period, Rule

VALUES = {Meaning.OPEN: True, Meaning.CLOSED: False, Meaning.UNKNOWN: None}
Value = bool | None
MONDAY_TO_FRIDAY = {0, 1, 2, 3, 4}


def value_at(hours: Hours, at: datetime, calendar: Calendar) -> Value:
    """Tell what holds at a minute: what all readings of the day and of the day before agree on."""
    minute = at.hour * 60 + at.minute
    today, before = at.date(), at.date() - timedelta(days=1)
    values = {
        strongest(of_day(hours, today, reading, minute), of_day(hours, before, earlier, minute + 1440))
        for reading in readings(today, calendar)
        for earlier in readings(before, calendar)
    }
    return values.pop() if len(values) == 1 else None


def strongest(day: Value, night: Value) -> Value:
    """Open wins over unknown, unknown over closed."""
    if day is True or night is True:
        return True
    return None if day is None or night is None else False


def of_day(hours: Hours, on: date, reading: tuple[str, int], minute: int) -> Value:
    """Tell what the rules of one day say of a minute counted from its midnight."""
    said: Value = False
    for rule in rules_of_day(hours, on, reading):
        if rule.join is Join.OVERRIDE and (rule.meaning is not Meaning.CLOSED or rule.spans == ()):
            said = False
        if rule.join is Join.FALLBACK and said is not False:
            continue
        said = of_rule(rule, minute, said)
    return said


def rules_of_day(hours: Hours, on: date, reading: tuple[str, int]) -> list[Rule]:
    """Give the rules that hold on a day under a reading; they are kept, for they are asked for each minute."""
    key = ("slow", on, reading)
    if key not in hours.seen:
        hours.seen[key] = [rule for rule in hours.rules if in_season(rule, on) and on_day(rule, on, reading)]
    found: list[Rule] = hours.seen[key]
    return found


def of_rule(rule: Rule, minute: int, said: Value) -> Value:
    """Tell what is said after one rule more."""
    found = []
    for start, end, open_end in rule.spans or ((0, 1440, False),):
        if start <= minute < end:
            found.append(VALUES[rule.meaning])
        guess = 1440 if end < 1020 else min(end + (600 if end < 1320 else 480), 2880)
        if open_end and end <= minute < guess:
            found.append(None)
    if not found:
        return said
    return True if True in found else found[0]


def readings(on: date, calendar: Calendar) -> list[tuple[str, int]]:
    """Give the ways to read a date: as its weekday, as a holiday, as a working day by shift."""
    plain, holiday = ("plain", on.weekday()), ("holiday", on.weekday())
    shifted = [("shifted", weekday) for weekday in MONDAY_TO_FRIDAY]
    match calendar.day(on):
        case Day.HOLIDAY:
            return [holiday]
        case Day.MAKEUP_WORKDAY:
            return shifted
        case Day.UNKNOWN:
            return [plain, holiday, *(shifted if on.weekday() > 4 else [])]
        case _:
            return [plain]


def on_day(rule: Rule, on: date, reading: tuple[str, int]) -> bool:
    """Tell whether a rule's days hold under a reading."""
    kind, weekday = reading
    if len(rule.weekdays) == 7 or (kind == "holiday" and rule.holidays):
        return True
    if kind != "shifted":
        return weekday in rule.weekdays
    if rule.weekdays >= MONDAY_TO_FRIDAY:
        return True
    if not MONDAY_TO_FRIDAY & rule.weekdays:
        return False
    return on.weekday() in rule.weekdays or (rule.meaning is not Meaning.CLOSED and weekday in rule.weekdays)


def in_season(rule: Rule, on: date) -> bool:
    """Tell whether a date lies in the years and periods of a rule."""
    years = not rule.years or any(first <= on.year <= last for first, last in rule.years)
    return years and (not rule.periods or any(within(one, on) for one in rule.periods))


def within(period: Period, on: date) -> bool:
    """Walk from the first day of a period to its last, and see whether the date is met."""
    if period.first.year:
        return tuple(period.first) <= (on.year, on.month, on.day) <= tuple(period.last)
    first, last = (period.first.month, period.first.day), (period.last.month, period.last.day)
    months_and_days = [(month, day) for month in range(1, 13) for day in range(1, 32)]
    begin, end = months_and_days.index(first), months_and_days.index(last)
    chosen = (
        months_and_days[begin : end + 1]
        if begin <= end
        else months_and_days[begin:] + months_and_days[: end + 1]
    )
    return (on.month, on.day) in chosen
