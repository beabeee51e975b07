"""What files and tables are refused for. Each message names the value, the rule and the cure."""

from stations.errors import StationsError


class UnreadableFile(StationsError, ValueError):
    """A file in a form, an encoding or a reference system that cannot be read."""


class BadHeading(StationsError, ValueError):
    """A heading row that does not say enough, or a `--map` that names no column or no field."""


class DatumUnclear(StationsError, ValueError):
    """Coordinates whose headings name another datum than the one stated."""


class BadRequest(StationsError, ValueError):
    """A number or a name that cannot be worked with."""
