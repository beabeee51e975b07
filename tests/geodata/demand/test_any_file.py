"""Whatever stands in a file, it is read or refused in a sentence; nothing else happens."""

from collections.abc import Callable
from pathlib import Path

import geopandas
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.demand import Demand, Sites
from geodata.demand_files import read_demand, read_sites
from geodata.demand_sources.asked import Asked
from geodata.demand_sources.reading import read_any
from stations.errors import StationsError

HEADINGS = [
    "id",
    "lon",
    "lat",
    "weight",
    "h3",
    "hour",
    "datum",
    "lng_gcj02",
    "lat_gcj02",
    "h000",
    "人口",
    "x",
    "",
]
CELLS = [
    "", "a", "1", "-1", "126.62", "45.77", "1e400", "nan", "inf", "0", "８", "1_0", '"', '""', '"a\nb"', "a,b", " 5 ",
    "\t", "\x00", "8831aa5555fffff", "613625707781685247", "ffffffffffffffffff", "gcj02", "WGS84", "167", "168",
    "'=1+1", "١٢", "0x1A", "½",
]  # fmt: skip
tables = st.builds(
    lambda heading, rows, end: "\n".join(",".join(row) for row in [heading, *rows]) + end,
    st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=6),
    st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=6), max_size=6),
    st.sampled_from(["", "\n", "\r\n", '"']),
)
asked = st.builds(
    Asked,
    weight=st.sampled_from([None, "1", "weight", "none"]),
    hours=st.sampled_from([None, "h"]),
    to_h3=st.sampled_from([None, 8]),
    skip_bad=st.booleans(),
    crs=st.sampled_from([None, "EPSG:3857"]),
)


def tried(read: Callable[[Path], Demand | Sites], path: Path) -> tuple[str, Demand | Sites | None]:
    try:
        return "", read(path)
    except StationsError as refused:
        return str(refused), None


@settings(max_examples=100, deadline=None)
@given(table=tables, how=asked, encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_table(tmp_path_factory: pytest.TempPathFactory, table: str, how: Asked, encoding: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(table.encode(encoding))
    for read in (read_demand, read_sites, lambda one: read_any(one, how).demand):
        refused, found = tried(read, path)
        assert found is None or len(found) > 0
        assert found is not None or any(part in refused for part in ("any.csv", "--", "column"))


@settings(max_examples=50, deadline=None)
@given(raw=st.binary(max_size=200), ending=st.sampled_from([".csv", ".geojson", ".gpkg", ".tif", ".shp"]))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, raw: bytes, ending: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{ending}"
    path.write_bytes(raw)
    with pytest.raises(StationsError):
        read_any(path)


NO_PLACE = ("without extent", "as thin as a line", "nothing at all", "beyond the pole")
SHAPES = {
    "a hole where the middle is": shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2)),
    "with height": shapely.Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5)]),
    "of two parts": shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)]),
    "without extent": shapely.Polygon([(1, 1), (1, 1), (1, 1)]),
    "as thin as a line": shapely.Polygon([(0, 0), (1, 1), (2, 2)]),
    "nothing at all": shapely.Polygon(),
    "a collection": shapely.GeometryCollection([shapely.Point(1, 1), shapely.box(0, 0, 1, 1)]),
    "beyond the pole": shapely.Point(10, 95),
}


@pytest.mark.parametrize("case", SHAPES)
@pytest.mark.parametrize("ending", [".gpkg", ".geojson"])
def test_any_shape(tmp_path: Path, case: str, ending: str) -> None:
    path = tmp_path / f"any{ending}"
    geopandas.GeoDataFrame({"weight": [5]}, geometry=[SHAPES[case]], crs=4326).to_file(path)
    refused, found = tried(lambda one: read_any(one).demand, path)
    assert (found is None) == (case in NO_PLACE), refused
    if found is None:
        return
    at = shapely.Point(found.lon[0], found.lat[0])
    assert shapely.distance(SHAPES[case], at) < 1e-9


def test_the_layer_that_is_named_is_read(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    for name, weight in (("one", 1), ("other", 2)):
        geopandas.GeoDataFrame({"weight": [weight]}, geometry=[shapely.Point(1, 1)], crs=4326).to_file(
            path, layer=name
        )
    assert read_any(path, Asked(layer="other")).demand.total == 2.0
    assert read_any(path).demand.total == 1.0
    with pytest.raises(StationsError, match="no layer «third»; it has «one», «other»"):
        read_any(path, Asked(layer="third"))
