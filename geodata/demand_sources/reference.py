"""Reference systems: what a file's numbers are, and how they come to WGS-84 degrees."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from geodata.errors import DatumUnclear, UnreadableFile
from stations.datum import Datum

Floats = NDArray[np.float64]


def system(told: Any, what: str) -> CRS:
    """Read a reference system as a file or a person names it.

    Raises
    ------
    UnreadableFile
        When there is none of this name.
    """
    try:
        return CRS.from_user_input(told)
    except CRSError as error:
        raise UnreadableFile(
            f"{what} {told}: no such reference system is known; write it as EPSG:32651"
        ) from error


def to_degrees(crs: Any, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Carry coordinates of a reference system to WGS-84 degrees; infinite where they lie outside of it.

    Raises
    ------
    UnreadableFile
        When no way leads from there to degrees, as from a drawing's own axes.
    """
    found = system(crs, "--crs")
    try:
        carry = Transformer.from_crs(found, 4326, always_xy=True)
    except ProjError as error:
        raise UnreadableFile(
            f"the reference system «{found.name}» tells not where on earth it lies: "
            "write the file in one of the EPSG's, as EPSG:32651"
        ) from error
    lon, lat = carry.transform(x, y)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def refuse_contradiction(name: str, crs: CRS | None, datum: Datum | None, notes: list[str]) -> None:
    """See that a shifted datum and a file's reference system can both be right.

    GCJ-02 and BD-09 are degrees without a code of their own, so files of them say WGS-84, as GeoJSON must; what is said
    on the command line then holds. A map projection, or another datum, cannot be in either of them.

    Raises
    ------
    DatumUnclear
        When they cannot both be right.
    """
    if datum in (None, Datum.WGS84) or crs is None:
        return
    if crs.equals(CRS(4326), ignore_axis_order=True):
        notes.append(f"The file says WGS-84; its numbers were read as {datum}, as stated.")
        return
    raise DatumUnclear(
        f"{name} is in {crs.name}, and --datum {datum} was stated: only degrees that were shifted on a Chinese map "
        "are; leave --datum away, or write the file in degrees"
    )
