"""All that one can ask the API, one by one."""

from typing import Any, NamedTuple

from pydantic import BaseModel

from web import bodies, params, shapes
from web.answers import GEOJSON, JSON, MVT

ID = {
    "name": "id", "in": "path", "required": True, "description": "The id of a station.",
    "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"},
}  # fmt: skip


TILE = [
    {
        "name": name, "in": "path", "required": True, "description": what,
        "schema": {"type": "integer", "minimum": 0, "maximum": most},
    }
    for name, what, most in (
        ("z", "Zoom.", 20), ("x", "Column, from the west.", 2**20 - 1), ("y", "Row, from the north.", 2**20 - 1)
    )
]  # fmt: skip


KEY = {
    "name": "Idempotency-Key", "in": "header", "required": True,
    "description": "A new random text, a UUID say, with each vote; sent again with the same body it counts once.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}  # fmt: skip


WHY = {
    400: "A parameter, header or field is unknown or wrong: `parameter` names it.",
    404: "There is no such station, or no such tile.",
    409: "The first request with this key has not ended, or the place is not one that people can visit or not known to "
    "offer what is broken.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The key was used for another request.",
    429: "Too many votes; wait.",
    503: "The database does not answer, or the places are not in memory yet; try again shortly.",
}


class Operation(NamedTuple):
    """One way to ask."""

    path: str
    method: str
    summary: str
    query: type[params.Query]
    answers: dict[int, type[BaseModel]]
    media: str = GEOJSON
    body: type[BaseModel] | None = None
    votes: bool = False

    @property
    def in_path(self) -> list[dict[str, Any]]:
        """The parameters of its path."""
        return [ID] if "{id}" in self.path else TILE if "{z}" in self.path else []

    @property
    def refusals(self) -> list[int]:
        """The statuses of its problems."""
        written = ([413, 415] if self.body else []) + ([409, 422] if self.votes and self.body else [])
        written += [429] if self.votes else []
        return [400, *([404] if self.in_path else []), *sorted(written), 503]


OPERATIONS = (
    Operation("/nearest", "get", "Places nearest to a point", params.NearestQuery, {200: shapes.Nearest}),
    Operation(
        "/nearest",
        "post",
        "Places nearest to each of many points, row by row",
        params.NoQuery,
        {200: shapes.Many},
        JSON,
        bodies.ManyBody,
    ),
    Operation("/stations", "get", "Places in a box, page by page", params.StationsQuery, {200: shapes.Page}),
    Operation("/stations/{id}", "get", "One place", params.Shown, {200: shapes.WholeFeature}),
    Operation(
        "/stations/{id}/ratings",
        "get",
        "What people say of a place",
        params.NoQuery,
        {200: shapes.Ratings},
        JSON,
    ),
    Operation(
        "/stations/{id}/ratings",
        "post",
        "Rate a place: one vote a device, place and day",
        params.NoQuery,
        {200: shapes.Rated, 201: shapes.Rated},
        JSON,
        bodies.RatingBody,
        votes=True,
    ),
    Operation(
        "/stations/{id}/ratings",
        "delete",
        "Take back the rating that this device gave today or yesterday",
        params.WithdrawnRating,
        {200: shapes.WithdrawnRating},
        JSON,
        votes=True,
    ),
    Operation(
        "/stations/{id}/faults",
        "get",
        "What couriers report to be wrong with a place",
        params.NoQuery,
        {200: shapes.Condition},
        JSON,
    ),
    Operation(
        "/stations/{id}/faults",
        "post",
        "Report that a door is locked, a place closed or gone, or something broken: once a device and 24 hours",
        params.NoQuery,
        {200: shapes.Told, 201: shapes.Told},
        JSON,
        bodies.FaultBody,
        votes=True,
    ),
    Operation(
        "/stations/{id}/faults",
        "delete",
        "Take back what this device reported within the last day",
        params.WithdrawnFault,
        {200: shapes.Condition},
        JSON,
        votes=True,
    ),
    Operation(
        "/stations/{id}/mended",
        "post",
        "Say that something works again: its reports end",
        params.NoQuery,
        {201: shapes.Told},
        JSON,
        bodies.MendedBody,
        votes=True,
    ),
    Operation(
        "/stations/{id}/confirmations",
        "post",
        "Say that a fact is still right: once a device, place, fact and day",
        params.NoQuery,
        {200: shapes.Confirmed, 201: shapes.Confirmed},
        JSON,
        bodies.ConfirmationBody,
        votes=True,
    ),
    Operation(
        "/search",
        "get",
        "Places by name, address, pinyin or initials",
        params.SearchQuery,
        {200: shapes.Matches},
    ),
    Operation(
        "/tiles/{z}/{x}/{y}.json",
        "get",
        "A tile of the map: places, or clusters where there are many",
        params.TileQuery,
        {200: shapes.Tile},
    ),
    Operation(
        "/tiles/{z}/{x}/{y}.mvt",
        "get",
        "The same as a Mapbox Vector Tile with the layers places and clusters",
        params.TileQuery,
        {200: shapes.VectorTile},
        MVT,
    ),
    Operation(
        "/area",
        "get",
        "All places around a point or of a county, to be kept on a device",
        params.AreaQuery,
        {200: shapes.Area},
    ),
    Operation("/counties", "get", "Counties that have places", params.NoQuery, {200: shapes.Counties}, JSON),
    Operation("/outlines", "get", "County boundaries as lines", params.OutlinesQuery, {200: shapes.Outlines}),
    Operation(
        "/vocabulary",
        "get",
        "Kinds, services, entry modes, reasons",
        params.NoQuery,
        {200: shapes.Vocabulary},
        JSON,
    ),
)
