"""The unprivileged user whom a cluster belongs to: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from pathlib import Path
from typing import NamedTuple, TypedDict


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


class Tenant(NamedTuple):
    """A user of this machine, able to run programs and to own files."""

    name: str
    uid: int
    gid: int

    def run(self, *command: str, words: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a program as this user and give back its exit status and what it said.

        It gets a session of its own, so that Ctrl-C at the terminal is not for it, a neutral directory, since ours
        may be closed to it, and nothing of our environment: PGPORT would mislead it, and secrets are not its business.
        """
        return subprocess.run(
            command,
            input=words or "",
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
            **self._identity(),
        )

    def can_enter(self, directory: Path) -> bool:
        """Tell whether this user can reach a directory, whatever its parents' permissions are."""
        return self.run("test", "-x", str(directory)).returncode == 0

    def own(self, path: Path) -> None:
        """Make this user the owner of what we made."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)

    def _identity(self) -> _Identity:
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def tenant_of(checkout: Path) -> Tenant:
    """Choose the user: ourselves, or, when we are root, the owner of the checkout, else ``postgres``."""
    if os.geteuid() != 0:
        return _tenant(pwd.getpwuid(os.geteuid()))
    owner = checkout.stat().st_uid
    if owner != 0 and owner in {one.pw_uid for one in pwd.getpwall()}:
        return _tenant(pwd.getpwuid(owner))
    if "postgres" not in {one.pw_name for one in pwd.getpwall()}:
        subprocess.run(
            ["useradd", "--system", "--user-group", "--home-dir", "/nonexistent", "postgres"], check=True
        )
    return _tenant(pwd.getpwnam("postgres"))


def _tenant(entry: pwd.struct_passwd) -> Tenant:
    return Tenant(entry.pw_name, entry.pw_uid, entry.pw_gid)
