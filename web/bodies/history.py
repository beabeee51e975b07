"""What one may ask of the history, and send to it."""

from typing import Annotated, Literal

from pydantic import Field

from web.bodies import Body
from web.params import Query

NEWEST = 2**31 - 1


class HistoryQuery(Query):
    """The query of `GET /stations/{id}/history`."""

    limit: Annotated[int, Field(ge=1, description="Most versions to give; above 100 it is 100.")] = 20
    cursor: Annotated[int, Field(ge=1, le=NEWEST, description="As given by the link to the next page.")] = (
        NEWEST
    )


class HistoryPage(Query):
    """The query of the page of a place's history."""

    cursor: Annotated[int, Field(ge=1, le=NEWEST)] = NEWEST
    lang: Literal["zh", "en"] | None = None


class UndoBody(Body):
    """The body of an undo; it may be left out."""

    fields: (
        Annotated[
            tuple[Annotated[str, Field(pattern="^[a-z_]{1,40}$")], ...],
            Field(
                min_length=1,
                max_length=40,
                description="Which of the changed fields to put back; by default all.",
            ),
        ]
        | None
    ) = None
