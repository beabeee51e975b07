"""`waystation work`: what accounts ask for on the web is done by a child that owns nothing and has an end."""

import io
import json
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from scripts import work
from stations import jobs, uploads
from stations.acting import act_by
from stations.database import as_web, connect, transaction
from stations.jobs import Job, State, Task
from tests.databases import own_database
from tests.make import HERE, enter, record
from tests.people import account, keep, session, unit, value

LIST = """编号,名称,地址,经度,纬度,开放时间,服务
1,松风路工会驿站,某市松风路1号,126.6201,45.7701,8:00-18:00,饮水
2,望江街工会驿站,某市望江街2号,126.6301,45.7801,24小时,饮水;微波炉
3,柳溪巷工会驿站,某市柳溪巷3号,待定,待定,,
"""


class Office:
    """A store of its own with a unit's manager, and what happens to lists that the manager brings."""

    def __init__(self, url: str, store: Connection) -> None:
        self.url, self.store = url, store
        with transaction(store):
            self.unit, self.other = unit(store), unit(store)
            self.manager = account(store, "manager", self.unit)
            self.stranger = account(store, "manager", self.other)
            self.proof = session(store, self.manager)

    def bring(self, text: str | bytes, name: str = "list.csv", **asked: Any) -> int:
        """Bring a list, as the web does."""
        content = text.encode() if isinstance(text, str) else text
        with transaction(self.store):
            act_by(self.store, self.proof)
            job = jobs.add(
                self.store, Task.PREVIEW, name, {"source": f"unit:{self.unit}", **asked}, size=len(content)
            )
            uploads.put(self.store, job, io.BytesIO(content))
        return job

    def ask(self, task: Task, job: int, **chosen: Any) -> None:
        """Ask for the next task."""
        with transaction(self.store):
            act_by(self.store, self.proof)
            assert jobs.ask(self.store, job, task, chosen)

    def export(self, form: str, **asked: Any) -> int:
        """Ask for a file."""
        with transaction(self.store):
            act_by(self.store, self.proof)
            return jobs.add(self.store, Task.EXPORT, f"stations.{form}", {"form": form, **asked})

    def work(self) -> None:
        """Do all that waits."""
        work.run(self.url, as_web(self.url), once=True)

    def job(self, job: int, *, exports: bool = False) -> Job:
        """What became of a job."""
        with transaction(self.store):
            act_by(self.store, self.proof)
            return jobs.one(self.store, job, exports=exports)

    def file(self, job: int) -> bytes:
        """The file of a job."""
        found = io.BytesIO()
        with transaction(self.store):
            uploads.fetch(self.store, job, found)
        return found.getvalue()

    def previewed(self, text: str | bytes, name: str = "list.csv", **asked: Any) -> Job:
        """Bring a list and have it read."""
        job = self.bring(text, name, **asked)
        self.work()
        return self.job(job)


@pytest.fixture(scope="module")
def url(database_url: str) -> Iterator[str]:
    with own_database(database_url, "work") as found:
        yield found


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    with closing(connect(url)) as store:
        yield Office(url, store)


def counted(job: Job, *names: str) -> tuple[int, ...]:
    told = job.preview if job.task is Task.PREVIEW else job.outcome
    assert told is not None, (job.reason, job.params)
    return tuple(told["counts"][name] for name in names)


def test_a_list_is_previewed_then_applied_by_its_account_in_its_branch(office: Office) -> None:
    before = value(office.store, "SELECT count(*) FROM station")
    job = office.previewed(LIST)
    assert (job.state, job.reason) == (State.DONE, None)
    assert counted(job, "rows", "new", "refused", "elsewhere") == (3, 2, 1, 0)
    assert job.preview["refused"][0]["rule"] == "not_degrees"
    assert value(office.store, "SELECT count(*) FROM station") == before
    office.ask(Task.APPLY, job.id)
    office.work()
    applied = office.job(job.id)
    assert (applied.task, applied.state, applied.reason) == (Task.APPLY, State.DONE, None)
    assert counted(applied, "new", "changed") == (2, 0)
    with office.store.cursor() as cursor:
        cursor.execute(
            "SELECT station.unit_id, station.source, changed_by = account.name, import.imported_by = account.name,"
            " import.account->'entered' FROM station JOIN import ON import.id = import_id, account"
            " WHERE account.id = %s AND station.import_id = %s",
            (office.manager, applied.import_id),
        )
        assert cursor.fetchall() == [(office.unit, f"unit:{office.unit}", True, True, 2)] * 2
    again = office.previewed(LIST)
    assert counted(again, "new", "changed", "unchanged", "pairs") == (0, 0, 2, 0)


