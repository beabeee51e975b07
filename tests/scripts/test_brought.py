"""What the child of a web worker says of a planner's file, as the worker reads it."""

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from scripts.job import REFUSED

APART = {"type": "MultiLineString", "coordinates": [[[1, 1], [2, 2]], [[3, 3], [2, 2]]]}
HALF = b'{"type":"Feature","geometry":{"type":"Point","coordinates":[1,1]},"properties":{"name":"\\ud800"}}'


@pytest.mark.parametrize(
    ("what", "content", "reason"), [("line", orjson.dumps(APART), "parts"), ("points", HALF, "row.name")]
)
def test_a_refusal_comes_out_as_json_in_utf_8_wherever_it_is_run(
    tmp_path: Path, what: str, content: bytes, reason: str
) -> None:
    path = tmp_path / "图.geojson"
    path.write_bytes(content)
    asked = [sys.executable, "-m", "scripts.brought", what, str(path)]
    ended = subprocess.run(
        asked, capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "1"}
    )
    assert (ended.returncode, orjson.loads(ended.stdout)["reason"]) == (REFUSED, reason)
