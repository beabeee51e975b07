"""Boundaries in, and what they say of places."""

import json
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection

from geodata.boundaries import load_boundaries
from geodata.errors import BadHeading, UnreadableFile
from stations import survey
from tests.geodata.loading import loaded, written

WEST = [[[113.0, 34.0], [114.0, 34.0], [114.0, 35.0], [113.0, 35.0], [113.0, 34.0]]]
EAST = [[[114.0, 34.0], [115.0, 34.0], [115.0, 35.0], [114.0, 35.0], [114.0, 34.0]]]
BOWTIE = [[[115.0, 34.0], [116.0, 35.0], [116.0, 34.0], [115.0, 35.0], [115.0, 34.0]]]


def boundaries(path: Path, *features: tuple[dict[str, Any], list[Any] | None]) -> Path:
    told = [
        {"type": "Feature", "properties": said, "geometry": ring and {"type": "Polygon", "coordinates": ring}}
        for said, ring in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": told}), encoding="utf-8")
    return path


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return boundaries(
        tmp_path / "two.geojson",
        ({"adcode": 990001, "name": "西区", "city": "某市"}, WEST),
        ({"adcode": 990002, "name": "东区", "city": "某市"}, EAST),
    )


def test_a_place_in_another_county_than_stated_is_found(store: Connection, two: Path, tmp_path: Path) -> None:
    rows = ["1,甲驿站,东区,113.5123,34.5123", "2,乙驿站,西区,113.5234,34.5234", "3,丙驿站,开发区,114.5,34.51"]
    loaded(store, written(tmp_path / "list.csv", "\n".join(["编号,名称,区县,经度,纬度", *rows])))
    bounded = load_boundaries(store, two, named={})
    assert (bounded.entered, bounded.mended, bounded.moved) == (2, 0, 3)
    assert [(one.source_id, one.what) for one in bounded.disagreements] == [
        ("1", "county_differs"),
        ("3", "county_unknown"),
    ]
    assert [one.what for one in survey.findings(store, what="county_differs")] == ["county_differs"]


def test_broken_outlines_are_mended_and_features_without_area_passed_over(
    store: Connection, tmp_path: Path
) -> None:
    path = boundaries(
        tmp_path / "broken.geojson",
        ({"adcode": "990003", "name": "领结区"}, BOWTIE),
        ({"adcode": "990004", "name": "无界区"}, None),
        ({"adcode": None, "name": "无码区"}, WEST),
    )
    bounded = load_boundaries(store, path, named={})
    assert (bounded.entered, bounded.mended, bounded.passed_over) == (1, 1, ["无界区", "无码区"])


def test_columns_with_other_headings_are_named_by_the_user(store: Connection, tmp_path: Path) -> None:
    path = boundaries(tmp_path / "odd.geojson", ({"dm": "990001", "mc": "西区"}, WEST))
    with pytest.raises(
        BadHeading, match="no column gives the code of a county; there are dm, mc: add --code COLUMN"
    ):
        load_boundaries(store, path, named={})
    with pytest.raises(BadHeading, match="there is no such column"):
        load_boundaries(store, path, named={"code": "dn"})
    assert load_boundaries(store, path, named={"code": "dm", "name": "mc"}).entered == 1


def test_a_code_that_comes_twice_is_refused(store: Connection, tmp_path: Path) -> None:
    twice = boundaries(
        tmp_path / "twice.geojson", ({"code": "1", "name": "甲"}, WEST), ({"code": "1", "name": "乙"}, EAST)
    )
    with pytest.raises(BadHeading, match="more than once"):
        load_boundaries(store, twice, named={})


def test_a_file_without_areas_is_refused(store: Connection, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no area"):
        load_boundaries(
            store, boundaries(tmp_path / "none.geojson", ({"code": "1", "name": "甲"}, None)), named={}
        )
