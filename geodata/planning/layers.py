"""The map layers of a plan: GeoJSON FeatureCollections in WGS-84, to seven decimals of a degree (a centimetre)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.coverage.measures import Measures
from geodata.demand import Demand, Sites
from geodata.planning.areas import Areas
from geodata.planning.notes import Note, note
from geodata.travel import Floats, Ints

MOST_FEATURES = 20_000
GRID = 1e-7
OUTLINE_TOLERANCE = 2e-4  # of areas: some 20 m, far less than a pixel of a county's map
LEAST_AROUND = 0.1  # degrees
MOST_CORNERS = 2_000


def demand_layer(
    demand: Demand,
    cost: Floats,
    covered: Floats,
    codes: NDArray[np.object_] | None,
    after: tuple[Floats, Floats] | None = None,
) -> tuple[dict[str, Any], list[Note]]:
    """Draw demand with its cost and how far it is covered; of more than fits the heaviest, and a note says so.

    `after` are cost and coverage once something would be different; `codes` name the area of each point.
    """
    rows = np.arange(len(demand))
    notes = []
    if len(rows) > MOST_FEATURES:
        rows = np.sort(np.argsort(-demand.weight, kind="stable")[:MOST_FEATURES])
        notes.append(note("rows_left_out", of="demand", shown=MOST_FEATURES, all=len(demand)))
    shapes = points_of(demand.lon[rows], demand.lat[rows])
    if demand.outlines is not None:
        given = demand.outlines[rows]
        shapes = np.where([one is None for one in given], shapes, given)
    told = [
        {
            "id": demand.id[row],
            "weight": demand.weight[row],
            "cost": round(float(cost[row]), 3),
            "covered": round(float(covered[row]), 6),
            "area": None if codes is None else codes[row],
        }
        for row in rows
    ]
    if after is not None:
        for one, row in zip(told, rows, strict=True):
            one["cost_after"] = round(float(after[0][row]), 3)
            one["covered_after"] = round(float(after[1][row]), 6)
    return collection(shapes, told), notes


def areas_layer(
    areas: Areas, figures: Sequence[Measures], after: Sequence[Measures] | None = None
) -> dict[str, Any]:
    """Draw areas with their figures; outlines of many corners are simplified."""
    told: list[dict[str, Any]] = [
        {"code": code, "name": name, **one}
        for code, name, one in zip(areas.code, areas.name, figures, strict=False)
    ]
    if after is not None:
        for row, one, later in zip(told, figures, after, strict=False):
            known = one["share"] is not None and later["share"] is not None
            row["after_share"] = later["share"]
            row["difference_share"] = later["share"] - one["share"] if known else None  # type: ignore[operator]
    return collection([_simpler(one) for one in areas.outline], told)


def places_layer(
    places: Sites, open_hours: Ints | None, changes: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Draw places with their hours; `open_hours` counts those of the week, -1 where hours are not known."""
    told = [
        {
            "id": places.id[row],
            "name": places.name[row],
            "hours": places.hours[row],
            "open_hours": None if open_hours is None or open_hours[row] < 0 else int(open_hours[row]),
            "capacity": float(places.capacity[row]),
            "change": (changes or {}).get(places.id[row]),
        }
        for row in range(len(places))
    ]
    return collection(points_of(places.lon, places.lat), told)


def points_layer(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Draw rows with lon and lat as points."""
    return collection([shapely.Point(row["lon"], row["lat"]) for row in rows], rows)


def points_of(lon: Floats, lat: Floats) -> NDArray[np.object_]:
    """Make points of columns."""
    return np.asarray(shapely.points(lon, lat), dtype=object)


def collection(shapes: Iterable[shapely.Geometry], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Put shapes and what is told of each together."""
    # Orders and rings stay as they are; only the digits after the seventh go.
    drawn: Any = (
        shapely.to_geojson(shapely.set_precision(list(shapes), GRID, mode="pointwise")) if rows else []
    )
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": json.loads(geometry), "properties": dict(row)}
            for geometry, row in zip(drawn, rows, strict=True)
        ],
    }


def around(layers: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Leave out places far from the question: a plan of one city is kept without those of the whole country.

    Far is farther from the box around all other layers than it is wide or high, and than `LEAST_AROUND` degrees; what
    a plan changes is always kept.
    """
    asked = [
        one["geometry"]
        for name, layer in layers.items()
        for one in layer["features"]
        if name != "places" and not one["properties"].get("existing")
    ]
    if not asked or "places" not in layers:
        return dict(layers)
    west, south, east, north = shapely.total_bounds(
        [shapely.geometry.shape(geometry) for geometry in asked]
    ).tolist()
    side = max(east - west, north - south, LEAST_AROUND)

    def near(one: Mapping[str, Any]) -> bool:
        lon, lat = one["geometry"]["coordinates"][:2]
        inside = west - side <= lon <= east + side and south - side <= lat <= north + side
        return inside or one["properties"]["change"] is not None

    kept = [one for one in layers["places"]["features"] if near(one)]
    return {**layers, "places": {**layers["places"], "features": kept}}


def _simpler(outline: shapely.Geometry) -> shapely.Geometry:
    if shapely.get_num_coordinates(outline) <= MOST_CORNERS:
        return outline
    return shapely.simplify(outline, OUTLINE_TOLERANCE)
