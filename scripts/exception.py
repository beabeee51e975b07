"""``waystation exception``: a place that is closed on some dates, or has other hours then."""

from datetime import datetime

import click

from scripts.store import open_store
from stations.settings import Settings

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.argument("station", type=int)
@click.argument("first", type=DAY, metavar="FIRST", required=False)
@click.argument("last", type=DAY, metavar="LAST", required=False)
@click.option("--hours", help="Open then at these times, as 9:00-12:00,13:00-17:00 or 24小时.")
@click.option("--reason", default="", help="What people read beside it, as 春节.")
@click.option("--clear", is_flag=True, help="Drop all exceptions of the place.")
@click.option("--actor", help="Who says so. Default: the system's user.")
def exception(
    station: int,
    first: datetime | None,
    last: datetime | None,
    hours: str | None,
    reason: str,
    clear: bool,  # noqa: FBT001 - click passes options by name
    actor: str | None,
) -> int:
    """Close STATION from FIRST to LAST, both included, or give it other hours then.

    STATION is the id of the place, dates are written 2027-02-05. A newer exception goes before an older one.
    """
    from scripts.load import user
    from stations import exceptions
    from stations.database import act_as, connect, transaction
    from stations.lookup import station as found
    from stations.migrate import migrate

    if (any((first, last, hours is not None, reason))) if clear else (first is None or last is None):
        raise click.UsageError("give FIRST and LAST as 2027-02-05 2027-02-12, or --clear alone")
    with open_store(Settings.from_environment()) as url:
        connection = connect(url)
        try:
            migrate(connection)
            with transaction(connection):
                act_as(connection, actor or user())
                if first is None or last is None:
                    exceptions.clear(connection, station)
                else:
                    exceptions.add(connection, station, first.date(), last.date(), hours=hours, reason=reason)
                place = found(connection, station)
        finally:
            connection.close()
    done = "its exceptions are cleared" if clear else _said(first, last, hours)
    click.echo(f"{place.name} ({place.id}): {done}.")
    click.echo(f"Hours now: {_sentence(place.hours_in_force, place.hours_text)}")
    return 0


def _said(first: datetime | None, last: datetime | None, hours: str | None) -> str:
    what = "closed" if hours is None else f"open {hours}"
    return f"{what} from {first:%Y-%m-%d} to {last:%Y-%m-%d}"


def _sentence(stored: str | None, text: str | None) -> str:
    from stations.errors import BadHours
    from stations.hours import parse, say

    if stored is None:
        return f"«{text}», which could not be read" if text else "not known"
    try:
        return f"{say(parse(stored))} ({stored})"
    except BadHours as error:
        return f"{stored}, which cannot be read: {error}"
