"""What pages need beside the places, small and seldom changed: words, days of the calendar, counties to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from psycopg2.extensions import connection as Connection

from stations.calendar import Calendar
from stations.counties import Choice
from stations.database import run
from stations.opening import calendar_of
from stations.vocabulary import Vocabulary, of_rows

STATEMENTS = ("vocabulary", "special_days", "complete_years", "county_choices")


@dataclass(frozen=True, slots=True)
class Reference:
    """It all, with the rows it was made of, which can be kept as JSON."""

    words: Vocabulary
    calendar: Calendar
    choices: Sequence[Choice]
    rows: Mapping[str, Sequence[Mapping[str, Any]]]

    @classmethod
    def read(cls, connection: Connection) -> Self:
        """Read it from the store."""
        return cls.of({name: run(connection, name) for name in STATEMENTS})

    @classmethod
    def of(cls, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Self:
        """Make it of rows, whether just read or kept as JSON."""
        days = [{**row, "on": _date(row["on"])} for row in rows["special_days"]]
        return cls(
            words=of_rows(rows["vocabulary"]),
            calendar=calendar_of(days, rows["complete_years"]),
            choices=[Choice(**row) for row in rows["county_choices"]],
            rows=rows,
        )


def _date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
