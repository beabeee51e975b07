"""The small forms that answers are made of."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Day = Annotated[str, Field(json_schema_extra={"format": "date"})]


Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


Position = Annotated[
    list[float], Field(min_length=2, max_length=2, description="Longitude, latitude; degrees.")
]


class Shape(BaseModel):
    """A JSON object with these members and no others."""

    model_config = ConfigDict(extra="forbid")


class Problem(Shape):
    """An error, RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    parameter: Annotated[str, Field(description="The query parameter, header or field to mend.")] = ""


class Point(Shape):
    """A GeoJSON point."""

    type: Literal["Point"]
    coordinates: Position
