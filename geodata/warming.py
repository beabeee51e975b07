"""Compile what planning runs through, and keep it, so that no planner waits for the compiler."""

from pathlib import Path
from typing import Any

import numba
import numpy as np

from geodata.geodesic import Geodesic
from geodata.siting import Limit, Model, Problem, mclp, pcenter, pmedian
from geodata.siting.compiled import KEPT

SIDE = 60
PASSES = 6


def warm_if_cold(model: Model, *, filled: bool = False) -> bool:
    """Compile what a model runs through if it was not done for these very sources; tells whether it was needed.

    A town is sited again until nothing new was compiled: compiling takes the time in which it would have come farther.
    Where nothing can be kept it is needed each time.
    """
    settings: Any = numba.config
    mark = Path(KEPT) / f"warm-{model}{'-filled' if filled else ''}"
    told = f"{numba.__version__} {settings.CACHE_DIR}"
    if KEPT and mark.is_file() and mark.read_text() == told:
        return False
    town = _town(filled=filled)
    for _ in range(PASSES if KEPT else 2):
        before = _compiled()
        _site(town, model)
        if KEPT and _compiled() == before:
            mark.write_text(told)
            break
    return True


def _compiled() -> int:
    return len(list(Path(KEPT).rglob("*.nbc"))) if KEPT else 0


def warm() -> None:
    """Site by every model in a made-up town that is just large enough to need every loop."""
    for model in ("mclp", "pmedian", "pcenter"):
        _site(_town(filled=False), model)
    for model in ("mclp", "pmedian"):
        _site(_town(filled=True), model)


def _town(*, filled: bool) -> Problem:
    drawn = np.random.default_rng(0)
    lon, lat = drawn.uniform(113.0, 113.1, (2, 20 * SIDE))
    travel = Geodesic()
    travel.nearest(lon, lat, lon[:SIDE], lat[:SIDE])
    reach = travel.within(lon, lat, lon[: 5 * SIDE], lat[: 5 * SIDE], 3_000.0)
    room = np.full(5 * SIDE, 45.0) if filled else None
    return Problem(reach, np.ones(len(lon)), 5 * SIDE, beyond=3_000.0, capacity=room)


def _site(town: Problem, model: str) -> None:
    """Site by a model; what lscp runs through, mclp does, and pcenter needs nearly all of it, too."""
    if model == "pmedian":
        pmedian(town, 30, limit=Limit(0.5))
        return
    mclp(town, 5 if town.capacity is None else 20, 800.0, limit=Limit(1.0))
    if model == "pcenter":
        pcenter(town, 30, limit=Limit(0.5))
