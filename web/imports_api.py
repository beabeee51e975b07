"""Lists in and files out over HTTP: what is asked for is done in the background, and looked at until it is done."""

import tempfile
from pathlib import PurePath
from typing import Any

from flask import Blueprint, Response, request, send_file

from stations import jobs, uploads
from stations.acting import Scope
from stations.errors import NotFound
from stations.jobs import State
from web import bringing
from web.bodies.imports import ApplyBody, ExportBody, JobsQuery
from web.calls import in_json, number, typed, written
from web.db import connection
from web.errors import BadRequest
from web.params import NoQuery
from web.rights import needs

MOST_LISTED = 100
LONGEST_BODY = 1 << 20
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "zip": "application/zip",
    "parquet": "application/vnd.apache.parquet",
}

imports_api = Blueprint("imports_api", __name__, url_prefix="/api/v1/imports")
exports_api = Blueprint("exports_api", __name__, url_prefix="/api/v1/exports")
bringing.take_large_files(imports_api)


@imports_api.post("")
@needs(Scope.IMPORT)
def bring() -> Response:
    """Take a list in: 201, and where to look what comes of it."""
    NoQuery.of(request)
    typed(("multipart/form-data",), "multipart/form-data with a file")
    job = jobs.one(connection(), bringing.brought())
    return _written(bringing.told(job), 201, f"/api/v1/imports/{job.id}")


@imports_api.get("")
@needs(Scope.IMPORT)
def listed() -> Response:
    """List the lists of the branch, the newest first."""
    found, after = _page(exports=False)
    return _written({"imports": [bringing.told(job) for job in found], "next": after})


@imports_api.get("/<id>")
@needs(Scope.IMPORT)
def one(id: str) -> Response:
    """Give a list, and what came of it so far."""
    NoQuery.of(request)
    return _written(bringing.told(_job(id)))


@imports_api.post("/<id>/apply")
@needs(Scope.IMPORT)
def apply(id: str) -> Response:
    """Ask for a previewed list to be applied: 202."""
    NoQuery.of(request)
    request.max_content_length = LONGEST_BODY
    bringing.apply(_job(id), ApplyBody.of(_json()))
    return _written(bringing.told(_job(id)), 202)


@imports_api.post("/<id>/undo")
@needs(Scope.IMPORT)
def undo(id: str) -> Response:
    """Ask for what a list brought to be taken back: 202."""
    NoQuery.of(request)
    bringing.undo(_job(id))
    return _written(bringing.told(_job(id)), 202)


@imports_api.delete("/<id>")
@needs(Scope.IMPORT)
def discard(id: str) -> Response:
    """Put a list away that was not applied."""
    NoQuery.of(request)
    bringing.discard(_job(id))
    return _written(bringing.told(_job(id)))


@exports_api.post("")
@needs(Scope.READ)
def export() -> Response:
    """Ask for a file with the places of the branch: 201, and where to look whether it is there."""
    NoQuery.of(request)
    job = jobs.one(connection(), bringing.export(ExportBody.of(_json())), exports=True)
    return _written(bringing.told_export(job), 201, f"/api/v1/exports/{job.id}")


@exports_api.get("")
@needs(Scope.READ)
def exported() -> Response:
    """List the files that the account asked for."""
    found, after = _page(exports=True)
    return _written({"exports": [bringing.told_export(job) for job in found], "next": after})


@exports_api.get("/<id>")
@needs(Scope.READ)
def export_told(id: str) -> Response:
    """Give an export."""
    NoQuery.of(request)
    return _written(bringing.told_export(_job(id, exports=True)))


@exports_api.get("/<id>/file")
@needs(Scope.READ)
def file(id: str) -> Response:
    """Give the file, which is on disk meanwhile and not in memory."""
    NoQuery.of(request)
    job = _job(id, exports=True)
    found = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed with the answer
    if job.state is not State.DONE or not uploads.fetch(connection(), job.id, found):
        found.close()
        raise NotFound(f"export {id} has no file: it is {job.state}")
    found.seek(0)
    sent = send_file(
        found,
        mimetype=MEDIA[PurePath(job.file_name).suffix[1:]],
        as_attachment=True,
        download_name=job.file_name,
        etag=False,
        max_age=0,
    )
    sent.headers["Cache-Control"] = "private, no-store"
    return sent


@exports_api.delete("/<id>")
@needs(Scope.READ)
def drop(id: str) -> Response:
    """Put a file away."""
    NoQuery.of(request)
    bringing.discard(_job(id, exports=True))
    return _written(bringing.told_export(_job(id, exports=True)))


def job_id(text: str) -> int:
    """Read the number of a job from an address."""
    return number(text, "list or export")


def _job(id: str, *, exports: bool = False) -> jobs.Job:
    return jobs.one(connection(), job_id(id), exports=exports)


def _page(*, exports: bool) -> tuple[list[jobs.Job], int | None]:
    query = JobsQuery.of(request)
    limit = min(query.limit, MOST_LISTED)
    found = jobs.listed(connection(), exports=exports, before=query.cursor, limit=limit + 1)
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def _json() -> bytes:
    in_json()
    body = request.get_data()
    if not body:
        raise BadRequest("the body is empty: send {} at least", parameter="body")
    return body


def _written(told: dict[str, Any], status: int = 200, location: str | None = None) -> Response:
    response = written(told, status)
    if location:
        response.headers["Location"] = location
    return response
