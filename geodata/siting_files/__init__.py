"""Sites chosen from files alone: demand, candidates and existing places from CSV files, as the crow flies, no store."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from geodata.demand import Demand, Sites
from geodata.demand_files import is_drawn, read_demand, read_sites
from geodata.errors import BadDemand
from geodata.geodesic import Geodesic
from geodata.siting import Limit, Plan, Problem, lscp, mclp, pcenter, pmedian
from geodata.siting_files.asked import Asked, unused
from geodata.siting_files.measuring import problem_of, reach_of, rules_of
from geodata.travel import Floats, Ints

__all__ = ["Asked", "FileSiting", "leave_ctrl_c_alone", "problem_of", "site_from_files"]

SAME = 1e-9  # a gap of this share is rounding


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
    notes += unused(asked, candidates)
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
    whole, rules = candidates, rules_of(candidates, existing, asked)
    if existing is not None and len(existing):
        whole = _together(candidates, existing)
        stand = np.arange(len(candidates), len(whole))
        rules = replace(rules, must=np.concatenate([rules.must, stand]))
    sites = (asked.sites or 0) + len(whole) - len(candidates)
    room = np.where(np.isnan(whole.capacity), asked.capacity or 0.0, whole.capacity)
    reach, beyond, _ = reach_of(demand, whole, rules, replace(asked, sites=sites))
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
