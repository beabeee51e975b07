"""The JSON bodies of grades, of what is confirmed, and of awards."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from stations.grades import Definition
from web.bodies import Body
from web.params import PLAIN_SIGNS

# Some sign that is seen, and none that steers a terminal.
SPOKEN = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x08\x0b-\x1f\x7f-\x9f]*$"


def _day(value: Any) -> Any:
    """A date as people write it; JSON's numbers are none."""
    if value is not None and not (isinstance(value, date) or (isinstance(value, str) and len(value) == 10)):
        raise ValueError("is a date such as 2026-11-21")
    return value


Whole = Annotated[int, Field(strict=True)]
OnDay = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Id = Annotated[Whole, Field(ge=1, lt=2**63)]


class ServiceEvidence(Body):
    """The record says that the place offers a service, and nobody reported it out."""

    by: Literal["service"]
    service: str


class HoursKnown(Body):
    """The record has hours that could be read."""

    by: Literal["hours_known"]


class OpenDaily(Body):
    """Each day of an ordinary week the place is open so many hours."""

    by: Literal["open_daily"]
    hours: Annotated[Whole, Field(ge=1, le=24)]


class LatelyConfirmed(Body):
    """Somebody confirmed within so many days that the place is there."""

    by: Literal["confirmed"]
    days: Annotated[Whole, Field(ge=1, le=3650)]


class Room(Body):
    """The place has room for so many people."""

    by: Literal["capacity"]
    least: Annotated[Whole, Field(ge=1, le=100_000)]


class OnMap(Body):
    """The place is shown on the map."""

    by: Literal["on_map"]


class DetailEvidence(Body):
    """What is particular to the kind: so many of something, or, with 1, that there is one."""

    by: Literal["detail"]
    detail: str
    least: Annotated[Whole, Field(ge=1, le=100_000)] = 1


Evidence = Annotated[
    ServiceEvidence | HoursKnown | OpenDaily | LatelyConfirmed | Room | OnMap | DetailEvidence,
    Field(discriminator="by"),
]


class PointBody(Body):
    """A point of a grade: met when the record says so, or when somebody confirms it."""

    code: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$", description="Stays when the words change.")]
    name_zh: Annotated[str, Field(min_length=1, max_length=100, pattern=SPOKEN)]
    name_en: Annotated[str, Field(max_length=100, pattern=PLAIN_SIGNS)] = ""
    evidence: Annotated[Evidence | None, Field(description="Null: only people can tell.")] = None


class DefinitionBody(Body):
    """What a unit lays down."""

    name_zh: Annotated[str, Field(min_length=1, max_length=60, pattern=SPOKEN)]
    name_en: Annotated[str, Field(max_length=60, pattern=PLAIN_SIGNS)] = ""
    source: Annotated[
        str, Field(max_length=300, pattern=PLAIN_SIGNS, description="Where the rule stands.")
    ] = ""
    kinds: Annotated[
        tuple[str, ...], Field(max_length=50, description="Kinds of place; none means all.")
    ] = ()
    needed: Annotated[
        Annotated[Whole, Field(ge=1, le=60)] | None,
        Field(description="How many points; null for all of them."),
    ] = None
    points: Annotated[tuple[PointBody, ...], Field(min_length=1, max_length=60)]

    @property
    def definition(self) -> Definition:
        """The definition as the store takes it."""
        points = [point.model_dump(mode="json") for point in self.points]
        needed = len(points) if self.needed is None else self.needed
        return Definition(
            self.name_zh.strip(), self.name_en.strip(), self.source.strip(), self.kinds, needed, points
        )


class GradeBody(DefinitionBody):
    """A new grade."""

    unit: Annotated[Id, Field(description="The unit that defines it; it holds for its whole branch.")]


class SaidBody(Body):
    """What somebody confirms, or withdraws."""

    grade: Id
    code: Annotated[str, Field(min_length=1, max_length=40, description="Of the point.")]
    met: Annotated[bool, Field(strict=True, description="False withdraws what was confirmed.")] = True
    note: Annotated[str, Field(max_length=300, pattern=PLAIN_SIGNS)] = ""
    until: Annotated[OnDay | None, Field(description="The last day on which it counts.")] = None


class AwardBody(Body):
    """An award that a place was given."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=SPOKEN)]
    given_by: Annotated[str, Field(min_length=1, max_length=100, pattern=SPOKEN)]
    given_on: OnDay
    until: OnDay | None = None
