"""Places as their managers see them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from web.shapes.forms import Day, Moment, Problem, Shape
from web.shapes.lists import Link
from web.shapes.places import Report

Need = dict[str, Any]


class UnitName(Shape):
    """A union unit."""

    id: str
    name: str


class Closure(Shape):
    """Days on which a place is closed, or open at other hours; both days included."""

    first: Day
    last: Day
    reason: str
    hours: str | None


class ManagedPlace(Shape):
    """The record of a place as it can be amended. Its ETag is its version."""

    id: str
    version: int
    changed_at: Moment
    changed_by: Annotated[str | None, Field(description="The unit of who made the last change by hand.")]
    unit: UnitName | None
    may_amend: bool
    edited_fields: Annotated[list[str], Field(description="Set by hand: lists leave them alone.")]
    name: str
    name_en: str | None
    kind: str
    address: str
    lon: float
    lat: float
    services: list[str]
    services_out: list[str]
    reports: list[Report]
    hours: Annotated[str | None, Field(description="In the stored form; null where not read.")]
    hours_text: str | None
    closures: list[Closure]
    phone: str | None
    operator: str | None
    entry_mode: str | None
    entry_hint: str | None
    capacity: int | None
    details: dict[str, Any]
    status: Literal["planned", "open", "suspended", "closed"]
    status_reason: str | None
    status_until: Day | None
    verified_at: Day | None
    hours_verified_at: Day | None
    services_verified_at: Day | None
    source: str
    source_id: str
    needs: Annotated[list[Need], Field(description="What needs somebody, the most pressing first.")]


class MyPlace(Shape):
    """A place in the list of a branch."""

    id: str
    name: str
    kind: str
    address: str
    unit: str | None
    status: Literal["planned", "open", "suspended"]
    status_until: Day | None
    needs: list[Need]


class MyPlaces(Shape):
    """Places of the own branch, what needs somebody first; how many there are in all, and how many need somebody."""

    total: int
    needing: int
    places: list[MyPlace]
    links: list[Link]


class Out(Shape):
    """Which services of a place are out, and what is reported of it."""

    services_out: list[str]
    reports: list[Report]


class DayAhead(Shape):
    """One of the next days: when a place with these hours is open then, and what is special about it."""

    date: Day
    day: str
    special: str | None
    open: list[tuple[str, str]]
    unknown: bool


class HoursRead(Shape):
    """What hours mean as people write them; `stored` is null where they are not understood, and `why` says so."""

    text: str
    stored: str | None
    sentence: str | None
    not_understood: str | None
    why: str | None
    days: list[DayAhead]


class Since(Shape):
    """What was changed since the version that the change was made to."""

    fields: list[str]
    by: str | None
    at: Moment


class StaleProblem(Problem):
    """A change to a version that is not the present one: nothing was changed."""

    current: ManagedPlace
    changed: Since
