"""What to choose from files, by which model; what no model has a use for is said."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geodata.demand import Sites
from geodata.errors import BadRequest
from geodata.siting import Model

MODELS: tuple[Model, ...] = ("mclp", "lscp", "pmedian", "pcenter")
MOST_S = 1_000_000


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


def unused(asked: Asked, candidates: Sites) -> list[str]:
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
