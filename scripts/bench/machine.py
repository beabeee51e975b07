"""Facts about the machine and the versions of everything that takes part, for the head of the report."""

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

OURS = ("granian", "Flask", "numpy", "numba", "scipy", "shapely", "psycopg2-binary", "orjson")


def facts() -> dict[str, str]:
    """Tell what was measured on, when, and with what; a name to a text, in the order of the report."""
    load = os.getloadavg()[0]
    return {
        "Date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "Processor": f"{_processor()}, {os.cpu_count()} cores",
        "Memory": f"{_memory_gb():.0f} GB",
        "System": f"{_system()}, Linux {platform.release()}",
        "Load before": f"{load:.2f}"
        + (" (the machine was busy: these figures are too low)" if _busy(load) else ""),
        "Waystation": _commit(),
        "Python": f"{platform.python_version()}, " + ", ".join(_versions(OURS)),
    }


def _busy(load: float) -> bool:
    return load > 0.3 * (os.cpu_count() or 1)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    found = [line.partition(":")[2].strip() for line in lines if line.startswith(("model name", "Model"))]
    return found[0] if found else platform.machine()


def _memory_gb() -> float:
    first = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()[0]
    return int(first.split()[1]) / 1024**2


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _versions(names: Sequence[str]) -> list[str]:
    found = []
    for name in names:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return found


def _commit() -> str:
    """Name the version, and the commit where this is a checkout; a plus sign says that it was changed since."""
    version = _versions(["waystation"])[0].split()[-1] if _versions(["waystation"]) else "from a checkout"
    here = Path(__file__).parent
    try:
        said = subprocess.run(
            ["git", "describe", "--always", "--dirty=+"], cwd=here, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return version
    return f"{version}, commit {said.stdout.strip()}"
