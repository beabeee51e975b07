"""The OpenAPI 3.1 document, written from the very models that read queries and bodies."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from stations.vocabulary import Vocabulary
from web import params, shapes
from web.operation import CSRF, IF_MATCH, KEY, WHY, Operation
from web.operations import OPERATIONS
from web.signing import COOKIE

VERSION = "1.0.0"


PROBLEM = "application/problem+json"
SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of the own account, made at /account.",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "Set by POST /api/v1/session.",
    },
}


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
    patch = schemas["PlacePatch"]["properties"]
    patch["kind"]["enum"], _text(patch["services"])["items"]["enum"] = list(words.kinds), list(words.services)
    _text(patch["entry_mode"])["enum"] = list(words.entry_modes)
    schemas["OutBody"]["properties"]["service"]["enum"] = list(words.services)
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
        "components": {"schemas": schemas, "securitySchemes": SCHEMES},
    }


def _text(written: dict[str, Any]) -> dict[str, Any]:
    """The schema of a member that may be null, where it is not."""
    found: dict[str, Any] = next(one for one in written["anyOf"] if one.get("type") != "null")
    return found


def _schemas() -> dict[str, Any]:
    models: set[type[BaseModel]] = {shapes.Problem}
    for operation in OPERATIONS:
        models |= {*operation.answers.values(), *filter(None, [operation.body, operation.stale])}
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
    if operation.guarded:
        described["security"] = [{"token": []}, {"cookie": []}]
        described["parameters"] += [CSRF] * (operation.method != "get")
        described["description"] = _right(operation)
    described["parameters"] += [IF_MATCH] * (428 in operation.refusals)
    if operation.body:
        described["parameters"] += [KEY] * operation.votes
        described["requestBody"] = {
            "required": True,
            "content": {operation.body_media: {"schema": _ref(operation.body)}},
        }
    return described


def _right(operation: Operation) -> str:
    return f"Needs the right `{operation.scope}`." if operation.scope else "For any account, about itself."


def _responses(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        str(status): {
            "description": (shape.__doc__ or "").strip(),
            "content": {operation.media if status < 400 else PROBLEM: {"schema": _ref(shape)}},
        }
        for status, shape in operation.answers.items()
    }
    if operation.method == "get" and not operation.guarded:
        told["304"] = {"description": "You have it already (If-None-Match)."}
    for status in operation.refusals:
        told[str(status)] = {
            "description": WHY[status],
            "content": {PROBLEM: {"schema": _ref((status == 412 and operation.stale) or shapes.Problem)}},
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
