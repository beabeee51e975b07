"""The names in a question, looked up before anything is worked out: none is found missing by a job, minutes later."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from psycopg2.extensions import connection as Connection

from stations import demand, roads, supply
from stations.asking.places import Filter
from stations.asking.question import Asked
from stations.counties import choices
from stations.demand import DataSet
from stations.errors import BadPlan, NotFound
from stations.point import BBox
from stations.vocabulary import vocabulary

COUNTIES = "counties"


def refuse_unknown(connection: Connection, asked: Asked, *, earlier: Mapping[str, Any] | None = None) -> None:
    """Refuse a question in which a name is of nothing that the acting account may see.

    Parameters
    ----------
    earlier
        The inputs of a plan that is run again, as its document tells them: the very same demand and roads count.

    Raises
    ------
    BadPlan
        When there is no such demand, kind, service, county, area or graph of roads; the message tells which there are.
    """
    before = earlier or {}
    brought = _demand(connection, asked.demand, (before.get("demand") or {}).get("id"))
    _places(connection, asked.places)
    bbox = brought.bbox if brought else None
    if brought and not asked.outlines and asked.areas is not None:
        _areas(connection, asked.areas, brought.bbox)
    if asked.way.by != "geodesic" and roads.again(connection, before.get("roads")) is None:
        roads.chosen(connection, asked.way.by, asked.way.roads, bbox)


def _demand(connection: Connection, name: str | None, demand_id: int | None) -> DataSet | None:
    if name is None:
        return None
    try:
        return demand.version(connection, demand_id) if demand_id else demand.one(connection, name)
    except NotFound as error:
        raise BadPlan(str(error), "options.demand") from error


def _places(connection: Connection, wanted: Filter) -> None:
    known = vocabulary(connection)
    _refuse("kind", wanted.kinds, known.kinds)
    _refuse("service", wanted.services, known.services)
    if wanted.counties:
        there = [name for one in choices(connection) for name in (one.code, one.name) if name]
        _refuse("county with places", wanted.counties, there)


def _refuse(what: str, names: Sequence[str], there: Collection[str]) -> None:
    for name in names:
        if name not in there:
            raise BadPlan(
                f"there is no {what} '{name}': there are {', '.join(there) or 'none yet'}", "options.places"
            )


def _areas(connection: Connection, named: str, bbox: tuple[float, float, float, float]) -> None:
    name, _, within = named.partition(":")
    if name != COUNTIES:
        raise BadPlan(
            f"there are no areas '{named}': give counties, counties:4101 (codes that begin so), or outlines",
            "options.areas",
        )
    if not supply.any_area(connection, BBox(*bbox), within=within):
        which = f" whose code begins with {within}" if within else ""
        raise BadPlan(
            f"no county of the store{which} meets the demand: load boundaries (waystation load-boundaries FILE), "
            "or leave areas out",
            "options.areas",
        )
