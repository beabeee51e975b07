"""The words of a sentence about hours, in Chinese and in English. Every phrase can be read again."""

from dataclasses import dataclass
from typing import Final

from stations.hours.clock import EARLY_END_MIN
from stations.hours.model import DAY_MIN, LAST_YEAR, Join, Meaning, Period, Rule, Span, Years
from stations.hours.write import clock, is_whole_months, weekday_runs


@dataclass(frozen=True, slots=True)
class Language:
    """What one language calls things, and how it puts them together."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    date: str
    day_of_month: str
    year: str
    since: str
    each_year: str
    all_year: str
    holidays: str
    workdays: str
    every_day: str
    all_day: str
    next_day: str
    early: str
    open_end: str
    closed: str
    closed_on: str
    sometime: str
    maybe: str
    remark: str
    to: str
    comma: str
    clause: str
    instead: str
    joins: dict[Join, str]


ZH: Final = Language(
    weekdays=tuple(f"周{sign}" for sign in "一二三四五六日"), months=tuple(f"{number}月" for number in range(1, 13)),
    date="{month}{day}日", day_of_month="日", year="{year}年", since="{year}年起", each_year="每年", all_year="全年",
    holidays="节假日", workdays="工作日", every_day="每天", all_day="24小时开放", next_day="次日", early="凌晨",
    open_end="结束时间不定", closed="休息", closed_on="", sometime="开放时间未注明", maybe="可能开放",
    remark="（备注：{comment}）", to="至", comma="、", clause="；", instead="改为",
    joins={Join.OVERRIDE: "", Join.ADD: "另有 ", Join.FALLBACK: "上述以外 "},
)  # fmt: skip
EN: Final = Language(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December"),
    date="{month} {day}{th}", day_of_month="", year="{year}", since="{year} on", each_year="each year ",
    all_year="all year", holidays="public holidays", workdays="workdays", every_day="every day",
    all_day="open 24 hours", next_day="next day ",
    early="early ", open_end="open end", closed="closed", closed_on="closed on ",
    sometime="hours not stated", maybe="may be open", remark=" (note: {comment})", to=" to ", comma=", ", clause="; ",
    instead="instead", joins={Join.OVERRIDE: "", Join.ADD: "also ", Join.FALLBACK: "otherwise "},
)  # fmt: skip
LANGUAGES: Final = {"zh": ZH, "en": EN}


def phrase(
    rule: Rule, words: Language, *, seasons: bool = False, instead: bool = False, workdays: bool = False
) -> str:
    """Say one rule.

    Parameters
    ----------
    seasons
        Name dates even where it holds all year.
    instead
        Say that it replaces what was said before.
    workdays
        Call Monday to Friday workdays, which leaves out statutory holidays.
    """
    dates = _seasons(rule, words) or (words.all_year if seasons else "")
    days = words.workdays if workdays else _days(rule, words, named=bool(dates) or instead)
    what = _what(rule, words)
    if what == words.closed and days and words.closed_on:
        days, what = words.closed_on + days, ""
    lead = _put(_put(words.joins[rule.join].strip(), dates), days)
    return _put(_put(lead, words.instead * instead), what) + _remark(rule, words)


def _put(before: str, after: str) -> str:
    """Put words side by side; Chinese ones need no space, numbers do."""
    tight = after[:1] > "\u2e80" and before[-1:] > "\u2e80"
    return f"{before}{after}" if tight or not before or not after else f"{before} {after}"


def _what(rule: Rule, words: Language) -> str:
    times = words.comma.join(_span(one, words) for one in rule.spans)
    if rule.meaning is Meaning.OPEN:
        return times or words.all_day
    if rule.meaning is Meaning.CLOSED:
        return f"{times} {words.closed}".lstrip()
    return f"{times} {words.maybe}" if times else words.sometime


def _span(span: Span, words: Language) -> str:
    early = words.early if 60 <= span.start < span.end <= EARLY_END_MIN else ""
    parts = [early + clock(span.start)]
    if span.end > span.start:
        over = span.end > DAY_MIN
        parts.append(words.next_day * over + clock(span.end - DAY_MIN * over))
    return "–".join(parts + [words.open_end] * span.open_end)


def _days(rule: Rule, words: Language, *, named: bool) -> str:
    if rule.every_day:
        bare = rule.meaning is Meaning.OPEN and not rule.spans and not rule.comment
        return "" if named or (bare and rule.join is Join.OVERRIDE) else words.every_day
    runs = [_weekday_run(run, words) for run in weekday_runs(rule.weekdays)]
    return words.comma.join(runs + [words.holidays] * rule.holidays)


def _weekday_run(run: tuple[int, int], words: Language) -> str:
    first, last = run
    if first == last:
        return words.weekdays[first]
    return (
        f"{words.weekdays[first]}{words.comma if (first + 1) % 7 == last else words.to}{words.weekdays[last]}"
    )


def _seasons(rule: Rule, words: Language) -> str:
    years = words.comma.join(_years(one, words) for one in rule.years)
    periods = words.comma.join(_period(one, words) for one in rule.periods)
    return f"{years} {words.each_year}{periods}" if years and periods else years or periods


def _years(years: Years, words: Language) -> str:
    if years.last == LAST_YEAR:
        return words.since.format(year=years.first)
    first, last = (words.year.format(year=one) for one in years)
    return first if first == last else f"{first}{words.to}{last}"


def _period(period: Period, words: Language) -> str:
    (year, month, day), (last_year, last_month, last_day) = period
    head = words.year.format(year=year) + " " if year else ""
    if is_whole_months(period):
        tail = "" if month == last_month else words.to + words.months[last_month - 1]
        return f"{head}{words.months[month - 1]}{tail}"
    first = head + _date(month, day, words)
    if period.first == period.last:
        return first
    if (year, month) == (last_year, last_month) and day < last_day:
        return f"{first}{words.to}{last_day}{words.day_of_month or _th(last_day)}"
    last_head = words.year.format(year=last_year) + " " if last_year != year else ""
    return f"{first}{words.to}{last_head}{_date(last_month, last_day, words)}"


def _date(month: int, day: int, words: Language) -> str:
    return words.date.format(month=words.months[month - 1], day=day, th=_th(day))


def _th(day: int) -> str:
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10 if day not in (11, 12, 13) else 0, "th")


def _remark(rule: Rule, words: Language) -> str:
    comment = rule.comment.translate({ord("("): "〔", ord(")"): "〕", ord("（"): "〔", ord("）"): "〕"})
    return words.remark.format(comment=comment) if comment else ""
