"""Plans as the store keeps them, for the pages and the API: one found, its layers opened, told as JSON."""

import csv
import gzip
import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stations import plans
from stations.errors import NotFound
from stations.hours import CHINA
from stations.plans import Plan, State
from web.db import connection
from web.errors import Conflict
from web.plans.layers import Layers

NOT_IN_CELLS = ("=", "+", "-", "@", "\t", "\r")  # by which spreadsheets know a formula


def one(id: str, *, whole: bool = True) -> Plan:
    """Give the plan of an address; one that is not whole has no document, nor the lists that were brought to it.

    Raises
    ------
    NotFound
        When the address has no number, or there is no such plan, or it is put away.
    """
    if not (id.isascii() and id.isdigit() and len(id) <= 18):
        raise NotFound(f"there is no plan {id[:40]!r}")
    return plans.one(connection(), int(id), whole=whole)


def done(id: str) -> tuple[Plan, Mapping[str, Any]]:
    """Give a plan that is done, and its document.

    Raises
    ------
    Conflict
        When it is not done.
    """
    plan = one(id)
    if plan.state is not State.DONE or plan.result is None:
        raise Conflict(f"plan {plan.id} is {plan.state}: it has no figures to show")
    return plan, plan.result


def layer(plan: Plan, name: str) -> dict[str, Any]:
    """Give one layer of a plan."""
    found: dict[str, Any] = json.loads(gzip.decompress(plans.layer(connection(), plan.id, name)))
    return found


def layers(plan: Plan) -> Layers:
    """Give all layers of a plan."""
    return {name: layer(plan, name) for name in plan.layers}


def rows(collection: Mapping[str, Any]) -> str:
    """Write a layer as CSV: its properties, and where it is when it is of points."""
    found = collection["features"]
    names = list(found[0]["properties"]) if found else []
    points = bool(found) and (found[0]["geometry"] or {}).get("type") == "Point"
    extra = [name for name in ("lon", "lat") if points and name not in names]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([*names, *extra])
    for one in found:
        at = (
            dict(zip(("lon", "lat"), (one["geometry"] or {}).get("coordinates", ()), strict=False))
            if points
            else {}
        )
        writer.writerow(
            [_cell(one["properties"].get(name)) for name in names] + [at.get(name) for name in extra]
        )
    return "\N{BYTE ORDER MARK}" + written.getvalue()


def told(plan: Plan, *, whole: bool = False) -> dict[str, Any]:
    """Write a plan as the API shows it, its document where it is asked for."""
    found = {
        "id": plan.id, "what": plan.what, "title": plan.title, "state": plan.state, "share": plan.share,
        "stage": plan.stage, "stopping": plan.stopping, "asked_by": plan.asked_by, "unit": plan.unit,
        "options": plan.asked, "again_of": plan.again_of, "reason": reason(plan), "covered_share": plan.covered_share,
        "layers": list(plan.layers), "digest": plan.digest, "seconds": plan.seconds,
        "created_at": _moment(plan.created_at), "finished_at": _moment(plan.finished_at),
    }  # fmt: skip
    return {**found, "result": plan.result} if whole else found


def reason(plan: Plan) -> dict[str, Any] | None:
    """Tell why a plan came to nothing."""
    if plan.reason is None:
        return None
    detail = plan.params.get("detail") or f"the plan ended without a result: {plan.reason}"
    return {"code": plan.reason, "params": {**plan.params}, "detail": detail}


def _cell(value: Any) -> Any:
    """Keep a spreadsheet from running what somebody wrote."""
    if isinstance(value, str) and value.startswith(NOT_IN_CELLS):
        return f"'{value}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(CHINA).isoformat(timespec="seconds") if at else None
