"""Grades that units define as lists of points, how places stand by them, and who said so."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from psycopg2.extensions import connection as Connection

from stations.calendar import Calendar
from stations.database import run
from stations.errors import BadHours
from stations.hours import parse, preview


class Definition(NamedTuple):
    """What a unit lays down: of which kinds of place, by which points, and how many of them are needed."""

    name_zh: str
    name_en: str
    source: str
    kinds: Sequence[str]
    needed: int
    points: Sequence[Mapping[str, Any]]

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of a statement."""
        return {
            **self._asdict(),
            "kinds": list(self.kinds),
            "points": orjson.dumps(list(self.points)).decode(),
        }


class Grade(NamedTuple):
    """A grade, the unit that defines it, and whether the acting account may change it."""

    id: int
    unit_id: int
    unit: str
    name_zh: str
    name_en: str
    source: str
    kinds: Sequence[str]
    needed: int
    points: Sequence[Mapping[str, Any]]
    version: int
    retired: bool
    mine: bool

    def name(self, lang: str) -> str:
        """Give the name in a language, Chinese where there is no other."""
        return self.name_en if lang == "en" and self.name_en else self.name_zh

    def point_name(self, code: str, lang: str) -> str:
        """Name a point in a language; one that is no longer of the grade by its code."""
        point = next((one for one in self.points if one["code"] == code), None)
        return str((lang == "en" and point["name_en"]) or point["name_zh"]) if point else code


class Counts(NamedTuple):
    """Of how many places of a branch a grade tells, how many meet it, and how many lack each point."""

    places: int = 0
    met: int = 0
    lacking: Mapping[str, int] = {}


class Graded(NamedTuple):
    """A place, whether it meets a grade, and the codes of the points that it lacks."""

    station_id: int
    name: str
    met: bool
    lacking: Sequence[str]


class Said(NamedTuple):
    """How a point stands: whether the record says so, and what somebody confirmed, until when."""

    code: str
    by_record: bool
    note: str | None
    until: date | None
    said_at: datetime | None
    said_by: str | None

    @property
    def met(self) -> bool:
        """Whether it is met."""
        return self.by_record or self.said_at is not None


class Standing(NamedTuple):
    """How a place stands by one grade."""

    grade: Grade
    points: Sequence[Said]

    @property
    def met(self) -> bool:
        """Whether enough points are met."""
        return sum(one.met for one in self.points) >= self.grade.needed

    @property
    def lacking(self) -> list[str]:
        """The codes of the points that are not."""
        return [one.code for one in self.points if not one.met]

    @property
    def short_of(self) -> int:
        """How many more points are needed."""
        return max(0, self.grade.needed - sum(one.met for one in self.points))


def grades(connection: Connection) -> list[Grade]:
    """List the grades in use that the acting account sees, those of the highest unit first."""
    return [Grade(**row) for row in run(connection, "grades", {"grade_id": None})]


def grade(connection: Connection, grade_id: int) -> Grade | None:
    """Give a grade, in use or not; None for one that the acting account does not see."""
    rows = run(connection, "grades", {"grade_id": grade_id})
    return Grade(**rows[0]) if rows else None


def define(connection: Connection, unit_id: int, definition: Definition) -> int:
    """Enter a grade of a unit and give its id."""
    found: int = run(connection, "define_grade", {"unit_id": unit_id, **definition.values})[0]["id"]
    return found


def amend(connection: Connection, grade_id: int, version: int, definition: Definition) -> int | None:
    """Change a version of a grade and give the new one; None when it is no longer the present one."""
    values = {"grade_id": grade_id, "version": version, **definition.values}
    rows = run(connection, "amend_grade", values)
    return rows[0]["version"] if rows else None


def retire(connection: Connection, grade_id: int, version: int) -> bool:
    """Take a version of a grade out of use; False when it is no longer the present one."""
    return bool(run(connection, "retire_grade", {"grade_id": grade_id, "version": version}))


def counts(connection: Connection, asked: Sequence[Grade], today: date) -> dict[int, Counts]:
    """Count the places of the acting account's branch by each of some grades."""
    one = asked[0].id if len(asked) == 1 else None
    values = {"grade_id": one, "minutes": _minutes(connection, asked, today), "today": today}
    rows = run(connection, "grade_counts", values) if asked else []
    found = {row.pop("grade_id"): Counts(**row) for row in rows}
    return {one.id: found.get(one.id, Counts()) for one in asked}


def places(
    connection: Connection, of: Grade, today: date, *, lacks: str | None = None, met: bool | None = None,
    after: tuple[int, int] = (-1, 0), limit: int = 100,
) -> list[Graded]:  # fmt: skip
    """List the places of the acting account's branch, those that lack the fewest points first.

    Parameters
    ----------
    after
        How many points the last place of the page before lacks, and its id.
    """
    values = {
        "grade_id": of.id, "minutes": _minutes(connection, [of], today), "today": today, "lacks": lacks, "met": met,
        "after_count": after[0], "after_id": after[1], "limit": limit,
    }  # fmt: skip
    return [Graded(**row) for row in run(connection, "graded_places", values)]


def standings(connection: Connection, station_id: int, today: date) -> list[Standing]:
    """Tell how a place stands by each grade that holds for it."""
    known = {one.id: one for one in grades(connection)}
    values = {
        "place": station_id,
        "minutes": _minutes(connection, list(known.values()), today, station_id),
        "today": today,
    }
    said: dict[int, list[Said]] = {}
    for row in run(connection, "standing_of", values):
        said.setdefault(row.pop("grade_id"), []).append(Said(**row))
    return [Standing(known[one], said[one]) for one in known if one in said]


def say(
    connection: Connection, grade_id: int, station_id: int, code: str, *, met: bool, note: str = "",
    until: date | None = None,
) -> None:  # fmt: skip
    """Confirm a point of a grade for a place, or withdraw what was confirmed."""
    values = {
        "grade_id": grade_id,
        "station_id": station_id,
        "code": code,
        "met": met,
        "note": note,
        "until": until,
    }
    run(connection, "say_of_point", values)


def said(connection: Connection, station_id: int, *, limit: int = 100) -> list[dict[str, Any]]:
    """List what was confirmed and withdrawn at a place, the last first."""
    return run(connection, "said_of_points", {"station_id": station_id, "limit": limit})


def _minutes(connection: Connection, asked: Sequence[Grade], today: date, place: int | None = None) -> str:
    """Tell by hours text how long places are open, where a point asks for it; as JSON."""
    asks = any((point["evidence"] or {}).get("by") == "open_daily" for one in asked for point in one.points)
    rows = run(connection, "graded_hours", {"place": place}) if asks else []
    return orjson.dumps({row["hours"]: shortest_day_min(row["hours"], today) for row in rows}).decode()


@lru_cache(10_000)
def shortest_day_min(hours: str, today: date) -> int | None:
    """Tell how many minutes a place is open on the shortest day of the coming week, were it a week without holidays.

    Minutes of which nobody knows do not count; None where the text cannot be read.
    """
    try:
        read = parse(hours)
    except BadHours:
        return None
    ordinary = Calendar(years=frozenset({today.year, (today + timedelta(days=7)).year}))
    days = preview(read, today, calendar=ordinary, days=7)
    return min(sum(end - start for start, end in day.open_spans) for day in days)
