"""The verbs of ``waystation plan`` that look at plans that are kept, and take them along."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


@click.command("list")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, help="How many, the newest first; default 20."
)
def listed(limit: int) -> int:
    """List the plans that are kept."""
    from scripts.plan.making import opened
    from scripts.plan.sentences import share
    from scripts.plan.telling import table
    from stations import plans

    with opened() as connection:
        found = plans.listed(connection, limit=limit)
    if not found:
        click.echo("No plan is kept yet: waystation plan coverage --demand NAME --within-m 500")
        return 0
    rows = [
        (
            one.id,
            one.what,
            one.title,
            share(one.covered_share),
            one.state,
            f"{one.created_at:%Y-%m-%d %H:%M}",
            one.asked_by,
        )
        for one in found
    ]
    click.echo(
        table(
            ("Plan", "What", "Title", "Covered", "State", "Asked at", "By"),
            [[str(cell) for cell in row] for row in rows],
        )
    )
    return 0


@click.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print the whole document as JSON.")
def show(number: int, as_json: bool) -> int:  # noqa: FBT001
    """Show a plan that is kept."""
    import json

    from scripts.plan.making import opened
    from scripts.plan.telling import told
    from stations import plans

    with opened() as connection:
        found = plans.one(connection, number)
    if found.result is None:
        why = f": {found.params.get('detail') or found.reason}" if found.reason else ""
        click.echo(f"Plan {number} is {found.state}{why}", err=True)
        return 1
    click.echo(json.dumps(found.result, ensure_ascii=False) if as_json else told(found.result, number))
    return 0


@click.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print the whole document as JSON.")
@click.option("--dry-run", is_flag=True, help="Keep nothing.")
def again(number: int, as_json: bool, dry_run: bool) -> int:  # noqa: FBT001
    """Make a kept plan once more, and tell whether its numbers are the same, or which input changed."""
    from scripts.plan.making import again as make_again

    return make_again(number, as_json=as_json, dry_run=dry_run)


@click.command()
@click.argument("number", type=int)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Default zh.")
def report(number: int, file: Path, lang: str) -> int:
    """Write a report of a plan to FILE: .html, one file that asks no other host, or .pdf."""
    form = file.suffix.lower().lstrip(".")
    if form not in ("html", "pdf"):
        raise click.UsageError(f"{file}: a report is written as .html or .pdf")
    write: Callable[..., bytes] = importlib.import_module("web.plans.report").report
    found, layers = _kept(number)
    file.write_bytes(write(found.result, layers, lang, form, title=found.title))
    click.echo(f"The report of plan {number} is in {file}.")
    return 0


@click.command()
@click.argument("number", type=int)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(number: int, file: Path) -> int:
    """Write a plan's layers and figures to FILE: .gpkg, .parquet, .csv, .xlsx, .geojson."""
    write = importlib.import_module("geodata.plan_export").export
    found, layers = _kept(number)
    write(found.result, layers, file)
    click.echo(f"Plan {number} is in {file}.")
    return 0


def _kept(number: int) -> tuple[Any, dict[str, Any]]:
    """Read a plan that came to an end, with its layers."""
    import gzip
    import json

    from geodata.errors import BadPlan
    from scripts.plan.making import opened
    from stations import plans

    with opened() as connection:
        found = plans.one(connection, number)
        if found.result is None:
            raise BadPlan(f"plan {number} is {found.state}: there are no figures of it to write")
        layers = {
            name: json.loads(gzip.decompress(plans.layer(connection, number, name))) for name in found.layers
        }
    return found, layers


VERBS = (listed, show, again, report, export)
