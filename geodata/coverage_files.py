"""Coverage from files alone: demand and places from two CSV files, as the crow flies, no store touched."""

import math
from dataclasses import dataclass
from pathlib import Path

from geodata.coverage.measures import Measures, measures
from geodata.demand import Demand, Sites
from geodata.demand_files import read_demand, read_sites
from geodata.errors import BadDemand, BadRequest
from geodata.geodesic import Geodesic

# Files of which nothing is nearer than this, and something nearer than that when one of them is turned, are turned.
FAR_M, NEAR_M = 300_000.0, 30_000.0


@dataclass(frozen=True)
class FileCoverage:
    """What two files say of each other: the figures, in metres, and what was noted while they were read."""

    demand: Demand
    places: Sites
    within_m: float
    figures: Measures
    notes: list[str]

    @property
    def told(self) -> dict[str, float | None]:
        """The figures under the names of the contract, for programs."""
        figures = self.figures
        return {
            "weight": figures["weight"],
            "covered": figures["covered"],
            "share": figures["share"],
            "p50_m": figures["p50"],
            "p90_m": figures["p90"],
            "max_m": figures["max"],
        }


def coverage_of_files(demand_file: Path, places_file: Path, within_m: float) -> FileCoverage:
    """Work out who of the demand is within a standard of a place, by geodesics.

    Parameters
    ----------
    demand_file, places_file
        CSV with the columns `id`, `lon`, `lat` (WGS-84 degrees), and `weight` for demand.
    within_m
        Service standard in metres, inclusive.

    Raises
    ------
    BadRequest, BadDemand, BadHeading, UnreadableFile
        When the standard is none, or a file or a row of it cannot be taken; no place at all is refused as well.
    """
    if not (math.isfinite(within_m) and within_m >= 0):
        raise BadRequest(f"within {within_m:g} m: give the metres that are near enough, 0 or more")
    notes: list[str] = []
    demand, places = read_demand(demand_file, notes), read_sites(places_file, notes)
    if len(places) == 0:
        raise BadDemand(
            f"{places_file.name} has no place: nobody could be covered, and no distance is known; give one at least"
        )
    _, cost = Geodesic().nearest(demand.lon, demand.lat, places.lon, places.lat, 2)
    _check_order(demand, places, float(cost[:, 0].min()))
    figures = measures(demand.weight, cost[:, 0], cost[:, 1], within_m)
    return FileCoverage(demand, places, within_m, figures, notes)


def _check_order(demand: Demand, places: Sites, nearest_m: float) -> None:
    """Refuse places whose longitudes are latitudes, which shows where both are degrees of either."""
    if nearest_m < FAR_M or abs(places.lon).max() > 90:
        return
    _, turned = Geodesic().nearest(demand.lon, demand.lat, places.lat, places.lon)
    if turned.min() < NEAR_M:
        raise BadDemand(
            f"no place lies within {nearest_m / 1000:,.0f} km of any demand, and with longitude and latitude swapped "
            f"they lie {turned.min() / 1000:,.0f} km apart: swap the columns of one of the files"
        )
