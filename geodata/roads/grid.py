"""Squares of some hundred metres, and which pieces of road lie in each: to find the road beside a point."""

import numpy as np
from numpy.typing import NDArray

from geodata.roads.graph import Graph
from stations.atlas.compiled import compiled

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CELL_M = 100.0
# The shortest that a degree is anywhere on the ellipsoid: of latitude at the equator, of longitude times its cosine.
LEAST_LAT_M, LEAST_LON_M = 110_574.0, 111_319.0
AXIS_M, SQUARED_ECCENTRICITY = 6_378_137.0, 0.006694379990141316


class Grid:
    """The straight pieces of all lines of a graph, by square."""

    def __init__(self, graph: Graph) -> None:
        self.west, self.south, east, north = graph.bbox
        steepest = max(0.001, np.cos(np.radians(min(89.9, max(abs(self.south), abs(north))))))
        self.cell = np.array([CELL_M / (LEAST_LON_M * steepest), CELL_M / LEAST_LAT_M])
        self.size = np.array(
            [int((east - self.west) / self.cell[0]) + 1, int((north - self.south) / self.cell[1]) + 1]
        )
        sizes = np.diff(graph.shape_at)
        self.edge = np.repeat(np.arange(graph.edges), sizes)
        last = np.zeros(len(self.edge), dtype=np.bool_)
        last[graph.shape_at[1:] - 1] = True
        keys, pieces = self._entries(graph, np.flatnonzero(~last))
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        self.keys = keys[starts]
        self.at = np.append(starts, len(keys)).astype(np.int64)
        self.piece = pieces

    def _entries(self, graph: Graph, first: Ints) -> tuple[Ints, Ints]:
        """Give the squares of all pieces, in order; long ones are cut, so that no part is longer than a square."""
        x, y = (graph.shape_lon - self.west) / self.cell[0], (graph.shape_lat - self.south) / self.cell[1]
        dx, dy = x[first + 1] - x[first], y[first + 1] - y[first]
        parts = np.maximum(1, np.ceil(np.maximum(np.abs(dx), np.abs(dy)))).astype(np.int64)
        piece = np.repeat(np.arange(len(first)), parts)
        part = np.arange(len(piece)) - np.repeat(np.cumsum(parts) - parts, parts)
        corners = []
        for at in (part / parts[piece], (part + 1) / parts[piece]):
            column = self._within(x[first][piece] + dx[piece] * at, 0)
            corners.append((column, self._within(y[first][piece] + dy[piece] * at, 1)))
        (c0, r0), (c1, r1) = corners
        points, wide, high = len(graph.shape_lon), c0 != c1, r0 != r1
        key = [
            self._key(c0, r0), self._key(c1, r0)[wide], self._key(c0, r1)[high], self._key(c1, r1)[wide & high]
        ]  # fmt: skip
        whose = [piece, piece[wide], piece[high], piece[wide & high]]
        both = np.sort(np.concatenate(key) * points + first[np.concatenate(whose)])
        return both // points, both % points

    def _key(self, column: Ints, row: Ints) -> Ints:
        found: Ints = row * self.size[0] + column
        return found

    def _within(self, at: Floats, axis: int) -> Ints:
        return np.clip(np.floor(at).astype(np.int64), 0, self.size[axis] - 1)


@compiled
def metres_a_degree(lat: float) -> tuple[float, float]:
    """Tell how long a degree of longitude and one of latitude are at a latitude."""
    sine = np.sin(np.radians(lat))
    flat = 1.0 - SQUARED_ECCENTRICITY * sine * sine
    across = AXIS_M / np.sqrt(flat)
    along = AXIS_M * (1.0 - SQUARED_ECCENTRICITY) / flat**1.5
    return np.radians(across * np.cos(np.radians(lat))), np.radians(along)


@compiled
def beside(  # noqa: C901 - one loop over rings, squares and pieces, compiled
    lon: Floats,
    lat: Floats,
    corner: Floats,
    cell: Floats,
    size: Ints,
    keys: Ints,
    at: Ints,
    piece: Ints,
    edge: Ints,
    island: Bools,
    shape_lon: Floats,
    shape_lat: Floats,
    limit_m: float,
    island_m: float,
) -> tuple[Ints, Floats, Floats]:
    """Find for each point the piece of road beside it, how far along the piece, and how far off it in metres.

    -1 where none is within the limit. A piece of an island is taken only where the rest is `island_m` farther off.
    """
    found = np.full(len(lon), -1, dtype=np.int64)
    share, off = np.zeros(len(lon)), np.full(len(lon), np.inf)
    best, best_at, best_share = np.empty(2), np.empty(2, dtype=np.int64), np.zeros(2)
    rings = int(np.ceil(limit_m / CELL_M))
    for i in range(len(lon)):
        x_m, y_m = metres_a_degree(lat[i])
        column, row = np.floor((lon[i] - corner[0]) / cell[0]), np.floor((lat[i] - corner[1]) / cell[1])
        if not (-rings <= column < size[0] + rings and -rings <= row < size[1] + rings):
            continue
        best[:] = np.inf
        best_at[:] = -1
        for ring in range(rings + 1):
            for r in range(int(row) - ring, int(row) + ring + 1):
                step = 1 if abs(r - int(row)) == ring else max(1, 2 * ring)
                for c in range(int(column) - ring, int(column) + ring + 1, step):
                    if r < 0 or c < 0 or r >= size[1] or c >= size[0]:
                        continue
                    key = r * size[0] + c
                    k = np.searchsorted(keys, key)
                    if k == len(keys) or keys[k] != key:
                        continue
                    for j in range(at[k], at[k + 1]):
                        p = piece[j]
                        ax, ay = (shape_lon[p] - lon[i]) * x_m, (shape_lat[p] - lat[i]) * y_m
                        dx = (shape_lon[p + 1] - lon[i]) * x_m - ax
                        dy = (shape_lat[p + 1] - lat[i]) * y_m - ay
                        square = dx * dx + dy * dy
                        t = 0.0 if square == 0.0 else min(1.0, max(0.0, -(ax * dx + ay * dy) / square))
                        away = np.hypot(ax + t * dx, ay + t * dy)
                        which = 1 if island[edge[p]] else 0
                        if away < best[which] or (away == best[which] and p < best_at[which]):
                            best[which], best_at[which], best_share[which] = away, p, t
            if best[0] <= ring * CELL_M:
                break
        main = best[0] if best[0] <= limit_m else np.inf
        which = 1 if best[1] <= limit_m and best[1] + island_m < main else 0
        if best[which] <= limit_m:
            found[i], share[i], off[i] = best_at[which], best_share[which], best[which]
    return found, share, off
