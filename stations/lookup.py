"""Read places by SQL: nearest, within a box, one by its id."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, Self

from psycopg2.extensions import connection as Connection

from stations.counties import Choice
from stations.database import run
from stations.errors import NotFound
from stations.point import BBox, Point
from stations.station import Located, Station


@dataclass(frozen=True, slots=True)
class Open:
    """What it is to be open at a time: the hours in force that are known to be open then, and the date in China.

    `literal` is the texts as one array of PostgreSQL, written once for many lookups: hundreds of texts quoted one by
    one would cost more than the lookup.
    """

    texts: frozenset[str]
    on: date
    literal: str

    @classmethod
    def of(cls, texts: Iterable[str], on: date) -> Self:
        """Write the texts as an array."""
        held = frozenset(texts)
        quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in sorted(held))
        return cls(held, on, "{" + ",".join(f'"{text}"' for text in quoted) + "}")


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks for. An empty filter means any; all filters hold together."""

    here: Point
    limit: int = 10
    within_m: float | None = None
    kinds: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    inferred: bool = False
    open: Open | None = None
    min_rating: float | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of `nearest.sql`."""
        return {
            "here": self.here.ewkt,
            "limit": self.limit,
            "within_m": None if self.within_m is None else float(self.within_m),
            "min_rating": self.min_rating,
            **_filters(self.kinds, self.services, inferred=self.inferred, open=self.open),
        }


class Hint(NamedTuple):
    """The nearest place that fails only one filter of a question nobody could answer, and which filter."""

    parameter: str
    value: str
    station: Station
    distance_m: float


def nearest(connection: Connection, question: Question) -> list[Located]:
    """Find the places nearest to a point, closest first, ties by id.

    Order and distance are the geodesic's on the WGS-84 ellipsoid.
    """
    rows = run(connection, "nearest", question.values)
    return [Located(Station.from_row(row), row["distance_m"]) for row in rows]


def nearest_many(
    connection: Connection, points: Sequence[Point], *, limit: int = 1, kinds: tuple[str, ...] = (),
    services: tuple[str, ...] = (),
) -> list[list[tuple[int, float]]]:  # fmt: skip
    """For each point give the ids and distances (metres) of the places nearest to it, closest first, ties by id."""
    rows: list[list[tuple[int, float]]] = [[] for _ in points]
    values = {
        "points": [here.ewkt for here in points],
        "limit": limit,
        "kinds": list(kinds),
        "services": list(services),
    }
    for row in run(connection, "nearest_many", values):
        rows[row["row"] - 1].append((row["id"], row["distance_m"]))
    return rows


def hint(connection: Connection, question: Question) -> Hint | None:
    """Tell which one filter to drop for the nearest way on, or None when no single one helps."""
    ways = [
        Hint(parameter, value, *found)
        for parameter, value, asked in relaxed(question)
        for found in nearest(connection, replace(asked, limit=1))
    ]
    return min(ways, key=lambda way: way.distance_m, default=None)


def within(
    connection: Connection,
    bbox: BBox,
    *,
    kinds: tuple[str, ...] = (),
    services: tuple[str, ...] = (),
    inferred: bool = False,
    open: Open | None = None,  # noqa: A002 - named as the filter is
    limit: int = 100,
    after: int = 0,
) -> list[Station]:
    """List the places in a box by id, from the first id beyond `after`."""
    boxes = [f"SRID=4326;POLYGON(({w} {s},{w} {n},{e} {n},{e} {s},{w} {s}))" for w, s, e, n in bbox.halves]
    values = {"box": boxes[0], "other_box": boxes[-1], "limit": limit, "after": after}
    filters = _filters(kinds, services, inferred=inferred, open=open)
    return [Station.from_row(row) for row in run(connection, "within", values | filters)]


def listed(
    connection: Connection,
    *,
    source: str | None = None,
    county: str | None = None,
    kind: str | None = None,
    limit: int,
) -> list[Station]:
    """List the places of a source, a county (by code or name) or a kind, by id."""
    values = {"source": source, "county": county, "kind": kind, "limit": limit}
    return [Station.from_row(row) for row in run(connection, "listed", values)]


def in_county(
    connection: Connection,
    county: Choice,
    *,
    kinds: tuple[str, ...] = (),
    services: tuple[str, ...] = (),
    limit: int,
    offset: int = 0,
) -> tuple[list[Station], int]:
    """List places of a county by name, and tell how many there are in all; none and 0 beyond the last."""
    values = {
        "code": county.code, "name": county.name, "kinds": list(kinds), "services": list(services),
        "limit": limit, "offset": offset,
    }  # fmt: skip
    rows = run(connection, "in_county", values)
    return [Station.from_row(row) for row in rows], rows[0]["total"] if rows else 0


def station(connection: Connection, station_id: int) -> Station:
    """Give one place, whatever its status.

    Raises
    ------
    NotFound
        When there is none with this id.
    """
    rows = run(connection, "station", {"id": station_id}) if 0 < station_id < 2**63 else []
    if not rows:
        raise NotFound(f"there is no station {station_id}")
    return Station.from_row(rows[0])


def distance_m(connection: Connection, here: Point, station_id: int) -> float:
    """Measure the geodesic from a point to a place, metres.

    Raises
    ------
    NotFound
        When there is no place with this id.
    """
    rows = run(connection, "distance", {"here": here.ewkt, "id": station_id})
    if not rows:
        raise NotFound(f"there is no station {station_id}")
    found: float = rows[0]["distance_m"]
    return found


def _filters(
    kinds: tuple[str, ...],
    services: tuple[str, ...],
    *,
    inferred: bool,
    open: Open | None,  # noqa: A002
) -> dict[str, Any]:
    return {
        "kinds": list(kinds),
        "services": list(services),
        "inferred": inferred,
        "open_texts": None if open is None else open.literal,
        "open_on": None if open is None else open.on,
    }


def relaxed(question: Question) -> list[tuple[str, str, Question]]:
    """The question with each one of its filters dropped, under the name and value of what was dropped."""
    ways = [
        (
            "service",
            one,
            replace(question, services=tuple(other for other in question.services if other != one)),
        )
        for one in dict.fromkeys(question.services)
    ]
    if question.kinds:
        ways.append(("kind", ",".join(question.kinds), replace(question, kinds=())))
    if question.within_m is not None:
        ways.append(("within_m", f"{question.within_m:g}", replace(question, within_m=None)))
    if question.min_rating is not None:
        ways.append(("min_rating", f"{question.min_rating:g}", replace(question, min_rating=None)))
    if question.open is not None:
        ways.append(("open", question.open.on.isoformat(), replace(question, open=None)))
    return ways
