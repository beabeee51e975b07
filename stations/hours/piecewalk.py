"""The walk over the pieces of what people write, and over its dates."""

from collections.abc import Sequence

from stations.errors import BadHours
from stations.hours.model import LAST_YEAR, Edge, Period, Years
from stations.hours.pieces import END_PIECE, Piece, not_understood
from stations.hours.write import LONGEST_MONTH

Seasons = tuple[tuple[Years, ...], tuple[Period, ...]]


class PieceWalk:
    """Walks over the pieces of one text; this part of the walk reads dates."""

    def __init__(self, text: str, found: Sequence[Piece]) -> None:
        self._text = text
        self._found = found
        self._at = 0

    def _kind(self, ahead: int = 0) -> str:
        return self._piece(ahead).kind

    def _piece(self, ahead: int = 0) -> Piece:
        at = self._at + ahead
        return self._found[at] if 0 <= at < len(self._found) else END_PIECE

    def _take(self) -> Piece:
        self._at += 1
        return self._found[self._at - 1]

    def _skip(self, *kinds: str) -> bool:
        begun = self._at
        while self._kind() in kinds:
            self._at += 1
        return self._at > begun

    def _refuse(self, begun: int, why: str) -> BadHours:
        last = self._found[max(begun, min(self._at, len(self._found) - 1))]
        return not_understood(self._text, self._found[begun].start, last.end, why)

    def _seasons(self) -> Seasons | None:
        if self._skip("ALL_YEAR"):
            return (), ()
        years: list[Years] = []
        while self._kind() == "YEAR" and self._kind(1) not in ("MONTH", "NUMBER"):
            years.append(self._years())
            if self._kind() == "AND" and self._kind(1) == "YEAR":
                self._skip("AND")
        self._skip("EACH_YEAR", "BRACKET") if self._kind(1) in ("MONTH", "NUMBER") else None
        self._skip("EACH_YEAR")
        periods: list[Period] = []
        while self._begins_period():
            self._skip("AND")
            periods.append(self._period())
        if not (years or periods):
            return None
        return tuple(years), tuple(periods)

    def _years(self) -> Years:
        first = self._take()
        if first.mark:
            return Years(first.value, LAST_YEAR)
        if self._kind() == "DASH" and self._kind(1) == "YEAR":
            self._at += 1
            last = self._take().value
            if last < first.value:
                raise self._refuse(self._at - 1, "is no later year")
            return Years(first.value, last)
        return Years(first.value, first.value)

    def _begins_period(self) -> bool:
        ahead = int(self._kind() == "AND")
        ahead += self._kind(ahead) == "YEAR"
        return self._kind(ahead) == "MONTH" or self._bare_month(ahead)

    def _bare_month(self, ahead: int) -> bool:
        """Tell whether 5-9月 begins here."""
        then = 3 if self._kind(ahead + 2) == "NEXT_YEAR" else 2
        return (
            self._kind(ahead) == "NUMBER"
            and self._kind(ahead + 1) == "DASH"
            and self._kind(ahead + then) == "MONTH"
        )

    def _period(self) -> Period:
        begun = self._at
        year = self._take().value if self._kind() == "YEAR" else 0
        month, day = self._take().value, self._date_day()
        first, last = (year, month, day), (year, month, day)
        if self._kind() == "DASH" and self._kind(1) in ("MONTH", "YEAR", "NEXT_YEAR", "DATE_DAY"):
            self._at += 1
            last = self._period_end(first)
        if (first[2] == 0) != (last[2] == 0) or not all(_is_date(*one) for one in (first, last)):
            raise self._refuse(begun, "is no time of the year")
        period = Period(
            Edge(year, month, day or 1), Edge(last[0], last[1], last[2] or LONGEST_MONTH[last[1] - 1])
        )
        if bool(year) != bool(last[0]) or (year and period.last < period.first):
            raise self._refuse(begun, "ends before it begins")
        return period

    def _period_end(self, first: tuple[int, int, int]) -> tuple[int, int, int]:
        if self._kind() == "DATE_DAY":
            return first[0], first[1], self._take().value
        year = self._take().value if self._kind() == "YEAR" else first[0]
        if self._skip("NEXT_YEAR") and year:
            year += 1
        if self._kind() != "MONTH":
            raise self._refuse(self._at - 1, "is no time of the year")
        return year, self._take().value, self._date_day()

    def _date_day(self) -> int:
        return self._take().value if self._kind() == "DATE_DAY" else 0


def _is_date(_year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 0 <= day <= LONGEST_MONTH[month - 1]
