"""Whether this worker lives, whether it can answer, and what it has done."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client.core import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from stations.database import run
from stations.errors import StoreError
from web.db import connection
from web.meter import Gauges, Meter
from web.opening import now, presence

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    """Answer as long as the worker lives; asks nobody else."""
    return _never_kept(jsonify(status="alive"))


@health.get("/readyz")
def ready() -> Response:
    """Answer 200 when lookups can be answered, from memory or by the database, else 503."""
    present = presence().now()
    told: dict[str, Any] = {"status": "ready", "atlas": {"ready": present is not None}}
    if present:
        as_of = present.atlas.as_of
        told["atlas"] |= {
            "places": len(present.atlas), "as_of": as_of.isoformat(timespec="milliseconds"),
            "age_s": round((now() - as_of).total_seconds(), 1),
        }  # fmt: skip
    try:
        told |= {"database": "answers", "version": run(connection(), "migration_newest")[0]["number"]}
    except StoreError:
        if present is None:
            raise
        told["database"] = "away"
    return _never_kept(jsonify(told))


@health.get("/metrics")
def metrics() -> Response:
    """Tell the counts of all workers as Prometheus reads them."""
    registry, meter = CollectorRegistry(), current_app.extensions["meter"]
    assert isinstance(meter, Meter)  # noqa: S101 - for the type checker
    registry.register(meter)
    registry.register(Gauges(_gauges()))
    return _never_kept(Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST))


def _gauges() -> dict[str, tuple[str, float]]:
    present, source = presence().now(), presence().source
    told = {"database_up": ("Whether the database answered when last asked.", float(source.connected))}
    if present:
        age_s = (now() - present.atlas.as_of).total_seconds()
        told["atlas_places"] = ("Places in memory.", float(len(present.atlas)))
        told["atlas_age_seconds"] = ("Time since what is in memory was known to be all there is.", age_s)
    return told


def _never_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
