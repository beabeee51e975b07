"""How far it is from where people are to places: what every measure and every plan is made of."""

from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Reach(NamedTuple):
    """Which places each demand point reaches, and at what cost: row `i` has the entries `starts[i]` to `starts[i + 1]`.

    `places` are indices into the places that were asked for, rising within a row; `cost` is in metres or minutes.
    """

    starts: Ints
    places: Ints
    cost: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1


class Travel(Protocol):
    """A way of getting from points to places. All degrees are WGS-84."""

    @property
    def unit(self) -> Literal["m", "min"]:
        """What costs are counted in."""

    @property
    def told(self) -> dict[str, object]:
        """How it was measured: `by` (geodesic, walk, ebike, truck), `detour`, `speed_kmh`, `roads`."""

    def nearest(
        self, lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats, k: int = 1
    ) -> tuple[Ints, Floats]:
        """Give each point's k nearest places and their costs, both (n, k); -1 and inf where there is none."""

    def within(self, lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats, most: float) -> Reach:
        """Give all places that each point reaches at a cost of at most `most`, inclusive."""
