"""Demand in any form comes out as the same points: beside each reader stands what shapely, h3 or rasterio says."""

import json
from collections.abc import Callable
from pathlib import Path

import geopandas
import h3
import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from pyproj import Geod, Transformer
from rasterio.transform import Affine, from_origin

from geodata.demand_files import read_demand
from geodata.demand_sources import rasters
from geodata.demand_sources.asked import Asked
from geodata.demand_sources.reading import read_any
from geodata.errors import BadDemand, BadHeading, DatumUnclear, UnreadableFile
from stations.datum import Datum, convert
from tests import real

HELSINKI = real.FOLDER / "helsinki/population_grid.gpkg"
HERE = (126.62, 45.77)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(text: str, name: str = "riders.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def frame(*rows: tuple[shapely.Geometry | None, float | None], crs: object = 4326) -> geopandas.GeoDataFrame:
    shapes, weights = zip(*rows, strict=True)
    return geopandas.GeoDataFrame({"population": list(weights)}, geometry=list(shapes), crs=crs)


def raster(
    tmp_path: Path,
    values: np.ndarray,
    *,
    transform: Affine | None = None,
    crs: object = "EPSG:4326",
    **more: object,
) -> Path:
    path = tmp_path / "people.tif"
    bands = values if values.ndim == 3 else values[None]
    profile = {
        "driver": "GTiff", "count": len(bands), "height": bands.shape[1], "width": bands.shape[2],
        "dtype": bands.dtype, "crs": crs, "transform": transform or from_origin(126.0, 46.0, 0.01, 0.01),
    }  # fmt: skip
    with rasterio.open(path, "w", **{**profile, **more}) as file:
        file.write(bands)
    return path


# --- Tables -----------------------------------------------------------------------------------------------------------


def test_a_table_is_read_by_its_usual_headings(write: Callable[..., Path]) -> None:
    found = read_any(write("网格编号,经度,纬度,常住人口\ng1,126.62,45.77,10\ng2,126.64,45.76,0\n"))
    assert found.demand.id.tolist() == ["g1"]
    assert found.demand.lon.tolist() == [126.62]
    assert found.left_out == {"a weight of 0": 1}


def test_each_row_counts_once_only_when_asked(write: Callable[..., Path]) -> None:
    path = write("lng,lat\n126.62,45.77\n126.62,45.77\n")
    with pytest.raises(BadHeading, match=r"name it with --weight COLUMN, or .* --weight 1"):
        read_any(path)
    assert read_any(path, Asked(weight="1")).demand.total == 2.0


def test_a_heading_tells_the_datum_of_its_degrees(write: Callable[..., Path]) -> None:
    found = read_any(write("id,lng_gcj02,lat_gcj02,riders\na,126.62,45.77,1\n"))
    assert found.datum is Datum.GCJ02
    lon, lat = convert(126.62, 45.77, Datum.GCJ02, Datum.WGS84)
    assert (found.demand.lon[0], found.demand.lat[0]) == (lon, lat)
    assert lon != 126.62


@pytest.mark.parametrize(
    ("text", "stated", "told"),
    [
        ("id,lng_gcj02,lat_wgs84,weight\na,126,45,1\n", None, "of different datums, so they give no point"),
        ("id,lng_gcj02,lat_gcj02,lng_bd09,lat_bd09,weight\na,1,1,1,1,1\n", None, "several datums"),
        ("id,lng_gcj02,lat_gcj02,weight\na,1,1,1\n", Datum.BD09, "the columns say otherwise"),
        (
            "id,lon,lat,weight,坐标系\na,126,45,1,GCJ-02\nb,126,45,1,WGS84\n",
            None,
            "mixes datums .* write a file for each",
        ),
        ("id,lon,lat,weight,datum\na,126,45,1,gcj02\n", Datum.WGS84, "the column «datum» says gcj02"),
    ],
)
def test_mixed_and_contradicted_datums_are_refused(
    write: Callable[..., Path], text: str, stated: Datum | None, told: str
) -> None:
    with pytest.raises(DatumUnclear, match=told):
        read_any(write(text), Asked(datum=stated))


def test_a_column_of_one_datum_is_followed(write: Callable[..., Path]) -> None:
    found = read_any(write("id,lon,lat,weight,坐标系\na,126.62,45.77,1,GCJ-02\n"))
    assert found.demand.lon[0] == convert(126.62, 45.77, Datum.GCJ02, Datum.WGS84)[0]


def test_a_row_an_hour_becomes_a_week(write: Callable[..., Path]) -> None:
    found = read_any(write("id,lon,lat,hour,weight\na,1,2,0,168\nb,1,3,5,7\na,1,2,167,336\n")).demand
    assert found.id.tolist() == ["a", "b"]
    assert found.weight.tolist() == [3.0, 7 / 168]
    assert found.by_hour is not None
    assert found.by_hour[0, [0, 1, 167]].tolist() == [168.0, 0.0, 336.0]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("a,1,2,0,5", "«a» has this hour twice"),
        ("a,1,9,1,5", "«a» lies elsewhere"),
        ("a,1,2,168,5", "hour goes from 0 to 167"),
        ("a,1,2,1.5,5", "no whole hour"),
    ],
)
def test_a_week_with_a_bad_hour_is_no_week(write: Callable[..., Path], row: str, told: str) -> None:
    with pytest.raises(BadDemand, match=told):
        read_any(write(f"id,lon,lat,hour,weight\na,1,2,0,168\n{row}\n"), Asked(skip_bad=True))


