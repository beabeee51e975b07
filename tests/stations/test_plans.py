"""Plans as the store guards them: a branch sees its own, makes them by jobs, and nobody writes another's."""

import gzip
import json

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from stations import jobs, plans
from stations.acting import act_by
from stations.errors import BadRecord, NotFound
from stations.jobs import Task, TooManyJobs
from stations.plans import Made, State, What
from tests.people import account, session, token, unit, value
from tests.stations.test_jobs import as_web

POINT = {"type": "Point", "coordinates": [126.6, 45.7]}
LAYER = {
    "type": "FeatureCollection",
    "features": [{"type": "Feature", "geometry": POINT, "properties": {"id": "里"}}],
}
MADE = Made(
    {"what": "coverage", "inputs": {}, "versions": {}, "figures": {"share": 0.25, "p50": None}},
    "d" * 64,
    {"places": LAYER},
)


class Table:
    """Two branches, each with a planner, and a plan that the first asked for."""

    def __init__(self, store: Connection) -> None:
        self.mine, self.theirs = unit(store), unit(store)
        self.planner, self.stranger = (
            account(store, "planner", self.mine),
            account(store, "planner", self.theirs),
        )
        self.proof, self.other = session(store, self.planner), session(store, self.stranger)
        act_by(store, self.proof)
        self.plan = plans.ask(store, What.COVERAGE, {"demand": "people"}, title="Who is near?")
        self.job = plans.one(store, self.plan).job_id
        act_by(store, "")


@pytest.fixture
def table(store: Connection) -> Table:
    return Table(store)


def work(store: Connection, table: Table) -> None:
    """Take the job, as a runner does."""
    claimed = jobs.claim(store)
    assert claimed is not None
    assert claimed.id == table.job
    jobs.let_go(store, claimed.id)


def test_a_plan_is_seen_by_its_branch_alone(store: Connection, table: Table) -> None:
    above = session(store, account(store, "operator"))
    reader = session(store, account(store, "manager", table.mine))
    for proof, seen in ((table.proof, 1), (reader, 1), (above, 1), (table.other, 0), ("", 0), ("made up", 0)):
        with as_web(store, proof):
            assert len(plans.listed(store)) == seen
    with as_web(store, table.other), pytest.raises(NotFound, match="not yours to see"):
        plans.one(store, table.plan)


def test_what_the_command_line_made_every_account_sees_and_nobody_else(
    store: Connection, table: Table
) -> None:
    kept = plans.keep(store, MADE, {}, title="  of   the office ", seconds=1.5)
    for proof, seen in ((table.other, [kept]), (table.proof, [kept, table.plan]), ("", [])):
        with as_web(store, proof):
            assert [one.id for one in plans.listed(store)] == seen
    with as_web(store, table.other):
        one = plans.one(store, kept)
        assert (one.title, one.asked_by, one.covered_share) == ("of the office", "waystation plan", 0.25)
        assert json.loads(gzip.decompress(plans.layer(store, kept, "places"))) == LAYER
        assert not plans.discard(store, kept)


def test_a_plan_goes_from_its_job_to_its_document(store: Connection, table: Table) -> None:
    with as_web(store, table.proof):
        assert plans.one(store, table.plan).state is State.QUEUED
        with pytest.raises(NotFound, match="nobody works on plan"):
            plans.finish(store, table.plan, MADE._replace(layers={}), seconds=1)
    work(store, table)
    plans.tell_stage(store, table.job or 0, "measuring", 0.5)
    one = plans.one(store, table.plan)
    assert (one.state, one.stage, one.share) == (State.WORKING, "measuring", 0.5)
    assert one.started_at is not None
    with as_web(store, table.proof):
        plans.finish(store, table.plan, MADE, seconds=2)
        one = plans.of_job(store, table.job or 0)
        assert (one.state, one.result, one.layers) == (State.DONE, MADE.result, ["places"])
        assert value(store, "SELECT state FROM job WHERE id = %s", table.job) == "done"


def test_what_becomes_of_the_job_becomes_of_the_plan(store: Connection, table: Table) -> None:
    work(store, table)
    jobs.fail(store, table.job or 0, "unread", {"detail": "there is no demand 'people'"})
    one = plans.one(store, table.plan)
    assert (one.state, one.reason, one.params) == (
        State.FAILED,
        "unread",
        {"detail": "there is no demand 'people'"},
    )


def test_one_that_waits_is_put_away_when_stopped_and_one_at_work_is_told(
    store: Connection, table: Table
) -> None:
    act_by(store, table.proof)
    second = plans.ask(store, "site", {}, title="")
    assert plans.one(store, second).title == "site"
    assert plans.stop(store, second)
    assert plans.one(store, second).state is State.DISCARDED
    act_by(store, "")
    work(store, table)
    act_by(store, table.proof)
    assert not plans.stop_asked(store, table.plan)
    assert plans.stop(store, table.plan)
    assert plans.stop_asked(store, table.plan)
    plans.finish(store, table.plan, MADE, seconds=1)
    assert not plans.stop(store, table.plan)


