"""``waystation migrate``: the store brought to this program's version."""

import click

from scripts.store import open_store
from stations.database import connect
from stations.migrate import migrate as apply
from stations.settings import Settings


@click.command()
def migrate() -> None:
    """Bring the store to this program's version; a store that is there already is left as it is."""
    with open_store(Settings.from_environment()) as url:
        connection = connect(url)
        try:
            applied = apply(connection)
        finally:
            connection.close()
    for migration in applied:
        print(f"Migrated {migration.number:04d}: {migration.sentence}")
    print(f"{len(applied)} applied; the store is at this program's version" if applied else "Nothing to do")