def test_bad_rows_are_left_out_when_asked_and_counted(write: Callable[..., Path]) -> None:
    path = write("id,lon,lat,weight\na,126,45,1\nb,45,126,1\nc,126,45,-1\n")
    with pytest.raises(BadDemand, match="line 3"):
        read_any(path)
    found = read_any(path, Asked(skip_bad=True))
    assert found.demand.id.tolist() == ["a"]
    assert sorted(found.left_out.values()) == [1, 1]


def test_a_table_of_metres_is_read_with_its_reference_system(write: Callable[..., Path]) -> None:
    x, y = Transformer.from_crs(4326, 32652, always_xy=True).transform(*HERE)
    found = read_any(write(f"id,x,y,weight\na,{x!r},{y!r},1\n"), Asked(crs="EPSG:32652")).demand
    assert np.allclose([found.lon[0], found.lat[0]], HERE, atol=1e-9)


def test_the_hours_of_one_day_hold_on_each(write: Callable[..., Path]) -> None:
    names, hours = (",".join(f"{what}{hour}" for hour in range(24)) for what in ("w_", ""))
    path = write(f"id,lon,lat,{names}\na,1,2,{hours}\n")
    with pytest.raises(BadHeading, match="no column of weights"):
        read_any(path)
    with pytest.raises(BadDemand, match="0 of the 168 columns of hours and no «x000»"):
        read_any(path, Asked(hours="x"))
    found = read_any(path, Asked(hours="W_")).demand
    assert found.by_hour is not None
    assert found.by_hour[0, [0, 23, 24, 167]].tolist() == [0.0, 23.0, 0.0, 23.0]


# --- Cells ------------------------------------------------------------------------------------------------------------


def test_cells_are_read_as_text_and_as_numbers(write: Callable[..., Path]) -> None:
    one, other = (h3.latlng_to_cell(lat, 126.62, 8) for lat in (45.77, 45.97))
    found = read_any(write(f"h3,weight\n{one},3\n{h3.str_to_int(other)},4\n")).demand
    assert found.id.tolist() == [one, other]
    lat, lon = h3.cell_to_latlng(other)
    assert (found.lon[1], found.lat[1]) == (lon, lat)
    assert found.outlines is not None
    assert found.outlines[0].contains(shapely.Point(found.lon[0], found.lat[0]))


def test_what_is_no_cell_is_told_by_its_line(write: Callable[..., Path]) -> None:
    cell = h3.latlng_to_cell(45.77, 126.62, 8)
    with pytest.raises(BadDemand, match="line 3, h3 is «8831»: this is no H3 cell"):
        read_any(write(f"h3,weight\n{cell},3\n8831,4\n"))
    with pytest.raises(BadDemand, match="line 2 has the same cell"):
        read_any(write(f"h3,weight\n{cell},3\n{cell},4\n"))


def test_cells_by_hour_are_weeks(write: Callable[..., Path]) -> None:
    cell = h3.latlng_to_cell(45.77, 126.62, 8)
    found = read_any(write(f"cell,hour,weight\n{cell},0,84\n{cell},1,84\n")).demand
    assert (found.id.tolist(), found.weight.tolist()) == ([cell], [1.0])


