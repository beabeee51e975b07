"""A list beside what is known: does its datum fit, and which of its places are known already?"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from psycopg2.extensions import connection as Connection

from geodata import quality
from geodata.conflate import Listed, earth_centred, likely_same
from geodata.frames import Doubt
from geodata.sources.places import Reading
from stations import survey
from stations.datum import Datum
from stations.point import BBox
from stations.vocabulary import Vocabulary

Positions = NDArray[np.int64]

COMPARED = 1_000  # places whose datum is tried; a thousand tell as much as all
SAME_NAME_WITHIN_M = 3_000.0  # farther apart, a common name is two places
AROUND_DEG = 0.02  # beyond the list's own box, so that a place just outside it is met


def datum_evidence(
    connection: Connection, reading: Reading, datum: Datum, source: str
) -> Iterator[quality.Evidence]:
    """Look for what speaks for another datum: places of other sources, stated counties, earlier loads."""
    places = reading.places
    at, there = _same_names(places, _known(connection, places, source))
    if len(at):
        lon, lat = np.array(there, dtype=np.float64).T
        yield from quality.by_known_places(_readings(reading, at), datum, lon, lat, "other sources, by name")
    stated = _thinned(np.flatnonzero(places["county_stated"].map(bool)))
    if len(stated):
        counties = list(places["county_stated"].iloc[stated])
        yield from quality.by_counties(
            _readings(reading, stated),
            datum,
            counties,
            lambda lon, lat: survey.counties_at(connection, lon.tolist(), lat.tolist()),
        )
    asked = _thinned(np.arange(len(places)))
    before = survey.placed(connection, source, list(places["source_id"].iloc[asked]))
    at = asked[places["source_id"].iloc[asked].isin(list(before))]
    if len(at):
        lon, lat = np.array([before[one] for one in places["source_id"].iloc[at]], dtype=np.float64).T
        yield from quality.by_earlier_load(_readings(reading, at), datum, lon, lat)


def _thinned(at: Positions) -> Positions:
    return at[:: max(1, -(-len(at) // COMPARED))]


def _readings(reading: Reading, at: Positions) -> quality.Readings:
    return quality.readings(reading.lon[at], reading.lat[at])


def _known(connection: Connection, places: pd.DataFrame, source: str) -> survey.Known:
    if not len(places):
        return survey.Known([], [], [], [], [], [])
    west, east = max(-180.0, places["lon"].min() - AROUND_DEG), min(180.0, places["lon"].max() + AROUND_DEG)
    south, north = max(-90.0, places["lat"].min() - AROUND_DEG), min(90.0, places["lat"].max() + AROUND_DEG)
    return survey.known(connection, BBox.of(west, south, east, north), other_than=source)


def _same_names(places: pd.DataFrame, known: survey.Known) -> tuple[Positions, list[tuple[float, float]]]:
    """Pair places with known ones of the same name, where each list has that name once and they are not far apart."""
    ours, theirs = _once(places["name"]), _once(known.names)
    both = np.array(
        sorted((ours[name], theirs[name]) for name in ours.keys() & theirs.keys()), dtype=np.int64
    )
    if not len(both):
        return np.empty(0, dtype=np.int64), []
    at, other = both.T
    lon, lat = np.array(known.lon)[other], np.array(known.lat)[other]
    here = earth_centred(places["lon"].to_numpy(np.float64)[at], places["lat"].to_numpy(np.float64)[at])
    near = _thinned(
        np.flatnonzero(np.linalg.norm(here - earth_centred(lon, lat), axis=1) < SAME_NAME_WITHIN_M)
    )
    return at[near], list(zip(lon[near].tolist(), lat[near].tolist(), strict=True))


def _once(names: Iterable[str]) -> dict[str, int]:
    """Give the position of each name that comes once, blanks and signs left out."""
    counted: dict[str, int] = {}
    for place, name in enumerate(names):
        plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name)).casefold()
        counted[plain] = -1 if plain in counted else place
    return {name: place for name, place in counted.items() if place >= 0}


def duplicates(connection: Connection, places: pd.DataFrame, source: str, words: Vocabulary) -> list[Doubt]:
    """Find places that are likely known already, in this list or from another source, and explain why."""
    rows, names = list(places.index), list(places["name"])
    here = Listed.of(places["lon"], places["lat"], names, list(places["kind"]), words.brands)
    known = _known(connection, places, source)
    there = Listed.of(known.lon, known.lat, known.names, known.kinds, words.brands)
    found = [(pair, f"«{names[pair.other]}» of row {rows[pair.other]}") for pair in likely_same(here, here)]
    found += [
        (pair, f"«{known.names[pair.other]}» of source {known.sources[pair.other]}")
        for pair in likely_same(here, there)
    ]
    return [
        Doubt(
            rows[pair.one],
            "likely_duplicate",
            f"{pair.distance_m:.0f} m from {which}, names {pair.alike:.0f} % alike",
        )
        for pair, which in found
    ]
