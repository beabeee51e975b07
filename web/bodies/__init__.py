"""JSON bodies to typed values, or 400 naming the field."""

from typing import Annotated, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stations.datum import Datum
from stations.faults import What
from stations.freshness import Fact
from web.params import PLAIN_SIGNS, refusal
from web.values import (
    Position,
    Stars,
    Tapped,
    UpToTen,
)


class Body(BaseModel):
    """A JSON body; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    named_by: ClassVar[int] = 1  # how many steps into the body a refusal names

    @classmethod
    def of(cls, body: bytes) -> Self:
        """Read a body.

        Raises
        ------
        BadRequest
            Naming the field that is missing or wrong.
        """
        try:
            return cls.model_validate_json(body)
        except ValidationError as error:
            raise refusal(error, depth=cls.named_by) from None


class RatingBody(Body):
    """The body of a rating."""

    stars: Stars
    comment: (
        Annotated[
            str, Field(max_length=500, description="At most 500 signs; may be left out.", pattern=PLAIN_SIGNS)
        ]
        | None
    ) = None
    reasons: (
        Annotated[tuple[str, ...], Field(max_length=10, description="Codes of reasons, of the vocabulary.")]
        | None
    ) = None
    at: Tapped | None = None


def _named(schema: dict[str, Any]) -> None:
    """Say that a service is named with what is broken, and with nothing else."""
    schema["oneOf"] = [
        {"properties": {"what": {"const": "broken"}, "service": {"type": "string"}}, "required": ["service"]},
        {"properties": {"what": {"not": {"const": "broken"}}, "service": {"type": "null"}}},
    ]


class MendedBody(Body):
    """The body of "works again"."""

    model_config = ConfigDict(json_schema_extra=_named)

    what: Annotated[What, Field(description="What was reported.")]
    service: Annotated[str, Field(description="What was broken; only with `broken`.")] | None = None
    at: Tapped | None = None


class FaultBody(MendedBody):
    """The body of a report."""

    note: (
        Annotated[
            str, Field(max_length=200, description="At most 200 signs; may be left out.", pattern=PLAIN_SIGNS)
        ]
        | None
    ) = None


class ManyBody(Body):
    """The body of `POST /nearest`."""

    points: Annotated[
        list[Position],
        Field(min_length=1, max_length=10_000, description="Longitude, latitude; at most 10,000."),
    ]
    limit: Annotated[UpToTen, Field(description="Most places for each point.")] = 1
    kind: Annotated[tuple[str, ...], Field(description="Kinds of place, any of them.")] = ()
    service: Annotated[tuple[str, ...], Field(description="Services, all of which the place offers.")] = ()
    datum: Annotated[Datum, Field(description="Datum of the points.")] = Datum.WGS84

    @property
    def columns(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Longitudes and latitudes."""
        lon, lat = np.array(self.points, dtype=np.float64).T
        return lon, lat


class ConfirmationBody(Body):
    """The body of a confirmation."""

    fact: Annotated[Fact, Field(description="What is still right.")]