def test_points_joined_to_cells_keep_all_the_weight(write: Callable[..., Path]) -> None:
    rng = np.random.default_rng(7)
    lon, lat, weight = rng.uniform(126.5, 126.7, 300), rng.uniform(45.7, 45.8, 300), rng.integers(1, 9, 300)
    rows = zip(range(300), lon, lat, weight, strict=True)
    path = write("id,lon,lat,weight\n" + "\n".join(",".join(map(str, row)) for row in rows))
    found = read_any(path, Asked(to_h3=8)).demand
    oracle: dict[str, float] = {}
    for east, north, count in zip(lon, lat, weight, strict=True):
        cell = h3.latlng_to_cell(north, east, 8)
        oracle[cell] = oracle.get(cell, 0) + count
    assert dict(zip(found.id.tolist(), found.weight.tolist(), strict=True)) == oracle


def test_points_joined_to_squares_stay_near_and_keep_their_mean(write: Callable[..., Path]) -> None:
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(126.5, 126.7, 400), rng.uniform(45.7, 45.8, 400)
    path = write(
        "lon,lat\n" + "\n".join(f"{e!r},{n!r}" for e, n in zip(lon.tolist(), lat.tolist(), strict=True))
    )
    found = read_any(path, Asked(weight="1", aggregate_m=500)).demand
    assert found.total == 400.0
    assert len(found) < 400
    assert np.isclose((found.lon * found.weight).sum(), lon.sum())
    geod = Geod(ellps="WGS84")
    nearest = [
        geod.inv(np.full(len(found), e), np.full(len(found), n), found.lon, found.lat)[2].min()
        for e, n in zip(lon, lat, strict=True)
    ]
    assert max(nearest) <= 500 * 2**0.5 * 1.01


# --- Features ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".shp"])
def test_areas_give_a_point_inside_and_their_outline(tmp_path: Path, ending: str) -> None:
    horseshoe = shapely.Polygon([(0, 0), (3, 0), (3, 3), (2.9, 3), (2.9, 0.1), (0.1, 0.1), (0.1, 3), (0, 3)])
    path = tmp_path / f"areas{ending}"
    frame((horseshoe, 5), (shapely.box(5, 5, 6, 6), 7)).to_file(path)
    found = read_any(path).demand
    assert found.outlines is not None
    assert found.outlines[0].contains(shapely.Point(found.lon[0], found.lat[0]))
    assert (found.lon[1], found.lat[1]) == (5.5, 5.5)
    assert found.outlines[0].equals(horseshoe)


def test_what_is_no_place_and_no_number_is_left_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "mixed.gpkg"
    rows = [
        (shapely.Point(1, 1), 5.0), (None, 5.0), (shapely.LineString([(0, 0), (1, 1)]), 5.0),
        (shapely.Point(2, 2), None), (shapely.Point(3, 3), 0.0), (shapely.MultiPoint([(4, 4)]), 2.0),
    ]  # fmt: skip
    frame(*rows).to_file(path, layer="x")
    found = read_any(path)
    assert found.demand.weight.tolist() == [5.0, 2.0]
    assert found.demand.outlines is None
    assert found.left_out == {
        "no geometry": 1, "a line, several points, or an area that is none": 1, "population: no number": 1,
        "a weight of 0": 1,
    }  # fmt: skip
    assert found.rows == 6


def test_a_broken_polygon_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "bow.geojson"
    frame((shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), 5)).to_file(path)
    found = read_any(path).demand
    assert found.outlines is not None
    assert found.outlines[0].is_valid


def test_a_negative_weight_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    frame((shapely.Point(1, 1), -5), (shapely.Point(2, 2), 1)).to_file(path)
    with pytest.raises(BadDemand, match=r"«1» has a weight in population that is negative .*--skip-bad"):
        read_any(path)
    assert read_any(path, Asked(skip_bad=True)).demand.total == 1.0


def test_a_projected_file_comes_to_degrees(tmp_path: Path) -> None:
    path = tmp_path / "utm.gpkg"
    frame((shapely.Point(*HERE), 1)).to_crs(32652).to_file(path)
    found = read_any(path).demand
    assert np.allclose([found.lon[0], found.lat[0]], HERE, atol=1e-9)
    with pytest.raises(DatumUnclear, match=r"UTM zone 52N, and --datum gcj02"):
        read_any(path, Asked(datum=Datum.GCJ02))


def test_shifted_degrees_in_a_file_that_says_wgs84_are_carried_back_with_their_outlines(
    tmp_path: Path,
) -> None:
    path = tmp_path / "amap.geojson"
    square = shapely.box(126.60, 45.76, 126.62, 45.78)
    frame((square, 1)).to_file(path)
    found = read_any(path, Asked(datum=Datum.GCJ02))
    corner = convert(126.60, 45.76, Datum.GCJ02, Datum.WGS84)
    assert any("says WGS-84; its numbers were read as gcj02" in note for note in found.notes)
    assert found.demand.outlines is not None
    assert shapely.distance(found.demand.outlines[0], shapely.Point(corner)) < 1e-12


