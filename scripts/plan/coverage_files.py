"""``waystation plan coverage --demand D.csv --places E.csv``: coverage from files alone."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from geodata.coverage_files import FileCoverage

TAKEN = {"demand", "places", "within_m", "as_json"}
# Options whose names on the command line are not those of their arguments.
OPTIONS = {
    "speed_kmh": "--speed",
    "kinds": "--kind",
    "services": "--service",
    "counties": "--county",
    "units": "--unit",
}


def from_files(demand: Path, places: Path, within_m: float, *, as_json: bool = False) -> int:
    """Print who of the demand is within so many metres of a place: for people, or as one line of JSON."""
    from geodata.coverage_files import coverage_of_files

    found = coverage_of_files(demand, places, within_m)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    click.echo(json.dumps(found.told) if as_json else _account(found))
    return 0


def refuse_more(said: Mapping[str, object], taken: Collection[str] = TAKEN) -> None:
    """Refuse options that files leave no room for: none is passed over in silence."""
    more = [name for name, value in said.items() if name not in taken and not _is_unsaid(value)]
    if more:
        named = ", ".join(OPTIONS.get(name, f"--{name.replace('_', '-')}") for name in more)
        raise click.UsageError(f"between two files distances are geodesics, at any hour: leave out {named}")


def _is_unsaid(value: object) -> bool:
    return value is None or value is False or value in ("", ())


def _account(found: "FileCoverage") -> str:
    """Say the figures in sentences; distances are those that a crow flies, and it says so."""
    figures = found.figures
    twice = (
        f"{figures['twice_share']:.1%} have two such places"
        if len(found.places) > 1
        else "there is but one place"
    )
    lines = (
        f"{len(found.demand):,} demand points of weight {figures['weight']:,.10g}, {len(found.places):,} places",
        f"covered within {found.within_m:,.10g} m: {figures['covered']:,.10g}, or {figures['share']:.1%}; {twice}",
        f"nearest place: half within {figures['p50']:,.0f} m, nine in ten within {figures['p90']:,.0f} m",
        f"mean {figures['mean']:,.0f} m, worst-off 5 % {figures['worst5']:,.0f} m, farthest {figures['max']:,.0f} m",
        f"Gini of the distance {figures['gini']:.2f}; distances are geodesics: the way on the ground is longer",
    )
    return "\n".join(lines)
