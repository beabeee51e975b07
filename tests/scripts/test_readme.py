"""The README names every verb of the command, and none that is not there."""

import re
import shlex
from pathlib import Path

import click
import pytest

from scripts.main import VERBS
from scripts.plan.command import plan


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_every_verb_is_told(readme: str) -> None:
    told = re.findall(r"^\| `([a-z-]+)[ `]", Path(readme).read_text(encoding="utf-8"), re.MULTILINE)
    assert set(told) == set(VERBS)


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_every_plan_that_is_told_can_be_asked_for(readme: str) -> None:
    told = re.findall(
        r"^\.venv/bin/waystation plan (.+)$", Path(readme).read_text(encoding="utf-8"), re.MULTILINE
    )
    assert told
    for words in map(shlex.split, told):
        command = plan.commands[words[0]]
        command.make_context(words[0], words[1:], parent=click.Context(plan))  # it refuses what is no option