@pytest.mark.filterwarnings("ignore:.crs. was not provided")
def test_a_file_without_a_reference_system_is_asked_for_one(tmp_path: Path) -> None:
    x, y = Transformer.from_crs(4326, 32652, always_xy=True).transform(*HERE)
    path = tmp_path / "bare.shp"
    pyogrio.write_dataframe(frame((shapely.Point(x, y), 1), crs=None), path)
    with pytest.raises(UnreadableFile, match="names no reference system"):
        read_any(path)
    assert np.allclose(read_any(path, Asked(crs="EPSG:32652")).demand.lon, HERE[0], atol=1e-9)
    with pytest.raises(UnreadableFile, match="no such reference system"):
        read_any(path, Asked(crs="EPSG:nonsense"))


# --- Rasters ----------------------------------------------------------------------------------------------------------


def test_cells_with_people_are_points_at_their_centres(tmp_path: Path) -> None:
    values = np.array([[0, 3.5, -1], [np.nan, 2, np.inf]], dtype="float64")
    path = raster(tmp_path, values)
    found = read_any(path)
    assert found.demand.id.tolist() == ["r0c1", "r1c1"]
    assert found.demand.weight.tolist() == [3.5, 2.0]
    with rasterio.open(path) as file:
        assert np.allclose(
            np.column_stack([found.demand.lon, found.demand.lat]), [file.xy(0, 1), file.xy(1, 1)]
        )
    assert found.left_out == {
        "cells with a negative number": 1,
        "cells with an infinite or too large number": 1,
    }


def test_what_a_raster_calls_no_data_is_nobody(tmp_path: Path) -> None:
    path = raster(tmp_path, np.array([[99999, 4]], dtype="int32"), nodata=99999)
    assert read_any(path).demand.total == 4.0


def test_a_turned_and_projected_raster_comes_to_degrees(tmp_path: Path) -> None:
    x, y = Transformer.from_crs(4326, 32652, always_xy=True).transform(*HERE)
    turned = Affine.translation(x, y) * Affine.rotation(30) * Affine.scale(100, -100)
    path = raster(tmp_path, np.ones((3, 4)), transform=turned, crs="EPSG:32652")
    found = read_any(path).demand
    with rasterio.open(path) as file:
        rows, cols = np.indices((3, 4))
        at = np.array(file.xy(rows.ravel(), cols.ravel()))
    lon, lat = Transformer.from_crs(32652, 4326, always_xy=True).transform(*at)
    assert np.allclose(np.column_stack([found.lon, found.lat]), np.column_stack([lon, lat]), atol=1e-12)


def test_a_large_raster_is_read_in_strips_to_the_same_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = raster(tmp_path, np.random.default_rng(7).integers(0, 3, (50, 40)).astype("float32"))
    whole, squares = read_any(path).demand, read_any(path, Asked(aggregate_m=5000)).demand
    monkeypatch.setattr(rasters, "PIECE_CELLS", 130)
    strips, pieced = read_any(path).demand, read_any(path, Asked(aggregate_m=5000)).demand
    assert strips.id.tolist() == whole.id.tolist()
    assert strips.lon.tolist() == whole.lon.tolist()
    assert np.allclose(pieced.weight, squares.weight)
    assert np.allclose(pieced.lon, squares.lon)
    assert whole.total == squares.total


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.GCJ02])
def test_a_part_of_a_raster_is_what_a_look_at_all_of_it_gives(tmp_path: Path, datum: Datum) -> None:
    path = raster(tmp_path, np.ones((60, 60)))
    box = (126.113, 45.621, 126.342, 45.9)
    part, whole = (
        read_any(path, Asked(bbox=box, datum=datum)).demand,
        read_any(path, Asked(datum=datum)).demand,
    )
    inside = [
        one
        for one, lon, lat in zip(whole.id, whole.lon, whole.lat, strict=True)
        if box[0] <= lon <= box[2] and box[1] <= lat <= box[3]
    ]
    assert part.id.tolist() == inside
    assert 0 < len(part) < len(whole)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Asked(bbox=(0, 0, 1, 1)), "no cell with people"),
        (Asked(band=2), "--band 2: people.tif has 1"),
        (Asked(weight="pop"), "a raster has no columns"),
        (Asked(datum=Datum.BD09, crs=None), None),
    ],
)
def test_a_raster_that_gives_nothing_says_why(tmp_path: Path, asked: Asked, told: str | None) -> None:
    path = raster(tmp_path, np.ones((2, 2)))
    if told is None:
        assert len(read_any(path, asked).demand) == 4
        return
    with pytest.raises((BadDemand, UnreadableFile), match=told):
        read_any(path, asked)


