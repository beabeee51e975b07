"""A plan that an account asked for, made by the child of a runner: read as the account, worked out, and kept."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import TYPE_CHECKING

from psycopg2.extensions import connection as Connection

from scripts.job import REFUSED

if TYPE_CHECKING:
    from stations.plans import Plan

LOOK_S = 1.0  # how often it looks whether it is to stop


def make(url: str, job_id: int, proof: str) -> None:
    """Make the plan of a job; whoever asked may read all that it is made of.

    Raises
    ------
    Refused
        When it cannot be made of what there is; the detail is a sentence.
    """
    from geodata.guarding import Refused
    from stations.database import connect
    from stations.errors import StationsError, StoreError

    connection = connect(url)
    try:
        _make(connection, job_id, proof)
    except StoreError:
        raise
    except StationsError as error:
        raise Refused("plan", str(error)) from error
    finally:
        connection.close()


def _make(connection: Connection, job_id: int, proof: str) -> None:
    from geodata.planning import again
    from geodata.planning.fetching import fetch
    from geodata.planning.making import make as make_plan
    from geodata.planning.telling import Telling
    from stations import plans
    from stations.asking import asked
    from stations.database import transaction
    from stations.hours import CHINA

    _tell("starting", 0.0)
    began = time.monotonic()
    with transaction(connection):
        _act(connection, proof)
        plan = plans.of_job(connection, job_id)
        earlier = plans.one(connection, plan.again_of) if plan.again_of else None
        question = asked(plan.what, plan.asked, now=datetime.now(CHINA))
        inputs = fetch(connection, question, _tell, earlier=again.inputs_of(earlier))
    # Nothing is open in the store while it is worked out: that may take minutes.
    stop = _Stop(connection, plan, proof)
    with nullcontext() if plan.what is plans.What.SITE else _ended(stop):
        made = make_plan(inputs, question, Telling(_tell, stop))
    if earlier is not None:
        made = again.compared(made, earlier)
    _tell("keeping", 0.98)
    with transaction(connection):
        _act(connection, proof)
        plans.finish(connection, plan.id, made, seconds=time.monotonic() - began)


@contextmanager
def _ended(stop: Callable[[], bool]) -> Iterator[None]:
    """End this process as soon as somebody stops it: half of a search is a plan, half of a sum is nothing."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(LOOK_S):
            if stop():
                print(json.dumps({"reason": "stopped", "params": {}}), flush=True)
                os._exit(REFUSED)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


class _Stop:
    """Tells whether somebody wants the plan to come to an end; looks at the store once a second at most."""

    def __init__(self, connection: Connection, plan: "Plan", proof: str) -> None:
        self._connection, self._plan_id, self._proof = connection, plan.id, proof
        self._next = 0.0
        self._asked = False
        self._lock = threading.Lock()  # solvers ask from several threads, and the connection is one

    def __call__(self) -> bool:
        if not self._asked and time.monotonic() >= self._next and self._lock.acquire(blocking=False):
            try:
                self._asked = self._looked()
                self._next = time.monotonic() + LOOK_S
            finally:
                self._lock.release()
        return self._asked

    def _looked(self) -> bool:
        from stations import plans
        from stations.database import transaction

        with transaction(self._connection):
            _act(self._connection, self._proof)
            return plans.stop_asked(self._connection, self._plan_id)


def _act(connection: Connection, proof: str) -> None:
    from stations.acting import act_by
    from stations.errors import StoreError

    if act_by(connection, proof) is None:
        raise StoreError("the session of this job is over")


def _tell(stage: str, share: float | None) -> None:
    print(json.dumps({"stage": stage, "share": share}), flush=True)
