"""Data sets that plans can be worked out from: demand and graphs of roads, as planners brought them."""

from typing import Any

import orjson
from flask import Blueprint, Response, request

from stations import demand, roads
from stations.acting import Scope
from stations.hours import CHINA
from web.answers import JSON, NEVER, Answer
from web.db import connection
from web.headers import reply
from web.params import NoQuery
from web.rights import needs

planning_data = Blueprint("planning_data", __name__)


@planning_data.get("/api/v1/planning-data")
@needs(Scope.READ)
def all_json() -> Response:
    """List demand and roads with where they come from."""
    NoQuery.of(request)
    return reply(Answer(orjson.dumps(told()), media=JSON, cache=NEVER))


def demand_sets() -> list[demand.DataSet]:
    """List the demand that the account sees."""
    return demand.listed(connection())


def road_graphs() -> list[roads.Roads]:
    """List the graphs of roads that the account sees."""
    return roads.listed(connection())


def told() -> dict[str, Any]:
    """Write all of them as the API shows them."""
    return {
        "demand": [_demand(one) for one in demand_sets()],
        "roads": [_roads(one) for one in road_graphs()],
    }


def _demand(one: demand.DataSet) -> dict[str, Any]:
    return {
        "name": one.name, "what": one.what, "source": one.source or None, "licence": one.licence or None,
        "observed_on": one.observed_on.isoformat() if one.observed_on else None, "sha256": one.sha256,
        "size": one.points, "weight": one.weight, "by_hour": one.by_hour, "loaded_at": _moment(one.loaded_at),
    }  # fmt: skip


def _roads(one: roads.Roads) -> dict[str, Any]:
    return {
        "name": one.name, "what": one.mode, "source": one.source or None, "licence": one.licence or None,
        "observed_on": None, "sha256": one.sha256, "size": one.edges, "weight": None, "by_hour": None,
        "loaded_at": _moment(one.made_at),
    }  # fmt: skip


def _moment(at: Any) -> str:
    return str(at.astimezone(CHINA).isoformat(timespec="seconds"))
