"""The arrows between rooms, and the one home of each heavy dependency."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("stations", "geodata", "web", "scripts")
MAY_IMPORT = {
    "stations": {"stations"},
    "geodata": {"geodata", "stations"},
    "web": {"web", "stations"},
    "scripts": set(ROOMS),
}
HOMES = {
    "argon2": {"stations"},
    "pyotp": {"stations"},
    "flask_wtf": {"web"},
    "segno": {"web"},
    "reportlab": {"web"},
    "chinese_calendar": {"stations"},
    "psycopg2": {"stations", "web", "scripts"},
    "geopandas": {"geodata"},
    "pandas": {"geodata"},
    "pyogrio": {"geodata"},
    "pyproj": {"geodata", "stations"},
    "numba": {"stations", "geodata"},
    "pypinyin": {"stations"},
    "prometheus_client": {"web"},
    "scipy": {"geodata", "stations", "scripts"},  # scripts: a peer of the bench
    "highspy": {"geodata"},
    "osmium": {"geodata"},
    "rasterio": {"geodata"},
    "pyarrow": {"geodata"},
    "h3": {"geodata", "stations"},
    "rapidfuzz": {"geodata"},
    "openpyxl": {"geodata"},
    "flask": {"web", "scripts"},
    "folium": {"web"},
    "pydantic": {"web"},
    "granian": {"scripts"},
    "click": {"scripts"},
    "rich": {"scripts", "geodata"},
}
# The type of a connection that is handed through.
TYPES_ONLY = {"psycopg2.extensions"}


def imports(room: str) -> Iterator[tuple[str, str]]:
    """Every module that a room's files import, with the file."""
    for path in sorted((ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((str(path.relative_to(ROOT)), one.name) for one in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: import by full name"
                yield str(path.relative_to(ROOT)), node.module or ""


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_point_at_stations(room: str) -> None:
    wrong = [(path, module) for path, module in imports(room)
             if module.split(".")[0] in set(ROOMS) - MAY_IMPORT[room]]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_heavy_dependencies_stay_at_home(room: str) -> None:
    wrong = [
        (path, module)
        for path, module in imports(room)
        if room not in HOMES.get(module.split(".")[0], {room}) and module not in TYPES_ONLY
    ]
    assert wrong == []


def test_a_web_worker_loads_none_of_what_only_files_and_maps_need() -> None:
    # numba looks at scipy's bare name; its rooms are what is heavy.
    heavy = {
        "geopandas",
        "pandas",
        "scipy.spatial",
        "scipy.sparse",
        "highspy",
        "osmium",
        "rasterio",
        "pyarrow",
        "pyogrio",
        "pyproj",
        "pypinyin",
        "openpyxl",
        "rapidfuzz",
        "folium",
        "reportlab",
        "PIL",
    }
    told = subprocess.run(
        [sys.executable, "-c", "import sys, web; print(*sys.modules)"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert heavy & set(told.stdout.split()) == set()


def test_only_one_file_reads_the_environment_in_the_library() -> None:
    readers = {path.name for room in ("stations", "geodata", "web") for path in (ROOT / room).rglob("*.py")
               if "os.environ" in path.read_text(encoding="utf-8")}  # fmt: skip
    assert readers == {"settings.py"}


def test_cursors_are_opened_in_one_place() -> None:
    allowed = {"stations/database.py", "stations/migrate.py", "web/db.py"}
    files = [path for room in ("stations", "geodata", "web") for path in (ROOT / room).rglob("*.py")]
    openers = {
        str(path.relative_to(ROOT)) for path in files if ".cursor(" in path.read_text(encoding="utf-8")
    }
    assert openers <= allowed
