"""Buildings that stand, as places where a site could be: of an OpenStreetMap extract, or of a file of outlines."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.demand import Sites
from geodata.demand_sources.areas import ids_of, placed, stated
from geodata.demand_sources.asked import Asked, Points
from geodata.demand_sources.drawn import Box, Drawn, Texts, capacity_of, texts
from geodata.demand_sources.reading import AREAS
from geodata.demand_sources.reference import refuse_contradiction
from geodata.errors import BadDemand, DatumUnclear, UnreadableFile
from geodata.sources.features import read_frame
from stations.datum import Datum

Flags = NDArray[np.bool_]

EXTRACTS = (".osm.pbf", ".osm.bz2", ".osm")
# Values of `building` that nobody finds shelter in, or that stand no more, or not yet.
NO_SHELTER = frozenset(
    {
        "no", "ruins", "construction", "proposed", "planned", "collapsed", "destroyed", "demolished", "roof", "carport",
        "storage_tank", "silo", "tent",
    }
)  # fmt: skip
HEADINGS = {"name": ("name", "名称"), "capacity": ("capacity", "容量"), "kind": ("building",)}
A_DEGREE_M = 111_320.0


@dataclass(frozen=True, eq=False)
class Buildings:
    """Buildings in WGS-84; the `weight` of each is its footprint in square metres, 0 of one drawn as a point.

    `no_shelter` counts those left out as none, `elsewhere` those outside the box that was asked for.
    """

    sites: Sites
    no_shelter: int
    elsewhere: int
    notes: list[str] = field(default_factory=list)


def read_buildings(path: Path, asked: Asked = Asked()) -> Buildings:  # noqa: B008 - frozen
    """Read buildings, each as a point inside its outline: the centroid, or where that lies outside, another.

    Parameters
    ----------
    asked
        `bbox`: only those that lie there. `datum`, `crs`, `layer`, `id`: of a file of features.

    Raises
    ------
    UnreadableFile, DatumUnclear, BadHeading, BadDemand
        When the file cannot be read, or no building is left of it.
    """
    notes: list[str] = []
    drawn = _drawn(path, asked, notes)
    without: dict[str, int] = {}
    shapes, lon, lat, good = placed(drawn.outline, without)
    notes += [f"{count:,} of {path.name} left out: {reason}." for reason, count in without.items()]
    points = Points(texts(drawn.id), lon, lat, _footprint_m2(shapes)).shifted(asked.datum or Datum.WGS84)
    shelter = np.array([kind.strip().lower() not in NO_SHELTER for kind in drawn.kind], dtype=bool)
    inside = _inside(points, asked.bbox)
    no_shelter = int((good & inside & ~shelter).sum())
    elsewhere = drawn.beyond + int((good & shelter & ~inside).sum())
    kept = good & shelter & inside
    if not kept.any():
        raise BadDemand(
            f"{path.name} has no building that could be a candidate: {no_shelter:,} are no shelter, {elsewhere:,} lie "
            "beyond the reach of the demand: is it of the same city, and in the datum that was said?"
        )
    sites = Sites(
        points.id[kept], points.lon[kept], points.lat[kept], texts(drawn.name)[kept], np.array(drawn.capacity)[kept],
        weight=points.weight[kept],
    )  # fmt: skip
    return Buildings(sites, no_shelter, elsewhere, notes)


def is_extract(path: Path) -> bool:
    """Tell by its name whether a file is an extract of OpenStreetMap."""
    return path.name.lower().endswith(EXTRACTS)


def _drawn(path: Path, asked: Asked, notes: list[str]) -> Drawn:
    if not path.is_file():
        raise UnreadableFile(f"{path}: there is no such file")
    if is_extract(path):
        if asked.datum not in (None, Datum.WGS84) or asked.crs or asked.layer:
            raise DatumUnclear(
                f"{path.name} is OpenStreetMap data, which is WGS-84 and has no layers: leave --datum, --crs and "
                "--layer out"
            )
        from geodata.demand_sources.extracts import read_extract  # noqa: PLC0415 - osmium is for these alone

        return read_extract(path, asked.bbox)
    if path.suffix.lower() not in AREAS:
        raise UnreadableFile(
            f"{path.name}: candidates are read from .csv, .osm.pbf, .geojson, .gpkg and .shp; save it as one of these"
        )
    return _of_features(path, asked, notes)


def _of_features(path: Path, asked: Asked, notes: list[str]) -> Drawn:
    frame, told = read_frame(path, layer=asked.layer, crs=asked.crs)
    refuse_contradiction(path.name, stated(path, asked), asked.datum, told)
    notes += told
    if not len(frame):
        raise BadDemand(f"{path.name} holds no features, so there is no candidate in it")
    names = [str(one) for one in frame.columns if one != frame.geometry.name]
    column = {
        what: next((one for one in names if one.casefold() in usual), None)
        for what, usual in HEADINGS.items()
    }
    return Drawn(
        ids_of(frame, names, asked).tolist(),
        _told(frame, column["name"]),
        [capacity_of(one) for one in _told(frame, column["capacity"])],
        _told(frame, column["kind"]),
        np.asarray(frame.geometry.array, dtype=object),
    )


def _told(frame: Any, column: str | None) -> list[str]:
    if column is None:
        return [""] * len(frame)
    return ["" if pd.isna(one) else str(one) for one in frame[column]]


def _footprint_m2(shapes: Texts) -> NDArray[np.float64]:
    """Give areas as on a plane: exact enough to say which of two neighbours is the larger."""
    lat = shapely.bounds(shapes)[:, [1, 3]].mean(axis=1)
    return np.asarray(shapely.area(shapes) * A_DEGREE_M**2 * np.cos(np.radians(lat)), dtype=np.float64)


def _inside(points: Points, box: Box | None) -> Flags:
    if box is None:
        return np.ones(len(points), dtype=bool)
    west, south, east, north = box
    within = (points.lon >= west) & (points.lon <= east) & (points.lat >= south) & (points.lat <= north)
    return np.asarray(within, dtype=bool)
