"""Lists that are brought, and files that are asked for."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, RootModel

from web.shapes.forms import Moment, Shape

StateName = Literal["queued", "working", "done", "failed", "discarded", "expired"]


class Reason(Shape):
    """Why it came to nothing: a word, what fills it in, and a sentence for logs."""

    code: str
    params: dict[str, Any]
    detail: str


class ImportCounts(Shape):
    """How many rows: in all, new, changed, the same, likely known, elsewhere, refused, doubtful, repeated, left out.

    `sample_closed` counts the made-up places that were closed, since a real list came in.
    """

    rows: int
    new: int
    changed: int
    unchanged: int
    pairs: int
    elsewhere: int
    refused: int
    doubtful: int
    repeated: int
    left_out: int
    sample_closed: int


class ImportPreview(Shape):
    """What a list would do; of each sort the first 500."""

    file: str
    source: str
    counts: ImportCounts
    new: list[dict[str, Any]]
    changed: list[dict[str, Any]]
    elsewhere: list[dict[str, Any]]
    refused: list[dict[str, Any]]
    doubts: list[dict[str, Any]]
    pairs: list[dict[str, Any]]
    repeated: list[list[int]]
    unused: list[str]
    unknown_services: list[str]


class Import(Shape):
    """A list that was brought: `preview` once it was read, `outcome` once it was applied, `reason` when it failed."""

    id: int
    task: Literal["preview", "apply", "undo"]
    state: StateName
    stage: str | None
    file_name: str
    bytes: int
    asked_by: str
    unit: str | None
    asked: dict[str, Any]
    preview: ImportPreview | None
    outcome: dict[str, Any] | None
    reason: Reason | None
    import_id: Annotated[int | None, Field(description="The run that its changes are signed with.")]
    created_at: Moment
    changed_at: Moment


class Imports(Shape):
    """Lists of the branch, the newest first, without their previews."""

    imports: list[Import]
    next: Annotated[int | None, Field(description="The cursor of the next page.")]


class Export(Shape):
    """A file that was asked for; it can be fetched for a day once it is done."""

    id: int
    state: StateName
    stage: str | None
    file_name: str
    bytes: int
    asked: dict[str, Any]
    places: int | None
    reason: Reason | None
    file: Annotated[str | None, Field(description="Where to fetch it.")]
    created_at: Moment
    changed_at: Moment


class Exports(Shape):
    """Files that the account asked for, the newest first."""

    exports: list[Export]
    next: Annotated[int | None, Field(description="The cursor of the next page.")]


class ExportFile(RootModel[str]):
    """The file itself, in the form that was asked for."""

    model_config = ConfigDict(json_schema_extra={"format": "binary"})
