"""Tokens of the stored form, and the walk over its dates: years, months, days of months."""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from stations.errors import BadHours
from stations.hours.model import LAST_YEAR, Edge, Period, Years
from stations.hours.write import LONGEST_MONTH, MONTHS

T = TypeVar("T")
UNSUPPORTED = "is not of the opening_hours grammar, or not supported"
TOKEN = re.compile(
    r'(?P<space>\s+)|(?P<comment>"[^"]*")|(?P<always>24/7)|(?P<sign>\|\||[;,:+-])|(?P<time>\d{1,2}:\d{2}(?!\d))'
    r"|(?P<year>\d{4}(?![\d:]))|(?P<number>\d{1,2}(?![\d:]))|(?P<word>[A-Za-z]+)"
)
MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}


class Token(NamedTuple):
    """A piece of the text; words in lower case."""

    kind: str
    text: str
    at: int


END = Token("end", "", 0)


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise _refusal(text, at, UNSUPPORTED)
        kind = str(match.lastgroup)
        if kind != "space":
            found.append(Token(kind, match.group().lower() if kind == "word" else match.group(), at))
        at = match.end()
    return found


def _refusal(text: str, at: int, why: str) -> BadHours:
    part = text[at:].strip()
    return BadHours(f"{part[:60]!r} {why}", part)


class DateWalk:
    """Walks over the tokens of one text; this part of the walk reads dates."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._at = 0

    def _next(self, ahead: int = 0) -> Token:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else END

    def _take(self) -> Token:
        token = self._next()
        self._at += 1
        return token

    def _sign(self, text: str) -> bool:
        """Pass over a sign when it stands here."""
        if self._next().kind == "sign" and self._next().text == text:
            self._at += 1
            return True
        return False

    def _refuse(self, why: str, *, back: int = 0) -> BadHours:
        at = max(self._at - back, 0)
        place = self._tokens[at].at if at < len(self._tokens) else len(self._text)
        return _refusal(self._text, place, why)

    def _listed(self, one: Callable[[], T], begins: Callable[[int], bool]) -> tuple[T, ...]:
        """Read a comma list whose members begin as told."""
        if not begins(0):
            return ()
        found = [one()]
        while self._next().text == "," and begins(1):
            self._at += 1
            found.append(one())
        return tuple(found)

    def _years(self) -> tuple[Years, ...]:
        """Read years that stand by themselves; one before a month belongs to its period."""
        return self._listed(self._year_run, self._begins_years)

    def _begins_years(self, ahead: int) -> bool:
        following = self._next(ahead + 1)
        return self._next(ahead).kind == "year" and following.text not in MONTH_NUMBERS

    def _year_run(self) -> Years:
        first = int(self._take().text)
        if self._sign("+"):
            return Years(first, LAST_YEAR)
        if not self._sign("-"):
            return Years(first, first)
        if self._next().kind != "year" or int(self._next().text) < first:
            raise self._refuse("is no later year")
        return Years(first, int(self._take().text))

    def _periods(self) -> tuple[Period, ...]:
        begun = self._at
        found = self._listed(self._period, self._begins_period)
        if len({bool(one.first.year) for one in found}) > 1:
            raise self._refuse("mixes dates with and without a year: write it in each", back=self._at - begun)
        return found

    def _begins_period(self, ahead: int) -> bool:
        ahead += self._next(ahead).kind == "year"
        return self._next(ahead).text in MONTH_NUMBERS

    def _period(self) -> Period:
        begun = self._at
        year = int(self._take().text) if self._next().kind == "year" else 0
        month, day = self._month(), self._day()
        first = Edge(year, month, day or 1)
        last = first._replace(day=day or LONGEST_MONTH[month - 1])
        if self._sign("-"):
            last = self._period_end(first, dated=day is not None)
        if bool(first.year) != bool(last.year) or (first.year and last < first):
            raise self._refuse("ends before it begins", back=self._at - begun)
        return Period(first, last)

    def _period_end(self, first: Edge, *, dated: bool) -> Edge:
        if dated and self._next().kind == "number":
            return first._replace(day=self._checked_day(first.month))
        year = int(self._take().text) if self._next().kind == "year" else first.year
        month, day = self._month(), self._day()
        if dated != (day is not None):
            raise self._refuse("mixes months and days of months: write both ends alike", back=1)
        wraps = year == first.year != 0 and (month, day or 1) < (first.month, first.day)
        return Edge(year + wraps, month, day or LONGEST_MONTH[month - 1])

    def _month(self) -> int:
        if self._next().text not in MONTH_NUMBERS:
            raise self._refuse("is no month: they are Jan to Dec")
        return MONTH_NUMBERS[self._take().text]

    def _day(self) -> int | None:
        return (
            self._checked_day(MONTH_NUMBERS[self._next(-1).text]) if self._next().kind == "number" else None
        )

    def _checked_day(self, month: int) -> int:
        if not 1 <= int(self._next().text) <= LONGEST_MONTH[month - 1]:
            raise self._refuse(f"is no day of {MONTHS[month - 1]}")
        return int(self._take().text)
