"""The tree of the atlas over bare points, as planners ask it: the bench's only way into memory beside HTTP."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scripts.bench.questions import Points
from stations.atlas import nearest
from stations.atlas.tree import Tree, plant


@dataclass(frozen=True, slots=True)
class Picture:
    """Points in a tree."""

    tree: Tree

    def nearest_many(
        self, lon: NDArray[Any], lat: NDArray[Any], *, limit: int, threads: int = nearest.THREADS
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Give ids and metres of the nearest points of many points, shape (points, limit)."""
        slots, distance_m = nearest.nearest_many(self.tree, lon, lat, limit, threads=threads)
        return self.tree.places["id"][slots], distance_m


def of_places(places: Points, ids: NDArray[Any]) -> Picture:
    """Make a picture of bare points, which offer nothing and state no hours."""
    size = len(ids)
    nothing = np.zeros(size, dtype=np.uint64)
    tree, _ = plant(
        ids=np.asarray(ids, dtype=np.int64), lon=places.lon, lat=places.lat, kind=np.zeros(size, dtype=np.uint8),
        services=nothing, services_any=nothing, key=np.zeros(size, dtype=np.int32), score=np.full(size, -1.0),
    )  # fmt: skip
    return Picture(tree)
