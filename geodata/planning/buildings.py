"""Candidates from buildings that stand: those that somebody of the demand could reach, the largest of each quarter."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from geodata.demand import Sites
from geodata.demand_files import read_sites
from geodata.demand_keeping import digest
from geodata.demand_sources.asked import Asked as AskedOfFile
from geodata.demand_sources.buildings import Buildings, is_extract, read_buildings
from geodata.errors import BadDemand
from geodata.planning.notes import note
from geodata.planning.thinning import thinned
from geodata.roads.loading import LICENCE
from stations.asking import Asked, Siting
from stations.datum import Datum, convert

Box = tuple[float, float, float, float]

MOST_BUILDINGS = 5_000
WITHOUT_STANDARD_M = 1_000.0  # so far beside the demand, where no standard says how far anybody goes
KMH = {
    "walk": 4.8,
    "ebike": 25.0,
    "truck": 80.0,
}  # no faster goes anybody: nearer than this nothing is left out
LAT_DEGREE_M = 110_570.0  # of the shortest degree of latitude
LON_DEGREE_M = 111_320.0  # of longitude, at the equator


class Brought(NamedTuple):
    """Candidates as a question takes them (`points`), what is told of their file (`candidates_of`), and notes."""

    points: list[dict[str, Any]]
    told: dict[str, Any]
    notes: list[str]


class Words(NamedTuple):
    """Where a file is from, in the words of whoever brings it."""

    source: str | None = None
    licence: str | None = None


def buildings(
    path: Path, of_file: AskedOfFile, asked: Asked, bbox: Box, words: Words = Words()  # noqa: B008 - frozen
) -> Brought:  # fmt: skip
    """Read candidates from buildings; those that rules of the question name stay, however many others there are.

    Parameters
    ----------
    asked
        The question: how far people go in it says how far around the demand buildings count.
    bbox
        West, south, east, north of the demand.

    Raises
    ------
    UnreadableFile, DatumUnclear, BadHeading, BadDemand
        When the file cannot be read, or no building is left of it.
    """
    part = asked.part
    assert isinstance(part, Siting)  # noqa: S101 - for the type checker; asking made it
    box = widened(bbox, farthest_m(asked))
    found, sites, resolution = _fewer(path, replace(of_file, bbox=box), part.must, part.forbidden)
    if is_extract(path):
        words = Words(words.source or f"OpenStreetMap, {path.name}", words.licence or LICENCE)
    told = {
        **_of_file(path, words),
        "buildings": len(found.sites),
        "no_shelter": found.no_shelter,
        "elsewhere": found.elsewhere,
        "resolution": resolution,
    }
    return Brought(points_of(sites), told, found.notes)


def _fewer(
    path: Path, of_file: AskedOfFile, must: Sequence[str], forbidden: Sequence[str]
) -> tuple[Buildings, Sites, int | None]:
    """Read buildings, and choose those that can be weighed, with the resolution of H3 by which they were chosen."""
    found = read_buildings(path, of_file)
    sites = found.sites
    named, barred = (np.isin(sites.id.astype(str), list(ids)) for ids in (must, forbidden))
    rows, resolution = thinned(sites.lon, sites.lat, np.where(barred, -1.0, sites.weight), MOST_BUILDINGS)
    return found, sites.at(np.union1d(rows, np.flatnonzero(named | barred))), resolution


def candidates_beside(
    path: Path, bbox: Box, within_m: float | None, notes: list[str], must: Sequence[str], forbidden: Sequence[str]
) -> Sites:  # fmt: skip
    """Read candidates for a plan from files alone: buildings that lie so near to the demand's box.

    Raises
    ------
    UnreadableFile, BadHeading, BadDemand
        When the file or a row of it cannot be taken.
    """
    box = widened(bbox, WITHOUT_STANDARD_M if within_m is None else within_m)
    found, sites, resolution = _fewer(path, AskedOfFile(bbox=box), must, forbidden)
    notes += found.notes
    told = [note("buildings", buildings=len(found.sites), no_shelter=found.no_shelter)]
    if resolution is not None:
        told.append(note("buildings_left_out", shown=len(sites), all=len(found.sites), resolution=resolution))
    notes += [one["text"]["en"] for one in told]
    return replace(sites, weight=np.ones(len(sites)))


def table(path: Path, of_file: AskedOfFile, words: Words = Words()) -> Brought:  # noqa: B008 - frozen
    """Read candidates from a table with the columns id, lon and lat.

    Raises
    ------
    UnreadableFile, BadHeading, BadDemand
        When the file or a row of it cannot be taken.
    """
    if of_file.crs or of_file.layer:
        raise BadDemand(f"{path.name} is a table of degrees without layers: leave --crs and --layer out")
    notes: list[str] = []
    sites = read_sites(path, notes)
    lon, lat = convert(sites.lon, sites.lat, of_file.datum or Datum.WGS84, Datum.WGS84)
    return Brought(points_of(replace(sites, lon=lon, lat=lat)), _of_file(path, words), notes)


def _of_file(path: Path, words: Words) -> dict[str, Any]:
    return {"name": path.name, "sha256": digest(path), "source": words.source, "licence": words.licence}


def points_of(sites: Sites) -> list[dict[str, Any]]:
    """Write candidates as a question takes them: what is not known of one is not there."""
    columns = (sites.id, sites.lon.tolist(), sites.lat.tolist(), sites.name, sites.capacity.tolist())
    return [
        {"id": one, "lon": lon, "lat": lat}
        | ({"name": name} if name else {})
        | ({} if np.isnan(capacity) else {"capacity": capacity})
        for one, lon, lat, name, capacity in zip(*columns, strict=True)
    ]


def farthest_m(asked: Asked) -> float:
    """Give how far, as the crow flies, anybody can be who is within the standard."""
    way, within = asked.way, asked.within
    if within is None:
        return WITHOUT_STANDARD_M
    if way.unit == "m":
        return within / (way.detour or 1.0)
    speed = way.speed_kmh or KMH.get(way.by, KMH["walk"])
    return within * speed * 1000 / 60 / (way.detour or 1.0)


def widened(bbox: Box, by_m: float) -> Box:
    """Widen a box by so many metres on each side, or a little more.

    Examples
    --------
    >>> [round(side, 3) for side in widened((126.5, 45.6, 126.8, 45.9), 1_000.0)]
    [126.487, 45.591, 126.813, 45.909]
    """
    west, south, east, north = bbox
    up = by_m / LAT_DEGREE_M
    narrowest = max(np.cos(np.radians(min(max(abs(south), abs(north)) + up, 89.0))), 1e-3)
    along = float(by_m / (LON_DEGREE_M * narrowest))
    return max(west - along, -180.0), max(south - up, -90.0), min(east + along, 180.0), min(north + up, 90.0)
