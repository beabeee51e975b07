"""``waystation load-roads``: an OpenStreetMap extract into the store, as graphs that planners measure over."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from scripts.store import open_store
from stations.settings import Settings


@click.command("load-roads")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="Under which plans ask for it. Default: the file's name up to its first dot.")
@click.option("--mode", "modes", help="Only for some of walk,ebike,truck. Default: all that it has ways for.")
@click.option("--source", help="Where the extract comes from. Default: OpenStreetMap and the file's name.")
@click.option(
    "--licence", help="Under which it was published. Default: ODbL 1.0, © OpenStreetMap contributors."
)
@click.option(
    "--forget-earlier",
    is_flag=True,
    help="Forget what was kept under this name; plans made with it stay as they are.",
)
@click.option("--by", "actor", help="Who loads it. Default: the system's user.")
def load_roads(
    file: Path,
    name: str | None,
    modes: str | None,
    source: str | None,
    licence: str | None,
    forget_earlier: bool,  # noqa: FBT001 - click passes options by name
    actor: str | None,
) -> int:
    """Load FILE.osm.pbf: ways on foot, by e-bike and by truck.

    The same file again changes nothing. A newer file of the same name is kept beside the older one, over which earlier
    plans can be run again; plans from then on take the newer one.
    """
    from geodata.roads.loading import load, modes_named
    from scripts.load import user
    from stations.database import connect, transaction
    from stations.migrate import migrate

    wanted = modes_named(modes) if modes is not None else None
    with open_store(Settings.from_environment()) as url, _bar(file.name) as tell:
        connection = connect(url)
        try:
            migrate(connection)
            with transaction(connection):
                done = load(
                    connection, file, by=actor or user(), modes=wanted, name=name, source=source, licence=licence,
                    forget_earlier=forget_earlier, tell=tell,
                )  # fmt: skip
        finally:
            connection.close()
    print(f"{file.name} → roads {done.name}")
    for one in done.loaded:
        if one.graph is None:
            print(f"  {one.mode}: unchanged, the same file was loaded before")
            continue
        km, island_km = one.graph.length_m.sum() / 1000, one.island_m / 1000
        apart = f", {island_km:,.1f} km of them not to and from all the others" if island_km >= 0.05 else ""
        print(
            f"  {one.mode}: {km:,.1f} km of ways in {one.graph.edges:,} edges between {one.graph.nodes:,} nodes{apart} "
            f"({one.kept_bytes / 1e6:,.1f} MB)"
        )
    for mode in done.without:
        print(f"  {mode}: the extract has no way for it")
    if done.incomplete:
        print(
            f"  {done.incomplete:,} ways lead out of the extract and are cut where their points are missing"
        )
    if done.forgotten:
        print(f"  {done.forgotten:,} earlier networks of this name were forgotten")
    return 0


@contextmanager
def _bar(name: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show how far the work is, on a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    if not sys.stderr.isatty():
        yield lambda _stage, _done, _of: None
        return
    columns = (TextColumn("{task.description:<28}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"looking at {name}", total=None)
        yield lambda stage, done, of: bar.update(task, description=stage, completed=done, total=of)
