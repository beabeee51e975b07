"""Tickets, and ratings as their managers see them."""

from typing import Annotated, Literal

from pydantic import Field

from web.shapes.forms import Day, Moment, Shape
from web.shapes.places import Answered


class TicketShape(Shape):
    """A fault of a place: who said so and in what words, how far it is, and what was answered."""

    id: str
    station_id: str
    name: str
    unit: str | None
    what: Literal["door_locked", "closed", "no_water", "broken", "moved", "other"]
    service: str | None
    state: Literal["new", "seen", "mended", "refused", "withdrawn"]
    people: int
    public: Annotated[bool, Field(description="Whether everybody is warned of it now.")]
    notes: list[str]
    opened_at: Moment
    last_at: Moment | None
    seen_at: Moment | None
    seen_by: str | None
    ended_at: Moment | None
    ended_by: Annotated[str | None, Field(description="The account; null where couriers ended it.")]
    reason: str | None
    answer: Answered | None


class Tickets(Shape):
    """Tickets, page by page: open ones first, a locked door first, then what is not answered, the oldest first."""

    tickets: list[TicketShape]
    next: Annotated[str | None, Field(description="The cursor of the next page.")]


class HeldShape(Shape):
    """Something that waits because too much came at once."""

    id: Annotated[str, Field(description="r, f or m and a number: a rating, a report, a mending.")]
    station_id: str
    name: str
    what: str
    at: Moment
    why: str


class HeldList(Shape):
    """What waits, the oldest first."""

    held: list[HeldShape]


class Judged(Shape):
    """What became of something that waited."""

    id: str
    counted: bool


class ModeratedShape(Shape):
    """A rating as its managers see it."""

    id: str
    station_id: str
    name: str
    unit: str | None
    stars: int
    comment: str | None
    reasons: list[str]
    rated_on: Day
    rated_at: Moment
    counted: bool
    why: Annotated[
        Literal["link", "phone", "contact", "word", "again", "hidden"] | None,
        Field(description="Why the comment is not public."),
    ]
    hidden: Annotated[str | None, Field(description="The reason, which its writer can read.")]
    asked: Annotated[str | None, Field(description="What the unit above was asked.")]
    abuse: Annotated[bool | None, Field(description="What the unit above ruled.")]
    ruling: str | None
    ruled_by: str | None
    answer: Answered | None
    above: Annotated[bool, Field(description="Whether you stand above the unit of the place, and may rule.")]


class Moderated(Shape):
    """Ratings, page by page, the newest first."""

    ratings: list[ModeratedShape]
    next: Annotated[str | None, Field(description="The cursor of the next page.")]


class ListedWords(Shape):
    """The words for which a comment waits."""

    words: list[str]


class ListedWord(Shape):
    """A word that was put on the list, or taken off it."""

    word: str