def test_too_many_cells_are_refused_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasters, "MOST_POINTS", 3)
    path = raster(tmp_path, np.ones((2, 2)))
    with pytest.raises(BadDemand, match="more than 3 cells with people: take a part with --bbox, or join"):
        read_any(path)
    assert read_any(path, Asked(to_h3=7)).demand.total == 4.0


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
def test_a_raster_without_a_reference_system_is_asked_for_one(tmp_path: Path) -> None:
    path = raster(tmp_path, np.ones((1, 1)), crs=None)
    with pytest.raises(UnreadableFile, match="names no reference system"):
        read_any(path)
    assert len(read_any(path, Asked(crs="EPSG:4326")).demand) == 1


def test_of_several_bands_it_is_told_which_one_was_read(tmp_path: Path) -> None:
    found = read_any(raster(tmp_path, np.array([[[1.0, 2.0]], [[5.0, 7.0]]])), Asked(band=2))
    assert found.demand.weight.tolist() == [5.0, 7.0]
    assert found.notes[-1] == "Band 2 of 2 was read; --band chooses another."


def test_a_raster_on_axes_of_its_own_is_refused(tmp_path: Path) -> None:
    path = raster(tmp_path, np.ones((2, 2)), crs='LOCAL_CS["drawing",UNIT["metre",1]]')
    with pytest.raises(UnreadableFile, match="«drawing» tells not where on earth it lies"):
        read_any(path)


def test_a_raster_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = raster(tmp_path, np.random.default_rng(3).random((300, 300)), compress="deflate")
    path.write_bytes(path.read_bytes()[:100_000])
    with pytest.raises(UnreadableFile, match="was it copied whole"):
        read_any(path)


def test_a_file_that_is_no_raster_is_refused(write: Callable[..., Path]) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_any(write("nothing", "x.tif"))


# --- All of them ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {"to_h3": 16}, {"to_h3": 8, "aggregate_m": 100.0}, {"aggregate_m": 0.0}, {"bbox": (2, 0, 1, 1)},
        {"bbox": (0, float("nan"), 1, 1)},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(given: dict) -> None:
    with pytest.raises(BadDemand, match="--"):
        Asked(**given)


def test_measures_from_files_alone_read_every_form(tmp_path: Path) -> None:
    path, notes = raster(tmp_path, np.array([[3.0, -1.0]])), []
    assert read_demand(path, notes).total == 3.0
    assert notes[-1] == "1 of people.tif left out: cells with a negative number."


def test_nobody_left_says_why(write: Callable[..., Path]) -> None:
    path = write(json.dumps({"type": "FeatureCollection", "features": []}), "none.geojson")
    with pytest.raises(BadDemand, match="holds no features"):
        read_any(path)
    with pytest.raises(BadDemand, match=r"nothing is left .* \(1 × a weight of 0\)"):
        read_any(write("id,lon,lat,weight\na,1,1,0\n"))
    with pytest.raises(UnreadableFile, match=r"demand is read from \.csv"):
        read_any(write("x", "x.docx"))


@pytest.mark.skipif(not HELSINKI.exists(), reason=f"no {HELSINKI}: set WAYSTATION_REAL_DATA to try it")
def test_helsinki_has_the_people_that_its_makers_counted() -> None:
    found = read_any(HELSINKI)
    assert (len(found.demand), found.demand.total) == (92, 71_724.0)
    assert read_any(HELSINKI, Asked(to_h3=8)).demand.total == 71_724.0


@real.needs_real_data
def test_counties_are_demand_by_their_people() -> None:
    found = read_any(real.COUNTIES, Asked(weight="Pop_2010", id="Code_County"))
    lines = json.loads(real.COUNTIES.read_text(encoding="utf-8"))["features"]
    people = {one["properties"]["Code_County"]: one["properties"]["Pop_2010"] for one in lines}
    assert dict(zip(found.demand.id, found.demand.weight, strict=True)) == {
        code: count for code, count in people.items() if count
    }
