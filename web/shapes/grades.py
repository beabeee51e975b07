"""Grades, how places stand by them, and awards."""

from typing import Annotated, Any

from pydantic import Field

from web.shapes.forms import Day, Moment, Shape


class GradePoint(Shape):
    """A point of a grade."""

    code: str
    name_zh: str
    name_en: str
    evidence: Annotated[
        dict[str, Any] | None, Field(description="What the record must say; null: people tell.")
    ]


class GradeShape(Shape):
    """A grade; `version` is its ETag, which a change sends as `If-Match`."""

    id: str
    unit: Annotated[str, Field(description="Id of the unit that defines it.")]
    unit_name: str
    name_zh: str
    name_en: str
    source: str
    kinds: list[str]
    needed: int
    points: list[GradePoint]
    version: int
    retired: bool
    mine: Annotated[bool, Field(description="Whether you may change it.")]


class CountedGrade(GradeShape):
    """A grade with counts of the places of your branch."""

    places: int
    met: int
    lacking: Annotated[dict[str, int], Field(description="By point, how many places lack it.")]


class KnownGrade(Shape):
    """A published grade, as a start for one's own."""

    code: str
    name_zh: str
    name_en: str
    source: str
    kinds: list[str]
    needed: int
    points: list[GradePoint]


class GradeList(Shape):
    """The grades of your branch and of the units above, and published ones to start from."""

    grades: list[CountedGrade]
    known: list[KnownGrade]


class GradedPlace(Shape):
    """A place, and which points it lacks."""

    id: str
    name: str
    met: bool
    lacking: list[str]


class GradedPlaces(Shape):
    """Places, those that lack the fewest points first; `cursor` leads to the next page, null on the last."""

    places: list[GradedPlace]
    cursor: str | None


class PointStanding(Shape):
    """How a point stands."""

    code: str
    met: bool
    by_record: bool
    said_by: str | None
    said_at: Moment | None
    until: Day | None
    note: str | None


class GradeStanding(Shape):
    """How a place stands by one grade."""

    grade: str
    name_zh: str
    name_en: str
    met: bool
    needed: int
    lacking: list[str]
    points: list[PointStanding]


class AwardShape(Shape):
    """An award."""

    id: str
    name: str
    given_by: str
    given_on: Day
    until: Day | None
    noted_by: str


class PlaceGrades(Shape):
    """How a place stands, and what it was given."""

    grades: list[GradeStanding]
    awards: list[AwardShape]
