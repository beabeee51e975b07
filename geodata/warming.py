"""Compile what planning runs through, and keep it, so that no planner waits for the compiler."""

import numpy as np

from geodata.geodesic import Geodesic
from geodata.siting import Limit, Problem, mclp, pcenter, pmedian

SIDE = 60


def warm() -> None:
    """Site in a made-up town that is just large enough to need every loop."""
    drawn = np.random.default_rng(0)
    lon, lat = drawn.uniform(113.0, 113.1, (2, 20 * SIDE))
    travel = Geodesic()
    travel.nearest(lon, lat, lon[:SIDE], lat[:SIDE])
    reach = travel.within(lon, lat, lon[: 5 * SIDE], lat[: 5 * SIDE], 3_000.0)
    town = Problem(reach, np.ones(len(lon)), 5 * SIDE, beyond=3_000.0)
    mclp(town, 5, 800.0, limit=Limit(1.0))
    pmedian(town, 30, limit=Limit(0.5))
    pcenter(town, 30, limit=Limit(0.5))
