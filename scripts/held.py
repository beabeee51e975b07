"""``waystation held``: what came in a crowd or from a device that flies, and waits for somebody to judge it."""

from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from scripts.store import open_store
from stations.settings import Settings

if TYPE_CHECKING:
    from stations.held import Held


@click.command()
@click.option(
    "--count", "counted", metavar="ID", multiple=True, help="Let it count. May be given several times."
)
@click.option("--drop", "dropped", metavar="ID", multiple=True, help="Let it never count; it is kept.")
def held(counted: tuple[str, ...], dropped: tuple[str, ...]) -> int:
    """List ratings and reports that wait; each can be counted or dropped by its id, as r12 or f7."""
    from stations import held as kept
    from stations.database import connect, transaction
    from stations.migrate import migrate

    with open_store(Settings.from_environment()) as url:
        connection = connect(url)
        try:
            migrate(connection)
            with transaction(connection):
                for one in counted:
                    kept.count(connection, one)
                for one in dropped:
                    kept.drop(connection, one)
                left = kept.held(connection)
        finally:
            connection.close()
    for done, ids in (("counted", counted), ("dropped", dropped)):
        if ids:
            click.echo(f"{', '.join(ids)}: {done}.")
    if left:
        _print(left)
    else:
        click.echo("Nothing waits.")
    return 0


def _print(left: "list[Held]") -> None:
    from scripts.accounting import console
    from stations.hours import in_china

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("id", "when", "why", "says", "station", "place"):
        table.add_column(heading, overflow="fold")
    for one in left:
        when = f"{in_china(one.at):%m-%d %H:%M}"
        table.add_row(*map(Text, (one.id, when, one.why, one.what, str(one.station_id), one.name)))
    out = console()
    out.print(table)
    out.print(f"\n{len(left):,} wait: --count ID or --drop ID.")