def test_places_of_another_branch_are_told_and_not_touched(office: Office) -> None:
    theirs, source = record(HERE, name="他处驿站", source_id="x1"), f"shared {office.unit}"
    with transaction(office.store):
        enter(office.store, theirs, record(HERE, name="我处驿站", source_id="x2", lon=126.9), source=source)
        ids = {
            one: value(
                office.store, "SELECT id FROM station WHERE source = %s AND source_id = %s", source, one
            )
            for one in ("x1", "x2")
        }
        keep(office.store, ids["x1"], office.other)
        keep(office.store, ids["x2"], office.unit)
    text = "编号,名称,经度,纬度\nx1,改名了,126.62,45.77\nx2,我处改名,126.9,45.77\n"
    job = office.previewed(text, source=source)
    assert counted(job, "new", "changed", "elsewhere") == (0, 1, 1)
    assert job.preview["elsewhere"][0]["name"] == "改名了"
    assert job.preview["changed"][0]["fields"] == {"name": ["我处驿站", "我处改名"]}
    office.ask(Task.APPLY, job.id)
    office.work()
    assert counted(office.job(job.id), "changed", "elsewhere") == (1, 1)
    names = [value(office.store, "SELECT name FROM station WHERE id = %s", ids[one]) for one in ("x1", "x2")]
    assert names == ["他处驿站", "我处改名"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "gpkg"])
def test_an_export_that_comes_back_changes_nothing(office: Office, form: str) -> None:
    strange = ["=HYPERLINK(1)", "+86 一号", "-5", "@家", "'=已有撇号", "甲;乙", '引"号', "<script>"]
    with transaction(office.store):
        for nth, name in enumerate(strange):
            one = record(
                HERE,
                name=f"{name}",
                lon=113.28794769999999 + nth / 100,
                address=f"{name}{office.unit}",
                phone="-12",
                hours="周一至周五9点到下午5点半",
                services=("drinking_water",),
            )
            enter(office.store, one, source=f"{nth % 3} of {office.unit}")
        value(
            office.store,
            "UPDATE station SET unit_id = %s WHERE source LIKE %s",
            office.unit,
            f"% of {office.unit}",
        )
        enter(office.store, record(HERE, name="不是我的"), source=f"noise {office.unit}")
    job = office.export(form)
    office.work()
    done = office.job(job, exports=True)
    assert (done.state, done.reason, done.outcome) == (State.DONE, None, {"places": len(strange)})
    content = office.file(job)
    assert done.bytes == len(content)
    assert "不是我的".encode() not in content
    back = office.previewed(content, f"back.{form}")
    assert counted(back, "rows", "new", "changed", "elsewhere", "refused", "pairs") == (8, 0, 0, 0, 0, 0), (
        back.preview
    )
    assert counted(back, "unchanged") == (8,)


def test_what_is_likely_known_waits_for_a_word_and_is_remembered(office: Office) -> None:
    with transaction(office.store):
        enter(office.store, record(HERE, name="松林街工会驿站", lon=125.0), source=f"list {office.unit}")
        known = value(office.store, "SELECT max(id) FROM station")
        keep(office.store, known, office.unit)
    text = "编号,名称,经度,纬度,电话\n9,松林街驿站,125.0002,45.77,12345\n"
    job = office.previewed(text)
    assert counted(job, "new", "pairs") == (0, 1)
    assert job.preview["pairs"][0]["known"]["id"] == known
    office.ask(Task.APPLY, job.id, pairs={2: "same"})
    office.work()
    assert counted(office.job(job.id), "new", "changed") == (0, 1)
    assert value(office.store, "SELECT phone FROM station WHERE id = %s", known) == "12345"
    assert counted(office.previewed(text), "new", "unchanged", "pairs") == (0, 1, 0)


@pytest.mark.parametrize(("answer", "lon"), [("different", 120.0), ("same", 121.0)])
def test_another_list_that_begins_at_1_overwrites_no_place_unasked(
    office: Office, answer: str, lon: float
) -> None:
    heading, one = "编号,名称,经度,纬度", f"青年街{answer}驿站"
    first = office.bring(f"{heading}\n{answer}1,{one},{lon},31.0\n")
    office.work()
    office.ask(Task.APPLY, first)
    office.work()
    for nth in range(2):  # the second time it is known what was answered
        job = office.bring(f"{heading}\n{answer}1,北郊司机之家,{lon + 0.1},31.1\n")
        office.work()
        seen = office.job(job).preview
        assert seen is not None
        assert [pair["known"]["name"] for pair in seen["pairs"]] == [one] * (nth == 0)
        office.ask(Task.APPLY, job, pairs={"2": answer})
        office.work()
        assert office.job(job).state is State.DONE
    told = "SELECT array_agg(name) FROM station WHERE unit_id = %s AND ST_X(location::geometry) BETWEEN %s AND %s"
    names = set(value(office.store, told, office.unit, lon - 0.5, lon + 0.5))
    office.store.rollback()
    assert names == {"北郊司机之家", *({one} if answer == "different" else ())}


