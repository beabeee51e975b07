"""The store that a verb works on: the database of the settings, or this checkout's own cluster."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg2.extensions import make_dsn

from scripts import cluster
from stations.database import WEB_ROLE, as_web, connect, run, transaction
from stations.settings import Settings


@contextmanager
def open_store(settings: Settings) -> Iterator[str]:
    """Give the URL of the store; a cluster of our own runs at least for the length of the block."""
    if settings.database_url:
        yield settings.database_url
        return
    with cluster.running() as url:
        yield url


@contextmanager
def open_to_draw(settings: Settings) -> Iterator[str]:
    """Give the URL by which the web reads the store, where it is known: all that a worker is given."""
    if settings.web_database_url:
        yield settings.web_database_url
        return
    with open_store(settings) as url:
        yield url


def address_of_web(settings: Settings, url: str) -> str:
    """Give the URL by which the web connects to a migrated store: as a role that owns nothing.

    Our own cluster gives that role a login. Elsewhere an administrator does; until then the web shares ours.
    """
    if settings.web_database_url:
        return settings.web_database_url
    if settings.database_url:
        print(
            f"The web connects with the owner's login, in the role {WEB_ROLE}. Better give it one of its own: "
            f"ALTER ROLE {WEB_ROLE} LOGIN PASSWORD '…'; ALTER ROLE {WEB_ROLE} SET track_activities = off; "
            "and its address in WAYSTATION_WEB_DATABASE_URL"
        )
        return as_web(url)
    connection = connect(url)
    try:
        with transaction(connection):
            run(connection, "let_web_in")
            run(connection, "hide_web_statements")
    finally:
        connection.close()
    return make_dsn(url, user=WEB_ROLE)


def hand_over(settings: Settings, url: str) -> None:
    """Leave the environment as workers are to have it: with the web's address, and without the owner's."""
    os.environ["WAYSTATION_WEB_DATABASE_URL"] = address_of_web(settings, url)
    os.environ.pop("WAYSTATION_DATABASE_URL", None)
