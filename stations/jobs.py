"""What is done for an account in the background: lists, files, plans. Nothing here commits."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run
from stations.errors import NotFound, StationsError

CHANNEL = "waystation_jobs"
LOCK = 730582491  # the class of the locks by which runners hold their jobs
MOST_WAITING = 5
MOST_KEPT_BYTES = 200_000_000
LENT_MINUTES = 15
LENT_TO_PLAN_MINUTES = 20  # a plan may take as long as LONGEST_S of its runner
TRIES = 2  # a job whose runner was killed is taken once more


class TooManyJobs(StationsError):
    """An account that has so much waiting that it must first wait or put something away."""


class Task(StrEnum):
    """What is done."""

    PREVIEW = "preview"
    APPLY = "apply"
    UNDO = "undo"
    EXPORT = "export"
    PLAN = "plan"


class State(StrEnum):
    """What became of it."""

    QUEUED = "queued"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    DISCARDED = "discarded"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Job:
    """One list, or one file to be written, as its branch sees it.

    `asked` is how it is to be read or written, `chosen` how to apply it; `preview` and `outcome` are what came of it,
    `reason` and `params` why it failed.
    """

    id: int
    task: Task
    state: State
    account_id: int
    asked_by: str
    unit_id: int | None
    unit: str | None
    file_name: str
    sha256: str | None
    bytes: int
    asked: Mapping[str, Any]
    chosen: Mapping[str, Any]
    stage: str | None
    preview: Mapping[str, Any] | None
    outcome: Mapping[str, Any] | None
    reason: str | None
    params: Mapping[str, Any]
    import_id: int | None
    created_at: datetime
    changed_at: datetime
    has_file: bool

    @property
    def under_way(self) -> bool:
        """Whether it waits or is worked on."""
        return self.state in (State.QUEUED, State.WORKING)

    @property
    def undone(self) -> bool:
        """Whether what was applied is taken back."""
        return self.task is Task.UNDO and self.state is State.DONE


class Claimed(NamedTuple):
    """A job that a runner took, for the how-manieth time."""

    id: int
    task: Task
    account_id: int
    tries: int


def add(
    connection: Connection,
    task: Task,
    file_name: str,
    asked: Mapping[str, Any],
    *,
    sha256: str | None = None,
    size: int = 0,
) -> int:
    """Ask for a preview of a list, for an export or a plan, as the acting account.

    Raises
    ------
    TooManyJobs
        When the account has too much waiting, or too many bytes kept.
    """
    waiting = run(connection, "unfinished_jobs")[0]
    if waiting["waiting"] >= MOST_WAITING or waiting["kept"] + size > MOST_KEPT_BYTES:
        raise TooManyJobs(
            f"{waiting['waiting']} lists, files and plans of this account wait, and {waiting['kept'] // 10**6} MB "
            "are kept: wait for them, or discard some"
        )
    values = {"task": task, "file_name": file_name, "sha256": sha256, "bytes": size}
    rows = run(connection, "add_job", {**values, "asked": as_json(asked)})
    if not rows:
        raise NotFound("nobody acts here")
    added: int = rows[0]["id"]
    return added


def listed(
    connection: Connection, *, exports: bool = False, before: int | None = None, limit: int = 20
) -> list[Job]:
    """List the lists, or the exports, that the acting account may see, the newest first and without their previews."""
    values = {"exports": exports, "before": before, "limit": limit, "id": None}
    return [_job(row) for row in run(connection, "jobs", values)]


def one(connection: Connection, job_id: int, *, exports: bool = False) -> Job:
    """Give one list or export.

    Raises
    ------
    NotFound
        When there is none of this number that the acting account may see.
    """
    values = {"exports": exports, "before": None, "limit": 1, "id": job_id}
    rows = run(connection, "jobs", values)
    if not rows:
        raise NotFound(f"there is no {'export' if exports else 'list'} {job_id}, or it is not yours to see")
    return _job(rows[0])


def ask(connection: Connection, job_id: int, task: Task, chosen: Mapping[str, Any]) -> bool:
    """Ask for the next task of a list: False when it is not in a state for it."""
    values = {"id": job_id, "task": task, "chosen": as_json(chosen)}
    return bool(run(connection, "ask_job", values)[0]["asked"])


def discard(connection: Connection, job_id: int) -> bool:
    """Put a list or file away: False when it was applied, or is worked on."""
    return bool(run(connection, "discard_job", {"id": job_id})[0]["discarded"])


def finish(
    connection: Connection,
    job_id: int,
    told: Mapping[str, Any],
    *,
    made: int | None = None,
    size: int | None = None,
) -> None:
    """Keep what came of a task, in the transaction that did it.

    Raises
    ------
    NotFound
        When the job is no longer worked on, or not for the acting account.
    """
    values = {"id": job_id, "told": as_json(told), "made": made, "size": size}
    if not run(connection, "finish_job", values)[0]["finished"]:
        raise NotFound(f"nobody works on job {job_id} any more")


# --- What the runner does, as the owner of the store ---


def claim(connection: Connection, *, planning: bool | None = None) -> Claimed | None:
    """Take the oldest job that waits, or whose runner was killed; None when there is none.

    `planning` takes plans alone, or all but plans: a plan of ten minutes need not keep a list waiting.
    """
    rows = run(connection, "claim_job", {"lock": LOCK, "planning": planning})
    return Claimed(**{**rows[0], "task": Task(rows[0]["task"])}) if rows else None


def let_go(connection: Connection, job_id: int) -> None:
    """Let go of a job that was taken, whatever became of it."""
    run(connection, "let_go_of_job", {"lock": LOCK, "id": job_id})


def fail(connection: Connection, job_id: int, reason: str, params: Mapping[str, Any]) -> None:
    """Tell that a job came to nothing, and why; one that is finished stays so."""
    run(connection, "fail_job", {"id": job_id, "reason": reason, "params": as_json(params)})


def tell_stage(connection: Connection, job_id: int, stage: str) -> None:
    """Tell how far a job has come."""
    run(connection, "stage_job", {"id": job_id, "stage": stage})


def forget_files(connection: Connection) -> None:
    """Forget files that nobody needs any more."""
    run(connection, "forget_job_files")


def lend(connection: Connection, account_id: int, *, minutes: int = LENT_MINUTES) -> str:
    """Open a session for the account of a job, and give its secret: what the job does, the account does."""
    secret = secrets.token_urlsafe(32)
    values = {"account_id": account_id, "secret": _digest(secret), "minutes": minutes}
    run(connection, "lend_session", values)
    return secret


def take_back(connection: Connection, secret: str) -> None:
    """End a session that was lent."""
    run(connection, "end_session", {"secret": _digest(secret)})


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def as_json(told: Mapping[str, Any]) -> str:
    """Write what the store keeps as JSON."""
    return json.dumps(_storable(told), ensure_ascii=False)


def _storable(told: Any) -> Any:
    """Leave out of texts what the store keeps in none: NUL, and halves of signs."""
    match told:
        case str():
            return told.replace("\0", "").encode("utf-8", "replace").decode()
        case Mapping():
            return {_storable(name): _storable(value) for name, value in told.items()}
        case list() | tuple():
            return [_storable(one) for one in told]
        case _:
            return told


def _job(row: dict[str, Any]) -> Job:
    return Job(**{**row, "task": Task(row["task"]), "state": State(row["state"])})
