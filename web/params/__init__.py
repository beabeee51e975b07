"""Query to typed values, or 400 naming the parameter."""

import difflib
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.wrappers import Request

from stations.datum import Datum
from stations.faults import What
from web.errors import BadRequest
from web.values import (
    Box,
    Degrees,
    Kinds,
    Latitude,
    Longitude,
    Moment,
    Services,
    YesNo,
)

USUAL_SLIPS = {
    "lng": "lon",
    "long": "lon",
    "longitude": "lon",
    "latitude": "lat",
    "radius": "within_m",
    "distance": "within_m",
    "count": "limit",
    "services": "service",
    "kinds": "kind",
    "crs": "datum",
}


PLAIN_SIGNS = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$"


class Query(BaseModel):
    """A query string; unknown parameters are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read the query of a request.

        Raises
        ------
        BadRequest
            Naming the first parameter that is unknown, given twice, missing or wrong.
        """
        for name, values in request.args.lists():
            if name not in cls.model_fields:
                raise BadRequest(_unknown(name, list(cls.model_fields)), parameter=name)
            if len(values) > 1:
                raise BadRequest(
                    f"parameter {name!r} is given {len(values)} times: give it once", parameter=name
                )
        try:
            return cls.model_validate(request.args.to_dict())
        except ValidationError as error:
            raise refusal(error) from None


class Shown(Query):
    """In which datum and language to answer."""

    datum: Annotated[Datum, Field(description="Datum of the question and of the answer.")] = Datum.WGS84
    lang: Annotated[Literal["zh", "en"], Field(description="Language of names.")] = "zh"


class Filtered(Shown):
    """Which places are asked for."""

    kind: Kinds = ()
    service: Services = ()
    inferred: Annotated[
        YesNo, Field(description="Whether services that somebody only guessed count, too.")
    ] = False
    open: Moment | None = None


class NearestQuery(Filtered):
    """The query of `GET /nearest`."""

    lon: Longitude
    lat: Latitude
    limit: Annotated[int, Field(ge=1, description="Most places to give; above 100 it is 100.")] = 10
    within_m: Annotated[Degrees, Field(gt=0, description="Farthest acceptable distance, metres.")] | None = (
        None
    )
    min_rating: Annotated[Degrees, Field(ge=1, le=5, description="Lowest acceptable score.")] | None = None


class StationsQuery(Filtered):
    """The query of `GET /stations`."""

    bbox: Box
    limit: Annotated[int, Field(ge=1, description="Most places to give; above 1000 it is 1000.")] = 100
    cursor: Annotated[int, Field(ge=0, lt=2**63, description="As given by the link to the next page.")] = 0


class TileQuery(Filtered):
    """The query of `GET /tiles/{z}/{x}/{y}`."""

    datum: Annotated[Literal[Datum.WGS84], Field(description="Maps of tiles are drawn in WGS-84.")] = (
        Datum.WGS84
    )


class SearchQuery(Shown):
    """The query of `GET /search`."""

    q: Annotated[
        str, Field(min_length=1, max_length=100, description="Part of a name or address, pinyin, initials.")
    ]
    lon: Longitude | None = None
    lat: Latitude | None = None
    limit: Annotated[int, Field(ge=1, description="Most places to give; above 50 it is 50.")] = 10

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read the query of a request: longitude and latitude come together."""
        query = super().of(request)
        if (query.lon is None) != (query.lat is None):
            missing, given = ("lat", "lon") if query.lat is None else ("lon", "lat")
            raise BadRequest(f"{missing!r} is missing: it comes together with {given!r}", parameter=missing)
        return query


class AreaQuery(Query):
    """The query of `GET /area`: around a point, or a county."""

    lon: Longitude | None = None
    lat: Latitude | None = None
    county: (
        Annotated[str, Field(min_length=1, max_length=40, description="Code or name of a county.")] | None
    ) = None
    lang: Annotated[Literal["zh", "en"], Field(description="Language of names and words.")] = "zh"

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read the query of a request: longitude and latitude come together, a county stands alone."""
        query = super().of(request)
        if query.county is not None and (query.lon is not None or query.lat is not None):
            raise BadRequest(
                "'county' stands alone: leave out lon and lat, or the county", parameter="county"
            )
        if query.county is None and (query.lon is None or query.lat is None):
            missing = "lon" if query.lon is None else "lat"
            raise BadRequest(
                f"{missing!r} is missing: lon comes together with lat, or give a county", parameter=missing
            )
        return query


class OutlinesQuery(Query):
    """The query of `GET /outlines`."""

    bbox: Box


class NoQuery(Query):
    """No parameters at all."""


class WithdrawnRating(Query):
    """The query of `DELETE /stations/{id}/ratings`."""

    rated_on: (
        Annotated[date, Field(description="The day of the rating, today or yesterday; by default today.")]
        | None
    ) = None


class WithdrawnFault(Query):
    """The query of `DELETE /stations/{id}/faults`."""

    what: Annotated[What, Field(description="What was reported.")]
    service: Annotated[str, Field(description="What was broken; only with `broken`.")] | None = None


def _unknown(name: str, known: list[str]) -> str:
    near = USUAL_SLIPS.get(name.lower()) or next(iter(difflib.get_close_matches(name, known, 1)), None)
    guess = f"; did you mean {near!r}?" if near in known else ""
    return f"unknown parameter {name!r}{guess} Known are: {', '.join(known) or 'none'}"


def refusal(error: ValidationError, *, depth: int = 1) -> BadRequest:
    """Word the first thing that is wrong, named by so many steps into the body."""
    first = error.errors(include_url=False)[0]
    name = ".".join(map(str, first["loc"][:depth])) or "body"
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "missing":
        return BadRequest(f"{name!r} is missing", parameter=name)
    if name == "lat" and first["type"] in ("less_than_equal", "greater_than_equal"):
        message += "; are lon and lat swapped?"
    given = repr(first["input"]) if isinstance(first["input"], str | int | float) else "what was sent"
    return BadRequest(
        f"{name!r}: {given[:80]} is not accepted: {message[:1].lower()}{message[1:]}", parameter=name
    )
