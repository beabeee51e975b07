"""The server's process and the database are killed in the middle of edits: history and record agree, none is lost."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scripts import cluster
from scripts.home import ROOT, key
from stations import history
from stations.database import at_one_moment, connect
from stations.migrate import migrate
from stations.verifying import verify
from tests.make import enter_one
from tests.people import account, token, unit, value

PLACES, ENOUGH = 6, 60


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A checkout with a durable cluster of its own."""
    place = tmp_path / "a checkout"
    (place / "var").mkdir(parents=True)
    yield place
    shutil.rmtree(Path("/var/lib/waystation", key(place)), ignore_errors=True)
    shutil.rmtree(Path("/tmp", f"waystation-{key(place)}"), ignore_errors=True)


@pytest.mark.slow
@pytest.mark.parametrize("database_dies_first", [True, False])
def test_each_acknowledged_edit_outlives_the_kill(checkout: Path, *, database_dies_first: bool) -> None:
    with cluster.running(checkout) as url:
        secret, places = arranged(url)
        as_the_web = f"{url}&options=-c%20role%3Dwaystation_web"
        with subprocess.Popen(
            [sys.executable, "-m", "tests.stations.editing", as_the_web, secret, *map(str, places)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        ) as editor:  # fmt: skip
            assert editor.stdout is not None
            lines = [editor.stdout.readline() for _ in range(ENOUGH)]
            server = postmaster(checkout)
            for victim in (server, editor.pid) if database_dies_first else (editor.pid, server):
                os.kill(victim, signal.SIGKILL)
            lines += editor.stdout.readlines()
        gone(server)
    told = [line.split() for line in lines if line.endswith("\n") and line.split()]
    assert len(told) >= ENOUGH
    with cluster.running(checkout) as url, closing(connect(url)) as connection:
        with at_one_moment(connection):
            verdict = verify(connection)
        assert verdict.faults == []
        known = {place: history.versions(connection, place) for place in places}
    for place, version, *mark in told:
        kept = known[int(place)][int(version) - 1]
        assert kept.version == int(version)
        assert kept.changed_by == "manager-of-the-kill"
        assert not mark or kept.record["phone"] == mark[0]
    for versions in known.values():
        assert [one.version for one in versions] == list(range(1, len(versions) + 1))
    # What was committed and not yet said aloud is at most one edit for each thread.
    made = sum(len(versions) - 2 for versions in known.values())
    assert len(told) <= made <= len(told) + 4
    assert verdict.counts["edits"] >= made


def arranged(url: str) -> tuple[str, list[int]]:
    """A manager with a token, and places of the manager's unit."""
    with closing(connect(url)) as connection:
        migrate(connection)
        branch = unit(connection)
        manager = account(connection, unit_id=branch)
        value(connection, "UPDATE account SET name = 'manager-of-the-kill' WHERE id = %s", manager)
        places = [enter_one(connection, phone="0") for _ in range(PLACES)]
        value(connection, "UPDATE station SET unit_id = %s", branch)
        secret = token(connection, manager)
        connection.commit()
    return secret, places


def postmaster(checkout: Path) -> int:
    """The process number of the checkout's database server."""
    return int((checkout / "var/cluster/data/postmaster.pid").read_text(encoding="utf-8").split()[0])


def gone(pid: int) -> None:
    """Wait for the end of a killed server: until its children notice, the memory they share is in use."""
    subprocess.run(["tail", f"--pid={pid}", "-f", "/dev/null"], check=True, timeout=60)
    time.sleep(0.2)
