"""``waystation plan``: who is covered, when, where the next places go, and what would change."""

import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from scripts.plan import asking


@click.group()
def plan() -> None:
    """Work out who is covered, when, and where the next places go; keep it, and tell it.

    Demand comes from `load-demand`, roads from `load-roads`, places and counties from `load` and `load-boundaries`.
    """
    # Searching and proving take a core each; a third thread of the linear algebra would take its share from both.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@plan.command()
@asking.shared
@click.option(
    "--places",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Places of a file, where the demand is one.",
)
@click.option(
    "--access", type=click.Choice(["2sfca", "e2sfca"]), help="Capacity a head, by floating catchments."
)
@click.option("--close-m", type=float, help="List places nearer than so many metres to one another.")
def coverage(places: Path | None, access: str | None, close_m: float | None, **given: Any) -> int:
    """Tell who has an open place near enough: by area, by hour of the week, once and twice."""
    if _is_file(given["demand"]):
        from scripts.plan.coverage_files import from_files, refuse_more

        refuse_more({**given, "access": access, "close_m": close_m})
        if places is None or given["within_m"] is None:
            raise click.UsageError("with a file of demand, give --places FILE and --within-m METRES, too")
        return from_files(Path(given["demand"]), places, given["within_m"], as_json=given["as_json"])
    if places is not None:
        raise click.UsageError(
            f"--places is for files: there is no file '{given['demand']}'; places of the store need no option"
        )
    return _made("coverage", given, access=access, close_m=close_m)


@plan.command()
@asking.shared
@click.option("--most", type=int, help="How many gaps to list; default 50.")
@click.option("--resolution", type=int, help="Of the H3 cells, 4 to 11; default: by the standard.")
def gaps(most: int | None, resolution: int | None, **given: Any) -> int:
    """Put those together who have no place near enough, the most people first."""
    return _made("gaps", given, most=most, resolution=resolution)


@plan.command()
@asking.shared
@click.option(
    "--model", type=click.Choice(["mclp", "lscp", "pmedian", "pcenter"]), help="Default mclp: cover the most."
)
@click.option("--sites", type=int, metavar="P", help="How many new sites.")
@click.option("--share", type=float, help="lscp: how much is to be covered, 0 to 1; default all.")
@click.option("--candidates", metavar="FILE", help="A CSV file with id, lon, lat; else where the demand is.")
@click.option(
    "--existing", metavar="HOW", help="fixed (default), movable or none; with a file of demand, a CSV file."
)
@click.option("--must", multiple=True, metavar="ID", help="A candidate that is in every plan. Repeat.")
@click.option(
    "--forbidden",
    "--forbid",
    "forbidden",
    multiple=True,
    metavar="ID",
    help="A candidate that is in none. Repeat.",
)
@click.option("--spacing-m", type=float, help="No two sites nearer to one another than this.")
@click.option("--seconds", type=float, help="Stop after so long with what there is; default 60.")
def site(candidates: str | None, existing: str | None, seconds: float | None, **given: Any) -> int:
    """Say where the next sites go, and the bound that no plan can better. Ctrl-C stops it with what it has."""
    part = {name: given.pop(name) for name in ("model", "sites", "share", "must", "forbidden", "spacing_m")}
    if _is_file(given["demand"]):
        return _site_of_files(given, part, candidates, existing, seconds)
    if existing is not None and existing not in ("fixed", "movable", "none"):
        raise click.UsageError(f"--existing {existing}: places of the store are fixed, movable or none")
    points = _points(candidates) if candidates else None
    lists = {name: list(part[name]) for name in ("must", "forbidden")}
    return _made("site", given, **{**part, **lists}, points=points, existing=existing, seconds=seconds)


@plan.command()
@asking.shared
@click.option(
    "--road", metavar="REF", help="By its number, as G30, on the roads of trucks unless --by says others."
)
@click.option(
    "--line",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A GeoJSON line.",
)
@click.option("--within-km", type=float, help="How far ahead the next place may be; default 100.")
@click.option("--flow", type=float, help="Vehicles a day, to weigh the stretches by.")
def corridor(
    road: str | None, line: Path | None, within_km: float | None, flow: float | None, **given: Any
) -> int:
    """Find where along a road the next place ahead is too far, in each direction."""
    if road is not None and given["by"] is None:
        given["by"] = "truck"
    return _made("corridor", given, road=road, line=_line(line), within_km=within_km, flow=flow)


