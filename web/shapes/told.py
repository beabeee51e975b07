"""What becomes of what people tell."""

from typing import Annotated, Literal

from pydantic import Field

from web.shapes.forms import Day, Shape
from web.shapes.places import Report, Score


class GivenRating(Shape):
    """A rating with words."""

    stars: int
    comment: str
    rated_on: Day
    reasons: list[str]


class Ratings(Shape):
    """What people say of a place."""

    rating: Score
    spread: dict[str, int]
    reasons: Annotated[dict[str, int], Field(description="How many gave each reason.")]
    ratings: list[GivenRating]


class Rated(Shape):
    """A vote as it stands now."""

    stars: int
    comment: str | None
    reasons: list[str]
    rated_on: Day
    counted: Annotated[bool, Field(description="False: it waits for a manager, since too many came at once.")]
    rating: Score


class WithdrawnRating(Shape):
    """The score after a vote was taken back."""

    rating: Score


class Condition(Shape):
    """What is publicly reported of a place, and which of its services are out by it."""

    services_out: list[str]
    reports: list[Report]


class Told(Condition):
    """A report that was kept, and what is reported of the place now."""

    what: Literal["door_locked", "closed", "no_water", "broken", "moved", "other"]
    service: str | None
    counted: Annotated[bool, Field(description="False: it waits for a manager, since too many came at once.")]


class Confirmed(Shape):
    """A confirmation that was counted."""

    fact: Literal["existence", "hours", "services"]
    verified_at: Day
    words: str
