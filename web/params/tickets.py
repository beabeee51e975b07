"""Queries of tickets and moderation."""

from typing import Annotated

from pydantic import Field
from werkzeug.wrappers import Request

from stations import moderation, tickets
from web.params import PLAIN_SIGNS, NoQuery, Query

Number = Annotated[int, Field(ge=0, lt=2**63)]


class _Paged(Query):
    """Which page of which places."""

    station: Annotated[Number, Field(description="Only of this place.")] | None = None
    limit: Annotated[int, Field(ge=1, description="Most to give; above 100 it is 100.")] = 50
    cursor: Annotated[Number, Field(description="As `next` of the page before gives it.")] | None = None

    @staticmethod
    def none(request: Request) -> None:
        """Refuse any parameter."""
        NoQuery.of(request)


class TicketsQuery(_Paged):
    """The query of `GET /tickets`."""

    show: Annotated[
        tickets.Show, Field(description="Open ones, of them new or seen ones, or ended as well.")
    ] = tickets.Show.OPEN


class ModeratedQuery(_Paged):
    """The query of `GET /manage/ratings`."""

    show: Annotated[
        moderation.Show,
        Field(
            description="Whose comment waits or is hidden, put to the unit above, of places that dropped, all."
        ),
    ] = moderation.Show.ALL


class WordQuery(Query):
    """The query of `DELETE /listed-words`."""

    word: Annotated[
        str, Field(min_length=1, max_length=40, pattern=PLAIN_SIGNS, description="The word, as it is listed.")
    ]
