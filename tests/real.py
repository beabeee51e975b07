"""Where the real data lie that no copy of is kept here, and how to skip a test without them."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("WAYSTATION_REAL_DATA", Path(__file__).parents[1] / "../shared/data")).resolve()
ZHENGZHOU = FOLDER / "zhengzhou/stations.csv"
COUNTIES = FOLDER / "boundaries/counties.geojson"

needs_real_data = pytest.mark.skipif(
    not (ZHENGZHOU.exists() and COUNTIES.exists()),
    reason=f"no real data in {FOLDER}: set WAYSTATION_REAL_DATA to try it",
)
