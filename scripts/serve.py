"""``waystation serve``: the store made ready, then the web server."""

import os
import secrets
import signal
from pathlib import Path

import click

from scripts.address import claimed
from scripts.beside import runner
from scripts.draw import picture_of
from scripts.home import like_parent, var
from scripts.store import hand_over, open_store
from stations.database import connect
from stations.migrate import migrate
from stations.sample import load_if_empty
from stations.settings import Settings


@click.command()
def serve() -> None:
    """Serve the map and the API until Ctrl-C.

    Brings the store to this program's version first, and loads the made-up sample into an empty one.
    """
    settings = Settings.from_environment()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with claimed(settings.host, settings.port, var()), open_store(settings) as url:
        prepare(url, sample=settings.sample)
        hand_over(settings, url)
        os.environ["WAYSTATION_PICTURE"] = settings.picture or str(picture_of(url))
        os.environ["WAYSTATION_SECRET_KEY"] = settings.secret_key or secret(var() / "secret")
        from scripts import server

        with runner(url):
            server.run(settings.host, settings.port, settings.workers)


def prepare(url: str, *, sample: bool) -> None:
    """Migrate the store, fill it when it is empty, and say what was done."""
    connection = connect(url)
    try:
        for migration in migrate(connection):
            print(f"Migrated {migration.number:04d}: {migration.sentence}")
        if sample and (count := load_if_empty(connection)):
            print(f"Loaded the sample: {count} made-up places")
    finally:
        connection.close()


def secret(path: Path) -> str:
    """Give the key that signs cookies: made once and kept to ourselves, so that a restart signs nobody out."""
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(32), encoding="ascii")
        like_parent(fresh).rename(path)
    return path.read_text(encoding="ascii")
