"""What is told of the past of a place."""

from typing import Annotated, Any, Literal

from pydantic import Field

from web.shapes.forms import Moment, Problem, Shape
from web.shapes.lists import Link


class By(Shape):
    """Who made a version: an account, a list that came in, or a program."""

    who: Literal["account", "list", "program"]
    name: str
    unit: str | None
    import_id: Annotated[str | None, Field(description="The run that brought the list.")]


class Change(Shape):
    """One member of the record, before and after."""

    before: Any
    after: Any


class Version(Shape):
    """A version of a place; the first one entered it and changed nothing."""

    version: int
    at: Moment
    by: By
    fields: Annotated[
        list[str], Field(description="What an undo puts back: members that belong together are one.")
    ]
    changes: dict[str, Change]


class History(Shape):
    """Versions of a place, the newest first."""

    versions: list[Version]
    links: list[Link]


class Undone(Shape):
    """A change that was taken back, by a new version."""

    version: int
    fields: list[str]


class ChangedAgain(Problem):
    """A change that was not taken back, since `fields` were changed again since; `others` can be."""

    fields: list[str]
    others: list[str]
