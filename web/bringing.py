"""What the pages and the API about lists and exports have in common: a file taken in, a task asked for, a job told."""

import hashlib
from datetime import datetime
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from flask import Blueprint, request
from werkzeug.datastructures import FileStorage, MultiDict

from stations import branch, claims, jobs, uploads
from stations.hours import CHINA
from stations.jobs import Job, State, Task
from web import rights
from web.bodies.imports import ApplyBody, ExportBody, UploadForm
from web.db import connection, words
from web.errors import BadRequest, Conflict

MOST_BYTES = 20 << 20
FORM_BYTES = 64 << 10
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".geojson", ".json", ".gpkg", ".zip")


def take_large_files(blueprint: Blueprint) -> None:
    """Let the addresses of a room take a list in, before anybody looks into the form for its token."""

    @blueprint.before_request
    def _allow() -> None:
        if request.method == "POST" and request.mimetype == "multipart/form-data":
            request.max_content_length = MOST_BYTES + FORM_BYTES
            request.max_form_parts = 20


def brought() -> int:
    """Take in the list of this request and give the number of the job that reads it.

    Raises
    ------
    BadRequest
        When there is no file, one of no known ending, or a field is wrong.
    TooManyJobs
        When the account has too much waiting.
    """
    extra = sorted(request.files.keys() - {"file"})
    if extra:
        raise BadRequest(
            f"unknown field {extra[0][:60]!r}: a list is sent as 'file'", parameter=extra[0][:60]
        )
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadRequest("'file' is missing: send the list as multipart/form-data", parameter="file")
    fields = MultiDict(
        (name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"
    )
    name, asked = _name(file.filename), UploadForm.of_form(fields)
    if asked.kind is not None and asked.kind not in words().kinds:
        raise BadRequest(f"'kind': {asked.kind!r} is none of {', '.join(words().kinds)}", parameter="kind")
    size, sha256 = _measured(file)
    told = {"source": _source(asked.source), "kind": asked.kind, "datum": asked.datum and asked.datum.value}
    job = jobs.add(connection(), Task.PREVIEW, name, told, sha256=sha256, size=size)
    uploads.put(connection(), job, cast(BinaryIO, file.stream))
    return job


def _name(given: str) -> str:
    """Give a file's own name, with nothing in it that is no sign."""
    name = PurePath(given.replace("\\", "/")).name
    name = "".join(sign for sign in name if sign.isprintable()) or "list"
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise BadRequest(
            f"'file': lists are read from {', '.join(ENDINGS)}; save it as one of these", parameter="file"
        )
    return f"{PurePath(name).stem[:150]}{ending}"


def _measured(file: FileStorage) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    while piece := file.stream.read(1 << 20):
        digest.update(piece)
        size += len(piece)
    file.stream.seek(0)
    if not size:
        raise BadRequest("'file' is empty", parameter="file")
    if size > MOST_BYTES:
        raise BadRequest(
            f"'file' has more than {MOST_BYTES >> 20} MB: bring the list in several files", parameter="file"
        )
    return size, digest.hexdigest()


def _source(asked: str | None) -> str:
    """Settle under which source a list's places are known: its branch's own, or one that the branch has already."""
    own = claims.own_source(rights.acting().unit_id)
    if asked is not None and asked != own and asked not in claims.sources(connection()):
        raise BadRequest(
            f"'source': no place of this branch is of {asked[:60]!r}: leave it out", parameter="source"
        )
    return asked or own


def apply(job: Job, asked: ApplyBody) -> None:
    """Ask for a list to be applied.

    Raises
    ------
    BadRequest
        When the unit for new places is none of the branch.
    Conflict
        When the list is not previewed, or has refused rows and nobody said to skip them.
    """
    refused = job.preview["counts"]["refused"] if job.preview else 0
    if job.state is State.DONE and refused and not asked.skip_bad:
        raise Conflict(
            f"{refused} rows are refused: mend them and bring the list again, or send skip_bad to skip them"
        )
    _known_unit(asked.unit_id)
    if not jobs.ask(connection(), job.id, Task.APPLY, asked.chosen):
        raise Conflict(
            f"list {job.id} is {job.state} ({job.task}): only one that is previewed can be applied"
        )


def undo(job: Job) -> None:
    """Ask for what a list brought to be taken back.

    Raises
    ------
    Conflict
        When the list is not applied.
    """
    if not jobs.ask(connection(), job.id, Task.UNDO, job.chosen):
        raise Conflict(f"list {job.id} is {job.state} ({job.task}): only one that is applied can be undone")


def discard(job: Job) -> None:
    """Put a list or a file away.

    Raises
    ------
    Conflict
        When it was applied, or is worked on.
    """
    if not jobs.discard(connection(), job.id):
        raise Conflict(
            f"{job.id} is {job.state} ({job.task}): what is applied or worked on cannot be discarded"
        )


def export(asked: ExportBody) -> int:
    """Ask for a file, and give the number of the job that writes it.

    Raises
    ------
    BadRequest
        When a kind or unit is not known.
    """
    if asked.kind is not None and asked.kind not in words().kinds:
        raise BadRequest(f"'kind': {asked.kind!r} is none of {', '.join(words().kinds)}", parameter="kind")
    _known_unit(asked.unit_id)
    day = datetime.now(CHINA).strftime("%Y%m%d")
    told = asked.model_dump(exclude_none=True)
    return jobs.add(connection(), Task.EXPORT, f"stations-{day}.{asked.form}", told)


def _known_unit(unit_id: int | None) -> None:
    if unit_id is not None and unit_id not in {one.id for one in branch.units(connection())}:
        raise BadRequest(f"'unit_id': unit {unit_id} is none of this branch", parameter="unit_id")


def reason(job: Job) -> dict[str, Any] | None:
    """Tell why a job came to nothing."""
    if job.reason is None:
        return None
    detail = job.params.get("detail") or f"the job ended without a result: {job.reason}"
    return {"code": job.reason, "params": {**job.params}, "detail": detail}


def told(job: Job) -> dict[str, Any]:
    """Write a list as the API shows it."""
    return {
        "id": job.id, "task": job.task, "state": job.state, "stage": job.stage, "file_name": job.file_name,
        "bytes": job.bytes, "asked_by": job.asked_by, "unit": job.unit, "asked": job.asked, "preview": job.preview,
        "outcome": job.outcome, "reason": reason(job), "import_id": job.import_id,
        "created_at": _moment(job.created_at), "changed_at": _moment(job.changed_at),
    }  # fmt: skip


def told_export(job: Job) -> dict[str, Any]:
    """Write an export as the API shows it."""
    return {
        "id": job.id, "state": job.state, "stage": job.stage, "file_name": job.file_name, "bytes": job.bytes,
        "asked": job.asked, "places": (job.outcome or {}).get("places"), "reason": reason(job),
        "file": f"/api/v1/exports/{job.id}/file" if job.state is State.DONE and job.has_file else None,
        "created_at": _moment(job.created_at), "changed_at": _moment(job.changed_at),
    }  # fmt: skip


def _moment(at: datetime) -> str:
    return at.astimezone(CHINA).isoformat(timespec="seconds")
