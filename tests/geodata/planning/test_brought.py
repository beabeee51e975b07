"""Files that go with a question: candidates, outlines, a line; and what is wrong with bad ones, by reason and row."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from geodata.guarding import Refused
from geodata.planning import brought as door
from geodata.planning import candidate_shapes
from geodata.planning.areas import from_outlines
from geodata.planning.brought import brought
from stations import asking
from stations.datum import Datum, convert

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[126.6, 45.7], [126.7, 45.7], [126.7, 45.8], [126.6, 45.8], [126.6, 45.7]]],
}
# An arc open to the east: its middle lies outside of it.
HORSESHOE = {
    "type": "Polygon",
    "coordinates": [[[0, 0], [4, 0], [4, 1], [1, 1], [1, 3], [4, 3], [4, 4], [0, 4], [0, 0]]],
}
BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


def collection(*features: tuple[Any, dict[str, Any]], **more: Any) -> str:
    """A file of features."""
    each = [{"type": "Feature", "geometry": geometry, "properties": told} for geometry, told in features]
    return json.dumps({"type": "FeatureCollection", "features": each, **more}, ensure_ascii=False)


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def line(*at: tuple[float, float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [list(one) for one in at]}


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Write a file and give where it is."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("英文.csv", "id,lon,lat,name,capacity\na,126.62,45.77,甲处,40\nb,126.63,45.78,,\n"),
        ("中文.csv", "编号;名称;容量;经度;纬度\na;甲处;40;126.62;45.77\nb;;;126.63;45.78\n".encode("gb18030")),
        (
            "图.geojson",
            collection(
                (point(126.62, 45.77), {"id": "a", "名称": "甲处", "capacity": 40}), (point(126.63, 45.78), {"ID": "b"})
            ),
        ),
    ],
    ids=["english", "chinese", "drawn"],
)  # fmt: skip
def test_candidates_are_read_from_tables_and_maps_alike(
    written: Any, name: str, content: str | bytes
) -> None:
    assert brought("points", written(name, content)) == [
        {"id": "a", "lon": 126.62, "lat": 45.77, "name": "甲处", "capacity": 40.0},
        {"id": "b", "lon": 126.63, "lat": 45.78},
    ]


def test_an_area_stands_for_a_point_in_it_and_what_has_no_id_goes_by_its_number(written: Any) -> None:
    path = written("a.geojson", collection((HORSESHOE, {}), (SQUARE, {})))
    found = brought("points", path)
    assert [one["id"] for one in found] == ["1", "2"]
    assert not shape(HORSESHOE).contains(shape(HORSESHOE).centroid)
    assert shape(HORSESHOE).contains(shapely.Point(found[0]["lon"], found[0]["lat"]))
    assert (found[1]["lon"], found[1]["lat"]) == (126.65, 45.75)


@pytest.mark.parametrize("heading", ["lon,lat", "lng_gcj02,lat_gcj02"], ids=["stated", "in the heading"])
def test_shifted_degrees_are_carried_back(written: Any, heading: str) -> None:
    path = written("a.csv", f"id,{heading}\na,126.62,45.77\n")
    (found,) = brought("points", path, None if "gcj" in heading else Datum.GCJ02)
    assert (found["lon"], found["lat"]) == pytest.approx(
        convert(126.62, 45.77, Datum.GCJ02, Datum.WGS84), abs=1e-7
    )
    (outline,) = brought("outlines", written("a.json", collection((SQUARE, {}))), Datum.BD09)
    corner = convert(126.6, 45.7, Datum.BD09, Datum.WGS84)
    assert outline["geometry"]["coordinates"][0][0] == pytest.approx(corner, abs=1e-7)


def test_outlines_are_as_areas_take_them(written: Any) -> None:
    path = written(
        "区.geojson", collection((SQUARE, {"Code": 7, "名称": "东区"}), (HORSESHOE, {"code": "8"}))
    )
    rows = json.loads(json.dumps(brought("outlines", path)))
    areas = from_outlines(rows)
    assert (areas.code.tolist(), areas.name.tolist()) == (["7", "8"], ["东区", "8"])
    assert areas.outline[0].equals(shape(SQUARE))


def test_a_line_keeps_its_direction_and_parts_that_meet_are_one(written: Any) -> None:
    parts = [line((2, 0), (3, 0)), line((1, 0), (2, 0))]
    one = brought("line", written("a.geojson", json.dumps(line((3, 0), (2, 0), (1, 0)))))
    several = brought("line", written("b.geojson", collection(*((part, {}) for part in parts))))
    assert [row["lon"] for row in one] == [3, 2, 1]
    assert [row["lon"] for row in several] == [1, 2, 3]


@pytest.mark.parametrize(
    ("what", "name", "content", "reason", "row"),
    [
        ("points", "a.xlsx", "PK", "ending", None),
        ("points", "a.zip", "PK", "ending", None),
        ("outlines", "a.csv", "id,lon,lat\na,1,2\n", "ending", None),
        ("points", "bomb.csv", b"PK\x03\x04" + b"0" * 99, "other_form", None),
        ("points", "xxe.csv", BOMB, "other_form", None),
        ("points", "xxe.geojson", BOMB, "other_form", None),
        ("points", "a.csv", "", "empty", None),
        ("points", "a.csv", "id,lon,lat\n", "unread", None),
        ("points", "a.csv", "甲,126,45\n乙,126,46\n", "heading", None),
        ("points", "a.csv", "id,lon_gcj02,lat_bd09\na,1,2\n", "heading", None),
        ("points", "a.csv", "id,lon,lat\na,126,45\nb,45,126\n", "line.lat", 3),
        ("points", "a.csv", "id,lon,lat\na,126,45\na,127,45\n", "line.id", 3),
        ("points", "a.csv", "id,lon,lat\n=1+1,126,45\n", "line.id", 2),
        ("points", "a.csv", 'id,lon,lat,name\na,126,45,"=HYPERLINK(""http://x"")"\n', "line.name", 2),
        ("points", "a.csv", "id,lon,lat,name\n-5,126,45,@甲\n", "line.name", 2),
        ("points", "a.csv", "id,lon,lat,capacity\na,126,45,0\n", "line.capacity", 2),
        ("points", "a.csv", "id,lon,lat\na,126,nan\n", "line.lat", 2),
        ("points", "a.csv", f"id,lon,lat\n{'a' * 101},126,45\n", "line.id", 2),
        ("points", "a.csv", b"id,lon,lat\n" + "甲".encode() * 30 + b"\xff,1,2\n", "unread", None),
        ("points", "a.csv", b"id,lon,lat\n\x00\x01\x02,1,2\n", "binary", None),
        ("points", "a.csv", "id,lon,lat\n" + "a,1,2\n" * 20_001, "rows", None),
        ("points", "a.csv", "id,lon,lat\n" + "a,1,2\n" * 50_000, "rows", None),
        ("points", "a.json", '{"type": "Point", "coordinates": ' + "[" * 500 + "]" * 500 + "}", "deep", None),
        ("points", "a.json", "[1, 2]", "no_geojson", None),
        ("points", "a.json", collection((point(1, 2), {"name": "甲"})).encode("gb18030"), "no_geojson", None),
        ("points", "a.json", '{"type": "Point", "coordinates": [NaN, 1]}', "no_geojson", None),
        ("points", "a.json", '{"type": "FeatureCollection"}', "no_features", None),
        ("points", "a.json", collection((point(1, 2), {}), (None, {})), "geometry", 2),
        ("points", "a.json", collection((point(1, 2), {}), (point(1, 91), {})), "beyond", 2),
        ("points", "a.json", collection((point(1, 2), {}), (line((1, 2), (2, 3)), {})), "kind", 2),
        ("points", "a.json", collection((point(1, 2), {"id": "a"}), (point(2, 2), {})), "row.id", 2),
        ("points", "a.json", collection((point(1, 2), {"capacity": -1})), "row.capacity", 1),
        (
            "points",
            "a.json",
            collection((point(1, 2), {}), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}),
            "crs",
            None,
        ),
        ("outlines", "a.json", collection((SQUARE, {}), (point(1, 2), {})), "kind", 2),
        ("outlines", "a.json", collection((SQUARE, {"code": 1}), (SQUARE, {"code": 1})), "row.id", 2),
        ("outlines", "a.json", json.dumps({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}), "geometry", 1),
        ("line", "a.json", collection((line((0, 0), (1, 0)), {}), (line((5, 0), (6, 0)), {})), "parts", None),
        ("line", "a.json", json.dumps(SQUARE), "kind", 1),
    ],
    ids=lambda one: one if isinstance(one, str) and len(one) < 15 else "",
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_reason_and_row(
    written: Any, what: str, name: str, content: Any, reason: str, row: int | None
) -> None:
    with pytest.raises(Refused) as refused:
        brought(what, written(name, content))
    assert refused.value.reason == reason
    assert refused.value.params.get("row") == row
    assert " " in str(refused.value)  # a sentence, not a code


def test_degrees_are_taken_by_the_names_that_older_files_give_them(written: Any) -> None:
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4490", "EPSG:4326"):
        crs = {"type": "name", "properties": {"name": name}}
        assert len(brought("points", written("a.geojson", collection((point(1, 2), {}), crs=crs)))) == 1


def test_as_many_are_taken_as_a_question_takes() -> None:
    assert candidate_shapes.MOST_CANDIDATES == asking.MOST_CANDIDATES
    assert door.MOST_AREAS == asking.MOST_AREAS
