"""The measures stand by themselves, so that they can be lifted out of the house."""

import subprocess
import sys
from pathlib import Path

import geodata.coverage
from tests.test_architecture import ROOT

FOLDER = Path(geodata.coverage.__file__).parent


def test_measures_load_nothing_of_stations_and_no_reader_of_files():
    modules = ", ".join(f"geodata.coverage.{path.stem}" for path in FOLDER.glob("[a-z]*.py"))
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, {modules}; print(*sys.modules)"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    loaded = {name.partition(".")[0] for name in told.stdout.split()}
    assert "scipy" in loaded
    assert loaded & {"stations", "geopandas", "pyogrio", "psycopg2", "pyarrow", "flask"} == set()
