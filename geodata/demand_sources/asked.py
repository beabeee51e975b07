"""How a file of demand is to be read, and what was found in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.demand import Demand, of_rows
from geodata.errors import BadDemand
from stations.datum import Datum, convert

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]

MOST_POINTS = 2_000_000
MOST_OUTLINES = 100_000  # of cells, which can be drawn anew from their ids; outlines of areas are always kept
FEWER = "take a part with --bbox, or join neighbours with --to-h3 8 or --aggregate-m 250"


@dataclass(frozen=True)
class Asked:
    """How a file is to be read.

    Attributes
    ----------
    weight
        The column of weights; `1` counts each row once; None where a usual heading is looked for.
    id, cell
        The columns of ids and of H3 cells; None where usual headings are looked for.
    hours
        What the names of columns of weights by hour begin with; None for `h000` to `h167`.
    datum
        Of the file's degrees; None where nothing was said: WGS-84, unless a heading says otherwise.
    crs
        The reference system of a file that names none.
    layer, band
        The layer of a GeoPackage, the band of a raster.
    bbox
        West, south, east, north, WGS-84 degrees: only what lies there.
    to_h3, aggregate_m
        Join points to H3 cells of a resolution, or to squares of so many metres.
    skip_bad
        Leave bad rows out; else one of them refuses the file.
    """

    weight: str | None = None
    id: str | None = None
    cell: str | None = None
    hours: str | None = None
    datum: Datum | None = None
    crs: str | None = None
    layer: str | None = None
    band: int = 1
    bbox: tuple[float, float, float, float] | None = None
    to_h3: int | None = None
    aggregate_m: float | None = None
    skip_bad: bool = False

    def __post_init__(self) -> None:
        if self.to_h3 is not None and self.aggregate_m is not None:
            raise BadDemand("--to-h3 and --aggregate-m both join points: choose one")
        if self.to_h3 is not None and not 0 <= self.to_h3 <= 15:
            raise BadDemand(
                f"--to-h3 {self.to_h3}: H3 has resolutions 0 to 15; 8 is about 1 km across, 9 400 m"
            )
        if self.aggregate_m is not None and not 1 <= self.aggregate_m <= 100_000:
            raise BadDemand(f"--aggregate-m {self.aggregate_m:g}: squares measure 1 to 100,000 metres")
        if self.bbox is not None:
            west, south, east, north = self.bbox
            if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
                raise BadDemand(
                    f"--bbox {self.bbox}: it is west,south,east,north in degrees, as 126.5,45.6,126.8,45.9"
                )


@dataclass(frozen=True)
class Points:
    """What a file says, not yet checked as a whole: degrees in the file's datum."""

    id: Texts
    lon: Floats
    lat: Floats
    weight: Floats
    by_hour: Floats | None = None
    outlines: Texts | None = None

    def __len__(self) -> int:
        return len(self.id)

    def at(self, rows: NDArray[np.bool_]) -> "Points":
        """Give some of the points."""
        if rows.all():
            return self
        return Points(
            self.id[rows], self.lon[rows], self.lat[rows], self.weight[rows],
            of_rows(self.by_hour, rows), of_rows(self.outlines, rows),
        )  # fmt: skip

    def shifted(self, datum: Datum) -> "Points":
        """Carry points and outlines from a datum to WGS-84."""
        if datum is Datum.WGS84:
            return self
        lon, lat = convert(self.lon, self.lat, datum, Datum.WGS84)
        return replace(self, lon=lon, lat=lat, outlines=_shifted(self.outlines, datum))


def _shifted(outlines: Texts | None, datum: Datum) -> Texts | None:
    if outlines is None:
        return None

    def shift(vertices: Floats) -> Floats:
        return np.column_stack(convert(vertices[:, 0], vertices[:, 1], datum, Datum.WGS84))

    return np.asarray(shapely.transform(outlines, shift), dtype=object)


@dataclass(frozen=True)
class Found:
    """Demand as it was read, in WGS-84, with an account: rows of the file, how many were left out by reason."""

    demand: Demand
    rows: int
    datum: Datum
    notes: list[str] = field(default_factory=list)
    left_out: Mapping[str, int] = field(default_factory=dict)
