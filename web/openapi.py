"""The OpenAPI 3.1 document, written from the very models that read queries and bodies."""

from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from stations.vocabulary import Vocabulary
from web import params, shapes
from web.answers import GEOJSON, JSON, MVT

VERSION = "1.0.0"
PROBLEM = "application/problem+json"
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
        params.ManyBody,
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
        params.RatingBody,
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
        params.FaultBody,
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
        params.MendedBody,
        votes=True,
    ),
    Operation(
        "/stations/{id}/confirmations",
        "post",
        "Say that a fact is still right: once a device, place, fact and day",
        params.NoQuery,
        {200: shapes.Confirmed, 201: shapes.Confirmed},
        JSON,
        params.ConfirmationBody,
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


def document(words: Vocabulary) -> dict[str, Any]:
    """Write the document; kinds and services are those the store knows now."""
    schemas = _schemas()
    asked = schemas["ManyBody"]["properties"]
    asked["kind"]["items"]["enum"], asked["service"]["items"]["enum"] = (
        list(words.kinds),
        list(words.services),
    )
    for name in ("FaultBody", "MendedBody"):
        _text(schemas[name]["properties"]["service"])["enum"] = list(words.services)
    _text(schemas["RatingBody"]["properties"]["reasons"])["items"]["enum"] = list(words.reasons)
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(f"/api/v1{operation.path}", {})[operation.method] = _operation(operation, words)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Waystation · 驿站云图",
            "version": VERSION,
            "description": "Rest stations, water points, driver homes and their kin: the nearest, what they offer, and "
            "what people say of them. Longitude comes before latitude. What is only guessed is marked `_inferred`.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _text(written: dict[str, Any]) -> dict[str, Any]:
    """The schema of a member that may be null, where it is not."""
    found: dict[str, Any] = next(one for one in written["anyOf"] if one.get("type") != "null")
    return found


def _schemas() -> dict[str, Any]:
    models: set[type[BaseModel]] = {shapes.Problem}
    for operation in OPERATIONS:
        models |= {*operation.answers.values(), *filter(None, [operation.body])}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schema = models_json_schema(
        [(model, "validation") for model in ordered], ref_template="#/components/schemas/{model}"
    )
    found: dict[str, Any] = schema["$defs"]
    return found


def _operation(operation: Operation, words: Vocabulary) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": operation.method + operation.path.title().translate(str.maketrans("", "", "/{}.")),
        "parameters": operation.in_path + _parameters(operation.query, words),
        "responses": _responses(operation),
    }
    if operation.body:
        described["parameters"] += [KEY] * operation.votes
        described["requestBody"] = {"required": True, "content": {JSON: {"schema": _ref(operation.body)}}}
    return described


def _responses(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        str(status): {
            "description": (shape.__doc__ or "").strip(),
            "content": {operation.media: {"schema": _ref(shape)}},
        }
        for status, shape in operation.answers.items()
    }
    if operation.method == "get":
        told["304"] = {"description": "You have it already (If-None-Match)."}
    for status in operation.refusals:
        told[str(status)] = {
            "description": WHY[status],
            "content": {PROBLEM: {"schema": _ref(shapes.Problem)}},
        }
    return told


def _parameters(query: type[params.Query], words: Vocabulary) -> list[dict[str, Any]]:
    whole = query.model_json_schema(ref_template="#/components/schemas/{model}")
    told = []
    for name, written in whole["properties"].items():
        schema = _plain(written, whole.get("$defs", {}))
        known = {"kind": words.kinds, "service": words.services}.get(name)
        if known and schema.get("type") == "array":
            schema["items"] = {"type": "string", "enum": list(known)}
        elif known:
            schema["enum"] = list(known)
        parameter = {"name": name, "in": "query", "required": name in whole.get("required", [])}
        parameter |= {"description": schema.pop("description", ""), "schema": schema}
        if schema.get("type") == "array":
            parameter |= {"style": "form", "explode": False}
        told.append(parameter)
    return told


def _plain(written: dict[str, Any], defined: dict[str, Any]) -> dict[str, Any]:
    """One parameter's schema as a client needs it: references followed, and no null, which a query cannot send."""
    schema = dict(written)
    chosen = [one for one in schema.pop("anyOf", []) if one.get("type") != "null"]
    schema |= chosen[0] if len(chosen) == 1 else {"anyOf": chosen} if chosen else {}
    if "$ref" in schema:
        schema = defined[schema.pop("$ref").rsplit("/", 1)[1]] | schema
    if schema.get("default") in (None, [], ()):
        schema.pop("default", None)
    schema.pop("title", None)
    return schema


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
