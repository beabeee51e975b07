"""Which places count."""

from typing import NamedTuple

from stations.asking.options import Options

STATUSES = ("open", "planned", "suspended")


class Filter(NamedTuple):
    """Which places count as supply; an empty list asks for none in particular."""

    kinds: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ("open",)


def filtered(options: Options) -> Filter:
    """Read which places count."""
    found = Filter(
        options.texts("kinds"),
        options.texts("services"),
        options.texts("counties"),
        options.wholes("units"),
        options.texts("statuses", ("open",), one_of=STATUSES),
    )
    options.done()
    return found
