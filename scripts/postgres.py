"""Find the PostgreSQL of this machine that comes with PostGIS.

Needs the standard library alone: `scripts/setup` asks it before anything is installed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class NoPostgres(LookupError):
    """PostgreSQL with PostGIS is not installed, or not in the version asked for."""


class Postgres(NamedTuple):
    """One installation: its major version and the directory of its programs."""

    major: int
    bindir: Path

    def program(self, name: str) -> str:
        """Give the path of one of its programs."""
        return str(self.bindir / name)


def postgres(major: int | None = None) -> Postgres:
    """Give the newest installation, or the one of a major version.

    Raises
    ------
    NoPostgres
        When there is none; the message says what to install.
    """
    for one in installed():
        if major in (None, one.major):
            return one
    if major is None:
        raise NoPostgres(
            "PostgreSQL with PostGIS is not installed: run scripts/setup, or install both yourself"
        )
    raise NoPostgres(
        f"PostgreSQL {major} with PostGIS is not installed: install postgresql-{major} and postgresql-{major}-postgis-3"
    )


def installed() -> list[Postgres]:
    """List what is installed with PostGIS, newest first."""
    found = {one.major: one for one in (*_by_pg_config(), *_by_debian())}
    return [found[major] for major in sorted(found, reverse=True)]


def _by_debian() -> Iterator[Postgres]:
    """Debian and Ubuntu keep each major version in a directory of its own, outside PATH."""
    for place in Path("/usr/lib/postgresql").glob("*"):
        if _complete(place / "bin", place / "lib", Path("/usr/share/postgresql", place.name)):
            yield Postgres(int(place.name), place / "bin")


def _by_pg_config() -> Iterator[Postgres]:
    """Elsewhere, `pg_config` on PATH tells."""
    if shutil.which("pg_config") is None:
        return
    ask = ("pg_config", "--bindir", "--pkglibdir", "--sharedir", "--version")
    *places, version = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.splitlines()
    if _complete(*map(Path, places)):
        yield Postgres(int(version.split()[1].split(".")[0]), Path(places[0]))


def _complete(bindir: Path, libdir: Path, sharedir: Path) -> bool:
    """Tell whether server and PostGIS are there: clients, headers or PostGIS's scripts alone may be."""
    programs = all(os.access(bindir / name, os.X_OK) for name in ("initdb", "postgres", "pg_ctl"))
    return (
        programs and (libdir / "postgis-3.so").exists() and (sharedir / "extension/postgis.control").exists()
    )


if __name__ == "__main__":
    sys.exit(0 if installed() else 1)
