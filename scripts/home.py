"""Where a checkout's cluster lives on this machine: a home for its files, and a short path for its socket."""

import hashlib
import os
import stat
from pathlib import Path

from scripts.tenant import Tenant
from stations.errors import StoreError

ROOT = Path(__file__).resolve().parents[1]
REFUGE = Path("/var/lib/waystation")
SOCKETS = Path("/tmp")  # noqa: S108 - a socket's path may have 107 bytes, a checkout's may have more


def home(checkout: Path, tenant: Tenant) -> Path:
    """Give the directory of the cluster's files: `var/cluster`, or where that leads.

    A checkout under, say, `/root` is closed to the tenant. Its permissions are not ours to change: the cluster then
    lives under `/var/lib/waystation`, and `var/cluster` is a link to it.

    Raises
    ------
    StoreError
        When `var/cluster` leads somewhere else, or lies where the tenant cannot go.
    """
    door = checkout / "var" / "cluster"
    if door.is_symlink():
        return _followed(door, REFUGE / key(checkout))
    if tenant.can_enter(door.parent):
        return door
    if door.exists():
        raise StoreError(
            f"{door} is closed to user {tenant.name}, who runs the cluster: "
            f"move it with 'mkdir -p {REFUGE} && mv {door} {REFUGE / key(checkout)}', and start again"
        )
    _open_refuge()
    door.symlink_to(REFUGE / key(checkout))
    return REFUGE / key(checkout)


def sockets(checkout: Path, tenant: Tenant) -> Path:
    """Make the directory of the cluster's socket, which only the tenant can enter; the socket asks for no password.

    Raises
    ------
    StoreError
        When somebody else made a directory of that name.
    """
    directory = SOCKETS / f"waystation-{key(checkout)}"
    try:
        directory.mkdir(mode=0o700)
        tenant.own(directory)
    except FileExistsError:
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != tenant.uid or found.st_mode & 0o077:
            raise StoreError(
                f"{directory} is not a private directory of user {tenant.name}, and the cluster's socket must lie in "
                "one: remove it, or ask its owner to"
            ) from None
    return directory


def like_parent(path: Path) -> Path:
    """Give a file that root made in somebody's directory to them, so that they can go on without root."""
    if os.geteuid() == 0:
        parent = path.parent.stat()
        os.chown(path, parent.st_uid, parent.st_gid)
    return path


def var(checkout: Path = ROOT) -> Path:
    """Make the directory of everything that a checkout keeps while it runs."""
    directory = checkout / "var"
    directory.mkdir(exist_ok=True)
    return like_parent(directory)


def key(checkout: Path) -> str:
    """Give a short name that is this checkout's alone."""
    return hashlib.sha256(os.fsencode(checkout)).hexdigest()[:12]


def _followed(door: Path, refuge: Path) -> Path:
    target = door.readlink()
    if target != refuge:
        raise StoreError(
            f"{door} leads to {target}, the cluster of another checkout (was this one copied or moved?): to take its "
            f"places along, 'mv {target} {refuge} && ln -sfn {refuge} {door}'; to begin with an empty store, "
            f"'rm {door}'"
        )
    _open_refuge()
    return refuge


def _open_refuge() -> None:
    """Everybody may pass through; each home in it is its tenant's alone."""
    REFUGE.mkdir(mode=0o755, parents=True, exist_ok=True)
