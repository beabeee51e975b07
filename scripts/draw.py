"""``waystation draw``: the picture of all places that the server answers from."""

import fcntl
import hashlib
import os
from pathlib import Path

import click

from scripts.home import var
from scripts.store import open_to_draw
from stations.settings import Settings


@click.command()
def draw() -> None:
    """Draw the picture of all places that the server answers from.

    The server does this by itself; workers take the new picture as soon as it lies there.
    """
    from stations.atlas.following import draw_store
    from stations.database import connect, transaction
    from stations.outbox import prune

    settings = Settings.from_environment()
    os.nice(10)  # those who answer come first
    with open_to_draw(settings) as url:
        path = Path(settings.picture) if settings.picture else picture_of(settings.database_url or url)
        with path.with_suffix(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Somebody else is drawing")
                return
            for half in path.parent.glob(f"{path.name}.*"):  # left behind by one that was killed
                half.unlink()
            connection = connect(url)
            try:
                print(f"Drew {draw_store(connection, path):,} places to {path}")
                with transaction(connection):
                    prune(connection)
            finally:
                connection.close()


def picture_of(url: str) -> Path:
    """Tell where the picture of a store is kept."""
    return var() / f"places-{hashlib.sha256(url.encode()).hexdigest()[:12]}.atlas"