def test_what_is_put_away_keeps_that_it_was_asked_for(store: Connection, table: Table) -> None:
    assert not plans.discard(store, table.plan)
    work(store, table)
    act_by(store, table.proof)
    assert not plans.discard(store, table.plan)
    plans.finish(store, table.plan, MADE, seconds=1)
    assert plans.discard(store, table.plan)
    assert plans.listed(store) == []
    one = plans.one(store, table.plan)
    assert (one.state, one.result, one.asked, one.layers) == (
        State.DISCARDED,
        None,
        {"demand": "people"},
        [],
    )
    with pytest.raises(NotFound, match="no layer 'places'"):
        plans.layer(store, table.plan, "places")


def test_an_account_with_much_waiting_waits(store: Connection, table: Table) -> None:
    act_by(store, table.proof)
    for _ in range(jobs.MOST_WAITING - 1):
        plans.ask(store, What.GAPS, {}, title="more")
    with pytest.raises(TooManyJobs, match="wait for them"):
        plans.ask(store, What.GAPS, {}, title="one more")


def test_a_layer_that_is_too_large_is_refused_with_its_size(
    store: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "MOST_LAYER_BYTES", 10)
    with pytest.raises(BadRecord, match=r"'places' has .* bytes, and 10 is the most"):
        plans.keep(store, MADE, {}, title="large", seconds=1)


def test_lists_never_show_a_plan_and_plans_are_taken_by_a_runner_of_their_own(
    store: Connection, table: Table
) -> None:
    value(store, "UPDATE account SET role = 'manager' WHERE id = %s", table.planner)
    act_by(store, table.proof)
    export = jobs.add(store, Task.EXPORT, "stations.csv", {"form": "csv"})
    assert [one.id for one in jobs.listed(store, exports=True)] == [export]
    assert jobs.listed(store) == []
    assert not jobs.discard(store, table.job or 0)
    of_lists, of_plans = jobs.claim(store, planning=False), jobs.claim(store, planning=True)
    assert of_lists is not None
    assert of_plans is not None
    assert (of_lists.id, of_plans.id) == (export, table.job)
    for job in (export, table.job or 0):
        jobs.let_go(store, job)


INSERT = "INSERT INTO plan (account_id, asked_by, unit_id, title, what, asked, job_id) VALUES "
ALL = "SELECT (SELECT json_agg(plan) FROM plan)::text || (SELECT count(*) FROM plan_layer)"
ATTACKS = (
    "UPDATE plan SET title = 'x'",
    "DELETE FROM plan",
    "TRUNCATE plan, plan_layer",
    "INSERT INTO plan_layer VALUES ({plan}, 'sites', 0, '')",
    "SELECT 1 / (stop_plan({plan}))::int",
    "SELECT 1 / (discard_plan({plan}))::int",
    "SELECT 1 / (finish_plan({plan}, '{{}}', 'x', 1))::int",
    "SELECT follow_job()",
    INSERT + "({me}, 'x', {mine}, 't', 'site', '{{}}', {job})",
    INSERT + "({victim}, 'x', {unit}, 't', 'site', '{{}}', {job})",
    INSERT.replace("what,", "what, state,") + "({me}, 'x', {mine}, 't', 'site', 'done', '{{}}', NULL)",
)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("state", ["queued", "working"])
def test_a_stranger_changes_nothing_by_any_statement(
    store: Connection, table: Table, attack: str, state: str
) -> None:
    value(store, "UPDATE job SET state = %s WHERE id = %s", state, table.job)
    said = attack.format(
        victim=table.planner,
        unit=table.mine,
        me=table.stranger,
        mine=table.theirs,
        job=table.job,
        plan=table.plan,
    )
    before = value(store, ALL)
    with pytest.raises(psycopg2.Error), as_web(store, table.other):
        value(store, said)
    assert value(store, ALL) == before


def test_a_token_without_the_right_to_plan_asks_for_none(store: Connection, table: Table) -> None:
    reader = token(store, table.planner, "read")
    with as_web(store, reader), pytest.raises(psycopg2.Error, match="row-level security"):
        plans.ask(store, What.GAPS, {}, title="not mine to ask")


@pytest.mark.parametrize(
    "forged",
    [
        "SELECT 1 / (finish_plan({plan}, '{{\"inputs\": {{}}, \"versions\": {{}}}}', 'x', 1))::int",
        "INSERT INTO plan_layer VALUES ({plan}, 'sites', 0, '')",
    ],
)
def test_a_token_that_may_only_read_writes_no_result_of_its_own_account(
    store: Connection, table: Table, forged: str
) -> None:
    value(store, "UPDATE job SET state = 'working' WHERE id = %s", table.job)
    reader, before = token(store, table.planner, "read"), value(store, ALL)
    with pytest.raises(psycopg2.Error), as_web(store, reader):
        value(store, forged.format(plan=table.plan))
    assert value(store, ALL) == before
