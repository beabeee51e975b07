"""The verbs that bring lists in and out, called as a person calls them, on a store of their own."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from scripts.main import main
from stations.database import connect, run
from tests.databases import empty_database

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def empty_store(database_url: str) -> Iterator[str]:
    """A database that what is committed here may stay in."""
    with empty_database(database_url, "verbs") as url:
        yield url


@pytest.fixture
def store_url(empty_store: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("WAYSTATION_DATABASE_URL", empty_store)
    return empty_store


def places(url: str, source: str) -> int:
    connection = connect(url)
    try:
        return len(run(connection, "published", {"source": source, "county": None, "kind": None}))
    finally:
        connection.close()


def test_a_load_on_a_fresh_store_migrates_loads_and_says_so(
    store_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", str(DATA / "two_numbers_in_one_cell.csv"), "--skip-bad"]) == 0
    told = capsys.readouterr().out
    assert "source two_numbers_in_one_cell (the file's name" in told
    assert "4  entered" in told
    assert "row 6, 坐标: two numbers are expected" in told
    assert told.endswith("Loaded.\n")
    assert places(store_url, "two_numbers_in_one_cell") == 4


def test_refused_rows_without_skip_bad_load_nothing(
    store_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", str(DATA / "two_numbers_in_one_cell.csv"), "--source", "refused"]) == 1
    assert "Nothing was loaded, for 1 rows were refused" in capsys.readouterr().out.replace("\n", " ")
    assert places(store_url, "refused") == 0


def test_a_dry_run_says_the_same_and_loads_nothing(
    store_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", str(DATA / "likely_duplicates.csv"), "--source", "dry", "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "4  would be entered" in told
    assert "row 3, 人民公园爱心驿站（甲街道）: 11 m from" in told
    assert places(store_url, "dry") == 0


@pytest.mark.usefixtures("store_url")
def test_a_report_holds_every_line(tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    arguments = ["load", str(DATA / "points_that_are_no_place.csv"), "--dry-run", "--report", str(report)]
    assert main(arguments) == 1
    with report.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["row"] for row in rows if row["what"] == "refused"] == ["3", "4", "5", "6", "7", "9"]
    assert all(row["cure"] for row in rows if row["what"] == "refused")


def test_a_mapping_is_taken_and_a_crooked_one_refused(
    store_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    swapped = [
        str(DATA / "gb18030_swapped_axes.csv"),
        "--source",
        "mapped",
        "--map",
        "经度=lat",
        "--map",
        "纬度=lon",
    ]
    assert main(["load", *swapped]) == 0
    assert places(store_url, "mapped") == 3
    assert main(["load", *swapped, "--map", "经度"]) == 2
    assert "write COLUMN=FIELD" in capsys.readouterr().err


@pytest.mark.usefixtures("store_url")
def test_what_cannot_be_read_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load", str(DATA / "gcj02_in_the_headings.csv")]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("waystation: the coordinates")
    assert told.err.count("\n") == 1


@pytest.mark.usefixtures("store_url")
def test_findings_are_listed_and_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load", str(DATA / "likely_duplicates.csv"), "--source", "doubles"]) == 0
    capsys.readouterr()
    assert main(["findings", "--source", "doubles"]) == 0
    assert "1 findings about 1 places" in capsys.readouterr().out
    assert main(["findings", "--source", "doubles", "--csv"]) == 0
    (row,) = csv.DictReader(capsys.readouterr().out.splitlines())
    assert (row["source_id"], row["what"]) == ("2", "likely_duplicate")
    assert main(["findings", "--source", "nobody"]) == 0
    assert "Nothing is doubtful" in capsys.readouterr().out


@pytest.mark.usefixtures("store_url")
def test_made_up_places_go_in_and_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, out = tmp_path / "made.csv", tmp_path / "out.csv"
    assert main(["generate", "--stations", "50", "--seed", "3", "--out", str(made)]) == 0
    assert main(["load", str(made)]) == 0
    assert main(["export", str(out), "--source", "made"]) == 0
    assert f"50 places are in {out}" in capsys.readouterr().out
    assert main(["load", str(out), "--source", "made"]) == 0
    assert "50  unchanged" in capsys.readouterr().out


@pytest.mark.usefixtures("store_url")
def test_hours_that_could_not_be_read_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.csv"
    arguments = ["load", str(DATA / "hours_as_prose.csv"), "--skip-bad", "--report", str(report)]
    assert main(arguments) == 0
    told = capsys.readouterr().out
    assert "Hours: 2 known (0 read, 2 kept as text), 0 guessed (0 read, 0 kept as text)." in told
    assert (
        "«随社区办公时间开放，中午不休» in 1 rows, first in row 3\n    «随社区办公时间开放» was not" in told
    )
    assert "2  doubtful" in told
    with report.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["what"] == "unread_hours_text"]
    assert [(row["row"], row["column"]) for row in rows] == [("2", "hours"), ("3", "hours")]
    assert all("waystation hours" in row["cure"] for row in rows)


def test_the_account_of_hours_is_kept_with_the_import(store_url: str) -> None:
    assert main(["load", str(DATA / "hours_as_prose.csv"), "--skip-bad", "--source", "prose"]) == 0
    connection = psycopg2.connect(store_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT account FROM import WHERE source = 'prose'")
            (account,) = cursor.fetchone()
    finally:
        connection.close()
    assert account["hours"] == {
        "known": {"read": 0, "kept_as_text": 2},
        "guessed": {"read": 0, "kept_as_text": 0},
    }
    assert [one["first_row"] for one in account["unread_hours"]] == [2, 3]


@pytest.mark.usefixtures("store_url")
def test_boundaries_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    west = {"type": "Polygon", "coordinates": [[[113, 34], [114, 34], [114, 35], [113, 35], [113, 34]]]}
    feature = {"type": "Feature", "properties": {"adcode": "990001", "name": "西区"}, "geometry": west}
    path = tmp_path / "west.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    assert main(["load", str(DATA / "running_number_no_identity.csv"), "--source", "stated"]) == 0
    assert main(["load-boundaries", str(path), "--licence", "made up"]) == 0
    told = capsys.readouterr().out
    assert "1 counties entered, 0 outlines mended" in told
    assert "the list says 甲区, the point lies in 西区" in told


@pytest.mark.slow
def test_a_load_that_is_killed_leaves_nothing(store_url: str, tmp_path: Path) -> None:
    made = tmp_path / "long.csv"
    assert main(["generate", "--stations", "30000", "--seed", "4", "--out", str(made)]) == 0
    command = [sys.executable, "-m", "scripts.main", "load", str(made), "--source", "killed"]
    process = subprocess.Popen(
        command, cwd=Path(__file__).parents[2], env=os.environ, stdout=subprocess.DEVNULL
    )
    watcher = psycopg2.connect(store_url)
    watcher.autocommit = True
    with watcher.cursor() as cursor:
        for _ in range(600):
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE relation = 'station'::regclass AND mode = 'RowExclusiveLock'"
            )
            if cursor.fetchone()[0]:  # it is writing places
                break
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    watcher.close()
    assert places(store_url, "killed") == 0
    assert main(["load", str(made), "--source", "killed"]) == 0
    assert places(store_url, "killed") == 30_000
