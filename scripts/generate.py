"""``waystation generate``: a list of made-up places, for trials of size."""

from pathlib import Path

import click


@click.command()
@click.option("--stations", type=int, required=True, help="How many.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same bytes.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The CSV file to write."
)
def generate(stations: int, seed: int, out: Path) -> int:
    """Write a list of made-up places, clustered as cities are, that `waystation load` reads."""
    from geodata.generate import generate as make

    make(out, stations=stations, seed=seed)
    click.echo(f"{stations:,} made-up places are in {out}; load them with: waystation load {out}")
    return 0
