"""Made-up places in the geography of Harbin, so that a new installation has something to show."""

import csv
import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from psycopg2.extensions import connection as Connection

from stations import ratings
from stations.database import run, transaction
from stations.record import Record
from stations.register import begin_import, enter_source, finish_import, merge

SOURCE = "sample"
CHINA = ZoneInfo("Asia/Shanghai")


def load_if_empty(connection: Connection) -> int:
    """Load the sample into a store that has no place at all, commit, and tell how many places came in."""
    with transaction(connection):
        enter_source(connection, SOURCE, licence="Apache-2.0", made_up=True)
        if run(connection, "any_station"):
            return 0
        import_id = begin_import(
            connection, source=SOURCE, file_name="places.csv", sha256=None, datum="wgs84", actor=SOURCE
        )
        if run(connection, "any_station"):  # another program was quicker
            finish_import(connection, import_id, {"entered": 0})
            return 0
        today = datetime.now(CHINA).date()
        rows = list(_rows())
        entered = merge(connection, [record(row, today) for row in rows], source=SOURCE).entered
        ids = {row["source_id"]: row["id"] for row in run(connection, "ids_of_source", {"source": SOURCE})}
        for row in rows:
            _rate(connection, ids[row["source_id"]], row, today)
        finish_import(connection, import_id, {"entered": entered})
        return entered


def record(row: dict[str, str], today: date) -> Record:
    """Make a record of one line of `places.csv`; its dates count from today, so that the sample does not age."""
    given: dict[str, Any] = {name: tuple(row[name].split()) for name in ("services", "services_inferred")}
    for name in ("county_stated", "hours", "hours_inferred", "entry_mode", "entry_hint", "status_reason"):
        given[name] = row[name] or None
    verified = _days(today, row["verified_days_ago"], -1)
    return Record(
        row["source_id"],
        row["kind"],
        row["name"],
        float(row["lon"]),
        float(row["lat"]),
        address=row["address"],
        capacity=int(row["capacity"]) if row["capacity"] else None,
        details=dict(_detail(pair) for pair in row["details"].split()),
        status=row["status"] or "open",
        status_until=_days(today, row["suspended_for_days"], 1),
        verified_at=verified,
        hours_verified_at=verified if row["hours"] else None,
        services_verified_at=verified,
        **given,
    )


def _rows() -> Iterator[dict[str, str]]:
    text = resources.files("stations").joinpath("sample", "places.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def _detail(pair: str) -> tuple[str, int | str]:
    name, _, value = pair.partition("=")
    return name, int(value) if value.isdigit() else value


def _days(today: date, days: str, sign: int) -> date | None:
    return today + sign * timedelta(days=int(days)) if days else None


def _rate(connection: Connection, station_id: int, row: dict[str, str], today: date) -> None:
    """Give the made-up votes: stars as digits, and ``stars:comment|…``; one voter a day, going back."""
    votes: list[tuple[int, str | None]] = [(int(stars), None) for stars in row["stars"]]
    votes += [(int(said[0]), said[2:]) for said in row["comments"].split("|") if said]
    for number, (stars, comment) in enumerate(votes):
        voter = hashlib.sha256(f"{row['source_id']} {number}".encode()).digest()
        day = today - timedelta(days=2 * (len(votes) - number))
        ratings.rate(connection, station_id, voter=voter, day=day, stars=stars, comment=comment)
