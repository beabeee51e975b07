"""Jobs as the store guards them: whoever speaks SQL as the web sees, asks and finishes no more than an account may."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from stations import jobs
from stations.acting import act_by
from stations.errors import NotFound
from stations.jobs import Task
from tests.make import enter_one
from tests.people import account, keep, session, token, unit, value


@contextmanager
def as_web(store: Connection, proof: str) -> Iterator[None]:
    """Speak SQL as the web, for somebody."""
    store.commit()
    value(store, "SET ROLE waystation_web")
    act_by(store, proof)
    try:
        yield
    finally:
        store.rollback()
        value(store, "RESET ROLE")
        value(store, "SELECT set_config('waystation.proof', '', true)")


class Two:
    """Two branches, each with a manager, and a list of the first."""

    def __init__(self, store: Connection) -> None:
        self.mine, self.theirs = unit(store), unit(store)
        self.manager, self.stranger = (
            account(store, "manager", self.mine),
            account(store, "manager", self.theirs),
        )
        self.proof, self.other = session(store, self.manager), session(store, self.stranger)
        act_by(store, self.proof)
        self.job = jobs.add(store, Task.PREVIEW, "list.csv", {})
        value(store, "INSERT INTO job_file VALUES (%s, 0, 'content')", self.job)
        act_by(store, "")


@pytest.fixture
def two(store: Connection) -> Two:
    return Two(store)


INSERT = "INSERT INTO job (task, account_id, asked_by, unit_id, file_name) VALUES "
ALL = """SELECT (SELECT json_agg(job) FROM job)::text || (SELECT count(*) FROM job_file)
                || (SELECT count(*) FROM known_as)"""
SEEN = ("SELECT count(*) FROM job", "SELECT count(*) FROM job_file")


@pytest.mark.parametrize("statement", SEEN)
def test_its_branch_sees_a_list_and_nobody_else(store: Connection, two: Two, statement: str) -> None:
    planner = session(store, account(store, "planner", two.mine))
    reader = token(store, two.manager, "read")
    for proof, found in ((two.proof, 1), (two.other, 0), (planner, 0), (reader, 0), ("made up", 0), ("", 0)):
        with as_web(store, proof):
            assert value(store, statement) == found


ATTACKS = (
    "UPDATE job SET state = 'done'",
    "UPDATE job SET account_id = account_id + 1",
    "DELETE FROM job",
    "DELETE FROM job_file",
    "UPDATE job_file SET piece = ''",
    "TRUNCATE job, job_file, known_as",
    INSERT + "('preview', {victim}, 'x', {unit}, 'a.csv')",
    INSERT + "('apply', {me}, 'x', {mine}, 'a.csv')",
    INSERT.replace("task,", "task, state,") + "('preview', 'done', {me}, 'x', {mine}, 'a')",
    "INSERT INTO job_file VALUES ({job}, 1, 'more')",
    "INSERT INTO known_as VALUES ('test of known', 'x', {place})",
    "INSERT INTO finding VALUES ({place}, 'x', 'y')",
    "SELECT 1 / (ask_job({job}, 'apply', '{{}}'))::int",
    "SELECT 1 / (discard_job({job}))::int",
    "SELECT 1 / (finish_job({job}, '{{}}', NULL, NULL))::int",
    "SELECT wake_runner()",
)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("state", ["queued", "working", "done"])
def test_a_stranger_changes_nothing_by_any_statement(
    store: Connection, two: Two, attack: str, state: str
) -> None:
    place = enter_one(store, source_id="test of known")
    keep(store, place, two.mine)
    value(store, "SET CONSTRAINTS ALL IMMEDIATE")
    value(store, "UPDATE job SET state = %s WHERE id = %s", state, two.job)
    said = attack.format(
        victim=two.manager, unit=two.mine, me=two.stranger, mine=two.theirs, job=two.job, place=place
    )
    before = value(store, ALL)
    with pytest.raises(psycopg2.Error), as_web(store, two.other):
        value(store, said)
    after = value(store, ALL)
    assert after == before


def test_only_what_is_worked_on_is_finished_and_by_its_account(store: Connection, two: Two) -> None:
    with as_web(store, two.proof), pytest.raises(NotFound, match="nobody works on job"):
        jobs.finish(store, two.job, {})
    value(store, "UPDATE job SET state = 'working' WHERE id = %s", two.job)
    with as_web(store, two.proof):
        jobs.finish(store, two.job, {"counts": {}, "odd": "\0\ud800"})


def test_a_job_is_claimed_once_and_the_oldest_first(store: Connection, two: Two) -> None:
    act_by(store, two.proof)
    second = jobs.add(store, Task.EXPORT, "stations.csv", {"form": "csv"})
    claimed = [jobs.claim(store), jobs.claim(store), jobs.claim(store)]
    assert [one and one.id for one in claimed] == [two.job, second, None]
    for job in (two.job, second):
        jobs.let_go(store, job)
