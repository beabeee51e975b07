"""Rows that bear a known place's number and are likely another place: two lists that both began at 1."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
from pyproj import Geod
from rapidfuzz import fuzz

from stations.claims import Beside

WGS84 = Geod(ellps="WGS84")
# A place that keeps its number may move or get another name; one that does both is likely another place.
FAR_M = 500.0
ALIKE = 60.0


class Doubted(NamedTuple):
    """How far a row lies from the place of its number, metres, and how alike their names are, per cent."""

    distance_m: float
    alike: float


def doubted(places: pd.DataFrame, known: Mapping[int, Beside]) -> dict[int, Doubted]:
    """Find the rows that are far from the known place of their number and have another name.

    Parameters
    ----------
    places
        With `name`, `lon` and `lat`, by row.
    known
        The place that bears each row's number.
    """
    rows = list(known)
    asked = places.loc[rows]
    columns = zip(rows, asked["name"].tolist(), asked["lon"].tolist(), asked["lat"].tolist(), strict=True)
    found = {}
    for row, name, lon, lat in columns:
        there = known[row]
        one = Doubted(WGS84.inv(lon, lat, there.lon, there.lat)[2], fuzz.ratio(name, there.name))
        if one.distance_m > FAR_M and one.alike < ALIKE:
            found[row] = one
    return found
