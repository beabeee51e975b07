"""Places as lookups tell them, and one place whole."""

from typing import Annotated, Any, Literal

from pydantic import Field

from web.shapes.forms import Day, Moment, Point, Shape


class Open(Shape):
    """Whether a place is open; null is not known, and never to be shown as open or closed."""

    now: bool | None
    until: Moment = ""
    opens: Moment = ""
    reason: str = ""


class Score(Shape):
    """A Bayesian mean of the stars, null before the first vote, and the votes behind it."""

    score: float | None
    count: int


class Answered(Shape):
    """What a manager answered, for all to read."""

    text: str
    at: Moment


class Report(Shape):
    """What couriers say is wrong, not mended since: so many of them, the first and the last at these times."""

    what: Literal["door_locked", "closed", "no_water", "broken", "moved"]
    service: Annotated[str | None, Field(description="What is broken.")]
    at: Moment
    count: int
    since: Moment
    answer: Annotated[Answered | None, Field(description="A manager's.")]


class Properties(Shape):
    """What a lookup tells of a place. `…_inferred` is somebody's guess, never known."""

    name: str
    kind: str
    address: str
    services: list[str]
    services_inferred: list[str]
    services_out: Annotated[
        list[str], Field(description="Reported out: among neither the services nor the guesses until mended.")
    ]
    hours: Annotated[str | None, Field(description="opening_hours of OpenStreetMap; null where not read.")]
    hours_text: Annotated[str | None, Field(description="As people wrote it.")]
    hours_inferred: str | None
    open: Open
    rating: Score
    reports: list[Report]
    status: Literal["planned", "open", "suspended", "closed"]
    status_reason: str | None = None
    status_until: Day | None = None
    verified_at: Day | None
    made_up: Annotated[bool, Field(description="True for demonstration data: no real place.")]
    distance_m: Annotated[float, Field(description="Geodesic on the WGS-84 ellipsoid, metres.")] = 0


class CountyName(Shape):
    """A county; the code is null where no boundary is loaded."""

    code: str | None
    name: str


class Links(Shape):
    """Addresses that open a map app at the place."""

    amap: str
    baidu: str
    tencent: str
    apple: str
    geo: str


class Sureness(Shape):
    """How sure a fact is: from 0, never confirmed, to 1, confirmed today."""

    confidence: float
    words: str


class AllProperties(Properties):
    """Everything public about a place."""

    county: CountyName | None
    phone: str | None
    operator: str | None
    entry_mode: str | None
    entry_hint: str | None
    capacity: int | None
    capacity_inferred: int | None
    details: dict[str, Any]
    hours_inferred_text: str | None
    hours_exceptions: str | None
    sentence: Annotated[str | None, Field(description="The hours in force as a person would say them.")]
    freshness: dict[str, Sureness]
    hours_verified_at: Day | None
    services_verified_at: Day | None
    observed_on: Day | None
    source: str
    source_id: str
    licence: str | None
    version: int
    changed_at: Moment
    links: Links


class Feature(Shape):
    """A place in a collection."""

    type: Literal["Feature"]
    id: str
    geometry: Point
    properties: Properties


class WholeFeature(Shape):
    """One place."""

    type: Literal["Feature"]
    id: str
    geometry: Point
    properties: AllProperties
