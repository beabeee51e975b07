"""Where each row lies: the coordinates of a table, checked, as the file means them."""

import re

import numpy as np
from numpy.typing import NDArray

from geodata.frames import Degrees, Refusal, Table, texts
from geodata.sources import cells
from geodata.sources.cells import Angle, Unread
from geodata.sources.columns import Columns

CHINA = (73.0, 136.0, 3.0, 54.0)  # west, east, south, north: enough to tell which of two numbers is which
_TWO = re.compile(r"([-+]?\d{1,3}\.\d+)[\s,，]+([-+]?\d{1,3}\.\d+)")
SPOKEN = {"lon": "longitude", "lat": "latitude"}
_FILL_IN = "fill in degrees, or leave the row out"


def located(table: Table, columns: Columns) -> tuple[Degrees, Degrees, list[Refusal]]:
    """Read the coordinates of every row.

    Returns
    -------
    lon, lat
        Degrees in the datum of the file, one for each row; NaN where the row is refused.
    refused
        Why, at most one reason for each row.
    """
    if table.lon is not None and table.lat is not None:
        lon, lat = table.lon.copy(), table.lat.copy()
        refused = _missing_geometry(table, lon, lat)
        named, mapped = "geometry", "save the file with its axes in the order longitude, latitude"
    elif "lon" in columns.place:
        lon, lat, refused = _two_columns(table, columns.place["lon"], columns.place["lat"])
        named = f"{columns.place['lon']}, {columns.place['lat']}"
        mapped = f"add --map {columns.place['lon']}=lat --map {columns.place['lat']}=lon"
    else:
        ((role, named),) = columns.place.items()
        lon, lat, refused = _one_column(table, named, role)
        mapped = f"add --map {named}={'lonlat' if role == 'latlon' else 'latlon'}"
    refused += _nowhere(table, lon, lat, named, mapped)
    bad = table.cells.index.isin([one.row for one in refused])
    lon[bad], lat[bad] = np.nan, np.nan
    return lon, lat, refused


def _missing_geometry(table: Table, lon: Degrees, lat: Degrees) -> list[Refusal]:
    rows = table.cells.index[np.isnan(lon) | np.isnan(lat)]
    return [Refusal(int(row), "geometry", "", "a place is one point, here is none", _FILL_IN) for row in rows]


def _two_columns(table: Table, lon: str, lat: str) -> tuple[Degrees, Degrees, list[Refusal]]:
    refused: list[Refusal] = []
    found = {}
    swap = f"add --map {lon}=lat --map {lat}=lon"
    for axis, name in (("lon", lon), ("lat", lat)):
        found[axis] = _angles(table, name, axis, swap, refused)
    once = {one.row: one for one in reversed(refused)}
    return found["lon"], found["lat"], sorted(once.values())


def _angles(table: Table, name: str, axis: str, swap: str, refused: list[Refusal]) -> Degrees:
    column, rows = texts(table.cells[name]), table.cells.index.to_list()
    plain = np.array([cells.PLAIN.fullmatch(cell) is not None for cell in column], dtype=bool)
    degrees = np.full(len(column), np.nan)
    degrees[plain] = column[plain].astype(np.float64)
    for place in np.flatnonzero(~plain).tolist():
        try:
            degrees[place] = _of_axis(cells.angle(column[place]), axis, swap)
        except Unread as no:
            refused.append(
                Refusal(rows[place], name, column[place], no.rule, no.cure.replace("COLUMN", name))
            )
    return degrees


def _of_axis(value: Angle, axis: str, swap: str) -> float:
    if value.axis not in ("", axis):
        raise Unread(
            f"this says that it is a {SPOKEN[value.axis]}, in the column of the {SPOKEN[axis]}", swap
        )
    return float(value)


def _one_column(table: Table, name: str, role: str) -> tuple[Degrees, Degrees, list[Refusal]]:
    column, rows = texts(table.cells[name]), table.cells.index.to_list()
    lon, lat = np.full(len(column), np.nan), np.full(len(column), np.nan)
    refused = []
    for place, cell in enumerate(column):
        match = _TWO.fullmatch(cell)
        try:
            two = (Angle(float(match[1])), Angle(float(match[2]))) if match else cells.pair(cell)
            lon[place], lat[place] = _ordered(*two, role)
        except Unread as no:
            refused.append(Refusal(rows[place], name, cell, no.rule, no.cure.replace("COLUMN", name)))
    return lon, lat, refused


def _ordered(first: Angle, second: Angle, role: str) -> tuple[float, float]:
    """Tell longitude and latitude apart: by their letters, else the heading's order, else by where China lies."""
    if first.axis or second.axis:
        return (first, second) if first.axis == "lon" or second.axis == "lat" else (second, first)
    if role != "pair":
        return (first, second) if role == "lonlat" else (second, first)
    one, other = _in_china(first, second), _in_china(second, first)
    if one:
        return first, second
    if other or 90 < abs(second) <= 180:
        return second, first
    if 90 < abs(first) <= 180 or not (first or second):
        return first, second
    raise Unread(
        "which of the two is the longitude cannot be told", "add --map COLUMN=lonlat or --map COLUMN=latlon"
    )


def _in_china(lon: float | Degrees, lat: float | Degrees) -> NDArray[np.bool_] | bool:
    west, east, south, north = CHINA
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _nowhere(table: Table, lon: Degrees, lat: Degrees, named: str, mapped: str) -> list[Refusal]:
    """Refuse numbers that are no place, or one only with the axes swapped."""
    given = ~(np.isnan(lon) | np.isnan(lat))
    with np.errstate(invalid="ignore"):
        swapped = given & ~_in_china(lon, lat) & _in_china(lat, lon)
        beyond = given & ~swapped & ((np.abs(lat) > 90) | (np.abs(lon) > 180))
        nothing = given & (np.abs(lon) < 1e-6) & (np.abs(lat) < 1e-6)
    metres = "these are metres or another grid: save the list with degrees"
    because = (
        (swapped, "longitude and latitude are swapped: they lie in China only the other way round", mapped),
        (beyond, "a longitude lies within ±180, a latitude within ±90", metres),
        (nothing, "0, 0 lies in the sea off Africa and stands for «not known»", _FILL_IN),
    )
    rows = table.cells.index.to_list()
    return [
        Refusal(rows[place], named, f"{lon[place]:.7g}, {lat[place]:.7g}", rule, cure)
        for mask, rule, cure in because
        for place in np.flatnonzero(mask).tolist()
    ]


def far_away(lon: Degrees, lat: Degrees) -> NDArray[np.bool_]:
    """Tell which points lie outside the box around China."""
    return ~np.asarray(_in_china(lon, lat))
