"""``waystation plan site`` with files: where the next places go, and how near that is to the best possible."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scripts.plan.stopping import stopping

if TYPE_CHECKING:
    from geodata.siting_files import FileSiting

START_AND_END_S = 0.8  # what Python takes to start, and a step that has begun takes to end
UNITS = {"mclp": "weight covered", "lscp": "sites", "pmedian": "mean metres", "pcenter": "metres at most"}


def from_files(
    demand: Path, candidates: Path, existing: Path | None, *, must: tuple[str, ...] = (),
    forbid: tuple[str, ...] = (), seconds: float = 10.0, as_json: bool = False, **asked: Any,
) -> int:  # fmt: skip
    """Print the sites that a model chooses from files: for people, or as one line of JSON."""
    begun = time.perf_counter()
    from geodata.siting import Limit
    from geodata.siting_files import Asked, leave_ctrl_c_alone, site_from_files
    from geodata.warming import warm_if_cold

    what = Asked(must=must, forbidden=forbid, seconds=seconds, **asked)
    if warm_if_cold(what.model, filled=what.capacity is not None):
        begun = time.perf_counter()  # a first run compiles, which is no part of the search
    leave_ctrl_c_alone()
    with stopping() as asked_to_stop:
        limit = Limit(seconds - min(START_AND_END_S, 0.2 * seconds), asked=asked_to_stop, begun=begun)
        found = site_from_files(demand, candidates, existing, what, limit)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    click.echo(json.dumps(found.told) if as_json else _account(found))
    return 0


def _account(found: "FileSiting") -> str:
    """Say the plan in sentences."""
    plan, unit = found.plan, UNITS[found.plan.model]
    standing = "" if found.existing is None else f", {len(found.existing):,} places that stand"
    total = found.demand.total
    share = f", {plan.value / total:.1%} of all" if plan.model == "mclp" else ""
    proof = "none can exceed" if plan.model == "mclp" else "none can be below"
    ended = "; stopped by the time: the same seed may give another plan" if plan.stopped else ""
    lines = [
        f"{len(found.demand):,} demand points of weight {total:,.10g}, {len(found.candidates):,} candidates{standing}",
        f"{plan.model}: {plan.value:,.10g} {unit}{share}; {proof} {plan.bound:,.10g}: a gap of {plan.gap:.2%}",
        f"{len(plan.sites):,} sites in {plan.seconds:.1f} s{ended}; distances are geodesics",
    ]
    for rank, (one, gain) in enumerate(zip(plan.sites, plan.gains, strict=True), 1):
        gained = f"  {gain:,.10g}" if plan.model in ("mclp", "pmedian") else ""
        if plan.served is not None and found.capacity is not None:
            gained = f"  serves {plan.served[rank - 1]:,.10g} of {found.capacity[rank - 1]:,.10g}"
        place = f"{found.candidates.lon[one]:.6f} {found.candidates.lat[one]:.6f}"
        lines.append(f"{rank:5}  {found.candidates.id[one]}  {place}{gained}")
    return "\n".join(lines)
