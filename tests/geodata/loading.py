"""Load lists within a test's transaction, and look at what came of it."""

from pathlib import Path
from typing import Any

from psycopg2.extensions import connection as Connection

from geodata.account import Account
from geodata.ingest import Choices, load
from stations import survey

DIRTY = Path(__file__).parents[1] / "data"


def loaded(store: Connection, path: Path | str, **choices: Any) -> Account:
    """Load a file of `tests/data`, or any other, as the list `list` unless told otherwise."""
    path = DIRTY / path if isinstance(path, str) else path
    return load(store, path, Choices(**{"source": "list", **choices}), actor="test")


def kept(store: Connection, source: str = "list") -> list[dict[str, Any]]:
    """Give the places of a source that are not closed."""
    return survey.published(store, source=source)


def written(path: Path, text: str) -> Path:
    """Write a list."""
    path.write_text(text, encoding="utf-8")
    return path
