"""What the rooms of tickets and of moderation share: fields of forms, the way back, lists page by page."""

from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from stations.moderation import Said
from stations.tickets import Ticket
from web.bodies import Body
from web.calls import written
from web.db import connection
from web.errors import BadRequest
from web.params.tickets import ModeratedQuery, TicketsQuery

B = TypeVar("B", bound=Body)
J = TypeVar("J", Said, Ticket)
MOST = 100


def filled(kind: type[B], **values: str | None) -> B | None:
    """Read what a person put into a form, or None where it is incomplete; spaces around it are nobody's words."""
    given = {name: (value or "").strip() for name, value in values.items()}
    try:
        return kind.of(orjson.dumps({name: value for name, value in given.items() if value}))
    except BadRequest:
        return None


def done(said: str, endpoint: str, place: int | None = None) -> ResponseReturnValue:
    """Say what was done on the page that one came from: that of the place, if the form says so, else the list."""
    flash(said)
    back = request.form.get("back")
    if back == "place" and place is not None and "places.one" in current_app.view_functions:
        return redirect(url_for("places.one", id=place), 303)
    return redirect(url_for(endpoint, show=request.form.get("show") or None), 303)


def page_of(name: str, listed: Callable[..., list[J]], query: ModeratedQuery | TicketsQuery) -> Response:
    """Answer with one page of what is listed, and where the next one begins."""
    limit = min(query.limit, MOST)
    found = listed(
        connection(), show=query.show, station_id=query.station, after=query.cursor, limit=limit + 1
    )
    after = str(found[limit - 1].id) if len(found) > limit else None
    return written({name: [told(one) for one in found[:limit]], "next": after})


def told(one: Said | Ticket) -> dict[str, Any]:
    """Write one of them, its answer with the moment of the answer."""
    answer = None if one.answer is None else {"text": one.answer, "at": one.answered_at}
    body = {**one._asdict(), "id": str(one.id), "station_id": str(one.station_id), "answer": answer}
    del body["answered_at"]
    return body
