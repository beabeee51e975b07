"""Points joined to cells or squares, piece by piece, so that a raster of any size fits into memory."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geodata.demand_sources import cells
from geodata.demand_sources.asked import MOST_OUTLINES, Points

Floats = NDArray[np.float64]

METRES_A_DEGREE = 111_195.0  # of a great circle of the mean sphere
WIDEST = 1 << 24  # squares in a row of squares around the earth, at most


@dataclass
class Joined:
    """Sums by key of the points that were added."""

    to_h3: int | None = None
    side_m: float | None = None
    keys: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    sums: Floats = field(default_factory=lambda: np.empty((0, 3)))

    def add(self, points: Points) -> None:
        """Add points: WGS-84, with weights."""
        keys = self._keys(points.lon, points.lat)
        told = [points.weight, points.weight * points.lon, points.weight * points.lat]
        if points.by_hour is not None:
            told += list(points.by_hour.T)
        sums = np.column_stack(told)
        if not len(self.keys):
            self.sums = np.empty((0, sums.shape[1]))
        self.keys, where = np.unique(np.concatenate([self.keys, keys]), return_inverse=True)
        together = np.concatenate([self.sums, sums])
        self.sums = np.empty((len(self.keys), sums.shape[1]))
        for column in range(sums.shape[1]):
            self.sums[:, column] = np.bincount(where, weights=together[:, column], minlength=len(self.keys))

    def _keys(self, lon: Floats, lat: Floats) -> NDArray[np.int64]:
        if self.to_h3 is not None:
            return cells.cells_at(lon, lat, self.to_h3)
        assert self.side_m is not None  # noqa: S101 - for the type checker: one of the two is asked for
        high = self.side_m / METRES_A_DEGREE
        row = np.floor(lat / high).astype(np.int64)
        # Squares of one row are as wide as its middle says; near a pole one square goes around.
        wide = np.minimum(360.0, high / np.maximum(np.cos(np.radians((row + 0.5) * high)), 1e-9))
        return row * WIDEST + np.floor(lon / wide).astype(np.int64)

    def points(self) -> Points:
        """Give one point for each key: a cell's centre, or where the weight of a square has its mean."""
        weight = self.sums[:, 0]
        by_hour = self.sums[:, 3:] if self.sums.shape[1] > 3 else None
        if self.to_h3 is not None:
            lon, lat = cells.centres(self.keys)
            drawn = cells.outlines(self.keys) if len(self.keys) <= MOST_OUTLINES else None
            return Points(cells.names(self.keys), lon, lat, weight, by_hour, drawn)
        ids = np.array([f"s{nth}" for nth in range(1, len(self.keys) + 1)], dtype=object)
        return Points(ids, self.sums[:, 1] / weight, self.sums[:, 2] / weight, weight, by_hour)
