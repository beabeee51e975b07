"""The verbs of ``waystation plan`` that ask for a new plan."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scripts.plan import asking, reading

if TYPE_CHECKING:
    from scripts.plan.making import Bring


OF_SITING = ("model", "sites", "share", "must", "forbidden", "spacing_m", "capacity")


@click.command()
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


@click.command()
@asking.shared
@click.option("--most", type=int, help="How many gaps to list; default 50.")
@click.option("--resolution", type=int, help="Of the H3 cells, 4 to 11; default: by the standard.")
def gaps(most: int | None, resolution: int | None, **given: Any) -> int:
    """Put those together who have no place near enough, the most people first."""
    return _made("gaps", given, most=most, resolution=resolution)


@click.command()
@asking.shared
@click.option(
    "--model", type=click.Choice(["mclp", "lscp", "pmedian", "pcenter"]), help="Default mclp: cover the most."
)
@click.option("--sites", type=int, metavar="P", help="How many new sites.")
@click.option("--share", type=float, help="lscp: how much is to be covered, 0 to 1; default all.")
@click.option(
    "--candidates",
    metavar="FILE",
    help="CSV with id, lon, lat, or buildings: .osm.pbf, .geojson, .gpkg, .shp; else where the demand is.",
)
@click.option(
    "--datum", type=click.Choice(["wgs84", "gcj02", "bd09"]), help="Of the candidates' file; default wgs84."
)
@click.option("--crs", help="Reference system of a candidates' file that names none, as EPSG:32651.")
@click.option("--layer", help="Layer of the candidates' file.")
@click.option("--source", help="Where the candidates' file is from.")
@click.option("--licence", help="Under which it was published.")
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
@click.option(
    "--capacity",
    type=float,
    metavar="N",
    help="The most that a site serves whose own is not known; else no end.",
)
@click.option("--seconds", type=float, help="Stop after so long with what there is; default 60.")
def site(candidates: str | None, existing: str | None, seconds: float | None, **given: Any) -> int:
    """Say where the next sites go, and the bound that no plan can better. Ctrl-C stops it with what it has."""
    part = {name: given.pop(name) for name in OF_SITING}
    of_file = {name: given.pop(name) for name in reading.OF_CANDIDATES}
    if _is_file(given["demand"]):
        given |= of_file
        return _site_of_files(given, part, candidates, existing, seconds)
    if existing is not None and existing not in ("fixed", "movable", "none"):
        raise click.UsageError(f"--existing {existing}: places of the store are fixed, movable or none")
    bring = reading.candidates(candidates, of_file)
    lists = {name: list(part[name]) for name in ("must", "forbidden")}
    return _made("site", given, bring, **{**part, **lists}, existing=existing, seconds=seconds)


@click.command()
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
    return _made("corridor", given, road=road, line=reading.line(line), within_km=within_km, flow=flow)


@click.command()
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
    changes = reading.changes(add, move, close, opens)
    return _made("compare", given, changes=changes, evening=evening, losses=False if no_losses else None)


def _made(what: str, given: dict[str, Any], bring: "Bring | None" = None, **part: Any) -> int:
    from scripts.plan.making import plan as make

    if what != "corridor" and not given["demand"]:
        raise click.UsageError("--demand is missing: name the demand, as waystation load-demand kept it")
    if given["demand"] and Path(given["demand"]).suffix and not _is_file(given["demand"]):
        click.echo(f"there is no file '{given['demand']}': it is looked for in the store", err=True)
    needs_within = what != "corridor" and part.get("model") not in ("pmedian", "pcenter")
    options = asking.asked(given, needs_within=needs_within, **part)
    told = {name: given[name] for name in ("title", "as_json", "dry_run")}
    return make(what, options, bring=bring, **told)


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
        **({} if part["capacity"] is None else {"capacity": part["capacity"]}),
    )


VERBS = (coverage, gaps, site, corridor, compare)
