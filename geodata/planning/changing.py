"""Places as they would be: some added, moved, closed, or open at other hours."""

from collections.abc import Sequence

import numpy as np

from geodata.demand import Sites
from geodata.errors import BadPlan
from stations.asking import Change
from stations.hours import read

ALWAYS = "24/7"
SHOWN = 8


def changed(places: Sites, changes: Sequence[Change]) -> tuple[Sites, list[Change]]:
    """Give the places after all changes, and the changes with the ids and names that they are told by.

    Raises
    ------
    BadPlan
        When a change is of a place that does not count, or hours cannot be read.

    Examples
    --------
    >>> there = Sites(["a", "b"], [126.6, 126.7], [45.7, 45.7])
    >>> after, _ = changed(there, [Change("close", "a", "", None, None, None)])
    >>> after.id.tolist()
    ['b']
    """
    told: list[Change] = []
    made = places
    for change in changes:
        at = None if change.do == "add" else _found(made, change)
        named = _named(change, made, at, len(told))
        made = _one(made, named, at)
        told.append(named)
    return made, told


def _found(places: Sites, change: Change) -> int:
    found = np.flatnonzero(places.id == change.id)
    if not len(found):
        shown = ", ".join(map(str, places.id[:SHOWN])) + (" …" if len(places) > SHOWN else "")
        raise BadPlan(
            f"there is no place '{change.id}' to {_verb(change)} among the {len(places):,} that count: "
            f"there are {shown}"
        )
    return int(found[0])


def _verb(change: Change) -> str:
    return "give other hours" if change.do == "hours" else change.do


def _named(change: Change, places: Sites, at: int | None, number: int) -> Change:
    """Fill in what the place itself tells."""
    hours = change.hours and _stored(change)
    if at is None:
        taken = set(places.id.tolist())
        free = next(name for name in _names(change.id, number) if name not in taken)
        # As a new site of siting: without hours it would count as closed, and bring nothing at any hour.
        return change._replace(id=free, name=change.name or free, hours=hours or ALWAYS)
    known = change.do in ("close", "hours")
    return change._replace(
        name=str(places.name[at]) or change.name,
        lon=float(places.lon[at]) if known else change.lon,
        lat=float(places.lat[at]) if known else change.lat,
        hours=places.hours[at] if hours is None else hours,
    )


def _names(given: str, number: int) -> list[str]:
    wanted = given if given not in ("", "new") else f"new-{number + 1}"
    return [wanted, *(f"new-{one}" for one in range(number + 1, number + 100_000))]


def _stored(change: Change) -> str:
    found = read(change.hours or "")
    if found.stored is None:
        raise BadPlan(f"the hours '{change.hours}' cannot be read: {found.why}")
    return found.stored


def _one(places: Sites, change: Change, at: int | None) -> Sites:
    if at is None:
        return _added(places, change)
    if change.do == "close":
        return places.at(np.arange(len(places)) != at)
    lon, lat, hours = places.lon.copy(), places.lat.copy(), places.hours.copy()
    if change.do == "move":
        lon[at], lat[at] = change.lon, change.lat
    hours[at] = change.hours
    return Sites(places.id, lon, lat, places.name, places.capacity, hours, places.weight)


def _added(places: Sites, change: Change) -> Sites:
    return Sites(
        np.append(places.id, change.id),
        np.append(places.lon, change.lon),  # type: ignore[arg-type]  # asking saw that it is there
        np.append(places.lat, change.lat),  # type: ignore[arg-type]
        np.append(places.name, change.name),
        np.append(places.capacity, np.nan),
        np.append(places.hours, np.array([change.hours], dtype=object)),
        np.append(places.weight, 1.0),
    )
