"""Small towns for plans: streets of demand, a few places, and the slow way to measure them."""

import itertools
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import shapely

from geodata.demand import Demand, Sites
from geodata.geodesic import Geodesic
from geodata.planning.areas import Areas
from geodata.planning.inputs import Inputs, about
from geodata.travel import Travel
from stations.asking import Asked, asked
from stations.calendar import china

NOON = datetime.fromisoformat("2026-11-18T12:00+08:00")  # a Wednesday
HERE = (126.60, 45.75)
A_KM = 1 / 77.7  # degrees of longitude at this latitude, about


def town(
    demand: Sequence[tuple[float, float]],
    places: Sequence[float],
    *,
    hours: Sequence[str | None] | None = None,
    capacity: Sequence[float] | None = None,
    areas: Areas | None = None,
    travel: Travel | None = None,
    by_hour: Any = None,
) -> Inputs:
    """A street from west to east: demand as (kilometre, weight), places by kilometre."""
    along = np.array([one[0] for one in demand], float)
    weight = np.array([one[1] for one in demand], float)
    people = Demand(
        [f"d{number}" for number in range(len(demand))], HERE[0] + along * A_KM, np.full(len(demand), HERE[1]), weight,
        by_hour,
    )  # fmt: skip
    supply = sites(places, hours, capacity)
    told = about(people, supply, areas, {"demand": {"name": "people", "what": "people"}})
    return Inputs(people, supply, areas, travel or Geodesic(), china(), told)


def sites(
    kilometres: Sequence[float],
    hours: Sequence[str | None] | None = None,
    capacity: Sequence[float] | None = None,
) -> Sites:
    """Places on the street."""
    count = len(kilometres)
    return Sites(
        [f"p{number}" for number in range(count)], HERE[0] + np.array(kilometres, float) * A_KM,
        np.full(count, HERE[1]), [f"place {number}" for number in range(count)], capacity, hours,
    )  # fmt: skip


def quarters(*edges: float) -> Areas:
    """Areas side by side along the street, between kilometres."""
    shapes = [
        shapely.box(HERE[0] + a * A_KM, 45.7, HERE[0] + b * A_KM, 45.8) for a, b in itertools.pairwise(edges)
    ]
    names = np.array([f"quarter {number}" for number in range(len(shapes))], dtype=object)
    codes = np.array([f"q{number}" for number in range(len(shapes))], dtype=object)
    return Areas(codes, names, np.array(shapes, dtype=object), {"name": "quarters"})


def question(what: str, /, **options: Any) -> Asked:
    """A question with the smallest options it can have."""
    return asked(what, {"demand": "people", "detour": 1.0, **options}, now=NOON)


def nearest_slowly(inputs: Inputs) -> list[float]:
    """How far each point has it to its nearest place, one length after the other."""
    from pyproj import Geod

    earth, people, places = Geod(ellps="WGS84"), inputs.people, inputs.places
    return [
        min(
            (earth.inv(lon, lat, x, y)[2] for x, y in zip(places.lon, places.lat, strict=True)),
            default=np.inf,
        )
        for lon, lat in zip(people.lon, people.lat, strict=True)
    ]
