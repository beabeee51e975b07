"""Boxes in another datum than the store's: asked for a little wider, and cut again by what is written."""

from stations.datum import Datum
from stations.point import BBox

SHIFT_DEG = 0.02  # more than BD-09 and GCJ-02 move any point


def around(bbox: BBox, datum: Datum) -> BBox:
    """Give a WGS-84 box that holds all of a box in another datum: the shift is not the same along an edge."""
    if datum is Datum.WGS84:
        return bbox
    crosses = bbox.west > bbox.east
    west, east = max(bbox.west - SHIFT_DEG, -180.0), min(bbox.east + SHIFT_DEG, 180.0)
    if crosses and west <= east:
        west, east = -180.0, 180.0
    return BBox(west, max(bbox.south - SHIFT_DEG, -90.0), east, min(bbox.north + SHIFT_DEG, 90.0))


def inside(bbox: BBox, lon: float, lat: float) -> bool:
    """Tell whether a point lies in a box of its own datum."""
    return any(west <= lon <= east and south <= lat <= north for west, south, east, north in bbox.halves)
