"""Programs and packages of the peers: found, installed where we may, or named as missing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scripts.bench.processes import Broken, ran
from scripts.postgres import postgres

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
ASKED_FOR = ("tipg", "uvicorn", "pygeoapi", "gunicorn", "scikit-learn")
PACKAGES = {"wrk": "wrk", "redis-server": "redis-tools"}  # Debian's


@dataclass
class Tools:
    """What the bench can call on; `missing` says of each thing that is not there why, in a sentence."""

    home: Path
    peers_wanted: bool = True
    missing: dict[str, str] = field(default_factory=dict)

    def program(self, name: str) -> str | None:
        """Give the path of a program, installing its package when we may."""
        if name in self.missing:
            return None
        found = self._found(name)
        if found is None and self.peers_wanted and self._install(PACKAGES[name]):
            found = self._found(name)
        if found is None:
            self.missing.setdefault(name, f"{name} is not installed: 'apt-get install {PACKAGES[name]}'")
        return found

    def pgbench(self) -> str:
        """Give PostgreSQL's own load generator."""
        beside = Path(postgres().program("pgbench"))
        found = str(beside) if beside.exists() else shutil.which("pgbench")
        if found is None:
            raise Broken("pgbench is not installed: it comes with PostgreSQL's server or contrib package")
        return found

    def python(self, say: Callable[[str], None]) -> Path | None:
        """Give the Python of the peers' own virtual environment, made and filled when it is not there."""
        python, stamp = self.home / "venv" / "bin" / "python", self.home / "venv" / "requirements.txt"
        wanted = REQUIREMENTS.read_text(encoding="utf-8")
        if not self.peers_wanted or "peers" in self.missing:
            return None
        if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return python
        say("installing the peers from PyPI into an environment of their own")
        try:
            ran([sys.executable, "-m", "venv", "--clear", str(self.home / "venv")])
            options = [
                "--disable-pip-version-check",
                "--no-input",
                "--only-binary",
                ":all:",
                "--require-hashes",
            ]
            ran([str(python), "-m", "pip", "install", "--quiet", *options, "-r", str(REQUIREMENTS)])
        except Broken as error:
            self.missing["peers"] = f"the peers could not be installed: {error}"
            return None
        stamp.write_text(wanted, encoding="utf-8")
        return python

    def versions(self) -> list[tuple[str, str]]:
        """Name the peers and load generators that are there, with their versions."""
        found: list[tuple[str, str]] = []
        python = self.home / "venv" / "bin" / "python"
        if self.peers_wanted and python.exists() and "peers" not in self.missing:
            said = ran([str(python), "-m", "pip", "list", "--disable-pip-version-check", "--format=freeze"])
            installed = dict(line.partition("==")[::2] for line in said.splitlines())
            found += [(name, installed[name]) for name in ASKED_FOR if name in installed]
        redis = self._found("redis-server")
        if redis and self.peers_wanted:
            found.append(("Redis", ran([redis, "--version"]).split("v=")[1].split()[0]))
        wrk = self._found("wrk")
        if wrk:  # which says its version and fails
            told = subprocess.run([wrk, "-v"], capture_output=True, text=True, check=False)
            found.append(("wrk", told.stdout.split()[1]))
        return found

    def _found(self, name: str) -> str | None:
        found = shutil.which(name)
        if found or name != "redis-server":
            return found
        # Debian's package of that name would start a server at every boot. The program itself is in redis-tools, and
        # serves when it is called by this name.
        other = shutil.which("redis-check-rdb")
        if other is None:
            return None
        link = self.home / "redis-server"
        link.unlink(missing_ok=True)
        link.symlink_to(other)
        return str(link)

    def _install(self, package: str) -> bool:
        rights = _rights()
        if shutil.which("apt-get") is None or rights is None:
            return False
        command = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--yes"]
        try:
            ran([*command, "update"])
            ran([*command, "install", "--no-install-recommends", package])
        except Broken as error:
            self.missing[package] = str(error)
            return False
        return True


def _rights() -> list[str] | None:
    """Give what a command must begin with to install packages, or None when we may not."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None
