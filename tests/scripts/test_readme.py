"""The README names every verb of the command, and none that is not there."""

import re
from pathlib import Path

import pytest

from scripts.main import VERBS


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_every_verb_is_told(readme: str) -> None:
    told = re.findall(r"^\| `([a-z-]+)[ `]", Path(readme).read_text(encoding="utf-8"), re.MULTILINE)
    assert set(told) == set(VERBS)
