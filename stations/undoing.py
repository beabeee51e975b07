"""Take back one change of a place, or all that one list brought. Nothing here commits, and nothing is removed.

A field is put back when it still says what the change made it say; what somebody changed again since is left, and told.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import act_as, count, run
from stations.errors import NotFound, StationsError
from stations.record import FIELDS
from stations.register import LEFT_ITS_LIST, begin_import, finish_import

TRIES = 5
TOLD_IN_ACCOUNT = 200


class ChangedAgain(StationsError):
    """A change whose fields, or some of them, were changed again since; `others` can still be put back."""

    def __init__(self, message: str, fields: Collection[str] = (), others: Collection[str] = ()) -> None:
        super().__init__(message)
        self.fields, self.others = list(fields), list(others)


class NothingToUndo(StationsError):
    """A change that no longer makes a difference, or an entering, which no change went before."""


class Undone(NamedTuple):
    """What was put back, and the version that says so."""

    version: int
    fields: list[str]


class Kept(NamedTuple):
    """What of a list was left, since somebody changed it later."""

    station_id: int
    name: str
    fields: list[str]
    changed_by: str


@dataclass(frozen=True, slots=True)
class ImportUndone:
    """What became of the places of one run, or would become of them; `import_id` signs what was done."""

    undoes: int
    closed: int
    restored: int
    kept: list[Kept] = field(default_factory=list)
    foreign: int = 0
    import_id: int | None = None

    @property
    def json(self) -> dict[str, Any]:
        """Write it as the run's account, with the first of what was left."""
        told = [one._asdict() for one in self.kept[:TOLD_IN_ACCOUNT]]
        return {"undoes": self.undoes, "closed": self.closed, "restored": self.restored, "foreign": self.foreign,
                "kept": len(self.kept), "kept_first": told}  # fmt: skip


def undo(
    connection: Connection, station_id: int, version: int, *, fields: Collection[str] | None = None
) -> Undone:
    """Take back what one version changed, as a new version.

    Parameters
    ----------
    fields
        Which of its fields to put back; by default all.

    Raises
    ------
    NotFound
        When there is no such version.
    ChangedAgain
        When some of the fields were changed again since; nothing is done then.
    NothingToUndo
        When it is the entering of the place, or all is as it was before anyway.
    """
    if version == 1:
        raise NothingToUndo("the first version entered the place: close the place instead")
    chosen = None if fields is None else sorted(set(fields))
    for _ in range(TRIES):
        plan = _plan(connection, station_id, version, chosen)
        values = {"station_id": station_id, "version": plan["present"], "back": json.dumps(_back(plan))}
        if count(connection, "put_back", values):
            return Undone(plan["present"] + 1, plan["fields"])
    raise ChangedAgain("the place is being changed by others at this moment: look again, and then undo")


def _plan(connection: Connection, station_id: int, version: int, chosen: list[str] | None) -> dict[str, Any]:
    values = {"station_id": station_id, "version": version, "chosen": chosen}
    rows = run(connection, "plan_undo", values) if 0 < version < 2**31 else []
    if not rows:
        raise NotFound(f"station {station_id} has no version {version} that changed anything")
    plan = rows[0]
    if plan["kept"]:
        raise ChangedAgain(
            f"changed again since: {', '.join(plan['kept'])}; others that can be put back: "
            f"{', '.join(plan['fields']) or 'none'}",
            plan["kept"],
            plan["fields"],
        )
    unknown = set(chosen or ()) - set(plan["fields"])
    if not plan["back"] or unknown:
        raise NothingToUndo(
            f"version {version} changed nothing that is left of "
            f"{', '.join(sorted(unknown)) or 'it'}: all is as it was before"
        )
    return plan


def _back(plan: dict[str, Any]) -> dict[str, Any]:
    """Mark what was a list's and is put back by hand, so that the next list does not bring it again."""
    back: dict[str, Any] = plan["back"]
    if not plan["by_list"]:
        return back
    marks = back.get("edited_fields", plan["edited_fields"])
    return back | {"edited_fields": [*marks, *(one for one in FIELDS if one in back and one not in marks)]}


def import_account(connection: Connection, import_id: int) -> ImportUndone:
    """Tell what would become of the places of a run if it were undone now.

    Raises
    ------
    NotFound
        When there is no such run.
    NothingToUndo
        When it is undone already.
    """
    _standing(connection, import_id)
    run(connection, "import_undo_table")
    run(connection, "plan_import_undo", {"import_id": import_id, "left_its_list": LEFT_ITS_LIST})
    told = run(connection, "count_import_undo")[0]
    kept = [Kept(**row) for row in run(connection, "kept_of_import")]
    return ImportUndone(import_id, told["closed"], told["restored"], kept, told["foreign"])


def undo_import(connection: Connection, import_id: int, *, actor: str) -> ImportUndone:
    """Take back what a run brought: what it entered is closed, what it amended gets its record back.

    It is a run of its own, and can be undone as any other. What somebody changed since is left as it is and told. An
    account undoes it where it may import; the command in the whole store.

    Raises
    ------
    NotFound
        When there is no such run.
    NothingToUndo
        When it is undone already.
    """
    of = _standing(connection, import_id)
    undoing = begin_import(
        connection,
        source=of["source"],
        file_name=f"undo of {import_id}",
        sha256=None,
        datum="wgs84",
        actor=actor,
    )
    told = import_account(connection, import_id)
    count(connection, "undo_import")
    done = ImportUndone(import_id, told.closed, told.restored, told.kept, told.foreign, undoing)
    finish_import(connection, undoing, done.json)
    act_as(connection, actor)
    return done


def _standing(connection: Connection, import_id: int) -> dict[str, Any]:
    """Give the row of a run that is not undone."""
    runs = run(connection, "import_and_undoings", {"import_id": import_id}) if 0 < import_id < 2**63 else []
    asked = next((one for one in runs if one["id"] == import_id), None)
    if asked is None:
        raise NotFound(f"there is no import {import_id}")
    by = _undone_by(import_id, runs)
    if by is not None:
        raise NothingToUndo(f"import {import_id} was undone by import {by}: undo that one to have it back")
    return asked


def _undone_by(import_id: int, runs: Iterable[dict[str, Any]]) -> int | None:
    """Tell the undoing of a run that was not undone itself."""
    of = [one["id"] for one in runs if one["undoes"] == import_id]
    return next((one for one in of if _undone_by(one, runs) is None), None)
