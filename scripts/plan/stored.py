"""The verbs of ``waystation plan`` about data sets: which demand and roads there are, and their removal."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection

    from stations.forgetting import Needing

NAMED = 8


@click.command()
def data() -> int:
    """List the demand and the roads that are kept, older ones too, and how many plans were made from each."""
    from scripts.plan.making import opened
    from scripts.plan.telling import table
    from stations import demand, forgetting, roads

    with opened() as connection:
        rows = [
            ("demand", one.id, one.name, f"{one.points:,} points", f"{one.loaded_at:%Y-%m-%d}",
             "" if one.replaced_at is None else f"replaced {one.replaced_at:%Y-%m-%d}",
             len(forgetting.needing_demand(connection, one)))
            for one in demand.listed(connection, past=True)
        ]  # fmt: skip
        newest = {one.id for one in roads.listed(connection)}
        rows += [
            ("roads", one.id, f"{one.name} ({one.mode})", f"{one.bytes / 1e6:,.1f} MB", f"{one.made_at:%Y-%m-%d}",
             "" if one.id in newest else "replaced", len(forgetting.needing_roads(connection, one)))
            for one in roads.listed(connection, everything=True)
        ]  # fmt: skip
    if not rows:
        click.echo("No data is kept yet: waystation load-demand FILE, waystation load-roads FILE.osm.pbf")
        return 0
    headings = ("What", "Number", "Name", "Size", "Loaded", "State", "Plans")
    click.echo(table(headings, [[str(cell) for cell in row] for row in rows]))
    return 0


@click.command()
@click.option(
    "--demand", "demands", type=int, multiple=True, metavar="N", help="By its number in `plan data`. Repeat."
)
@click.option(
    "--roads", "networks", type=int, multiple=True, metavar="N", help="By its number in `plan data`. Repeat."
)
@click.option(
    "--anyway", is_flag=True, help="Though kept plans were made from it: they cannot be made again."
)
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
def remove(demands: tuple[int, ...], networks: tuple[int, ...], anyway: bool, dry_run: bool) -> int:  # noqa: FBT001
    """Remove demand and roads that are no longer wanted; plans that were made from them stay, with their figures."""
    from scripts.plan.making import opened
    from stations.database import transaction

    if not demands and not networks:
        raise click.UsageError(
            "say which: --demand N or --roads N, by the numbers that `waystation plan data` tells"
        )
    with opened() as connection, transaction(connection):
        told, removals = _looked_up(connection, demands, networks, anyway=anyway)
        if not dry_run:
            for removal in removals:
                removal(connection)
    for line in told:
        click.echo(line)
    click.echo("Nothing was changed: this was a dry run." if dry_run else "Removed.")
    return 0


def _looked_up(
    connection: "Connection", demands: Sequence[int], networks: Sequence[int], *, anyway: bool
) -> tuple[list[str], list[Callable[["Connection"], Any]]]:
    """Say of each what it is; nothing is removed before all were looked at."""
    from stations import demand, forgetting

    told: list[str] = []
    removals: list[Callable[[Connection], Any]] = []
    for number in dict.fromkeys(demands):
        one = demand.version(connection, number)
        named = f"demand {number}, «{one.name}»: {one.points:,} points of {one.file_name}"
        told.append(named + _needed(named, forgetting.needing_demand(connection, one), anyway=anyway))
        removals.append(partial(forgetting.remove_demand, demand_id=number))
    for number in dict.fromkeys(networks):
        roads = forgetting.roads_numbered(connection, number)
        named = f"roads {number}, «{roads.name}» for {roads.mode}: {roads.edges:,} edges of {roads.file_name}"
        told.append(named + _needed(named, forgetting.needing_roads(connection, roads), anyway=anyway))
        removals.append(partial(forgetting.remove_roads, roads_id=number))
    return told, removals


def _needed(named: str, plans: Sequence["Needing"], *, anyway: bool) -> str:
    """Say which plans needed it.

    Raises
    ------
    BadPlan
        When plans under way need it, or kept ones do and nobody said to remove it anyway.
    """
    from stations.errors import BadPlan
    from stations.plans import State

    if not plans:
        return ""
    waiting = [one for one in plans if one.state is not State.DONE]
    if waiting:
        raise BadPlan(
            f"{named}: {_numbers(waiting)} under way and may need it; wait until done, or stop them"
        )
    if not anyway:
        raise BadPlan(
            f"{named}: {_numbers(plans)} made from it, and could not be made again (`plan again`) as it is; its "
            "figures would stay: say --anyway to remove it"
        )
    return f"; {_numbers(plans)} made from it, and cannot be made again as it was"


def _numbers(plans: Sequence["Needing"]) -> str:
    shown = ", ".join(str(one.id) for one in plans[:NAMED])
    more = f" and {len(plans) - NAMED} more" if len(plans) > NAMED else ""
    verb = "are" if plans[0].state.value != "done" and len(plans) > 1 else "is"
    past = "were" if len(plans) > 1 else "was"
    return f"plan{'s' * (len(plans) > 1)} {shown}{more} {past if plans[0].state.value == 'done' else verb}"


VERBS = (data, remove)
