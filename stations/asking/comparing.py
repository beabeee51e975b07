"""What would be different."""

from typing import NamedTuple

from stations.asking.options import Options
from stations.errors import BadPlan

DO = ("add", "move", "close", "hours")
MOST_CHANGES = 500


class Change(NamedTuple):
    """One thing that would be different."""

    do: str
    id: str
    name: str
    lon: float | None
    lat: float | None
    hours: str | None


class Comparing(NamedTuple):
    """What would be different; and whether to tell what each place would be missed for, and what an evening gives."""

    changes: tuple[Change, ...] = ()
    losses: bool = True
    evening: str | None = None


def comparing(options: Options) -> Comparing:
    """Read what would be different."""
    changes = tuple(_change(Options(one, "changes")) for one in options.rows("changes", most=MOST_CHANGES))
    evening = options.text_or_none("evening")
    if evening is not None and not _is_hour(evening):
        raise BadPlan(f"evening is '{evening}': give an hour such as 22:00")
    return Comparing(changes, options.yes("losses", default=True), evening)


def _change(options: Options) -> Change:
    do = options.text("do", one_of=DO)
    named = options.text("id", "" if do != "add" else "new")
    found = Change(
        do, named, options.text("name", named), options.number_or_none("lon", above=-180.000001, most=180),
        options.number_or_none("lat", above=-90.000001, most=90), options.text_or_none("hours"),
    )  # fmt: skip
    options.done()
    if do in ("add", "move") and (found.lon is None or found.lat is None):
        raise BadPlan(f"to {do} '{found.id}', say where to: give lon and lat")
    if do == "hours" and found.hours is None:
        raise BadPlan(f"say which hours '{found.id}' would have, such as Mo-Su 08:00-22:00")
    return found


def _is_hour(told: str) -> bool:
    hour, colon, minute = told.partition(":")
    return bool(colon) and hour.isdecimal() and minute == "00" and 0 < int(hour) <= 24
