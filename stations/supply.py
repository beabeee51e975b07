"""The places and the areas that a plan is worked out from. Published places are everybody's to count."""

from collections.abc import Sequence
from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run
from stations.point import BBox


class Supply(NamedTuple):
    """One place as a plan counts it; degrees are WGS-84, `hours` those in force, None where not known."""

    id: int
    name: str
    kind: str
    lon: float
    lat: float
    capacity: int | None
    hours: str | None


class Area(NamedTuple):
    """One county: its outline as WKB, and whose it is."""

    code: str
    name: str
    wkb: bytes
    source: str
    licence: str | None


def places(
    connection: Connection,
    *,
    kinds: Sequence[str] = (),
    services: Sequence[str] = (),
    counties: Sequence[str] = (),
    units: Sequence[int] = (),
    statuses: Sequence[str] = ("open",),
) -> list[Supply]:
    """List places by id: of any kind, with all services, in any county, of the units and those below."""
    values = {
        "kinds": list(kinds),
        "services": list(services),
        "counties": list(counties),
        "units": list(units),
        "statuses": list(statuses),
    }
    return [Supply(**row) for row in run(connection, "supply", values)]


def areas(connection: Connection, bbox: BBox, *, within: str = "") -> list[Area]:
    """List the counties that meet a box, by code; only those whose code begins so."""
    values = {**bbox._asdict(), "within": within}
    return [Area(**{**row, "wkb": bytes(row["wkb"])}) for row in run(connection, "areas_meeting", values)]


def any_area(connection: Connection, bbox: BBox, *, within: str = "") -> bool:
    """Tell whether any county meets a box, of those whose code begins so."""
    return bool(run(connection, "any_area_meeting", {**bbox._asdict(), "within": within})[0]["there"])
