"""Plans that are asked for, made, kept and looked at: one document each, with map layers. Nothing here commits."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from psycopg2 import Binary
from psycopg2.extensions import connection as Connection

from stations import jobs
from stations.database import run
from stations.errors import BadRecord, NotFound
from stations.jobs import Task

MOST_LAYER_BYTES = 1 << 25  # as the store has it, compressed
COMMAND_LINE = "waystation plan"  # by which plans without an account say who asked


class What(StrEnum):
    """What a plan answers; docs/plans.md tells what stands in each."""

    COVERAGE = "coverage"
    GAPS = "gaps"
    SITE = "site"
    CORRIDOR = "corridor"
    COMPARE = "compare"


class State(StrEnum):
    """What became of it."""

    QUEUED = "queued"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    DISCARDED = "discarded"


class Made(NamedTuple):
    """What came of a plan: its document, the digest of its numbers, and its layers, each a FeatureCollection."""

    result: Mapping[str, Any]
    digest: str
    layers: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan as its branch sees it.

    `asked` are its options, `result` its document (None in lists), `layers` the names of its map layers; `share` tells
    how much is done, `reason` and `params` why it failed, `covered_share` the figure that lists show.
    """

    id: int
    job_id: int | None
    account_id: int | None
    asked_by: str
    unit_id: int | None
    unit: str | None
    title: str
    what: What
    asked: Mapping[str, Any]
    again_of: int | None
    state: State
    share: float | None
    stage: str | None
    reason: str | None
    params: Mapping[str, Any]
    stopping: bool
    result: Mapping[str, Any] | None
    covered_share: float | None
    digest: str | None
    seconds: float | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    layers: Sequence[str]

    @property
    def under_way(self) -> bool:
        """Whether it waits or is worked on."""
        return self.state in (State.QUEUED, State.WORKING)

    @property
    def answers(self) -> Mapping[str, Any]:
        """The options that it answers: as asked, once it is done with the hour and day that "now" was."""
        found: Mapping[str, Any] = (self.result or {}).get("options") or self.asked
        return found


def ask(
    connection: Connection,
    what: What | str,
    asked: Mapping[str, Any],
    *,
    title: str,
    again_of: int | None = None,
) -> int:
    """Ask for a plan as the acting account: a job makes it; give the plan's number.

    Raises
    ------
    TooManyJobs
        When the account has too much waiting.
    NotFound
        When nobody acts.
    """
    named = titled(title, what)
    values = {"title": named, "what": What(what), "asked": jobs.as_json(asked), "again_of": again_of}
    job_id = jobs.add(connection, Task.PLAN, named, {})
    asked_id: int = run(connection, "add_plan", {**values, "job_id": job_id})[0]["id"]
    return asked_id


def titled(title: str, what: What | str) -> str:
    """Give the title that a plan is kept under: no longer than the store takes, and never empty."""
    return " ".join(title.split())[:200] or str(What(what))


def listed(connection: Connection, *, before: int | None = None, limit: int = 20) -> list[Plan]:
    """List the plans that may be seen, the newest first, without their documents and what files brought to them."""
    return _found(connection, before=before, limit=limit)


