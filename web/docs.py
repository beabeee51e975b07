"""The OpenAPI document and a page that reads it to a person."""

import orjson
from flask import Blueprint, Response, render_template, request

from web.answers import JSON, Answer
from web.db import words
from web.headers import reply
from web.openapi import document
from web.params import NoQuery

docs = Blueprint("docs", __name__, url_prefix="/api/v1")


@docs.get("/openapi.json")
def openapi() -> Response:
    """Give the OpenAPI document."""
    NoQuery.of(request)
    body = orjson.dumps(document(words()))
    return reply(Answer(body, media=JSON))


@docs.get("/docs")
def page() -> str:
    """Show the document as a page."""
    return render_template("docs.html", api=document(words()))
