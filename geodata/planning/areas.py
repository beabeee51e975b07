"""The areas that figures are told by: counties of the store, or outlines that somebody gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from geodata.demand import Demand
from geodata.errors import BadPlan

Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Areas:
    """Outlines in WGS-84 with codes and names, in the order of their codes; `told` says where they are from."""

    code: Texts
    name: Texts
    outline: Texts
    told: Mapping[str, Any]

    def __len__(self) -> int:
        return len(self.code)

    def of(self, demand: Demand) -> NDArray[np.int64]:
        """Tell in which area each demand point lies: its number, the first of those that overlap, -1 for none."""
        found = np.full(len(demand), -1, np.int64)
        tree = shapely.STRtree(self.outline)
        points, areas = tree.query(shapely.points(demand.lon, demand.lat), predicate="intersects")
        order = np.lexsort((areas, points))[::-1]
        found[points[order]] = areas[order]  # the last written is the first area
        return found


def from_outlines(rows: Sequence[Mapping[str, Any]]) -> Areas:
    """Read areas from rows of code, name and a GeoJSON geometry.

    Raises
    ------
    BadPlan
        When an outline is no polygon, or a code comes twice.
    """
    codes = [str(row.get("code") or number) for number, row in enumerate(rows, 1)]
    if len(set(codes)) < len(codes):
        doubled = next(code for code in codes if codes.count(code) > 1)
        raise BadPlan(f"the code '{doubled}' of an area comes twice: each needs one of its own")
    order = sorted(range(len(codes)), key=codes.__getitem__)
    names = [str(rows[at].get("name") or codes[at]) for at in order]
    return Areas(
        _texts([codes[at] for at in order]),
        _texts(names),
        _texts([_outline(rows[at], codes[at]) for at in order]),
        {"name": "outlines", "source": None, "licence": None},
    )


def _outline(row: Mapping[str, Any], code: str) -> shapely.Geometry:
    try:
        outline = shape(row["geometry"])
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        raise BadPlan(f"the area '{code}' has no geometry of GeoJSON that can be read") from error
    if outline.geom_type not in ("Polygon", "MultiPolygon") or outline.is_empty:
        raise BadPlan(f"the area '{code}' is a {outline.geom_type}: give polygons")
    west, south, east, north = outline.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadPlan(
            f"the area '{code}' reaches to {east:g}, {north:g}: give degrees of WGS-84, longitude first"
        )
    return outline if outline.is_valid else shapely.make_valid(outline)


def _texts(values: Sequence[Any]) -> Texts:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made
