"""A plan's files opened again: every table and layer is there, number by number, and nothing in them runs."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from geodata.errors import BadRequest
from geodata.plan_export import export, tables

EVIL = "=HYPERLINK(\"http://x\",'y')"
SHARE = 0.1 + 0.2  # needs seventeen digits

DOCUMENT: dict[str, Any] = {
    "what": "coverage",
    "inputs": {"demand": {"name": EVIL, "points": 3}, "roads": None},
    "options": {"filter": {"service": ["toilet", "wifi"]}},
    "standard": 15.0,
    "notes": [{"code": "geodesic", "params": {"detour": 1.3}, "text": {"zh": "直线", "en": "straight"}}],
    "figures": {"weight": 7.0, "share": SHARE},
    "by_area": [
        {"code": "230102", "name": "-道里", "share": SHARE, "before": {"p50": 3.5}},
        {"code": "230103", "name": None, "share": None},
    ],
    "by_hour": [{"day": "Mo", "hour": 0, "share": 0.5}],
    "gaps": [],
    "site": {"value": 5, "sites": [{"rank": 1, "id": "1", "existing": False}]},
}


def feature(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


POINT = {"type": "Point", "coordinates": [126.62, 45.77]}
SQUARE = {"type": "Polygon", "coordinates": [[[126, 45], [127, 45], [127, 46], [126, 46], [126, 45]]]}
LAYERS: dict[str, Any] = {
    "demand": {
        "type": "FeatureCollection",
        "features": [
            feature(POINT, id="a", weight=3, cost=None),
            feature(SQUARE, id="b", weight=4.5, cost=9.25),
        ],
    },
    "gaps": {"type": "FeatureCollection", "features": []},
    "places": {
        "type": "FeatureCollection",
        "features": [
            feature(POINT, id="1", name=EVIL, hours=None),
            feature(None, id="2", name="x", hours=None),
        ],
    },
}


def test_every_value_of_a_document_stands_in_one_table() -> None:
    found = tables(DOCUMENT)
    assert list(found) == ["about", "notes", "by_area", "by_hour", "site_sites"]
    about = {row["name"]: row["value"] for row in found["about"]}
    assert about["inputs.demand.points"] == 3
    assert about["options.filter.service"] == "toilet; wifi"
    assert about["figures.share"] == SHARE
    assert found["by_area"][0]["before.p50"] == 3.5
    assert found["notes"][0] == {
        "code": "geodesic",
        "params.detour": 1.3,
        "text.zh": "直线",
        "text.en": "straight",
    }


def test_a_geopackage_holds_layers_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    path.write_text("what lay there before")
    export(DOCUMENT, LAYERS, path)
    assert set(pyogrio.list_layers(path)[:, 0]) == {
        "demand", "gaps", "places", "about", "notes", "by_area", "by_hour", "site_sites",
    }  # fmt: skip
    demand = geopandas.read_file(path, layer="demand")
    assert demand.crs.to_epsg() == 4326
    assert demand["id"].tolist() == ["a", "b"]
    assert demand["weight"].tolist() == [3.0, 4.5]
    assert pd.isna(demand["cost"][0])
    assert demand.geometry[1].equals(shapely.box(126, 45, 127, 46))
    assert len(geopandas.read_file(path, layer="gaps")) == 0
    areas = pyogrio.read_dataframe(path, layer="by_area")
    assert areas["share"].tolist()[0] == SHARE
    assert areas["code"].tolist() == ["230102", "230103"]


def test_a_workbook_runs_nothing_and_keeps_every_digit(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    names = export(DOCUMENT, LAYERS, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == names
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}  # no "f", a formula
    assert sum(cell.value == EVIL for cell in cells) == 2
    rows = list(book["by_area"].values)
    assert float(rows[1][rows[0].index("share")]) == SHARE
    demand = list(book["layer_demand"].values)
    assert demand[0] == ("id", "weight", "cost", "lon", "lat")
    assert demand[2][3:] == (126.5, 45.5)


def test_tables_in_a_zip_run_nothing(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv.zip"
    export(DOCUMENT, LAYERS, path)
    with zipfile.ZipFile(path) as packed:
        read = {
            name: list(csv.reader(io.StringIO(packed.read(name).decode("utf-8-sig"))))
            for name in packed.namelist()
        }
    assert read["by_area.csv"][1][:3] == ["230102", "'-道里", repr(SHARE)]
    assert ["inputs.demand.name", f"'{EVIL}"] in read["about.csv"]
    assert read["layer_places.csv"][1][1] == f"'{EVIL}"
    assert read["layer_gaps.csv"] == [[]]


def test_the_same_plan_gives_the_same_file(tmp_path: Path) -> None:
    one, other = tmp_path / "1.csv.zip", tmp_path / "2.csv.zip"
    export(DOCUMENT, LAYERS, one)
    export(DOCUMENT, LAYERS, other)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("what", "name", "column"),
    [("coverage", "by_area", "code"), ("site", "site_sites", "rank"), ("gaps", "about", "name")],
)
def test_a_single_table_is_the_one_the_plan_is_about(
    tmp_path: Path, what: str, name: str, column: str
) -> None:
    path = tmp_path / "plan.csv"
    assert export({**DOCUMENT, "what": what}, LAYERS, path) == [name]
    assert pd.read_csv(path).columns[0] == column


def test_geoparquet_opens_layer_by_layer_and_as_one(tmp_path: Path) -> None:
    packed, whole = tmp_path / "plan.parquet.zip", tmp_path / "plan.parquet"
    export(DOCUMENT, LAYERS, packed)
    export(DOCUMENT, LAYERS, whole)
    with zipfile.ZipFile(packed) as opened:
        assert set(opened.namelist()) == {"demand.parquet", "gaps.parquet", "places.parquet", "plan.json"}
        demand = geopandas.read_parquet(io.BytesIO(opened.read("demand.parquet")))
        assert json.loads(opened.read("plan.json"))["by_area"][0]["share"] == SHARE
    assert demand.crs.to_epsg() == 4326
    assert demand["weight"].tolist() == [3.0, 4.5]
    both = geopandas.read_parquet(whole)
    assert both["layer"].tolist() == ["demand", "demand", "places", "places"]
    assert both.geometry[1].equals(shapely.box(126, 45, 127, 46))


def test_geojson_opens_layer_by_layer_and_as_one(tmp_path: Path) -> None:
    packed, whole = tmp_path / "plan.geojson.zip", tmp_path / "plan.geojson"
    export(DOCUMENT, LAYERS, packed)
    export(DOCUMENT, LAYERS, whole)
    with zipfile.ZipFile(packed) as opened:
        assert json.loads(opened.read("demand.geojson")) == LAYERS["demand"]
    assert geopandas.read_file(whole)["layer"].tolist() == ["demand", "demand", "places", "places"]


def test_another_ending_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"plans are written to \.gpkg, \.xlsx, \.csv\.zip"):
        export(DOCUMENT, LAYERS, tmp_path / "plan.docx")
