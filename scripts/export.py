"""``waystation export``: places of the store to a file."""

from pathlib import Path

import click
from psycopg2.extensions import connection as Connection

from scripts.store import open_store
from stations.settings import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--source", help="Only places of this list.")
@click.option("--county", help="Only places of this county, by code or name.")
@click.option("--kind", help="Only places of this kind.")
def export(file: Path, source: str | None, county: str | None, kind: str | None) -> int:
    """Write the places that are not closed to FILE: .geojson, .csv, .xlsx, .gpkg, or a map as .html.

    The map holds up to 2,000 places and all it needs: it asks no other host.
    """
    from stations.database import connect
    from stations.migrate import migrate

    if file.suffix.lower() in (".html", ".htm"):
        write = _map
    else:
        from geodata.export import export as write
    with open_store(Settings.from_environment()) as url:
        connection = connect(url)
        try:
            migrate(connection)
            count = write(connection, file, source=source, county=county, kind=kind)
        finally:
            connection.close()
    click.echo(f"{count:,} places are in {file}.")
    return 0


def _map(
    connection: Connection, path: Path, *, source: str | None, county: str | None, kind: str | None
) -> int:
    from stations import vocabulary
    from stations.counties import outlines
    from stations.lookup import listed
    from web.exported import MOST_PLACES, around, page

    found = listed(connection, source=source, county=county, kind=kind, limit=MOST_PLACES + 1)
    ground = outlines(connection, around(found), tolerance=0.001) if found else []
    path.write_text(page(found, vocabulary(connection), outlines=ground), encoding="utf-8")
    return len(found)
