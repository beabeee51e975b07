"""Sites chosen from files alone: demand, candidates and existing places from CSV files, as the crow flies, no store."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from geodata.demand import Demand, Sites
from geodata.demand_files import is_drawn, read_demand, read_sites
from geodata.errors import BadDemand, BadRequest
from geodata.geodesic import Geodesic
from geodata.siting import Limit, Model, Plan, Problem, Rules, lscp, mclp, pcenter, pmedian
from geodata.travel import Floats, Ints, Reach

MODELS: tuple[Model, ...] = ("mclp", "lscp", "pmedian", "pcenter")
MOST_S = 1_000_000
SAME = 1e-9  # a gap of this share is rounding
EVERY_PAIR = 4_000_000  # so many pairs are all measured; of more, those that matter
SITES_AROUND, NEIGHBOURS, MOST_WAYS = 4, 50, 10_000_000  # p-median: as many candidates as hold so many sites


@dataclass(frozen=True)
class Asked:
    """What to choose, by which model.

    Attributes
    ----------
    sites
        How many new ones; not for lscp, which tells how many.
    within_m
        Service standard in metres, inclusive; for mclp and lscp.
    share
        Of the demand that lscp is to cover.
    must, forbidden
        Ids of candidates.
    spacing_m
        Sites stand at least so far from one another and from existing places.
    capacity
        The most weight that a site serves, new or standing, whose row of a file has no `capacity`; None: sites serve
        whoever comes. For mclp and pmedian.
    seconds
        How long all of it may take, files included.
    """

    model: Model = "mclp"
    sites: int | None = None
    within_m: float | None = None
    share: float = 1.0
    must: Sequence[str] = ()
    forbidden: Sequence[str] = ()
    spacing_m: float = 0.0
    capacity: float | None = None
    seconds: float = 10.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise BadRequest(f"model «{self.model}» is none of {', '.join(MODELS)}")
        if self.model != "lscp" and self.sites is None:
            raise BadRequest(f"{self.model} needs the number of sites: give it with --sites")
        if self.model in ("mclp", "lscp") and self.within_m is None:
            raise BadRequest(f"{self.model} needs a service standard: give its metres with --within-m")
        for name, metres in (("within", self.within_m), ("spacing", self.spacing_m)):
            if metres is not None and not (math.isfinite(metres) and metres >= 0):
                raise BadRequest(f"{name} {metres:g} m: give metres, 0 or more")
        if self.capacity is not None and not self.capacity > 0:
            raise BadRequest(f"capacity {self.capacity:g}: give a number of more than 0")
        if self.capacity is not None and self.model not in ("mclp", "pmedian"):
            raise BadRequest(
                f"{self.model} does not weigh capacity: leave --capacity out, or choose by mclp or pmedian"
            )
        if not 0 < self.seconds < MOST_S:
            raise BadRequest(f"seconds {self.seconds:g}: give more than 0 and less than {MOST_S:,}")
        if self.seed < 0:
            raise BadRequest(f"seed {self.seed}: give a whole number of 0 or more")


@dataclass(frozen=True)
class FileSiting:
    """A plan from files, with what was read and what was noted; its sites are the new ones, with their capacity."""

    demand: Demand
    candidates: Sites
    existing: Sites | None
    plan: Plan
    notes: list[str] = field(default_factory=list)
    capacity: Floats | None = None

    @property
    def told(self) -> dict[str, object]:
        """The plan under the names of the contract, for programs."""
        plan = self.plan
        whole = plan.model == "lscp"
        return {
            "model": plan.model,
            "value": int(plan.value) if whole else plan.value,
            "bound": int(plan.bound) if whole else plan.bound,
            "gap": plan.gap,
            "sites": [str(one) for one in self.candidates.id[plan.sites]],
            "seconds": round(plan.seconds, 3),
            **self._filled,
        }

    @property
    def _filled(self) -> dict[str, object]:
        """What each site serves, and how much it could, where sites fill up."""
        if self.plan.served is None or self.capacity is None:
            return {}
        return {"served": self.plan.served.tolist(), "capacity": self.capacity.tolist()}


def leave_ctrl_c_alone() -> None:
    """Keep the reader of files from catching Ctrl-C: it would end in an error of its own."""
    pa.enable_signal_handlers(enable=False)


def site_from_files(
    demand_file: Path, candidates_file: Path, existing_file: Path | None, asked: Asked, limit: Limit
) -> FileSiting:
    """Choose sites by geodesic distances between the rows of files.

    Parameters
    ----------
    demand_file, candidates_file, existing_file
        CSV with the columns `id`, `lon`, `lat` (WGS-84 degrees), and `weight` for demand. Existing places stay. The
        column `capacity` of candidates and places counts where a capacity is asked for. Candidates may be buildings
        of an .osm.pbf, GeoJSON, GeoPackage or Shapefile.

    Raises
    ------
    BadRequest, BadDemand, BadHeading, UnreadableFile, NoPlan
        When a file, a row or a rule cannot be taken, or no choice does what was asked.
    """
    notes: list[str] = []
    demand = read_demand(demand_file, notes)
    candidates = _candidates(candidates_file, demand, asked, notes)
    existing = None if existing_file is None else read_sites(existing_file, notes)
    if len(candidates) == 0:
        raise BadDemand(
            f"{candidates_file.name} has no candidate: give one place at least where a site could stand"
        )
    notes += _unused(asked, candidates)
    if asked.capacity is not None:
        return _with_capacity(demand, candidates, existing, asked, limit, notes)
    problem, start = problem_of(demand, candidates, existing, asked)
    if asked.sites is not None and asked.model != "lscp":
        problem.check_sites(asked.sites)
    plan = _solved(problem, start, asked, limit)
    if plan.model == "pmedian" and np.isfinite(problem.beyond).any():
        plan = _measured(plan, problem, demand, candidates)
    return FileSiting(demand, candidates, existing, plan, notes + plan.notes)


def _candidates(file: Path, demand: Demand, asked: Asked, notes: list[str]) -> Sites:
    if not is_drawn(file):
        return read_sites(file, notes)
    # Its libraries take a second to load, which a table of points need not wait for.
    from geodata.planning.buildings import candidates_beside  # noqa: PLC0415

    return candidates_beside(file, demand.bbox, asked.within_m, notes, asked.must, asked.forbidden)


def _with_capacity(
    demand: Demand, candidates: Sites, existing: Sites | None, asked: Asked, limit: Limit, notes: list[str]
) -> FileSiting:
    """Choose sites that fill up: places that stand do so, too, and are sites that every plan has."""
    whole, rules = candidates, _rules(candidates, existing, asked)
    if existing is not None and len(existing):
        whole = _together(candidates, existing)
        stand = np.arange(len(candidates), len(whole))
        rules = replace(rules, must=np.concatenate([rules.must, stand]))
    sites = (asked.sites or 0) + len(whole) - len(candidates)
    room = np.where(np.isnan(whole.capacity), asked.capacity or 0.0, whole.capacity)
    reach, beyond, _ = _reach(demand, whole, rules, replace(asked, sites=sites))
    problem = Problem(reach, demand.weight, len(whole), None, beyond, rules, room)
    problem.check_sites(sites)
    plan = _solved(problem, None, replace(asked, sites=sites), limit)
    assert plan.served is not None  # noqa: S101 - for the type checker
    new = plan.sites < len(candidates)
    plan = replace(plan, sites=plan.sites[new], gains=plan.gains[new], served=plan.served[new])
    return FileSiting(demand, candidates, existing, plan, notes + plan.notes, room[plan.sites])


def _together(one: Sites, other: Sites) -> Sites:
    ids = np.array([f"{n}:{name}" for n, side in enumerate((one, other)) for name in side.id], dtype=object)
    lon, lat, capacity = (
        np.concatenate([getattr(one, name), getattr(other, name)]) for name in ("lon", "lat", "capacity")
    )
    return Sites(ids, lon, lat, capacity=capacity)


def _solved(problem: Problem, start: Ints | None, asked: Asked, limit: Limit) -> Plan:
    within, sites = asked.within_m or 0.0, asked.sites or 0
    if asked.model == "mclp":
        return mclp(problem, sites, within, limit=limit, seed=asked.seed)
    if asked.model == "lscp":
        return lscp(problem, within, share=asked.share, limit=limit, seed=asked.seed)
    if asked.model == "pmedian":
        return pmedian(problem, sites, limit=limit, seed=asked.seed)
    return pcenter(problem, sites, limit=limit, seed=asked.seed, start=start)


def _measured(plan: Plan, problem: Problem, demand: Demand, candidates: Sites) -> Plan:
    """Measure the ways to the sites that were chosen: some may be longer than those that were looked at."""
    at = candidates.lon[plan.sites], candidates.lat[plan.sites]
    _, cost = Geodesic().nearest(demand.lon, demand.lat, *at)
    ways = np.minimum(cost[:, 0], problem.standing)
    value = float(demand.weight @ ways) / problem.total
    return replace(plan, value=value, bound=value if plan.bound >= value * (1 - SAME) else plan.bound)


def problem_of(
    demand: Demand, candidates: Sites, existing: Sites | None, asked: Asked
) -> tuple[Problem, Ints | None]:
    """Measure what the model needs to know, and turn rules about ids and metres into rules about candidates.

    Gives a first plan, too, where one was needed to know how far to measure.
    """
    standing = None
    if existing is not None and len(existing):
        _, cost = Geodesic().nearest(demand.lon, demand.lat, existing.lon, existing.lat)
        standing = cost[:, 0]
    rules = _rules(candidates, existing, asked)
    reach, beyond, start = _reach(demand, candidates, rules, asked)
    return Problem(reach, demand.weight, len(candidates), standing, beyond, rules), start


def _reach(
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


def _rules(candidates: Sites, existing: Sites | None, asked: Asked) -> Rules:
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


def _unused(asked: Asked, candidates: Sites) -> list[str]:
    """Say which options and columns the model has no use for."""
    notes = []
    if asked.capacity is None and not np.isnan(candidates.capacity).all():
        notes.append("the column capacity is not used: give --capacity N, for sites that fill up.")
    if asked.model == "lscp" and asked.sites is not None:
        notes.append(f"--sites {asked.sites} is not used: lscp tells how many sites it takes.")
    if asked.model in ("pmedian", "pcenter") and asked.within_m is not None:
        notes.append(f"--within-m {asked.within_m:g} is not used: {asked.model} has no standard.")
    if asked.model != "lscp" and asked.share != 1:
        notes.append(f"--share {asked.share:g} is not used: only lscp covers a share.")
    return notes
