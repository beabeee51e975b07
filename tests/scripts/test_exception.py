"""The verb that closes a place on some dates, called as a person calls it, on a store of its own."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from scripts.main import main
from stations import history
from stations.database import connect
from stations.lookup import station
from tests.databases import own_database
from tests.make import enter_one


@pytest.fixture(scope="module")
def store_url(database_url: str) -> Iterator[str]:
    """A database that what is committed here may stay in."""
    with own_database(database_url, "waystation_exceptions") as url:
        yield url


@pytest.fixture
def place(store_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("WAYSTATION_DATABASE_URL", store_url)
    return entered(store_url, hours="周一至周五9:00-17:00")


def entered(url: str, hours: str) -> str:
    with closing(connect(url)) as connection:
        found = enter_one(connection, name="甲街驿站", hours=hours)
        connection.commit()
    return str(found)


def exceptions_of(url: str, place: str) -> str | None:
    with closing(connect(url)) as connection:
        return station(connection, int(place)).hours_exceptions


def test_a_closing_is_kept_and_said(store_url: str, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    closing_words = ["2027-02-05", "2027-02-12", "--reason", "春节", "--actor", "manager"]
    assert main(["exception", place, *closing_words]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"甲街驿站 ({place}): closed from 2027-02-05 to 2027-02-12."
    assert second.startswith("Hours now: 全年周一至周五 09:00–17:00；2027年 2月5日至12日")
    assert second.endswith('(Mo-Fr 09:00-17:00; 2027 Feb 05-2027 Feb 12 off "春节")')
    assert exceptions_of(store_url, place) == '2027 Feb 05-2027 Feb 12 off "春节"'
    with closing(connect(store_url)) as connection:
        assert history.versions(connection, int(place))[-1].changed_by == "manager"


def test_other_hours_are_kept_and_cleared(
    store_url: str, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["exception", place, "2027-02-05", "2027-02-05", "--hours", "9:00-12:00"]) == 0
    assert "open 9:00-12:00 from 2027-02-05 to 2027-02-05." in capsys.readouterr().out
    assert exceptions_of(store_url, place) == "2027 Feb 05-2027 Feb 05 09:00-12:00 open"
    assert main(["exception", place, "--clear"]) == 0
    told = capsys.readouterr().out
    assert "its exceptions are cleared." in told
    assert "Hours now: 周一至周五 09:00–17:00 (Mo-Fr 09:00-17:00)" in told
    assert exceptions_of(store_url, place) is None


def test_hours_that_could_not_be_read_are_said_as_they_are_written(
    store_url: str, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place
    assert main(["exception", entered(store_url, hours="看情况"), "--clear"]) == 0
    assert "Hours now: «看情况», which could not be read" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["2027-02-12", "2027-02-05"], 1, "swap the two dates"),
        (["2027-02-05", "2027-02-12", "--hours", "周一9-17"], 1, "say more than times"),
        (["2027-02-05", "2027-02-12", "--hours", "八点起"], 1, "were not understood"),
        (["2027-02-05", "2027-02-12", "--hours", ""], 1, "were not understood"),
        (["2027-02-05"], 2, "give FIRST and LAST"),
        ([], 2, "give FIRST and LAST"),
        (["--hours", "9-17"], 2, "give FIRST and LAST"),
        (["2027-02-05", "2027-02-12", "--clear"], 2, "or --clear alone"),
        (["--clear", "--reason", "春节"], 2, "or --clear alone"),
        (["5.2.2027", "2027-02-12"], 2, "does not match"),
    ],
)
def test_what_is_crooked_is_refused_and_changes_nothing(
    store_url: str,
    place: str,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    said: str,
) -> None:
    assert main(["exception", place, *arguments]) == status
    assert said in capsys.readouterr().err
    assert exceptions_of(store_url, place) is None


@pytest.mark.usefixtures("place")
def test_a_place_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exception", "999999", "--clear"]) == 1
    assert capsys.readouterr().err == "waystation: there is no station 999999\n"
