"""A private PostgreSQL cluster that belongs to this checkout alone, started by whoever needs it first."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.home import ROOT, SOCKETS, home, sockets, var
from scripts.making import make
from scripts.postmaster import Postmaster
from scripts.sharing import shared
from scripts.tenant import tenant_of
from stations.errors import StoreError


@contextmanager
def running(checkout: Path = ROOT) -> Iterator[str]:
    """Give the URL of this checkout's cluster, which runs for as long as anybody is within.

    It is made when there is none. Whoever comes first starts it, later ones find it running, the last to leave stops
    it; who is killed within counts as gone.

    Raises
    ------
    StoreError
        When it cannot be made or started; the message says why and what to do.
    """
    locks = var(checkout)
    tenant = tenant_of(checkout)
    postmaster = Postmaster(home(checkout, tenant), sockets(checkout, tenant), tenant)

    def start() -> None:
        if not _made(postmaster.home):
            make(postmaster.home, tenant)
        postmaster.start()

    with shared(locks / "cluster.lock", first=start, last=postmaster.stop):
        yield postmaster.url()


@contextmanager
def temporary() -> Iterator[str]:
    """Give the URL of a throwaway cluster for tests: fast, empty, and without a thought for a power cut."""
    tenant = tenant_of(ROOT)
    with tempfile.TemporaryDirectory(
        prefix="waystation-", dir=SOCKETS, ignore_cleanup_errors=True
    ) as directory:
        place = Path(directory)
        tenant.own(place)
        postmaster = Postmaster(place / "cluster", place, tenant)
        make(postmaster.home, tenant, durable=False)
        try:
            postmaster.start()
            yield postmaster.url()
        finally:
            postmaster.stop(mode="immediate")


def _made(place: Path) -> bool:
    """Tell whether a cluster is there; what was left of one killed in the making is swept away."""
    for leftover in place.parent.glob(f"{place.name}.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if (place / "data" / "PG_VERSION").exists():
        return True
    if place.exists() and any(place.iterdir()):
        raise StoreError(
            f"{place} holds no PostgreSQL cluster (no data/PG_VERSION in it), and what it holds may be dear to you: "
            f"move it away with 'mv {place} {place}.old', and start again"
        )
    return False
