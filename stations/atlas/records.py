"""Everything about many places at once: records lie compressed in blocks, and neighbours share one."""

import zlib
from collections.abc import Sequence

from stations.atlas.atlas import Spot
from stations.atlas.drawing import BLOCK
from stations.atlas.layer import Layer
from stations.database import cells
from stations.station import Station


def stations(spots: Sequence[Spot]) -> list[Station]:
    """Give the stations at some spots, in their order; each block is unpacked once."""
    unpacked: dict[tuple[int, int], list[bytes]] = {}
    found = []
    for layer, slot in spots:
        block, nth = divmod(slot, BLOCK)
        key = (id(layer), block)
        if key not in unpacked:
            unpacked[key] = _lines(layer, block)
        found.append(Station.from_text(cells(unpacked[key][nth].decode())))
    return found


def _lines(layer: Layer, block: int) -> list[bytes]:
    record, at = layer.picture["record"], layer.picture["record_at"]
    return zlib.decompress(record[at[block] : at[block + 1]].data).split(b"\n")
