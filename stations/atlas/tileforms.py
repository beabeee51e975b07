"""The two forms of a tile: GeoJSON for the page, a vector tile for map programs."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stations.atlas import mvt
from stations.atlas.curve import Floats, mercator
from stations.atlas.mvt import PointFeature, Value
from stations.atlas.tiles import Slots, Tile

# A tile is to stay below 200 kB whatever people write; who wants the rest of a name opens the place.
LONGEST_NAME = 40
PLACE_DECIMALS, CLUSTER_DECIMALS = 7, 6


class Shown(NamedTuple):
    """What the places of a layer show, by slot; `open` tells true, false, or None for not known."""

    ids: NDArray[np.int64]
    lon: Floats
    lat: Floats
    kind: NDArray[np.uint8]
    name: Callable[[int], str]
    open: Callable[[int], bool | None]


def features(tile: Tile, layers: Sequence[Shown], kinds: Sequence[str]) -> list[dict[str, Any]]:
    """Write a tile as GeoJSON features, clusters first.

    Parameters
    ----------
    layers
        In the order in which the tile was cut from them.
    kinds
        Codes of kinds in the order of the picture's numbers.
    """
    clusters = [
        {
            "type": "Feature",
            "geometry": _point(lon, lat, CLUSTER_DECIMALS),
            "properties": {"count": count, "kinds": _counted(by_kind, kinds)},
        }
        for lon, lat, count, by_kind in _clusters(tile)
    ]
    places = [
        {
            "type": "Feature",
            "id": str(layer.ids[slot]),
            "geometry": _point(float(layer.lon[slot]), float(layer.lat[slot]), PLACE_DECIMALS),
            "properties": {
                "name": short(layer.name(slot)),
                "kind": kinds[layer.kind[slot]],
                "open": {"now": layer.open(slot)},
            },
        }
        for layer, slot in _placed(tile, layers)
    ]
    return clusters + places


def vector_tile(tile: Tile, layers: Sequence[Shown], kinds: Sequence[str]) -> bytes:
    """Write a tile as a Mapbox Vector Tile with the layers `clusters` and `places`, of which either may be missing.

    A place has `id`, `name`, `kind` and, where it is known, `open`; a cluster has `count`, and its count by kind under
    the kind's code.
    """
    single = [_inside(tile, layer.lon[slots], layer.lat[slots]) for layer, slots in _paired(tile, layers)]
    places = (
        PointFeature(int(layer.ids[slot]), *at, _told(layer, slot, kinds))
        for (layer, slot), at in zip(_placed(tile, layers), chain.from_iterable(single), strict=True)
    )
    clusters = (
        PointFeature(None, *at, {"count": count, **_counted(by_kind, kinds)})
        for (_, _, count, by_kind), at in zip(_clusters(tile), _inside(tile, tile.lon, tile.lat), strict=True)
    )
    return mvt.tile({"clusters": clusters, "places": places})


def short(name: str) -> str:
    """Cut a name that is longer than a map has room for."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _told(layer: Shown, slot: int, kinds: Sequence[str]) -> dict[str, Value]:
    said: dict[str, Value] = {
        "id": int(layer.ids[slot]),
        "name": short(layer.name(slot)),
        "kind": kinds[layer.kind[slot]],
    }
    state = layer.open(slot)
    return said if state is None else said | {"open": state}


def _paired(tile: Tile, layers: Sequence[Shown]) -> Iterator[tuple[Shown, Slots]]:
    return zip(layers, tile.places, strict=True)


def _placed(tile: Tile, layers: Sequence[Shown]) -> Iterator[tuple[Shown, int]]:
    return ((layer, slot) for layer, slots in _paired(tile, layers) for slot in slots.tolist())


def _clusters(tile: Tile) -> Iterator[tuple[float, float, int, list[int]]]:
    return zip(tile.lon.tolist(), tile.lat.tolist(), tile.count.tolist(), tile.kinds.tolist(), strict=True)


def _counted(by_kind: list[int], kinds: Sequence[str]) -> dict[str, int]:
    return {kind: count for kind, count in zip(kinds, by_kind, strict=True) if count}


def _point(lon: float, lat: float, decimals: int) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(lon, decimals), round(lat, decimals)]}


def _inside(tile: Tile, lon: Floats, lat: Floats) -> list[tuple[int, int]]:
    """Give the whole numbers of points inside a tile; what lies beyond its edge by rounding is put on it."""
    x, y = mercator(lon, lat)
    steps = (
        np.clip((part * 2**tile.z - corner) * mvt.EXTENT, 0, mvt.EXTENT - 1).astype(int).tolist()
        for part, corner in ((x, tile.x), (y, tile.y))
    )
    return list(zip(*steps, strict=True))
