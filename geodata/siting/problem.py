"""What is asked when sites are chosen: who needs them, where they could stand, what stands already, and the rules."""

from dataclasses import dataclass, field

import numpy as np

from geodata.errors import BadRequest
from geodata.travel import Floats, Ints, Reach

NOBODY: Ints = np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Rules:
    """What a plan must keep, whatever it is worth.

    Attributes
    ----------
    must
        Candidates that are in every plan; they count among the sites.
    forbidden
        Candidates that are in no plan.
    apart
        Shape (k, 2): pairs of candidates that stand too close to be both in a plan.
    """

    must: Ints = field(default_factory=lambda: NOBODY)
    forbidden: Ints = field(default_factory=lambda: NOBODY)
    apart: Ints = field(default_factory=lambda: np.empty((0, 2), np.int64))


@dataclass(frozen=True, eq=False)
class Problem:
    """Demand, candidates and what lies between them.

    Attributes
    ----------
    reach
        Which candidates each demand point reaches, and at what cost.
    weight
        Shape (demand,): people, riders or orders; none negative.
    candidates
        How many there are; `reach.places` are indices into them.
    existing
        Shape (demand,): the cost to the nearest place that stands and stays, `inf` where there is none.
    beyond
        No pair that `reach` leaves out costs less than this: one number or one for each demand point; `inf` where such
        pairs lead nowhere.
    rules
        What a plan must keep.
    capacity
        Shape (candidates,): the most weight that a site there serves, `inf` where it serves whoever comes. With it,
        places that stand and stay are must-have candidates, since they fill up, too. `mclp` and `pmedian` keep it.

    Raises
    ------
    BadRequest
        When weights, candidates or rules are such that no plan can be made; the message says which.

    Examples
    --------
    Two quarters; only the first candidate serves both:

    >>> both = Reach(np.array([0, 2, 3]), np.array([0, 1, 0]), np.array([300.0, 200.0, 400.0]))
    >>> Problem(both, np.array([40.0, 60.0]), candidates=2).total
    100.0
    """

    reach: Reach
    weight: Floats
    candidates: int
    existing: Floats | None = None
    beyond: Floats | float = np.inf
    rules: Rules = field(default_factory=Rules)
    capacity: Floats | None = None

    def __post_init__(self) -> None:
        n = len(self.reach)
        for name, given in (("weight", self.weight), ("existing", self.existing)):
            if given is not None and np.shape(given) != (n,):
                raise BadRequest(
                    f"{name} has the shape {np.shape(given)} for {n:,} demand points: one number each"
                )
        if n == 0:
            raise BadRequest("there is no demand: nobody to place a site for")
        if self.candidates < 1:
            raise BadRequest("there is no candidate: give at least one place where a site could stand")
        _check_weights(self.weight)
        places = self.reach.places
        if len(places) and (places.min() < 0 or places.max() >= self.candidates):
            raise BadRequest(f"the reach names a candidate outside 0 to {self.candidates - 1:,}")
        _check_rules(self.rules, self.candidates)
        if self.capacity is not None:
            _check_capacity(self.capacity, self.candidates, self.existing)

    @property
    def total(self) -> float:
        """The weight of all demand."""
        return float(self.weight.sum())

    @property
    def standing(self) -> Floats:
        """The cost to the nearest place that stands, `inf` where there is none."""
        return np.full(len(self.reach), np.inf) if self.existing is None else self.existing

    def refuse_capacity(self, model: str) -> None:
        """Refuse capacities for a model that does not weigh them."""
        if self.capacity is not None:
            raise BadRequest(
                f"{model} does not weigh capacity: leave it out, or choose by mclp or pmedian, which do"
            )

    def check_sites(self, sites: int) -> int:
        """Give the number of sites back, or refuse one that candidates or rules leave no room for."""
        if sites < 1:
            raise BadRequest(f"{sites} sites: ask for 1 or more")
        allowed = self.candidates - len(np.unique(self.rules.forbidden))
        if sites > allowed:
            less = "" if allowed == self.candidates else f", {self.candidates - allowed:,} of them forbidden"
            raise BadRequest(
                f"{sites:,} sites of {self.candidates:,} candidates{less}: ask for {allowed:,} at most, or add some"
            )
        must = len(np.unique(self.rules.must))
        if must > sites:
            raise BadRequest(
                f"{must:,} candidates must be in the plan, which has {sites:,} sites: ask for more sites"
            )
        return sites


def _check_weights(weight: Floats) -> None:
    wrong = ~np.isfinite(weight) | (weight < 0)
    if wrong.any():
        first = int(np.argmax(wrong))
        raise BadRequest(
            f"the weight of demand point {first:,} is {weight[first]:g}, and {int(wrong.sum()):,} are like it: "
            "weights are numbers of 0 or more"
        )
    if not weight.any():
        raise BadRequest(
            f"the weights of all {len(weight):,} demand points are 0: there is nobody to place a site for"
        )


def _check_capacity(capacity: Floats, candidates: int, existing: Floats | None) -> None:
    if np.shape(capacity) != (candidates,):
        raise BadRequest(
            f"capacity has the shape {np.shape(capacity)} for {candidates:,} candidates: one number each"
        )
    wrong = ~(capacity >= 0)
    if wrong.any():
        first = int(np.argmax(wrong))
        raise BadRequest(
            f"the capacity of candidate {first:,} is {capacity[first]:g}, and {int(wrong.sum()):,} are like it: "
            "capacities are numbers of 0 or more"
        )
    if existing is not None and np.isfinite(existing).any():
        raise BadRequest(
            "with capacity, places that stand fill up, too: give them as candidates that must be in the plan"
        )


def _check_rules(rules: Rules, candidates: int) -> None:
    for name, given in (("must", rules.must), ("forbidden", rules.forbidden), ("apart", rules.apart)):
        if np.size(given) and (np.min(given) < 0 or np.max(given) >= candidates):
            raise BadRequest(f"{name} names a candidate outside 0 to {candidates - 1:,}")
    if np.size(rules.apart) and (np.ndim(rules.apart) != 2 or rules.apart.shape[1] != 2):
        raise BadRequest(f"apart has the shape {rules.apart.shape}: it is pairs of candidates")
    both = np.intersect1d(rules.must, rules.forbidden)
    if len(both):
        raise BadRequest(
            f"candidate {both[0]} must be in the plan and is forbidden: drop one of the two rules"
        )
    close = np.isin(rules.apart, rules.must).all(axis=1) if len(rules.apart) else np.empty(0, bool)
    if close.any():
        one, other = rules.apart[int(np.argmax(close))]
        raise BadRequest(
            f"candidates {one} and {other} must both be in the plan and stand too close to one another: "
            "drop one of them, or lessen the spacing"
        )
