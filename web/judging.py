"""What the rooms of tickets and of moderation share: bodies of calls, fields of forms, numbers in addresses."""

from typing import TypeVar

import orjson
from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from stations.errors import NotFound
from web.bodies import Body
from web.errors import BadRequest, WrongMediaType
from web.params import NoQuery

B = TypeVar("B", bound=Body)


def sent(kind: type[B]) -> B:
    """Read the JSON body of a call that has no query."""
    NoQuery.of(request)
    if request.mimetype != "application/json":
        raise WrongMediaType(f"the body is {request.mimetype or 'of no type'}: send application/json")
    return kind.of(request.get_data())


def filled(kind: type[B], **values: str | None) -> B | None:
    """Read what a person put into a form, or None where it is incomplete; spaces around it are nobody's words."""
    given = {name: (value or "").strip() for name, value in values.items()}
    try:
        return kind.of(orjson.dumps({name: value for name, value in given.items() if value}))
    except BadRequest:
        return None


def number(text: str, what: str) -> int:
    """Read a number in an address.

    Raises
    ------
    NotFound
        When it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound(f"there is no {what} {text[:40]!r}")
    return int(text)


def done(said: str, endpoint: str, place: int | None = None) -> ResponseReturnValue:
    """Say what was done on the page that one came from: that of the place, if the form says so, else the list."""
    flash(said)
    back = request.form.get("back")
    if back == "place" and place is not None and "places.one" in current_app.view_functions:
        return redirect(url_for("places.one", id=place), 303)
    return redirect(url_for(endpoint, show=request.form.get("show") or None), 303)


def written(body: object, status: int = 200) -> Response:
    """Write an answer that is for its asker alone."""
    response = Response(orjson.dumps(body), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
