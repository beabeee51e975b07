"""``waystation faults``: what couriers report to be wrong, for those who mend it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from scripts.store import open_store
from stations.settings import Settings

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection

    from stations.faults import Notice, OpenFault


@click.command()
@click.option("--station", type=int, metavar="ID", help="Only faults of this place.")
@click.option(
    "--mended", type=int, metavar="ID", help="Say that WHAT works again at this place; its reports end."
)
@click.argument("what", required=False)
@click.argument("service", required=False)
def faults(station: int | None, mended: int | None, what: str | None, service: str | None) -> int:
    """List what couriers report and nobody has mended, a locked door first.

    What no manager has seen yet stands on top. `--mended ID WHAT` ends the reports of one fault, as in `--mended 12
    door_locked` or `--mended 12 broken meal_heating`.
    """
    from stations.database import connect, transaction
    from stations.migrate import migrate

    if (mended is None) != (what is None):
        raise click.UsageError("say what is mended, as in --mended 12 door_locked, or neither")
    with open_store(Settings.from_environment()) as url:
        connection = connect(url)
        try:
            migrate(connection)
            with transaction(connection):
                if mended is not None and what is not None:
                    return _mend(connection, mended, what, service)
                _list(connection, station)
        finally:
            connection.close()
    return 0


def _mend(connection: "Connection", number: int, what: str, service: str | None) -> int:
    from stations import faults as kept
    from stations.hours import CHINA
    from stations.lookup import station
    from stations.vocabulary import vocabulary

    if what not in list(kept.What):
        raise click.UsageError(f"{what!r} is none of {', '.join(kept.What)}")
    if (what == kept.What.BROKEN) != (service is not None):
        raise click.UsageError("name the service with broken, as in --mended 12 broken wifi, and only then")
    if service is not None and service not in vocabulary(connection).services:
        raise click.UsageError(f"{service!r} is no service of this store")
    place = station(connection, number)
    fault = kept.Fault(place.id, kept.What(what), service)
    kept.mend(connection, fault, at=datetime.now(CHINA), by="manager")
    click.echo(f"{place.name} ({place.id}): {_what(what, service)} is mended; its reports are ended.")
    return 0


def _list(connection: "Connection", station: int | None) -> None:
    from stations import faults as kept

    notices, found = kept.notices(connection, station), kept.open_faults(connection, station)
    if notices:
        _print_notices(notices)
    if not found:
        click.echo("Nothing is reported to be wrong.")
        return
    _print_faults(found)


def _print_notices(notices: "Sequence[Notice]") -> None:
    click.echo(f"Not seen by a manager yet: {len(notices):,}")
    for one in notices:
        click.echo(f"  {_time(one.at)}  {_what(one.what, one.service)}  {one.name} ({one.station_id})")
    click.echo()


def _print_faults(found: "Sequence[OpenFault]") -> None:
    from scripts.accounting import console

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (
        "fault",
        "people",
        "held",
        "since",
        "last",
        "shown",
        "id",
        "place",
        "county",
        "operator",
        "notes",
    ):
        table.add_column(heading, overflow="fold")
    for one in found:
        cells = (
            _what(one.what, one.service), str(one.people), str(one.held or ""), _time(one.since), _time(one.last),
            "yes" if one.public else "no", str(one.station_id), one.name, one.county or "", one.operator or "",
            " | ".join(one.notes),
        )  # fmt: skip
        table.add_row(*map(Text, cells))
    out = console()
    out.print(table)
    places = len({one.station_id for one in found})
    out.print(f"\n{len(found):,} faults of {places:,} places; people see those that are shown.")


def _what(what: str, service: str | None) -> str:
    return f"{what} {service}" if service else what


def _time(at: datetime) -> str:
    from stations.hours import in_china

    return f"{in_china(at):%m-%d %H:%M}"
