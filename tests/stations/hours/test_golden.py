"""The golden table: rows written by hand from the calendar, to be read by a person.

`until` is the next change within 14 days, `-` for none. Exceptions are `first..last closed reason` or
`first..last HOURS`, parted by `;`.
"""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from stations.hours import DatedException, in_china, parse, state

TABLE = Path(__file__).with_name("golden.tsv")
VALUES = {"open": True, "closed": False, "unknown": None}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def exception(text: str) -> DatedException:
    dates, _, what = text.partition(" ")
    first, _, last = dates.partition("..")
    closed, _, reason = what.partition(" ")
    return DatedException(
        date.fromisoformat(first),
        date.fromisoformat(last) if last else None,
        None if closed == "closed" else parse(what),
        reason if closed == "closed" else "",
    )


def test_the_table_is_long_enough() -> None:
    assert len(rows()) >= 200


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['hours']} at {row['at']}: {row['why']}")
def test_golden(row: dict[str, str]) -> None:
    exceptions = [exception(one) for one in row["exceptions"].split(";") if one]
    found = state(parse(row["hours"]), datetime.fromisoformat(row["at"]), exceptions=exceptions)
    until = None if row["until"] == "-" else in_china(datetime.fromisoformat(row["until"]))
    assert (found.open, found.until) == (VALUES[row["state"]], until)
