"""CSV files for measures from files alone: every number as written, every bad row told by line and cure."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.demand_files import read_demand, read_sites
from geodata.errors import BadDemand, BadHeading, UnreadableFile

HOURS = [f"h{hour:03}" for hour in range(168)]
HEAD = "id,lon,lat,weight\n"


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "D.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_rows_come_back_as_written(tmp_path: Path) -> None:
    found = read_demand(written(tmp_path, HEAD + "a,126.62,45.77,10\nb, 126.64 ,45.76,2.5e1\n\n"))
    assert found.id.tolist() == ["a", "b"]
    assert found.lon.tolist() == [126.62, 126.64]
    assert found.weight.tolist() == [10.0, 25.0]
    assert found.bbox == (126.62, 45.76, 126.64, 45.77)


@given(
    st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(0.001, 1e9)), min_size=1, max_size=30
    )
)
def test_numbers_are_read_to_the_last_digit(tmp_path_factory: pytest.TempPathFactory, rows: list) -> None:
    path = tmp_path_factory.mktemp("demand") / "D.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "lon", "lat", "weight"])
        writer.writerows((f"d{nth}", *row) for nth, row in enumerate(rows))
    found = read_demand(path)
    with path.open() as file:  # the standard library's reader and float() beside ours
        told = [[float(row[name]) for name in ("lon", "lat", "weight")] for row in csv.DictReader(file)]
    assert np.column_stack([found.lon, found.lat, found.weight]).tolist() == told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encodings_of_lists_are_read(tmp_path: Path, encoding: str) -> None:
    found = read_demand(written(tmp_path, HEAD + "道里区,126.62,45.77,10\n", encoding))
    assert found.id.tolist() == ["道里区"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("c,here,45.7,1", "line 4, lon is «here»: this is no number"),
        ("c,126_6,45.7,1", "line 4, lon is «126_6»: this is no number"),
        ("c,126.6,nan,1", "line 4, lat is «nan»: this is no finite number"),
        ("c,126.6,45.7,inf", "line 4, weight is «inf»: this is no finite number"),
        (
            "c,45.7,126.6,1",
            "line 4, lat is «126.6»: latitude goes from -90 to 90; are longitude and latitude",
        ),
        ("c,500000,45,1", "line 4, lon is «500000»: longitude goes from -180 to 180; are longitude"),
        ("c,126.6,45.7,-1", "line 4, weight is «-1»: weight goes from 0"),
        ("c,126.6,45.7,", "line 4, weight is empty: this is no"),
        ("a,126.6,45.7,1", "line 4, id is «a»: line 2 has the same id"),
        (",126.6,45.7,1", "line 4, id is empty: each row needs an id"),
    ],
)
def test_a_bad_row_is_told_by_line_column_rule_and_cure(tmp_path: Path, row: str, told: str) -> None:
    path = written(tmp_path, HEAD + 'a,126.6,45.7,1\n"b",126.6,45.7,1\n' + row + "\n")
    with pytest.raises(BadDemand) as refused:
        read_demand(path)
    assert told in str(refused.value)
    assert "; " in str(refused.value)


def test_a_line_is_counted_as_an_editor_does(tmp_path: Path) -> None:
    path = written(tmp_path, "\n" + HEAD + '"a\nb",1,1,1\n\n\nc,1,1,x\nd,1,1,y\n')
    with pytest.raises(BadDemand, match=r"line 7, weight is «x».*\(1 more rows cannot be taken\)"):
        read_demand(path)


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        ("", UnreadableFile, "is empty"),
        ("\n \n", UnreadableFile, "is empty"),
        (HEAD, UnreadableFile, "no rows below"),
        ("id,lng,lat,weight\na,1,1,1\n", BadHeading, "no column «lon», it has «id», «lng»"),
        ("id,lon,lat\na,1,1\n", BadHeading, "no column «weight»"),
        ("id,lon,lat,weight,LON\na,1,1,1,1\n", BadHeading, "two columns «lon»"),
        (HEAD + "a,1,1,1\nb,1,1,1,7\n", UnreadableFile, "«b,1,1,1,7»: it has 5 cells, the heading 4"),
        (HEAD + "a,1,1,0\nb,1,1,0\n", BadDemand, "the weights of all 2 rows are 0"),
    ],
)
def test_a_file_that_is_no_demand_is_refused(
    tmp_path: Path, text: str, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        read_demand(written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="there is no such file"):
        read_demand(tmp_path / "none.csv")


def test_rows_without_anybody_are_left_out_and_said(tmp_path: Path) -> None:
    notes: list[str] = []
    found = read_demand(written(tmp_path, HEAD + "a,1,1,0\nb,1,1,3\n"), notes)
    assert found.id.tolist() == ["b"]
    assert notes == ["1 rows of D.csv have a weight of 0 and were left out."]


def test_a_weight_by_hour_makes_the_weight_its_mean(tmp_path: Path) -> None:
    hours = ",".join(str(nth % 24) for nth in range(168))
    found = read_demand(written(tmp_path, f"id,lon,lat,{','.join(HOURS)}\na,1,1,{hours}\n"))
    assert found.by_hour is not None
    assert found.by_hour[0, 25] == 1.0
    assert found.weight.tolist() == [11.5]


def test_half_a_week_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadDemand, match="1 of the 168 columns of hours and no «h001»"):
        read_demand(written(tmp_path, "id,lon,lat,weight,h000\na,1,1,1,1\n"))


def test_sites_know_what_the_file_says_and_no_more(tmp_path: Path) -> None:
    text = "id;lon;lat;name;capacity;hours\na;1;1;x;40;8:00-20:00\nb;1;2;y;;\nc;1;3;z;5;随缘开门\n"
    notes: list[str] = []
    found = read_sites(written(tmp_path, text), notes)
    assert found.weight.tolist() == [1.0, 1.0, 1.0]
    assert found.hours.tolist() == ["Mo-Su 08:00-20:00", None, None]
    assert np.isnan(found.capacity).tolist() == [False, True, False]
    assert "«随缘开门»" in notes[0]
    assert notes[1] == "2 of the 3 places of D.csv have no known hours."


def test_candidates_may_weigh_nothing(tmp_path: Path) -> None:
    assert read_sites(written(tmp_path, HEAD + "a,1,1,0\n")).weight.tolist() == [0.0]
