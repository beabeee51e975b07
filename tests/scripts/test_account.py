"""The verbs account and unit, called as a person calls them, on a store of their own."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scripts.main import main
from stations import accounts
from stations.database import connect
from tests.databases import own_database
from tests.make import enter_one
from tests.people import value

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def store_url(database_url: str) -> Iterator[str]:
    """A database that what is committed here may stay in."""
    with own_database(database_url, "waystation_accounts") as url:
        yield url


@pytest.fixture
def say(store_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Call the command, and give its status and what it said."""
    monkeypatch.setenv("WAYSTATION_DATABASE_URL", store_url)
    monkeypatch.setenv("WAYSTATION_PUBLIC_URL", "https://map.example.org")

    def call(*words: str) -> tuple[int, str, str]:
        status = main(list(words))
        told = capsys.readouterr()
        return status, told.out, told.err

    return call


def found(url: str, statement: str, *given: object) -> Any:
    with closing(connect(url)) as connection:
        return value(connection, statement, *given)


def test_the_first_operator_is_made_and_keeps_the_store_from_being_without_one(
    say: Say, store_url: str
) -> None:
    assert "no accounts yet" in say("account", "list")[1]
    status, out, _ = say("account", "add", "Chief", "--role", "operator", "--shown-name", "老张")
    first, link, last = out.splitlines()
    assert (status, first) == (0, "chief: operator, the whole store")
    assert last.startswith("Good once, until ")
    secret = link.removeprefix("https://map.example.org/login/link/")
    with closing(connect(store_url)) as connection:
        invited = accounts.invited(connection, secret)
    assert invited
    assert (invited.name, invited.shown_name) == ("chief", "老张")
    status, _, err = say("account", "disable", "chief")
    assert (status, err.count("\n")) == (1, 1)
    assert "last operator" in err
    assert say("account", "add", "deputy", "--role", "operator")[0] == 0
    assert say("account", "disable", "chief")[0] == 0
    assert say("account", "link", "chief")[2] == "waystation: the account is disabled: enable it first\n"
    assert say("account", "enable", "chief")[0] == 0
    assert say("account", "sessions", "chief", "--end")[1] == "chief: 0 sessions; ended, and all tokens.\n"
    acts = found(
        store_url, "SELECT array_agg(act ORDER BY id) FROM journal WHERE detail ->> 'account' = 'chief'"
    )
    assert acts == ["add_account", "make_link", "disable_account", "enable_account", "end_sessions"]
    assert "老张" in say("account", "list")[1]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["account", "add", "x", "--role", "operator"], "3 to 64 small letters"),
        (["account", "add", "bob", "--role", "manager"], "belong to a unit"),
        (["account", "add", "bob", "--role", "manager", "--unit", "哪里"], "is no unit"),
        (["account", "link", "nobody"], "there is no account 'nobody'"),
        (["unit", "add", "甲", "--level", "city", "--county", "999"], "no such county"),
    ],
)
def test_what_cannot_be_is_one_line(say: Say, words: list[str], why: str) -> None:
    status, out, err = say(*words)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert why in err


def test_a_tree_is_loaded_twice_and_grows_once(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(
        "level,name,parent path,county code\nprovince,黑龙江省,,\ncity,哈尔滨市,黑龙江省,\n"
        "county,道里区, 黑龙江省 / 哈尔滨市 ,\n",
        encoding="utf-8-sig",
    )
    assert say("unit", "load", str(file))[1] == "3 units: 3 new, 0 known.\n"
    assert say("unit", "load", str(file))[1] == "3 units: 0 new, 3 known.\n"
    tree = say("unit", "list")[1].splitlines()
    assert [line.split(" (")[0] for line in tree[:3]] == ["黑龙江省", "  哈尔滨市", "    道里区"]
    assert "No counties are loaded" in say("unit", "from-counties")[1]


def test_wrong_rows_are_told_by_line_and_nothing_of_the_file_is_kept(
    say: Say, tmp_path: Path, store_url: str
) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text(
        "level,name,parent path\nprovince,吉林省,\nvillage,村,\ncity,长春市,辽宁省\n", encoding="utf-8"
    )
    status, _, err = say("unit", "load", str(file))
    assert (status, err.count("\n")) == (1, 1)
    assert "line 3: 'village' is no level" in err
    assert "line 4: '辽宁省' of '辽宁省' is no unit yet" in err
    assert found(store_url, "SELECT count(*) FROM unit WHERE name = '吉林省'") == 0
    file.write_bytes("级别,名称\n".encode("gb18030"))
    assert "no CSV file in UTF-8" in say("unit", "load", str(file))[2]
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "has not the columns" in say("unit", "load", str(file))[2]


def test_places_get_their_keeper(say: Say, store_url: str) -> None:
    with closing(connect(store_url)) as connection:
        place = enter_one(connection, name="甲街驿站")
        connection.commit()
    say("unit", "add", "直属站", "--level", "place")
    done = say("unit", "assign", str(place), "--unit", "直属站")
    assert done[1] == "1 places have a new keeper; 0 are without one.\n"
    assert say("unit", "assign")[1] == "0 places have a new keeper; 0 are without one.\n"
    assert say("unit", "assign", str(place))[0] == 2
    assert "1 places" in say("unit", "list")[1]
