"""Where people are and how many, and where places stand or could: what measures and plans are made from."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from geodata.errors import BadDemand

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]

WEEK_H = 168


@dataclass(frozen=True, eq=False)
class Demand:
    """Points with weights: people, riders or orders.

    Attributes
    ----------
    id
        Shape (n,), texts, each different.
    lon, lat
        Shape (n,), WGS-84 degrees.
    weight
        Shape (n,), none negative, at least one positive.
    by_hour
        Shape (n, 168), the weight in each hour of the week, Monday 00:00 first, or None where one number holds all
        week. Where given, `weight` is its mean.
    outlines
        Shape (n,), the polygon that each point stands for, in WGS-84, or None.

    Raises
    ------
    BadDemand
        When made of columns of different lengths, or of rows that no plan can be made from.

    Examples
    --------
    >>> riders = Demand(["a", "b"], [126.62, 126.64], [45.77, 45.76], [10, 30])
    >>> len(riders), riders.total
    (2, 40.0)
    """

    id: Texts
    lon: Floats
    lat: Floats
    weight: Floats
    by_hour: Floats | None = None
    outlines: Texts | None = None

    def __post_init__(self) -> None:
        _settle(self, ("lon", "lat", "weight"))
        if self.by_hour is not None:
            hours = np.asarray(self.by_hour, dtype=np.float64)
            if hours.shape != (len(self.id), WEEK_H):
                raise BadDemand(
                    f"the weights by hour are {hours.shape}, and must be {len(self.id)} rows of the week's 168 hours"
                )
            _refuse(~np.isfinite(hours.sum(axis=1)), self.id, "a weight by hour that is no finite number")
            _refuse(hours.min(axis=1, initial=0.0) < 0, self.id, "a negative weight by hour")
            object.__setattr__(self, "by_hour", hours)
            object.__setattr__(self, "weight", hours.mean(axis=1) if len(hours) else np.empty(0))
        _refuse(~np.isfinite(self.weight), self.id, "a weight that is no finite number")
        _refuse(self.weight < 0, self.id, "a negative weight")
        if not self.weight.any():
            raise BadDemand(
                f"the weights of all {len(self):,} demand points add up to 0, so there is nobody to plan for: "
                "name the column that counts people"
            )
        if self.outlines is not None and len(self.outlines) != len(self.id):
            raise BadDemand(f"there are {len(self.outlines)} outlines for {len(self.id)} demand points")

    def __len__(self) -> int:
        return len(self.id)

    @property
    def total(self) -> float:
        """The weight of all points together."""
        return float(self.weight.sum())

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return _bbox(self.lon, self.lat)

    def at(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Self:
        """Give some of the points."""
        return type(self)(
            self.id[rows],
            self.lon[rows],
            self.lat[rows],
            self.weight[rows],
            of_rows(self.by_hour, rows),
            of_rows(self.outlines, rows),
        )


@dataclass(frozen=True, eq=False)
class Sites:
    """Places that stand, or where one could.

    Attributes
    ----------
    id
        Shape (n,), texts, each different.
    lon, lat
        Shape (n,), WGS-84 degrees.
    name
        Shape (n,), texts; empty where not known.
    capacity
        Shape (n,), NaN where not known.
    hours
        Shape (n,), the hours in force in their stored form, None where not known.
    weight
        Shape (n,), what a file says that each is worth; 1 where it says nothing.

    Raises
    ------
    BadDemand
        When made of columns of different lengths, or of rows that lie nowhere.

    Examples
    --------
    >>> places = Sites(["s1"], [126.62], [45.77], capacity=[40])
    >>> len(places), places.hours[0]
    (1, None)
    """

    id: Texts
    lon: Floats
    lat: Floats
    name: Texts = None  # type: ignore[assignment]  # filled when made
    capacity: Floats = None  # type: ignore[assignment]  # filled when made
    hours: Texts = None  # type: ignore[assignment]  # filled when made
    weight: Floats = None  # type: ignore[assignment]  # filled when made

    def __post_init__(self) -> None:
        rows = len(self.id)
        for name, empty in (("name", ""), ("hours", None)):
            given = getattr(self, name)
            column = np.full(rows, empty, dtype=object) if given is None else np.asarray(given, dtype=object)
            object.__setattr__(self, name, column)
        for name, number in (("capacity", np.nan), ("weight", 1.0)):
            if getattr(self, name) is None:
                object.__setattr__(self, name, np.full(rows, number))
        _settle(self, ("lon", "lat", "capacity", "weight", "name", "hours"))
        _refuse(self.capacity < 0, self.id, "a negative capacity")
        _refuse(
            ~np.isfinite(self.weight) | (self.weight < 0), self.id, "a weight that is negative or no number"
        )

    def __len__(self) -> int:
        return len(self.id)

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return _bbox(self.lon, self.lat)

    def at(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Self:
        """Give some of the places."""
        return type(self)(
            self.id[rows], self.lon[rows], self.lat[rows], self.name[rows], self.capacity[rows], self.hours[rows],
            self.weight[rows],
        )  # fmt: skip


def of_rows(column: NDArray[Any] | None, rows: NDArray[np.bool_] | NDArray[np.int64]) -> NDArray[Any] | None:
    """Give some rows of a column that need not be there."""
    return None if column is None else column[rows]


def _settle(made: Demand | Sites, columns: tuple[str, ...]) -> None:
    """Take columns as arrays of one length, and refuse rows that lie nowhere or share an id."""
    ids = np.asarray(made.id, dtype=object)
    object.__setattr__(made, "id", ids)
    for name in columns:
        given = getattr(made, name)
        column = np.asarray(given, dtype=object if name in ("name", "hours") else np.float64)
        if column.shape != ids.shape:
            raise BadDemand(f"there are {len(ids):,} ids and {column.size:,} values of {name}: one each")
        object.__setattr__(made, name, column)
    _refuse(~(np.isfinite(made.lon) & np.isfinite(made.lat)), ids, "no position")
    outside = (np.abs(made.lon) > 180) | (np.abs(made.lat) > 90)
    _refuse(outside, ids, "a position that is not on earth (is longitude first?)")
    if len(set(ids.tolist())) < len(ids):
        _, first, count = np.unique(ids.astype(str), return_index=True, return_counts=True)
        doubled = np.zeros(len(ids), dtype=bool)
        doubled[first[count > 1]] = True
        _refuse(doubled, ids, "an id that another row has too")


def _refuse(wrong: NDArray[np.bool_], ids: Texts, what: str) -> None:
    if wrong.any():
        first = int(np.argmax(wrong))
        more = f", and {int(wrong.sum()) - 1:,} more like it" if wrong.sum() > 1 else ""
        raise BadDemand(f"«{ids[first]}» (the {first + 1:,}. of {len(ids):,}) has {what}{more}")


def _bbox(lon: Floats, lat: Floats) -> tuple[float, float, float, float]:
    if not len(lon):
        raise BadDemand("there are no points, so they have no extent")
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
