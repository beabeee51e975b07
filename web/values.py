"""The values that queries and bodies hold: how each is written, checked, and told in the OpenAPI document."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from stations.errors import BadPoint
from stations.hours import CHINA
from stations.point import BBox

PLAIN_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)


def _comma_list(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    parts = tuple(part.strip() for part in value.split(","))
    if not all(parts):
        raise ValueError("is a comma list without empty entries")
    return tuple(dict.fromkeys(parts))


def _yes_no(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, bool):
        return value
    raise ValueError("is true or false")


def _moment(value: Any) -> Any:
    """`now`, or a time; one without offset is China's."""
    if not isinstance(value, str) or value == "now":
        return value
    try:
        moment = datetime.fromisoformat(value.replace(" ", "+"))
    except ValueError:
        raise ValueError("is now, or a time such as 2026-11-21T20:00:00+08:00") from None
    if "T" not in value.upper():
        raise ValueError("is now, or a date and a time such as 2026-11-21T20:00:00+08:00")
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).astimezone(CHINA)
    except OverflowError:
        raise ValueError("is a time of the years 1 to 9999 in China") from None


def _tapped(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("is a time such as 2026-11-21T20:00:00+08:00")  # noqa: TRY004 - what pydantic turns into a refusal
    return _moment(value)


def _box(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        numbers = [float(_plain(part)) for part in value.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 4:
        raise ValueError("is four numbers of degrees: west,south,east,north")
    try:
        return BBox.of(*numbers)
    except BadPoint as error:
        raise ValueError(f"holds no box: {error}") from None


def _number(value: Any) -> Any:
    """JSON's own numbers only: neither true nor a text of digits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("is a whole number")  # noqa: TRY004 - what pydantic turns into a refusal
    return value


def _plain(value: Any) -> Any:
    """Numbers as people and programs write them; what else Python takes for one, such as 1_0, is a slip."""
    if isinstance(value, str) and not PLAIN_NUMBER.fullmatch(value.strip()):
        raise ValueError("is a finite number, written like 126.62")
    return value


def _codes(example: str) -> dict[str, Any]:
    return {
        "type": "array",
        "items": {"type": "string"},
        "minItems": 1,
        "example": [example],
    }


def _corners() -> dict[str, Any]:
    lon = {"type": "number", "minimum": -180, "maximum": 180}
    lat = {"type": "number", "minimum": -90, "maximum": 90}
    four = {"prefixItems": [lon, lat, lon, lat], "items": False, "minItems": 4, "maxItems": 4}
    return {"type": "array", "example": [126.5, 45.7, 126.7, 45.8], **four}


Degrees = Annotated[float, Field(allow_inf_nan=False)]
Longitude = Annotated[
    Degrees, Field(ge=-180, le=180, description="Degrees, in the datum."), BeforeValidator(_plain)
]
Latitude = Annotated[
    Degrees, Field(ge=-90, le=90, description="Degrees, in the datum."), BeforeValidator(_plain)
]
Kinds = Annotated[tuple[str, ...], BeforeValidator(_comma_list), WithJsonSchema(_codes("station")),
                  Field(description="Kinds of place, any of them.")]  # fmt: skip
Services = Annotated[tuple[str, ...], BeforeValidator(_comma_list), WithJsonSchema(_codes("drinking_water")),
                     Field(description="Services, all of which the place offers.")]  # fmt: skip
Moment = Annotated[
    datetime | Literal["now"],
    BeforeValidator(_moment),
    WithJsonSchema({"anyOf": [{"const": "now"}, {"type": "string", "format": "date-time"}]}),
    Field(description="Only places known to be open: now, or at a time (without offset: China's)."),
]
Tapped = Annotated[
    datetime,
    BeforeValidator(_tapped),
    WithJsonSchema({"type": "string", "format": "date-time"}),
    Field(
        description="When it was tapped, if it waited for a network; what is older than 24 hours counts today."
    ),
]
YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"type": "boolean"})]
Box = Annotated[
    BBox,
    BeforeValidator(_box),
    WithJsonSchema(_corners()),
    Field(description="west,south,east,north in degrees; west beyond east crosses the 180th meridian."),
]
Stars = Annotated[int, Field(ge=1, le=5, description="One to five."), BeforeValidator(_number)]
UpToTen = Annotated[int, Field(ge=1, le=10), BeforeValidator(_number)]
Position = tuple[
    Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, strict=True)],
    Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, strict=True)],
]
