"""What the child of a runner does: one task of one job, within limits that the system holds it to.

Which job, by whose session and in which store comes in by the standard input; stages, and a refusal, go out as lines of
JSON. The account of the job acts, so that the store's policies decide what is read and written.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple


class Bounds(NamedTuple):
    """How much memory one task may have, and how many seconds of the processor."""

    memory_bytes: int
    cpu_s: int


BOUNDS = Bounds(1_500_000_000, 120)
TO_PLAN = Bounds(2_000_000_000, 1_700)  # roads of a city, a solver that improves as long as it is let
STATEMENT_S = 200
FILE_BYTES = 300_000_000
REFUSED, NO_MEMORY = 3, 4
PR_SET_PDEATHSIG = 1


def main() -> int:
    """Do the job of the standard input, and tell by the status how it ended."""
    given = json.loads(sys.stdin.read())
    confine(bounds_of(given["task"]))
    try:
        _do(given)
    except MemoryError:
        return NO_MEMORY
    except Exception as error:  # noqa: BLE001 - what is ours is told, anything else is the runner's to log
        return _told(error)
    return 0


def bounds_of(task: str) -> Bounds:
    """Tell the bounds of a task."""
    return TO_PLAN if task == "plan" else BOUNDS


def confine(bounds: Bounds) -> None:
    """Bound memory, time and files, leave no core, and end with the runner."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory_bytes, bounds.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.cpu_s, bounds.cpu_s + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)  # those who answer come first


def _tell(stage: str) -> None:
    print(json.dumps({"stage": stage}), flush=True)


def _told(error: Exception) -> int:
    import traceback

    from geodata.guarding import Refused
    from stations.errors import BadRecord, StationsError

    if isinstance(error, Refused):
        reason, params = error.reason, error.params
    elif isinstance(error, StationsError):
        reason = "record" if isinstance(error, BadRecord) else "unread"
        params = {"detail": str(error)}
    else:
        traceback.print_exc()
        reason, params = "unexpected", {}
    print(json.dumps({"reason": reason, "params": {"detail": str(error)[:500], **params}}), flush=True)
    return REFUSED


def _do(given: dict[str, Any]) -> None:
    from stations import jobs
    from stations.acting import act_by
    from stations.database import connect, transaction
    from stations.errors import StoreError
    from stations.jobs import Task

    if given["task"] == Task.PLAN:
        from scripts.plan.child import make

        make(_bounded(given["url"]), given["job"], given["proof"])
        return
    connection = connect(_bounded(given["url"]))
    try:
        _tell("starting")
        with transaction(connection):
            who = act_by(connection, given["proof"])
            if who is None:
                raise StoreError("the session of this job is over")
            job = jobs.one(connection, given["job"], exports=given["task"] == Task.EXPORT)
            with tempfile.TemporaryDirectory(prefix="waystation-job-") as folder:
                TASKS[job.task](connection, job, Path(folder), given["proof"])
    finally:
        connection.close()


def _bounded(url: str) -> str:
    """Bound each statement, and compile none: policies make plans look dearer than they are."""
    from psycopg2.extensions import make_dsn, parse_dsn

    options = f"{parse_dsn(url).get('options', '')} -c jit=off -c statement_timeout={STATEMENT_S}s".strip()
    return make_dsn(url, options=options)


def _brought(connection: Any, job: Any, folder: Path) -> Any:
    """Read the list of a job and compare it."""
    from geodata.bringing import Bringing, bring
    from stations import uploads
    from stations.datum import Datum

    path = folder / f"list{Path(job.file_name).suffix.lower()}"
    with path.open("wb") as file:
        uploads.fetch(connection, job.id, file)
    datum = job.asked.get("datum")
    how = Bringing(
        job.file_name, job.asked["source"], job.sha256, Datum(datum) if datum else None, job.asked.get("kind")
    )
    return bring(connection, path, how, tell=_tell)


def _preview(connection: Any, job: Any, folder: Path, proof: str) -> None:
    from geodata.previewing import preview
    from stations import jobs
    from stations.acting import act_by

    found = preview(connection, _brought(connection, job, folder), tell=_tell)
    connection.rollback()  # the list was applied to see what it does
    act_by(connection, proof)
    jobs.finish(connection, job.id, found)


def _apply(connection: Any, job: Any, folder: Path, proof: str) -> None:  # noqa: ARG001 - all tasks are called alike
    from geodata.applying import Choices, apply
    from geodata.previewing import told
    from stations import jobs

    brought = _brought(connection, job, folder)
    applied = apply(connection, brought, Choices.of(job.chosen), tell=_tell)
    jobs.finish(connection, job.id, told(brought, applied), made=applied.import_id)


def _export(connection: Any, job: Any, folder: Path, proof: str) -> None:  # noqa: ARG001
    from geodata.branch_export import export_branch
    from stations import jobs, uploads

    _tell("writing")
    if "plan" in job.asked:
        path = folder / Path(job.file_name).name
        told = _plan_file(connection, path, job.asked["plan"])
    else:
        path = folder / f"stations.{job.asked['form']}"
        told = {"places": export_branch(connection, path, job.asked)}
    with path.open("rb") as file:
        size = uploads.put(connection, job.id, file)
    jobs.finish(connection, job.id, told, size=size)


def _plan_file(connection: Any, path: Path, plan_id: int) -> dict[str, int]:
    """Write the layers and tables of a plan."""
    import gzip

    from geodata.plan_export import export
    from stations import plans
    from stations.errors import NotFound

    plan = plans.one(connection, plan_id)
    if plan.result is None:
        raise NotFound(f"plan {plan_id} is {plan.state}: it has no figures to write")
    packed = {name: plans.layer(connection, plan_id, name) for name in plan.layers}
    export(plan.result, {name: json.loads(gzip.decompress(layer)) for name, layer in packed.items()}, path)
    return {"plan": plan_id}


def _undo(connection: Any, job: Any, folder: Path, proof: str) -> None:  # noqa: ARG001
    from stations import jobs, undoing
    from stations.database import run

    _tell("undoing")
    done = undoing.undo_import(connection, job.import_id, actor=run(connection, "acting")[0]["name"])
    jobs.finish(connection, job.id, done.json)


TASKS = {"preview": _preview, "apply": _apply, "export": _export, "undo": _undo}

if __name__ == "__main__":
    sys.exit(main())
