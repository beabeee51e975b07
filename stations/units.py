"""The tree of union units, and which of them keeps a place."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import count, run
from stations.errors import NotFound
from stations.refusals import in_words


class Level(StrEnum):
    """How high a unit stands; each lies below one that stands higher."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    STREET = "street"
    PLACE = "place"


class Unit(NamedTuple):
    """A union unit; `places` are those that it keeps itself, `depth` is 1 at the root."""

    id: int
    parent: int | None
    level: str
    name: str
    county_code: str | None
    depth: int
    places: int


class Step(NamedTuple):
    """A unit on the way to another."""

    id: int
    name: str


class Made(NamedTuple):
    """What became of a tree that was loaded: units that are new, and those that were there."""

    new: int
    known: int


EVERY = 10_000_000


def listed(
    connection: Connection, *, below: int | None = None, after: int = 0, most: int = EVERY, everywhere: bool = False
) -> list[Unit]:  # fmt: skip
    """List units of the branch, in the order in which they were made, with one more than `most` where there are more.

    Parameters
    ----------
    everywhere
        All units, for the owner of the store.
    """
    values = {"everywhere": everywhere, "id": None, "below": below, "after": after, "most": most + 1}
    return [Unit(**row) for row in run(connection, "units", values)]


def one(connection: Connection, unit_id: int, *, everywhere: bool = False) -> Unit:
    """Give a unit of the branch.

    Raises
    ------
    NotFound
        When there is none, or it is another branch's.
    """
    values = {"everywhere": everywhere, "id": unit_id, "below": None, "after": 0, "most": 1}
    rows = run(connection, "units", values)
    if not rows:
        raise NotFound(f"there is no unit {unit_id}")
    return Unit(**rows[0])


def path(connection: Connection, unit_id: int) -> list[Step]:
    """Give the way to a unit, itself last, from where the branch begins."""
    return [Step(**row) for row in run(connection, "unit_path", {"id": unit_id})]


def add(
    connection: Connection, level: str, name: str, parent: int | None = None, county_code: str | None = None
) -> int:
    """Enter a unit.

    Raises
    ------
    Refused
        When there is one of this name, its level is none that lies below its parent's, or the county is not loaded.
    """
    values = {"level": level, "name": name, "parent": parent, "county_code": county_code}
    with in_words(RULES):
        return int(run(connection, "add_unit", values)[0]["id"])


def find(connection: Connection, text: str) -> int:
    """Find a unit by its id, its name, or the names on the way to it: 黑龙江省/哈尔滨市.

    Raises
    ------
    NotFound
        When there is none, or several; the message names them.
    """
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return one(connection, int(text), everywhere=True).id
    way = [name.strip() for name in text.split("/")]
    called = run(connection, "units_called", {"name": way[-1]})
    found = [row for row in called if len(way) == 1 or row["path"] == "/".join(way)]
    if len(found) != 1:
        others = "; ".join(f"{row['id']} {row['path']}" for row in called[:5])
        raise NotFound(
            f"{text!r} is {'several units' if found else 'no unit'}: name it by id, or by the names on the way to it"
            + (f" ({others})" if others else "")
        )
    return int(found[0]["id"])


def below(connection: Connection, parent: int | None, name: str) -> int | None:
    """Give the unit of a name directly below another, if there is one."""
    rows = run(connection, "unit_named", {"parent": parent, "name": name})
    return int(rows[0]["id"]) if rows else None


def ensure(
    connection: Connection, level: str, name: str, parent: int | None, county_code: str | None = None
) -> tuple[int, bool]:
    """Give the unit of a name below another, and whether it is new.

    Raises
    ------
    Refused
        As `add` does.
    """
    known = below(connection, parent, name)
    if known is None:
        return add(connection, level, name, parent, county_code), True
    if county_code is not None:
        with in_words(RULES):
            run(connection, "set_unit_county", {"id": known, "county_code": county_code})
    return known, False


def from_counties(connection: Connection) -> Made:
    """Enter the units of all loaded counties, and of the cities and provinces above them."""
    ids: dict[tuple[str, ...], int] = {}
    new = 0
    for county in run(connection, "counties_as_units"):
        way: tuple[str, ...] = ()
        above = None
        for level, name, code in (
            ("province", county["province"], None),
            ("city", county["city"], None),
            ("county", county["name"], county["code"]),
        ):
            if name is None:
                continue
            way = (*way, level, name)
            if way not in ids:
                ids[way], is_new = ensure(connection, level, name, above, code)
                new += is_new
            above = ids[way]
    return Made(new, len(ids) - new)


def assign_by_county(connection: Connection) -> int:
    """Give each place that nobody keeps to the unit of its county, and tell how many."""
    return count(connection, "assign_by_county")


def assign(
    connection: Connection, unit_id: int, *, ids: Sequence[int] = (), source: str | None = None, kind: str | None = None
) -> int:  # fmt: skip
    """Give places to a unit, whoever kept them before, and tell how many changed."""
    values = {"unit_id": unit_id, "ids": list(ids) or None, "source": source, "kind": kind}
    return count(connection, "assign_unit", values)


def without_unit(connection: Connection) -> int:
    """Tell how many places nobody keeps."""
    return int(run(connection, "without_unit")[0]["places"])


RULES = {
    "one_name_below_a_unit": "there is a unit of this name already, below the same one",
    "unit_county_code_fkey": "there is no such county here: `waystation load-boundaries` brings counties",
    "unit_parent_fkey": "there is no such unit to lie below",
    "level_is_known": f"a unit's level is one of {', '.join(Level)}",
    "unit_name_is_short": "a unit's name has 1 to 100 signs",
}
