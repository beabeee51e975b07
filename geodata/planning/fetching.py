"""What a plan is worked out from, read from the store: as the acting account may read it, or the owner."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely
from psycopg2.extensions import connection as Connection

from geodata import demand_keeping
from geodata.demand import Demand, Sites
from geodata.errors import BadPlan
from geodata.geodesic import Geodesic
from geodata.planning.areas import Areas, from_outlines
from geodata.planning.inputs import Inputs, about
from geodata.planning.notes import Note, note
from geodata.planning.roadways import on_roads
from geodata.travel import Travel
from stations import opening, supply
from stations.asking import Asked, Filter, refuse_unknown
from stations.point import BBox


def fetch(
    connection: Connection,
    asked: Asked,
    tell: Callable[[str, float | None], None],
    *,
    earlier: Mapping[str, Any] | None = None,
) -> Inputs:
    """Read what a plan needs.

    Parameters
    ----------
    earlier
        The inputs of a plan that is run again, as its document tells them: the very same demand and roads are read.

    Raises
    ------
    BadPlan
        When there is no demand, kind, service, area or graph of that name; the message tells which there are.
    """
    tell("demand", 0.0)
    refuse_unknown(connection, asked, earlier=earlier)
    before = earlier or {}
    demand, told = _demand(connection, asked, (before.get("demand") or {}).get("id"))
    tell("places", 0.1)
    places = _places(connection, asked.places)
    areas = _areas(connection, asked, demand)
    tell("roads", 0.15)
    travel, roads, notes = _travel(connection, asked, demand, before.get("roads"))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    told |= {"places": {"as_of": now, "filter": _plain(asked.places)}, "roads": roads}
    whole = about(demand, places, areas, told)
    return Inputs(demand, places, areas, travel, opening.calendar(connection), whole, notes)


def _demand(
    connection: Connection, asked: Asked, demand_id: int | None
) -> tuple[Demand | None, dict[str, Mapping[str, Any] | None]]:
    if asked.demand is None:
        return None, {}
    found, made = demand_keeping.fetch(connection, asked.demand, demand_id)
    return made, {
        "demand": {
            "id": found.id,
            "name": found.name,
            "what": str(found.what),
            "source": found.source or None,
            "licence": found.licence or None,
            "file_sha256": found.sha256,
        }
    }


def _places(connection: Connection, wanted: Filter) -> Sites:
    rows = supply.places(connection, **wanted._asdict())
    capacity = np.array([np.nan if row.capacity is None else row.capacity for row in rows], float)
    return Sites(
        np.array([str(row.id) for row in rows], dtype=object),
        np.array([row.lon for row in rows], float),
        np.array([row.lat for row in rows], float),
        np.array([row.name for row in rows], dtype=object),
        capacity,
        np.array([row.hours for row in rows], dtype=object),
    )


def _areas(connection: Connection, asked: Asked, demand: Demand | None) -> Areas | None:
    if asked.outlines:
        return from_outlines(asked.outlines)
    if asked.areas is None or demand is None:
        return None
    _, _, within = asked.areas.partition(":")
    rows = supply.areas(connection, BBox(*demand.bbox), within=within)
    return Areas(
        np.array([row.code for row in rows], dtype=object),
        np.array([row.name for row in rows], dtype=object),
        shapely.from_wkb([row.wkb for row in rows]),
        {"name": asked.areas, "source": rows[0].source, "licence": rows[0].licence},
    )


def _travel(
    connection: Connection, asked: Asked, demand: Demand | None, earlier: Mapping[str, Any] | None
) -> tuple[Travel, Mapping[str, Any] | None, tuple[Note, ...]]:
    way = asked.way
    if way.by == "geodesic":
        return Geodesic(way.detour or 1.0, way.speed_kmh), None, ()
    travel, told = on_roads(connection, way, demand.bbox if demand else None, earlier)
    if demand is None:
        return travel, told, ()
    off = travel.off_roads(demand.lon, demand.lat)
    if off.all():
        raise BadPlan(
            f"all {len(demand):,} demand points lie more than {travel.limit_m:g} m off the roads «{told['name']}»: "
            "load the roads of their city, or look whether the demand has the datum that it was loaded with"
        )
    weight = float(demand.weight[off].sum())
    said = note("off_roads", points=int(off.sum()), weight=weight, most_m=travel.limit_m)
    return travel, told, (said,) if off.any() else ()


def _plain(wanted: Filter) -> dict[str, Any]:
    return {name: list(values) for name, values in wanted._asdict().items() if values}
