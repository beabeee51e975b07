"""Cut tiles from a picture: single places where they are few, clusters with counts by kind where they are many.

Places are kept along a Morton curve, on which every tile and every cell of it is one run. With running sums along
the curve a cell of any size is counted by two binary searches: in effect the clusters of all zooms are worked out
ahead, for 72 bytes a place with 11 kinds (14.4 MB for 200,000 places).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stations.atlas.compiled import compiled
from stations.atlas.curve import DEEPEST, Floats, code, degrees, first_of, mercator

LAST_ZOOM = 20
SINGLE_ZOOM = 12  # from here on, a tile with few places shows each of them
MOST_PLACES = 400  # of one tile, one by one; so many with long names stay below 200 kB as JSON
CELLS = 64  # of one tile: 8 x 8, each 32 px wide
ANY = 2**64 - 1

Codes = NDArray[np.uint64]
Counts = NDArray[np.int64]
Slots = NDArray[np.int32]


def build(
    lon: ArrayLike, lat: ArrayLike, kind: NDArray[np.uint8], kinds_count: int
) -> dict[str, NDArray[Any]]:
    """Order places along the curve and sum them up.

    Returns
    -------
    arrays
        `tile_order` int32 (n,): slots in the curve's order; `tile_code` uint64 (n,): their positions, ascending;
        `tile_kinds` uint32 (n + 1, kinds) and `tile_xy` float64 (n + 1, 2): sums over all places before each, of places
        by kind and of coordinates on the Mercator square.
    """
    x, y = mercator(lon, lat)
    codes = code(x, y)
    order = np.argsort(codes, kind="stable").astype(np.int32)
    places = order.shape[0]
    kinds = np.zeros((places + 1, kinds_count), np.uint32)
    kinds[np.arange(1, places + 1), kind[order]] = 1
    xy = np.zeros((places + 1, 2))
    np.cumsum(np.stack((x[order], y[order]), axis=1), axis=0, out=xy[1:])
    return {
        "tile_order": order,
        "tile_code": codes[order],
        "tile_kinds": np.cumsum(kinds, axis=0, dtype=np.uint32),
        "tile_xy": xy,
    }


def exists(z: int, x: int, y: int) -> bool:
    """Tell whether there is a tile of this address."""
    return 0 <= z <= LAST_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture's places as tiles see them: the whole picture, or the small one that is laid over it.

    All arrays are read-only, so that there is one compiled version of each function.
    """

    codes: Codes
    order: Slots
    kinds_before: NDArray[np.uint32]
    xy_before: Floats
    kind: NDArray[np.uint8]
    services: Codes
    services_any: Codes
    key: NDArray[np.int32]
    gone_at: Counts  # positions in the curve's order of places to ignore, ascending

    @classmethod
    def of(cls, picture: Mapping[str, NDArray[Any]], gone: NDArray[np.uint8]) -> Self:
        """Take a picture's arrays by slot and those of `build`; `gone` is 1 by slot to ignore, or of length 0.

        To be made once for every picture and every change of `gone`, not for every tile.
        """
        order = picture["tile_order"]
        gone_at = np.flatnonzero(gone[order]) if gone.shape[0] > 0 else np.empty(0)
        return cls(
            codes=_fixed(picture["tile_code"], np.uint64),
            order=_fixed(order, np.int32),
            kinds_before=_fixed(picture["tile_kinds"], np.uint32),
            xy_before=_fixed(picture["tile_xy"], np.float64),
            kind=_fixed(picture["kind"], np.uint8),
            services=_fixed(picture["services"], np.uint64),
            services_any=_fixed(picture["services_any"], np.uint64),
            key=_fixed(picture["key"], np.int32),
            gone_at=_fixed(gone_at, np.int64),
        )


@dataclass(frozen=True, slots=True)
class Tile:
    """What a tile shows: slots of single places, layer by layer, and clusters at their places' mean on the map."""

    z: int
    x: int
    y: int
    places: tuple[Slots, ...]
    lon: Floats
    lat: Floats
    count: Counts
    kinds: Counts  # shape (clusters, kinds)


def tile(
    layers: Sequence[Layer], z: int, x: int, y: int, *, kinds: int = ANY, services: int = 0,
    inferred: bool = False, open_by_key: Sequence[NDArray[np.uint8]] | None = None,
) -> Tile:  # fmt: skip
    """Cut one tile from all layers together.

    Below zoom 12, and wherever more than 400 places would show, a tile is 8 x 8 cells: a cell of several places is a
    cluster, a lone place is itself. Else every place is shown. A place on the line between tiles or cells belongs to
    the eastern, southern one.

    Parameters
    ----------
    kinds
        A bit for each kind to show, by the picture's numbers.
    services
        A bit for each service that a place must offer, known or (with `inferred`) guessed.
    open_by_key
        For each layer, 1 by key where places are open and the others are left out; None for all places.
    """
    first, shift = first_of(z, x, y), np.uint64(2 * (DEEPEST - z - 3))
    found = [
        _Cells.of(
            layer, first, shift, np.uint64(kinds), np.uint64(services), inferred=inferred,
            open_by_key=_NOT_ASKED if open_by_key is None else _fixed(open_by_key[nth], np.uint8),
        )
        for nth, layer in enumerate(layers)
    ]  # fmt: skip
    if z >= SINGLE_ZOOM and sum(one.total for one in found) <= MOST_PLACES:
        nothing = np.empty(0)
        listed = tuple(one.listed[: one.total] for one in found)
        by_kind = found[0].by_kind[:0]
        return Tile(z, x, y, listed, nothing, nothing, nothing.astype(np.int64), by_kind)
    by_kind = np.sum([one.by_kind for one in found], axis=0)
    xy = np.sum([one.xy for one in found], axis=0)
    count = by_kind.sum(axis=1)
    several = count > 1
    lon, lat = degrees(*(xy[several] / count[several, np.newaxis]).T)
    alone = tuple(one.last[(count == 1) & (one.by_kind.sum(axis=1) == 1)] for one in found)
    return Tile(z, x, y, alone, lon, lat, count[several], by_kind[several])


