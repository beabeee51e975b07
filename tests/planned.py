"""Small plans of every kind with their layers, worked out by hand, and a way to keep one in the store."""

import gzip
import json
from typing import Any

import numpy as np
from psycopg2 import Binary
from psycopg2.extensions import connection as Connection

from stations import demand, roads
from tests.people import value

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")
SHA = "3f" * 32


def figures(share: float | None = 0.6, **given: Any) -> dict[str, Any]:
    """The figures of a thousand people, of whom so many are covered."""
    told = {
        "weight": 1000.0, "covered": None if share is None else 1000.0 * share, "share": share, "twice_share": 0.2,
        "p50": 12.0, "p90": 31.5, "max": 64.0, "mean": 15.1, "unreachable_weight": 0.0, "gini": 0.36, "worst5": 42.0,
    }  # fmt: skip
    return {**told, **given}


def document(what: str = "coverage", **given: Any) -> dict[str, Any]:
    """The smallest plan of a kind."""
    made = {
        "format": 1,
        "what": what,
        "inputs": {
            "demand": {"name": "骑手", "sha256": SHA, "points": 4, "weight": 1000.0, "what": "riders",
                       "source": "某平台", "licence": "CC BY 4.0"},
            "places": {"count": 3, "sha256": SHA, "as_of": "2026-11-22T04:00:00Z", "filter": {}, "without_hours": 1},
            "roads": None, "areas": None, "candidates": None,
        },
        "options": {"demand": "骑手", "hours": "week", "within": 15.0, "unit": "min"},
        "versions": {"waystation": "0.7.0", "numpy": "2.3.5"},
        "seed": 0,
        "travel": {"by": "geodesic", "unit": "min", "detour": 1.3, "speed_kmh": 4.8, "roads": None},
        "standard": 15.0,
        "notes": [{"code": "hours_unknown", "params": {"places": 1, "counted": "closed"},
                   "text": {"zh": "1 处驿站的开放时间不详，按关闭计算", "en": "The hours of 1 place are not known."}}],
        "figures": figures(),
        **BESIDE[what],
    }  # fmt: skip
    return {**made, **given}


def by_hour() -> list[dict[str, Any]]:
    """Shares by hour: few at night, fewest on Sunday at 23."""
    return [
        {"day": day, "hour": hour, "open": 1, "weight": 1000.0, "covered": 0.0, "p50": None, "p90": None,
         "share": 0.09 if (day, hour) == ("Su", 23) else 0.2 if hour in (0, 1, 2, 3, 4, 5, 22, 23) else 0.8}
        for day in DAYS for hour in range(24)
    ]  # fmt: skip


AREAS = [
    {"code": "1", "name": "东区", **figures(0.34)},
    {"code": "2", "name": "西区", **figures(0.72)},
    {"code": "3", "name": "空区", **figures(None, weight=0.0, covered=0.0)},
]
TIMES = {
    "workday": {"weight": 1000.0, "covered": 600.0, "share": 0.6},
    "worst": {"day": "Su", "hour": 23, "share": 0.09},
}
SITE = {
    "model": "mclp", "value": 830.0, "bound": 834.2, "gap": 0.005, "unit": "weight",
    "asked": {"sites": 2, "share": None},
    "sites": [
        {"rank": 1, "id": "c7", "name": None, "lon": 126.65, "lat": 45.76, "gain": 150.0, "existing": False},
        {"rank": 2, "id": "c2", "name": "二号", "lon": 126.63, "lat": 45.74, "gain": 80.0, "existing": False},
        {"rank": None, "id": "9", "name": "老站", "lon": 126.6, "lat": 45.75, "gain": None, "existing": True},
    ],
    "curve": [{"sites": 1, "value": 750.0, "bound": 751.0}, {"sites": 2, "value": 830.0, "bound": 834.2}],
    "before": figures(0.6), "after": figures(0.83), "stopped": False, "seconds": 1.0,
}  # fmt: skip
CORRIDOR = {
    "within_km": 100.0,
    "roads": [{"road": "G30", "direction": "forward", "length_km": 420.0, "places": 2, "longest_km": 212.4,
               "beyond_km": 300.0, "share": 0.3}],
    "stretches": [{"rank": 1, "road": "G30", "direction": "forward", "from_km": 40.0, "to_km": 252.4,
                   "length_km": 212.4, "lon": 113.2, "lat": 34.5, "flow": None, "weight": None}],
}  # fmt: skip
COMPARE = {
    "changes": [{"do": "close", "id": "9", "name": "老站", "lon": 126.6, "lat": 45.75, "hours": None},
                {"do": "add", "id": "new", "name": "新站", "lon": 126.61, "lat": 45.75, "hours": "24/7"}],
    "before": figures(0.6), "after": figures(0.66), "difference": figures(0.06),
    "by_area": [{"code": "1", "name": "东区", "before": figures(0.34), "after": figures(0.4),
                 "difference": figures(0.06)}],
    "losses": [{"rank": 1, "id": "9", "name": "老站", "weight": 12.0, "mean": 0.4}],
}  # fmt: skip
GAPS = [
    {"rank": 1, "weight": 210.0, "lon": 126.63, "lat": 45.77, "cells": 3, "name": "东区", "farthest": 29.0},
    {"rank": 2, "weight": 190.0, "lon": 126.6, "lat": 45.77, "cells": 1, "name": None, "farthest": 22.0},
]
BESIDE: dict[str, dict[str, Any]] = {
    "coverage": {"by_hour": by_hour(), "times": TIMES, "by_area": AREAS},
    "gaps": {"gaps": GAPS},
    "site": {"site": SITE},
    "corridor": {"corridor": CORRIDOR},
    "compare": {"compare": COMPARE},
}


