"""Where the next sites may stand, and the rules about them, as numbers of candidates."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import h3
import numpy as np
from numpy.typing import NDArray

from geodata.coverage.gaps import COARSEST, FINEST
from geodata.demand import Demand, Sites
from geodata.errors import BadPlan
from geodata.geodesic import Geodesic
from geodata.planning import digests
from geodata.planning.asking import Siting
from geodata.siting import Rules
from geodata.travel import Ints

MOST_FROM_DEMAND = 5_000
SHOWN = 8


class Candidates(NamedTuple):
    """Sites that may be chosen, which of them stand already and might move, and what is told of them."""

    sites: Sites
    standing: NDArray[np.bool_]
    told: dict[str, Any]


def candidates(demand: Demand, places: Sites, part: Siting, name: str | None) -> Candidates:
    """Take candidates as asked: points that were given, or where demand is; with them places that might move.

    Raises
    ------
    BadPlan
        When there is none, or an id comes twice.
    """
    new = _given(part) if part.candidates == "points" else _of_demand(demand)
    told = {"from": part.candidates, "name": name, "count": len(new), "sha256": digests.of_sites(new)}
    if part.existing != "movable" or not len(places):
        return Candidates(new, np.zeros(len(new), bool), told)
    taken = set(new.id.tolist())
    if any(one in taken for one in places.id):
        both = next(one for one in places.id if one in taken)
        raise BadPlan(
            f"'{both}' is the id of a candidate and of a place that may move: give candidates other ids"
        )
    return Candidates(_joined(new, places), np.arange(len(new) + len(places)) >= len(new), told)


def rules(found: Candidates, places: Sites, part: Siting) -> Rules:
    """Turn ids and spacing into rules: must-have, forbidden, and pairs that stand too close to both be chosen."""
    sites = found.sites
    must, forbidden = (
        _numbers(sites, ids, what) for ids, what in ((part.must, "must"), (part.forbidden, "forbidden"))
    )
    if part.spacing_m is None:
        return Rules(must=must, forbidden=forbidden)
    apart = _near(sites, sites, part.spacing_m)
    if part.existing == "fixed" and len(places):
        close = np.unique(_near(sites, places, part.spacing_m)[:, 0])
        held = np.intersect1d(close, must)
        if len(held):
            raise BadPlan(
                f"'{sites.id[held[0]]}' must be in the plan, and a place stands nearer to it than "
                f"{part.spacing_m:g} m: drop it, or lessen the spacing"
            )
        forbidden = np.union1d(forbidden, close)
    return Rules(must=must, forbidden=forbidden, apart=apart[apart[:, 0] < apart[:, 1]])


def _given(part: Siting) -> Sites:
    rows = part.points
    try:
        ids = [str(row["id"]) for row in rows]
        lon, lat = ([float(row[name]) for row in rows] for name in ("lon", "lat"))
    except (KeyError, TypeError, ValueError) as error:
        raise BadPlan(f"a candidate has no id, lon and lat that can be read ({error})") from error
    names = [str(row.get("name") or "") for row in rows]
    return Sites(_texts(ids), np.array(lon), np.array(lat), _texts(names))


def _of_demand(demand: Demand) -> Sites:
    """Take the points of demand; of more than can be weighed, the heaviest of each H3 cell."""
    rows = np.arange(len(demand))
    for resolution in range(FINEST, COARSEST - 1, -1):
        if len(rows) <= MOST_FROM_DEMAND:
            break
        rows = _heaviest(demand, resolution)
    return Sites(demand.id[rows], demand.lon[rows], demand.lat[rows])


def _heaviest(demand: Demand, resolution: int) -> Ints:
    cells = [h3.latlng_to_cell(lat, lon, resolution) for lon, lat in zip(demand.lon, demand.lat, strict=True)]
    _, which = np.unique(cells, return_inverse=True)
    order = np.lexsort((np.arange(len(cells)), -demand.weight, which))
    first = np.concatenate([[True], np.diff(which[order]) > 0])
    return np.sort(order[first])


def _joined(one: Sites, other: Sites) -> Sites:
    columns = ("id", "lon", "lat", "name", "capacity", "hours", "weight")
    return Sites(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in columns))


def _numbers(sites: Sites, ids: Sequence[str], what: str) -> Ints:
    there = {one: number for number, one in enumerate(sites.id)}
    for one in ids:
        if one not in there:
            shown = ", ".join(map(str, sites.id[:SHOWN])) + (" …" if len(sites) > SHOWN else "")
            raise BadPlan(f"there is no candidate '{one}' ({what}): there are {shown}")
    return np.array(sorted(there[one] for one in ids), np.int64)


def _near(one: Sites, other: Sites, spacing_m: float) -> NDArray[np.int64]:
    """Pairs that stand nearer to one another than so many metres, shape (k, 2)."""
    reach = Geodesic().within(one.lon, one.lat, other.lon, other.lat, spacing_m)
    rows = np.repeat(np.arange(len(reach)), np.diff(reach.starts))
    near = reach.cost < spacing_m
    return np.column_stack([rows[near], reach.places[near]])


def _texts(values: Sequence[str]) -> NDArray[np.object_]:
    return np.array(values, dtype=object)
