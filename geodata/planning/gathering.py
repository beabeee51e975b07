"""Gaps: those who are beyond the standard, put together where they live, and ranked."""

from typing import Any

import numpy as np
import shapely

from geodata.coverage.gaps import gaps, resolution_for
from geodata.planning.inputs import Inputs
from geodata.planning.layers import collection
from geodata.planning.looking import Looked
from geodata.planning.notes import Note, note
from stations.asking import Asked

WALK_M_MIN = 80.0  # 4.8 km/h, where a standard in minutes of walking asks for the size of cells
HALF = 0.5


def gaps_told(
    inputs: Inputs, asked: Asked, looked: Looked, *, most: int, resolution: int | None
) -> tuple[list[dict[str, Any]], dict[str, Any], list[Note]]:
    """Gather gaps: rows for the document, a layer, and a note where some are left out.

    Demand counts as a gap where it is not covered; over a week, where it is covered for less than half of its hours.
    A gap is at most seven cells large, about what one place there would serve.
    """
    demand = inputs.people
    covered = looked.costs.covered(asked.within or 0) >= HALF
    cells = resolution_for(standard_m(inputs, asked)) if resolution is None else resolution
    found = gaps(
        demand.lon, demand.lat, demand.weight, covered,
        resolution=cells, outlines=demand.outlines, widest=cells - 1, outlined=most,
    )  # fmt: skip
    least = looked.costs.least
    rows = [
        {
            "rank": one.rank,
            "weight": one.weight,
            "lon": one.lon,
            "lat": one.lat,
            "cells": one.cells,
            "name": _name(inputs, one.lon, one.lat),
            "farthest": round(float(least[one.points].max()), 3),
        }
        for one in found[:most]
    ]
    drawn = [{name: row[name] for name in ("rank", "weight", "cells", "name", "farthest")} for row in rows]
    left = [note("rows_left_out", of="gaps", shown=most, all=len(found))] if len(found) > most else []
    return rows, collection([one.outline for one in found[:most]], drawn), left


def standard_m(inputs: Inputs, asked: Asked) -> float:
    """Give about how many metres the standard is, for the size of cells."""
    within = asked.within or 0
    if inputs.travel.unit == "m":
        return within
    speed = inputs.travel.told.get("speed_kmh")
    return within * (float(speed) * 1000 / 60 if isinstance(speed, int | float) else WALK_M_MIN)


def _name(inputs: Inputs, lon: float, lat: float) -> str | None:
    """Name the area that a gap's middle lies in."""
    if inputs.areas is None:
        return None
    found = np.flatnonzero(shapely.intersects_xy(inputs.areas.outline, lon, lat))
    return str(inputs.areas.name[found[0]]) if len(found) else None
