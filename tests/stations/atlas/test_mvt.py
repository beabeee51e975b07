"""Vector tiles as others read them: a plain decoder written from the specification, and GDAL."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from stations.atlas import mvt, tileforms
from stations.atlas.mvt import PointFeature
from stations.atlas.tiles import tile
from tests.stations.atlas.test_tiles import KINDS, Place, grid, layer, showing


def fields(message: bytes) -> Iterator[tuple[int, Any]]:
    """The fields of a protobuf message: number and value, bytes or a whole number."""
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        tag = varint()
        if tag & 7 == 0:
            yield tag >> 3, varint()
        else:
            assert tag & 7 == 2
            size = varint()
            yield tag >> 3, message[at : at + size]
            at += size


def varints(packed: bytes) -> list[int]:
    """A packed list of whole numbers."""
    found, value, shift = [], 0, 0
    for byte in packed:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(value)
            value = shift = 0
    return found


def decoded(written: bytes) -> dict[str, list[tuple[int | None, tuple[int, int], dict[str, Any]]]]:
    """Layers by name: features as id, point and properties."""
    return dict(decoded_layer(content) for number, content in fields(written) if number == 3)


def decoded_layer(content: bytes) -> tuple[str, list[tuple[int | None, tuple[int, int], dict[str, Any]]]]:
    parts = list(fields(content))
    assert [value for number, value in parts if number == 15] == [2]
    assert [value for number, value in parts if number == 5] == [4096]
    name = next(value.decode() for number, value in parts if number == 1)
    keys = [value.decode() for number, value in parts if number == 3]
    values = [decoded_value(value) for number, value in parts if number == 4]
    found = []
    for feature in (dict(fields(value)) for number, value in parts if number == 2):
        assert feature[3] == 1
        command, x, y = varints(feature[4])
        assert command == 9
        tags = varints(feature[2])
        properties = {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
        found.append((feature.get(1), ((x >> 1) ^ -(x & 1), (y >> 1) ^ -(y & 1)), properties))
    assert len(set(keys)) == len(keys)
    return name, found


def decoded_value(content: bytes) -> str | int | bool:
    ((number, value),) = fields(content)
    if number == 1:
        return str(value, "utf-8")
    return {5: int, 7: bool}[number](value)


def test_what_is_written_is_read_again() -> None:
    points = [
        PointFeature(17, 0, 4095, {"name": "道里区驿站", "count": 1, "open": True}),
        PointFeature(2**62, 300, 7, {"name": "", "count": 300, "open": False}),
        PointFeature(None, 1, 2, {}),
    ]
    written = mvt.tile({"points": points, "none": []})
    expected = [(one.id, (one.x, one.y), one.properties) for one in points]
    assert decoded(written) == {"points": expected}
    read = decoded(written)["points"][0][2]
    assert [type(value) for value in read.values()] == [str, int, bool]


def test_a_tile_of_nothing_is_empty() -> None:
    assert mvt.tile({"points": []}) == b""


def test_a_tile_tells_its_places() -> None:
    """Three in one tile of zoom 13: open, shut, and one of which that is not known."""
    places = [Place(126.62, 45.77), Place(126.63, 45.771, 1), Place(126.64, 45.772, 2)]
    found = tile([layer(places)], 13, *grid(places[0], 13))
    written = tileforms.vector_tile(found, [showing(places, "驿站")], KINDS)
    read = {number: properties for number, _, properties in decoded(written)["places"]}
    assert read == {
        10**9: {"id": 10**9, "name": "驿站", "kind": "station", "open": True},
        10**9 + 1: {"id": 10**9 + 1, "name": "驿站", "kind": "water_point", "open": False},
        10**9 + 2: {"id": 10**9 + 2, "name": "驿站", "kind": "driver_home"},
    }


def test_clusters_tell_their_counts_by_kind() -> None:
    places = [Place(126.62, 45.77), Place(126.63, 45.771, 1), Place(126.64, 45.772, 1), Place(0.0, 0.0)]
    found = tile([layer(places)], 0, 0, 0)
    read = decoded(tileforms.vector_tile(found, [showing(places, "驿站")], KINDS))
    ((number, _, properties),) = read["clusters"]
    assert (number, properties) == (None, {"count": 3, "station": 1, "water_point": 2})
    assert [(number, at) for number, at, _ in read["places"]] == [(10**9 + 3, (2048, 2048))]


@pytest.mark.parametrize("z", [0, 6, 13, 20])
def test_gdal_finds_a_place_where_it_is(z: int, tmp_path: Path) -> None:
    place = Place(126.6205, 45.7702, 1)
    x, y = grid(place, z)
    written = tileforms.vector_tile(
        tile([layer([place])], z, x, y), [showing([place], "中央大街驿站")], KINDS
    )
    file = tmp_path / "tile.mvt"
    file.write_bytes(written)
    read = pyogrio.read_dataframe(file, layer="places", X=str(x), Y=str(y), Z=str(z))
    (one,) = read.to_crs(4326).itertuples()
    assert (one.mvt_id, one.name, one.kind, one.open) == (10**9, "中央大街驿站", "water_point", True)
    step = 360 / 2**z / mvt.EXTENT
    assert (one.geometry.x, one.geometry.y) == pytest.approx((126.6205, 45.7702), abs=step)


def test_gdal_reads_clusters(tmp_path: Path) -> None:
    places = [Place(126.62, 45.77), Place(126.63, 45.771, 1), Place(126.64, 45.772, 1)]
    file = tmp_path / "tile.mvt"
    file.write_bytes(tileforms.vector_tile(tile([layer(places)], 0, 0, 0), [showing(places, "驿站")], KINDS))
    (one,) = pyogrio.read_dataframe(file, X="0", Y="0", Z="0").itertuples()
    assert (one.count, one.station, one.water_point) == (3, 1, 2)
