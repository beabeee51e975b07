"""Sites chosen from files alone: demand, candidates and existing places from CSV files, as the crow flies, no store."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from geodata.demand import Demand, Sites
from geodata.demand_files import read_demand, read_sites
from geodata.errors import BadDemand, BadRequest
from geodata.geodesic import Geodesic
from geodata.siting import Limit, Model, Plan, Problem, Rules, lscp, mclp, pcenter, pmedian
from geodata.travel import Floats, Reach

MODELS: tuple[Model, ...] = ("mclp", "lscp", "pmedian", "pcenter")
MOST_S = 1_000_000
EVERY_PAIR = 4_000_000  # so many pairs are all measured; of more, those that a first plan shows to be enough


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
        if not 0 < self.seconds < MOST_S:
            raise BadRequest(f"seconds {self.seconds:g}: give more than 0 and less than {MOST_S:,}")
        if self.seed < 0:
            raise BadRequest(f"seed {self.seed}: give a whole number of 0 or more")


@dataclass(frozen=True)
class FileSiting:
    """A plan from files, with what was read and what was noted."""

    demand: Demand
    candidates: Sites
    existing: Sites | None
    plan: Plan
    notes: list[str] = field(default_factory=list)

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
        }


def site_from_files(
    demand_file: Path, candidates_file: Path, existing_file: Path | None, asked: Asked, limit: Limit
) -> FileSiting:
    """Choose sites by geodesic distances between the rows of files.

    Parameters
    ----------
    demand_file, candidates_file, existing_file
        CSV with the columns `id`, `lon`, `lat` (WGS-84 degrees), and `weight` for demand. Existing places stay.

    Raises
    ------
    BadRequest, BadDemand, BadHeading, UnreadableFile, NoPlan
        When a file, a row or a rule cannot be taken, or no choice does what was asked.
    """
    notes: list[str] = []
    demand, candidates = read_demand(demand_file, notes), read_sites(candidates_file, notes)
    existing = None if existing_file is None else read_sites(existing_file, notes)
    if len(candidates) == 0:
        raise BadDemand(
            f"{candidates_file.name} has no candidate: give one place at least where a site could stand"
        )
    problem = problem_of(demand, candidates, existing, asked)
    if asked.sites is not None and asked.model != "lscp":
        problem.check_sites(asked.sites)
    notes += _unused(asked)
    plan = _solved(problem, asked, limit)
    if plan.model == "pmedian" and np.all(np.isfinite(problem.beyond)):
        plan = _measured(plan, problem, demand, candidates)
    return FileSiting(demand, candidates, existing, plan, notes + plan.notes)


def _solved(problem: Problem, asked: Asked, limit: Limit) -> Plan:
    within, sites = asked.within_m or 0.0, asked.sites or 0
    if asked.model == "mclp":
        return mclp(problem, sites, within, limit=limit, seed=asked.seed)
    if asked.model == "lscp":
        return lscp(problem, within, share=asked.share, limit=limit, seed=asked.seed)
    solve = pmedian if asked.model == "pmedian" else pcenter
    return solve(problem, sites, limit=limit, seed=asked.seed)


def _measured(plan: Plan, problem: Problem, demand: Demand, candidates: Sites) -> Plan:
    """Measure the ways to the sites that were chosen: some may be longer than those that were looked at."""
    at = candidates.lon[plan.sites], candidates.lat[plan.sites]
    _, cost = Geodesic().nearest(demand.lon, demand.lat, *at)
    ways = np.minimum(cost[:, 0], problem.standing)
    value = float(demand.weight @ ways) / problem.total
    same = plan.bound >= plan.value
    return replace(plan, value=value, bound=value if same else min(plan.bound, value))


def problem_of(demand: Demand, candidates: Sites, existing: Sites | None, asked: Asked) -> Problem:
    """Measure what the model needs to know, and turn rules about ids and metres into rules about candidates."""
    travel, standing = Geodesic(), None
    if existing is not None and len(existing):
        _, cost = travel.nearest(demand.lon, demand.lat, existing.lon, existing.lat)
        standing = cost[:, 0]
    rules = _rules(candidates, existing, asked)
    if asked.model in ("mclp", "lscp"):
        most = float(asked.within_m or 0.0)
    else:
        most = _far_enough(demand, candidates, rules, asked.sites or 1)
    reach = travel.within(demand.lon, demand.lat, candidates.lon, candidates.lat, most)
    everything = len(reach.places) == len(demand) * len(candidates)
    return Problem(reach, demand.weight, len(candidates), standing, math.inf if everything else most, rules)


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


def _far_enough(demand: Demand, candidates: Sites, rules: Rules, sites: int) -> float:
    """How far to measure: to everything, or where that is much, as far as a first plan makes anybody go."""
    travel = Geodesic()
    if len(demand) * len(candidates) <= EVERY_PAIR:
        lon, lat = candidates.lon[:1], candidates.lat[:1]
        ways = [travel.nearest(one.lon, one.lat, lon, lat)[1].max() for one in (demand, candidates)]
        return float(sum(ways)) + 1.0  # no way is longer than by the first candidate
    chosen = _first_plan(demand, candidates, rules, sites)
    _, cost = travel.nearest(demand.lon, demand.lat, candidates.lon[chosen], candidates.lat[chosen])
    return float(cost.max())


def _first_plan(demand: Demand, candidates: Sites, rules: Rules, sites: int) -> "np.ndarray":
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


def _unused(asked: Asked) -> list[str]:
    """Say which options the model has no use for."""
    notes = []
    if asked.model == "lscp" and asked.sites is not None:
        notes.append(f"--sites {asked.sites} is not used: lscp tells how many sites it takes.")
    if asked.model in ("pmedian", "pcenter") and asked.within_m is not None:
        notes.append(f"--within-m {asked.within_m:g} is not used: {asked.model} has no standard.")
    if asked.model != "lscp" and asked.share != 1:
        notes.append(f"--share {asked.share:g} is not used: only lscp covers a share.")
    return notes
