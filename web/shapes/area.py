"""All places of an area with their opening worked out."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from web.shapes.forms import Moment, Point, Position, Shape
from web.shapes.places import CountyName, Properties


class AreaProperties(Properties):
    """What a device needs of a place to show it without a network; what is empty is left out."""

    name_zh: str = ""
    name_en: str = ""
    phone: str = ""
    entry: Annotated[str, Field(description="How one gets in, in words.")] = ""
    hours_inferred_text: str = ""
    gcj02: Annotated[
        list[int],
        Field(default=[], description="What to add to the coordinates for GCJ-02, in steps of 1e-7 degrees."),
    ]
    ahead: Annotated[int, Field(description="Which of `ahead.hours` are its hours in force.")] = 0
    ahead_suspended: Annotated[int, Field(description="Which holds until its suspension ends.")] = 0


class AreaFeature(Shape):
    """A place of an area."""

    type: Literal["Feature"]
    id: str
    geometry: Point
    properties: AreaProperties


class Course(Shape):
    """What hours say for some weeks: a state by number, then by turns minutes until it changes and the next one."""

    sentence: str | None
    course: list[int]


class Ahead(BaseModel):
    """Opening worked out ahead: no grammar of hours and no calendar is needed to read it."""

    told_days: Annotated[int, Field(description="For so many days from `from` on a state may be told.")]
    states: Annotated[
        list[list[bool | str | None]], Field(description="Open or not, null for not known, and why.")
    ]
    hours: list[Course]


class Area(BaseModel):
    """All places around a point or of a county, with what answers questions about them on a device."""

    type: Literal["FeatureCollection"]
    timeStamp: Moment
    asOf: Moment
    datum: str
    centre: Position
    reach_m: Annotated[
        float | None,
        Field(description="Every place nearer to the centre than this is here; null when all places are."),
    ]
    county: CountyName | None
    ahead: Ahead
    words: dict[str, Any]
    features: list[AreaFeature]