def collection(*features: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    """A FeatureCollection of geometries and properties."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": geometry, "properties": told} for geometry, told in features
        ],
    }


def point(lon: float, lat: float) -> dict[str, Any]:
    """A point of GeoJSON."""
    return {"type": "Point", "coordinates": [lon, lat]}


def square(lon: float, lat: float, side: float = 0.02) -> dict[str, Any]:
    """A square of GeoJSON by its south-west corner."""
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def layers(name: str = "老站") -> dict[str, dict[str, Any]]:
    """Areas, a gap, places and demand; `name` is what somebody wrote."""
    place = {"id": "9", "name": name, "hours": "24/7", "open_hours": 168, "capacity": None, "change": None}
    gap = {"rank": 1, "weight": 210.0, "cells": 3, "name": name, "farthest": 29.0}
    there = {"id": "d1", "weight": 250.0, "cost": 7.5, "covered": 1, "area": "1"}
    return {
        "areas": collection((square(126.6, 45.75), {**AREAS[0], "name": name, "after_share": 0.4}),
                            (square(126.62, 45.75), {**AREAS[1], "after_share": 0.75})),
        "gaps": collection((square(126.625, 45.755, 0.005), gap)),
        "places": collection((point(126.605, 45.756), place)),
        "demand": collection((point(126.61, 45.76), there)),
    }  # fmt: skip


def keep(
    store: Connection,
    account_id: int,
    unit_id: int | None,
    made: dict[str, Any] | None = None,
    drawn: dict[str, Any] | None = None,
    *,
    title: str = "某区的规划",
    state: str = "done",
) -> int:
    """A plan that an account asked for and a job made, or is to make."""
    made = made or document()
    job = value(
        store,
        "INSERT INTO job (task, state, account_id, asked_by, unit_id, file_name)"
        " VALUES ('plan', %s, %s, 'x', %s, 'x') RETURNING id",
        state, account_id, unit_id,
    )  # fmt: skip
    done = state == "done"
    told = json.dumps(made) if done else None
    inputs, versions = ((json.dumps(made[name]) if done else None) for name in ("inputs", "versions"))
    number = int(value(
        store,
        "INSERT INTO plan (job_id, account_id, asked_by, unit_id, title, what, asked, state, result, inputs, versions,"
        " digest) VALUES (%s, %s, '规划员', %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        job, account_id, unit_id, title, made["what"], json.dumps(made["options"]), state, told, inputs, versions,
        "d1" if done else None,
    ))  # fmt: skip
    for name, found in (layers() if drawn is None else drawn).items() if done else ():
        packed = Binary(gzip.compress(json.dumps(found).encode()))
        value(
            store,
            "INSERT INTO plan_layer VALUES (%s, %s, %s, %s)",
            number,
            name,
            len(found["features"]),
            packed,
        )
    return number


def enter_demand(store: Connection, name: str, unit_id: int | None) -> None:
    """A data set of one rider, of a unit or of everybody."""
    told = demand.Told(name=name, file_name="d.csv", sha256=SHA, what=demand.What.RIDERS, source="统计局")
    one = np.ones(1)
    made = demand.enter(store, told, demand.Arrays(["1"], one * 126.6, one * 45.7, one))
    value(store, "UPDATE demand SET unit_id = %s WHERE id = %s", unit_id, made.id)


def enter_roads(store: Connection, name: str, mode: str) -> None:
    """A graph of roads that nobody goes along."""
    new = roads.New(name, mode, "测绘", "ODbL", "r.pbf", SHA, 1, (126.0, 45.0, 127.0, 46.0), 2, 1, 10.0, b"x")
    roads.enter(store, new, by="x")
