"""The points that are asked about: a courier's, near places as people are, and any, all over China's box."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Degrees = NDArray[np.float64]
CHINA = (73.5, 18.0, 135.0, 53.5)
REACH_M = 3_000.0
METRES_A_DEGREE = 111_195.0


class Points(NamedTuple):
    """Longitudes and latitudes, degrees, WGS-84, one point each."""

    lon: Degrees
    lat: Degrees

    @property
    def pairs(self) -> Degrees:
        """The same, shape (n, 2), lon then lat."""
        return np.column_stack(self)


def near(places: Points, size: int, *, seed: int) -> Points:
    """Draw points around places: each in a disc of `REACH_M` around a place drawn at random."""
    chance = np.random.default_rng(seed)
    drawn = chance.integers(0, len(places.lon), size)
    reach = REACH_M * np.sqrt(chance.random(size)) / METRES_A_DEGREE
    way = chance.uniform(0, 2 * np.pi, size)
    lat = places.lat[drawn] + reach * np.sin(way)
    lon = places.lon[drawn] + reach * np.cos(way) / np.cos(np.radians(lat))
    return Points(np.round(lon, 6), np.round(lat, 6))


def anywhere(size: int, *, seed: int) -> Points:
    """Draw points evenly by degrees over China's box, seas and deserts included."""
    chance = np.random.default_rng(seed)
    west, south, east, north = CHINA
    return Points(
        np.round(chance.uniform(west, east, size), 6), np.round(chance.uniform(south, north, size), 6)
    )


def nearest_paths(points: Points, query: str = "limit=10") -> list[str]:
    """Write the questions as Waystation is asked them."""
    return [
        f"/api/v1/nearest?lon={lon:.6f}&lat={lat:.6f}&{query}"
        for lon, lat in zip(*map(_listed, points), strict=True)
    ]


def box_paths(points: Points, form: str, *, reach_deg: float) -> list[str]:
    """Write them for servers that know boxes only; `form` has `{bbox}` in it."""
    boxes = (
        f"{lon - reach_deg:.6f},{lat - reach_deg:.6f},{lon + reach_deg:.6f},{lat + reach_deg:.6f}"
        for lon, lat in zip(*map(_listed, points), strict=True)
    )
    return [form.format(bbox=box) for box in boxes]


def keep(paths: list[str], file: Path) -> Path:
    """Keep the paths, one a line, for the load generator."""
    file.write_text("\n".join(paths) + "\n", encoding="ascii")
    return file


def _listed(column: Degrees) -> list[float]:
    return column.tolist()  # type: ignore[no-any-return]
