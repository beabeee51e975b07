"""What becomes of what people tell."""

from typing import Annotated, Literal

from pydantic import Field

from web.shapes.forms import Day, Shape
from web.shapes.places import Answered, Report, Score


class GivenRating(Shape):
    """A rating with words."""

    stars: int
    comment: str
    rated_on: Day
    reasons: list[str]
    answer: Annotated[Answered | None, Field(description="A manager's.")]


class OwnRating(Shape):
    """What the asking device said, with the words that others do not see."""

    rated_on: Day
    stars: int
    comment: str | None
    reasons: list[str]
    counted: bool
    waits: Annotated[bool, Field(description="The comment waits for a manager before it is public.")]
    hidden: Annotated[str | None, Field(description="Why a manager hid the comment.")]
    ruled: Annotated[str | None, Field(description="Why the rating was ruled abuse, and counts no longer.")]


class Ratings(Shape):
    """What people say of a place."""

    rating: Score
    spread: dict[str, int]
    reasons: Annotated[dict[str, int], Field(description="How many gave each reason.")]
    ratings: list[GivenRating]
    own: Annotated[
        list[OwnRating], Field(description="Those that this device gave here in the last 30 days.")
    ]


class Rated(Shape):
    """A vote as it stands now."""

    stars: int
    comment: str | None
    reasons: list[str]
    rated_on: Day
    counted: Annotated[bool, Field(description="False: it waits for a manager, since too many came at once.")]
    comment_waits: Annotated[
        bool, Field(description="True: the stars count, the comment waits for a manager.")
    ]
    rating: Score


class WithdrawnRating(Shape):
    """The score after a vote was taken back."""

    rating: Score


class Condition(Shape):
    """What is publicly reported of a place, and which of its services are out by it."""

    services_out: list[str]
    reports: list[Report]


class OldAnswer(Answered):
    """What a manager answered to a report that is no longer shown, or why it was refused."""

    what: Literal["door_locked", "closed", "no_water", "broken", "moved", "other"]
    service: str | None


class Faults(Condition):
    """The same, with what managers answered in the last two weeks to what is no longer shown."""

    answers: list[OldAnswer]


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
