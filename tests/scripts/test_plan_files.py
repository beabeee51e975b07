"""A plan's file, asked for at the desk, is written by the child of the runner."""

import zipfile
from contextlib import closing
from io import BytesIO

import pytest
from psycopg2.extensions import connection as Connection

from scripts import work
from stations import jobs, uploads
from stations.acting import act_by
from stations.database import as_web, connect, transaction
from stations.jobs import State, Task
from tests import planned
from tests.databases import own_database
from tests.people import account, session, unit


@pytest.fixture(scope="module")
def url(database_url: str) -> object:
    with own_database(database_url, "plan_files") as found:
        yield found


@pytest.mark.parametrize("ending", ["csv.zip", "gpkg"])
def test_a_file_of_a_plan_is_written_by_a_child(url: str, ending: str) -> None:
    with closing(connect(url)) as store:
        with transaction(store):
            mine = unit(store)
            who = account(store, "planner", mine)
            plan = planned.keep(store, who, mine)
            proof = session(store, who)
            act_by(store, proof)
            job = jobs.add(store, Task.EXPORT, f"plan-{plan}.{ending}", {"form": ending[:4], "plan": plan})
        work.run(url, as_web(url), once=True)
        with transaction(store):
            act_by(store, proof)
            done = jobs.one(store, job, exports=True)
            assert (done.state, done.outcome) == (State.DONE, {"plan": plan}), done.params
            assert _begins(store, job).startswith(b"PK" if ending == "csv.zip" else b"SQLite format 3")


def _begins(store: Connection, job: int) -> bytes:
    file = BytesIO()
    assert uploads.fetch(store, job, file)
    if zipfile.is_zipfile(file):
        assert "by_area.csv" in zipfile.ZipFile(file).namelist()
    return file.getvalue()[:20]
