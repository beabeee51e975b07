"""`waystation load-demand`, called as a person calls it, on a store of its own."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import h3
import numpy as np
import pytest

from geodata.demand_files import read_demand
from geodata.demand_keeping import fetch
from scripts.main import main
from stations import demand, unmet
from stations.database import connect
from stations.demand import What
from stations.hours import CHINA
from tests.databases import own_database
from tests.people import value

ROWS = "id,lon,lat,weight\na,126.62,45.77,10\nb,126.64,45.76,0\nc,126.65,45.75,2.5\n"


@pytest.fixture(scope="module")
def own_store(database_url: str) -> Iterator[str]:
    with own_database(database_url, "load_demand") as url:
        yield url


@pytest.fixture
def url(own_store: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("WAYSTATION_DATABASE_URL", own_store)
    return own_store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "riders.csv"
    path.write_text(ROWS)
    return path


def test_a_file_is_kept_with_its_provenance_and_an_account(
    url: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [
        "load-demand",
        str(file),
        "--what",
        "riders",
        "--source",
        "survey",
        "--observed-on",
        "2026-11-01",
    ]
    assert main(asked) == 0
    told = capsys.readouterr().out
    assert "riders.csv → demand «riders», read as wgs84" in told
    for line in ("3  rows", "2  points", "12.5  riders in all", "1  left out: a weight of 0", "Entered."):
        assert line in told, told
    with closing(connect(url)) as connection:
        kept, found = fetch(connection, "riders")
    assert (kept.what, kept.source, kept.observed_on) == (What.RIDERS, "survey", date(2026, 11, 1))
    assert (kept.points, kept.weight) == (2, 12.5)
    oracle = read_demand(file)  # the same file, for measures without a store
    for name in ("id", "lon", "lat", "weight"):
        assert getattr(found, name).tolist() == getattr(oracle, name).tolist()


def test_again_nothing_changes_and_another_file_replaces(
    url: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["load-demand", str(file), "--name", "orders", "--source", "survey"]
    assert main(asked) == 0
    with closing(connect(url)) as connection:
        first = demand.one(connection, "orders")
    assert main(asked[:-2]) == 0
    assert "nothing was changed" in capsys.readouterr().out
    file.write_text(ROWS.replace("10", "11"))
    assert main(asked) == 0
    assert "in place of the one before" in capsys.readouterr().out
    with closing(connect(url)) as connection:
        assert fetch(connection, "orders")[1].total == 13.5
        before, kept = fetch(connection, "", first.id)
        assert (before.source, before.sha256, kept.total) == ("survey", first.sha256, 12.5)


def test_a_dry_run_tells_all_and_keeps_nothing(
    url: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load-demand", str(file), "--name", "dry", "--dry-run", "--to-h3", "8"]) == 0
    told = capsys.readouterr().out
    assert "Nothing was changed" in told
    assert "2  points" in told
    with closing(connect(url)) as connection:
        assert "dry" not in [one.name for one in demand.listed(connection)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--weight", "people"], "--weight people: there is no such column; there are «id», «lon»"),
        (["--bbox", "1,2,3"], "write west,south,east,north"),
        (["--bbox", "3,2,1,4"], "--bbox (3.0, 2.0, 1.0, 4.0)"),
        (["--to-h3", "8", "--aggregate-m", "5"], "choose one"),
        (["--from-searches"], "one of the two"),
        (["--datum", "mars"], "'mars' is not one of"),
        (["--bbox", "1,1,2,2"], "nothing is left of it"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    url: str, file: Path, given: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load-demand", str(file), *given]) != 0
    assert told in capsys.readouterr().err
    assert url


def test_weeks_and_outlines_survive_the_store(url: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    cells = [h3.latlng_to_cell(45.77 + nth / 50, 126.62, 8) for nth in range(4)]
    heading = ",".join(f"h{hour:03}" for hour in range(168))
    path = tmp_path / "week.csv"
    rows = [",".join([cell, *map(repr, rng.uniform(0, 9, 168).tolist())]) for cell in cells]
    path.write_text(f"h3,{heading}\n" + "\n".join(rows) + "\n")
    assert main(["load-demand", str(path)]) == 0
    with closing(connect(url)) as connection:
        kept, found = fetch(connection, "week")
    assert kept.by_hour
    assert found.by_hour is not None
    assert [",".join(map(repr, row)) for row in found.by_hour.tolist()] == [
        row.partition(",")[2] for row in rows
    ]
    assert found.outlines is not None
    assert all(one.geom_type == "Polygon" for one in found.outlines)


def test_searches_become_demand_by_cell_and_hour(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load-demand", "--from-searches", "--name", "unmet"]) == 1
    assert "no cell has 5 searches yet" in capsys.readouterr().err
    today = datetime.now(CHINA).date()
    cells = [h3.str_to_int(h3.latlng_to_cell(45.77, 126.62 + nth, 8)) for nth in range(2)]
    with closing(connect(url)) as connection:
        unmet.add(connection, {(cells[0], 20): 12, (cells[0], 21): 4, (cells[1], 167): 5}, today)
        value(connection, "UPDATE unmet SET day = %s", today - timedelta(days=1))
        connection.commit()
    assert main(["load-demand", "--from-searches", "--name", "unmet"]) == 0
    with closing(connect(url)) as connection:
        _, found = fetch(connection, "unmet")
    assert found.by_hour is not None
    told = {
        (one, int(hour)): found.by_hour[row, hour]
        for row, one in enumerate(found.id)
        for hour in np.flatnonzero(found.by_hour[row])
    }
    names = [h3.int_to_str(cell) for cell in cells]
    assert told == {(names[0], 20): 10.0, (names[1], 167): 5.0}
