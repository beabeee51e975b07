"""``waystation work``: lists that were brought on the web are read and applied here, and files for it written."""

import contextlib
import ctypes
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from typing import Any

import click
from psycopg2.extensions import connection as Connection

from scripts.home import ROOT
from scripts.job import NO_MEMORY, PR_SET_PDEATHSIG, REFUSED
from scripts.store import open_store
from stations.database import as_web
from stations.jobs import Claimed
from stations.settings import Settings

LONGEST_S = 300.0
LONGEST_TO_PLAN_S = 900.0
LOOK_AGAIN_S = 20.0
LOST_FOR_S = 3.0
STAGE_SIGNS = 4_000  # of a line that a child says


@click.command()
@click.option("--once", is_flag=True, help="Do what waits, then end.")
@click.option("--plans/--lists", "planning", default=None, help="Make plans alone, or do all but plans.")
def work(once: bool, planning: bool | None) -> None:  # noqa: FBT001 - click passes options by name
    """Read, apply, write and plan what accounts ask for on the web, one job at a time, until Ctrl-C.

    The server starts two of these by itself, one for plans: a plan of minutes keeps no list waiting.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = Settings.from_environment()
    with open_store(settings) as url, contextlib.suppress(KeyboardInterrupt):
        run(url, settings.web_database_url or as_web(url), once=once, planning=planning)


def run(url: str, web_url: str, *, once: bool = False, planning: bool | None = None) -> None:
    """Do the jobs of a store; a store that is away is tried again."""
    from stations.database import connect
    from stations.errors import StoreError

    while True:
        try:
            connection = connect(url)
            try:
                _work(connection, web_url, once=once, planning=planning)
                return
            finally:
                connection.close()
        except StoreError as error:
            if once:
                raise
            print(f"waystation work: {error}", file=sys.stderr, flush=True)
            time.sleep(LOST_FOR_S)


def _work(connection: Connection, web_url: str, *, once: bool, planning: bool | None) -> None:
    from stations import jobs
    from stations.database import listen, notified, transaction

    listen(connection, jobs.CHANNEL)
    while True:
        with transaction(connection):
            jobs.forget_files(connection)
        while True:
            with transaction(connection):
                claimed = jobs.claim(connection, planning=planning)
            if claimed is None:
                break
            _do(connection, claimed, web_url)
        if once:
            return
        notified(connection, LOOK_AGAIN_S)


def _do(connection: Connection, claimed: Claimed, web_url: str) -> None:
    """Have one job done by a child, and tell why when it comes to nothing."""
    from stations import jobs
    from stations.database import transaction

    try:
        with transaction(connection):
            if claimed.tries > jobs.TRIES:
                jobs.fail(connection, claimed.id, "killed", {})
                return
            plans = claimed.task is jobs.Task.PLAN
            minutes = jobs.LENT_TO_PLAN_MINUTES if plans else jobs.LENT_MINUTES
            proof = jobs.lend(connection, claimed.account_id, minutes=minutes)
        reason, params = _by_child(connection, claimed, web_url, proof)
        with transaction(connection):
            jobs.take_back(connection, proof)
            if reason:
                jobs.fail(connection, claimed.id, reason, params)
    finally:
        if not connection.closed:
            with transaction(connection):
                jobs.let_go(connection, claimed.id)


def _by_child(
    connection: Connection, claimed: Claimed, web_url: str, proof: str
) -> tuple[str | None, dict[str, Any]]:
    """Give why the job came to nothing, or None when the child did it."""
    child = subprocess.Popen(
        [sys.executable, "-m", "scripts.job"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=_surroundings(),
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - this process has one thread
    )
    assert child.stdin is not None  # noqa: S101 - a pipe was asked for
    assert child.stdout is not None  # noqa: S101
    try:
        with contextlib.suppress(BrokenPipeError), child.stdin:
            child.stdin.write(
                json.dumps({"job": claimed.id, "task": claimed.task, "proof": proof, "url": web_url}).encode()
            )
        return _followed(connection, claimed, child)
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def _surroundings() -> dict[str, str]:
    """Give the child no secret of ours, and one thread: each would take room from its bounded memory."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WAYSTATION_")}
    return kept | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _followed(
    connection: Connection, claimed: Claimed, child: "subprocess.Popen[bytes]"
) -> tuple[str | None, dict[str, Any]]:
    """Keep what the child says of its stages until it ends, or has taken too long."""
    from stations import jobs, plans
    from stations.database import transaction

    refusal: dict[str, Any] = {}
    end = time.monotonic() + (LONGEST_TO_PLAN_S if claimed.task is jobs.Task.PLAN else LONGEST_S)
    for line in _lines(child, end):
        said = json.loads(line[:STAGE_SIGNS])
        if "reason" in said:
            refusal = said
        else:
            with transaction(connection):
                jobs.tell_stage(connection, claimed.id, said["stage"])
                if claimed.task is jobs.Task.PLAN:
                    plans.tell_stage(connection, claimed.id, said["stage"], said.get("share"))
    try:
        status = child.wait(timeout=max(0.1, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        return "too_long", {}
    if status == 0:
        return None, {}
    if status == REFUSED and refusal:
        return refusal["reason"], refusal["params"]
    return {NO_MEMORY: "memory", -signal.SIGXCPU: "too_long"}.get(status, "killed_by_itself"), {}


def _lines(child: "subprocess.Popen[bytes]", end: float) -> Any:
    """Read the child's lines as they come, until it closes its mouth or the time is over."""
    assert child.stdout is not None  # noqa: S101
    said = b""
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while selector.select(max(0.0, end - time.monotonic())):
            piece = os.read(child.stdout.fileno(), 65536)
            if not piece:
                return
            *lines, said = (said + piece).split(b"\n")
            yield from lines
