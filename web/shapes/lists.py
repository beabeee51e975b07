"""Collections of places: nearest, by box, by text."""

from typing import Annotated, Literal

from pydantic import Field

from web.shapes.forms import Moment, Shape
from web.shapes.places import Feature


class HintShape(Shape):
    """The nearest place that fails only one filter, and which."""

    parameter: str
    value: str
    id: str
    name: str
    distance_m: float


class Link(Shape):
    """A link to another page."""

    rel: str
    type: str
    href: str


class Nearest(Shape):
    """Places nearest first, ties by id."""

    type: Literal["FeatureCollection"]
    timeStamp: Moment
    asOf: Annotated[Moment, Field(description="The moment whose commits the answer rests on.")]
    datum: str
    features: list[Feature]
    hint: HintShape | None = None


class Many(Shape):
    """For each point the ids of its nearest places and their distances, metres, closest first."""

    ids: list[list[str]]
    distance_m: list[list[float]]


class Matches(Shape):
    """Places that match a text, the best match first, then the nearest."""

    type: Literal["FeatureCollection"]
    timeStamp: Moment
    asOf: Moment
    datum: str
    features: list[Feature]


class Page(Shape):
    """Places of a box by id."""

    type: Literal["FeatureCollection"]
    timeStamp: Moment
    asOf: Moment
    datum: str
    numberReturned: int
    links: list[Link]
    features: list[Feature]
