"""Counties, outlines and the words of the field."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from web.shapes.forms import Position, Shape


class CountyChoice(Shape):
    """A county that has places."""

    code: str | None
    name: str
    city: str | None
    count: int
    centre: Position


class Counties(Shape):
    """Counties, most places first."""

    counties: list[CountyChoice]


class Outlines(BaseModel):
    """Boundaries as GeoJSON lines."""

    type: Literal["FeatureCollection"]
    features: list[dict[str, Any]]


class Vocabulary(BaseModel):
    """The words of the field, each with code, name_zh, name_en and icon."""

    kinds: list[dict[str, Any]]
    services: list[dict[str, Any]]
    entry_modes: list[dict[str, Any]]
    details: dict[str, list[dict[str, Any]]]
    reasons: Annotated[
        list[dict[str, Any]],
        Field(description="Of ratings: code, name_zh, name_en, and good, for or against the place."),
    ]
