"""GeoJSON, GeoPackage and Shapefile."""

import json
from pathlib import Path
from typing import Any

import geopandas
import pytest
from psycopg2.extensions import connection as Connection
from shapely.geometry import LineString, Point, Polygon

from geodata.errors import UnreadableFile
from stations.datum import Datum, convert
from tests.geodata.loading import kept, loaded

HERE = Point(113.6285, 34.7452)


@pytest.fixture
def places() -> geopandas.GeoDataFrame:
    columns = {
        "驿站名称": ["甲街工会驿站", "乙街工会驿站"],
        "服务项目": ["饮水;空调", "热饭"],
        "open_hours_source": ["24小时", ""],
    }
    return geopandas.GeoDataFrame(columns, geometry=[HERE, Point(113.6312, 34.7510)], crs=4326)


def geojson(path: Path, *features: tuple[dict[str, Any], Any]) -> Path:
    told = [
        {"type": "Feature", "properties": properties, "geometry": shape and shape.__geo_interface__}
        for properties, shape in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": told}), encoding="utf-8")
    return path


@pytest.mark.parametrize("crs", [4326, 4490, 3857, 4547])
def test_a_geopackage_is_carried_to_wgs84_from_its_crs(
    store: Connection, tmp_path: Path, places: geopandas.GeoDataFrame, crs: int
) -> None:
    places.to_crs(crs).to_file(tmp_path / "places.gpkg")
    account = loaded(store, tmp_path / "places.gpkg")
    first = kept(store)[0]
    assert (first["lon"], first["lat"]) == pytest.approx((HERE.x, HERE.y), abs=1e-6)
    assert any("WGS-84" in note for note in account.notes)


def test_a_crs_and_a_datum_together_mean_shifted_degrees(
    store: Connection, tmp_path: Path, places: geopandas.GeoDataFrame
) -> None:
    places.to_crs(3857).to_file(tmp_path / "places.gpkg")
    loaded(store, tmp_path / "places.gpkg", datum=Datum.GCJ02)
    first = kept(store)[0]
    assert (first["lon"], first["lat"]) == pytest.approx(
        convert(HERE.x, HERE.y, Datum.GCJ02, Datum.WGS84), abs=1e-7
    )


@pytest.mark.filterwarnings("ignore:Column names longer than 10 characters")
@pytest.mark.filterwarnings("ignore:Normalized/laundered field name")
@pytest.mark.parametrize("code_page", [True, False])
def test_a_shapefile_in_gb18030_with_cut_headings_is_read(
    store: Connection, tmp_path: Path, places: geopandas.GeoDataFrame, *, code_page: bool
) -> None:
    places.to_file(tmp_path / "places.shp", encoding="GB18030")
    if not code_page:
        (tmp_path / "places.cpg").unlink()
    loaded(store, tmp_path / "places.shp")
    first = kept(store)[0]
    assert (first["name"], first["hours"], first["services"]) == (
        "甲街工会驿站",
        "24小时",
        ["drinking_water", "cooling"],
    )


@pytest.mark.filterwarnings("ignore:Normalized/laundered field name")
@pytest.mark.filterwarnings("ignore:Could not decode error message")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_heading_cut_amid_a_sign_is_read(
    store: Connection, tmp_path: Path, places: geopandas.GeoDataFrame
) -> None:
    """Ten bytes of 驿站名称 in UTF-8 are three signs and a third of the fourth."""
    places[["驿站名称", "geometry"]].to_file(tmp_path / "places.shp", encoding="UTF-8")
    loaded(store, tmp_path / "places.shp")
    assert [one["name"] for one in kept(store)] == ["甲街工会驿站", "乙街工会驿站"]


def test_a_shapefile_without_reference_in_metres_is_refused(
    store: Connection, tmp_path: Path, places: geopandas.GeoDataFrame
) -> None:
    places[["geometry"]].assign(name="甲街工会驿站").to_crs(3857).to_file(
        tmp_path / "places.shp", encoding="UTF-8"
    )
    (tmp_path / "places.prj").unlink()
    with pytest.raises(UnreadableFile, match="no reference system"):
        loaded(store, tmp_path / "places.shp")


def test_lists_areas_lines_and_swapped_points_in_geojson_are_each_told(
    store: Connection, tmp_path: Path
) -> None:
    area = Polygon([(113.6, 34.7), (113.602, 34.7), (113.602, 34.702), (113.6, 34.702)])
    path = geojson(
        tmp_path / "mixed.geojson",
        ({"name": "甲街工会驿站", "services": ["drinking_water", "wifi"]}, area),
        ({"name": "乙街工会驿站", "services": []}, Point(34.7510, 113.6312)),
        ({"name": "丙街工会驿站", "services": None}, LineString([(113.6, 34.7), (113.7, 34.8)])),
        ({"name": "丁街工会驿站"}, None),
    )
    account = loaded(store, path, skip_bad=True)
    assert [one.row for one in account.refused] == [2, 3, 4]
    assert "swapped" in account.refused[0].rule
    (first,) = kept(store)
    assert area.contains(Point(first["lon"], first["lat"]))
    assert first["services"] == ["drinking_water", "wifi"]


def test_damaged_geojson_is_refused(store: Connection, tmp_path: Path) -> None:
    (tmp_path / "cut.geojson").write_text(
        '{"type": "FeatureCollection", "features": [{"type"', encoding="utf-8"
    )
    with pytest.raises(UnreadableFile, match="cannot be read"):
        loaded(store, tmp_path / "cut.geojson")
