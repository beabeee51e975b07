"""The store that a verb works on: the database of the settings, or this checkout's own cluster."""

from collections.abc import Iterator
from contextlib import contextmanager

from scripts import cluster
from stations.settings import Settings


@contextmanager
def open_store(settings: Settings) -> Iterator[str]:
    """Give the URL of the store; a cluster of our own runs at least for the length of the block."""
    if settings.database_url:
        yield settings.database_url
        return
    with cluster.running() as url:
        yield url
