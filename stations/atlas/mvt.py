"""Write layers of points as a Mapbox Vector Tile, version 2.1.

By hand, for it is two screens of code: the maintained library (mapbox-vector-tile) brings shapely, pyclipper and
protobuf with it, clips and projects what needs neither here, and takes far longer over points.
https://github.com/mapbox/vector-tile-spec/tree/master/2.1
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

EXTENT = 4096
VERSION = 2
# The number of a field and how it is written, as one byte: 0 for a varint, 2 for bytes of a length.
TILE_LAYER = b"\x1a"
LAYER_VERSION, LAYER_NAME, LAYER_FEATURE, LAYER_KEY, LAYER_VALUE, LAYER_EXTENT = (
    b"\x78", b"\x0a", b"\x12", b"\x1a", b"\x22", b"\x28",
)  # fmt: skip
FEATURE_ID, FEATURE_TAGS, FEATURE_TYPE, FEATURE_GEOMETRY = b"\x08", b"\x12", b"\x18", b"\x22"
VALUE_STRING, VALUE_UINT, VALUE_BOOL = b"\x0a", b"\x28", b"\x38"
POINT = b"\x01"
MOVE_TO_ONE = b"\x09"
SHORT = [bytes((number,)) for number in range(128)]  # most numbers of a tile, written once

Value = str | int | bool


class PointFeature(NamedTuple):
    """A point in a tile, x rightward and y downward from 0 to 4095, with an id or without."""

    id: int | None
    x: int
    y: int
    properties: Mapping[str, Value]


def tile(layers: Mapping[str, Iterable[PointFeature]]) -> bytes:
    """Write a tile of layers by name; a layer without features is left out, as the specification wants it.

    Parameters
    ----------
    layers
        Whole numbers among the properties are not negative.
    """
    written = ((name, list(features)) for name, features in layers.items())
    return b"".join(_sized(TILE_LAYER, _layer(name, features)) for name, features in written if features)


def _layer(name: str, features: list[PointFeature]) -> bytes:
    keys: dict[str, int] = {}
    values: dict[bytes, int] = {}
    parts = [_sized(LAYER_FEATURE, _feature(one, keys, values)) for one in features]
    return b"".join(
        (
            LAYER_VERSION + _varint(VERSION),
            _sized(LAYER_NAME, name.encode()),
            *parts,
            *(_sized(LAYER_KEY, key.encode()) for key in keys),
            *(_sized(LAYER_VALUE, value) for value in values),
            LAYER_EXTENT + _varint(EXTENT),
        )
    )


def _feature(one: PointFeature, keys: dict[str, int], values: dict[bytes, int]) -> bytes:
    """Write a feature; its keys and values are numbers in the lists of its layer, which grow as needed."""
    tags = b"".join(
        _varint(keys.setdefault(key, len(keys))) + _varint(values.setdefault(_value(value), len(values)))
        for key, value in one.properties.items()
    )
    # Geometry is zigzag-coded; nothing here is negative, so that is twice the number.
    geometry = MOVE_TO_ONE + _varint(2 * one.x) + _varint(2 * one.y)
    number = b"" if one.id is None else FEATURE_ID + _varint(one.id)
    return b"".join(
        (number, _sized(FEATURE_TAGS, tags), FEATURE_TYPE, POINT, _sized(FEATURE_GEOMETRY, geometry))
    )


def _value(value: Value) -> bytes:
    if isinstance(value, str):
        return _sized(VALUE_STRING, value.encode())
    if isinstance(value, bool):
        return VALUE_BOOL + _varint(value)
    return VALUE_UINT + _varint(value)


def _sized(field: bytes, content: bytes) -> bytes:
    return field + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    """Write a whole number, seven bits a byte, the lowest first; the eighth bit says that more follow."""
    if number < 128:
        return SHORT[number]
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)
