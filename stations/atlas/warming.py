"""Ask an atlas one question of each sort, so that nobody waits for the compiler."""

import math

import numpy as np

from stations import opening
from stations.atlas.atlas import Atlas
from stations.atlas.wanted import ANYTHING, Wanted
from stations.lookup import Open
from stations.point import BBox, Point

SOMEWHERE = Point(104.0, 35.0)


def warm(atlas: Atlas) -> None:
    """Load, or compile and keep, everything that questions run through."""
    at = atlas.as_of
    moment = opening.at(at, ())
    open_then = Wanted(open=Open.of((), at.date()))
    for wanted in (ANYTHING, open_then, open_then):
        atlas.nearest_json(SOMEWHERE, 1, math.inf, wanted, moment)
        atlas.nearest(SOMEWHERE, 1, math.inf, wanted)
        atlas.tile(3, 6, 3, wanted)
        atlas.tile(12, 3232, 1621, wanted)
    atlas.nearest_many(np.array([SOMEWHERE.lon]), np.array([SOMEWHERE.lat]))
    atlas.within(BBox(103.0, 34.0, 105.0, 36.0), ANYTHING, limit=1)
    for text in ("yz", "驿"):
        atlas.find(text, SOMEWHERE, 1)
        atlas.find(text, None, 1)
