"""Whether this worker lives, and whether it can answer."""

from flask import Blueprint, Response, jsonify

from stations.database import run
from web.db import connection

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    """Answer as long as the worker lives; asks nobody else."""
    return _never_kept(jsonify(status="alive"))


@health.get("/readyz")
def ready() -> Response:
    """Answer 200 when the database does, else 503 by way of the table of errors."""
    version = run(connection(), "migration_newest")[0]["number"]
    return _never_kept(jsonify(status="ready", database="answers", version=version))


def _never_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
