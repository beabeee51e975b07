"""``waystation account``: who may do what at the desk, from the first operator on."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from scripts.store import open_store
from stations.settings import Settings

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection

    from stations.accounts import Account


@contextmanager
def own_store() -> Iterator["Connection"]:
    """Open the store as its owner, in one transaction that names the system's user in the journal."""
    from stations.database import act_as, connect, transaction
    from stations.migrate import migrate

    with open_store(Settings.from_environment()) as url:
        connection = connect(url)
        try:
            migrate(connection)
            with transaction(connection):
                act_as(connection, _user())
                yield connection
        finally:
            connection.close()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        return "operator"


@click.group()
def account() -> None:
    """Add accounts, give them one-time links, disable them, end their sessions."""


@account.command()
@click.argument("name")
@click.option("--role", type=click.Choice(["manager", "planner", "operator"]), required=True)
@click.option(
    "--unit", metavar="ID|NAME", help="Where it acts; without one, in the whole store (operators only)."
)
@click.option("--shown-name", metavar="TEXT", help="As others of the desk see it. Default: NAME.")
def add(name: str, role: str, unit: str | None, shown_name: str | None) -> None:
    """Add the account NAME and print its one-time link, by which it sets its password within 24 hours."""
    from stations import accounts, units
    from stations.acting import Role

    with own_store() as store:
        where = units.find(store, unit) if unit else None
        made = accounts.add(store, name.strip().casefold(), shown_name or name, Role(role), where)
        _link(store, accounts.one(store, made))


@account.command()
@click.argument("name")
def link(name: str) -> None:
    """Print a one-time link for the account NAME; earlier ones that were not used are over."""
    from stations import accounts

    with own_store() as store:
        _link(store, accounts.named(store, name))


def _link(store: "Connection", one: "Account") -> None:
    from stations import accounts
    from stations.hours import in_china

    made = accounts.link(store, one.id)
    public = Settings.from_environment().public_url
    click.echo(f"{one.name}: {one.role}, {one.unit_name or 'the whole store'}")
    click.echo(f"{public or ''}{made.path}")
    where = "" if public else "; put the address of your server before it, or set WAYSTATION_PUBLIC_URL"
    click.echo(f"Good once, until {in_china(made.expires_at):%m-%d %H:%M}{where}.")


@account.command("list")
def listed() -> None:
    """List all accounts."""
    from rich.table import Table
    from rich.text import Text

    from scripts.accounting import console
    from stations import accounts

    with own_store() as store:
        found = accounts.kept(store, most=100_000)
    if not found:
        click.echo("There are no accounts yet: waystation account add NAME --role operator")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("name", "shown as", "role", "unit", "state", "sessions", "last seen"):
        table.add_column(heading, overflow="fold")
    for one in found:
        cells = (
            one.name, one.shown_name, one.role, one.unit_name or "the whole store", _state(one),
            str(one.sessions or ""), str(one.seen_on or ""),
        )  # fmt: skip
        table.add_row(*map(Text, cells))
    console().print(table)


def _state(one: "Account") -> str:
    if one.disabled_at:
        return "disabled"
    if not one.has_password:
        return "no password yet"
    return "password and code" if one.has_second_factor else "password"


@account.command()
@click.argument("name")
def disable(name: str) -> None:
    """Disable the account NAME: its sessions, tokens and links end."""
    _switch(name, disabled=True)


@account.command()
@click.argument("name")
def enable(name: str) -> None:
    """Enable the account NAME again."""
    _switch(name, disabled=False)


def _switch(name: str, *, disabled: bool) -> None:
    from stations import accounts

    with own_store() as store:
        accounts.switch(store, accounts.named(store, name), disabled=disabled)
    click.echo(f"{name} is {'disabled: its sessions, tokens and links ended' if disabled else 'enabled'}.")


@account.command()
@click.argument("name")
@click.option("--end", is_flag=True, help="End them all, and all tokens.")
def sessions(name: str, *, end: bool) -> None:
    """Tell how often the account NAME is signed in."""
    from stations import accounts

    with own_store() as store:
        one = accounts.named(store, name)
        if end:
            accounts.end_sessions(store, one.id)
    told = (
        "ended, and all tokens" if end else f"last seen {one.seen_on}" if one.seen_on else "never signed in"
    )
    click.echo(f"{one.name}: {one.sessions} sessions; {told}.")
