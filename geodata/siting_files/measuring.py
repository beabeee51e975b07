"""Who reaches which candidate, measured as far as a model needs to know; and rules as numbers of candidates."""

import math

import numpy as np

from geodata.demand import Demand, Sites
from geodata.errors import BadRequest
from geodata.geodesic import Geodesic
from geodata.siting import Problem, Rules
from geodata.siting_files.asked import Asked
from geodata.travel import Floats, Ints, Reach

EVERY_PAIR = 4_000_000  # so many pairs are all measured; of more, those that matter
SITES_AROUND, NEIGHBOURS, MOST_WAYS = 4, 50, 10_000_000  # p-median: as many candidates as hold so many sites


def problem_of(
    demand: Demand, candidates: Sites, existing: Sites | None, asked: Asked
) -> tuple[Problem, Ints | None]:
    """Measure what the model needs to know.

    Gives a first plan, too, where one was needed to know how far to measure.
    """
    standing = None
    if existing is not None and len(existing):
        _, cost = Geodesic().nearest(demand.lon, demand.lat, existing.lon, existing.lat)
        standing = cost[:, 0]
    rules = rules_of(candidates, existing, asked)
    reach, beyond, start = reach_of(demand, candidates, rules, asked)
    return Problem(reach, demand.weight, len(candidates), standing, beyond, rules), start


def reach_of(
    demand: Demand, candidates: Sites, rules: Rules, asked: Asked
) -> tuple[Reach, Floats | float, Ints | None]:
    """Measure as far as the model needs to know; a first plan, too, where one told how far that is."""
    if asked.model in ("mclp", "lscp"):
        return *_within(demand, candidates, float(asked.within_m or 0.0)), None
    if len(demand) * len(candidates) <= EVERY_PAIR:
        return *_within(demand, candidates, _longest(demand, candidates)), None
    if asked.model == "pmedian":
        return *_nearest(demand, candidates, rules, asked.sites or 1), None
    return _as_far_as_a_plan(demand, candidates, rules, asked.sites or 1)


def _within(demand: Demand, candidates: Sites, most: float) -> tuple[Reach, float]:
    """Measure the ways of at most so many metres, and tell what no other is shorter than."""
    reach = Geodesic().within(demand.lon, demand.lat, candidates.lon, candidates.lat, most)
    return reach, math.inf if len(reach.places) == len(demand) * len(candidates) else most


def _nearest(demand: Demand, candidates: Sites, rules: Rules, sites: int) -> tuple[Reach, Floats]:
    """Measure the ways to each point's nearest candidates, some times as many as there are for a site."""
    allowed = np.setdiff1d(np.arange(len(candidates)), rules.forbidden)
    most = min(
        max(SITES_AROUND * len(allowed) // sites, NEIGHBOURS), MOST_WAYS // len(demand) + 1, len(allowed)
    )
    ends = candidates.lon[allowed], candidates.lat[allowed]
    near, cost = Geodesic().nearest(demand.lon, demand.lat, *ends, most)
    order = np.argsort(near, axis=1)
    near, cost = np.take_along_axis(near, order, axis=1), np.take_along_axis(cost, order, axis=1)
    starts = np.arange(0, near.size + 1, most)
    beyond = cost.max(axis=1) if most < len(allowed) else np.full(len(demand), math.inf)
    return Reach(starts, allowed[near.reshape(-1)], cost.reshape(-1)), beyond


def rules_of(candidates: Sites, existing: Sites | None, asked: Asked) -> Rules:
    """Turn rules about ids and metres into rules about candidates.

    Raises
    ------
    BadRequest
        When a rule names an id that no candidate has.
    """
    place = {str(one): at for at, one in enumerate(candidates.id)}
    for name, ids in (("--must", asked.must), ("--forbid", asked.forbidden)):
        for one in ids:
            if one not in place:
                raise BadRequest(f"{name} {one}: the candidates have no such id")
    must = np.array(sorted({place[one] for one in asked.must}), np.int64)
    forbidden = np.array(sorted({place[one] for one in asked.forbidden}), np.int64)
    apart = np.empty((0, 2), np.int64)
    if asked.spacing_m > 0:
        close = _closer(candidates, candidates, asked.spacing_m)
        rows = np.repeat(np.arange(len(candidates)), np.diff(close.starts))
        apart = np.column_stack([rows, close.places])[rows < close.places]
        if existing is not None and len(existing):
            too_near = np.flatnonzero(np.diff(_closer(candidates, existing, asked.spacing_m).starts))
            forbidden = np.union1d(forbidden, np.setdiff1d(too_near, must))
    return Rules(must, forbidden, apart)


def _closer(one: Sites, other: Sites, spacing_m: float) -> Reach:
    """Give the pairs that are closer than the spacing; those exactly so far apart are not."""
    return Geodesic().within(one.lon, one.lat, other.lon, other.lat, math.nextafter(spacing_m, 0.0))


def _longest(demand: Demand, candidates: Sites) -> float:
    """No way is longer than by the first candidate."""
    lon, lat = candidates.lon[:1], candidates.lat[:1]
    ways = [Geodesic().nearest(one.lon, one.lat, lon, lat)[1].max() for one in (demand, candidates)]
    return float(sum(ways)) + 1.0


def _as_far_as_a_plan(
    demand: Demand, candidates: Sites, rules: Rules, sites: int
) -> tuple[Reach, float, Ints | None]:
    """Measure as far as a first plan makes anybody go; gives the plan, too, where no spacing is asked for.

    Where somebody has no shorter way to any candidate, no plan is better than that one: its own ways are enough.
    """
    allowed = np.setdiff1d(np.arange(len(candidates)), rules.forbidden)
    chosen = _first_plan(demand, candidates, rules, sites)
    (near, cost), (_, least) = (
        Geodesic().nearest(demand.lon, demand.lat, candidates.lon[one], candidates.lat[one])
        for one in (chosen, allowed)
    )
    most = float(cost.max())
    if len(rules.apart) == 0 and least.max() >= most:
        return Reach(np.arange(len(demand) + 1), chosen[near[:, 0]], cost[:, 0]), 0.0, chosen
    return *_within(demand, candidates, most), None if len(rules.apart) else chosen


def _first_plan(demand: Demand, candidates: Sites, rules: Rules, sites: int) -> Ints:
    """Again and again a site for whoever is farthest off (Gonzalez 1985, doi:10.1016/0304-3975(85)90224-5)."""
    allowed = np.setdiff1d(np.arange(len(candidates)), rules.forbidden)
    nearest, _ = Geodesic().nearest(demand.lon, demand.lat, candidates.lon[allowed], candidates.lat[allowed])
    here, there = _chords(demand), _chords(candidates)
    chosen = rules.must.tolist() or [int(allowed[nearest[int(demand.weight.argmax()), 0]])]
    away = np.min([((here - there[one]) ** 2).sum(axis=1) for one in chosen], axis=0)
    while len(chosen) < sites:
        chosen.append(int(allowed[nearest[int(away.argmax()), 0]]))
        away = np.minimum(away, ((here - there[chosen[-1]]) ** 2).sum(axis=1))
    return np.unique(chosen)


def _chords(of: Demand | Sites) -> Floats:
    lon, lat = np.radians(of.lon), np.radians(of.lat)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
