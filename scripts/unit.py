"""``waystation unit``: the tree of union units, and which of them keeps a place."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from scripts.account import own_store

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection

    from stations.units import Unit

LEVELS = ["province", "city", "county", "street", "place"]
COLUMNS = ("level", "name", "parent path", "county code")
MOST_TOLD = 20


class Row(NamedTuple):
    """A unit of a file, and its line there."""

    line: int
    level: str
    name: str
    path: tuple[str, ...]
    county_code: str | None


@click.group()
def unit() -> None:
    """Build the tree of union units, and give them their places."""


@unit.command()
@click.argument("name")
@click.option("--level", type=click.Choice(LEVELS), required=True)
@click.option("--below", metavar="ID|NAME", help="The unit above, by id, name, or path: 黑龙江省/哈尔滨市.")
@click.option("--county", metavar="CODE", help="The county whose places are its own.")
def add(name: str, level: str, below: str | None, county: str | None) -> None:
    """Add the unit NAME."""
    from stations import units

    with own_store() as store:
        made = units.add(store, level, name, units.find(store, below) if below else None, county)
    click.echo(f"{name} ({made}): {level}.")


@unit.command("list")
def listed() -> None:
    """Print all units as a tree, with their ids and places."""
    from stations import units

    with own_store() as store:
        found = units.listed(store, everywhere=True)
        nobody = units.without_unit(store)
    below: dict[int | None, list[Unit]] = {}
    for one in found:
        below.setdefault(one.parent, []).append(one)
    for one in _tree(below, None):
        places = f", {one.places:,} places" if one.places else ""
        click.echo(f"{'  ' * (one.depth - 1)}{one.name} ({one.id}, {one.level}{places})")
    click.echo(f"{len(found):,} units; {nobody:,} places that no unit keeps.")


def _tree(below: dict[int | None, list["Unit"]], above: int | None) -> Iterator["Unit"]:
    for one in below.get(above, []):
        yield one
        yield from _tree(below, one.id)


@unit.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Load a tree from FILE.csv with the columns level, name, parent path, county code.

    The parent path names the units above, as in 黑龙江省/哈尔滨市; they stand in an earlier line, or in the store.
    A unit that is there is left as it is, so that a file can be loaded again. With one wrong row nothing is kept.
    """
    from stations.errors import StationsError

    with own_store() as store:
        rows, wrong = _read(file)
        new = 0
        for row in rows:
            try:
                new += _enter(store, row)
            except StationsError as error:
                wrong.append((row.line, str(error)))
                break  # what follows in this transaction would fail by this
        if wrong:
            told = [f"line {line}: {why}" for line, why in sorted(wrong)[:MOST_TOLD]]
            more = [f"and {len(wrong) - MOST_TOLD} more"] * (len(wrong) > MOST_TOLD)
            raise StationsError(f"{file.name} was not loaded: " + "; ".join([*told, *more]))
    click.echo(f"{len(rows):,} units: {new:,} new, {len(rows) - new:,} known.")


def _read(file: Path) -> tuple[list[Row], list[tuple[int, str]]]:
    """Read the rows of a file, and what is wrong with some."""
    from stations.errors import StationsError

    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if not {"level", "name"} <= set(reader.fieldnames or ()):
                raise StationsError(f"{file.name} has not the columns {', '.join(COLUMNS)} in its first line")
            read = [
                (reader.line_num, {name: (row.get(name) or "").strip() for name in COLUMNS}) for row in reader
            ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise StationsError(f"{file.name} is no CSV file in UTF-8: {error}") from error
    rows, wrong = [], []
    for line, cells in read:
        row = Row(
            line, cells["level"], cells["name"], tuple(filter(None, map(str.strip, cells["parent path"].split("/")))),
            cells["county code"] or None,
        )  # fmt: skip
        if row.level not in LEVELS:
            wrong.append((line, f"{row.level!r} is no level: say {', '.join(LEVELS)}"))
        elif not 1 <= len(row.name) <= 100 or not "".join(cells.values()).isprintable():
            wrong.append((line, "a name of 1 to 100 signs is needed, and no signs that nobody sees"))
        else:
            rows.append(row)
    return rows, wrong


def _enter(store: "Connection", row: Row) -> bool:
    from stations import units
    from stations.errors import NotFound

    above = None
    for name in row.path:
        above = units.below(store, above, name)
        if above is None:
            raise NotFound(
                f"{name!r} of {'/'.join(row.path)!r} is no unit yet: it stands in an earlier line, or in the store"
            )
    return units.ensure(store, row.level, row.name, above, row.county_code)[1]


@unit.command("from-counties")
def from_counties() -> None:
    """Make the units of all loaded counties, and of the cities and provinces above them."""
    from stations import units

    with own_store() as store:
        made = units.from_counties(store)
    if not made.new + made.known:
        click.echo("No counties are loaded: waystation load-boundaries FILE brings them.")
        return
    click.echo(f"{made.new:,} units are new, {made.known:,} were there.")


@unit.command()
@click.argument("ids", type=int, nargs=-1)
@click.option("--unit", "name", metavar="ID|NAME", help="The unit that is to keep them.")
@click.option("--source", metavar="NAME", help="All places of this source.")
@click.option("--kind", metavar="KIND", help="All places of this kind, within the source if one is named.")
def assign(ids: tuple[int, ...], name: str | None, source: str | None, kind: str | None) -> None:
    """Say which unit keeps which places.

    Alone, it gives each place that nobody keeps to the unit of its county. With --unit, the places IDS, or all of a
    source or kind, go to that unit, whoever kept them before.
    """
    from stations import units

    chosen = bool(ids or source or kind)
    if chosen != bool(name) or (ids and (source or kind)):
        raise click.UsageError(
            "name --unit and the places: either IDS, or --source and --kind; or nothing at all"
        )
    with own_store() as store:
        if name:
            done = units.assign(store, units.find(store, name), ids=ids, source=source, kind=kind)
        else:
            done = units.assign_by_county(store)
        nobody = units.without_unit(store)
    click.echo(f"{done:,} places have a new keeper; {nobody:,} are without one.")
