"""Bodies about lists that are brought and files that are asked for."""

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, ValidationError
from werkzeug.datastructures import MultiDict

from stations.datum import Datum
from web.bodies import Body
from web.params import PLAIN_SIGNS, Query, refusal

Choice = Literal["same", "different", "leave"]
Row = Annotated[int, Field(ge=1, le=2**31, strict=True, description="A row, as a spreadsheet numbers it.")]
Id = Annotated[int, Field(ge=1, lt=2**63)]


class Sent(Body):
    """A body that a form sends as well, where a number is text and what is empty was not told."""

    @classmethod
    def of_form(cls, form: MultiDict[str, str]) -> Self:
        """Read the fields of a form.

        Raises
        ------
        BadRequest
            Naming the field that is unknown or wrong.
        """
        try:
            return cls.model_validate({name: value for name, value in form.items() if value != ""})
        except ValidationError as error:
            raise refusal(error) from None


class UploadForm(Sent):
    """How a list is to be read; beside it the form has the `file`."""

    datum: Annotated[Datum, Field(description="Of the coordinates; WGS-84 where none is told.")] | None = None
    kind: (
        Annotated[str, Field(max_length=60, description="Kind of every place, where no column tells it.")]
        | None
    ) = None
    source: (
        Annotated[
            str,
            Field(
                min_length=1, max_length=100, pattern=PLAIN_SIGNS,
                description="A source of the branch's places; else the branch's own.",
            ),
        ]
        | None
    ) = None  # fmt: skip


def _with_file(schema: dict[str, Any]) -> None:
    schema["properties"]["file"] = {
        "type": "string", "format": "binary",
        "description": "CSV, XLSX, GeoJSON, GeoPackage or a zipped Shapefile; at most 20 MB.",
    }  # fmt: skip
    schema["required"] = ["file"]


class UploadBody(UploadForm):
    """A list, and how it is to be read."""

    model_config = ConfigDict(json_schema_extra=_with_file)


class PairBody(Body):
    """What is to become of a row that is likely known: the same place, a different one, or left out."""

    row: Row
    choice: Choice


class ApplyBody(Body):
    """How a list is to be applied."""

    pairs: Annotated[tuple[PairBody, ...], Field(max_length=10_000)] = ()
    others: Annotated[Choice, Field(description="For likely known rows that `pairs` does not name.")] = (
        "leave"
    )
    leave_out: Annotated[tuple[Row, ...], Field(max_length=100_000, description="Rows to skip.")] = ()
    unit_id: (
        Annotated[Id, Field(description="The unit that keeps new places; else that of their county.")] | None
    ) = None
    skip_bad: Annotated[
        bool, Field(description="Apply the good rows when some are refused.", strict=True)
    ] = False

    @classmethod
    def of_fields(cls, **fields: Any) -> Self:
        """Read the fields of a form.

        Raises
        ------
        BadRequest
            Naming the field that is wrong.
        """
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            raise refusal(error) from None

    @property
    def chosen(self) -> dict[str, Any]:
        """The choices as they are kept."""
        return {
            "pairs": {str(one.row): one.choice for one in self.pairs},
            "others": self.others,
            "leave_out": list(self.leave_out),
            "unit_id": self.unit_id,
        }


class ExportBody(Sent):
    """Which places of the branch to write, and in which form; closed ones where they are asked for."""

    form: Annotated[Literal["csv", "xlsx", "geojson", "gpkg"], Field(description="The form of the file.")]
    unit_id: Annotated[Id, Field(description="Only of this unit and those below it.")] | None = None
    kind: Annotated[str, Field(max_length=60, description="Only places of this kind.")] | None = None
    status: (
        Annotated[Literal["planned", "open", "suspended", "closed"], Field(description="Only in this state.")]
        | None
    ) = None


class JobsQuery(Query):
    """The query of a listing of lists or exports."""

    limit: Annotated[int, Field(ge=1, description="Most to give; above 100 it is 100.")] = 20
    cursor: Annotated[int, Field(ge=1, lt=2**63, description="As given by `next`.")] | None = None
