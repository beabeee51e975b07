"""The stored form to rules: the part of OpenStreetMap's opening_hours that rest stations need.

Read are 24/7, weekdays (lists, ranges, past Sunday), PH, times (several, past midnight, to 48:00, open end), months,
days of months, years, comments, `open`, `off`, `closed`, `unknown`, and the separators `;`, `,` and `||`. School
holidays, weeks, sunrise and its kin, numbered weekdays (Mo[1]), intervals (/) and offsets are refused by name. As the
specification has it, a comment without `open` means that nobody knows; `12:00-13:00 off` takes away only those times.

opening-hours-py reads the whole grammar, but gives away no rules, and its holidays and weekdays are not those of
China; the tests hold this grammar against it.
"""

from functools import lru_cache

from stations.errors import BadHours
from stations.hours.datewalk import UNSUPPORTED, DateWalk
from stations.hours.model import DAY_MIN, EVERY_WEEKDAY, Hours, Join, Meaning, Period, Rule, Span, Years
from stations.hours.write import WEEKDAYS

LONGEST_STORED = 500  # hours by themselves
LONGEST_TEXT = 2_200  # and with the exceptions of a place, and the end of a suspension
DAY_NUMBERS = {name.lower(): number for number, name in enumerate(WEEKDAYS)}
MEANINGS = {"open": Meaning.OPEN, "off": Meaning.CLOSED, "closed": Meaning.CLOSED, "unknown": Meaning.UNKNOWN}
JOINS = {";": Join.OVERRIDE, ",": Join.ADD, "||": Join.FALLBACK}


@lru_cache(maxsize=10_000)
def parse(text: str) -> Hours:
    """Read hours in the stored form.

    Raises
    ------
    BadHours
        Naming the part that isn't of the grammar, or isn't supported.
    """
    if len(text) > LONGEST_TEXT:
        raise BadHours(f"hours of {len(text)} signs: at most {LONGEST_TEXT} are read", text[LONGEST_TEXT:])
    return Hours(_Reader(text).rules())


class _Reader(DateWalk):
    """Reads rules: their days, times and meaning."""

    def rules(self) -> tuple[Rule, ...]:
        """Read all rules."""
        found = [self._rule(Join.OVERRIDE)]
        while self._next().kind != "end":
            sign = self._next()
            if sign.text not in JOINS:
                raise self._refuse(UNSUPPORTED)
            self._at += 1
            if self._next().kind == "end" and sign.text == ";":
                break
            found.append(self._rule(JOINS[sign.text]))
        return tuple(found)

    def _rule(self, join: Join) -> Rule:
        begun = self._at
        years: tuple[Years, ...] = ()
        periods: tuple[Period, ...] = ()
        days, spans = (EVERY_WEEKDAY, False), tuple[Span, ...]()
        if self._next().kind == "always":
            self._at += 1
        else:
            years, periods = self._years(), self._periods()
            if years or periods:
                self._sign(":")
            days = self._days() or days
            spans = self._spans()
        meaning, comment = self._modifier()
        if self._at == begun:
            empty = self._next().kind in ("end", "sign")
            raise self._refuse("holds no rule: write times, days, or off" if empty else UNSUPPORTED)
        if meaning is Meaning.CLOSED and any(one.open_end for one in spans):
            raise self._refuse("closes with an open end: write until when", back=self._at - begun)
        if meaning is not Meaning.CLOSED and (0, DAY_MIN, False) in spans and len(spans) == 1:
            spans = ()
        return Rule(days[0], days[1], spans, meaning, comment, periods, years, join)

    def _days(self) -> tuple[frozenset[int], bool] | None:
        sets = self._listed(self._day_run, self._begins_days)
        if self._begins_days(0):
            raise self._refuse(
                "asks for a holiday and a weekday at once, which is not supported: put a comma between"
            )
        if not sets:
            return None
        weekdays = frozenset(day for one in sets for day in one)
        return weekdays - {7}, 7 in weekdays and not weekdays >= EVERY_WEEKDAY

    def _begins_days(self, ahead: int) -> bool:
        return self._next(ahead).text in DAY_NUMBERS or self._next(ahead).text == "ph"

    def _day_run(self) -> set[int]:
        """Read one weekday, a range of them, or PH, which counts as 7."""
        first = self._take().text
        if first == "ph":
            return {7}
        if not self._sign("-"):
            return {DAY_NUMBERS[first]}
        if self._next().text not in DAY_NUMBERS:
            raise self._refuse("is no weekday: they are Mo to Su")
        length = (DAY_NUMBERS[self._take().text] - DAY_NUMBERS[first]) % 7
        return {(DAY_NUMBERS[first] + step) % 7 for step in range(length + 1)}

    def _spans(self) -> tuple[Span, ...]:
        begun = self._at
        found = self._listed(self._span, lambda ahead: self._next(ahead).kind == "time")
        if any(one.open_end for one in found[:-1]):
            raise self._refuse("goes on after an open end: it can only stand last", back=self._at - begun)
        return tuple(sorted(found))

    def _span(self) -> Span:
        begun = self._at
        start = self._time(longest=DAY_MIN - 1)
        if self._sign("+"):
            return Span(start, start, open_end=True)
        if not self._sign("-") or self._next().kind != "time":
            raise self._refuse("is no time span: write it as 08:00-17:00", back=self._at - begun)
        end = self._time(longest=2 * DAY_MIN)
        if end == start:
            raise self._refuse(
                "ends when it begins: write 00:00-24:00 for a whole day", back=self._at - begun
            )
        end += DAY_MIN if end < start else 0
        return Span(start, end, open_end=self._sign("+"))

    def _time(self, *, longest: int) -> int:
        hour, _, minute = self._next().text.partition(":")
        if int(minute) > 59 or int(hour) * 60 + int(minute) > longest:
            raise self._refuse("is no time of the day")
        self._at += 1
        return int(hour) * 60 + int(minute)

    def _modifier(self) -> tuple[Meaning, str]:
        word = MEANINGS.get(self._next().text)
        if word is not None:
            self._at += 1
        if self._next().kind != "comment":
            return word or Meaning.OPEN, ""
        return word or Meaning.UNKNOWN, self._take().text[1:-1]
