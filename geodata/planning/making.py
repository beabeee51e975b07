"""One door for all plans: what was asked, and what it is worked out from, make a document and its layers."""

import importlib
from collections.abc import Callable

from geodata.coverage.errors import NoMeasure
from geodata.errors import BadPlan
from geodata.planning.inputs import Inputs
from geodata.planning.telling import Telling
from stations.asking import Asked
from stations.plans import Made, What

MAKERS = {
    What.COVERAGE: "geodata.planning.measuring:coverage",
    What.GAPS: "geodata.planning.gaps:gaps",
    What.SITE: "geodata.planning.siting:site",
    What.CORRIDOR: "geodata.planning.corridors:corridors",
    What.COMPARE: "geodata.planning.comparing:compare",
}


def make(inputs: Inputs, asked: Asked, telling: Telling | None = None) -> Made:
    """Work out a plan.

    Raises
    ------
    BadPlan
        When it cannot be made of what there is; the message names the thing, the rule and the cure.
    """
    try:
        return _maker(asked.what)(inputs, asked, telling or Telling())
    except NoMeasure as error:
        raise BadPlan(str(error)) from error


def _maker(what: What) -> Callable[[Inputs, Asked, Telling], Made]:
    """Import the maker of one kind alone: solvers and roads are heavy."""
    module, _, name = MAKERS[what].partition(":")
    maker: Callable[[Inputs, Asked, Telling], Made] = getattr(importlib.import_module(module), name)
    return maker
