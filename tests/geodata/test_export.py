"""Places out, and in again."""

import csv
import json
from datetime import date
from pathlib import Path

import geopandas
import openpyxl
import pytest
from psycopg2.extensions import connection as Connection

from geodata.errors import BadRequest
from geodata.export import export
from stations import exceptions
from stations.database import act_as
from tests.geodata.loading import kept, loaded, written

LIST = """编号,名称,类型,地址,区县,经度,纬度,开放时间,hours_inferred,服务,services_inferred,电话,大车位,状态,更新日期
1,甲司机之家,司机之家,某市甲路1号,甲区,113.62851,34.74522,24小时,,饮水;淋浴,,+86 371 0000,40,正常,2026-03-01
2,=乙工会驿站,工会驿站,@某市乙路2号,乙区,113.63121,34.75101,,8:00-18:00,,饮水,,,维修,
"""


@pytest.fixture
def full(store: Connection, tmp_path: Path) -> Connection:
    loaded(store, written(tmp_path / "list.csv", LIST))
    return store


@pytest.mark.parametrize("ending", ["csv", "xlsx", "gpkg"])
def test_what_goes_out_comes_in_unchanged(full: Connection, tmp_path: Path, ending: str) -> None:
    before = kept(full)
    assert export(full, tmp_path / f"out.{ending}", source="list") == 2
    account = loaded(full, tmp_path / f"out.{ending}")
    assert (account.entered, account.amended, account.unchanged, account.refused) == (0, 0, 2, [])
    assert kept(full) == before


UNREAD = """编号,名称,地址,经度,纬度,开放时间,hours_inferred
1,甲工会驿站,某市甲路1号,113.62851,34.74522,夏季早6点到晚10点,看情况
2,乙工会驿站,某市乙路2号,113.63121,34.75101,周一至周五9点到下午5点半,
"""


@pytest.mark.parametrize("ending", ["csv", "xlsx", "gpkg", "geojson"])
def test_hours_go_out_as_written_and_beside_them_in_the_stored_form(
    store: Connection, tmp_path: Path, ending: str
) -> None:
    loaded(store, written(tmp_path / "list.csv", UNREAD))
    (first, second), path = kept(store), tmp_path / f"out.{ending}"
    act_as(store, "test")
    exceptions.add(store, second["id"], date(2027, 2, 5), date(2027, 2, 12), reason="春节; 值班")
    before = kept(store)
    export(store, path, source="list")
    account = loaded(store, path)
    assert (account.entered, account.amended, account.unchanged, account.refused) == (0, 0, 2, [])
    assert account.unused.keys() >= {"opening_hours", "opening_hours_inferred", "hours_exceptions"}
    assert kept(store) == before
    assert (first["hours"], first["opening_hours"]) == ("夏季早6点到晚10点", None)
    assert (second["hours"], second["opening_hours"]) == ("周一至周五9点到下午5点半", "Mo-Fr 09:00-17:30")


def test_an_export_without_its_written_hours_is_read_by_the_stored_form(
    store: Connection, tmp_path: Path
) -> None:
    loaded(store, written(tmp_path / "list.csv", UNREAD))
    export(store, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = [{name: row[name] for name in row if name != "hours"} for row in csv.DictReader(lines)]
    with (tmp_path / "cut.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    loaded(store, tmp_path / "cut.csv")
    assert kept(store)[1]["opening_hours"] == "Mo-Fr 09:00-17:30"


def test_geojson_holds_every_field(full: Connection, tmp_path: Path) -> None:
    export(full, tmp_path / "out.geojson", kind="driver_home")
    (feature,) = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["features"]
    assert feature["geometry"]["coordinates"] == [113.62851, 34.74522]
    said = feature["properties"]
    assert (said["services"], said["details"], said["observed_on"]) == (
        ["drinking_water", "shower"],
        {"truck_bays": 40},
        "2026-03-01",
    )
    account = loaded(full, tmp_path / "out.geojson")
    assert (account.entered, account.amended) == (0, 0)


def test_no_cell_is_run_by_a_spreadsheet(full: Connection, tmp_path: Path) -> None:
    export(full, tmp_path / "out.csv")
    export(full, tmp_path / "out.xlsx")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        cells = [cell for row in csv.DictReader(lines) for cell in row.values()]
    assert "'=乙工会驿站" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {
        "s",
        "n",
        "inlineStr",
    }  # none is "f", a formula


def test_places_are_chosen_by_source_county_and_kind(full: Connection, tmp_path: Path) -> None:
    assert export(full, tmp_path / "a.csv", county="乙区") == 1
    assert export(full, tmp_path / "b.csv", source="nobody") == 0
    assert export(full, tmp_path / "b.gpkg", source="nobody") == 0
    assert geopandas.read_file(tmp_path / "b.gpkg").empty


def test_an_ending_that_is_not_written_says_which_are(full: Connection, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"\.geojson, \.csv, \.xlsx, \.gpkg"):
        export(full, tmp_path / "out.docx")
