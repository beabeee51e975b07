"""``waystation load-demand``: where people are, into the store, for plans to be made from."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scripts.load import user
from scripts.store import open_store
from stations.datum import Datum
from stations.demand import What
from stations.settings import Settings

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection

    from geodata.demand import Demand
    from geodata.demand_keeping import Provenance
    from geodata.demand_sources.asked import Asked

STAGES = ("reading the file", "entering the points", "committing")
STATES = {
    "entered": "Entered.",
    "replaced": "Entered in place of the one before, which stays for the plans that were made from it.",
    "retold": "The same numbers as before; what is told of them is new.",
    "unchanged": "The same as before: nothing was changed.",
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--name", help="What plans call it; a newer file of this name replaces it. Default: the file's name."
)
@click.option(
    "--what", type=click.Choice([str(one) for one in What]), help="What a weight counts; default people."
)
@click.option("--weight", metavar="COLUMN", help="The column of weights; 1 counts each row once.")
@click.option(
    "--hours-columns", metavar="PREFIX", help="Weights by hour: PREFIX000 to PREFIX167, or to PREFIX23."
)
@click.option("--id", "id_column", metavar="COLUMN", help="The column of ids.")
@click.option("--cell", metavar="COLUMN", help="The column of H3 cells.")
@click.option(
    "--datum", type=click.Choice([str(one) for one in Datum]), help="Of the coordinates; default wgs84."
)
@click.option("--crs", help="Reference system of a file that names none, as EPSG:32651.")
@click.option("--layer", help="Layer of a GeoPackage.")
@click.option("--band", type=int, default=1, help="Band of a raster.")
@click.option("--bbox", metavar="W,S,E,N", help="Only what lies in this box, WGS-84 degrees.")
@click.option("--to-h3", type=int, metavar="RES", help="Join points to H3 cells of this resolution.")
@click.option("--aggregate-m", type=float, metavar="M", help="Join points to squares of so many metres.")
@click.option("--source", help="Who counted, or where the file is published.")
@click.option("--licence", help="Under which it was published.")
@click.option("--observed-on", type=click.DateTime(["%Y-%m-%d"]), help="The day the numbers are of.")
@click.option("--skip-bad", is_flag=True, help="Leave bad rows out; else one of them refuses the file.")
@click.option("--from-searches", is_flag=True, help="Take searches that found nothing, in place of a file.")
@click.option("--dry-run", is_flag=True, help="Show the account and change nothing.")
@click.option("--actor", help="Who loads. Default: the system's user.")
def load_demand(
    file: Path | None,
    name: str | None,
    what: str | None,
    weight: str | None,
    hours_columns: str | None,
    id_column: str | None,
    cell: str | None,
    datum: str | None,
    crs: str | None,
    layer: str | None,
    band: int,
    bbox: str | None,
    to_h3: int | None,
    aggregate_m: float | None,
    source: str | None,
    licence: str | None,
    observed_on: datetime | None,
    skip_bad: bool,  # noqa: FBT001 - click passes options by name
    from_searches: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    actor: str | None,
) -> int:
    """Load FILE: demand as points, areas, H3 cells (CSV, GeoJSON, GeoPackage, Shapefile) or a raster (GeoTIFF).

    Weights are people, riders or orders. What is kept is points in WGS-84, with where they come from.
    """
    from geodata.demand_keeping import Provenance
    from geodata.demand_sources.asked import Asked

    if (file is None) != from_searches:
        raise click.UsageError("name a FILE, or say --from-searches: one of the two")
    where = Provenance(
        name or (file.stem if file else "searches"), What(what) if what else None, source, licence,
        observed_on.date() if observed_on else None,
    )  # fmt: skip
    who = actor or user()
    if file is None:
        return _searches(where, who, dry_run=dry_run)
    asked = Asked(
        weight, id_column, cell, hours_columns, Datum(datum) if datum else None, crs, layer, band, _box(bbox), to_h3,
        aggregate_m, skip_bad,
    )  # fmt: skip
    return _file(file, asked, where, who, dry_run=dry_run)


def _file(file: Path, asked: "Asked", where: "Provenance", who: str, *, dry_run: bool) -> int:
    from geodata.demand_keeping import keep
    from geodata.demand_sources.reading import read_any
    from scripts.accounting import console, stages

    with stages(STAGES) as tell:
        tell("reading the file")
        found = read_any(file, asked)
        tell("entering the points")
        state = (
            None if dry_run else _kept(lambda open_: keep(open_, found, file, asked, where, actor=who).state)
        )
    out = console()
    out.print(f"{file.name} → demand «{where.name}», read as {found.datum}", style="bold", markup=False)
    for note in found.notes:
        out.print(f"  {note}", style="dim", markup=False)
    if found.rows != len(found.demand):
        out.print(f"{found.rows:>12,}  rows or cells of the file")
    _told(found.demand, where)
    for reason, count in found.left_out.items():
        out.print(f"{count:>12,}  left out: {reason}", markup=False)
    out.print(STATES[state] if state else "Nothing was changed: this was a dry run.")
    return 0


def _searches(where: "Provenance", who: str, *, dry_run: bool) -> int:
    from geodata.demand_keeping import keep_searches
    from scripts.accounting import console
    from stations.hours import CHINA

    made: list[Demand] = []

    def entered(connection: "Connection") -> str:
        kept, demand = keep_searches(connection, where, datetime.now(CHINA), actor=who)
        made.append(demand)
        return kept.state

    state = _kept(entered, commit=not dry_run)
    out = console()
    out.print(f"Searches that found nothing → demand «{where.name}»", style="bold", markup=False)
    _told(made[0], where)
    out.print("Nothing was changed: this was a dry run." if dry_run else STATES[state])
    return 0


def _kept(act: Callable[["Connection"], str], *, commit: bool = True) -> str:
    """Do it in one transaction: all of it is kept, or nothing."""
    from stations.database import act_as, connect
    from stations.migrate import migrate

    with open_store(Settings.from_environment()) as url:
        connection = connect(url)
        try:
            migrate(connection)
            act_as(connection, "load-demand")
            state = act(connection)
            if commit:
                connection.commit()
            return state
        finally:
            connection.close()


def _told(demand: "Demand", where: "Provenance") -> None:
    from scripts.accounting import console

    out = console()
    west, south, east, north = demand.bbox
    out.print(f"{len(demand):>12,}  points")
    by_hour = ", by hour of the week" if demand.by_hour is not None else ""
    total = f"{demand.total:,.0f}" if demand.total >= 1_000 else f"{demand.total:g}"
    out.print(f"{total:>12}  {where.what or What.PEOPLE} in all{by_hour}")
    if demand.outlines is not None:
        drawn = sum(one is not None for one in demand.outlines)
        out.print(f"{drawn:>12,}  outlines")
    out.print(f"{'':>12}  between {west:.5f}, {south:.5f} and {east:.5f}, {north:.5f} (WGS-84)")


def _box(text: str | None) -> tuple[float, float, float, float] | None:
    if text is None:
        return None
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError as error:
        raise click.BadParameter(
            f"{text}: write west,south,east,north in degrees, as 126.5,45.6,126.8,45.9", param_hint="--bbox"
        ) from error
    return west, south, east, north