@dataclass(frozen=True, slots=True)
class _Cells:
    """What one layer has in a tile, cell by cell."""

    total: int
    by_kind: Counts
    xy: Floats
    last: Slots  # the place of a cell with one place
    listed: Slots  # all places, when they are not too many

    @classmethod
    def of(
        cls, layer: Layer, first: np.uint64, shift: np.uint64, kinds: np.uint64, wanted: np.uint64, *,
        inferred: bool, open_by_key: NDArray[np.uint8],
    ) -> Self:  # fmt: skip
        by_kind = np.zeros((CELLS, layer.kinds_before.shape[1]), np.int64)
        xy, last, listed = np.zeros((CELLS, 2)), np.zeros(CELLS, np.int32), np.empty(MOST_PLACES, np.int32)
        services = layer.services_any if inferred else layer.services
        total = _gather(
            layer.codes, layer.order, layer.kinds_before, layer.xy_before, layer.gone_at, layer.kind, services,
            layer.key, open_by_key, kinds, wanted, first, shift, by_kind, xy, last, listed,
        )  # fmt: skip
        return cls(int(total), by_kind, xy, last, listed)


@compiled
def _gather(
    codes: Codes, order: Slots, kinds_before: NDArray[np.uint32], xy_before: Floats, gone_at: Counts,
    kind: NDArray[np.uint8], services: Codes, key: NDArray[np.int32], open_by_key: NDArray[np.uint8],
    kinds: np.uint64, wanted: np.uint64, first: np.uint64, shift: np.uint64,
    by_kind: Counts, xy: Floats, last: Slots, listed: Slots,
) -> int:  # fmt: skip
    """Add a tile's places to its cells, by running sums where nothing is filtered; tell how many there are."""
    low, high = _below(codes, first), _below(codes, first + (np.uint64(64) << shift))
    alive = high - low - _below(gone_at, high) + _below(gone_at, low)
    filtered = kinds != np.uint64(ANY) or wanted != 0 or open_by_key.shape[0] > 0
    if filtered or alive <= listed.shape[0]:
        return _walk(codes, order, xy_before, gone_at, kind, services, key, open_by_key, kinds, wanted, low, high,
                     shift, by_kind, xy, last, listed)  # fmt: skip
    start = low
    for cell in range(CELLS):
        end = _below(codes, first + (np.uint64(cell + 1) << shift))
        for one in range(by_kind.shape[1]):
            by_kind[cell, one] = np.int64(kinds_before[end, one]) - np.int64(kinds_before[start, one])
        for axis in range(2):
            xy[cell, axis] = xy_before[end, axis] - xy_before[start, axis]
        nth, ends = _below(gone_at, start), _below(gone_at, end)
        for gone in gone_at[nth:ends]:
            by_kind[cell, kind[order[gone]]] -= 1
            for axis in range(2):
                xy[cell, axis] -= xy_before[gone + 1, axis] - xy_before[gone, axis]
        if end - start - (ends - nth) == 1:
            while nth < ends and gone_at[nth] == start:
                nth += 1
                start += 1
            last[cell] = order[start]
        start = end
    return alive


@compiled
def _walk(
    codes: Codes, order: Slots, xy_before: Floats, gone_at: Counts, kind: NDArray[np.uint8], services: Codes,
    key: NDArray[np.int32], open_by_key: NDArray[np.uint8], kinds: np.uint64, wanted: np.uint64, low: int, high: int,
    shift: np.uint64, by_kind: Counts, xy: Floats, last: Slots, listed: Slots,
) -> int:  # fmt: skip
    """Look at each place of a run of the curve, and add those that are wanted to their cells."""
    nth = _below(gone_at, low)
    asked = open_by_key.shape[0] > 0
    total = 0
    for at in range(low, high):
        if nth < gone_at.shape[0] and gone_at[nth] == at:
            nth += 1
            continue
        one = order[at]
        # One jump that cannot be foretold costs less than three.
        if ((kinds >> np.uint64(kind[one])) & np.uint64(1) == 0) | (services[one] & wanted != wanted):
            continue
        if asked and open_by_key[key[one]] == 0:
            continue
        cell = (codes[at] >> shift) & np.uint64(CELLS - 1)
        by_kind[cell, kind[one]] += 1
        for axis in range(2):
            xy[cell, axis] += xy_before[at + 1, axis] - xy_before[at, axis]
        last[cell] = one
        if total < listed.shape[0]:
            listed[total] = one
        total += 1
    return total


@compiled
def _below(values: NDArray[Any], value: Any) -> int:
    """Count the values below one, in a list that ascends; numpy's own search takes far longer to compile."""
    low, high = 0, values.shape[0]
    while low < high:
        middle = (low + high) // 2
        if values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


def _fixed(array: NDArray[Any], dtype: type[np.generic]) -> NDArray[Any]:
    """Give a plain, read-only view of an array, or of a copy where its type or layout is another one."""
    view = np.ascontiguousarray(array, dtype).view()
    view.flags.writeable = False
    return view


_NOT_ASKED = _fixed(np.empty(0), np.uint8)
