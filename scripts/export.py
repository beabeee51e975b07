"""``waystation export``: places of the store to a file."""

from pathlib import Path

import click

from scripts.store import open_store
from stations.settings import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--source", help="Only places of this list.")
@click.option("--county", help="Only places of this county, by code or name.")
@click.option("--kind", help="Only places of this kind.")
def export(file: Path, source: str | None, county: str | None, kind: str | None) -> int:
    """Write the places that are not closed to FILE: .geojson, .csv, .xlsx or .gpkg."""
    from geodata.export import export as write
    from stations.database import connect
    from stations.migrate import migrate

    with open_store(Settings.from_environment()) as url:
        connection = connect(url)
        try:
            migrate(connection)
            count = write(connection, file, source=source, county=county, kind=kind)
        finally:
            connection.close()
    click.echo(f"{count:,} places are in {file}.")
    return 0
