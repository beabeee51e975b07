"""``waystation load``: a list of places into the store, with an account of every row."""

import csv
import gc
import getpass
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from scripts.store import open_store
from stations.datum import Datum
from stations.settings import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--kind", help="Kind of every place, where no column tells it; else the brand in its name decides."
)
@click.option(
    "--datum", type=click.Choice([str(one) for one in Datum]), help="Of the coordinates; default wgs84."
)
@click.option("--source", help="Name of the list; a newer version of it amends. Default: the file's name.")
@click.option("--licence", help="Under which the list was published.")
@click.option("--sheet", help="Sheet of a workbook, or layer of a GeoPackage.")
@click.option(
    "--map", "pairs", multiple=True, metavar="COLUMN=FIELD", help="Say what a column is; - for none. Repeat."
)
@click.option("--dry-run", is_flag=True, help="Show the account and change nothing.")
@click.option(
    "--skip-bad", is_flag=True, help="Load the good rows when some are refused; else nothing is loaded."
)
@click.option("--close-missing", is_flag=True, help="Close places of this source that are not in the list.")
@click.option("--all", "everything", is_flag=True, help="Show every line of the account.")
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Write every line of it to a CSV file."
)
@click.option("--actor", help="Who loads. Default: the system's user.")
def load(
    file: Path,
    kind: str | None,
    datum: str | None,
    source: str | None,
    licence: str | None,
    sheet: str | None,
    pairs: tuple[str, ...],
    dry_run: bool,  # noqa: FBT001 - click passes options by name
    skip_bad: bool,  # noqa: FBT001
    close_missing: bool,  # noqa: FBT001
    everything: bool,  # noqa: FBT001
    report: Path | None,
    actor: str | None,
) -> int:
    """Load FILE, a list of places: CSV, XLSX, GeoJSON, GeoPackage or Shapefile.

    One transaction: all of it is loaded, or nothing. The same file again changes nothing; a newer one amends.
    """
    from geodata.ingest import STAGES, Choices
    from geodata.ingest import load as ingest
    from scripts.accounting import stages, told
    from stations.database import connect
    from stations.migrate import migrate

    choices = Choices(
        source=source,
        licence=licence,
        kind=kind,
        datum=Datum(datum) if datum else None,
        sheet=sheet,
        mapping=_mapping(pairs),
        dry_run=dry_run,
        skip_bad=skip_bad,
        close_missing=close_missing,
    )
    if report is not None:
        _open_report(report)
    with open_store(Settings.from_environment()) as url, stages(STAGES) as tell, _uncollected():
        connection = connect(url)
        try:
            migrate(connection)
            account = ingest(connection, file, choices, actor=actor or user(), tell=tell)
            if account.loaded:
                tell("committing")
                connection.commit()
            else:
                connection.rollback()
        finally:
            connection.close()
    if report is not None:
        _write_report(report, account.lines())
    told(account, everything=everything, report=report)
    return 0 if account.loaded or (dry_run and not account.refused) else 1


def _open_report(report: Path) -> None:
    """See that the report can be written before anything is loaded."""
    try:
        report.open("w").close()
    except OSError as error:
        raise click.ClickException(f"the report cannot be written to {report}: {error.strerror}") from error


def _write_report(report: Path, lines: Iterable[Iterable[object]]) -> None:
    from geodata.export import harmless

    with report.open("w", encoding="utf-8-sig", newline="") as written:
        writer = csv.writer(written)
        writer.writerow(["what", "row", "column", "value", "detail", "cure"])
        writer.writerows([harmless(one) for one in line] for line in lines)


def user() -> str:
    """Name the system's user, who acts where nobody else is named."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        return "loader"


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector still: a list makes millions of cells and no cycles, each looked at in vain."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        column, sign, field = pair.rpartition("=")
        if not sign or not column or not field:
            raise click.BadParameter(f"{pair}: write COLUMN=FIELD, for example 站名=name", param_hint="--map")
        mapping[column.strip()] = field.strip()
    return mapping
