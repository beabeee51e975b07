"""What files and tables are refused for. Each message names the value, the rule and the cure."""

from stations.errors import BadPlan, StationsError

__all__ = [
    "BadDemand",
    "BadHeading",
    "BadPlan",
    "BadRequest",
    "DatumUnclear",
    "NoPlan",
    "StationsError",
    "UnreadableFile",
]


class UnreadableFile(StationsError, ValueError):
    """A file in a form, an encoding or a reference system that cannot be read."""


class BadHeading(StationsError, ValueError):
    """A heading row that does not say enough, or a `--map` that names no column or no field."""


class DatumUnclear(StationsError, ValueError):
    """Coordinates whose headings name another datum than the one stated."""


class BadRequest(StationsError, ValueError):
    """A number or a name that cannot be worked with."""


class BadDemand(StationsError, ValueError):
    """Demand or places that nothing can be measured with: no positions, no people, doubled ids."""


class NoPlan(StationsError, ValueError):
    """No choice of sites does what was asked."""
