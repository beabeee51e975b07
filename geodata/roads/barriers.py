"""Which barriers on a way stop whom."""

from geodata.roads.access import NAMED, permission
from geodata.roads.speeds import Mode, Tags

# What lies across a way and is passed where no tag says otherwise.
PASSED_BY_TRUCKS = {
    "toll_booth",
    "cattle_grid",
    "border_control",
    "entrance",
    "kerb",
    "checkpoint",
    "no",
    "open",
}
STOPS_RIDERS = {
    "stile", "turnstile", "full-height_turnstile", "kissing_gate", "debris", "log", "wall", "fence", "ditch",
    "guard_rail",
}  # fmt: skip
STOPS_WALKERS = {"wall", "fence", "guard_rail"}


def stops(tags: Tags, mode: Mode) -> bool:
    """Tell whether a barrier of these tags stops somebody.

    Examples
    --------
    >>> stops({"barrier": "bollard"}, Mode.TRUCK), stops({"barrier": "bollard"}, Mode.WALK)
    (True, False)
    """
    barrier = tags.get("barrier")
    if barrier is None:
        return False
    told = permission(tags, mode)
    if told is not None and (told[0] is False or told[1] < NAMED[mode]):
        return not told[0]
    if tags.get("locked") == "yes":
        return True
    if mode is Mode.TRUCK:
        return barrier not in PASSED_BY_TRUCKS and not (told or (False, 0))[0]
    return barrier in (STOPS_RIDERS if mode is Mode.EBIKE else STOPS_WALKERS)
