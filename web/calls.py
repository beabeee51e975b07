"""What programs send and are sent: bodies of calls, numbers in addresses, answers for the asker alone."""

from collections.abc import Collection
from typing import Any, TypeVar

import orjson
from flask import Response, request

from stations.errors import NotFound
from web.answers import JSON, NEVER
from web.bodies import Body
from web.errors import WrongMediaType
from web.params import NoQuery

B = TypeVar("B", bound=Body)


def typed(media: Collection[str], wanted: str) -> None:
    """Refuse a body of another kind, and say what is wanted."""
    if request.mimetype not in media:
        raise WrongMediaType(f"the body is {request.mimetype or 'of no type'}: send {wanted}")


def in_json(hint: str = "") -> None:
    """Refuse a body that is not JSON."""
    typed((JSON,), JSON + hint)


def body(kind: type[B]) -> B:
    """Read the JSON body of a call."""
    in_json()
    return kind.of(request.get_data())


def sent(kind: type[B]) -> B:
    """Read the JSON body of a call that has no query."""
    NoQuery.of(request)
    return body(kind)


def is_number(text: str, digits: int = 18) -> bool:
    """Tell whether a text is a whole number of at most so many digits; 18 always fit into a bigint."""
    return text.isascii() and text.isdigit() and len(text) <= digits


def number(text: str, what: str, digits: int = 18) -> int:
    """Read a number in an address.

    Raises
    ------
    NotFound
        When it is none.
    """
    if not is_number(text, digits):
        raise NotFound(f"there is no {what} {text[:40]!r}")
    return int(text)


def written(told: Any, status: int = 200) -> Response:
    """Write an answer that is for its asker alone."""
    response = Response(orjson.dumps(told), status, content_type=JSON)
    response.headers["Cache-Control"] = NEVER
    return response
