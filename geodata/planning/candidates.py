"""Where the next sites may stand, and the rules about them, as numbers of candidates."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.demand import Demand, Sites
from geodata.errors import BadPlan
from geodata.geodesic import Geodesic
from geodata.planning import digests
from geodata.planning.notes import Note, note
from geodata.planning.thinning import thinned
from geodata.siting import Rules
from geodata.travel import Floats, Ints
from stations.asking import Siting

MOST_FROM_DEMAND = 5_000
SHOWN = 8


class Candidates(NamedTuple):
    """Sites that may be chosen, and what is told of them.

    `standing` tells which of them stand already and might move, `staying` which stand and stay: these are candidates
    where capacity counts, since they fill up, too. `capacity` is the most that each serves, None where none is weighed.
    """

    sites: Sites
    standing: NDArray[np.bool_]
    staying: NDArray[np.bool_]
    capacity: Floats | None
    told: dict[str, Any]

    @property
    def unknown(self) -> int:
        """Of how many places that stand the capacity is not known."""
        return int((np.isnan(self.sites.capacity) & (self.standing | self.staying)).sum())


def candidates(demand: Demand, places: Sites, part: Siting, name: str | None) -> Candidates:
    """Take candidates as asked: points that were given, or where demand is; with them places that might move.

    Parameters
    ----------
    places
        Those that stand. Where capacity counts, those of them that are open then.

    Raises
    ------
    BadPlan
        When there is none, or an id comes twice.
    """
    new = _of_demand(demand) if part.candidates == "demand" else _given(part)
    told = {
        "from": part.candidates,
        "count": len(new),
        "sha256": digests.of_sites(new),
        **_of_file(part, name),
    }
    movable = part.existing == "movable"
    if not len(places) or not (movable or (part.existing == "fixed" and part.capacity is not None)):
        nothing = np.zeros(len(new), bool)
        return Candidates(new, nothing, nothing, _most(new, part), told)
    whole = _joined(new, _renamed(places, new) if not movable else _refused_if_named(places, new))
    stands = np.arange(len(whole)) >= len(new)
    return Candidates(whole, stands & movable, stands & (not movable), _most(whole, part), told)


def rules(found: Candidates, places: Sites, part: Siting) -> Rules:
    """Turn ids and spacing into rules: must-have, forbidden, and pairs that stand too close to both be chosen."""
    sites = found.sites.at(~found.staying)  # those that stay come last, so that numbers are the same
    must, forbidden = (
        _numbers(sites, ids, what) for ids, what in ((part.must, "must"), (part.forbidden, "forbidden"))
    )
    held = np.concatenate([must, np.flatnonzero(found.staying)])
    if part.spacing_m is None:
        return Rules(must=held, forbidden=forbidden)
    apart = _near(sites, sites, part.spacing_m)
    if part.existing == "fixed" and len(places):
        close = np.unique(_near(sites, places, part.spacing_m)[:, 0])
        both = np.intersect1d(close, must)
        if len(both):
            raise BadPlan(
                f"'{sites.id[both[0]]}' must be in the plan, and a place stands nearer to it than "
                f"{part.spacing_m:g} m: drop it, or lessen the spacing"
            )
        forbidden = np.union1d(forbidden, close)
    return Rules(must=held, forbidden=forbidden, apart=apart[apart[:, 0] < apart[:, 1]])


def _most(sites: Sites, part: Siting) -> Floats | None:
    """Give the most that each serves: its own capacity, or where that is not known, the one that was asked for."""
    if part.capacity is None:
        return None
    return np.where(np.isfinite(sites.capacity), sites.capacity, part.capacity)


def _refused_if_named(places: Sites, new: Sites) -> Sites:
    taken = set(new.id.tolist())
    both = next((one for one in places.id if one in taken), None)
    if both is not None:
        raise BadPlan(
            f"'{both}' is the id of a candidate and of a place that may move: give candidates other ids"
        )
    return places


def _renamed(places: Sites, new: Sites) -> Sites:
    """Call places that stay otherwise than any candidate; nobody sees these ids."""
    taken = set(new.id.tolist())
    return replace(places, id=_texts([f"place:{one}" if one in taken else one for one in places.id]))


def _given(part: Siting) -> Sites:
    rows = part.points
    try:
        ids = [str(row["id"]) for row in rows]
        lon, lat = ([float(row[name]) for row in rows] for name in ("lon", "lat"))
    except (KeyError, TypeError, ValueError) as error:
        raise BadPlan(f"a candidate has no id, lon and lat that can be read ({error})") from error
    names = [str(row.get("name") or "") for row in rows]
    return Sites(_texts(ids), np.array(lon), np.array(lat), _texts(names), _capacities(rows))


def _capacities(rows: Sequence[Mapping[str, Any]]) -> Floats:
    """Read what each serves at most; NaN where that is not known."""
    found = np.full(len(rows), np.nan)
    for at, row in enumerate(rows):
        told = row.get("capacity")
        if told is None:
            continue
        if isinstance(told, bool) or not isinstance(told, int | float) or not 0 < told < np.inf:
            raise BadPlan(
                f"the capacity of the candidate '{row['id']}' is {told!r}: give a number above 0, or leave it out"
            )
        found[at] = told
    return found


def _of_demand(demand: Demand) -> Sites:
    """Take the points of demand; of more than can be weighed, the heaviest of each H3 cell."""
    rows, _ = thinned(demand.lon, demand.lat, demand.weight, MOST_FROM_DEMAND)
    return Sites(demand.id[rows], demand.lon[rows], demand.lat[rows])


def _of_file(part: Siting, demand: str | None) -> dict[str, Any]:
    """Tell where candidates are from: `sha256` beside `count` is of the candidates, so the file's has another name."""
    if part.candidates == "demand":
        return {"name": demand}
    told = dict(part.candidates_of or {})
    return {"name": told.pop("name", None), "file_sha256": told.pop("sha256", None), **told}


def notes_of_file(part: Siting) -> list[Note]:
    """Tell of buildings how many there are, and how many of these are candidates."""
    told = part.candidates_of or {}
    if part.candidates != "buildings" or "buildings" not in told:
        return []
    found = [note("buildings", buildings=told["buildings"], no_shelter=told.get("no_shelter", 0))]
    if told.get("resolution") is None:
        return found
    many = {"shown": len(part.points), "all": told["buildings"], "resolution": told["resolution"]}
    return [*found, note("buildings_left_out", **many)]


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
