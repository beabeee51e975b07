"""A road as a line in one direction, with kilometres along it, and which places a driver there meets at which."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from geodata.errors import BadRequest
from geodata.roads import times
from geodata.roads.cut import WGS84
from geodata.roads.grid import metres_a_degree
from geodata.roads.snap import Spots
from geodata.roads.times import Put
from geodata.roads.travel import OnRoads

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Direction = Literal["forward", "backward"]

NEAR_M = 500.0
DRIVE_M = 3_000.0
SAME_M = 1.0  # carriageways that lie on one another are one line, drawn for both directions
NONE = np.empty(0, dtype=np.int64)

_BOTH = re.compile(r"双向|两侧|两边|both|either", re.IGNORECASE)
_COMPASS = {
    "北": 0.0,
    "东": 90.0,
    "南": 180.0,
    "西": 270.0,
    "north": 0.0,
    "east": 90.0,
    "south": 180.0,
    "west": 270.0,
}
# Not the north of 北京 or 河北, which are names.
_TOWARDS = re.compile(
    r"(?<![河湖云海广山江陕淮济])([东南西北])(?:向|行|半幅)"
    r"|[往向朝]([东南西北])(?=方向|行|向|$|[^一-鿿])"
    r"|\b(north|south|east|west)(?:bound)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class Line:
    """One direction of a road: `km` are geodesic kilometres along the points, in the order of driving, from 0.

    `edge`, `sign` and `edge_km` are the edges of the graph that it was put together from, whether each is driven along
    or against its own direction, and the kilometre at which it begins; none for a line that somebody drew.
    """

    road: str
    direction: Direction
    lon: Floats
    lat: Floats
    km: Floats
    edge: Ints = field(default_factory=NONE.copy)
    sign: Ints = field(default_factory=NONE.copy)
    edge_km: Floats = field(default_factory=lambda: np.empty(0))

    @property
    def length_km(self) -> float:
        """How long it is."""
        return float(self.km[-1])

    @property
    def heading_deg(self) -> float:
        """Where it leads as a whole, degrees from north over east."""
        return float(WGS84.inv(self.lon[0], self.lat[0], self.lon[-1], self.lat[-1])[0]) % 360

    def at(self, km: Floats | float) -> tuple[Floats, Floats]:
        """Give the points at some kilometres: longitudes and latitudes."""
        at = np.asarray(km, dtype=np.float64)
        return np.asarray(np.interp(at, self.km, self.lon)), np.asarray(np.interp(at, self.km, self.lat))

    def part(self, from_km: float, to_km: float) -> Floats:
        """Give the corners from one kilometre to another, those two among them, in the order of driving: (n, 2)."""
        inside = self.km[(self.km > from_km) & (self.km < to_km)]
        return np.column_stack(self.at(np.concatenate([[from_km], inside, [to_km]])))


def drawn(road: str, geometry: Any) -> list[Line]:
    """Make both directions of a line that somebody drew: GeoJSON of a LineString, as a mapping, or pairs of degrees.

    Forward is as it was drawn.

    Raises
    ------
    BadRequest
        When it is no line of two different points at least, or leaves the earth.
    """
    told = geometry.get("geometry", geometry) if isinstance(geometry, dict) else {"coordinates": geometry}
    if told.get("type", "LineString") != "LineString":
        raise BadRequest(
            f"a corridor is drawn as a LineString, not as a {told.get('type')}: join its parts to one line"
        )
    try:
        points = np.array([one[:2] for one in told["coordinates"]], dtype=np.float64).reshape(-1, 2)
    except (TypeError, ValueError, KeyError) as error:
        raise BadRequest("a corridor is drawn as pairs of longitude and latitude") from error
    if not ((np.abs(points) <= [180, 90]).all() and len(points) > 1 and np.ptp(points, axis=0).any()):
        raise BadRequest(
            "a corridor is drawn with two different points at least, longitudes within 180 and latitudes within 90 "
            "degrees: are they swapped?"
        )
    found = []
    for direction, (lon, lat) in (("forward", points.T), ("backward", points[::-1].T)):
        km = np.concatenate([[0.0], np.cumsum(WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2])]) / 1000
        found.append(
            Line(road, "forward" if direction == "forward" else "backward", lon.copy(), lat.copy(), km)
        )
    return found


def places_along(
    lines: Sequence[Line],
    lon: Floats,
    lat: Floats,
    *,
    said: Sequence[str | None] | None = None,
    travel: OnRoads | None = None,
    near_m: float = NEAR_M,
    drive_m: float = DRIVE_M,
) -> list[Floats]:
    """Tell for each line at which kilometre a driver meets each place, NaN where that direction does not serve it.

    With roads: the place is reached from the line by driving at most `drive_m` after leaving it; the kilometre is
    where one leaves it at the latest. Without: the place lies within `near_m` of the line, and of two carriageways at
    the nearer one; a line drawn once serves both directions.

    Parameters
    ----------
    said
        What is known of the direction of each place, such as 北向, southbound or 双向. A point of the compass shuts the
        lines that lead elsewhere, and opens the one that leads there where the place lies near it; what names no such
        direction (往长春方向) says nothing here.
    """
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    beside = [_beside(line, lon, lat) for line in lines]
    away_m = np.array([off for _, off in beside]).reshape(len(lines), len(lon))
    nearest_m = away_m.min(axis=0) if len(lines) else np.full(len(lon), np.inf)
    words = [heading_named(text) for text in (said or [None] * len(lon))]
    found = []
    for line, (km, off) in zip(lines, beside, strict=True):
        near = off <= near_m
        if travel is not None and len(line.edge):
            served = by_driving(travel, line, lon, lat, drive_m)
        else:
            served = np.where(near & (off <= nearest_m + SAME_M), km, np.nan)
        for i, word in enumerate(words):
            if word is None:
                continue
            if word == "both" or abs((word - line.heading_deg + 180) % 360 - 180) < 90:
                served[i] = km[i] if np.isnan(served[i]) and near[i] else served[i]
            else:
                served[i] = np.nan
        found.append(served)
    return found


def heading_named(text: str | None) -> float | Literal["both"] | None:
    """Read which way the drivers go that a place is for: degrees, both, or None where it isn't said.

    Examples
    --------
    >>> heading_named("北向"), heading_named("southbound"), heading_named("双向"), heading_named("长春方向")
    (0.0, 180.0, 'both', None)
    """
    if not text:
        return None
    if _BOTH.search(text):
        return "both"
    told = {next(one for one in found if one).lower() for found in _TOWARDS.findall(text)}
    headings = {_COMPASS[one] for one in told}
    return headings.pop() if len(headings) == 1 else "both" if len(headings) > 1 else None


def by_driving(travel: OnRoads, line: Line, lon: Floats, lat: Floats, drive_m: float = DRIVE_M) -> Floats:
    """Tell at which kilometre a driver on a line of the graph leaves it for each place, NaN where it is too far.

    A place that stands on the line's own edge is met at the very kilometre.
    """
    graph = travel.graph
    places = travel.put(lon, lat)
    edge, ahead = line.edge, line.sign > 0
    # The points of a driver are the beginnings of the line's edges, and the end of the last.
    where = np.append(edge, edge[-1])
    at_end = np.append(~ahead, ahead[-1])
    length_m = graph.length_m[where]
    spots = Spots(where, np.where(at_end, length_m, 0.0), np.zeros(len(where)))
    node = np.where(at_end, graph.end[where], graph.start[where])
    km = np.append(line.edge_km, line.edge_km[-1] + graph.length_m[edge[-1]] / 1000)
    reach = times.within(graph, Put(graph.lon[node], graph.lat[node], spots), places, drive_m, "m")
    row = np.repeat(np.arange(len(where)), np.diff(reach.starts))
    # Of the points from which the way is shortest, the last: from there the driver has left the line.
    order = np.lexsort((-row, reach.cost, reach.places))
    best = order[np.flatnonzero(np.diff(reach.places[order], prepend=-1))]
    found = np.full(len(lon), np.nan)
    found[reach.places[best]] = km[row[best]]
    own = {int(one): nth for nth, one in enumerate(edge)}
    for i, one in enumerate(places.spots.edge.tolist()):
        if one in own:
            nth = own[one]
            along = places.spots.along_m[i]
            along = along if line.sign[nth] > 0 else graph.length_m[one] - along
            found[i] = line.edge_km[nth] + along / 1000
    return found


def _beside(line: Line, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Tell for each point the kilometre of the line beside it, and how far off that is, metres."""
    km, off_m = np.empty(len(lon)), np.empty(len(lon))
    for i in range(len(lon)):
        x_m, y_m = metres_a_degree(lat[i])
        x, y = (line.lon - lon[i]) * x_m, (line.lat - lat[i]) * y_m
        dx, dy = np.diff(x), np.diff(y)
        share = np.clip(-(x[:-1] * dx + y[:-1] * dy) / np.maximum(dx * dx + dy * dy, 1e-12), 0.0, 1.0)
        away = np.hypot(x[:-1] + share * dx, y[:-1] + share * dy)
        best = int(away.argmin())
        km[i] = line.km[best] + share[best] * (line.km[best + 1] - line.km[best])
        off_m[i] = away[best]
    return km, off_m
