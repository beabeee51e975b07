"""``waystation findings``: what looks wrong with the places kept, for a person to look at."""

import csv
import sys

import click
from rich.table import Table
from rich.text import Text

from scripts.store import open_store
from stations.settings import Settings


@click.command()
@click.option("--source", help="Only places of this list.")
@click.option("--what", help="Only findings of this name, as county_differs.")
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV.")
def findings(source: str | None, what: str | None, as_csv: bool) -> int:  # noqa: FBT001 - click passes options by name
    """Show what is doubtful about the places kept."""
    from scripts.accounting import console
    from stations import survey
    from stations.database import connect
    from stations.migrate import migrate

    with open_store(Settings.from_environment()) as url:
        connection = connect(url)
        try:
            migrate(connection)
            found = survey.findings(connection, source=source, what=what)
        finally:
            connection.close()
    if as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(survey.Finding._fields)
        writer.writerows(found)
        return 0
    if not found:
        click.echo("Nothing is doubtful about these places.")
        return 0
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("source", "id", "place", "finding", "detail"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(*(Text(cell) for cell in (one.source, one.source_id, one.name, one.what, one.detail)))
    out = console()
    out.print(table)
    out.print(f"\n{len(found):,} findings about {len({one.station_id for one in found}):,} places.")
    return 0
