"""What a plan is worked out from, read from the store: as the acting account may read it, or the owner."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely
from psycopg2.extensions import connection as Connection

from geodata.demand import Demand, Sites
from geodata.errors import BadPlan
from geodata.geodesic import Geodesic
from geodata.planning.areas import Areas, from_outlines
from geodata.planning.asking import Asked, Filter
from geodata.planning.inputs import Inputs, about
from geodata.planning.notes import Note, note
from geodata.planning.roadways import on_roads
from geodata.travel import Travel
from stations import demand as kept
from stations import opening, supply, vocabulary
from stations.counties import choices
from stations.point import BBox

COUNTIES = "counties"


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
    NotFound, BadPlan
        When there is no demand, kind, service or graph of that name; the message tells which there are.
    """
    tell("demand", 0.0)
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
    found = kept.version(connection, demand_id) if demand_id else kept.one(connection, asked.demand)
    arrays = kept.points(connection, found.id)
    outlines = None
    if arrays.outlines is not None:
        outlines = np.array(
            [None if one is None else shapely.from_wkb(one) for one in arrays.outlines], dtype=object
        )
    ids = np.array(arrays.id, dtype=object)
    made = Demand(ids, arrays.lon, arrays.lat, arrays.weight, arrays.by_hour, outlines)
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
    """Read the places that count; a kind, service or county that nobody knows is refused, not answered by none."""
    known = vocabulary(connection)
    _refuse_unknown("kind", wanted.kinds, known.kinds)
    _refuse_unknown("service", wanted.services, known.services)
    if wanted.counties:
        there = [name for one in choices(connection) for name in (one.code, one.name) if name]
        _refuse_unknown("county with places", wanted.counties, there)
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


def _refuse_unknown(what: str, names: Sequence[str], there: Collection[str]) -> None:
    for name in names:
        if name not in there:
            raise BadPlan(f"there is no {what} '{name}': there are {', '.join(there) or 'none yet'}")


def _areas(connection: Connection, asked: Asked, demand: Demand | None) -> Areas | None:
    if asked.outlines:
        return from_outlines(asked.outlines)
    if asked.areas is None or demand is None:
        return None
    name, _, within = asked.areas.partition(":")
    if name != COUNTIES:
        raise BadPlan(
            f"there are no areas '{asked.areas}': give counties, counties:4101 (codes that begin so), or outlines"
        )
    rows = supply.areas(connection, BBox(*demand.bbox), within=within)
    if not rows:
        raise BadPlan(
            "no county of the store meets the demand: load boundaries (waystation load-boundaries FILE), "
            "or leave areas out"
        )
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