@plan.command()
@asking.shared
@click.option(
    "--add", multiple=True, metavar="LON,LAT[,HOURS]", help="A place that would stand there. Repeat."
)
@click.option(
    "--move", multiple=True, metavar="ID=LON,LAT", help="A place that would stand elsewhere. Repeat."
)
@click.option("--close", multiple=True, metavar="ID", help="A place that would be gone. Repeat.")
@click.option("--open", "opens", multiple=True, metavar="ID=HOURS", help="A place with other hours. Repeat.")
@click.option("--evening", metavar="HOUR", help="What it would give were all open until then, as 22:00.")
@click.option("--no-losses", is_flag=True, help="Leave out which place would be missed least.")
def compare(
    add: tuple[str, ...],
    move: tuple[str, ...],
    close: tuple[str, ...],
    opens: tuple[str, ...],
    evening: str | None,
    no_losses: bool,  # noqa: FBT001 - click passes options by name
    **given: Any,
) -> int:
    """Tell every figure before and after: places added, moved, closed, open longer."""
    changes = [_added(one) for one in add]
    for one in move:
        named, lon_lat = _named(one, "--move ID=LON,LAT")
        lon, lat = asking.point(lon_lat)
        changes.append({"do": "move", "id": named, "lon": lon, "lat": lat})
    changes += [{"do": "close", "id": one} for one in close]
    for one in opens:
        named, hours = _named(one, "--open ID=HOURS")
        changes.append({"do": "hours", "id": named, "hours": hours})
    return _made("compare", given, changes=changes, evening=evening, losses=False if no_losses else None)


@plan.command("list")
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


@plan.command()
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


@plan.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print the whole document as JSON.")
@click.option("--dry-run", is_flag=True, help="Keep nothing.")
def again(number: int, as_json: bool, dry_run: bool) -> int:  # noqa: FBT001
    """Make a kept plan once more, and tell whether its numbers are the same, or which input changed."""
    from scripts.plan.making import again as make_again

    return make_again(number, as_json=as_json, dry_run=dry_run)


@plan.command()
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


@plan.command()
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


def _made(what: str, given: dict[str, Any], **part: Any) -> int:
    from scripts.plan.making import plan as make

    if what != "corridor" and not given["demand"]:
        raise click.UsageError("--demand is missing: name the demand, as waystation load-demand kept it")
    if given["demand"] and Path(given["demand"]).suffix and not _is_file(given["demand"]):
        click.echo(f"there is no file '{given['demand']}': it is looked for in the store", err=True)
    needs_within = what != "corridor" and part.get("model") not in ("pmedian", "pcenter")
    options = asking.asked(given, needs_within=needs_within, **part)
    return make(what, options, title=given["title"], as_json=given["as_json"], dry_run=given["dry_run"])


def _is_file(demand: str | None) -> bool:
    return demand is not None and Path(demand).is_file()


def _site_of_files(
    given: dict[str, Any],
    part: dict[str, Any],
    candidates: str | None,
    existing: str | None,
    seconds: float | None,
) -> int:
    from scripts.plan.coverage_files import TAKEN, refuse_more
    from scripts.plan.site import from_files

    refuse_more(given, TAKEN | {"seed"})
    if candidates is None:
        raise click.UsageError("with a file of demand, give --candidates FILE, too")
    for file in (candidates, existing):
        if file is not None and not Path(file).is_file():
            raise click.UsageError(f"there is no file '{file}'")
    return from_files(
        Path(given["demand"]),
        Path(candidates),
        Path(existing) if existing else None,
        must=part["must"],
        forbid=part["forbidden"],
        seconds=10.0 if seconds is None else seconds,
        as_json=given["as_json"],
        model=part["model"] or "mclp",
        sites=part["sites"],
        within_m=given["within_m"],
        share=1.0 if part["share"] is None else part["share"],
        spacing_m=part["spacing_m"] or 0.0,
        seed=given["seed"] or 0,
    )


def _points(file: str) -> list[dict[str, Any]]:
    from geodata.demand_files import read_sites

    sites = read_sites(Path(file))
    return [
        {"id": one, "lon": lon, "lat": lat, "name": name}
        for one, lon, lat, name in zip(
            sites.id, sites.lon.tolist(), sites.lat.tolist(), sites.name, strict=True
        )
    ]


def _line(file: Path | None) -> list[dict[str, float]] | None:
    if file is None:
        return None
    import json

    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        geometry = found["features"][0]["geometry"] if "features" in found else found.get("geometry", found)
        return [{"lon": float(one[0]), "lat": float(one[1])} for one in geometry["coordinates"]]
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise click.UsageError(f"--line {file}: a GeoJSON LineString was expected ({error})") from error


def _added(text: str) -> dict[str, Any]:
    lon, _, rest = text.partition(",")
    lat, _, hours = rest.partition(",")
    east, north = asking.point(f"{lon},{lat}")
    return {"do": "add", "lon": east, "lat": north, "hours": hours.strip() or None}


def _named(text: str, shape: str) -> tuple[str, str]:
    named, equals, rest = text.partition("=")
    if not equals or not named.strip() or not rest.strip():
        raise click.UsageError(f"'{text}': write {shape}")
    return named.strip(), rest.strip()
