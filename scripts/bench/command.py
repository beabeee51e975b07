"""``waystation bench``: what this machine gives, ourselves and the peers, on the same places in one run."""

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from scripts.home import ROOT

REPORT = ROOT / "docs" / "benchmarks.md"
PARTS = {
    "load": "scripts.bench.loading:load",
    "memory": "scripts.bench.memory:memory",
    "nearest": "scripts.bench.nearest:nearest",
    "filters": "scripts.bench.filters:filters",
    "bulk": "scripts.bench.bulk:bulk",
    "growth": "scripts.bench.growth:growth",
    "planning": "scripts.bench.planning:planning",
    "walking": "scripts.bench.walking:walking",
    "freshness": "scripts.bench.freshness:freshness",
    "overload": "scripts.bench.overload:overload",
    "away": "scripts.bench.away:away",
}
QUICK = {"stations": 2_000, "rounds": 1, "seconds": 0.5}


@click.command()
@click.argument("named", nargs=-1, metavar="[PART]…")
@click.option(
    "--stations", type=click.IntRange(100), default=200_000, show_default=True, help="How many places."
)
@click.option(
    "--rounds", type=click.IntRange(1), default=5, show_default=True, help="How often each is measured."
)
@click.option("--seconds", type=float, default=4.0, show_default=True, help="Of each measurement of a rate.")
@click.option("--only", metavar="PART,…", help=f"Only some parts: {', '.join(PARTS)}.")
@click.option(
    "--quick", is_flag=True, help="Few places, one short round, no peers: to see that all of it runs."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The report; default docs/benchmarks.md for a whole run, var/bench/benchmarks.md for a part of it.",
)
@click.option(
    "--work", type=click.Path(path_type=Path, file_okay=False), default=ROOT / "var" / "bench", hidden=True
)
def bench(
    named: tuple[str, ...],
    stations: int,
    rounds: int,
    seconds: float,
    only: str | None,
    quick: bool,  # noqa: FBT001 - click passes options by name
    out: Path | None,
    work: Path,
) -> int:
    """Measure lookups, filters, bulk, growth, planning, load, freshness, memory and failures beside the peers.

    With the names of PARTs only those, as in `waystation bench planning`.

    Everything it starts is its own and listens on the loopback: a PostgreSQL cluster under var/bench, our server,
    Redis, tipg, pygeoapi. Programs that are missing are installed where that is allowed, else named and left out.
    Leave the machine alone meanwhile.
    """
    from scripts.bench.bench import Options
    from scripts.bench.run import run

    only = ",".join([*named, *([only] if only else [])]) or None
    parts = _chosen(only)
    options = Options(stations, rounds, seconds)
    if quick:
        options = Options(**QUICK, quick=True)  # type: ignore[arg-type]
    work.mkdir(parents=True, exist_ok=True)
    whole = not quick and only is None
    report = out or (REPORT if whole else work / "benchmarks.md")
    for end in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(end) != signal.SIG_IGN:  # as it is under nohup
            signal.signal(end, signal.default_int_handler)
    with _told() as say:
        verdicts = run(parts, options, work.resolve(), report, say)
    missed = [one for one in verdicts if one.reached is False]
    unknown = [one for one in verdicts if one.reached is None]
    reached = len(verdicts) - len(missed) - len(unknown)
    click.echo(f"{reached} figures reached, {len(missed)} missed, {len(unknown)} not measured")
    click.echo(f"The report is in {report}")
    return 0


def _chosen(only: str | None) -> dict[str, str]:
    if only is None:
        return PARTS
    names = [name.strip() for name in only.split(",")]
    for name in names:
        if name not in PARTS:
            raise click.BadParameter(f"{name!r} is none of {', '.join(PARTS)}", param_hint="--only")
    return {name: PARTS[name] for name in PARTS if name in names}


@contextmanager
def _told() -> Iterator[Callable[[str], None]]:
    """Show what is being done: one moving line on a terminal, a line a step elsewhere."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    if not sys.stderr.isatty():
        yield lambda step: print(step, file=sys.stderr, flush=True)
        return
    columns: Sequence[SpinnerColumn | TextColumn | TimeElapsedColumn] = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as line:
        task = line.add_task("opening the bench's own cluster", total=None)
        yield lambda step: line.update(task, description=step)
