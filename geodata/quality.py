"""What looks wrong with a list as a whole or with its points: numbers to look at, never a change of the list."""

from collections.abc import Callable, Mapping, Sequence
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


@dataclass(frozen=True)
class Evidence:
    """What speaks for another datum than the one stated; `sentence` gives the numbers."""

    datum: Datum
    sentence: str


def point_doubts(rows: Sequence[int], lon: Degrees, lat: Degrees, addresses: Sequence[str]) -> list[Doubt]:
    """Find points that many places share, and points written to a kilometre.

    Parameters
    ----------
    rows, lon, lat, addresses
        Of the places that are taken; degrees as the file has them.
    """
    doubts = [
        Doubt(
            rows[place],
            "coarse_point",
            f"{lon[place]:g}, {lat[place]:g} is written to {COARSE_DECIMALS} decimals: about a kilometre",
        )
        for place in np.flatnonzero(_coarse(lon) & _coarse(lat))
    ]
    where = np.round(np.column_stack([lon, lat]), 6) @ np.array([1.0, 1e-3j])
    order = np.argsort(where, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(where[order]) != 0]) if len(order) else []
    for group in np.split(order, starts[1:]) if len(order) else []:
        if len(group) >= SHARED_BY and len({addresses[place] for place in group}) >= SHARED_BY:
            said = f"{len(group)} places with different addresses share the point {lon[group[0]]:g}, {lat[group[0]]:g}"
            doubts += [
                Doubt(rows[place], "shared_point", f"{said}: did a geocoder fall back?") for place in group
            ]
    return doubts


def _coarse(degrees: Degrees) -> NDArray[np.bool_]:
    return np.abs(degrees - np.round(degrees, COARSE_DECIMALS)) < 1e-9


def readings(lon: Degrees, lat: Degrees) -> dict[Datum, tuple[Degrees, Degrees]]:
    """Give WGS-84 points under each thing that the numbers could mean."""
    return {datum: convert(lon, lat, datum, Datum.WGS84) for datum in Datum}


def by_known_places(
    read: Mapping[Datum, tuple[Degrees, Degrees]], stated: Datum, lon: Degrees, lat: Degrees, whose: str
) -> Evidence | None:
    """Compare with places of the same name, or of an earlier load, whose points are known.

    Parameters
    ----------
    read
        The points of the list under each datum, as `readings` gives them.
    lon, lat
        Where the same places are known to be, WGS-84.
    whose
        Says in words what they are compared with.
    """
    if len(lon) < FEWEST_NAMED:
        return None
    there = earth_centred(lon, lat)
    off = {
        datum: float(np.median(np.linalg.norm(earth_centred(*points) - there, axis=1)))
        for datum, points in read.items()
    }
    best = min(off, key=lambda datum: (off[datum], datum != stated))
    if best is stated or off[stated] < FAR_M or off[best] * 3 > off[stated]:
        return None
    told = ", ".join(
        f"read as {datum} {metres:.0f} m" for datum, metres in sorted(off.items(), key=lambda one: one[1])
    )
    return Evidence(
        best, f"{len(lon)} of its places are known from {whose}; the median distance to them is: {told}."
    )


def by_counties(
    read: Mapping[Datum, tuple[Degrees, Degrees]],
    stated: Datum,
    counties: Sequence[str],
    lies_in: Callable[[Degrees, Degrees], list[str | None]],
) -> Evidence | None:
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
    if best is stated:
        return None
    better, worse = int((agrees[best] & ~agrees[stated]).sum()), int((agrees[stated] & ~agrees[best]).sum())
    if sum(comb(better + worse, k) for k in range(better, better + worse + 1)) > SURE * 2 ** (better + worse):
        return None
    told = ", ".join(f"read as {datum} {int(yes.sum())}" for datum, yes in agrees.items())
    return Evidence(
        best, f"Of {len(counties)} places, this many lie in the county that the list states: {told}."
    )


def _same_county(stated: str, name: str | None) -> bool:
    return name is not None and (
        stated.endswith(name)
        or (len(stated) > 1 and name.startswith(stated) and len(name) == len(stated) + 1)
    )
