"""``waystation history``: take back what a list brought, and find out whether the history was tampered with."""

from typing import TYPE_CHECKING

import click

from scripts.store import open_store
from stations.settings import Settings

if TYPE_CHECKING:
    from stations.undoing import ImportUndone
    from stations.verifying import Fault, Verdict

FIRST = 20
SAID = {
    "entry_changed": "entry {entry} of the journal does not follow from the one before: one of the two was changed",
    "entries_missing": "entries of the journal before {entry} are gone",
    "head_not_found": "the expected head is not in the journal: it was cut short, or written anew",
    "digests_removed": "versions lost their digests: more have none than on the day when digests began",
    "version_changed": "place {station_id}: version {version} was changed, or the one before it",
    "versions_missing": "place {station_id}: versions before {version} are gone",
    "version_missing": "place {station_id}: version {version} is gone; entry {entry} of the journal tells of it",
    "place_missing": "place {station_id} is gone",
    "author_changed": "place {station_id}: version {version} names another author than entry {entry} of the journal",
    "record_changed": "place {station_id}: version {version} is not what entry {entry} of the journal vouches for",
    "chain_rewritten": "place {station_id}: versions before {version} are not those that entry {entry} saw",
    "not_in_journal": "place {station_id}: version {version} is in no entry of the journal",
    "run_not_in_journal": "import {import_id} is in no entry of the journal",
    "run_missing": "import {import_id} is gone; entry {entry} of the journal tells of it",
    "run_changed": "import {import_id}: its own line (source, file, who, account) was changed",
    "run_records_changed": "import {import_id}: what it brought is not what entry {entry} of the journal vouches for",
}
CHECKED = {
    "verify_journal": "the journal",
    "verify_versions": "versions of places",
    "verify_edits": "changes by hand",
    "verify_imports": "lists",
}


@click.group()
def history() -> None:
    """Take back what a list brought, and find out whether the history was tampered with."""


@history.command("undo-import")
@click.argument("number", type=int, metavar="ID")
@click.option("--dry-run", is_flag=True, help="Show the account and change nothing.")
@click.option("--actor", help="Who undoes it. Default: the system's user.")
def undo_import(number: int, dry_run: bool, actor: str | None) -> int:  # noqa: FBT001 - click passes options by name
    """Take back what import ID brought: close what it entered, put back what it amended.

    What somebody changed since is left and listed. The undoing is an import of its own, and can be undone.
    """
    from scripts.load import user
    from stations import undoing
    from stations.database import connect, transaction
    from stations.migrate import migrate

    with open_store(Settings.from_environment()) as url:
        connection = connect(url)
        try:
            migrate(connection)
            with transaction(connection):
                if dry_run:
                    _tell(undoing.import_account(connection, number))
                else:
                    _tell(undoing.undo_import(connection, number, actor=actor or user()))
        finally:
            connection.close()
    return 0


def _tell(told: "ImportUndone") -> None:
    would = "" if told.import_id else "would be "
    click.echo(f"{told.closed:,} places that it entered {would}closed, {told.restored:,} put back.")
    if told.kept:
        click.echo(f"Left, for somebody changed it since: {len(told.kept):,} places")
        for one in told.kept[:FIRST]:
            click.echo(f"  {one.name} ({one.station_id}): {', '.join(one.fields)}, by {one.changed_by}")
    if told.import_id:
        click.echo(
            f"Done as import {told.import_id}: 'waystation history undo-import {told.import_id}' takes it back."
        )
    else:
        click.echo("Dry run: nothing was changed.")


@history.command()
@click.option(
    "--expect", metavar="HASH", help="A head that was noted before: it must still be in the journal."
)
def verify(expect: str | None) -> int:
    """Walk the journal and the versions of all places, and compare every digest; exit 1 when something does not fit.

    Note the head that it prints elsewhere, and give it with --expect later: who rewrites everything cannot keep it.
    """
    from scripts.accounting import stages
    from stations import verifying
    from stations.database import at_one_moment, connect
    from stations.migrate import migrate

    with open_store(Settings.from_environment()) as url, stages(list(CHECKED.values())) as tell:
        connection = connect(url)
        try:
            migrate(connection)
            with at_one_moment(connection):
                verdict = verifying.verify(connection, expect=expect, tell=lambda check: tell(CHECKED[check]))
        finally:
            connection.close()
    _report(verdict)
    return 1 if verdict.faults else 0


def _report(verdict: "Verdict") -> None:
    counts = verdict.counts
    click.echo(
        f"{counts['entries']:,} entries of the journal, {counts['places']:,} places, "
        f"{counts['versions']:,} older versions, {counts['edits']:,} changes by hand, {counts['runs']:,} imports."
    )
    if verdict.head:
        click.echo(f"Head: {verdict.head}")
    if counts["without_digest"]:
        click.echo(f"Not vouched for: {counts['without_digest']:,} versions are older than digests.")
    if counts["unvouched"]:
        click.echo(
            f"Not vouched for before their next change: {counts['unvouched']:,} places that a program entered."
        )
    for fault in verdict.faults[:FIRST]:
        click.echo(_said(fault))
    if len(verdict.faults) > FIRST:
        click.echo(f"… and {len(verdict.faults) - FIRST:,} more")
    click.echo("This history was tampered with." if verdict.faults else "All of it fits together.")


def _said(fault: "Fault") -> str:
    return SAID[fault.what].format(**fault._asdict())
