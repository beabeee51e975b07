"""Rules to the stored form: OpenStreetMap's opening_hours."""

from stations.hours.model import DAY_MIN, LAST_YEAR, Hours, Join, Meaning, Period, Rule, Span, Years

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
NOON_MIN = 720


def write(hours: Hours) -> str:
    """Write hours in the stored form; the same meaning in the same rules is the same text."""
    return "".join((rule.join if number else "") + _rule(rule) for number, rule in enumerate(hours.rules))


def weekday_runs(weekdays: frozenset[int]) -> list[tuple[int, int]]:
    """Give the weekdays as runs, first and last; a run of three or more may pass the week's end."""
    if len(weekdays) == 7:
        return [(0, 6)]
    starts = [day for day in sorted(weekdays) if (day - 1) % 7 not in weekdays]
    runs = []
    for start in starts:
        end = start
        while (end + 1) % 7 in weekdays:
            end = (end + 1) % 7
        runs.append((start, end))
    return runs


def _rule(rule: Rule) -> str:
    if rule == Rule(join=rule.join):
        return "24/7"
    parts = [
        _years(rule.years),
        ",".join(_period(one, alone=len(rule.periods) == 1) for one in rule.periods),
        _days(rule),
        _spans(rule),
    ]
    return " ".join(part for part in [*parts, _modifier(rule)] if part)


def _years(years: tuple[Years, ...]) -> str:
    return ",".join(_year_run(one) for one in years)


def _year_run(years: Years) -> str:
    if years.last == LAST_YEAR:
        return f"{years.first}+"
    return f"{years.first}" if years.first == years.last else f"{years.first}-{years.last}"


def _period(period: Period, *, alone: bool) -> str:
    """Write a period; among others, months of one year are written as dates: the grammar knows no list of them."""
    (year, month, day), (last_year, last_month, last_day) = period
    head = f"{year} " if year else ""
    if is_whole_months(period) and (alone or not year):
        tail = "" if month == last_month else f"-{MONTHS[last_month - 1]}"
        return f"{head}{MONTHS[month - 1]}{tail}"
    first = f"{head}{MONTHS[month - 1]} {day:02d}"
    if year != last_year:
        return f"{first}-{last_year} {MONTHS[last_month - 1]} {last_day:02d}"
    if (month, day) == (last_month, last_day):
        return first
    if month == last_month and day < last_day:
        return f"{first}-{last_day:02d}"
    return f"{first}-{MONTHS[last_month - 1]} {last_day:02d}"


def is_whole_months(period: Period) -> bool:
    """Tell whether a period is made of whole months of one year, or of every year."""
    first, last = period
    return first.year == last.year and first.day == 1 and last.day == LONGEST_MONTH[last.month - 1]


def _days(rule: Rule) -> str:
    if rule.every_day:
        needed = (
            rule.spans or rule.join is Join.ADD
        )  # after a comma, times alone would belong to the rule before
        return "Mo-Su" if needed and not (rule.periods or rule.years) else ""
    runs = [_weekday_run(*run) for run in weekday_runs(rule.weekdays)]
    return ",".join(runs + ["PH"] * rule.holidays)


def _weekday_run(first: int, last: int) -> str:
    if first == last:
        return WEEKDAYS[first]
    between = "," if (first + 1) % 7 == last else "-"
    return f"{WEEKDAYS[first]}{between}{WEEKDAYS[last]}"


def _spans(rule: Rule) -> str:
    if rule.spans:
        return ",".join(_span(one) for one in rule.spans)
    return "00:00-24:00" if rule.meaning is Meaning.OPEN else ""


def _span(span: Span) -> str:
    if span.open_end and span.end == span.start:
        return f"{clock(span.start)}+"
    return f"{clock(span.start)}-{_end(span)}{'+' * span.open_end}"


def _end(span: Span) -> str:
    """Write an end; one that a reader could take for the afternoon (08:00-05:00) is written past 24:00."""
    beyond = span.end - DAY_MIN
    if 0 < beyond < span.start and span.start > NOON_MIN:
        return clock(beyond)
    return clock(span.end)


def clock(minute: int) -> str:
    """Write a minute of the day as 08:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _modifier(rule: Rule) -> str:
    comment = f'"{rule.comment}"' if rule.comment else ""
    if rule.meaning is Meaning.OPEN:
        return f"open {comment}" if comment else ""
    return f"{rule.meaning} {comment}".rstrip()