def test_an_account_that_is_disabled_meanwhile_does_nothing_more(office: Office) -> None:
    job = office.bring(LIST)
    with transaction(office.store):
        value(office.store, "UPDATE account SET disabled_at = now() WHERE id = %s", office.manager)
    office.work()
    assert value(office.store, "SELECT state FROM job WHERE id = %s", job) == "failed"


def test_sessions_that_are_lent_end_with_their_job(office: Office) -> None:
    office.previewed(LIST)
    alive = "SELECT count(*) FROM session WHERE account_id = %s AND revoked_at IS NULL"
    assert value(office.store, alive, office.manager) == 1  # the one of the test


def test_a_bomb_is_refused_and_the_runner_goes_on(office: Office) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", b"0" * 199_000_000)
    job = office.previewed(content.getvalue(), "bomb.xlsx")
    assert (job.state, job.reason) == (State.FAILED, "unpacked")
    fine = office.previewed(LIST)
    assert fine.state is State.DONE


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "killed_by_itself"),
        ("import resource, signal, os; os.kill(os.getpid(), signal.SIGXCPU)", "too_long"),
        ("import sys; sys.exit(4)", "memory"),
    ],
)
def test_a_child_that_ends_badly_is_told_in_a_word(
    office: Office, monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    def popen(_: object, **options: Any) -> "subprocess.Popen[bytes]":
        return real([sys.executable, "-c", code], **options)

    real = subprocess.Popen
    monkeypatch.setattr("scripts.work.subprocess.Popen", popen)
    assert office.previewed(LIST).reason == reason


def test_a_job_that_takes_too_long_is_ended(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.work.LONGEST_S", 0.3)
    started = time.monotonic()
    assert office.previewed(LIST).reason == "too_long"
    assert time.monotonic() - started < 10


def test_a_job_of_a_killed_runner_is_taken_once_more(office: Office, url: str) -> None:
    job = office.bring(LIST)
    with closing(psycopg2.connect(url)) as gone:
        with transaction(gone):
            assert jobs.claim(gone).tries == 1
        office.work()  # somebody holds it: nothing is done
        assert office.job(job).state is State.WORKING
    deadline = time.monotonic() + 10
    while office.job(job).state is not State.DONE and time.monotonic() < deadline:
        office.work()
    assert office.job(job).state is State.DONE
    with transaction(office.store):
        value(office.store, "UPDATE job SET state = 'working' WHERE id = %s", job)
    office.work()
    assert office.job(job).reason == "killed"


def test_files_that_nobody_needs_are_forgotten(office: Office) -> None:
    job, file = office.previewed(LIST), office.export("csv")
    office.work()
    with transaction(office.store):
        value(office.store, "UPDATE job SET changed_at = now() - interval '8 days' WHERE id = %s", job.id)
        value(office.store, "UPDATE job SET changed_at = now() - interval '2 days' WHERE id = %s", file)
    office.work()
    assert [office.job(job.id).state, office.job(file, exports=True).state] == [State.EXPIRED] * 2
    assert office.file(job.id) == b""


def test_the_runner_ends_with_a_signal_and_takes_jobs_that_come(office: Office, tmp_path: Path) -> None:
    runner = subprocess.Popen(
        [sys.executable, "-m", "scripts.main", "work"],
        env={"PATH": "/usr/bin:/bin", "WAYSTATION_DATABASE_URL": office.url, "HOME": str(tmp_path)},
    )
    try:
        job = office.bring(LIST)
        deadline = time.monotonic() + 60
        while office.job(job).state is not State.DONE and time.monotonic() < deadline:
            time.sleep(0.2)
        assert office.job(job).state is State.DONE
        runner.send_signal(signal.SIGTERM)
        assert runner.wait(timeout=10) == 0
    finally:
        runner.kill()
        runner.wait()


def test_what_was_applied_can_be_undone(office: Office) -> None:
    job = office.previewed(LIST.replace("126.", "121."))
    office.ask(Task.APPLY, job.id)
    office.work()
    office.ask(Task.UNDO, job.id)
    office.work()
    undone = office.job(job.id)
    assert (undone.undone, undone.reason) == (True, None)
    assert undone.outcome["undone"]["closed"] == 2
    open_still = "SELECT count(*) FROM station WHERE unit_id = %s AND status <> 'closed'"
    assert value(office.store, open_still, office.unit) == 0


def test_json_of_a_child_holds_no_secret(office: Office) -> None:
    job = office.previewed(LIST)
    assert office.proof not in json.dumps([dict(job.preview or {}), dict(job.params)])
