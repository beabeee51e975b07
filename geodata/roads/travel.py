"""Getting from points to places over roads: what coverage and siting ask."""

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geodata.errors import BadRequest
from geodata.roads import times
from geodata.roads.graph import Graph, Unit
from geodata.roads.grid import Grid
from geodata.roads.snap import LIMIT_M, Spots, legs, snap
from geodata.roads.speeds import WALKING_KMH, Mode
from geodata.roads.times import Put
from geodata.travel import Reach

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Costs are told in steps, 10 µm or 6 µs: what is equally far, or just within a limit, does not hang on the last
# digits of a sum.
DIGITS: dict[Unit, int] = {"m": 5, "min": 7}


class OnRoads:
    """A way of getting from points to places over the roads of a graph, in minutes or metres.

    Points and places meet the roads at the nearest spot of the nearest edge; those farther off than `limit_m` reach
    nothing. The way between point and road counts, straight, at the pace of a walker (trucks: of a yard). One-way
    roads are used in their direction: from the point to the place.

    Parameters
    ----------
    walking_kmh
        How fast people walk on the flat, where they walk; on steps, half of it. Only for a graph of walkers.
    name
        Under which the graph is kept, for plans to tell.

    Raises
    ------
    BadRequest
        When a limit or a speed is no positive number, or a walker's speed is given to a truck.
    """

    def __init__(
        self,
        graph: Graph,
        unit: Unit = "min",
        *,
        limit_m: float = LIMIT_M,
        walking_kmh: float | None = None,
        name: str | None = None,
    ) -> None:
        for what, value in (("limit_m", limit_m), ("walking_kmh", walking_kmh)):
            if value is not None and not 0 < value < math.inf:
                raise BadRequest(f"{what} {value}: it is a number above 0")
        if walking_kmh is not None and graph.mode is not Mode.WALK:
            raise BadRequest(
                f"walking_kmh {walking_kmh}: these are roads for {graph.mode}; load some for walk"
            )
        if unit not in ("m", "min"):
            raise BadRequest(f"unit {unit!r}: it is m or min")
        self.graph, self._unit, self.limit_m, self._name = graph, unit, limit_m, name
        self.walking_kmh = walking_kmh or WALKING_KMH
        # All minutes of walkers go by one speed; so what comes out is scaled, and the graph need not be copied.
        self.slower = WALKING_KMH / self.walking_kmh if unit == "min" else 1.0
        self._grid: Grid | None = None

    @property
    def unit(self) -> Literal["m", "min"]:
        """What costs are counted in."""
        return self._unit

    @property
    def told(self) -> dict[str, object]:
        """How it was measured."""
        walks = self.graph.mode is Mode.WALK and self._unit == "min"
        return {
            "by": str(self.graph.mode),
            "detour": None,
            "speed_kmh": self.walking_kmh if walks else None,
            "roads": self._name,
            "limit_m": self.limit_m,
        }

    def nearest(
        self, lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats, k: int = 1
    ) -> tuple[Ints, Floats]:
        """Give each point's k nearest places and their costs, both (n, k); -1 and inf where there is none."""
        if k < 1:
            raise BadRequest(f"k {k}: at least the nearest one is asked for")
        place, cost = times.nearest(self.graph, self.put(lon, lat), self.put(to_lon, to_lat), self._unit, k)
        cost = self._in_steps(cost)
        order = np.lexsort((place, cost), axis=1)
        return np.take_along_axis(place, order, axis=1), np.take_along_axis(cost, order, axis=1)

    def within(self, lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats, most: float) -> Reach:
        """Give all places that each point reaches at a cost of at most `most`, inclusive."""
        points, places = self.put(lon, lat), self.put(to_lon, to_lat)
        if not most >= 0:
            raise BadRequest(f"most {most}: it is a number of {self._unit}, 0 or more")
        limit = (most + 0.5 * 10.0 ** -DIGITS[self._unit]) / self.slower
        found = times.within(self.graph, points, places, limit, self._unit)
        return Reach(found.starts, found.places, self._in_steps(found.cost))

    def off_roads(self, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Tell which points are farther off the roads than the limit: they reach nothing, and nobody reaches them."""
        return self.put(lon, lat).spots.edge < 0

    def _in_steps(self, cost: Floats) -> Floats:
        return np.round(cost * self.slower, DIGITS[self._unit])

    def legs(self, spots: Spots) -> Floats:
        """Tell what the ways between points and their spots cost, at the graph's own speed."""
        return legs(self.graph, spots, self._unit)

    def put(self, lon: Floats, lat: Floats) -> Put:
        """Put points on the roads."""
        if self._grid is None:
            self._grid = Grid(self.graph)
        lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        return Put(lon, lat, snap(self.graph, self._grid, lon, lat, self.limit_m))
