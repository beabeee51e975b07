"""The nearest places as one would look for them by hand: test every place, measure, sort.

The oracle of `stations.atlas.nearest`, and the answer where it has none: near the antipodes, and without numba.
"""

import numpy as np
from numpy.typing import NDArray

from stations.atlas.filters import Filters
from stations.atlas.geodesic import STEPS_A_METRE, earth_centred_point
from stations.atlas.tree import Tree


def passing(tree: Tree, filters: Filters) -> NDArray[np.int64]:
    """Slots of all places that pass the filters."""
    asked, open_by_key, _, gone = filters
    one, places = asked[0], tree.places
    passes = places["score"] >= one["score"]
    if one["kinds"]:
        bit = np.uint64(1) << places["kind"].astype(np.uint64)
        passes &= (bit & one["kinds"]) != 0
    for name in ("services", "services_any"):
        passes &= (places[name] & one[name]) == one[name]
    if len(open_by_key):
        passes &= open_by_key[places["key"]] != 0
    if len(gone):
        passes &= gone == 0
    return np.flatnonzero(passes)


def nearest(
    tree: Tree, filters: Filters, lon: float, lat: float, k: int, within_m: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Slots of the k nearest places and their geodesics in metres, by geodesic and then by id.

    A chord is never longer than its geodesic, so only places are measured whose chord is no longer than the longest
    geodesic of the k places with the shortest chords.
    """
    slots = passing(tree, filters)
    if k < 1 or len(slots) == 0:
        return slots[:0], np.zeros(0)
    away = tree.xyz[slots] - np.array(earth_centred_point(float(lon), float(lat)))
    chord_m = np.sqrt((away * away).sum(axis=1))
    reach_m = within_m
    if k < len(slots):
        first = np.argpartition(chord_m, k - 1)[:k]
        reach_m = min(within_m, float(geodesics_m(tree, slots[first], lon, lat).max()))
    slots = slots[chord_m <= reach_m + 1e-4]
    distance_m = geodesics_m(tree, slots, lon, lat)
    best = np.lexsort((tree.places["id"][slots], distance_m))
    best = best[distance_m[best] <= within_m][:k]
    return slots[best], distance_m[best]


def geodesics_m(tree: Tree, slots: NDArray[np.int64], lon: float, lat: float) -> NDArray[np.float64]:
    """Geodesics by PROJ from a point to places, metres, in the steps in which lengths are compared."""
    from pyproj import Geod  # noqa: PLC0415  (a web worker that never needs it never loads it)

    places = tree.places[slots]
    start = (np.full(len(slots), float(lon)), np.full(len(slots), float(lat)))
    _, _, distance_m = Geod(ellps="WGS84").inv(*start, places["lon"], places["lat"])
    return np.asarray(np.rint(np.asarray(distance_m) * STEPS_A_METRE) / STEPS_A_METRE, np.float64)
