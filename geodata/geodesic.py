"""How far places are over the ellipsoid, times a detour: the travel that needs no roads.

Nearest places come from the compiled tree that lookups walk (`stations.atlas.nearest`), pairs within a reach from the
same tree (`geodata.reaching`). Lengths are geodesics, in steps of 10 micrometres.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from geodata.errors import BadRequest
from geodata.reaching import reach
from geodata.travel import Floats, Ints, Reach
from stations.atlas.nearest import nearest_many
from stations.atlas.tree import Tree, plant

THREADS = 2


@dataclass(frozen=True, slots=True)
class Geodesic:
    """Travel as the crow flies, lengthened by a detour: metres, or minutes when a speed is given.

    Attributes
    ----------
    detour
        How much longer the way on the ground is than the geodesic; 1.2 to 1.4 in cities that have many streets.
    speed_kmh
        Kilometres an hour; with it costs are minutes.

    Examples
    --------
    A walk of a hundredth of a degree along the equator, at 4.8 km an hour and a detour of 1.3:

    >>> here, there, equator = np.array([0.0]), np.array([0.01]), np.array([0.0])
    >>> places, cost = Geodesic(detour=1.3, speed_kmh=4.8).nearest(here, equator, there, equator)
    >>> places.tolist(), cost.round(2).tolist()
    ([[0]], [[18.09]])
    """

    detour: float = 1.0
    speed_kmh: float | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.detour) and self.detour >= 1):
            raise BadRequest(f"detour {self.detour:g}: no way is shorter than the geodesic; give 1 or more")
        if self.speed_kmh is not None and not (math.isfinite(self.speed_kmh) and self.speed_kmh > 0):
            raise BadRequest(f"speed {self.speed_kmh:g} km/h: a speed is more than 0")

    @property
    def unit(self) -> Literal["m", "min"]:
        """What costs are counted in."""
        return "m" if self.speed_kmh is None else "min"

    @property
    def told(self) -> dict[str, object]:
        """How it was measured."""
        return {"by": "geodesic", "detour": self.detour, "speed_kmh": self.speed_kmh, "roads": None}

    def nearest(
        self, lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats, k: int = 1
    ) -> tuple[Ints, Floats]:
        """Give each point's k nearest places and their costs, both (n, k); -1 and inf where there is none."""
        _check(lon, lat)
        _check(to_lon, to_lat)
        places = np.full((len(lon), k), -1, np.int64)
        if len(to_lon) == 0 or len(lon) == 0:
            return places, np.full(places.shape, math.inf)
        tree, order = _planted(to_lon, to_lat)
        slots, distance_m = nearest_many(tree, lon, lat, k, threads=THREADS)
        there = slots >= 0
        places[there] = order[slots[there]]
        return places, np.where(there, distance_m * self._a_metre, math.inf)

    def within(self, lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats, most: float) -> Reach:
        """Give all places that each point reaches at a cost of at most `most`, inclusive.

        Raises
        ------
        BadRequest
            When `most` is no number of 0 or more, or the answer would not fit into a gigabyte.
        """
        _check(lon, lat)
        _check(to_lon, to_lat)
        if not most >= 0:
            raise BadRequest(f"within {most:g} {self.unit}: give a number of 0 or more")
        if len(lon) == 0 or len(to_lon) == 0:
            return Reach(np.zeros(len(lon) + 1, np.int64), np.empty(0, np.int64), np.empty(0))
        tree, _ = _planted(to_lon, to_lat)
        return reach(tree, _column(lon), _column(lat), float(most), self._a_metre)

    @property
    def _a_metre(self) -> float:
        """What a metre of geodesic costs."""
        if self.speed_kmh is None:
            return float(self.detour)
        return float(self.detour * 60 / (1000 * self.speed_kmh))


def _planted(lon: Floats, lat: Floats) -> tuple[Tree, Ints]:
    """Put places into the tree of lookups; of places equally far the first given counts."""
    n = len(lon)
    none = np.zeros(n, np.uint64)
    return plant(
        ids=np.arange(n, dtype=np.int64), lon=_column(lon), lat=_column(lat), kind=np.zeros(n, np.uint8),
        services=none, services_any=none, key=np.zeros(n, np.int32), score=np.full(n, -1.0),
    )  # fmt: skip


def _column(degrees: Floats) -> Floats:
    return np.ascontiguousarray(degrees, np.float64)


def _check(lon: Floats, lat: Floats) -> None:
    if len(lon) and not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        raise BadRequest("a point without coordinates: leave it out, or give it longitude and latitude")
