"""What looks wrong with a list as a whole or with its points: numbers to look at, never a change of the list."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from geodata.conflate import earth_centred
from geodata.frames import Degrees, Doubt
from stations.datum import Datum, convert

SHARED_BY = (
    3  # two places at one point may share a house; three with different addresses share a geocoder's fallback
)
COARSE_DECIMALS = 2  # about a kilometre
FEWEST_NAMED = 3
FAR_M = 30.0  # no list is surveyed better; below that the datum stated is as good as any
SURE = 0.05  # how often counties may disagree so by chance alone, if the datum stated were right


Readings = Mapping[Datum, tuple[Degrees, Degrees]]


@dataclass(frozen=True)
class Evidence:
    """What speaks for another datum than the one stated: what seems to be, and the numbers that say so."""

    datum: Datum
    seems: str
    numbers: str


def point_doubts(rows: Sequence[int], lon: Degrees, lat: Degrees, addresses: Sequence[str]) -> list[Doubt]:
    """Find points that many places share, and points written to a kilometre.

    Parameters
    ----------
    rows, lon, lat, addresses
        Of the places that are taken; degrees as the file has them.
    """
    doubts = [
        Doubt(rows[place], "coarse_point", f"{lon[place]:g}, {lat[place]:g} is written to a kilometre or so")
        for place in np.flatnonzero(_coarse(lon) & _coarse(lat)).tolist()
    ]
    for group in _sharing(lon, lat):
        if len({addresses[place] for place in group}) >= SHARED_BY:
            said = f"{len(group)} places share the point {lon[group[0]]:g}, {lat[group[0]]:g}, not their addresses"
            doubts += [
                Doubt(rows[place], "shared_point", f"{said}: did a geocoder fall back?") for place in group
            ]
    return doubts


def _coarse(degrees: Degrees) -> NDArray[np.bool_]:
    return np.abs(degrees - np.round(degrees, COARSE_DECIMALS)) < 1e-9


def _sharing(lon: Degrees, lat: Degrees) -> list[list[int]]:
    """Group the positions of places that share one point, to a tenth of a metre, where there are many."""
    points = np.round(np.column_stack([lon, lat]), 6)
    _, which, count = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    groups: dict[int, list[int]] = {}
    for place in np.flatnonzero(count[which] >= SHARED_BY).tolist():
        groups.setdefault(int(which[place]), []).append(place)
    return list(groups.values())


def readings(lon: Degrees, lat: Degrees) -> dict[Datum, tuple[Degrees, Degrees]]:
    """Give WGS-84 points under each thing that the numbers could mean."""
    return {datum: convert(lon, lat, datum, Datum.WGS84) for datum in Datum}


def by_known_places(
    read: Readings, stated: Datum, lon: Degrees, lat: Degrees, whose: str
) -> Iterator[Evidence]:
    """Compare with the same places as others know them.

    Parameters
    ----------
    read
        The points of the list under each datum, as `readings` gives them.
    lon, lat
        Where the same places are known to be, WGS-84.
    whose
        Says in words what they are compared with.
    """
    best, told = _nearest(read, stated, lon, lat)
    if best is not None:
        numbers = f"{len(lon)} of its places are known from {whose}; the median distance to them is, {told}."
        yield Evidence(best, f"The points look like {best}, not {stated}: --datum {best}?", numbers)


def by_earlier_load(read: Readings, stated: Datum, lon: Degrees, lat: Degrees) -> Iterator[Evidence]:
    """Compare with where an earlier load put the same places: which of the two was wrong, it cannot tell."""
    best, told = _nearest(read, stated, lon, lat)
    if best is not None:
        seems = f"An earlier load seems to have been read as {best}, this one is read as {stated}: one of them is wrong"
        yield Evidence(best, seems, f"From where {len(lon)} of its places lay until now they are, {told}.")


def _nearest(read: Readings, stated: Datum, lon: Degrees, lat: Degrees) -> tuple[Datum | None, str]:
    """Give the datum under which the places lie much nearer than under the stated one, if any, and all distances."""
    there = earth_centred(lon, lat)
    off = {
        datum: float(np.median(np.linalg.norm(earth_centred(*points) - there, axis=1)))
        for datum, points in read.items()
    }
    best = min(off, key=lambda datum: (off[datum], datum != stated))
    clear = len(lon) >= FEWEST_NAMED and off[stated] >= FAR_M and off[best] * 3 <= off[stated]
    ordered = sorted(off.items(), key=lambda one: one[1])
    return (best if clear else None), ", ".join(
        f"read as {datum}, {metres:.0f} m" for datum, metres in ordered
    )


def by_counties(
    read: Readings,
    stated: Datum,
    counties: Sequence[str],
    lies_in: Callable[[Degrees, Degrees], list[str | None]],
) -> Iterator[Evidence]:
    """Compare with the counties that the list states, where boundaries are known.

    One datum is preferred to another by a sign test over the places on which the two disagree.
    """
    agrees = {
        datum: np.array(
            [_same_county(one, other) for one, other in zip(counties, lies_in(*points), strict=True)]
        )
        for datum, points in read.items()
    }
    best = max(agrees, key=lambda datum: (int(agrees[datum].sum()), datum == stated))
    better, worse = int((agrees[best] & ~agrees[stated]).sum()), int((agrees[stated] & ~agrees[best]).sum())
    differ = better + worse
    if best is not stated and sum(comb(differ, k) for k in range(better, differ + 1)) <= SURE * 2**differ:
        told = ", ".join(f"read as {datum}, {int(yes.sum())}" for datum, yes in agrees.items())
        numbers = f"Of {len(counties)} places so many lie in the county that the list states: {told}."
        yield Evidence(best, f"The points look like {best}, not {stated}: --datum {best}?", numbers)


def _same_county(stated: str, name: str | None) -> bool:
    """Tell whether a stated name is a county's, with its city before it or without its last sign as people write it."""
    if name is None:
        return False
    return stated.endswith(name) or (len(stated) > 1 and name[:-1] == stated)
