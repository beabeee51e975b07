"""Where something is: WGS-84, degrees, longitude first."""

import math
from typing import NamedTuple, Self

from stations.errors import BadPoint


class Point(NamedTuple):
    """A place on earth; make it with `Point.of`, which refuses nonsense."""

    lon: float
    lat: float

    @classmethod
    def of(cls, lon: float, lat: float) -> Self:
        """Check and make a point.

        Raises
        ------
        BadPoint
            When a number is not finite, or outside -180..180 and -90..90.
        """
        if not (math.isfinite(lon) and math.isfinite(lat)):
            raise BadPoint(f"longitude {lon}, latitude {lat}: both must be finite numbers of degrees")
        if not -90 <= lat <= 90:
            hint = "; are lon and lat swapped?" if -90 <= lon <= 90 and abs(lat) <= 180 else ""
            raise BadPoint(f"latitude {lat:g} is outside -90..90{hint}")
        if not -180 <= lon <= 180:
            raise BadPoint(f"longitude {lon:g} is outside -180..180")
        return cls(float(lon), float(lat))

    @property
    def ewkt(self) -> str:
        """The form PostGIS reads; `repr` keeps every digit and never writes ``np.float64(...)``."""
        return f"SRID=4326;POINT({float(self.lon)!r} {float(self.lat)!r})"


class BBox(NamedTuple):
    """West, south, east, north; west greater than east means that it crosses the 180th meridian."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of(cls, west: float, south: float, east: float, north: float) -> Self:
        """Check and make a box.

        Raises
        ------
        BadPoint
            When a corner is no place on earth or south lies above north.
        """
        Point.of(west, south), Point.of(east, north)
        if south > north:
            raise BadPoint(f"south {south:g} lies above north {north:g}; the order is west,south,east,north")
        return cls(float(west), float(south), float(east), float(north))

    @property
    def halves(self) -> list[tuple[float, float, float, float]]:
        """The box as one or two boxes that do not cross the 180th meridian."""
        if self.west <= self.east:
            return [(self.west, self.south, self.east, self.north)]
        return [(self.west, self.south, 180.0, self.north), (-180.0, self.south, self.east, self.north)]
