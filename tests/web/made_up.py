"""Made-up requests: an operation of the OpenAPI document as schemathesis knows it, asked of a test's application."""

from typing import Any

import schemathesis
from flask.testing import FlaskClient

from web.openapi import Operation

_schemas: list[Any] = []


def asking(visit: FlaskClient, operation: Operation) -> Any:
    """Give an operation; the document, which is the same for each test, is read and understood once."""
    visit.application.testing = False
    if not _schemas:
        schema = schemathesis.openapi.from_dict(visit.get("/api/v1/openapi.json").get_json())
        schema.app = visit.application  # whose code is looked through for words to make up requests of
        _schemas.append(schema)
    asked = _schemas[0][f"/api/v1{operation.path}"][operation.method.upper()]
    asked.app = visit.application
    return asked
