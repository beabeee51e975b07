"""Every statement is a file that PostgreSQL can plan, named by somebody, with a head that tells what it is."""

import re
from importlib import resources
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from stations.database import run, statement

FILES = sorted(file.name[:-4] for file in resources.files("stations").joinpath("sql").iterdir())
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for room in ("stations", "web", "geodata", "scripts")
    for path in Path(room).rglob("*.py")
)
UTILITY = re.compile(r"^\s*(CREATE|DROP|ALTER|ANALYZE)", re.MULTILINE)
NEEDS = {"incoming_county": "incoming_county_table", "remark": "remark_table", "incoming": "incoming_table"}


@pytest.mark.parametrize("name", FILES)
def test_a_statement_is_used_by_name_and_says_what_it_is(name: str) -> None:
    assert f'"{name}"' in CODE
    assert statement(name).startswith("-- ")


@pytest.mark.parametrize("name", FILES)
def test_a_statement_can_be_planned(store: Connection, name: str) -> None:
    text = statement(name)
    if UTILITY.search(text):
        pytest.skip("a utility statement has no plan; the tests of its room run it")
    run(store, "incoming_table")
    with store.cursor() as cursor:
        for table in ("incoming_county_table", "remark_table", "import_undo_table"):
            run(store, table)
        empty = dict.fromkeys(re.findall(r"%\((\w+)\)s", text))
        for part in filter(str.strip, text.split(";\n")):
            try:
                cursor.execute("EXPLAIN " + part, empty)
            except psycopg2.Error as error:
                pytest.fail(f"{name}: {error}")