def heads(connection: Connection, plan_ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """Give of each plan what its first sentence is made of: its document without the long lists, by number."""
    rows = run(connection, "plan_heads", {"ids": list(plan_ids)})
    return {row["id"]: row["head"] for row in rows}


def one(connection: Connection, plan_id: int, *, whole: bool = True) -> Plan:
    """Give one plan.

    Parameters
    ----------
    whole
        Whether with its document and the lists that were brought to it; how far it is can be told without.

    Raises
    ------
    NotFound
        When there is none of this number that may be seen.
    """
    found = _found(connection, id=plan_id, whole=whole)
    if not found:
        raise NotFound(
            f"there is no plan {plan_id}, or it is not yours to see: `plan list` tells which there are"
        )
    return found[0]


def of_job(connection: Connection, job_id: int) -> Plan:
    """Give the plan that a job makes.

    Raises
    ------
    NotFound
        When it makes none that may be seen.
    """
    found = _found(connection, job_id=job_id, whole=True)
    if not found:
        raise NotFound(f"job {job_id} makes no plan that its account may see")
    return found[0]


def layer(connection: Connection, plan_id: int, name: str) -> bytes:
    """Give one map layer of a plan: a GeoJSON FeatureCollection, compressed by gzip.

    Raises
    ------
    NotFound
        When the plan has no such layer, or may not be seen.
    """
    rows = run(connection, "plan_layer", {"plan_id": plan_id, "name": name})
    if not rows:
        raise NotFound(f"plan {plan_id} has no layer '{name}', or is not yours to see")
    return bytes(rows[0]["gzipped"])


def stop(connection: Connection, plan_id: int) -> bool:
    """Have a plan come to an end with what it has: False when it neither waits nor is worked on."""
    return bool(run(connection, "stop_plan", {"id": plan_id})[0]["stopped"])


def discard(connection: Connection, plan_id: int) -> bool:
    """Put a plan away: False while it is under way."""
    return bool(run(connection, "discard_plan", {"id": plan_id})[0]["discarded"])


def keep(
    connection: Connection,
    made: Made,
    asked: Mapping[str, Any],
    *,
    title: str,
    seconds: float,
    again_of: int | None = None,
) -> int:
    """Keep a plan that the command line made, as the owner of the store, and give its number."""
    what = made.result["what"]
    values = {
        "asked_by": COMMAND_LINE,
        "title": titled(title, what),
        "what": what,
        "asked": jobs.as_json(asked),
        "again_of": again_of,
        "result": jobs.as_json(made.result),
        "digest": made.digest,
        "seconds": seconds,
    }
    kept: int = run(connection, "keep_plan", values)[0]["id"]
    _keep_layers(connection, kept, made)
    return kept


# --- What the child of a runner does, as the account of its job ---


def finish(connection: Connection, plan_id: int, made: Made, *, seconds: float) -> None:
    """Keep what came of a plan that is worked on, and be done with its job.

    Raises
    ------
    NotFound
        When nobody works on it any more, or not for the acting account.
    """
    _keep_layers(connection, plan_id, made)
    told = {"id": plan_id, "result": jobs.as_json(made.result), "digest": made.digest, "seconds": seconds}
    if not run(connection, "finish_plan", told)[0]["finished"]:
        raise NotFound(f"nobody works on plan {plan_id} any more")


def stop_asked(connection: Connection, plan_id: int) -> bool:
    """Tell whether somebody wants it to come to an end, or it is gone."""
    rows = run(connection, "plan_stop_asked", {"id": plan_id})
    return not rows or bool(rows[0]["asked"])


def tell_stage(connection: Connection, job_id: int, stage: str, share: float | None) -> None:
    """Tell how far the plan of a job has come, as the owner of the store."""
    run(connection, "stage_plan", {"job_id": job_id, "stage": stage, "share": share})


def _keep_layers(connection: Connection, plan_id: int, made: Made) -> None:
    for name, collection in made.layers.items():
        packed = gzip.compress(json.dumps(collection, ensure_ascii=False).encode(), 6, mtime=0)
        if len(packed) > MOST_LAYER_BYTES:
            raise BadRecord(
                f"the layer '{name}' has {len(packed):,} bytes, and {MOST_LAYER_BYTES:,} is the most: "
                "ask for a smaller area, or with simpler outlines"
            )
        count = len(collection["features"])
        values = {"plan_id": plan_id, "name": name, "features": count, "gzipped": Binary(packed)}
        run(connection, "keep_plan_layer", values)


def _found(connection: Connection, **wanted: Any) -> list[Plan]:
    values = {"before": None, "limit": 1, "id": None, "job_id": None, "whole": False, **wanted}
    rows = run(connection, "plans", values)
    return [Plan(**{**row, "what": What(row["what"]), "state": State(row["state"])}) for row in rows]
