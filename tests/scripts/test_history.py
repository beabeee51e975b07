"""The verb that takes a list back and proves the past, called as a person calls it, on a store of its own."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from scripts.main import main
from stations.database import connect
from tests.databases import own_database
from tests.make import enter_one, record
from tests.people import value
from tests.stations.test_undo import amend, load, place_of


@pytest.fixture
def store_url(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database that what is committed here may stay in, with a list, an edit of it, and a place beside."""
    with own_database(database_url, "waystation_history") as url:
        monkeypatch.setenv("WAYSTATION_DATABASE_URL", url)
        with closing(connect(url)) as connection:
            enter_one(connection, name="旁边驿站")
            load(connection, record(source_id="a", name="甲街驿站"), record(source_id="b", name="乙街驿站"))
            amend(connection, place_of(connection, "a"), "老王", phone="2")
            connection.commit()
        yield url


def status_of(url: str, source_id: str) -> str:
    with closing(connect(url)) as connection:
        return str(value(connection, "SELECT status FROM station WHERE source_id = %s", source_id))


def test_a_list_is_taken_back_and_brought_again(store_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "undo-import", "1", "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "1 places that it entered would be closed, 0 put back."
    assert status_of(store_url, "b") == "open"
    assert main(["history", "undo-import", "1", "--actor", "丁"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == [
        "1 places that it entered closed, 0 put back.",
        "Left, for somebody changed it since: 1 places",
    ]
    assert told[2].startswith("  甲街驿站 (")
    assert told[2].endswith("phone, by 老王")
    assert told[3] == "Done as import 2: 'waystation history undo-import 2' takes it back."
    assert (status_of(store_url, "a"), status_of(store_url, "b")) == ("open", "closed")
    assert main(["history", "undo-import", "1"]) == 1
    assert "was undone by import 2" in capsys.readouterr().err
    assert main(["history", "undo-import", "2"]) == 0
    assert status_of(store_url, "b") == "open"
    assert main(["history", "undo-import", "99"]) == 1
    assert "there is no import 99" in capsys.readouterr().err


@pytest.mark.usefixtures("store_url")
def test_verify_tells_what_it_looked_at_and_the_head(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "verify"]) == 0
    first, head, last = capsys.readouterr().out.splitlines()
    assert first.startswith(
        "3 entries of the journal, 3 places, 1 older versions, 2 changes by hand, 1 imports."
    )
    assert last == "All of it fits together."
    assert main(["history", "verify", "--expect", head.removeprefix("Head: ")]) == 0
    capsys.readouterr()
    assert main(["history", "verify", "--expect", "0" * 64]) == 1
    assert "the expected head is not in the journal" in capsys.readouterr().out
    assert main(["history", "verify", "--expect", "nonsense"]) == 1
    assert "64 digits" in capsys.readouterr().err


def test_verify_names_the_place_that_was_tampered_with(
    store_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(connect(store_url)) as connection:
        place = place_of(connection, "a")
        value(connection, "SET LOCAL session_replication_role = replica")
        value(connection, "UPDATE station SET phone = '9' WHERE id = %s", place)
        connection.commit()
    assert main(["history", "verify"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[-2].startswith(f"place {place}: version 2 is not what entry ")
    assert told[-1] == "This history was tampered with."


def test_only_the_first_lines_are_told(store_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(connect(store_url)) as connection:
        places = [enter_one(connection) for _ in range(23)]
        for place in places:
            amend(connection, place, phone="1")
        connection.commit()
        value(connection, "SET LOCAL session_replication_role = replica")
        value(connection, "UPDATE station SET phone = '9' WHERE id = ANY (%s)", places)
        connection.commit()
    assert main(["history", "verify"]) == 1
    assert capsys.readouterr().out.splitlines()[-2] == "… and 3 more"
