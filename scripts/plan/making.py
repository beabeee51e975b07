"""A plan of the command line: worked out from the store, kept in it, and told; Ctrl-C stops a search, not the plan."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from psycopg2.extensions import connection as Connection

from scripts.plan.stopping import stopping
from scripts.store import open_store
from stations.settings import Settings

if TYPE_CHECKING:
    from stations.asking import Asked

Bring = Callable[[Connection, "Asked"], Mapping[str, Any]]


@contextmanager
def opened() -> Iterator[Connection]:
    """Open the store at this program's version, for as long as the block takes."""
    from stations.database import connect
    from stations.migrate import migrate

    with open_store(Settings.from_environment()) as url:
        connection = connect(url)
        try:
            migrate(connection)
            yield connection
        finally:
            connection.close()


def plan(
    what: str, options: Mapping[str, Any], *, title: str, as_json: bool, dry_run: bool, bring: Bring | None = None
) -> int:  # fmt: skip
    """Make a plan, keep it, and tell it: the figure first.

    Parameters
    ----------
    bring
        Gives the options that can be told only beside the store, as candidates around its demand.
    """
    from geodata.planning.fetching import fetch
    from geodata.planning.making import make
    from scripts.plan.asking import now
    from scripts.plan.telling import told
    from stations.asking import asked, refuse_unknown

    question = asked(what, options, now=now())
    with opened() as connection, following() as telling:
        began = time.monotonic()
        if bring is not None:
            refuse_unknown(connection, question)
            question = asked(what, {**options, **bring(connection, question)}, now=now())
        inputs = fetch(connection, question, telling.tell)
        connection.rollback()
        made = make(inputs, question, telling)
        number = None
        if not dry_run:
            number = _kept(connection, made, question.options, title, time.monotonic() - began)
    click.echo(json.dumps(made.result, ensure_ascii=False) if as_json else told(made.result, number))
    return 0


def again(number: int, *, as_json: bool, dry_run: bool) -> int:
    """Make a kept plan once more, and tell whether its numbers are the same; 3 when they are not."""
    from geodata.planning import again as repeating
    from geodata.planning.fetching import fetch
    from geodata.planning.making import make
    from scripts.plan.asking import now
    from scripts.plan.telling import told, told_again
    from stations import plans

    with opened() as connection, following() as telling:
        began = time.monotonic()
        earlier = plans.one(connection, number)
        question = repeating.question_of(earlier, now=now())
        inputs = fetch(connection, question, telling.tell, earlier=repeating.inputs_of(earlier))
        connection.rollback()
        made = repeating.compared(make(inputs, question, telling), earlier)
        kept = None
        if not dry_run:
            kept = _kept(connection, made, question.options, earlier.title, time.monotonic() - began, number)
    if as_json:
        click.echo(json.dumps(made.result, ensure_ascii=False))
    else:
        click.echo(f"{told_again(made.result)}\n\n{told(made.result, kept)}")
    return 0 if made.result["again"]["same"] else 3


def _kept(
    connection: Connection,
    made: Any,
    options: Mapping[str, Any],
    title: str,
    seconds: float,
    again_of: int | None = None,
) -> int:
    from stations import plans
    from stations.database import transaction

    with transaction(connection):
        return plans.keep(connection, made, options, title=title, seconds=seconds, again_of=again_of)


@contextmanager
def following() -> Iterator[Any]:
    """Show how far a plan has come, on a terminal; the first Ctrl-C asks it to stop, the second ends the program."""
    from geodata.planning.telling import Telling

    with stopping() as asked_to_stop, _bar() as tell:
        yield Telling(tell, asked_to_stop)


@contextmanager
def _bar() -> Iterator[Any]:
    if not sys.stderr.isatty():
        yield lambda _stage, _share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    shown = (TextColumn("{task.description:<20}"), BarColumn(), TimeElapsedColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("opening the store", total=1.0)

        def tell(stage: str, share: float | None) -> None:
            bar.update(task, description=stage.replace("_", " "), completed=share or 0.0)

        yield tell
