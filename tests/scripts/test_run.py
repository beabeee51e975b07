"""The command and its verbs, and the two shell scripts up to where they would install something."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import psycopg2
import pytest

from scripts import main as command
from scripts.home import ROOT
from stations.errors import StoreError

SETTINGS = {"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"}


def raising(error: BaseException) -> click.Command:
    def verb() -> None:
        raise error

    return click.Command("trial", callback=verb)


@pytest.fixture
def trial(monkeypatch):
    """Put a verb of our own among the others, and run it."""

    def run(error: BaseException) -> int:
        monkeypatch.setattr(command.Verbs, "get_command", lambda *_: raising(error))
        return command.main(["trial"])

    return run


def test_a_refusal_is_one_line_and_status_one(trial, capsys):
    assert trial(StoreError("no store here: start one")) == 1
    assert capsys.readouterr().err == "waystation: no store here: start one\n"


def test_a_database_that_goes_away_is_one_line_with_a_cure(trial, capsys):
    assert trial(psycopg2.OperationalError("server closed the connection\n\tunexpectedly")) == 1
    said = capsys.readouterr().err
    assert said.startswith("waystation: the database failed: server closed the connection; ")
    assert said.count("\n") == 1


def test_ctrl_c_is_status_130_without_a_traceback(trial, capsys):
    assert trial(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err.strip() == ""


def test_a_fault_of_our_own_is_not_hidden(trial):
    with pytest.raises(ZeroDivisionError):
        trial(ZeroDivisionError())


def test_an_unknown_verb_is_status_two(capsys):
    assert command.main(["sleep"]) == 2
    assert "No such command 'sleep'" in capsys.readouterr().err


@pytest.mark.parametrize("verb", command.VERBS)
def test_every_verb_tells_what_it_does(verb, capsys):
    assert command.main([verb, "--help"]) == 0
    assert f"waystation {verb}" in capsys.readouterr().out


def test_the_help_lists_every_verb_and_imports_none():
    program = "import sys; from scripts.main import main; main(['--help']); print(sorted(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert all(f"  {verb}" in said for verb in command.VERBS)
    assert "'stations'" not in said
    assert "'pandas'" not in said


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout as it comes from git, with the scripts alone."""
    place = tmp_path / "check out"
    shutil.copytree(ROOT / "scripts", place / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    return place


def set_up(checkout: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "scripts/setup"],
        env=SETTINGS | settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_is_refused_by_name(checkout):
    done = set_up(checkout, PYTHON="/bin/false")
    assert done.returncode == 1
    assert done.stderr == (
        "waystation: /bin/false is not Python 3.11 or newer: "
        "install that, or name one with PYTHON=/path/to/python3\n"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_checkout_that_cannot_be_written_is_named(checkout):
    (checkout / "var").mkdir(mode=0o500)
    done = set_up(checkout)
    assert done.returncode == 1
    assert f"{checkout}/var cannot be written" in done.stderr
