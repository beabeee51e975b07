"""The queries of the desk's places."""

from typing import Annotated, Literal

from pydantic import Field

from stations.desk import FIRST
from web.params import PLAIN_SIGNS, Query

Wanted = Literal["any", "shut", "fault", "stock", "closure", "notice", "rating", "unsure"]


class ManageQuery(Query):
    """The query of `GET /manage/stations`."""

    q: Annotated[
        str, Field(max_length=100, pattern=PLAIN_SIGNS, description="Part of a name or address.")
    ] = ""
    needs: Annotated[Wanted, Field(description="Only where this needs somebody.")] | None = None
    unit: (
        Annotated[int, Field(ge=1, lt=2**63, description="Only of this unit and those below it.")] | None
    ) = None
    limit: Annotated[int, Field(ge=1, description="Most places to give; above 200 it is 200.")] = 50
    cursor: (
        Annotated[
            str, Field(pattern=r"^[1-9]\.[0-9]{1,18}$", description="As given by the link to the next page.")
        ]
        | None
    ) = None

    @property
    def after(self) -> tuple[int, int]:
        """Where the page before ended."""
        rank, _, last = (self.cursor or "").partition(".")
        return (int(rank), int(last)) if last else FIRST


class ManagePage(ManageQuery):
    """The query of the page of my places."""

    lang: Literal["zh", "en"] | None = None


class OutQuery(Query):
    """The query of `DELETE /manage/stations/{id}/out`."""

    service: Annotated[str, Field(max_length=60, description="What works again.")]


class HoursQuery(Query):
    """The query of `GET /hours`."""

    text: Annotated[
        str, Field(min_length=1, max_length=500, pattern=PLAIN_SIGNS, description="As people write them.")
    ]
    lang: Annotated[Literal["zh", "en"], Field(description="Language of the sentence.")] = "zh"
