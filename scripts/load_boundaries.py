"""``waystation load-boundaries``: administrative boundaries into the store."""

from pathlib import Path

import click
from rich.text import Text

from scripts.store import open_store
from stations.settings import Settings

FIRST = 40


@click.command("load-boundaries")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--code", help="Column of the county's code.")
@click.option("--name", help="Column of its name.")
@click.option("--city", help="Column of its city's name.")
@click.option("--province", help="Column of its province's name.")
@click.option("--source", help="Where the boundaries come from. Default: the file's name.")
@click.option("--licence", help="Under which they were published.")
def load_boundaries(
    file: Path,
    code: str | None,
    name: str | None,
    city: str | None,
    province: str | None,
    source: str | None,
    licence: str | None,
) -> int:
    """Load FILE, boundaries of counties: GeoJSON, GeoPackage or Shapefile.

    Counties already known by their code are replaced. The county of every place is worked out anew, and places that
    lie in another one than their list says are shown.
    """
    from geodata.boundaries import load_boundaries as enter
    from scripts.accounting import console
    from stations.database import connect, transaction
    from stations.migrate import migrate

    named = {"code": code, "name": name, "city": city, "province": province}
    with open_store(Settings.from_environment()) as url:
        connection = connect(url)
        try:
            migrate(connection)
            with transaction(connection):
                done = enter(connection, file, named=named, source=source, licence=licence)
        finally:
            connection.close()
    out = console()
    out.print(
        Text(f"{file.name}: {done.entered:,} counties entered, {done.mended:,} outlines mended", style="bold")
    )
    for note in done.notes:
        out.print(Text(f"  {note}", style="dim"))
    out.print(
        Text("  " + ", ".join(f"{what} from {column}" for what, column in done.columns.items()), style="dim")
    )
    if done.passed_over:
        out.print(
            Text(f"  Passed over, without an area, a code or a name: {', '.join(done.passed_over[:10])}")
        )
    out.print(f"{done.moved:,} places have another county than before.")
    for what, title in (
        ("county_differs", "Places in another county than their list says"),
        ("county_unknown", "Places whose list names a county that is not known here"),
    ):
        found = [one for one in done.disagreements if one.what == what]
        if found:
            out.print(Text(f"\n{title} ({len(found):,})", style="bold"))
        for one in found[:FIRST]:
            out.print(Text(f"  {one.name} ({one.source_id}): {one.detail}"))
        if len(found) > FIRST:
            out.print(
                Text(f"  … and {len(found) - FIRST:,} more: waystation findings --what {what}", style="dim")
            )
    return 0
