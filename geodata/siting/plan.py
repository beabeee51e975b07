"""What siting gives: the sites, what they are worth, and what no other choice can exceed."""

from dataclasses import dataclass, field
from typing import Literal

from geodata.travel import Floats, Ints

SPACED = "the bound leaves the spacing of sites out, unless the plan was solved to the end"
Model = Literal["mclp", "lscp", "pmedian", "pcenter"]


@dataclass(frozen=True, eq=False)
class Plan:
    """Sites in the order of what each adds, with proof.

    Attributes
    ----------
    model
        By which the sites were chosen.
    value
        What the plan is worth: weight covered (mclp), sites (lscp), mean cost (pmedian), greatest cost (pcenter).
    bound
        What no plan can better: above `value` for mclp, below it for the others.
    sites
        Candidates, must-have ones among them; each in its place adds most to those before it.
    gains
        Shape (sites,): by how much each improved what was worth before it. Where sites have a capacity: what each
        serves (mclp), 0 (pmedian).
    curve_bound
        Shape (sites + 1,): what no plan of 0, 1, … sites can exceed; mclp only.
    stopped
        Whether time or somebody cut it short; the same seed then need not give the same plan.
    seconds
        How long it took.
    notes
        What a reader of the plan should know.
    served
        Shape (sites,): the weight that each site serves; only where sites have a capacity.
    """

    model: Model
    value: float
    bound: float
    sites: Ints
    gains: Floats
    seconds: float
    stopped: bool = False
    curve_bound: Floats | None = None
    notes: list[str] = field(default_factory=list)
    served: Floats | None = None

    @property
    def gap(self) -> float:
        """How far the plan may be from the best possible: a share of the bound for a maximum, else of the value."""
        if self.model == "mclp":
            return max(self.bound - self.value, 0.0) / self.bound if self.bound else 0.0
        return max(self.value - self.bound, 0.0) / self.value if self.value else 0.0
