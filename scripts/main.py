"""The command ``waystation``: its verbs, and how each of them ends."""

import importlib
import sys
from collections.abc import Sequence
from typing import NamedTuple

import click


class Verb(NamedTuple):
    """Where a verb is written, and what it does in a few words."""

    home: str
    help: str


VERBS = {
    "serve": Verb("scripts.serve:serve", "Serve the map and the API until Ctrl-C."),
    "migrate": Verb("scripts.migrate:migrate", "Bring the store to this program's version."),
    "load": Verb("scripts.load:load", "Load a list of places: CSV, XLSX, GeoJSON, GeoPackage, Shapefile."),
    "load-boundaries": Verb("scripts.load_boundaries:load_boundaries", "Load administrative boundaries."),
    "load-demand": Verb("scripts.load_demand:load_demand", "Load where people, riders or orders are."),
    "load-roads": Verb("scripts.load_roads:load_roads", "Load roads from an OpenStreetMap extract."),
    "generate": Verb("scripts.generate:generate", "Write a list of made-up places, for trials of size."),
    "export": Verb("scripts.export:export", "Write places to a file: a map, a table, features."),
    "draw": Verb("scripts.draw:draw", "Draw the picture of all places that the server answers from."),
    "work": Verb(
        "scripts.work:work", "Read and apply the lists that come in on the web, and write files for it."
    ),
    "hours": Verb(
        "scripts.hours:hours", "Tell what an hours text means: open, closed or unknown, and until when."
    ),
    "exception": Verb(
        "scripts.exception:exception", "Close one place on some dates, or give it other hours then."
    ),
    "plan": Verb(
        "scripts.plan.command:plan", "Work out who is covered, when, and where the next places go; keep it."
    ),
    "bench": Verb("scripts.bench.command:bench", "Measure this machine, ourselves and the peers."),
    "findings": Verb("scripts.findings:findings", "Show what is doubtful about the places kept."),
    "faults": Verb("scripts.faults:faults", "List what couriers report to be wrong, and say what is mended."),
    "account": Verb(
        "scripts.account:account", "Add accounts of the desk, give them one-time links, disable them."
    ),
    "unit": Verb("scripts.unit:unit", "Build the tree of union units, and give them their places."),
    "held": Verb(
        "scripts.held:held", "List ratings and reports that wait for a manager, count or drop them."
    ),
    "history": Verb(
        "scripts.history:history", "Take back what a list brought; verify that nobody tampered with the past."
    ),
}


class Verbs(click.Group):
    """Imports a verb when it is called: the help, and a light verb, need not wait for geopandas."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the shape is click's
        """List the verbs in the order of a station's life."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a verb."""
        if cmd_name not in VERBS:
            return None
        module, _, name = VERBS[cmd_name].home.partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker; a test calls every verb
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Tell the verbs from the table, without importing any."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, verb.help) for name, verb in VERBS.items()])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="waystation")
def waystation() -> None:
    """Keep rest stations for outdoor workers, and answer where the nearest one is."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and give its exit status; a refusal is one line that says why."""
    try:
        status = waystation.main(args=argv, prog_name="waystation", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except _refusals() as error:
        print(f"waystation: {_sentence(error)}", file=sys.stderr)
        return 1
    return status if isinstance(status, int) else 0


def _refusals() -> tuple[type[Exception], ...]:
    """Name the errors whose message is all that a person needs; asked for only when something went wrong."""
    from psycopg2 import OperationalError

    from stations.errors import StationsError

    return StationsError, OperationalError


def _sentence(error: Exception) -> str:
    from stations.errors import StationsError

    if isinstance(error, StationsError):
        return str(error)
    reason = (str(error).strip() or "it closed the connection").splitlines()[0]
    return f"the database failed: {reason}; what was not committed is undone: see that it runs, and try again"


if __name__ == "__main__":
    sys.exit(main())
